"""E-mails become documents, their attachments become files of their own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from briefbook.errors import UnreadableSource
from briefbook.records import Problem
from ingest.assembly import Member, PagePart, Parsed, Part, assemble
from ingest.encoding import decode_text
from ingest.html import html_parts
from ingest.limits import Budget, partial
from ingest.settings import IngestSettings
from ingest.text import text_parts

_SIGNATURES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
)
_SEALED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_SUFFIXES = {
    "application/pdf": ".pdf",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
}
_ADDRESSES = ("from", "to", "cc")
_MBOX_START = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\r?\n")
_MBOX_ESCAPE = re.compile(rb"^>(>*From )", re.MULTILINE)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f/\\:]+")
_DEEPEST = 50  # parts inside parts


@dataclass(slots=True)
class _Content:
    """What is inside a message, sorted."""

    texts: list[Part] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def parse_mail(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse the bytes of one e-mail (RFC 5322 with MIME), however broken.

    The first block holds the visible header lines; then comes the body, from plain text where it
    says as much as the HTML, quoted mail and signature included. Attached and inline files and
    attached mails are members.
    """
    try:
        message = message_from_bytes(_narrow(data))
    except RecursionError as error:
        raise UnreadableSource(f"cannot read {source}: nested too deeply") from error
    content = _Content()
    _collect(message, content, source, 0)
    metadata = _metadata(message)
    budget = Budget(source, settings)
    parts = [part for part in (_header_part(metadata), *content.texts) if part]
    document = assemble(
        [PagePart(1, 0, 0, tuple(budget.limited(parts)))],
        data=data,
        source=source,
        media_type="message/rfc822",
        title=dict(metadata).get("subject", ""),
        metadata=metadata,
        paged=False,
    )
    return Parsed(document, tuple(content.members), (*content.problems, *budget.problems))


