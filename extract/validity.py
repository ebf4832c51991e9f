"""Since when and until when a state holds, where its own sentence says so."""

import re
from dataclasses import replace

from extract.claims import Claim
from extract.masks import Masked

_STATES = frozenset(
    (
        "WORKS_FOR",
        "HEADS",
        "HOLDS_ROLE",
        "MEMBER_OF",
        "OWNS",
        "SUPPLIES",
        "COOPERATES_WITH",
        "LOCATED_IN",
    )
)
_D = "\ue007"
_FROM = re.compile(
    rf"\b(?:since|with effect from|(?:takes? |taking )?effect(?:ive)?(?: from| on| as of)"
    rf"?|as of|as from|from|"
    rf"starting(?: on)?|beginning(?: on)?)\s(?:early |late )?(?P<date>{_D})|"
    rf"(?:自从?|从)(?P<since>{_D})(?:起|开始|以来)?|(?P<on>{_D})起",
    re.IGNORECASE,
)
# "On 1 April she becomes chairman": what begins on a day holds from it
_BEGINS = re.compile(
    rf"^On (?P<date>{_D}),? .{{0,80}}\b(?:becom(?:es?|ing)|became|takes? over|took over|"
    rf"succeed(?:s|ed)?|"
    rf"join(?:s|ed)?|appointed)\b|"
    rf"\b(?:becom(?:es?|ing)|became|takes? over|took over|appointed|join(?:s|ed)?)"
    rf"\b[^.;]{{0,60}}?\s"
    rf"(?:on|in) (?P<since>{_D})|(?P<on>{_D})[^，。；]{{0,10}}(?:出任|就任|上任|接任|任命|聘任)"
)
_TO = re.compile(
    rf"\b(?:until|till|up to|retir(?:es?|ing) on|steps? down on)\s(?:the end of )?(?P<date>{_D})|"
    rf"(?:至|到|截至)(?P<since>{_D})(?:止|为止|卸任|离任|退休)|(?P<on>{_D})(?:卸任|离任|退休)"
)


def dated(claim: Claim, masked: Masked) -> Claim:
    """Return the claim with its dates; the same where it is no state or its sentence gives none.

    A sentence of two people has two stories: there no date is taken.
    """
    people = {place.mention.text for place in masked.places if place.mention.label == "Person"}
    if claim.predicate not in _STATES or len(people) > 1:
        return claim
    begins = _date(_FROM, masked) or _date(_BEGINS, masked)
    ends = _date(_TO, masked)
    if begins and ends and ends < begins:
        ends = None
    return replace(claim, valid_from=begins, valid_to=ends)


def _date(pattern: re.Pattern[str], masked: Masked) -> str | None:
    matches = list(pattern.finditer(masked.text))
    if len(matches) != 1:
        return None
    group = next(name for name in ("date", "since", "on") if matches[0][name])
    [mention] = masked.mentions_in(*matches[0].span(group))
    return mention.value or None
