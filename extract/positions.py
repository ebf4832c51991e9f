"""Who holds which post where: person, title and organization become relations."""

import re
from collections.abc import Iterator

from briefbook.records import Mention
from extract.roles import leads

_FOUNDER = re.compile(r"(?:co-?)?founder|创始人|联合创始人", re.IGNORECASE)
_MEMBER = re.compile(
    r"(?:independent |non-executive )+director|trustee|board member|(?:独立|非执行|外部|"
    r"职工)+董事|监事",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"non-executive|independent|honorary|非执行|独立|名誉|外部", re.IGNORECASE)


def position(
    person: Mention, role: Mention | None, organization: Mention | None
) -> Iterator[tuple[str, Mention, Mention]]:
    """Yield predicate, head and tail of what a post means.

    Who leads an organization HEADS it, a founder FOUNDED it, outsiders on its board are MEMBER_OF
    it, and all others work for it. Who heads it holds a post in it and so works for it too, except
    where the title says that the post is an outsider's ("non-executive chairman", 名誉主席).
    """
    if role is not None:
        yield "HOLDS_ROLE", person, role
    if organization is None:
        return
    title = role.text if role is not None else ""
    if _FOUNDER.fullmatch(title):
        yield "FOUNDED", person, organization
    elif role is not None and leads(title):
        yield "HEADS", person, organization
        if not _OUTSIDE.search(title):
            yield "WORKS_FOR", person, organization
    elif _MEMBER.fullmatch(title):
        yield "MEMBER_OF", person, organization
    else:
        yield "WORKS_FOR", person, organization
