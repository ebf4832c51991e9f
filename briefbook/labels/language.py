"""Which of the two languages a text is in, by its letters."""

import re

#: Chinese characters, as the inside of a regular expression's class.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]")
_SHARE = 0.3  # a Chinese sentence may be half product names; an English one quotes a name or two


def guess_language(text: str) -> str:
    """Return "zh" if at least three letters in ten are Chinese characters, else "en".

    >>> guess_language("浙商银行与 Oakfield 签约"), guess_language("Oakfield (橡田)")
    ('zh', 'en')
    """
    chinese = len(_HAN.findall(text))
    letters = sum(map(str.isalpha, text)) if chinese else 0
    return "zh" if chinese and chinese >= _SHARE * letters else "en"


def is_han(character: str) -> bool:
    """Tell whether `character` is a Chinese character."""
    return _HAN.match(character) is not None
