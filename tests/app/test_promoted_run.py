"""A tagger is promoted and rolled back, and the runs after it say just what that changes."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefbook.app.modelstore import shipped_model
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.learn.modelfolder import load_weights, read_info, save_model
from briefbook.records import Span
from tests.app.archive import prepare_folder
from tests.app.models import write_labels
from tests.app.test_cli_models import Result, briefbook

EXAMPLES = Path(__file__).parents[2] / "examples" / "second" / "archive"
FILES = (
    "press/Harbour Courier 2025-05-20.md",
    "grants/AFRF-2291 award letter.txt",
    "人事/任命通知-2025-05.txt",
)
SWAPPED = {"Location": "Organization", "Organization": "Location"}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A directory with an archive of three documents, gold, and a run folder to be."""
    for name in FILES:
        (tmp_path / "archive" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLES / name, tmp_path / "archive" / name)
    prepare_folder(tmp_path / "x.briefbook")
    gold = [
        labelled("Helen Carter lives in Leeds.", "Leeds"),
        labelled("王建国住在苏州市。", "苏州市"),
    ]
    write_labels(tmp_path / "gold.jsonl", gold)
    yield tmp_path


def labelled(text: str, words: str) -> Example:
    start = text.index(words)
    span = LabelledSpan(Span(start, start + len(words)), "Location")
    return Example(text, text, (span,), looked_for=("Location",))


def swapped_tagger(folder: Path) -> Path:
    """Write the tagger that ships, but for two labels, each of which it takes for the other."""
    shipped = shipped_model("tag")
    assert shipped is not None
    info, weights = read_info(shipped), load_weights(shipped)
    labels = tuple(SWAPPED.get(label, label) for label in info.labels)
    assert labels != info.labels
    save_model(folder, replace(info, labels=labels, files={}), weights.encoder, weights.head)
    return folder


def in_folder(place: Path, *arguments: object) -> Result:
    return briefbook(*arguments, "--folder", place / "x.briefbook")


def run_again(place: Path) -> Any:
    """Run, and return the counts; no file has changed, so none is parsed again."""
    done = in_folder(place, "run", "--json", "--quiet")
    assert done.code == 0
    assert (done.json["read"], done.json["unchanged"]) == (0, len(FILES))
    return done.json


@pytest.mark.slow
def test_a_promotion_changes_the_graph_and_a_rollback_brings_it_back(place: Path) -> None:
    first = in_folder(place, "run", place / "archive", "--json", "--quiet")
    assert first.code == 0
    assert (first.json["read"], first.json["failed"]) == (len(FILES), 0)
    before = place / "before.briefbook"
    shutil.copytree(place / "x.briefbook", before, ignore=shutil.ignore_patterns("graph"))

    promoted = in_folder(
        place,
        *("promote", swapped_tagger(place / "swapped"), "--data", place / "gold.jsonl"),
        *("--force", "--json", "--quiet"),
    )
    assert promoted.json["forced"] and not promoted.json["promote"]
    assert run_again(place)["graph_changes"] > 0
    assert run_again(place)["graph_changes"] == 0

    changes = in_folder(place, "diff", "--json").json["entities"]["changes"]
    labels = {change["label"] for change in changes}
    assert labels & SWAPPED.keys()
    assert "Date" not in labels
    assert in_folder(place, "diff", before, "--json").json["entities"]["changes"] == changes

    assert in_folder(place, "rollback", "tag").code == 0
    assert run_again(place)["graph_changes"] > 0
    told = in_folder(place, "diff", before, "--json").json
    for kind in ("entities", "facts"):
        assert told[kind]["changes"] == []
        assert told[kind]["unchanged"] >= first.json[kind] > 0  # what is denied counts as well
