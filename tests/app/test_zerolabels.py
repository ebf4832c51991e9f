"""Labels by what they mean, by the command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefbook.app.cli import cli
from briefbook.app.workspace import create_workspace
from briefbook.app.zerolabels import read_descriptions
from briefbook.errors import LabelsError
from briefbook.labels.examples import Example
from briefbook.labels.formats import read_examples, write_examples
from tests.app.models import write_encoder

LABELS = 'Human = "the name of a person | 人名"\nFirm = "a company | 公司"\n'
TEXTS = [
    Example("en", "Helen Carter works at Northgate Pumps Ltd.", language="en"),
    Example("zh", "苏州北桥泵业有限公司聘请张伟。", language="zh"),
]


def test_texts_get_labels_that_were_only_described(tmp_path: Path) -> None:
    write_encoder(tmp_path / "encoder")
    with create_workspace(tmp_path / "x.briefbook"):
        settings = tmp_path / "x.briefbook" / "briefbook.toml"
        named = f"model = {json.dumps(str(tmp_path / 'encoder'))}"
        settings.write_text(settings.read_text("utf-8").replace('# model = ""', named), "utf-8")
    (tmp_path / "labels.toml").write_text(LABELS, "utf-8")
    (tmp_path / "texts.jsonl").write_bytes(write_examples(TEXTS, "jsonl"))
    out = tmp_path / "out.jsonl"

    done = CliRunner().invoke(
        cli,
        ["annotate", "zero", str(tmp_path / "texts.jsonl"), "--model", "none", "--json"]
        + ["--labels", str(tmp_path / "labels.toml"), "--out", str(out)]
        + ["--folder", str(tmp_path / "x.briefbook")],
        standalone_mode=False,
    )

    assert done.exception is None
    counts, examples = json.loads(done.stdout), read_examples(out, "jsonl")
    found = {one.quote(each.span): each.label for one in examples for each in one.mentions}
    assert {"Helen Carter", "Northgate Pumps Ltd", "张伟", "苏州北桥泵业有限公司"} <= set(found)
    assert set(found.values()) <= {"Human", "Firm"}
    assert (counts["texts"], counts["mentions"], counts["model"]) == (2, len(found), None)
    assert {one.looked_for for one in examples} == {("Firm", "Human")}


def test_descriptions_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="missing.toml"):
        read_descriptions(tmp_path / "missing.toml")
