"""Labels come in and go out by the commands; what to label next; weak labels; why a label."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner

from briefbook.app.catalog import Catalog, SourceRow
from briefbook.app.cli import cli
from briefbook.app.holdings import INGEST, Holdings, document_id
from briefbook.app.labelstore import import_labels, read_labels
from briefbook.app.stages.extracting import EXTRACT
from briefbook.app.workspace import create_workspace, open_workspace
from briefbook.errors import BriefbookError
from briefbook.ids import checksum
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.formats import read_examples, write_examples
from briefbook.labels.language import guess_language
from briefbook.learn.backbone import open_backbone
from briefbook.learn.modelfolder import ModelInfo, save_model
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Span
from extract.annotate import annotate
from extract.tagging.model import HeadSettings, Tagger
from tests.app.archive import LETTER, MINUTES, NOTE
from tests.app.models import write_encoder
from tests.factories import make_document
from tests.labels.factories import make_example, quotes

SENTENCE = "Northgate Pumps Ltd is based in Leeds."
CHINESE = "苏州北桥泵业有限公司位于苏州市。"
FILES = {"letter.md": LETTER, "note.txt": NOTE, "会议纪要.txt": MINUTES}


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
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with a run folder that was read, and a tiny encoder for it."""
    place = tmp_path_factory.mktemp("annotating 标注")
    write_encoder(place / "encoder")
    with create_workspace(place / "x.briefbook"):
        settings = place / "x.briefbook" / "briefbook.toml"
        text = settings.read_text("utf-8").replace(
            '# model = ""', f"model = {json.dumps(str(place / 'encoder'), ensure_ascii=False)}"
        )
        settings.write_text(text, encoding="utf-8")
    with open_workspace(place / "x.briefbook") as workspace:
        for name, text in FILES.items():
            read_into(workspace.catalog, name, text)
    yield place


def read_into(catalog: Catalog, name: str, text: str) -> None:
    """Leave a document and its reading in the catalog, as a run does with its child processes."""
    sha256 = checksum(text.encode())
    key = document_id(sha256, name)
    document = replace(make_document(text, guess_language(text)), id=key, source=name)
    [reading] = annotate([document])
    catalog.save_source(SourceRow(name, len(text), 0, sha256))
    catalog.finish(INGEST, key, "as it is", document)
    catalog.finish(EXTRACT, key, "as it is", reading)


