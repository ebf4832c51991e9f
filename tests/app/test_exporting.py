"""A model leaves Briefbook, by the command, and finds the same elsewhere."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from briefbook.app.cli import cli
from briefbook.app.onnx_program import Tagger as ForeignTagger
from briefbook.errors import BriefbookError, ModelError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import open_backbone
from briefbook.learn.modelfolder import ModelInfo, save_model
from briefbook.learn.settings import EncoderSettings
from extract.tagging.load import open_tagger
from extract.tagging.model import HeadSettings, Tagger
from tests.learn.tiny_encoder import write_encoder

TEXTS = (
    "ab cde, abc 15 北京大学, ac",
    "北京大学abc大学。",
    "  a  b\ncd. ",
    "é, 1.5",
    "ab 北京 " * 20,
    "",
)


def write_tagger(folder: Path, encoder: Path, head: str = "crf") -> Path:
    """Write a tagger with a random head, sure enough to find something."""
    torch.manual_seed(1)
    backbone = open_backbone(EncoderSettings(model=str(encoder)))
    settings = HeadSettings(head=head)  # type: ignore[arg-type]
    tagger = Tagger(backbone, ("Person", "Organization"), settings)
    with torch.no_grad():
        for weight in tagger.head.parameters():
            weight.normal_(std=0.5)
    info = ModelInfo(
        kind="tag",
        labels=tagger.labels,
        encoder=backbone.name,
        head={
            **{"head": head, "nested": False, "span_width": 64, "dropout": 0.1},
            "context_pieces": 0,
            "calibration": {"scores": [0.2, 0.9], "values": [0.1, 0.8]},
        },
    )
    save_model(folder, info, {}, tagger.head.state_dict())
    (folder / "metrics.json").write_text(json.dumps({"encoder_model": str(encoder)}), "utf-8")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("export 出口")
    write_encoder(place / "tiny")
    write_tagger(place / "model", place / "tiny")
    return place


def export(place: Path, out: str, *options: str, model: str = "model") -> dict[str, object]:
    arguments = ["models", "export", str(place / model), "--out", str(place / out), *options]
    done = CliRunner().invoke(cli, [*arguments, "--json"], standalone_mode=False)
    if done.exception:
        raise done.exception
    told: dict[str, object] = json.loads(done.stdout)
    return told


def mentions(model: Path, encoder: Path | None, text: str) -> list[tuple[int, int, str, float]]:
    """Return what Briefbook finds."""
    tagger = open_tagger(model, EncoderSettings(model=str(encoder)) if encoder else None)
    [found] = tagger.predict([Example("x", text)])
    return [
        (one.span.start, one.span.end, one.label, round(one.score, 3)) for one in found.mentions
    ]


def foreign(out: Path, text: str) -> list[tuple[int, int, str, float]]:
    """Return what the program beside the ONNX file finds."""
    return [
        (one["start"], one["end"], one["label"], round(one["score"], 3))
        for one in ForeignTagger(out).tag(text)
    ]


def test_another_program_finds_the_same_spans(place: Path) -> None:
    told = export(place, "onnx", "--onnx", "float32")

    assert told["labels"] == ["Person", "Organization"]
    assert sorted(one.name for one in (place / "onnx").iterdir()) == [
        *("README.md", "model.onnx", "tag.py", "tagger.json", "tokenizer.json")
    ]
    found = [foreign(place / "onnx", text) for text in TEXTS]
    wanted = [mentions(place / "model", place / "tiny", text) for text in TEXTS]
    assert any(found)
    for text, ours, theirs in zip(TEXTS, wanted, found, strict=True):
        if len(text) < 38:  # longer ones are read in windows, which may differ
            assert [one[:3] for one in theirs] == [one[:3] for one in ours]
            assert [one[3] for one in theirs] == pytest.approx([one[3] for one in ours], abs=2e-3)
    assert max(end for _, end, _, _ in found[4]) > 60, "nothing is cut off"


def test_the_program_beside_the_file_runs_alone_and_with_8_bits(place: Path) -> None:
    export(place, "small", "--onnx", "int8", "--prune", "en,zh")

    done = subprocess.run(
        [sys.executable, "tag.py", *TEXTS[:2]], cwd=place / "small", capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines
    assert all(one["text"] in (text[one["start"] : one["end"]] for text in TEXTS) for one in lines)
    assert {one["label"] for one in lines} <= {"Person", "Organization"}


def test_a_pruned_model_brings_its_encoder_and_finds_the_same(place: Path) -> None:
    told = export(place, "pruned", "--prune", "en, zh")

    assert told["languages"] == ["en", "zh"]
    for text in TEXTS:
        ours = mentions(place / "model", place / "tiny", text)
        assert mentions(place / "pruned", None, text) == ours
    metrics = json.loads((place / "pruned" / "metrics.json").read_text("utf-8"))
    assert metrics["encoder_model"] == ""


def test_a_pruned_model_can_be_exported_itself(place: Path) -> None:
    export(place, "first", "--prune", "en,zh")
    export(place, "second", "--onnx", "float32", model="first")

    assert [one[:3] for one in foreign(place / "second", TEXTS[0])] == [
        one[:3] for one in mentions(place / "model", place / "tiny", TEXTS[0])
    ]


def test_what_cannot_be_exported_is_said(place: Path) -> None:
    write_tagger(place / "spans", place / "tiny", head="spans")
    with pytest.raises(ModelError, match="compares spans"):
        export(place, "x", "--onnx", "float32", model="spans")
    with pytest.raises(ModelError, match="not empty"):
        export(place, "model", "--prune", "en")
    with pytest.raises(BriefbookError, match="cannot keep the language xx"):
        export(place, "x", "--prune", "xx")
    assert not (place / "x").exists()


def test_a_model_of_another_encoder_is_not_pruned(place: Path) -> None:
    write_encoder(place / "other")
    with pytest.raises(ModelError, match=r"on the encoder tiny@\w+, not on other@"):
        export(place, "x", "--prune", "en", "--encoder", str(place / "other"))
    assert not (place / "x").exists()
