"""The archive on disk: which files it holds, under which names, and their bytes."""

import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefbook.errors import ArchiveError, LimitExceeded, UnreadableSource
from briefbook.records import Problem
from ingest.settings import IngestSettings

_log = logging.getLogger(__name__)
_JUNK_NAMES = frozenset(
    {"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"}
)
_JUNK_STARTS = (".", "~$", "@eadir")  # hidden, lock files of Office, thumbnails of file servers
_RUN_FOLDER = ".briefbook"  # our own output is no input


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One file of the archive."""

    name: str  # path inside the archive, "/" between parts; safe to print and store as UTF-8
    size: int  # bytes
    modified_ns: int  # time of the last change, nanoseconds since 1970


def walk(root: Path) -> Iterator[Source | Problem]:
    """Yield the files of an archive in the order of their names; a lone file is an archive too.

    Hidden files, what file managers leave behind (`is_junk`) and run folders are skipped. Links
    are followed to files inside the archive only, never to folders. A folder that cannot be
    listed, and what is no file, become a Problem.

    Raises ArchiveError when `root` is missing.
    """
    try:
        mode = root.stat().st_mode
    except OSError as error:
        raise ArchiveError(f"cannot read archive {root}: {error.strerror}") from error
    if stat.S_ISDIR(mode):
        yield from _walk_folder(root, "", root.resolve())
    else:
        yield _source(root, _safe(root.name), root.resolve().parent)


def is_junk(name: str) -> bool:
    """Tell whether a file or folder is nobody's document: Thumbs.db, .DS_Store, ~$lock.docx …

    >>> is_junk("mail/.DS_Store"), is_junk("__MACOSX/a.pdf"), is_junk("mail/letter.pdf")
    (True, True, False)
    """
    parts = name.lower().split("/")
    return any(part.startswith(_JUNK_STARTS) or part in _JUNK_NAMES for part in parts)


def _walk_folder(folder: Path, prefix: str, top: Path) -> Iterator[Source | Problem]:
    try:
        entries = sorted(_entries(folder).items())
    except OSError as error:
        name = prefix.rstrip("/") or _safe(folder.name)
        message = f"cannot list {name}: {error.strerror}"
        yield Problem(name, "ingest", message)
        return
    for safe, path in entries:
        name = prefix + safe
        if is_junk(safe) or safe.endswith(_RUN_FOLDER):
            _log.debug("skipped %s", name)
        elif path.is_dir() and not path.is_symlink():
            yield from _walk_folder(path, f"{name}/", top)
        else:
            yield _source(path, name, top)


def _source(path: Path, name: str, top: Path) -> Source | Problem:
    try:
        reason = _refusal(path, top)
        if not reason:
            found = path.stat()
            return Source(name, found.st_size, found.st_mtime_ns)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        reason = getattr(error, "strerror", None) or "a link in a circle"
    return Problem(name, "ingest", f"cannot read {name}: {reason}")


def _refusal(path: Path, top: Path) -> str:
    if path.is_symlink():
        target = path.resolve(strict=True)
        if not target.is_relative_to(top):
            return "a link that leaves the archive"
        if target.is_dir():
            return "a link to a folder"
    return "" if path.is_file() else "not a regular file"


def _entries(folder: Path) -> dict[str, Path]:
    """Return what a folder holds by safe and unique name."""
    found: dict[str, Path] = {}
    plain_first = sorted(os.listdir(folder), key=lambda name: (_safe(name) != name, name))
    for name in plain_first:
        safe = _safe(name)
        while safe in found:
            safe += "~"
        found[safe] = folder / name
    return found


def _safe(name: str) -> str:
    r"""Write bytes that are not UTF-8, and control characters, as `\xNN`."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c == " " else f"\\x{ord(c):02x}" for c in text)


# Names back to files


def locate(root: Path, name: str) -> tuple[Path, str]:
    """Return the file that holds `name`, and the name inside it: "" for the file itself.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.zip").write_bytes(b"")
    >>> locate(folder, "a.zip/inner/b.pdf")[1]
    'inner/b.pdf'

    Raises ArchiveError when the archive holds no such file.
    """
    parts = name.split("/")
    if root.is_file() and _safe(root.name) == parts[0]:
        return root, "/".join(parts[1:])
    path, top = root, root.resolve()
    for index, part in enumerate(parts):
        found = _entry(path, part)
        if found is None:
            break
        path = found
        if path.is_file():
            reason = _refusal(path, top)
            if reason:
                raise ArchiveError(f"cannot read {name}: {reason}")
            return path, "/".join(parts[index + 1 :])
    raise ArchiveError(f"no such file in the archive: {name}")


def _entry(folder: Path, safe: str) -> Path | None:
    if safe in ("", ".", ".."):
        return None
    path = folder / safe
    if path.exists() and _safe(path.name) == safe:
        return path
    try:
        return _entries(folder).get(safe)
    except OSError:
        return None


def read_file(path: Path, name: str, settings: IngestSettings) -> bytes:
    """Return the bytes of a file called `name` in the archive.

    Raises LimitExceeded when it is too large, UnreadableSource when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size  # read() takes at once what it is asked for
            data = file.read(min(size, settings.max_bytes) + 1)
    except OSError as error:
        raise UnreadableSource(f"cannot read {name}: {error.strerror}") from error
    if len(data) > settings.max_bytes:
        limit = settings.max_bytes / 1024**2
        raise LimitExceeded(f"cannot read {name}: larger than {limit:g} MB")
    return data
