"""Office files are zips of XML parts: opened and read with care."""

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from briefbook.errors import EncryptedSource, LimitExceeded, UnreadableSource

# lxml takes five to ten times the memory of the XML: larger parts would not fit the child process.
_LARGEST_PART = 64 * 1024**2
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_DATES = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_PROPERTIES = (
    ("title", f"{_DUBLIN_CORE}title"),
    ("author", f"{_DUBLIN_CORE}creator"),
    ("date", f"{_DATES}created"),
    ("modified", f"{_DATES}modified"),
    ("subject", f"{_DUBLIN_CORE}subject"),
    ("keywords", f"{_CORE}keywords"),
)
# ISO 29500 strict has other namespaces for the same elements.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"%s/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"%s/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/", b"%s/spreadsheetml/2006/"),
    (b"http://purl.oclc.org/ooxml/presentationml/", b"%s/presentationml/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"%s/drawingml/2006/"),
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part of a package to another."""

    kind: str  # the last word of its type: "slide", "header", "footnotes" …
    target: str  # name of the other part


@dataclass(frozen=True, slots=True)
class Package:
    """An open Office file."""

    source: str
    entries: zipfile.ZipFile
    sizes: dict[str, int]  # name of each part and its size unpacked


def open_package(data: bytes, source: str) -> Package:
    """Open the zip of an Office file; nothing is unpacked yet.

    Raises UnreadableSource when it is damaged.
    """
    try:
        entries = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableSource(f"cannot read {source}: damaged ({error})") from error
    return Package(
        source, entries, {entry.filename: entry.file_size for entry in entries.infolist()}
    )


def read_part(package: Package, name: str) -> bytes:
    """Unpack one part; b"" when there is none of that name.

    Raises LimitExceeded when it would be too large, EncryptedSource, or UnreadableSource.
    """
    size = package.sizes.get(name)
    if size is None:
        return b""
    if size > _LARGEST_PART:
        message = f"{name} would unpack to {size // 1024**2} MB"
        raise LimitExceeded(f"cannot read {package.source}: {message}")
    try:
        return package.entries.read(name)
    except RuntimeError as error:  # what zipfile raises for a missing password
        raise EncryptedSource(f"cannot read {package.source}: encrypted") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise UnreadableSource(f"cannot read {package.source}: {name} is damaged") from error


def read_xml(package: Package, name: str) -> etree._Element | None:
    """Parse one part; None when there is none of that name. Entities are never expanded.

    Raises UnreadableSource when it is not well formed, and what `read_part` raises.
    """
    data = read_part(package, name)
    if not data:
        return None
    for strict, usual in _STRICT:
        data = data.replace(strict, usual % b"http://schemas.openxmlformats.org")
    try:
        return etree.fromstring(data, safe_parser())
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(f"cannot read {package.source}: {name} is damaged") from error


def safe_parser() -> etree.XMLParser:
    """Return a parser that expands no entity and opens no file or address.

    libxml2's own limits on depth (256) and on the size of one text stay on.
    """
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def relationships(package: Package, name: str) -> dict[str, Relationship]:
    """Return the links of a part by their id; those that lead out of the package are left out."""
    folder, base = posixpath.split(name)
    root = read_xml(package, posixpath.join(folder, "_rels", f"{base}.rels"))
    found = {}
    for link in root.iter(_RELATIONSHIP) if root is not None else ():
        if link.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))
        kind = link.get("Type", "").rpartition("/")[2]
        found[link.get("Id", "")] = Relationship(kind, target.lstrip("/"))
    return found


def main_part(package: Package, usual: str) -> str:
    """Return the name of the part that everything starts from, `usual` when it is not said."""
    for link in relationships(package, "").values():
        if link.kind == "officeDocument" and link.target in package.sizes:
            return link.target
    return usual


def core_metadata(package: Package) -> tuple[tuple[str, str], ...]:
    """Return title, author, date (creation, ISO 8601) and the like, as far as they are given."""
    names = [link.target for link in relationships(package, "").values()]
    name = next((name for name in names if "core" in name.lower()), "docProps/core.xml")
    root = read_xml(package, name)
    if root is None:
        return ()
    values = ((key, " ".join((root.findtext(tag) or "").split())) for key, tag in _PROPERTIES)
    return tuple((key, value) for key, value in values if value)
