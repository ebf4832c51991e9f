"""Which parser reads which kind of file."""

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from briefbook.errors import ArchiveError, EmptySource, EncryptedSource, UnsupportedSource
from ingest.archive import locate, read_file
from ingest.assembly import Member, Parsed
from ingest.container import parse_gzip, parse_tar, parse_zip
from ingest.docx import parse_docx
from ingest.html import parse_html
from ingest.image import parse_image
from ingest.mail import parse_mail, parse_mbox
from ingest.media import DOCX, ENCRYPTED, ODT, PPTX, XLSX, media_name, sniff
from ingest.odt import parse_odt
from ingest.pdf import parse_pdf
from ingest.pptx import parse_pptx
from ingest.settings import IngestSettings
from ingest.text import parse_csv, parse_markdown, parse_text, parse_xml
from ingest.xlsx import parse_xlsx

_PARSERS: MappingProxyType[str, Callable[..., Parsed]] = MappingProxyType(
    {
        DOCX: parse_docx,
        ODT: parse_odt,
        PPTX: parse_pptx,
        XLSX: parse_xlsx,
        "application/gzip": parse_gzip,
        "application/mbox": parse_mbox,
        "application/pdf": parse_pdf,
        "application/x-bzip2": parse_gzip,
        "application/x-tar": parse_tar,
        "application/x-xz": parse_gzip,
        "application/xml": parse_xml,
        "application/zip": parse_zip,
        "image/jpeg": parse_image,
        "image/png": parse_image,
        "image/tiff": parse_image,
        "message/rfc822": parse_mail,
        "text/csv": parse_csv,
        "text/html": parse_html,
        "text/markdown": parse_markdown,
        "text/plain": parse_text,
        "text/tab-separated-values": parse_csv,
    }
)


def parse(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Turn the bytes of a file into a document, the files inside it, and problems.

    Raises UnsupportedSource, naming the kind of file, when there is no parser for it, and what
    the parser raises.
    """
    if not data:
        raise EmptySource(f"cannot read {source}: it holds no byte")
    media_type = sniff(data, source)
    if media_type == ENCRYPTED:
        raise EncryptedSource(f"cannot read {source}: encrypted")
    parser = _PARSERS.get(media_type)
    if parser is None:
        raise UnsupportedSource(f"cannot read {source}: no parser for {media_name(media_type)}")
    return parser(data, source, settings=settings)


def read_bytes(root: Path, name: str, settings: IngestSettings) -> bytes:
    """Return the bytes of a source, also of one inside containers: "a.zip/inner/b.pdf".

    Opens containers in this process; with files of strangers use `ingest.worker.fetch_bytes`.

    Raises ArchiveError when there is no such source, and what `parse` raises.
    """
    path, inside = locate(root, name)
    data = read_file(path, name, settings)
    container = name.removesuffix(f"/{inside}") if inside else name
    while inside:
        members = dict(named_members(parse(data, container, settings=settings)))
        member = next((m for m in members if inside == m or inside.startswith(f"{m}/")), None)
        if member is None:
            raise ArchiveError(f"no such file in the archive: {name}")
        data, inside = members[member], inside[len(member) + 1 :]
        container = f"{container}/{member}"
    return data


def named_members(parsed: Parsed) -> Iterator[tuple[str, bytes]]:
    """Yield the files inside a source by names that are relative, unique and safe to show."""
    seen: set[str] = set()
    for member in parsed.members:
        name = _unused(_relative(member), seen)
        seen.add(name)
        yield name, member.data


def _relative(member: Member) -> str:
    text = member.name.encode("utf-8", "replace").decode().replace("\\", "/")
    text = "".join(character if character.isprintable() else "_" for character in text)
    parts = [part for part in PurePosixPath(text).parts if part not in ("/", ".", "..")]
    return "/".join(parts) or "unnamed"


def _unused(name: str, seen: set[str]) -> str:
    folder, slash, last = name.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    if not stem:
        stem, dot, suffix = last, "", ""
    candidate, count = name, 1
    while candidate in seen:
        count += 1
        candidate = f"{folder}{slash}{stem} ({count}){dot}{suffix}"
    return candidate
