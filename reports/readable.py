"""Strings as they may stand on a page: printable, of a bearable length, in a known language."""

import re

from markupsafe import Markup, escape

# Control characters, lone surrogates and noncharacters: not allowed in HTML, or not in UTF-8.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]")
_ELLIPSIS = " […]"


def printable(text: str) -> str:
    r"""Put U+FFFD in the place of every character that HTML or UTF-8 cannot hold.

    >>> printable("a\x00b\ud800")
    'a\ufffdb\ufffd'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def folded(text: str) -> str:
    r"""Fold white space, as a quote is read in a sentence.

    >>> folded("one\n two\t三")
    'one two 三'
    """
    return " ".join(text.split())


def shortened(text: str, limit: int) -> str:
    """Cut `text` to about `limit` characters, at a word, and say so.

    >>> shortened("The board met in Leeds", 15)
    'The board met […]'
    """
    if len(text) <= limit:
        return text
    cut = text[: limit + 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit * 2 // 3 else text[:limit]).rstrip() + _ELLIPSIS


def written_in(text: str, language: str = "und") -> str:
    """Return the language to read `text` in: Chinese characters decide, then the document's own.

    An empty string means unknown, as in HTML's `lang`.

    >>> written_in("北风集团"), written_in("Ltd", "en"), written_in("Ltd")
    ('zh', 'en', '')
    """
    chinese = len(_CHINESE.findall(text))
    if language in ("ja", "ko"):
        return language
    if chinese * 3 > len(text):
        return "zh"
    if language == "zh" and chinese == 0:
        return "en" if text.isascii() else ""
    return "" if language == "und" else language


def emphasised(text: str, names: tuple[str, ...]) -> Markup:
    """Escape `text` and set the `names` that occur in it in bold.

    >>> emphasised("Ada <met> Bo; Bob left", ("Bo", "Ada"))
    Markup('<b>Ada</b> &lt;met&gt; <b>Bo</b>; Bob left')
    """
    choices = [_whole(name) for name in sorted(names, key=len, reverse=True) if name.strip()]
    if not choices:
        return escape(text)
    pieces = re.split(f"({'|'.join(choices)})", text)
    return Markup("").join(
        Markup("<b>{}</b>").format(piece) if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    )


def _whole(name: str) -> str:
    before = r"(?<!\w)" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?!\w)" if name[-1].isascii() and name[-1].isalnum() else ""
    return before + re.escape(name) + after
