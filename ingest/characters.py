"""Characters that look like others, or like nothing, become plain ones before offsets are fixed."""

import unicodedata

_COMPATIBLE = (  # presentation forms only; full-width punctuation and the like stay as they are
    (0x2E80, 0x2FDF),  # CJK and Kangxi radicals, which some fonts map ideographs to
    (0xF900, 0xFAFF),  # CJK compatibility ideographs
    (0xFB00, 0xFB06),  # Latin ligatures
    (0xFB1D, 0xFDFF),  # Hebrew and Arabic presentation forms
    (0xFE70, 0xFEFC),
)
_SYMBOLS = {  # how Symbol and Wingdings say bullets and ticks
    0xF0A7: "▪",
    0xF0A8: "◆",
    0xF0B7: "•",
    0xF0D8: "➢",
    0xF0FC: "✓",
    0xF0E0: "→",
    0xF02D: "-",
    0xF020: " ",
}
_SPACES = {code: " " for code in (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029)}
_INVISIBLE = {0xAD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for first, last in _COMPATIBLE:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if plain != chr(code) and not plain.startswith(" "):
                table[code] = plain
    controls = [code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc"]
    table.update(dict.fromkeys([*controls, *_INVISIBLE]))
    table.update(_SYMBOLS | _SPACES)
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"))
    return table


_TABLE = _table()


def clean_text(text: str) -> str:
    r"""Replace ligatures, presentation forms, lone surrogates and control characters.

    Line feeds and tabs become spaces; what cannot be seen goes.

    >>> clean_text("\ufb01nance\x00 \u2f45\u6848")
    'finance 方案'
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_TABLE)
