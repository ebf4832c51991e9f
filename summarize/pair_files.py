"""Files, archives and folders become texts, and tables and JSON become rows of named values."""

import csv
import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.errors import LabelsError
from briefbook.labels.reading import decode_text, numbered_lines, unreadable

_GZIP = b"\x1f\x8b"
_DELIMITERS = ",\t;|"


@dataclass(frozen=True, slots=True)
class Member:
    """One file, or one entry of an archive."""

    place: str  # for messages: the path, and inside an archive the name of the entry
    name: str  # its path inside the archive or folder; of a single file its name
    data: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One record, and where it stands."""

    place: str  # "file:line"
    values: Mapping[str, Any]


def read_members(path: Path) -> list[Member]:
    """Return the files that `path` holds: itself, or those of an archive or folder, by name.

    Raises LabelsError when it cannot be read.
    """
    try:
        if path.is_dir():
            files = sorted(one for one in path.rglob("*") if one.is_file())
            return [
                Member(str(one), one.relative_to(path).as_posix(), one.read_bytes())
                for one in files
            ]
        data = path.read_bytes()
    except OSError as error:
        raise LabelsError(f"cannot read {path}: {error.strerror or error}") from error
    data = _unpacked(data, path)
    name = path.name.removesuffix(".gz").removesuffix(".tgz")
    return _entries(data, path) if _is_tar(data) else [Member(str(path), name, data)]


def _unpacked(data: bytes, path: Path) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise LabelsError(f"cannot read {path}: damaged gzip ({error})") from error


def _is_tar(data: bytes) -> bool:
    return data[257:262] == b"ustar"


def _entries(data: bytes, path: Path) -> list[Member]:
    """Return the files of a tar archive by name; nothing is written anywhere."""
    found = []
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for entry in archive:
                file = archive.extractfile(entry) if entry.isfile() else None
                if file is not None:
                    found.append(Member(f"{path}/{entry.name}", entry.name, file.read()))
    except tarfile.TarError as error:
        raise LabelsError(f"cannot read {path}: damaged tar ({error})") from error
    return sorted(found, key=lambda member: member.name)


def read_rows(members: Sequence[Member], format: str, *, numbered: bool = False) -> list[Row]:
    """Return the rows of a table or of JSON; told by name and content without a `format`.

    The columns of a table are named by its header, or with `numbered` "1", "2" and so on.

    Raises LabelsError when there is not one file or it is damaged.
    """
    if len(members) != 1:
        names = ", ".join(member.name for member in members[:3]) or "nothing"
        raise LabelsError(f"cannot tell what these files with summaries are: {names} …")
    [member] = members
    text = decode_text(member.data, member.place)
    if (format or _told(member.name, text)) in ("json", "jsonl"):
        return list(_json_rows(text, member.place))
    return list(_table_rows(text, member, format, numbered=numbered))


def _told(name: str, text: str) -> str:
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("csv", "tsv"):
        return suffix
    return "json" if text.lstrip()[:1] in ("{", "[") else "csv"


# JSON


def _json_rows(text: str, place: str) -> Iterator[Row]:
    """Yield the records of JSON lines, of a list, or of an object that holds one list."""
    if text.lstrip().startswith("["):
        records = _loaded(text, place)
        yield from _listed(records, place)
        return
    lines = [(number, line) for number, line in numbered_lines(text) if line.strip()]
    if lines and lines[0][1].strip() == "{":  # one object, indented
        yield from _object_rows(_loaded(text, place), place)
        return
    for number, line in lines:
        found = _loaded(line, f"{place}:{number}")
        if len(lines) == 1:
            yield from _object_rows(found, f"{place}:1")
        else:
            yield _row(found, f"{place}:{number}")


def _object_rows(found: Any, place: str) -> Iterator[Row]:
    """Yield what one object holds: a list of records, or itself."""
    held = list(found.values()) if isinstance(found, dict) else []
    lists = [one for one in held if isinstance(one, list) and one and isinstance(one[0], dict)]
    if len(held) == len(lists) == 1:
        yield from _listed(lists[0], place)
    elif held and all(isinstance(one, dict) for one in held):
        yield from _listed(held, place)
    else:
        yield _row(found, place)


def _listed(records: Any, place: str) -> Iterator[Row]:
    for number, record in enumerate(records, 1):
        yield _row(record, f"{place}, item {number}")


def _row(record: Any, place: str) -> Row:
    if not isinstance(record, dict):
        raise unreadable(place, "it is no JSON object")
    return Row(place, record)


def _loaded(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise unreadable(place, f"not JSON: {error}") from error
    except RecursionError as error:
        raise unreadable(place, "nested too deeply") from error


# Tables


def _table_rows(text: str, member: Member, format: str, *, numbered: bool) -> Iterator[Row]:
    first = text.lstrip("\n").partition("\n")[0]
    tabs = format == "tsv" or (not format and member.name.lower().endswith(".tsv"))
    delimiter = "\t" if tabs else max(_DELIMITERS, key=first.count)
    lines = _cells(text, member.place, delimiter)
    header: list[str] | None = None
    for place, cells in lines:
        if header is None:
            header = (
                [str(number) for number in range(1, len(cells) + 1)]
                if numbered
                else [cell.strip() for cell in cells]
            )
            if not numbered:
                continue
        if len(cells) != len(header):
            raise unreadable(place, f"{len(cells)} values in a table of {len(header)} columns")
        yield Row(place, dict(zip(header, cells, strict=True)))


def _cells(text: str, place: str, delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the values of each line that has any, with its place."""
    if delimiter == "\t" and _unquoted(text):
        for number, line in numbered_lines(text):
            if line.strip():
                yield f"{place}:{number}", line.split("\t")
        return
    # Articles are longer than what the csv module takes for a slip; the limit is the process's.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise unreadable(f"{place}:{start}", error) from error
        if any(cell.strip() for cell in cells):
            yield f"{place}:{start}", cells
        start = reader.line_num + 1


def _unquoted(text: str) -> bool:
    """Tell whether every line has as many tabs: then quotation marks are part of the text."""
    return len({line.count("\t") for _, line in numbered_lines(text) if line.strip()}) == 1
