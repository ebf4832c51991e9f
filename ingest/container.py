"""Archives inside the archive: their entries become files of their own."""

import bz2
import gzip
import lzma
import posixpath
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import IO, cast

from briefbook.errors import LimitExceeded, UnreadableSource
from briefbook.records import Problem, ProblemKind
from ingest.assembly import Member, Parsed
from ingest.encoding import decode_name
from ingest.settings import IngestSettings

_UTF8 = 0x800  # flag of a zip entry whose name is UTF-8
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_LEFT_OUT = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")  # not documents of anyone
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    IndexError,
)
_PACKED = ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7z", "xz"))
_SHORT_TAR = {"tgz": "tar", "tbz": "tar", "tbz2": "tar", "txz": "tar"}


@dataclass(slots=True)
class _Taken:
    """What has been unpacked of one container, and what could not be."""

    source: str
    settings: IngestSettings
    size: int = 0
    members: list[Member] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, reason: str, kind: ProblemKind) -> None:
        """Say that an entry is left out."""
        place = f"{self.source}/{name}"
        self.problems.append(Problem(place, "ingest", f"cannot read {place}: {reason}", kind))

    def stop(self, reason: str) -> None:
        """Say that the rest of the container is left out."""
        message = f"{self.source}: {reason}: the rest is left out"
        self.problems.append(Problem(self.source, "ingest", message, "limit"))


def parse_zip(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Unpack a zip archive into members; names may be UTF-8, GB18030, Big5 or code page 437.

    What is encrypted, damaged or leads out of the archive becomes a problem. Sizes are looked at
    before anything is unpacked, and nothing is unpacked beyond them.

    Raises UnreadableSource when there is no list of entries.
    """
    taken = _Taken(source, settings)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _DAMAGE as error:
        raise UnreadableSource(f"cannot read {source}: damaged ({error})") from error
    for entry in archive.infolist():
        name = _zip_name(entry)
        if entry.is_dir() or not _is_wanted(taken, name):
            continue
        if entry.flag_bits & _ENCRYPTED:
            taken.refuse(name, "encrypted", "encrypted")
            continue
        if not _has_room(taken, entry.file_size):
            break
        _take(taken, name, partial(_zip_data, archive, entry))
    return _parsed(taken)


def parse_tar(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Unpack a tar archive, packed with gzip, bzip2 or xz or not, into members.

    Only ordinary files are taken: links and devices are left out.

    Raises UnreadableSource when not even the first entry can be read.
    """
    taken = _Taken(source, settings)
    try:
        with tarfile.open(fileobj=BytesIO(_unpacked(data, source, settings)), mode="r:") as archive:
            for entry in archive:
                if not entry.isfile() or not _is_wanted(taken, entry.name):
                    continue
                if not _has_room(taken, entry.size):
                    break
                _take(taken, entry.name, partial(_tar_data, archive, entry))
    except _DAMAGE as error:
        if not taken.members:
            raise UnreadableSource(f"cannot read {source}: damaged ({error})") from error
        message = f"{source}: damaged: only its first {len(taken.members)} files read"
        taken.problems.append(Problem(source, "ingest", message, "partial"))
    return _parsed(taken)


def parse_gzip(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Unpack a file packed with gzip, bzip2 or xz: one member, or those of the tar in it.

    Raises LimitExceeded when it would grow too large, UnreadableSource when it is damaged.
    """
    unpacked = _unpacked(data, source, settings)
    if unpacked[257:262] == b"ustar":
        return parse_tar(unpacked, source, settings=settings)
    return Parsed(None, (Member(_unpacked_name(data, source), unpacked),))


def _parsed(taken: _Taken) -> Parsed:
    return Parsed(None, tuple(taken.members), tuple(taken.problems))


# Names


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Decode a name that zipfile took for code page 437, as old and Chinese programs write it."""
    if entry.flag_bits & _UTF8:
        return entry.filename.replace("\\", "/")
    raw = entry.orig_filename.partition("\x00")[0]
    try:
        name = decode_name(raw.encode("cp437"))
    except UnicodeEncodeError:
        name = raw
    return name.replace("\\", "/")


def _unpacked_name(data: bytes, source: str) -> str:
    name = source.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix.lower() == _packing(data):
        return stem
    return f"{stem}.{_SHORT_TAR[suffix]}" if suffix in _SHORT_TAR else f"{name}.unpacked"


def _is_wanted(taken: _Taken, name: str) -> bool:
    """Refuse names that lead out of the archive; leave out what systems put in by themselves."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or parts[0].endswith(":") or "\x00" in name:
        taken.refuse(
            posixpath.basename(name) or "?", f"its path is not safe: {name!r}", "unreadable"
        )
        return False
    return not any(name.startswith(junk) or parts[-1] == junk for junk in _LEFT_OUT)


# Sizes


def _has_room(taken: _Taken, size: int) -> bool:
    settings = taken.settings
    if len(taken.members) >= settings.max_members:
        taken.stop(f"more than {settings.max_members} files")
        return False
    if taken.size + size > settings.max_unpacked_bytes:
        taken.stop(f"unpacks to more than {settings.max_unpacked_bytes // 1024**2} MB")
        return False
    return True


def _take(taken: _Taken, name: str, read: Callable[[], bytes]) -> None:
    try:
        data = read()
    except (*_DAMAGE, RuntimeError) as error:
        taken.refuse(name, f"damaged ({error})", "unreadable")
        return
    taken.size += len(data)
    taken.members.append(Member(_plain(name), data))


def _plain(name: str) -> str:
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _zip_data(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        return file.read(entry.file_size + 1)


def _tar_data(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(entry)
    return file.read() if file else b""


def _packing(data: bytes) -> str:
    return next((packing for start, packing in _PACKED if data.startswith(start)), "")


def _opened(data: bytes) -> IO[bytes]:
    file = BytesIO(data)
    packing = _packing(data)
    if packing == "gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if packing == "bz2":
        return bz2.BZ2File(file)
    return lzma.LZMAFile(file) if packing == "xz" else file


def _unpacked(data: bytes, source: str, settings: IngestSettings) -> bytes:
    """Unpack gzip, bzip2 or xz, never beyond the limit; return anything else as it is."""
    if not _packing(data):
        return data
    chunks, size = [], 0
    with _opened(data) as file:
        for chunk in _chunks(file, source):
            size += len(chunk)
            if size > settings.max_unpacked_bytes:
                limit = settings.max_unpacked_bytes // 1024**2
                raise LimitExceeded(f"cannot read {source}: unpacks to more than {limit} MB")
            chunks.append(chunk)
    return b"".join(chunks)


def _chunks(file: IO[bytes], source: str) -> Iterator[bytes]:
    while True:
        try:
            chunk = file.read(_CHUNK)
        except _DAMAGE as error:
            raise UnreadableSource(f"cannot read {source}: damaged ({error})") from error
        if not chunk:
            return
        yield chunk
