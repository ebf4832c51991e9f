"""Files and folders: detection, packing, splits, errors."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from briefbook.errors import LabelsError
from briefbook.labels.formats import (
    FORMATS,
    detect_format,
    read_examples,
    read_splits,
    write_examples,
)
from briefbook.labels.language import guess_language
from briefbook.labels.splits import split_of
from tests.labels.factories import make_example, quotes

ANN = b"Ann\tB-PER\nleft\tO\n"
SAMPLE = make_example("Ann left Rome.", ("Ann", "Person"), ("Rome", "Location"))


@pytest.mark.parametrize(
    "format", [name for name, one in FORMATS.items() if one.write and name != "finre"]
)
def test_what_is_written_is_detected(format: str) -> None:
    data = write_examples([SAMPLE], format)

    assert detect_format(Path("labels"), data) == format


@pytest.mark.parametrize(
    ("data", "format"),
    [
        ("东航\t上航\tunknown\t东航将与上航合并\n", "finre"),
        ("100|Rash after A.|Rash|1|5|A|12|13\n", "ade"),
        ("gold_label,gold_token,doc_idx,sent_idx\n0,a,0,0\n", "finer-ord"),
        ('{"tokens": ["a"], "tags": ["O"], "relations": []}\n', "spert"),
        ('[{"doc_key": "a", "sentences": [["a"]]}]', "scierc"),
        ('{"text": "[[ a ]] << b >>", "label": "X", "metadata": [1]}', "scierc"),
        ('{"text": "a", "_input_hash": 1, "spans": []}', "prodigy"),
        ('{\n "data": {"text": "a"}\n}', "label-studio"),
        ('[{"text": "a", "label": [{"start": 0, "end": 1, "labels": ["X"]}]}]', "label-studio"),
        ('\ufeff{"id": 1, "text": "a", "labels": []}', "doccano"),
        ("# from a book\n\n## one en\nAnn\n", "marked"),
        ("", "conll"),
    ],
)
def test_formats_are_told_by_what_files_begin_with(data: str, format: str) -> None:
    assert detect_format(Path("labels"), data.encode()) == format
    assert detect_format(Path("labels.gz"), gzip.compress(data.encode())) == format


def test_spacy_files_are_told_by_their_name() -> None:
    assert detect_format(Path("train.spacy"), b"x\x9c") == "spacy"


def test_prose_is_no_label_format(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ms Carter,\nthank you for your letter.\n", encoding="utf-8")

    with pytest.raises(LabelsError, match=r"letter\.txt: no label format fits"):
        read_examples(path)


def test_packed_files_are_read_like_others(tmp_path: Path) -> None:
    path = tmp_path / "train.conll.gz"
    path.write_bytes(gzip.compress(ANN))

    [example] = read_examples(path)

    assert (example.id, quotes(example)) == ("train.conll:1", [("Ann", "PER")])


def test_damaged_packing_missing_files_and_unknown_formats_are_said(tmp_path: Path) -> None:
    (tmp_path / "bad.gz").write_bytes(gzip.compress(ANN)[:-9])

    with pytest.raises(LabelsError, match=r"bad\.gz: damaged gzip"):
        read_examples(tmp_path / "bad.gz", "conll")
    with pytest.raises(LabelsError, match=r"none\.txt: No such file"):
        read_examples(tmp_path / "none.txt", "conll")
    with pytest.raises(LabelsError, match="no label format is called 'connl'; there are jsonl"):
        write_examples([], "connl")
    with pytest.raises(LabelsError, match="cannot write ade: it is a format to read only"):
        write_examples([], "ade")


@pytest.mark.parametrize(
    ("names", "split"),
    [
        (
            "eng.train train.txt wnut17train.conll TRAIN_FILE.TXT conll04_train.json train-1.jsonl",
            "train",
        ),
        ("eng.testa emerging.dev.conll valid.txt val.csv devel.tsv dev_revised.json.gz", "dev"),
        ("eng.testb emerging.test.annotated TEST_FILE_FULL.TXT test.char.bmes", "test"),
        ("latest.txt device.json retrained.conll relation2id.txt", None),
    ],
)
def test_splits_are_told_by_names(names: str, split: str | None) -> None:
    assert {split_of(name) for name in names.split()} == {split}


def test_folders_of_files_and_folders_of_folders_have_splits(tmp_path: Path) -> None:
    for name in (
        "files/eng.train",
        "files/eng.testa",
        "folders/train/a.conll",
        "folders/Test/b.conll",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(ANN)
    (tmp_path / "files" / "README.md").write_text("train on this", encoding="utf-8")

    files, folders = read_splits(tmp_path / "files"), read_splits(tmp_path / "folders", "conll")

    assert (len(files.train), len(files.dev or ()), files.test) == (1, 1, None)
    assert (len(folders.train), folders.dev, len(folders.test or ())) == (1, None, 1)


def test_numbered_parts_of_one_split_are_read_in_order(tmp_path: Path) -> None:
    for number, name in enumerate(("Ann", "Bo")):
        (tmp_path / f"train-0000{number}.conll").write_text(f"{name}\tB-PER\n", encoding="utf-8")

    assert [one.text for one in read_splits(tmp_path).train] == ["Ann", "Bo"]


def test_a_folder_with_one_file_is_for_training_whatever_its_name(tmp_path: Path) -> None:
    inner = tmp_path / "data"
    inner.mkdir()
    (inner / "FIN5.dev.txt").write_bytes(ANN)
    (inner / "LICENSE.txt").write_text("free", encoding="utf-8")

    assert len(read_splits(tmp_path).train) == 1


def test_msra_files_are_read_together(tmp_path: Path) -> None:
    for split in ("train", "val"):
        (tmp_path / split).mkdir()
        (tmp_path / split / "sentences.txt").write_text("海 伦 在 京\n\n好\n", encoding="utf-8")
        (tmp_path / split / "tags.txt").write_text("B-PER I-PER O B-LOC\n\nO\n", encoding="utf-8")

    splits = read_splits(tmp_path)

    assert quotes(splits.train[0]) == [("海伦", "PER"), ("京", "LOC")]
    assert splits.dev is not None and [one.text for one in splits.dev] == ["海伦在京", "好"]


def test_msra_lines_of_unequal_length_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sentences.txt").write_text("海 伦\n", encoding="utf-8")
    (tmp_path / "tags.txt").write_text("B-PER\n", encoding="utf-8")

    with pytest.raises(LabelsError, match=r":1: 2 characters but 1 tags"):
        read_examples(tmp_path)


def test_folders_without_a_training_part_say_what_was_looked_for(tmp_path: Path) -> None:
    for name in ("a.conll", "dev.conll"):
        (tmp_path / name).write_bytes(ANN)

    with pytest.raises(LabelsError, match=r"no file or folder named train\*.*found a\.conll"):
        read_splits(tmp_path)
    with pytest.raises(LabelsError, match="not a folder"):
        read_splits(tmp_path / "a.conll")


def test_two_forms_of_one_split_are_not_read_as_two_parts(tmp_path: Path) -> None:
    for name in ("train.conll", "train.tsv"):
        (tmp_path / name).write_bytes(ANN)

    with pytest.raises(LabelsError, match=r"several files for train \(train\.conll, train\.tsv\)"):
        read_splits(tmp_path)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ann left.", "en"),
        ("海伦任职", "zh"),
        ("CSOL生化", "zh"),
        ("Oakfield (橡田)", "en"),
        ("", "en"),
        ("😀", "en"),
    ],
)
def test_languages_are_told_by_letters(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_importing_the_formats_stays_light() -> None:
    code = (
        "import sys, briefbook.labels.formats\n"
        "print({'torch', 'spacy', 'numpy'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
