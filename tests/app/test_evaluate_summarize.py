"""`briefbook evaluate summarize` reads texts with summaries and says how good digests are."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from click.testing import CliRunner

from briefbook.app.cli import cli
from briefbook.app.cli.model_options import FORMS, PAIR_FORMATS
from briefbook.app.cli.summary_measuring import WRITERS
from briefbook.app.progress import Reporter
from briefbook.app.summary_scores import document_of, measure_summaries
from briefbook.errors import BriefbookError, LabelsError
from briefbook.records import DigestForm
from summarize import pairs as pairs_module
from summarize.pairs import Pair
from summarize.settings import SummarizeSettings, WriterName
from summarize.writing import Wish

_STORY = (
    "Acme Pumps bought Northwind Trading for 3 million euros on Monday. The two companies make"
    " pumps for mines in Ohio. Acme will keep all 40 workers of Northwind in Toledo. The weather"
    " was fine that day. Shares of Acme Pumps rose by 4 percent after the news."
)
_STORY_ZH = (
    "华信集团周一以三百万元收购了北风贸易公司。两家公司都为矿山生产水泵。"
    "华信集团将保留北风贸易公司的四十名员工。当天天气晴朗。消息传出后，华信集团股价上涨百分之四。"
)
_SUMMARY = "Acme Pumps bought Northwind Trading for 3 million euros. It will keep all 40 workers."
_SUMMARY_ZH = "华信集团收购北风贸易公司。员工全部保留。"


class Echo:
    """A writer that repeats the first line it is given."""

    producer = "echo@1"

    def write(self, texts: Sequence[str], wish: Wish) -> list[str]:
        return [text.split("\n")[0] for text in texts]


def briefbook(*arguments: object) -> Any:
    done = CliRunner().invoke(cli, [str(one) for one in arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of stories in both languages, in a directory without a run folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BRIEFBOOK_FOLDER", raising=False)
    path = tmp_path / "news.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [("article", "highlights"), (_STORY, _SUMMARY), (_STORY_ZH, _SUMMARY_ZH)]
        csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize("format", [(), ("--format", "csv")])
def test_digests_of_a_table_are_scored(table: Path, format: tuple[str, ...]) -> None:
    done = briefbook(
        *("evaluate", "summarize", "--data", table, *format, "--baselines", "--json", "-q")
    )

    report = json.loads(done.stdout)
    assert 0 < report["rouge2"] < report["rouge1"] <= 1
    assert 0 < report["rougeL"] <= report["rouge1"]
    assert report["count"] == 2
    assert report["intervals"]["rouge1"]["low"] <= report["rouge1"]
    assert report["languages"] == {"en": 1, "zh": 1}
    assert report["unsupported"]["names_and_figures"] == 0
    assert report["speed"]["texts_per_minute"] > 0
    assert len(report["data"]["sha256"]) == 64
    assert set(report["baselines"]) == {"lead-3", "TextRank, 3"}
    assert set(report["baselines"]["lead-3"]["ahead"]["rouge1"]) >= {"difference", "low", "p"}


def test_what_a_person_reads_names_every_system(table: Path) -> None:
    shown = briefbook("evaluate", "summarize", "--data", table, "--baselines", "-q").stdout

    assert "ROUGE-1" in shown and "digests" in shown
    assert "lead-3" in shown and "TextRank, 3" in shown
    assert "not in the evidence: 0" in shown


def test_length_number_and_columns_can_be_chosen(table: Path) -> None:
    common = ("evaluate", "summarize", "--data", table, "--json", "-q", "--writer", "extract")
    one = json.loads(briefbook(*common, "--sentences", "1", "--limit", "1").stdout)
    turned = json.loads(
        briefbook(*common, "--text-field", "highlights", "--summary-field", "article").stdout
    )

    assert (one["sentences"], one["count"]) == (1.0, 1)
    assert one["origins"]["quoted"] == 1.0
    assert turned["reference_words"] > turned["text_words"]


def test_digests_are_written_down_beside_their_summaries(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    briefbook("evaluate", "summarize", "--data", table, "-q", "--predictions", out)

    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["summaries"] for line in lines] == [[_SUMMARY], [_SUMMARY_ZH]]
    for line, text in zip(lines, (_STORY, _STORY_ZH), strict=True):
        assert line["written"]
        for sentence in line["digest"]["sentences"]:
            assert all(one["quote"] in text for one in sentence["evidence"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("summarize", "--robustness"), "--robustness is not for summaries"),
        (("summarize", "--map", "A=B"), "--map is not for summaries"),
        (("summarize", "--format", "conll"), "--format for summaries is one of csv"),
        (("tag", "--model", "shipped", "--limit", "3"), "--limit is for summaries"),
        (("relations",), "evaluate relations needs --model"),
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(
    table: Path, arguments: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(click.UsageError, match=reason):
        briefbook("evaluate", *arguments, "--data", table)


def test_a_file_that_cannot_be_told_says_what_to_do(table: Path) -> None:
    table.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(BriefbookError, match="--text-field and --summary-field"):
        briefbook("evaluate", "summarize", "--data", table)


def test_a_writer_gets_every_text_and_its_sentences_are_grounded() -> None:
    asked: list[tuple[DigestForm, str]] = []

    def pick(form: DigestForm, language: str) -> Echo:
        asked.append((form, language))
        return Echo()

    pairs = [
        Pair("a", _STORY, (_SUMMARY,), "headline"),
        Pair("b", _STORY_ZH, (_SUMMARY_ZH,), "abstract", "zh"),
    ]

    measured = measure_summaries(pairs, pick, SummarizeSettings(), reporter=Reporter(quiet=True))

    assert asked == [("headline", "en"), ("abstract", "zh")]
    assert measured.report["unsupported"]["names_and_figures"] == 0
    assert all(digest.sentences for digest in measured.digests)


def test_sentences_that_the_data_give_are_kept() -> None:
    sentences = ("We study pumps, e.g. of mines.", " They fail. ", "", "It costs 3. We say why.")
    document = document_of(Pair("a", "\n".join(sentences), ("x",), sentences=sentences))

    assert [document.quote(span) for span in document.sentences] == [
        "We study pumps, e.g. of mines.",
        "They fail.",
        "It costs 3. We say why.",
    ]


def test_nothing_to_measure_on_is_refused() -> None:
    with pytest.raises(LabelsError, match="nothing to measure"):
        measure_summaries(
            [], lambda form, language: None, SummarizeSettings(), reporter=Reporter(quiet=True)
        )
    with pytest.raises(LabelsError, match="holds nothing to read"):
        document_of(Pair("a", " ", ("x",), sentences=(" ", "")))


def test_the_command_knows_all_formats_forms_and_writers() -> None:
    assert set(PAIR_FORMATS) == set(pairs_module.FORMATS)
    assert set(FORMS) == set(pairs_module.FORMS)
    assert set(get_args(WriterName)) == set(WRITERS)
