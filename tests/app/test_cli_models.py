"""A model is trained, measured, promoted and rolled back by the commands."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from lxml import html

from briefbook.app.cli import cli
from briefbook.app.cli.model_options import FORMATS
from briefbook.app.cli.training import METHODS
from briefbook.app.labelled import FORMATS as ALL_FORMATS
from briefbook.app.workspace import create_workspace
from briefbook.errors import BriefbookError
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.formats import read_examples
from briefbook.learn.tuned import Method
from briefbook.records import Span
from tests.app.models import COMPANIES, PEOPLE, labelled_sentences, write_encoder, write_labels

QUICK = (
    *("--learning-rate", "0.004", "--head-learning-rate", "0.01", "--batch-pieces", "128"),
    *("--epochs", "25", "--patience", "0", "--quiet"),
)


class Result:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, stdout: str, stderr: str) -> None:
        self.code, self.stdout, self.stderr = code, stdout, stderr

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


def briefbook(*arguments: object) -> Result:
    """Run the command in this process; an error of ours is one line on stderr."""
    done = CliRunner().invoke(cli, [str(one) for one in arguments], standalone_mode=False)
    if isinstance(done.exception, BriefbookError):
        return Result(1, done.stdout, str(done.exception))
    if done.exception:
        raise done.exception
    return Result(int(done.return_value or 0), done.stdout, done.stderr)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with an encoder, labels in two formats, and a run folder."""
    place = tmp_path_factory.mktemp("models 模型")
    write_encoder(place / "encoder")
    write_labels(place / "labels" / "train.jsonl", labelled_sentences(60))
    write_labels(place / "labels" / "dev.jsonl", labelled_sentences(30, first=61))
    write_labels(place / "test.conll", labelled_sentences(30, first=91), "conll")
    write_labels(place / "test.json", labelled_sentences(30, first=91), "spert")
    with create_workspace(place / "x.briefbook"):
        yield place


def train(place: Path, kind: str, out: str, *options: object) -> Result:
    return briefbook(
        *("train", kind, "--data", place / "labels", "--encoder", place / "encoder"),
        *("--out", place / out, *QUICK, *options),
    )


@pytest.fixture(scope="module")
def tagger(place: Path) -> Path:
    done = train(place, "tag", "names", "--json")
    assert done.code == 0
    assert done.json["micro"]["f1"] > 0.6, "even a tiny random encoder learns these sentences"
    return place / "names"


@pytest.fixture(scope="module")
def extractor(place: Path) -> Path:
    done = train(place, "relations", "ties", "--json")
    assert done.code == 0
    assert done.json["micro"]["f1"] > 0.5
    return place / "ties"


def test_a_model_folder_says_what_it_is_and_how_good(tagger: Path) -> None:
    names = {path.name for path in tagger.iterdir()}
    assert names == {
        *("model.json", "encoder.safetensors", "head.safetensors", "journal.jsonl"),
        *("metrics.json", "README.md", "training.html"),
    }
    metrics = json.loads((tagger / "metrics.json").read_text("utf-8"))
    assert metrics["labels_learnt"] == ["Organization", "Person"]
    assert metrics["data"]["train"]["examples"] == 60
    assert metrics["data"]["development"]["languages"] == ["en", "zh"]
    assert metrics["training"]["parameters"]["encoder"] > metrics["training"]["parameters"]["head"]
    assert metrics["intervals"]["micro"]["low"] <= metrics["micro"]["f1"]
    assert "ece" in metrics["calibration"]
    assert "# names" in (tagger / "README.md").read_text("utf-8")
    page = html.fromstring((tagger / "training.html").read_text("utf-8"))
    assert page.xpath("//h1/text()") == ["names"]
    assert page.xpath("count(//polyline)") == 2


@pytest.mark.parametrize(("name", "layout"), [("test.conll", "conll"), ("test.json", "spert")])
def test_a_model_is_measured_on_files_it_never_saw(
    place: Path, tagger: Path, name: str, layout: str
) -> None:
    done = briefbook(
        *("evaluate", "tag", "--model", tagger, "--data", place / name),
        *("--format", layout, "--json", "--quiet"),
    )

    assert list(done.json)[:3] == ["micro", "macro", "labels"]
    assert set(done.json["micro"]) == {"precision", "recall", "f1"}
    assert done.json["labels"]["Person"]["support"] == 30
    assert done.json["speed"]["words_per_s"] > 0


def test_scores_are_printed_as_a_table(place: Path, tagger: Path) -> None:
    data = ("--data", place / "test.conll", "--tokens", "--robustness", "--quiet")

    shown = briefbook("evaluate", "tag", "--model", tagger, *data).stdout.splitlines()

    assert shown[0].split() == ["precision", "recall", "f1", "in", "gold"]
    assert [line.split()[0] for line in shown[1:5]] == ["micro", "macro", "Organization", "Person"]
    assert any(line.startswith("tokens without O: micro F1") for line in shown)
    assert any(line.startswith("robustness, typos") for line in shown)
    assert shown[-1].endswith("words a second")


def test_what_was_found_can_be_written_in_any_format(place: Path, tagger: Path) -> None:
    out = place / "found.spacy"
    briefbook(
        *("evaluate", "tag", "--model", tagger, "--data", place / "test.conll", "--quiet"),
        *("--predictions", out, "--predictions-format", "spacy"),
    )

    assert len(read_examples(out, "spacy", formats=ALL_FORMATS)) == 30


