"""Which words of a question speak of a move, and in which direction they take it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from decide.paths.graph import Move
from decide.paths.wordings import HELPING, PASSIVE, SCHEMA_WORDINGS, Wording
from decide.paths.words import Word, same_word, synonyms_zh
from decide.terms import is_chinese, stem

_SMALL = frozenset(
    ("has", "have", "is", "was", "are", "of", "by", "in", "to", "for", "at", "with", "on", "the")
)
_PARTIAL = 0.6  # the least part of a Chinese predicate whose characters must stand together
_SYNONYM = 0.7


@dataclass(frozen=True, slots=True)
class Match:
    """The words that speak of a move."""

    quality: float  # from 0, none do, to 1
    taken: frozenset[int]  # places of the words
    agrees: float = 0.0  # 1: they take the move this way; -1: the other way; 0: cannot be told
    doubt: float = 0.0  # of a guess: no word speaks of the move, though some are left over


NO_MATCH = Match(0.0, frozenset())


def match_move(move: Move, words: Sequence[Word], free: frozenset[int], hull: range) -> Match:
    """Find the words among the `free` ones that speak of `move`, the nearest to the topic first.

    `hull` holds the places of the words between which everything so far was said, topic included:
    it starts before the topic's first neighbour and ends after its last.
    """
    found = max(
        (*_spoken(move, words, free), *_partly_spoken(move, words, free)),
        key=lambda match: (match.quality, -_distance(match, words), sorted(match.taken)),
        default=NO_MATCH,
    )
    if not found.taken:
        return found
    taken = found.taken | _beside(found, move, words, free)
    if found.agrees and _names_both_ends(move, [words[place].text for place in taken]):
        return Match(found.quality, taken, 0.0)
    found = Match(found.quality, taken, found.agrees)
    return found if found.agrees else _directed(found, move, words, hull)


def _beside(match: Match, move: Move, words: Sequence[Word], free: frozenset[int]) -> set[int]:
    """Return the words next to a match that speak of the same: "release year" is one name.

    Of a Chinese predicate that is spoken of in part ("婚姻现状" for 婚姻状况) the rest of the
    question's name for it goes along.
    """
    wording, _ = wording_of(move.predicate)
    known = wording.agents | wording.patients | wording.ties
    partial = match.quality < 1 and is_chinese(move.predicate[0])
    left = len(move.predicate) - len(match.taken) + 1 if partial else 0
    found: set[int] = set()
    for start, way in ((min(match.taken), -1), (max(match.taken), 1)):
        place = start + way
        while place in free and (words[place].distance < 0) == (words[start].distance < 0):
            text = words[place].text
            if is_chinese(text):
                if left <= 0 or way < 0 or not words[place].content:
                    break
                left -= 1
            elif not any(_alike(word, text) for word in known if not is_chinese(word[0])):
                break
            found.add(place)
            place += way
    return found | _across(match, known, words, free) if is_schema(move) else found


def _names_both_ends(move: Move, texts: Sequence[str]) -> bool:
    """Tell whether words name who does it and what it is done to: "the party to which contract"."""
    wording, _ = wording_of(move.predicate)
    return all(
        {stem(word) for word in group} & {stem(text) for text in texts}
        for group in (wording.agents, wording.patients)
    )


def _across(
    match: Match, known: frozenset[str], words: Sequence[Word], free: frozenset[int]
) -> set[int]:
    """Return words of the same predicate beyond the topic: "which customers" X "supplies"."""
    before = words[min(match.taken)].distance < 0
    return {
        place
        for place in free
        if (words[place].distance < 0) != before and words[place].content
        for word in known
        if not is_chinese(word[0]) and _alike(word, words[place].text) == 1.0
    }


def _distance(match: Match, words: Sequence[Word]) -> int:
    return min(abs(words[place].distance) for place in match.taken)


@lru_cache(maxsize=10_000)
def wording_of(predicate: str) -> tuple[Wording, bool]:
    """Return the wording of a predicate, and whether its object is who does it ("directed by")."""
    if known := SCHEMA_WORDINGS.get(predicate.upper().replace(" ", "_")):
        return known, False
    words = [word for word in predicate.split() if word not in _SMALL] or predicate.split()
    ties = frozenset((*words, *(each for word in words for each in synonyms_zh(word))))
    return Wording(frozenset(), frozenset(), ties), predicate.endswith((" by", "_by"))


def _spoken(move: Move, words: Sequence[Word], free: frozenset[int]) -> Iterator[Match]:
    wording, passive = wording_of(move.predicate)
    for group, agrees in (
        (wording.agents, -1.0 if move.forward else 1.0),
        (wording.patients, 1.0 if move.forward else -1.0),
        (wording.ties, 0.0),
    ):
        for word in group:
            for match in _places(word, words, free):
                if agrees and not _is_that_noun(word, words, match):
                    continue
                ends_as_agent = passive and not agrees and _is_agent(words, match)
                sign = (1.0 if move.forward else -1.0) if ends_as_agent else agrees
                quality = match.quality
                if is_chinese(word[0]) and word not in move.predicate and not is_schema(move):
                    quality *= _SYNONYM
                yield Match(quality, match.taken, sign)


def is_schema(move: Move) -> bool:
    """Tell whether a predicate is one of the house's own, whose wording is known."""
    return move.predicate.upper().replace(" ", "_") in SCHEMA_WORDINGS


