"""Ways in which texts are not as clean as training data: typos, case, scans, other wording.

Each changes an example by rule and chance and moves its labels along.
"""

import re
from collections.abc import Callable
from random import Random

from briefbook.labels.examples import Example
from briefbook.measure.rewriting import borders, in_mentions, replace_words, rewrite
from briefbook.measure.wording import (
    CHINESE_WORDS,
    ENGLISH_WORDS,
    FUNCTION_WORDS,
    LOOK_ALIKE,
    LOOK_ALIKE_RUNS,
    LOST_MARKS,
    NEIGHBOUR_KEYS,
    OPENINGS,
    SOUND_ALIKE,
)

Perturb = Callable[[Example, Random], Example]

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
_WORD = re.compile(r"[A-Za-z]+")
_CHINESE_WORD = re.compile("|".join(sorted(CHINESE_WORDS, key=lambda word: (-len(word), word))))
_RUN = re.compile("|".join(LOOK_ALIKE_RUNS))

_TYPO_SHARE = 0.15  # of English words of four letters or more; of Chinese characters a third of it
_SCAN_SHARE = 0.05  # of characters that scanners mix up
_WRAP_SHARE = 0.08  # of places where a line may break
_WORDING_SHARE = 0.8  # of words that have another


def mistype(example: Example, chance: Random) -> Example:
    """Make typing mistakes.

    In words of Latin letters: a neighbouring key, two letters swapped, one lost or doubled, never
    the first. In Chinese: another character of the same sound, outside mentions.
    """
    parts = list(example.text)
    kept, edges = in_mentions(example), borders(example)
    for match in _LATIN_WORD.finditer(example.text):
        place = chance.randrange(match.start() + 1, match.end() - 1)
        if chance.random() < _TYPO_SHARE and place + 1 not in edges:
            _slip(parts, place, chance)
    for place, character in enumerate(example.text):
        others = "" if kept[place] else SOUND_ALIKE.get(character, "")
        if others and chance.random() < _TYPO_SHARE:
            parts[place] = chance.choice(others)
    return rewrite(example, parts)


def _slip(parts: list[str], place: int, chance: Random) -> None:
    kind = chance.choice(("neighbour", "swap", "loss", "double"))
    letter = parts[place]
    if kind == "neighbour":
        other = chance.choice(NEIGHBOUR_KEYS[letter.lower()])
        parts[place] = other.upper() if letter.isupper() else other
    elif kind == "swap":
        parts[place], parts[place + 1] = parts[place + 1], letter
    else:
        parts[place] = "" if kind == "loss" else letter * 2


def lower(example: Example, chance: Random) -> Example:
    """Write all letters small."""
    return rewrite(example, [character.lower() for character in example.text])


def upper(example: Example, chance: Random) -> Example:
    """Write all letters large."""
    return rewrite(example, [character.upper() for character in example.text])


def title(example: Example, chance: Random) -> Example:
    """Write every word with a capital, as in a headline."""
    text = example.text
    parts = [
        character.title() if place == 0 or not (text[place - 1].isalnum() or text[place - 1] == "'")
        else character
        for place, character in enumerate(text)
    ]  # fmt: skip
    return rewrite(example, parts)


def widen(example: Example, chance: Random) -> Example:
    """Write letters, digits and marks in Chinese text full-width, as input methods do."""
    if not _HAN.search(example.text):
        return example
    return rewrite(example, [_wide(character) for character in example.text])


def narrow(example: Example, chance: Random) -> Example:
    """Write letters, digits and marks of Chinese text half-width, its own marks too."""
    if not _HAN.search(example.text):
        return example
    return rewrite(example, [_narrow(character) for character in example.text])


def _wide(character: str) -> str:
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


def _narrow(character: str) -> str:
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return {"。": ".", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'", "\u3000": " "}.get(
        character, character
    )


def scan(example: Example, chance: Random) -> Example:
    """Make the mistakes of scanners.

    Characters that look alike, "rn" read as "m", spaces lost or put inside words, lines broken in
    the middle of sentences, and now and then a full-width character.
    """
    parts = list(example.text)
    edges = borders(example)
    for place, character in enumerate(example.text):
        if character in LOOK_ALIKE and chance.random() < _SCAN_SHARE:
            parts[place] = LOOK_ALIKE[character]
        elif character == " ":
            alone = place in edges and place + 1 in edges  # may be all there is of a mention
            parts[place] = " " if alone else _scanned_space(chance)
        elif place + 1 not in edges and place + 1 < len(parts):
            parts[place] += _scanned_gap(character, example.text[place + 1], chance)
    for match in _RUN.finditer(example.text):
        if match.start() + 1 not in edges and chance.random() < _SCAN_SHARE:
            parts[match.start()], parts[match.start() + 1] = LOOK_ALIKE_RUNS[match.group()], ""
    return rewrite(example, parts)


def _scanned_space(chance: Random) -> str:
    drawn = chance.random()
    if drawn < _WRAP_SHARE:
        return "\n"
    return "" if drawn > 1 - _SCAN_SHARE / 2 else " "


def _scanned_gap(character: str, following: str, chance: Random) -> str:
    drawn = chance.random()
    if _HAN.match(character) and _HAN.match(following):
        return "\n" if drawn < _WRAP_SHARE / 4 else " " if drawn < _WRAP_SHARE / 2 else ""
    inside = character.isalpha() and following.isalpha()
    return " " if inside and drawn < _SCAN_SHARE / 10 else ""


def lose_marks(example: Example, chance: Random) -> Example:
    """Leave out commas, quotes, brackets and the like, and full stops at ends, outside mentions."""
    text, kept = example.text, in_mentions(example)
    parts = list(text)
    for place, character in enumerate(text):
        ends = character == "." and not text[place + 1 : place + 2].strip()
        if not kept[place] and (character in LOST_MARKS or ends):
            parts[place] = ""
    return rewrite(example, parts)


def reword(example: Example, chance: Random) -> Example:
    """Say it in other words: exchange words outside mentions and open the text differently."""
    text, kept = example.text, in_mentions(example)
    parts = list(text)
    found = [one for one in _other_words(text) if chance.random() < _WORDING_SHARE]
    replace_words(parts, found, kept)
    opening = chance.choice(OPENINGS["zh" if _HAN.search(text) else "en"])
    if not text[:1].strip():
        return rewrite(example, parts)
    first = _WORD.match(text)
    if first and not kept[0] and first.group().lower() in FUNCTION_WORDS:
        parts[0] = parts[0].lower()
    return rewrite(example, parts, opening=opening)


def _other_words(text: str) -> list[tuple[int, int, str]]:
    english = [
        (match.start(), match.end(), _recased(words, match.group()))
        for match in _WORD.finditer(text)
        if (words := ENGLISH_WORDS.get(match.group().lower()))
    ]
    return english + [
        (match.start(), match.end(), CHINESE_WORDS[match.group()])
        for match in _CHINESE_WORD.finditer(text)
    ]


def _recased(words: str, model: str) -> str:
    if model.isupper() and len(model) > 1:
        return words.upper()
    return words[0].upper() + words[1:] if model[0].isupper() else words


#: All perturbations by name, in the order of reports.
PERTURBATIONS: dict[str, Perturb] = {
    "typos": mistype,
    "lower": lower,
    "upper": upper,
    "title": title,
    "full_width": widen,
    "half_width": narrow,
    "ocr": scan,
    "punctuation": lose_marks,
    "paraphrase": reword,
}