def test_relations_are_measured_between_given_and_between_found_mentions(
    place: Path, tagger: Path, extractor: Path
) -> None:
    arguments = ("evaluate", "relations", "--model", extractor, "--data", place / "test.json")
    given = briefbook(*arguments, "--json", "--quiet").json
    found = briefbook(
        *arguments, "--end-to-end", "--tagger", tagger, "--json", "--quiet", "--format", "spert"
    ).json

    assert set(given["labels"]) == {"LEAVES", "WORKS_FOR"}
    assert given["unreached"] == 0
    assert found["mentions"]["micro"]["f1"] > 0.6
    assert found["micro"]["f1"] <= given["micro"]["f1"] + 0.05


def test_a_finished_model_is_not_overwritten_unless_told(place: Path, tagger: Path) -> None:
    before = (tagger / "metrics.json").read_bytes()

    done = train(place, "tag", "names")

    assert done.code == 1
    assert "holds a finished model" in done.stderr
    assert (tagger / "metrics.json").read_bytes() == before


def test_a_tagger_learns_a_new_label_and_keeps_the_old_ones(place: Path, tagger: Path) -> None:
    places = labelled_places()
    write_labels(place / "new" / "train.jsonl", places[:20])
    write_labels(place / "new" / "dev.jsonl", places[20:])

    done = briefbook(
        *("train", "tag", "--data", place / "new", "--continue", tagger, "--out", place / "more"),
        *(*QUICK, "--epochs", 40, "--json"),
    )

    assert done.code == 0
    assert done.json["labels_learnt"] == ["Organization", "Person", "Place"]
    assert done.json["continues"]["model"] == "names"
    both = write_labels(
        place / "both.jsonl",
        [replace(one, looked_for=("Person", "Organization")) for one in labelled_sentences(30)],
    )
    kept = briefbook("evaluate", "tag", "--model", place / "more", "--data", both, "--json", "-q")
    assert kept.json["labels"]["Person"]["f1"] > 0.5
    assert done.json["labels"]["Place"]["f1"] > 0.5


def labelled_places() -> list[Example]:
    """Sentences of which only the place is labelled, with names of both languages."""
    texts = [
        f"{person} works for {company} in Leeds." for company in COMPANIES for person in PEOPLE
    ]
    spans = [Span(at := text.index("Leeds"), at + len("Leeds")) for text in texts]
    return [
        Example(f"p{number}", text, (LabelledSpan(span, "Place"),), language="en")
        for number, (text, span) in enumerate(zip(texts, spans, strict=True))
    ]


def test_what_a_continued_training_keeps_cannot_be_set(place: Path, tagger: Path) -> None:
    with pytest.raises(click.UsageError, match="--method is that of the model"):
        train(place, "tag", "never", "--continue", tagger, "--method", "lora")


def test_a_model_is_promoted_refused_forced_and_rolled_back(
    place: Path, tagger: Path, tmp_path: Path
) -> None:
    folder = ("--folder", place / "x.briefbook", "--quiet")
    # A tiny model may be no better than the one that ships; that is not what is asked here.
    first = briefbook("promote", tagger, *folder, "--force", "--json")
    assert first.code == 0
    assert first.json["promoted"]

    wrong = [
        replace(one, mentions=tuple(replace(m, label="Person") for m in one.mentions))
        for one in labelled_sentences(60)
    ]
    write_labels(tmp_path / "wrong.jsonl", wrong)
    done = briefbook(
        *("train", "tag", "--data", tmp_path / "wrong.jsonl", "--encoder", place / "encoder"),
        *("--out", tmp_path / "worse", *QUICK),
    )
    assert done.code == 0
    gate = ("--data", place / "labels" / "dev.jsonl")
    refused = briefbook("promote", tmp_path / "worse", *gate, *folder)
    assert refused.code == 1
    assert "worse beyond noise" in refused.stdout
    assert shown_models(place)["tag promoted"] == "names"

    forced = briefbook("promote", tmp_path / "worse", *gate, *folder, "--force", "--json")
    assert forced.code == 0
    assert forced.json["forced"] and not forced.json["promote"]
    assert shown_models(place) == {"tag promoted": "worse", "tag previous": "names"}

    assert briefbook("rollback", "tag", *folder[:2]).code == 0
    assert shown_models(place) == {"tag promoted": "names", "tag previous": "worse"}
    by_name = briefbook(
        *("evaluate", "tag", "--model", "names", *gate, "--json", "--quiet", *folder[:2])
    )
    assert by_name.json["micro"]["f1"] > 0.6


def shown_models(place: Path) -> dict[str, str]:
    """What `briefbook models` says of the run folder's own taggers is in which state."""
    rows = briefbook("models", "--json", "--folder", place / "x.briefbook").json
    own = [row for row in rows if row["kind"] == "tag" and row["state"] != "shipped"]
    return {f"{row['kind']} {row['state']}": row["name"] for row in own}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("evaluate", "tag", "--model", "none", "--data", "{}/test.conll"), "no model none"),
        (("evaluate", "tag", "--model", "{}/labels", "--data", "{}/test.conll"), "no model.json"),
        (("train", "tag", "--data", "{}/none", "--out", "{}/new"), "no such file"),
        (("train", "tag", "--data", "{}/labels", "--out", "{}/labels"), "holds other files"),
        (("rollback", "relations", "--folder", "{}/x.briefbook"), "nothing to roll back"),
        (("diff", "--folder", "{}/x.briefbook"), "nothing to compare with"),
    ],
)
def test_what_goes_wrong_with_models_is_one_clear_line(
    place: Path, arguments: Sequence[str], complaint: str
) -> None:
    done = briefbook(*(argument.format(place) for argument in arguments))

    assert done.code == 1
    assert complaint in done.stderr
    assert "\n" not in done.stderr


def test_help_names_every_format_and_method() -> None:
    assert tuple(ALL_FORMATS) == FORMATS
    assert Method.__args__ == METHODS  # type: ignore[attr-defined]
    assert all(name in briefbook("evaluate", "tag", "--help").stdout for name in FORMATS)