def _is_that_noun(noun: str, words: Sequence[Word], match: Match) -> bool:
    """Tell whether a noun itself is written, and not a verb like it: no "acquirer" acquires."""
    return is_chinese(noun[0]) or {stem(words[place].text) for place in match.taken} == {stem(noun)}


def _is_agent(words: Sequence[Word], match: Match) -> bool:
    """Tell whether a word names who does something: "director", "writers"."""
    return all(words[place].text.rstrip("s").endswith(("er", "or")) for place in match.taken)


def _places(word: str, words: Sequence[Word], free: frozenset[int]) -> Iterator[Match]:
    if not is_chinese(word[0]):
        for place in free:
            if quality := _alike(word, words[place].text):
                yield Match(quality, frozenset([place]))
        return
    for start in free:
        taken = range(start, start + len(word))
        if taken.stop <= len(words) and free.issuperset(taken) and _reads(words, taken, word):
            yield Match(1.0, frozenset(taken))


def _alike(word: str, other: str) -> float:
    return 0.0 if is_chinese(other[0]) else same_word(word, other)


def _reads(words: Sequence[Word], places: range, text: str) -> bool:
    return all(words[place].text == sign for place, sign in zip(places, text, strict=True))


def _partly_spoken(move: Move, words: Sequence[Word], free: frozenset[int]) -> Iterator[Match]:
    """Find the longest run of a Chinese predicate's characters that the question holds."""
    predicate = move.predicate
    if not is_chinese(predicate[0]) or is_schema(move):
        return
    for size in range(len(predicate) - 1, 0, -1):
        quality = size / len(predicate)
        if quality < _PARTIAL and size < 2:
            return
        runs = {predicate[start : start + size] for start in range(len(predicate) - size + 1)}
        found = [match for run in sorted(runs) for match in _places(run, words, free)]
        if found:
            yield from (Match(quality, match.taken) for match in found)
            return


def _directed(match: Match, move: Move, words: Sequence[Word], hull: range) -> Match:
    """Tell by the order of words which end of the facts is asked for."""
    wording, passive = wording_of(move.predicate)
    if move.predicate == "cooperates with":
        return match
    if not is_schema(move) and not passive:
        # A noun as a rule: "the author of X" and "X 的作者" name the object of "author".
        beside = max(match.taken) == hull.start - 1 and not is_chinese(move.predicate[0])
        return Match(match.quality, match.taken, 0.0 if beside else 0.6 if move.forward else -0.6)
    reaches_agent = _reaches_agent(min(match.taken), max(match.taken), words, hull)
    if reaches_agent is None:
        return match
    reaches_subject = reaches_agent != passive
    return Match(match.quality, match.taken, 1.0 if reaches_subject != move.forward else -1.0)


def _reaches_agent(first: int, last: int, words: Sequence[Word], hull: range) -> bool | None:
    """Tell whether a verb asks for who does it; `hull` is what it is done to, or who does it."""
    texts = [word.text for word in words]
    if last < hull.start:
        between = texts[last + 1 : hull.start]
        if between and between[0] in ("of", "的"):
            return None
        return not ({"by", "被", "由"} & set(between))
    if first < hull.stop:
        return None
    between = [*texts[max(0, hull.start - 1) : hull.start], *texts[hull.stop : first]]
    if {"被", "由"} & set(between) or texts[last + 1 : last + 2] == ["by"]:
        return True
    if texts[hull.stop : first][:1] == ["的"]:
        return None
    return bool(PASSIVE & set(between)) and not HELPING & set(between)
