"""One TOML table becomes one frozen settings object; an unknown key is an error."""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from briefbook.errors import SettingsError

T = TypeVar("T")


def read_table(table: Mapping[str, Any], settings_type: type[T], name: str) -> T:
    """Build the settings dataclass `settings_type` from the TOML table called `name`.

    Raises SettingsError, naming the key, when a key is unknown or a value has the wrong type or is
    refused by the dataclass.
    """
    if not isinstance(table, Mapping):
        raise SettingsError(f"{name} is not a table: write it as [{name}]")
    known = [field.name for field in dataclasses.fields(settings_type)]  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise SettingsError(
                f"unknown setting {name}.{key}; known are: {', '.join(sorted(known))}"
            )
    try:
        return msgspec.convert(table, settings_type)
    except msgspec.ValidationError as error:
        raise SettingsError(f"wrong value in table [{name}]: {error}") from error
