"""A source with a sender becomes an e-mail; its fellow sources become attachments."""

import datetime
import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import PurePosixPath

from examples.archive_maker.markup import parse_blocks, plain, to_html
from examples.archive_maker.sources import Source
from examples.archive_maker.world import World

_SUBTYPES = {
    ".pdf": "pdf",
    ".docx": "vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def make_mail(source: Source, attachments: list[tuple[str, bytes]], world: World) -> bytes:
    """Write an e-mail with fixed boundaries and message id."""
    message = EmailMessage(policy=SMTP)
    mark = hashlib.sha256(source.path.encode()).hexdigest()[:20]
    message["From"] = _address(source.sender, world)
    message["To"] = tuple(_address(person, world) for person in source.receivers)
    if source.copied:
        message["Cc"] = tuple(_address(person, world) for person in source.copied)
    message["Subject"] = source.title
    message["Date"] = datetime.datetime.fromisoformat(source.sent)
    message["Message-ID"] = f"<{mark}@mail.kestermere.example>"
    is_ascii = source.body.isascii()
    transfer = "7bit" if is_ascii else "quoted-printable" if _is_latin(source.body) else "base64"
    text = plain(source.body).replace("\\\n", "\n") if source.html else source.body
    message.set_content(text, charset=source.encoding, cte=transfer)
    if source.html:
        page = f"<html><body>\n{to_html(parse_blocks(source.body))}\n</body></html>\n"
        message.add_alternative(page, subtype="html", charset=source.encoding, cte="base64")
    for name, data in attachments:
        path = PurePosixPath(name)
        subtype = _SUBTYPES[path.suffix]
        message.add_attachment(data, maintype="application", subtype=subtype, filename=path.name)
    _fix_boundaries(message, mark)
    return message.as_bytes()


def _address(person: str, world: World) -> Address:
    thing = world.things[person]
    return Address(thing.mail_name or thing.name, addr_spec=thing.email)


def _is_latin(text: str) -> bool:
    return all(ord(character) < 0x2E80 for character in text)


def _fix_boundaries(message: EmailMessage, mark: str) -> None:
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{mark}_{number}")
