"""Where things stand in the report's folder: the names of files and the anchors in them.

briefing.html
sources/<document id>.html
sources/images/<document id>-<page>.<suffix>
"""

import re

from briefbook.ids import make_id
from briefbook.records import Evidence, Span

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}", re.ASCII)


def slug(record_id: str) -> str:
    """Return an id fit for file names and anchors: ours as they are, foreign ones hashed.

    >>> slug("doc-0a1b"), slug("../etc").startswith("id-")
    ('doc-0a1b', True)
    """
    return record_id if _SAFE.fullmatch(record_id) else make_id("id", record_id)


def anchor(place: Evidence | Span) -> str:
    """Return the anchor of a quoted place in the page of its document.

    >>> anchor(Span(10, 55))
    'q-10-55'
    """
    span = place if isinstance(place, Span) else place.span
    return f"q-{span.start}-{span.end}"


def source_name(document_id: str) -> str:
    """Return the path of a document's page, relative to the briefing.

    >>> source_name("doc-0a1b")
    'sources/doc-0a1b.html'
    """
    return f"sources/{slug(document_id)}.html"


def image_name(document_id: str, page: int, *, suffix: str = "png") -> str:
    """Return the path of a page's image, relative to the briefing.

    >>> image_name("doc-0a1b", 3)
    'sources/images/doc-0a1b-3.png'
    """
    return f"sources/images/{slug(document_id)}-{page}.{suffix}"
