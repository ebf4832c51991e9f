"""Labelled texts from files: CSV, TSV, JSON lines; one label, several, or none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.app.holdings import Holdings
from briefbook.app.labelled import checksum_file
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError
from briefbook.labels.language import guess_language
from briefbook.labels.reading import decode_text, numbered_lines
from decide.classify.examples import LabelledText
from summarize.pair_files import Row, read_members, read_rows

#: What columns are called, the surest first.
_TEXTS = (
    *("text", "sentence", "text_a", "content", "body", "utterance", "question", "query"),
    *("review", "message", "description", "title", "正文", "文本", "内容", "句子"),
)
_LABELS = (
    *("label", "labels", "label_desc", "category", "class", "intent", "topic", "sentiment"),
    *("type", "标签", "类别", "分类"),
)
_SOURCES = ("source", "document", "file", "path", "文件")  # of documents of a run folder


@dataclass(frozen=True, slots=True)
class Layout:
    """How files of labelled texts are read."""

    text: str = ""  # the column of texts; empty: told by its name
    label: str = ""
    separator: str = "|"  # between several labels of one text
    out_of_scope: str = "oos"  # the label of texts that belong to no label, as an empty one does


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a file holds."""

    examples: tuple[LabelledText, ...]
    sources: tuple[str, ...]  # of each the document of the run folder that it is; "": none
    path: str
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        """Return counts and checksum for JSON."""
        return {"path": self.path, "sha256": self.sha256, **count_texts(self.examples)}


@dataclass(frozen=True, slots=True)
class _Columns:
    text: str
    label: str
    source: str


def read_texts_with_labels(
    path: Path, layout: Layout = Layout(), workspace: Workspace | None = None
) -> Labelled:
    """Read labelled texts; where only documents are named, their texts are those of `workspace`.

    Raises LabelsError, which names file and line, for what is missing or cannot be read.
    """
    if not path.exists():
        raise LabelsError(f"cannot read {path}: no such file")
    rows = read_rows(read_members(path), "", numbered=layout.text.isdecimal())
    if not rows:
        raise LabelsError(f"cannot read {path}: it holds no text with a label")
    columns = _columns(rows[0], layout, path)
    texts = _document_texts(workspace, path) if not columns.text else {}
    examples = tuple(_example(row, columns, layout, texts) for row in rows)
    sources = tuple(_value(row, columns.source) if columns.source else "" for row in rows)
    return Labelled(examples, sources, str(path.absolute()), checksum_file(path))


def read_texts(path: Path, column: str = "") -> list[str]:
    """Read texts whose labels do not count: a table, JSON lines, or a text on each line of .txt.

    Raises LabelsError when they cannot be read, or the column cannot be told.
    """
    if not path.exists():
        raise LabelsError(f"cannot read {path}: no such file")
    if path.suffix.casefold() == ".txt":
        text = decode_text(path.read_bytes(), str(path))
        return [line for _, line in numbered_lines(text) if line.strip()]
    rows = read_rows(read_members(path), "", numbered=column.isdecimal())
    if not rows:
        raise LabelsError(f"cannot read {path}: it holds no text")
    name = _text_column(list(rows[0].values), column, "")
    if not name or name not in rows[0].values:
        raise LabelsError(f"cannot read {path}: name the column of texts with --text-column")
    return [_value(row, name) for row in rows]


def _text_column(names: Sequence[str], named: str, label: str) -> str:
    by_name = {str(name).strip().casefold(): name for name in names}
    known = (by_name[one] for one in _TEXTS if one in by_name and by_name[one] != label)
    return named or next(known, "")


def _columns(row: Row, layout: Layout, path: Path) -> _Columns:
    names = list(row.values)
    for named in (layout.text, layout.label):
        if named and named not in names:
            raise LabelsError(f"cannot read {path}: no column {named}; it has {', '.join(names)}")
    by_name = {str(name).strip().casefold(): name for name in names}
    label = layout.label or next((by_name[one] for one in _LABELS if one in by_name), "")
    source = next((by_name[one] for one in _SOURCES if one in by_name), "")
    text = _text_column(names, layout.text, label)
    if not label or not (text or source):
        missing = "label" if not label else "text"
        raise LabelsError(
            f"cannot read {path}: which column is the {missing}? It has {', '.join(names)}:"
            f" name it with --{missing}-column"
        )
    return _Columns(text, label, source)


def _document_texts(workspace: Workspace | None, path: Path) -> Mapping[str, str]:
    if workspace is None:
        raise LabelsError(
            f"cannot read {path}: it has no column of texts, and no run folder is named"
        )
    holdings = Holdings(workspace.catalog)
    return {
        name: holdings.load(key).text for key, names in holdings.sources.items() for name in names
    }


def _example(row: Row, columns: _Columns, layout: Layout, texts: Mapping[str, str]) -> LabelledText:
    if columns.text:
        text = _value(row, columns.text)
    else:
        source = _value(row, columns.source)
        if source not in texts:
            raise LabelsError(f"cannot read {row.place}: the run folder has no {source}")
        text = texts[source]
    found = row.values.get(columns.label)
    parts = found if isinstance(found, list) else str(found or "").split(layout.separator)
    if found is not None and not isinstance(found, list | str):
        parts = [str(found)]  # a number; 0 is a label too
    names = dict.fromkeys(str(part).strip() for part in parts)
    labels = tuple(name for name in names if name and name != layout.out_of_scope)
    return LabelledText(text, labels)


def _value(row: Row, column: str) -> str:
    found = row.values.get(column)
    if found is None:
        raise LabelsError(f"cannot read {row.place}: no {column}")
    return str(found)


def count_texts(examples: Sequence[LabelledText]) -> dict[str, Any]:
    """Return how many texts there are, of which labels and languages."""
    counts = Counter(label for one in examples for label in one.labels)
    return {
        "examples": len(examples),
        "labels": dict(sorted(counts.items())),
        "out_of_scope": sum(not one.labels for one in examples),
        "languages": list(languages_of(examples)),
    }


def languages_of(examples: Sequence[LabelledText]) -> tuple[str, ...]:
    """Return the languages of at least one text in twenty."""
    counts = Counter(guess_language(one.text) for one in examples)
    return tuple(sorted(name for name, count in counts.items() if 20 * count >= len(examples)))