@pytest.fixture
def run(archive: Path) -> Iterator[Path]:
    """The run folder without any labels."""
    folder = archive / "x.briefbook"
    yield folder
    for path in sorted((folder / "labels").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


@pytest.fixture(scope="module")
def model(archive: Path) -> Path:
    """A tagger that was never trained, and so is unsure of everything."""
    torch.manual_seed(0)
    backbone = open_backbone(EncoderSettings(model=str(archive / "encoder")))
    tagger = Tagger(backbone, ("Person", "Organization"), HeadSettings(head="words"))
    with torch.no_grad():
        tagger.head.scores.bias[3] += 0.1  # type: ignore[union-attr, operator, index]
    head = {"head": "words", "nested": False, "span_width": 64, "dropout": 0.1}
    info = ModelInfo(
        kind="tag",
        labels=tagger.labels,
        encoder=backbone.name,
        head={
            **head,
            "context_pieces": 0,
            "calibration": {"scores": [0.0, 1.0], "values": [0.0, 1.0]},
        },
    )
    save_model(archive / "names", info, {}, tagger.head.state_dict())
    return archive / "names"


def write(path: Path, examples: list[Example], format: str = "jsonl") -> Path:
    path.write_bytes(write_examples(examples, format))
    return path


def labelled(*pairs: tuple[str, str], text: str = SENTENCE) -> Example:
    return make_example(text, *pairs)


# In


def test_labels_enter_once_and_know_their_document(archive: Path, run: Path) -> None:
    first = labelled(("Northgate Pumps Ltd", "Organization"), ("Leeds", "Location"))
    other = labelled(("Mars", "Location"), text="Mars is far.")
    chinese = make_example(CHINESE, ("苏州北桥泵业有限公司", "Organization"), language="zh")
    path = write(archive / "gold.jsonl", [first, other, chinese, first], "doccano")

    done = briefbook("annotate", "import", path, "--folder", run, "--json")
    again = briefbook("annotate", "import", path, "--folder", run, "--json")

    counts = {"read": 4, "added": 3, "known": 1, "in_documents": 3, "conflicts": [], "total": 3}
    assert done.json == counts
    assert again.json == {**counts, "added": 0, "known": 4}
    with open_workspace(run) as workspace:
        kept = read_labels(workspace)
        sources = Holdings(workspace.catalog).sources
    assert {one.text: sources.get(one.document, ("none",))[0] for one in kept} == {
        "Mars is far.": "none",
        SENTENCE: "letter.md",
        CHINESE: "会议纪要.txt",
    }
    assert quotes(next(one for one in kept if one.text == SENTENCE)) == quotes(first)


def test_nothing_of_a_label_is_lost(run: Path) -> None:
    example = Example(
        id="a",
        text="甲公司 will not buy 乙公司.",
        mentions=(
            LabelledSpan(Span(0, 3), "Org", "e1", 0.5),
            LabelledSpan(Span(17, 20), "Org", "e2"),
        ),
        relations=(LabelledRelation(0, 1, "ACQUIRED", "negated", 0.25),),
        language="zh",
        document="contract 7",
        tokens=(Span(0, 3), Span(4, 8)),
        sentences=(Span(0, 21),),
        looked_for=("Org",),
    )  # fmt: skip

    with open_workspace(run) as workspace:
        import_labels(workspace, [example])
        [kept] = read_labels(workspace)

    assert kept == example


@pytest.mark.parametrize(("keep", "label"), [("new", "Company"), ("old", "Organization")])
def test_other_labels_of_one_text_are_a_conflict_and_nothing_is_thrown_away(
    archive: Path, run: Path, keep: str, label: str
) -> None:
    old = write(archive / "old.jsonl", [labelled(("Northgate Pumps Ltd", "Organization"))])
    new = write(archive / "new.jsonl", [labelled(("Northgate Pumps Ltd", "Company"))])
    briefbook("annotate", "import", old, "--folder", run)

    done = briefbook("annotate", "import", new, "--folder", run, "--keep", keep)

    assert "“Northgate Pumps Ltd” Organization" in done.stderr
    assert "“Northgate Pumps Ltd” Company" in done.stderr
    with open_workspace(run) as workspace:
        assert [one.mentions[0].label for one in read_labels(workspace)] == [label]
    aside = read_examples(run / "labels" / "replaced" / "replaced.jsonl", "jsonl")
    assert {label, *(one.mentions[0].label for one in aside)} == {"Company", "Organization"}


def test_one_text_in_two_documents_keeps_both_labels_and_is_told(run: Path) -> None:
    first = Example("a", "Total", (LabelledSpan(Span(0, 5), "A"),), document="one")
    second = Example("b", "Total", (LabelledSpan(Span(0, 5), "B"),), document="two")

    with open_workspace(run) as workspace:
        done = import_labels(workspace, [first, second])

    assert (done.added, done.total, [one.both for one in done.conflicts]) == (2, 2, [True])


def test_the_labels_of_a_run_can_be_trained_on_as_they_are(archive: Path, run: Path) -> None:
    from briefbook.app.labelled import find_parts

    for label in ("Organization", "Company"):
        path = write(archive / f"{label}.jsonl", [labelled(("Leeds", label))])
        briefbook("annotate", "import", path, "--folder", run)

    assert find_parts(run / "labels") == {"train": [run / "labels" / "train.jsonl"]}


# Out


def test_readings_go_out_as_labels_and_come_back(archive: Path, run: Path) -> None:
    out = archive / "readings.jsonl"

    done = briefbook(
        *("annotate", "export", "--from", "readings", "--format", "doccano"),
        *("--unit", "sentence", "--out", out, "--folder", run, "--json"),
    )
    back = briefbook("annotate", "import", out, "--folder", run, "--json")

    assert done.json["mentions"] > 8
    assert back.json["in_documents"] == back.json["read"] == done.json["texts"]
    with open_workspace(run) as workspace:
        found = {one.text: one for one in read_labels(workspace)}
    assert ("Helen Carter", "Person") in [quote for one in found.values() for quote in quotes(one)]
    denied = next(one for text, one in found.items() if "will not acquire" in text)
    assert [tie.assertion for tie in denied.relations] == ["negated"]
    assert ("苏州北桥泵业有限公司", "Organization") in quotes(found[CHINESE])


def test_only_the_documents_that_are_named_go_out(archive: Path, run: Path) -> None:
    common = ("annotate", "export", "--from", "readings", "--folder", run)

    done = briefbook(*common, "--document", "note.txt")
    wrong = briefbook(*common, "--document", "nothing.txt")

    assert "Peter Nash" in done.stdout
    assert "Helen Carter" not in done.stdout
    assert (wrong.code, "no document 'nothing.txt'" in wrong.stderr) == (1, True)


def test_what_a_format_cannot_hold_is_said(archive: Path, run: Path) -> None:
    common = ("annotate", "export", "--from", "readings", "--folder", run)

    lossless = briefbook(*common, "--format", "jsonl", "--unit", "document", "--json")
    columns = briefbook(*common, "--format", "conll", "--unit", "document", "--json")
    told = briefbook(*common, "--format", "conll", "--out", archive / "x.conll")
    refused = briefbook(*common, "--format", "ade")

    assert (lossless.json["lost"], lossless.json["crossing"]) == ([], 0)
    relations = columns.json["relations"]
    assert f"{relations} of {relations} relations" in columns.json["lost"]
    assert "conll cannot hold" in told.stderr
    assert "B-Organization" in (archive / "x.conll").read_text("utf-8")
    assert (refused.code, "read only" in refused.stderr or "cannot write" in refused.stderr) == (
        1,
        True,
    )


def test_labels_go_out_in_spacys_own_format(archive: Path, run: Path) -> None:
    path = write(archive / "one.jsonl", [labelled(("Leeds", "Location"))])
    briefbook("annotate", "import", path, "--folder", run)

    briefbook(
        "annotate", "export", "--format", "spacy", "--out", archive / "x.spacy", "--folder", run
    )
    back = briefbook("annotate", "import", archive / "x.spacy", "--folder", run, "--json")

    assert (back.json["known"], back.json["added"]) == (1, 0)


# Next


def test_next_picks_unlabelled_sentences_and_says_why(archive: Path, run: Path) -> None:
    path = write(archive / "one.jsonl", [labelled(("Leeds", "Location"))])
    briefbook("annotate", "import", path, "--folder", run)
    done = briefbook(
        *("annotate", "next", "--count", 3, "--model", "none", "--folder", run, "--quiet"),
        *("--out", archive / "next.jsonl", "--json"),
    )

    picked = done.json["picked"]
    texts = [one["text"] for one in picked]
    assert len(set(texts)) == 3
    assert SENTENCE not in texts
    assert all(one["why"] and 0 <= one["doubt"] <= 1 for one in picked)
    assert {one["source"] for one in picked} <= set(FILES)
    assert [one.text for one in read_examples(archive / "next.jsonl", "doccano")] == texts


def test_next_asks_about_the_doubts_of_a_model(archive: Path, run: Path, model: Path) -> None:
    done = briefbook("annotate", "next", "--count", 2, "--model", model, "--folder", run, "--quiet")

    (archive / "picked.jsonl").write_text(done.stdout, encoding="utf-8")
    picked = read_examples(archive / "picked.jsonl", "doccano")
    reasons = re.findall("wavers at “(.+)”: .+; doubt (.+), new", done.stderr)
    assert len(picked) == len(reasons) == 2
    for one, (words, doubt) in zip(picked, reasons, strict=True):
        assert words in one.text
        assert float(doubt) > 0.3  # it was never trained
        assert all(one.quote(found.span).strip() for found in one.mentions)


def test_nothing_is_left_once_all_is_labelled(archive: Path, run: Path) -> None:
    briefbook(
        *("annotate", "export", "--from", "readings", "--unit", "document"),
        *("--out", archive / "all.jsonl", "--folder", run),
    )
    briefbook("annotate", "import", archive / "all.jsonl", "--folder", run)

    done = briefbook("annotate", "next", "--model", "none", "--folder", run)

    assert (done.code, "nothing to label" in done.stderr) == (1, True)


# Weak


def test_a_run_is_labelled_weakly_with_its_disagreements(archive: Path, run: Path) -> None:
    names = archive / "names.tsv"
    names.write_text("# our own\nNorthgate\tOrganization\nLeeds\tPerson\n", encoding="utf-8")
    out, differ = archive / "weak.jsonl", archive / "differ.jsonl"

    done = briefbook(
        *("annotate", "weak", run, "--gazetteer", names, "--out", out),
        *("--disagreements", differ, "--json"),
    )

    rows = [json.loads(line) for line in differ.read_text("utf-8").splitlines()]
    assert done.json["disagreements"] == len(rows) > 0
    for row in rows:
        for side in (row["first"], row["second"]):
            assert row["text"][side["start"] : side["end"]] == side["quote"]
    assert ("label", "Leeds", "Person") in [
        (row["kind"], row["second"]["quote"], row["second"]["label"]) for row in rows
    ]
    assert {"spacy - rules", "lac - rules"} <= {row["sources"] for row in done.json["agreement"]}
    found = [quote for one in read_examples(out, "jsonl") for quote in quotes(one)]
    assert ("Northgate Pumps Ltd", "Organization") in found
    assert ("苏州北桥泵业有限公司", "Organization") in found


def test_a_wrong_line_of_a_list_of_names_is_named(archive: Path) -> None:
    names = archive / "wrong.tsv"
    names.write_text("Leeds\tLocation\nYork\n", encoding="utf-8")
    path = write(archive / "one.jsonl", [labelled(("Leeds", "Location"))])

    done = briefbook("annotate", "weak", path, "--gazetteer", names)

    assert (done.code, "wrong.tsv:2" in done.stderr) == (1, True)


# Why


def test_a_label_is_explained_in_words_and_bars(archive: Path, run: Path, model: Path) -> None:
    common = ("explain", "--model", model, "--text", SENTENCE, "--folder", run)

    done = briefbook(*common, "--quote", "Leeds", "--label", "Person", "--json")
    told = briefbook(*common, "--quote", "Leeds", "--label", "Person", "--top", 3)

    [span] = done.json["spans"]
    assert (span["quote"], span["label"]) == ("Leeds", "Person")
    for word in span["words"]:
        assert SENTENCE[word["start"] : word["end"]] == word["text"]
    changed = span["text_score"] - span["blank_score"]
    assert sum(word["weight"] for word in span["words"]) == pytest.approx(
        changed + span["delta"], abs=0.01
    )
    assert told.stdout.startswith("“Leeds” Person")
    assert "█" in told.stdout or "░" in told.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--quote", "Paris"), "does not stand in the text"),
        (("--span", "0:999"), "38 characters"),
        (("--quote", "Leeds", "--label", "Planet"), "does not know the label Planet"),
    ],
)
def test_what_cannot_be_explained_is_said(
    run: Path, model: Path, options: tuple[str, ...], message: str
) -> None:
    common = ("explain", "--model", model, "--text", SENTENCE, "--folder", run)

    done = briefbook(*common, *options)

    assert (done.code, message in done.stderr) == (1, True)
