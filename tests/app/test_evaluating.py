"""How predictions are made and measured: whole documents at a time, gold's labels never seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from briefbook.app.evaluating import _chunks, encoder_of, measure_model, model_kind
from briefbook.app.labelled import checksum_file, find_parts, read_labelled, write_labelled
from briefbook.app.progress import Reporter
from briefbook.errors import LabelsError, ModelError
from briefbook.ids import checksum
from briefbook.learn.modelfolder import ModelInfo, save_model
from briefbook.learn.settings import EncoderSettings
from tests.app.models import labelled_sentences, write_labels


def test_documents_are_predicted_whole() -> None:
    examples = [
        replace(one, document=f"d{number // 200}")
        for number, one in enumerate(labelled_sentences(900))
    ]

    chunks = list(_chunks(examples))

    assert [one for chunk in chunks for one in chunk] == examples
    assert [len(chunk) for chunk in chunks] == [400, 400, 100]


def test_sentences_without_a_document_are_predicted_some_at_a_time() -> None:
    assert [len(chunk) for chunk in _chunks(labelled_sentences(600))] == [256, 256, 88]
    assert list(_chunks([])) == []


def test_what_cannot_be_measured_is_told(tmp_path: Path) -> None:
    save_model(tmp_path / "adapted", ModelInfo("encoder", (), "tiny@0"), {}, {})

    with pytest.raises(ModelError, match="finds nothing by itself"):
        model_kind(tmp_path / "adapted")
    with pytest.raises(LabelsError, match="nothing to measure on"):
        measure_model(tmp_path, [], encoder=EncoderSettings(), reporter=Reporter(quiet=True))


def test_a_model_remembers_the_encoder_it_was_tuned_on(tmp_path: Path) -> None:
    settings = EncoderSettings(model="other", threads=1)
    assert encoder_of(tmp_path, settings) == settings

    (tmp_path / "metrics.json").write_text('{"encoder_model": ""}')

    assert encoder_of(tmp_path, settings) == EncoderSettings(threads=1)


def test_labels_come_in_and_go_out_in_any_format(tmp_path: Path) -> None:
    examples = labelled_sentences(6)
    for name in ("jsonl", "spacy"):
        write_labelled(examples, tmp_path / f"x.{name}", name)
        found = read_labelled([tmp_path / f"x.{name}"])
        assert [one.mentions for one in found] == [one.mentions for one in examples]
        assert [one.relations for one in found] == [one.relations for one in examples]
    with pytest.raises(LabelsError, match="to read only"):
        write_labelled(examples, tmp_path / "x.rel", "ade")


def test_files_are_known_by_their_checksums(tmp_path: Path) -> None:
    path = write_labels(tmp_path / "labels" / "train.jsonl", labelled_sentences(3))

    assert checksum_file(path) == checksum(path.read_bytes())
    before = checksum_file(path.parent)
    path.write_bytes(b"")
    assert checksum_file(path.parent) != before
    assert find_parts(path) == {"train": [path]}
