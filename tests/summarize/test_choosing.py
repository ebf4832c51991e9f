"""Who writes: what measured better, or who is named; and what lacks something is refused."""

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.settings import EncoderSettings
from briefbook.records import DigestForm
from summarize.choosing import DEFAULTS, choose_writer
from summarize.settings import SummarizeSettings
from summarize.writers import Writers
from summarize.writing import Wish
from tests.summarize.tiny_seq2seq import write_t5

_ENDPOINT = SummarizeSettings(
    writer="endpoint", endpoint="http://127.0.0.1:9/v1", endpoint_model="m", token_budget=10
)


def _chosen(settings: SummarizeSettings, *, has_model: bool = True) -> str:
    return choose_writer(settings, form="abstract", language="en", has_model=has_model)


def test_there_is_a_default_for_every_form_in_both_languages() -> None:
    assert set(DEFAULTS) == {
        (form, language) for form in get_args(DigestForm) for language in ("en", "zh")
    }


def test_by_default_the_better_one_writes_if_it_is_there() -> None:
    for (form, language), better in DEFAULTS.items():
        chosen = [
            choose_writer(SummarizeSettings(), form=form, language=language, has_model=has_model)
            for has_model in (True, False)
        ]
        assert chosen == [better, "extract"]
    other = choose_writer(SummarizeSettings(), form="news", language="und", has_model=True)
    assert other == "extract"


def test_who_is_named_writes_whatever_measured_better() -> None:
    assert _chosen(SummarizeSettings(writer="extract")) == "extract"
    assert _chosen(SummarizeSettings(writer="model")) == "model"
    assert _chosen(SummarizeSettings(writer="pretrained", pretrained="t5")) == "pretrained"
    assert _chosen(_ENDPOINT) == "endpoint"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (SummarizeSettings(writer="pretrained"), "summarize.pretrained"),
        (SummarizeSettings(writer="endpoint"), "summarize.endpoint"),
        (SummarizeSettings(writer="endpoint", endpoint="http://h"), "endpoint_model"),
        (
            SummarizeSettings(writer="endpoint", endpoint="http://h", endpoint_model="m"),
            "token_budget",
        ),
    ],
)
def test_a_writer_that_lacks_something_is_refused_at_once(
    settings: SummarizeSettings, named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        Writers(settings, model_folder=None, encoder=EncoderSettings())


def test_the_tuned_model_is_missed_only_by_who_asks_for_it() -> None:
    with pytest.raises(ModelError, match="briefbook train summarize"):
        _chosen(SummarizeSettings(writer="model"), has_model=False)


def test_an_endpoint_alone_sends_nothing_anywhere() -> None:
    settings = SummarizeSettings(endpoint="http://h/v1", endpoint_model="m", token_budget=10)

    assert _chosen(settings) in ("extract", "model")


def test_all_forms_share_one_budget() -> None:
    writers = Writers(_ENDPOINT, model_folder=None, encoder=EncoderSettings())

    first, second = writers.pick("abstract", "en"), writers.pick("headline", "zh")

    assert first is second and first is not None and first.producer == "m@127.0.0.1:9"
    assert first.write(["The board met."], Wish()) == [""]
    assert [note[:23] for note in writers.notes] == ["the budget of 10 tokens"]


def test_a_pretrained_model_is_opened_by_its_folder(tmp_path: Path) -> None:
    settings = SummarizeSettings(writer="pretrained", pretrained=str(write_t5(tmp_path / "t5")))

    writer = Writers(settings, model_folder=None, encoder=EncoderSettings()).pick("abstract", "zh")

    assert writer is not None and writer.producer.startswith("t5@")


def test_quoting_opens_nothing(tmp_path: Path) -> None:
    settings = SummarizeSettings(writer="extract")

    writer = Writers(
        settings,
        model_folder=tmp_path / "none",
        encoder=EncoderSettings(),
    ).pick("abstract", "en")

    assert writer is None


def test_choosing_and_telling_in_another_language_stay_light() -> None:
    program = (
        "import sys, summarize.choosing, summarize.translated, summarize.endpoint;"
        "sys.exit('torch' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
