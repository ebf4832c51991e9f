"""Chinese and Latin script side by side: widths made equal, patterns that see where each ends."""

import re

_PLAIN = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_PLAIN |= {0x3000: 0x20, 0xA0: 0x20, 0x2007: 0x20, 0x202F: 0x20}  # spaces
_PLAIN |= {0xFFE0: 0xA2, 0xFFE1: 0xA3, 0xFFE5: 0xA5}  # ￠ ￡ ￥
_PLAIN |= {0x2010: 0x2D, 0x2011: 0x2D, 0x2212: 0x2D}  # hyphens and the minus sign


def fold_width(text: str) -> str:
    """Write full-width letters, digits and signs as ASCII; the length stays the same.

    >>> fold_width("合同编号：ＨＸ－２０２４")
    '合同编号:HX-2024'
    """
    return text.translate(_PLAIN)


def compile_mixed(pattern: str, flags: int = 0) -> re.Pattern[str]:
    r"""Compile a pattern in which `\w`, `\d` and `\b` know ASCII only.

    So a Latin word or number ends where a Chinese character begins.

    >>> bool(compile_mixed(r"\bUSD\b").search("共计USD五百元"))
    True
    """
    return re.compile(pattern, flags | re.ASCII)
