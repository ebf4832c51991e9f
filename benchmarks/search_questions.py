"""Make multi-hop questions with gold titles from an encyclopaedic corpus: a list of title and text.

    python benchmarks/search_questions.py CORPUS.json.gz --out FOLDER --count 400

Writes `tune.json` and `check.json`. They share no title and no wording: what is tuned by the first
is checked with the second. The styles are those of 2WikiMultihopQA (Ho et al. 2020): composed ("the
mother of the director of film X"), inferred ("X's paternal grandfather"), compared (two titles) and
compared over a bridge (two titles and where each leads). No text of the corpus is kept but titles.
Who is meant by "directed by Y" is looked up here by means of its own, also where the title of Y is
written otherwise.
"""

import argparse
import gzip
import json
import random
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

Texts = Mapping[str, str]

#: How texts say it: relation, then a pattern before whose end a name must start.
_SAID = {
    "director": r"directed (?:and \w+ )?by|directorial debut of|film (?:by|of) (?:director )?",
    "performer": r"(?:sung|performed|recorded|released) by|(?:song|album|single) (?:by|from|of)",
    "composer": r"(?:music|score|songs?|composed)(?: \w+){0,3} by|music of",
    "author": r"(?:novel|book|play|poem|story) by|authored by",
    "producer": r"produced by",
    "founder": r"founded by|established by",
    "parent": r"(?:son|daughter|child) of(?: \w+){0,2}?",
    "spouse": r"(?:wife|husband|consort|widow) of|married (?:to )?",
    "sibling": r"(?:brother|sister) of",
}
_WORKS = ("director", "performer", "composer", "author", "producer", "founder")
_NAME = re.compile(
    r"[^\W\d_a-zß-ÿ][\w.'’-]*(?:\s+(?:(?:of|de|von|van|di|the|la|le|da|y)\s+)*[^\W\d_a-zß-ÿ][\w.'’-]*)*"
)
_WINDOW = 90  # characters after the words in which the name may start


@dataclass(frozen=True, slots=True)
class Tie:
    """One title leads to another."""

    source: str
    relation: str
    target: str


@dataclass(frozen=True, slots=True)
class Wordings:
    """How questions are put; each half has its own."""

    composed: tuple[str, ...]  # of {r} (a relation) and {x} (the kind and title of a work)
    kin: tuple[str, ...]  # of {r} and {x}, a person
    inferred: tuple[str, ...]  # of {r}, two steps in a word, and {x}
    films: tuple[str, ...]  # of {a} and {b}
    people: tuple[str, ...]
    bridges: tuple[str, ...]


TUNE = Wordings(
    composed=(
        "Who is the mother of the {r} of {x}?",
        "What is the place of birth of the {r} of {x}?",
        "When did the {r} of {x} die?",
        "Which country the {r} of {x} is from?",
        "What nationality is the {r} of {x}?",
        "Where was the {r} of {x} born?",
        "Who is the spouse of the {r} of {x}?",
        "What is the award that the {r} of {x} won?",
    ),
    kin=(
        "When was {x}'s {r} born?",
        "What is the date of death of {x}'s {r}?",
        "Where did {x}'s {r} die?",
    ),
    inferred=("Who is {x}'s {r}?", "Who is the {r} of {x}?"),
    films=(
        "Which film came out first, {a} or {b}?",
        "Which film was released more recently, {a} or {b}?",
        "Are {a} and {b} from the same country?",
    ),
    people=(
        "Who was born first, {a} or {b}?",
        "Are {a} and {b} of the same nationality?",
        "Who is older, {a} or {b}?",
    ),
    bridges=(
        "Are director of film {a} and director of film {b} from the same country?",
        "Which film has the director who was born later, {a} or {b}?",
        "Do both directors of films {a} and {b} share the same nationality?",
    ),
)
CHECK = Wordings(
    composed=(
        "Where did the {r} of {x} study?",
        "What is the cause of death of the {r} of {x}?",
        "When is the {r} of {x}'s birthday?",
        "Who is the father of the {r} of {x}?",
        "Who was the {r} of {x} married to?",
        "In which city did the {r} of {x} pass away?",
        "For whom does the {r} of {x} work?",
        "Name the children of the {r} of {x}.",
    ),
    kin=(
        "What was the cause of death of {x}'s {r}?",
        "Which city was the {r} of {x} born in?",
        "At what age did {x}'s {r} die?",
    ),
    inferred=("Do you know who the {r} of {x} was?", "What is the name of {x}'s {r}?"),
    films=(
        "Was {a} or {b} released earlier?",
        "Do the movies {a} and {b}, originate from the same country?",
        "Which film came out earlier: {a} or {b}?",
    ),
    people=(
        "Who died later, {a} or {b}?",
        "Who lived longer, {a} or {b}?",
        "Did {a} and {b} come from one country?",
    ),
    bridges=(
        "Which film has the director who died earlier, {a} or {b}?",
        "Which film whose director is younger, {a} or {b}?",
        "Do both films, {a} and {b}, have the directors from the same country?",
    ),
)
#: What two steps are called: relation of the first and of the second step.
_TWO_STEPS = {("parent", "parent"): ("grandfather", "grandparent", "grandmother"),
              ("spouse", "parent"): ("father-in-law", "mother-in-law"),
              ("parent", "sibling"): ("uncle", "aunt"),
              ("parent", "spouse"): ("stepmother", "mother"),
              ("sibling", "spouse"): ("sibling-in-law",)}  # fmt: skip
