"""What kind of file some bytes are: by their content first, by their name second."""

import re
import zipfile
from io import BytesIO

from ingest.encoding import decode_text

_OOXML = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OOXML}.wordprocessingml.document"
PPTX = f"{_OOXML}.presentationml.presentation"
XLSX = f"{_OOXML}.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
ODT = "application/vnd.oasis.opendocument.text"
ENCRYPTED = "application/encrypted"  # an Office file inside an encrypted package
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"II+\x00", "image/tiff"),
    (0, b"MM\x00+", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (4, b"jP  \r\n", "image/jp2"),
    (4, b"ftypheic", "image/heic"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (257, b"ustar", "application/x-tar"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"RIFF", "application/x-riff"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ\x90\x00", "application/x-executable"),
)
_BITMAP = re.compile(rb"BM.{4}\x00{4}.{4}[\x0c-\x7c]\x00\x00\x00", re.DOTALL)
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CFB_STREAMS = (  # names of streams in a compound file, and what has such a stream
    ("EncryptedPackage", ENCRYPTED),
    ("__substg1.0_", "application/vnd.ms-outlook"),
    ("WordDocument", "application/msword"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ZIP_ENTRIES = (
    ("word/", DOCX),
    ("ppt/", PPTX),
    ("xl/workbook.bin", XLSB),
    ("xl/", XLSX),
)
_BY_NAME = {  # what text cannot show by itself, and what is too damaged to show anything
    "csv": "text/csv",
    "docx": DOCX,
    "eml": "message/rfc822",
    "htm": "text/html",
    "html": "text/html",
    "json": "application/json",
    "jsonl": "application/json",
    "markdown": "text/markdown",
    "mbox": "application/mbox",
    "md": "text/markdown",
    "odt": ODT,
    "pdf": "application/pdf",
    "pptx": PPTX,
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "xhtml": "text/html",
    "xlsx": XLSX,
    "xml": "application/xml",
    "zip": "application/zip",
}
_NOT_TEXT = frozenset({DOCX, ODT, PPTX, XLSX, "application/pdf", "application/zip"})
_MBOX = re.compile(r"From \S+.*\d\d:\d\d.*\n[\w-]+:")
_MAIL = re.compile(
    r"(?im)^(?:from|to|cc|date|subject|received|return-path|message-id|mime-version|delivered-to"
    r"|reply-to|content-type|content-transfer-encoding|x-[\w-]+):"
)
_HEADER_LINES = re.compile(r"(?:[\w-]+:.*(?:\n[ \t].*)*(?:\n|\Z))+")
_HTML = re.compile(
    r"(?i)(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body)[\s>]", re.DOTALL
)
_NAMES = {
    DOCX: "Word document",
    PPTX: "PowerPoint presentation",
    XLSX: "Excel workbook",
    XLSB: "binary Excel workbook",
    ODT: "OpenDocument text",
    ENCRYPTED: "password-protected Office file",
    "application/gzip": "gzip file",
    "application/json": "JSON file",
    "application/mbox": "mailbox",
    "application/msword": "Word 97–2003 document",
    "application/pdf": "PDF",
    "application/rtf": "RTF document",
    "application/vnd.ms-excel": "Excel 97–2003 workbook",
    "application/vnd.ms-outlook": "Outlook message",
    "application/vnd.ms-outlook-pst": "Outlook mail store",
    "application/vnd.ms-powerpoint": "PowerPoint 97–2003 presentation",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument presentation",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet",
    "application/vnd.rar": "RAR archive",
    "application/x-7z-compressed": "7-Zip archive",
    "application/x-tar": "tar archive",
    "application/xml": "XML file",
    "application/zip": "zip archive",
    "message/rfc822": "e-mail",
    "text/csv": "CSV table",
    "text/html": "web page",
    "text/markdown": "Markdown text",
    "text/plain": "plain text",
    "text/tab-separated-values": "table with tabs",
    UNKNOWN: "file of an unknown kind",
}


def sniff(data: bytes, name: str) -> str:
    """Return the media type of a file, "application/octet-stream" when nothing fits.

    >>> sniff(b"%PDF-1.7", "letter.txt"), sniff(b"# Minutes", "minutes.md")
    ('application/pdf', 'text/markdown')
    """
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    by_name = _BY_NAME.get(suffix, "")
    found = _by_magic(data, by_name)
    if found:
        return found
    head = decode_text(data[:8192]) if data else ""
    if head is None:
        return by_name if by_name in _NOT_TEXT else UNKNOWN
    return _text_type(head.lstrip("\ufeff"), by_name)


def media_name(media_type: str) -> str:
    """Return what people call a media type.

    >>> media_name("message/rfc822"), media_name("image/png"), media_name("application/x-none")
    ('e-mail', 'PNG image', 'application/x-none')
    """
    if media_type.startswith("image/"):
        return f"{media_type.removeprefix('image/').upper()} image"
    return _NAMES.get(media_type, media_type)


def _by_magic(data: bytes, by_name: str) -> str:
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data.startswith(_ZIP):
        return _zip_type(data, by_name)
    if data.startswith(_CFB):
        return _compound_type(data)
    if _BITMAP.match(data):
        return "image/bmp"
    found = (kind for start, mark, kind in _MAGIC if data[start : start + len(mark)] == mark)
    return next(found, "")


def _zip_type(data: bytes, by_name: str) -> str:
    """Look at the entries; in a damaged zip, the name of the file has to do."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        names = [name for name, _ in _ZIP_ENTRIES if name.encode() in data]
        return _office_type(names) or (by_name if by_name in _NOT_TEXT else "application/zip")
    if "mimetype" in names[:1]:
        return _declared_type(data) or "application/zip"
    return (_office_type(names) if "[Content_Types].xml" in names else "") or "application/zip"


def _office_type(names: list[str]) -> str:
    for start, kind in _ZIP_ENTRIES:
        if any(name.startswith(start) for name in names):
            return kind
    return ""


def _declared_type(data: bytes) -> str:
    """Return what the entry "mimetype" says, which OpenDocument and EPUB store first, unpacked."""
    found = re.compile(rb"mimetype(application/[\w.+-]+?)(?:PK|\Z)").search(data[:200])
    return found.group(1).decode() if found else ""


def _compound_type(data: bytes) -> str:
    for stream, kind in _CFB_STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return "application/x-ole-storage"


def _text_type(head: str, by_name: str) -> str:
    if _HTML.match(head):
        return "text/html"
    if by_name and by_name not in _NOT_TEXT:
        return by_name
    if head.startswith("<?xml"):
        return "application/xml"
    if _MBOX.match(head):
        return "application/mbox"
    headers = _HEADER_LINES.match(head)
    if headers and len(_MAIL.findall(headers.group())) >= 3:
        return "message/rfc822"
    return "text/plain" if head.strip() or by_name else UNKNOWN
