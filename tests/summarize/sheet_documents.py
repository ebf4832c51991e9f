"""Documents of our own making that sheets are filled from."""

from briefbook.records import Digest, Document
from ingest.parse import parse
from ingest.settings import IngestSettings


def read(text: str, name: str = "paper.md") -> Document:
    """Parse Markdown or plain text as an archive would."""
    document = parse(text.encode(), name, settings=IngestSettings()).document
    assert document is not None
    return document


def roles(digest: Digest, role: str) -> list[str]:
    """What fills a role, white space folded."""
    return [" ".join(one.text.split()) for one in digest.sentences if one.role == role]


def outline(digest: Digest) -> list[tuple[str, str]]:
    """All roles with their texts, in order."""
    return [(one.role, " ".join(one.text.split())) for one in digest.sentences]
