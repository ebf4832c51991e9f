"""How much a sentence tells someone who reads it alone, away from its document (pure)."""

import re

from summarize.prose import mostly_chinese
from summarize.words import length

# Each weakness leaves this part of a sentence's worth. What is cited out of its place should name
# what it speaks of and say something of it: definitions, parties and rules do not.
_WEAKNESSES: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (part, re.compile(pattern, re.IGNORECASE))
    for part, pattern in (
        # definitions of terms
        (
            0.3,
            r"^[\W\d]*\w{0,12}\s*[\"“][^\"”]{1,50}[\"”]\s+(?:means?|shall|has|have|includes?|refers?|is|are)\b",
        ),
        (0.3, r"(?:是指|系指)"),
        # parties and their seats
        (0.3, r"\bregistered (?:office|in|number|address)\b|\bwhose (?:principal|address)|住所"),
        (0.7, r"[(（](?:the |hereinafter |together |以下简称|下称)?[\"“][^\"”]{1,40}[\"”][)）]"),
        # rules rather than events
        (0.6, r"\bshall\b|\bhereby\b|\bthereof\b|应当|不得|本合同|本协议|本公司章程"),
        # what leans on the sentence before it
        (
            0.5,
            r"^\W*(?:he|she|it|they|this|these|that|those|his|her|its|their|but|and|so|or|however|"
            r"also|then|there|here|ours|such|both|neither|one of them)\b",
        ),
        (0.5, r"^\W*(?:他|她|它|其|该|此|这|那|但|而|因此|所以|同时|另外|并|上述|以上|对此)"),
        # talk between people
        (0.5, r"^\W*(?:i|we|you|my|our|your|please|let|could|would|can|do|did)\b|\?$"),
        (0.5, r"^\W*(?:我|你|您|贵|请|烦请|盼|咱)|[？?]$"),
    )
)
# Cut off at its beginning or its end.
_BROKEN = re.compile(r"^[\W\d]*[a-z]|[^.!?。！？…\"'”’)）」』\]]$")
_VERB = re.compile(
    r"\b(?:is|are|was|were|been|being|has|have|had|does|did|will|would|can|could|may|might|must|"
    r"should|shall|said|says|made|makes|took|takes|gave|gives|bought|sold|paid|pays|met|held|holds|"
    r"came|went|became|began|won|lost|rose|fell|grew|left|led|leads|runs|owns|sells|told|got|put|"
    r"set|sent|built|builds|found|wrote|[a-z]+ed)\b"
)
_NO_VERB, _CUT_OFF, _TOO_LONG, _TOO_SHORT = 0.5, 0.4, 0.7, 0.8
_LONG_WORDS, _SHORT_WORDS = 45, 8
_NUMBER = re.compile(
    r"(?:[-–—•·*▪◦]|\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)、．](?!\d)|[(（][\dA-Za-z一二三四五六七八九十]{1,3}[)）]|"
    r"[一二三四五六七八九十]{1,3}、)\s*(?=[\"“‘'A-Z\u4e00-\u9fff])"
)


def telling(text: str) -> float:
    """Return how well a sentence stands alone: 1 for a full statement, less for each weakness.

    >>> telling("Acme bought Northwind in May."), telling("It was bought in May.")
    (0.8, 0.4)
    >>> telling("华北轴承于五月收购了北风贸易公司的全部股份。")
    1.0
    """
    worth = 1.0
    for part, pattern in _WEAKNESSES:
        if pattern.search(text):
            worth *= part
    size = length(text)
    if size > _LONG_WORDS:
        worth *= _TOO_LONG
    elif size < _SHORT_WORDS:
        worth *= _TOO_SHORT
    if not mostly_chinese(text) and not _VERB.search(text):
        worth *= _NO_VERB
    if _BROKEN.search(text):
        worth *= _CUT_OFF
    return round(worth, 4)


def number_length(text: str) -> int:
    """Return how many characters of a bullet or clause number stand before a sentence.

    >>> number_length("3.1 The Buyer pays."), number_length("3.5 million pumps were sold.")
    (4, 0)
    """
    match = _NUMBER.match(text)
    return match.end() if match else 0
