"""What the parent process and its children say to each other, as msgpack: no pickle, no code."""

import struct
from dataclasses import dataclass

import msgspec

from briefbook.records import Document, Problem, ProblemKind
from ingest.settings import IngestSettings

HEADER = struct.Struct(">Q")  # each message follows its length


class ReadJob(msgspec.Struct, frozen=True, tag="read"):
    """Parse one file."""

    source: str
    path: bytes  # of the file: in the archive, or in the spool folder when it is a member
    settings: IngestSettings
    spool: bytes  # folder for the files inside it; b"" when these are not to be opened
    ancestors: tuple[str, ...] = ()  # checksums of the containers around it


class DrawJob(msgspec.Struct, frozen=True, tag="draw"):
    """Draw one page."""

    source: str
    root: bytes  # of the archive
    settings: IngestSettings
    page: int
    width_px: int


class FetchJob(msgspec.Struct, frozen=True, tag="fetch"):
    """Get the bytes of a file inside containers."""

    source: str
    root: bytes
    settings: IngestSettings


Job = ReadJob | DrawJob | FetchJob


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file found inside another, in the spool folder."""

    name: str
    path: bytes
    size: int


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The child has loaded its parsers."""


class Alive(msgspec.Struct, frozen=True, tag="alive"):
    """One page of a long job is done."""


class Spent(msgspec.Struct, frozen=True, tag="spent"):
    """The reply that follows is the last: memory ran out, and may be in a sorry state."""


class ReadReply(msgspec.Struct, frozen=True, tag="read"):
    """What one file came to."""

    sha256: str  # "" when its bytes could not be read
    document: Document | None = None
    members: tuple[Spooled, ...] = ()
    problems: tuple[Problem, ...] = ()


class DataReply(msgspec.Struct, frozen=True, tag="data"):
    """A picture, or the bytes of a file."""

    data: bytes


class Failure(msgspec.Struct, frozen=True, tag="failure"):
    """Why a job came to nothing."""

    message: str
    kind: ProblemKind = "unreadable"


Reply = Ready | Alive | Spent | ReadReply | DataReply | Failure

_ENCODER = msgspec.msgpack.Encoder()
_JOBS: msgspec.msgpack.Decoder[Job] = msgspec.msgpack.Decoder(Job)
_REPLIES: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def encode_message(message: Job | Reply) -> bytes:
    """Return a message with its length in front."""
    data = _ENCODER.encode(message)
    return HEADER.pack(len(data)) + data


def decode_job(data: bytes) -> Job:
    """Decode what the parent sent."""
    return _JOBS.decode(data)


def decode_reply(data: bytes | bytearray) -> Reply:
    """Decode what a child sent; raises msgspec.MsgspecError when it is not a reply."""
    return _REPLIES.decode(data)
