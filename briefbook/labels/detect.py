"""Which format a file is in, by what stands at its beginning."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from briefbook.labels.reading import decode_text, unreadable
from briefbook.labels.tags import is_tag

_SAMPLE = 200_000  # bytes
_SEMEVAL = re.compile(r'\d+\s+".*<e1>.*</e1>')
_MARKED = re.compile(r"## \S+( \S+)? *")
_COLUMNS = re.compile(r"[ \t,]+")


def detect_format(path: Path, data: bytes) -> str:
    """Return the name of the format of `data` (unpacked), which came from `path`.

    Raises LabelsError when nothing fits.
    """
    if path.name.removesuffix(".gz").endswith(".spacy"):
        return "spacy"
    sample = data[:_SAMPLE]
    text = decode_text(data if len(data) <= _SAMPLE else _whole_lines(sample), str(path))
    first = next((line for line in text.split("\n") if line.strip()), "").strip()
    if first.startswith(("{", "[")) and (record := _first_record(data, first)) is not None:
        name = next((name for name, fits in _RECORDS if fits(record)), None)
    else:
        name = _of_lines([line for line in text.split("\n") if line.strip()])
    if name is None:
        raise unreadable(str(path), "no label format fits what it begins with; name its format")
    return name


def _whole_lines(sample: bytes) -> bytes:
    """Cut `sample` after its last line, so that no character is cut in two."""
    end = sample.rfind(b"\n")
    return sample[: end + 1] if end >= 0 else sample.decode(errors="ignore").encode()


def _first_record(data: bytes, first: str) -> dict[str, Any] | None:
    """Return the first record of JSON lines or of a JSON list; None if there is none to see."""
    for text in (first, data.removeprefix(b"\xef\xbb\xbf")):
        try:
            found = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            continue
        record = found[0] if isinstance(found, list) and found else found
        return record if isinstance(record, dict) else None
    return None


def _has(*keys: str) -> Callable[[dict[str, Any]], bool]:
    return lambda record: all(key in record for key in keys)


def _is_min(record: dict[str, Any]) -> bool:
    """Tell whether `record` is of Label Studio's JSON-MIN."""
    regions = [value for value in record.values() if isinstance(value, list) and value]
    return any(isinstance(one, dict) and "labels" in one for (one, *_) in regions)


#: The first that fits is it: from what only one format has to what several have.
_RECORDS: tuple[tuple[str, Callable[[dict[str, Any]], bool]], ...] = (
    ("docred", _has("vertexSet")),
    ("docred", _has("sents")),
    ("scierc", _has("sentences", "doc_key")),
    ("scierc", _has("sentences", "ner")),
    ("label-studio", lambda record: isinstance(record.get("data"), dict)),
    ("jsonl", _has("text", "mentions")),
    ("cluener", lambda record: isinstance(record.get("label"), dict)),
    ("scierc", _has("text", "label", "metadata")),
    ("spert", lambda record: "tokens" in record and "text" not in record),
    ("prodigy", _has("text", "spans")),
    ("prodigy", _has("text", "answer")),
    ("label-studio", _is_min),
    ("doccano", _has("text", "entities")),
    ("doccano", lambda record: isinstance(record.get("label", record.get("labels")), list)),
    ("jsonl", _has("text")),
)


def _of_lines(lines: list[str]) -> str | None:
    if not lines:
        return "conll"  # an empty file: no sentences
    first = lines[0].strip()
    if _MARKED.fullmatch(next((line for line in lines if not re.match("#(?!# )", line)), "")):
        return "marked"
    if _SEMEVAL.match(first):
        return "semeval"
    if first.count("|") == 7:
        return "ade"
    if first.startswith("gold_label,"):
        return "finer-ord"
    if first.count("\t") == 3 and all(
        name in first.split("\t")[3] for name in first.split("\t")[:2]
    ):
        return "finre"
    columns = [_COLUMNS.split(line.strip("\r")) for line in lines[:500]]
    tagged = sum(len(parts) > 1 and is_tag(parts[-1]) for parts in columns)
    return "conll" if tagged >= 0.9 * len(columns) else None
