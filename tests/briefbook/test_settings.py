"""Settings come from one TOML table each."""

from dataclasses import dataclass

import pytest

from briefbook.errors import SettingsError
from briefbook.settings import read_table


@dataclass(frozen=True, slots=True)
class TeaSettings:
    """How tea is made."""

    minutes: int = 3
    kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.minutes < 0:
            raise SettingsError("minutes must not be negative")


def test_what_is_not_set_keeps_its_default() -> None:
    settings = read_table({"kinds": ["龙井", "assam"]}, TeaSettings, "tea")
    assert settings == TeaSettings(minutes=3, kinds=("龙井", "assam"))


def test_an_unknown_key_is_named_with_those_known() -> None:
    with pytest.raises(SettingsError, match=r"unknown setting tea\.suger; known are: kinds, min"):
        read_table({"suger": 1}, TeaSettings, "tea")


def test_a_value_of_the_wrong_type_is_named() -> None:
    with pytest.raises(SettingsError, match=r"wrong value in table \[tea\].*minutes"):
        read_table({"minutes": "three"}, TeaSettings, "tea")


def test_what_the_settings_refuse_is_an_error_of_settings() -> None:
    with pytest.raises(SettingsError, match="must not be negative"):
        read_table({"minutes": -1}, TeaSettings, "tea")