def parse_mbox(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Take a mailbox apart into its messages, each a member named by its number."""
    starts = [found.span() for found in _MBOX_START.finditer(data)]
    ends = [start for start, _ in starts[1:]] + [len(data)]
    mails = [data[start:end] for (_, start), end in zip(starts, ends, strict=True)]
    problems = []
    if len(mails) > settings.max_members:
        message = f"only the first {settings.max_members} of {len(mails)} messages read"
        problems.append(partial(source, message))
    members = tuple(
        Member(f"message-{number:05d}.eml", _MBOX_ESCAPE.sub(rb"\1", mail))
        for number, mail in enumerate(mails[: settings.max_members], start=1)
    )
    return Parsed(None, members, tuple(problems))


def _narrow(data: bytes) -> bytes:
    """Turn a mail that was saved as UTF-16 back into one that MIME can read."""
    text = decode_text(data) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else None
    return data if text is None else text.encode("utf-8")


# Headers


def _metadata(message: Message) -> tuple[tuple[str, str], ...]:
    found = {name: _addresses(message, name) for name in _ADDRESSES}
    found["date"] = _date(message)
    found["subject"] = _decoded_header(message, "subject")
    found["message_id"] = _decoded_header(message, "message-id").strip("<>")
    found["in_reply_to"] = _decoded_header(message, "in-reply-to").strip("<>")
    return tuple((name, value) for name, value in found.items() if value)


def _header_part(metadata: tuple[tuple[str, str], ...]) -> Part | None:
    values = dict(metadata)
    names = [name for name in ("from", "to", "cc", "date", "subject") if name in values]
    lines = [f"{name.capitalize()}: {values[name]}" for name in names]
    return Part("paragraph", "\n".join(lines)) if lines else None


def _raw_header(message: Message, name: str) -> list[str]:
    """Return the values of a header as they stand in the file; `get` would lose raw bytes."""
    return [_text_of(value) for key, value in message.raw_items() if key.lower() == name]


def _text_of(value: str) -> str:
    """Decode the raw bytes that may stand in a header against the rules."""
    data = value.encode("utf-8", "surrogateescape")
    return (
        value if data.isascii() else decode_text(data) or value.encode("ascii", "replace").decode()
    )


def _decoded_header(message: Message, name: str) -> str:
    return _unfolded("".join(map(_decoded_words, _raw_header(message, name)[:1])))


def _decoded_words(value: str) -> str:
    """Decode "=?charset?…?=" words, with a guess where the charset is not what it says."""
    try:
        pieces = decode_header(value)
    except ValueError:  # broken base64; UnicodeError is one too
        return value
    texts = []
    for piece, charset in pieces:
        if isinstance(piece, bytes):
            declared = "" if charset in (None, "unknown-8bit") else str(charset)
            texts.append(decode_text(piece, declared=declared) or piece.decode("latin-1"))
        else:
            texts.append(piece)
    return "".join(texts)


def _unfolded(text: str) -> str:
    return " ".join(text.split())


def _addresses(message: Message, name: str) -> str:
    """Return addresses as "Name <address>", parted by commas; names are decoded after parting."""
    headers = _raw_header(message, name)
    shown = []
    for person, address in getaddresses(headers):
        person = _unfolded(_decoded_words(person))
        shown.append(f"{person} <{address}>" if person and address else person or address)
    text = ", ".join(one for one in shown if one)
    return text or _unfolded(", ".join(map(_decoded_words, headers)))


def _date(message: Message) -> str:
    value = _decoded_header(message, "date")
    try:
        return parsedate_to_datetime(value).isoformat() if value else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


# Bodies and members


def _collect(part: Message, content: _Content, source: str, depth: int) -> None:
    kind = part.get_content_type()
    if depth > _DEEPEST or kind in _SIGNATURES:
        return
    if kind == "multipart/encrypted" or (kind in _SEALED and _is_sealed(part)):
        message = f"cannot read the body of {source}: encrypted"
        content.problems.append(Problem(source, "ingest", message, "encrypted"))
    elif kind == "message/rfc822" and part.is_multipart():
        _add_mail(part, content)
    elif kind == "multipart/alternative":
        _collect_best(part, content, source, depth)
    elif part.is_multipart():
        for inner in _inner(part):
            _collect(inner, content, source, depth + 1)
    elif _is_body(part, kind):
        content.texts += _body_parts(part, kind)
    else:
        _add_member(part, content)


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return (
        [inner for inner in payload if isinstance(inner, Message)]
        if isinstance(payload, list)
        else []
    )


def _is_sealed(part: Message) -> bool:
    return str(part.get_param("smime-type", "enveloped-data")) != "signed-data"


def _is_body(part: Message, kind: str) -> bool:
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return kind in ("text/plain", "text/html", "text/enriched") and not named


def _collect_best(part: Message, content: _Content, source: str, depth: int) -> None:
    """Of several versions of one text take the plain one, unless it says much less."""
    versions = []
    for inner in _inner(part):
        version = _Content()
        _collect(inner, version, source, depth + 1)
        versions.append((version, inner.get_content_type()))
    for version, _ in versions:
        content.members += version.members
        content.problems += version.problems
    filled = [(version.texts, kind) for version, kind in versions if version.texts]
    fullest = max((_letters(texts) for texts, _ in filled), default=0)
    good = [pair for pair in filled if _letters(pair[0]) * 2 >= fullest]
    plain = [texts for texts, kind in good if kind == "text/plain"]
    content.texts += (plain or [texts for texts, _ in good] or [[]])[0]


def _letters(parts: list[Part]) -> int:
    texts = [part.text + "".join(cell.text for cell in part.cells) for part in parts]
    return sum(map(str.isalnum, "".join(texts)))


def _body_parts(part: Message, kind: str) -> Iterator[Part]:
    text = decode_text(_payload(part), declared=str(part.get_content_charset() or ""))
    if text is None:
        text = _payload(part).decode("latin-1")
    if kind == "text/html":
        return html_parts(text)
    if str(part.get_param("format", "")).lower() == "flowed":
        text = re.sub(r"(?<!-- )(?<= )\n(?=[^>\n])", "", text)  # RFC 3676: a soft line end
    return text_parts(text, titled=False)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _add_member(part: Message, content: _Content) -> None:
    data = _payload(part)
    if data:
        kind = part.get_content_type()
        name = _decoded_words(_text_of(str(part.get_filename() or "")))
        name = name or f"part{_SUFFIXES.get(kind, '')}"
        content.members.append(Member(_unused(_plain_name(name), content.members), data))


def _add_mail(part: Message, content: _Content) -> None:
    for inner in _inner(part):
        name = _plain_name(_decoded_header(inner, "subject") or "message")[:80]
        try:
            data = inner.as_bytes()
        except (UnicodeError, LookupError, RecursionError, AttributeError, KeyError):
            data = str(inner.get_payload()).encode("utf-8", "surrogateescape")
        content.members.append(Member(_unused(f"{name}.eml", content.members), data))


def _plain_name(name: str) -> str:
    """Return a file name without folders and control characters."""
    name = _unfolded(_FORBIDDEN.sub(" ", name)).strip(". ")
    return name[-150:] or "part"


def _unused(name: str, members: list[Member]) -> str:
    taken = {member.name for member in members}
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    number = 1
    while name in taken:
        number += 1
        name = f"{stem} ({number}){dot}{suffix}"
    return name