_KIN = {
    "parent": ("father", "mother", "parent"),
    "spouse": ("spouse", "husband", "wife"),
    "sibling": ("sibling",),
}


def fold(name: str) -> str:
    """Return a name without accents, case, brackets after it and odd spaces."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\s*\([^()]*\)$", "", name))
    plain = "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    return " ".join(re.findall(r"\w+", plain))


def find_ties(texts: Texts) -> list[Tie]:
    """Return where texts tie their title to another one."""
    exact: dict[str, list[str]] = defaultdict(list)
    ends: dict[tuple[str, str], list[str]] = defaultdict(list)
    for title in texts:
        words = fold(title).split()
        exact[" ".join(words)].append(title)
        if len(words) > 1:
            ends[words[0], words[-1]].append(title)
    ties = {}
    for title, text in texts.items():
        for relation, name in _said(text):
            for target in _meant(name, exact, ends):
                if target != title and _is_person(texts[target]):
                    ties[Tie(title, relation, target)] = None
    return list(ties)


def _said(text: str) -> Iterator[tuple[str, str]]:
    """Yield relations, and what follows their words from the first name on."""
    text = re.sub(r"- (?=\w)", "-", text)
    for relation, pattern in _SAID.items():
        if match := re.search(rf"\b(?:{pattern})\s", text):
            rest = text[match.end() : match.end() + _WINDOW]
            name = _NAME.search(rest)
            if name and not re.search(r"[.;:]", rest[: name.start()]):
                yield relation, rest[name.start() :]


def _meant(
    rest: str, exact: Mapping[str, list[str]], ends: Mapping[tuple[str, str], list[str]]
) -> list[str]:
    """Return the one title that is meant: the longest that `rest` starts with, or one much like
    it."""
    words = fold(rest).split()
    for size in range(min(len(words), 12), 0, -1):
        if found := exact.get(" ".join(words[:size])):
            return found if len(found) == 1 and (size > 1 or len(words) == 1) else []
    match = _NAME.match(rest)
    name = fold(match.group()).split() if match else []
    if len(name) < 2 or "of" in name or min(len(name[0]), len(name[-1])) < 3:
        return []  # "Henry II of Lorraine" is not "Henry Ford II"
    found = ends.get((name[0], name[-1]), [])
    return found if len(found) == 1 else []


def _is_person(text: str) -> bool:
    return bool(
        re.search(r"\bborn\b|\b[12]\d\d\d\s*[–-]|\b(?:he|she|his|her|who)\b", text[:400], re.I)
    )


def _is_film(title: str, text: str) -> bool:
    return "film)" in title or bool(
        re.search(
            r"\b(?:is|was) an? [^.]{0,60}\b(?:film|movie)\b"
            r"(?!-| (?:director|actor|actress|producer|maker|critic|editor|company|star))",
            text[:250],
        )
    )


def _kind(title: str, text: str) -> str:
    for kind in ("film", "song", "album", "novel", "magazine"):
        if re.search(rf"\b{kind}\b", text[:200] + title):
            return f"{kind} "
    return ""


def _sloppy(title: str, chance: random.Random) -> str:
    """Write a title as hurried people do: every word capital, now and then without its accents."""
    if chance.random() < 0.6:
        title = re.sub(r"(?<![\w'’])[a-z]", lambda match: match.group().upper(), title)
    return title


def make_questions(
    texts: Texts, ties: Sequence[Tie], wordings: Wordings, count: int, chance: random.Random
) -> list[dict[str, object]]:
    """Return about `count` questions; the styles in the shares they have in 2WikiMultihopQA."""
    shares = {"composed": 0.42, "kin": 0.08, "inferred": 0.08, "compared": 0.24, "bridges": 0.18}
    return [
        question
        for style, share in shares.items()
        for question in _STYLES[style](texts, ties, wordings, round(count * share), chance)
    ]


def _one(style: str, text: str, gold: Sequence[str]) -> dict[str, object]:
    return {"question": text, "gold_titles": sorted(set(gold)), "style": style}


def _composed(
    texts: Texts, ties: Sequence[Tie], words: Wordings, count: int, chance: random.Random
) -> Iterator[dict[str, object]]:
    works = [tie for tie in ties if tie.relation in _WORKS]
    rare = [tie for tie in works if tie.relation != "director"]
    picked = (
        chance.sample(works, min(len(works), count))
        if not rare
        else (
            chance.sample(rare, min(len(rare), count // 4))
            + chance.sample(works, min(len(works), count - count // 4))
        )
    )
    for tie in picked:
        named = f"{_kind(tie.source, texts[tie.source])}{_sloppy(tie.source, chance)}"
        text = chance.choice(words.composed).format(r=tie.relation, x=named)
        yield _one("composed", text, [tie.source, tie.target])


def _kinship(
    texts: Texts, ties: Sequence[Tie], words: Wordings, count: int, chance: random.Random
) -> Iterator[dict[str, object]]:
    people = [tie for tie in ties if tie.relation in _KIN]
    for tie in chance.sample(people, min(len(people), count)):
        relation = chance.choice(_KIN[tie.relation])
        text = chance.choice(words.kin).format(r=relation, x=_sloppy(tie.source, chance))
        yield _one("kin", text, [tie.source, tie.target])


def _inferred(
    texts: Texts, ties: Sequence[Tie], words: Wordings, count: int, chance: random.Random
) -> Iterator[dict[str, object]]:
    after: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        after[tie.source].append(tie)
    pairs = [
        (first, names)
        for first in ties
        for relations, names in _TWO_STEPS.items()
        if first.relation == relations[0]
        and re.search(_SAID[relations[1]], texts[first.target]) is not None
    ]
    for first, names in chance.sample(pairs, min(len(pairs), count)):
        text = chance.choice(words.inferred).format(
            r=chance.choice(names), x=_sloppy(first.source, chance)
        )
        yield _one("inferred", text, [first.source, first.target])


def _compared(
    texts: Texts, ties: Sequence[Tie], words: Wordings, count: int, chance: random.Random
) -> Iterator[dict[str, object]]:
    films = [title for title, text in texts.items() if _is_film(title, text)]
    people = sorted({tie.target for tie in ties})
    for titles, forms in ((films, words.films), (people, words.people)):
        picked = chance.sample(titles, min(len(titles), count) // 2 * 2)
        for a, b in list(pairwise(picked))[::2][: count // 2]:
            text = chance.choice(forms).format(a=_sloppy(a, chance), b=_sloppy(b, chance))
            yield _one("compared", text, [a, b])


def _bridges(
    texts: Texts, ties: Sequence[Tie], words: Wordings, count: int, chance: random.Random
) -> Iterator[dict[str, object]]:
    directed = [
        tie
        for tie in ties
        if tie.relation == "director" and _is_film(tie.source, texts[tie.source])
    ]
    picked = chance.sample(directed, min(len(directed), 2 * count))
    for one, other in list(pairwise(picked))[::2]:
        named = {"a": _sloppy(one.source, chance), "b": _sloppy(other.source, chance)}
        text = chance.choice(words.bridges).format(**named)
        yield _one("bridges", text, [one.source, one.target, other.source, other.target])


_STYLES = {
    "composed": _composed,
    "kin": _kinship,
    "inferred": _inferred,
    "compared": _compared,
    "bridges": _bridges,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400, help="questions in each half")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    opener = gzip.open if options.corpus.suffix == ".gz" else open
    with opener(options.corpus, "rt", encoding="utf-8") as file:
        texts = {each["title"]: each["text"] for each in json.load(file)}
    ties = find_ties(texts)
    halves: dict[str, list[Tie]] = {"tune": [], "check": []}
    chance = random.Random(options.seed)
    for tie in ties:  # by the title they start from, so that both halves never ask of one title
        halves["tune" if sum(map(ord, tie.source)) % 2 else "check"].append(tie)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, wordings in (("tune", TUNE), ("check", CHECK)):
        questions = make_questions(texts, halves[name], wordings, options.count, chance)
        path = options.out / f"{name}.json"
        path.write_text(json.dumps(questions, ensure_ascii=False, indent=1), encoding="utf-8")
        sys.stdout.write(f"{path}: {len(questions)} questions from {len(halves[name])} ties\n")


if __name__ == "__main__":
    main()
