"""Lists of words, kept as plain text beside the code; # begins a comment."""

import re
from functools import cache
from importlib import resources

_COMMENT = re.compile(r"#.*")


@cache
def read_words(name: str) -> frozenset[str]:
    """Return the words of `extract/lists/NAME.txt`.

    >>> "欧阳" in read_words("chinese_surnames")
    True
    """
    text = (resources.files("extract") / "lists" / f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(_COMMENT.sub("", text).split())
