"""What the shipped reader learns from: questions with texts, in English and Chinese.

XQuAD, CMRC 2018 and DRCD are CC BY-SA, HotpotQA CC BY-SA and MuSiQue CC BY. Besides, the relations
of our own passages and of Re-DocRED (MIT) are asked for by templates: such questions are plain, but
they ask for what enterprise archives are asked for. A question is also put to a text of the same
set that is like its own but does not answer it.
"""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from briefbook.labels.examples import Example
from briefbook.labels.formats import read_examples
from briefbook.records import Span
from decide.reading.lesson import Lesson
from decide.reading.squad import read_squad
from recipes.asking import CHINESE, ENGLISH, OF_WIKIDATA
from recipes.corpora import read_passages

_XQUAD = Path("qa_xquad", "dev")
_CMRC = Path("qa_zh_cmrc2018", "dev", "cmrc2018_trial.json.gz")
_DRCD = Path("qa_zh_drcd", "dev", "DRCD_dev.json.gz")
_MULTIHOP = Path("qa_multihop_samples", "dev")
_REDOCRED = Path("re_redocred", "dev", "dev_revised.json.gz")

_HELD_ARTICLES = 6  # of XQuAD's 32, the same in both languages
_DRCD_TRAIN, _OWN_TRAIN, _REDOCRED_TRAIN = 1_800, 1_700, 1_700
_HELD = 90  # questions each of CMRC and DRCD that choose the best weights
_LIKE = 0.3  # share of the questions that are also put to a text which does not answer them
_MOST_OF_ONE = 220  # questions after one predicate
_NEIGHBOURS = 8  # texts that are like a text, among which that one is drawn


def read_lessons(data: Path) -> tuple[list[Lesson], list[Lesson]]:
    """Return lessons to learn from, and those that choose the best weights."""
    xquad, held_xquad = _read_xquad(data / _XQUAD)
    cmrc, drcd = (read_squad(data / path) for path in (_CMRC, _DRCD))
    own = _templates(read_passages().train, {"en": ENGLISH, "zh": CHINESE})
    public = _templates(read_examples(data / _REDOCRED, "docred"), {"en": OF_WIKIDATA})
    cmrc, held_cmrc = _hold_out(cmrc)
    drcd, held_drcd = _hold_out(drcd)
    sets = [
        *xquad,
        cmrc,
        _some(drcd, _DRCD_TRAIN),
        _some(own, _OWN_TRAIN),
        _some(public, _REDOCRED_TRAIN),
    ]
    held = [*held_xquad, held_cmrc, held_drcd]
    train = [lesson for one in sets for lesson in (*one, *_unanswered(one))]
    development = [lesson for one in held for lesson in (*one, *_unanswered(one))]
    return [*train, *_read_multihop(data / _MULTIHOP)], development


def _load(path: Path) -> Any:
    with gzip.open(path) as file:
        return json.load(file)


def _read_xquad(folder: Path) -> tuple[list[list[Lesson]], list[list[Lesson]]]:
    """Return English, Chinese, and English questions on Chinese texts and the other way round."""
    sets = {name: read_squad(folder / f"xquad.{name}.dev.json.gz") for name in ("en", "zh")}
    articles = _load(folder / "xquad.en.dev.json.gz")["data"][-_HELD_ARTICLES:]
    held = {str(q["id"]) for a in articles for p in a["paragraphs"] for q in p["qas"]}
    train = [[one for one in lessons if one.id not in held] for lessons in sets.values()]
    development = [[one for one in lessons if one.id in held] for lessons in sets.values()]
    return [*train, _crossed(*train)], [_some(one, _HELD) for one in development]


def _crossed(english: Sequence[Lesson], chinese: Sequence[Lesson]) -> list[Lesson]:
    other = {one.id: one.question for one in chinese}
    back = {one.id: one.question for one in english}
    asked = [replace(one, question=other[one.id]) for one in english[::2] if one.id in other]
    return asked + [replace(one, question=back[one.id]) for one in chinese[1::2] if one.id in back]


def _hold_out(lessons: Sequence[Lesson]) -> tuple[list[Lesson], list[Lesson]]:
    """Hold out the last texts, with about as many questions as are to choose by."""
    texts = list(dict.fromkeys(lesson.text for lesson in lessons))
    held: set[str] = set()
    while sum(lesson.text in held for lesson in lessons) < _HELD:
        held.add(texts.pop())
    return (
        [lesson for lesson in lessons if lesson.text not in held],
        [lesson for lesson in lessons if lesson.text in held],
    )


def _some(lessons: Sequence[Lesson], count: int) -> list[Lesson]:
    shuffled = list(lessons)
    random.Random(1).shuffle(shuffled)
    return shuffled[:count]


def _unanswered(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Put some questions to texts that are like their own and do not hold the answer."""
    texts = sorted({lesson.text for lesson in lessons})
    if len(texts) <= _NEIGHBOURS:
        return []
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), min_df=2).fit_transform(texts)
    likeness = (vectors @ vectors.T).toarray()
    np.fill_diagonal(likeness, -1)
    near = np.argsort(-likeness, axis=1, kind="stable")[:, :_NEIGHBOURS]
    place = {text: number for number, text in enumerate(texts)}
    found: list[Lesson] = []
    chance = random.Random(1)
    for lesson in lessons:
        if chance.random() < _LIKE:
            other = texts[chance.choice(near[place[lesson.text]].tolist())]
            if not any(lesson.text[one.start : one.end] in other for one in lesson.answers):
                found.append(replace(lesson, text=other, answers=(), helps=False))
    return found


def _read_multihop(folder: Path) -> list[Lesson]:
    """Read paragraphs that help and that do not, of questions which take several of them."""
    found: list[Lesson] = []
    for one in _load(folder / "hotpotqa_first70.json.gz"):
        helping = {title for title, _ in one["supporting_facts"]}
        for title, sentences in one["context"]:
            text = f"{title}\n{''.join(sentences)}"
            found.append(_step(one["_id"], one, text, title in helping))
    for one in _load(folder / "musique_first70.json.gz"):
        for paragraph in one["paragraphs"]:
            text = f"{paragraph['title']}\n{paragraph['paragraph_text']}"
            found.append(_step(one["id"], one, text, paragraph["is_supporting"]))
    helping_lessons = [lesson for lesson in found if lesson.helps]
    others = [lesson for lesson in found if not lesson.helps]
    return helping_lessons + _some(others, len(helping_lessons))


def _step(name: str, one: Mapping[str, Any], text: str, helps: bool) -> Lesson:
    place = text.find(one["answer"]) if helps and len(one["answer"]) > 3 else -1
    answers = (Span(place, place + len(one["answer"])),) if place >= 0 else ()
    return Lesson(name, one["question"], text, answers, helps, "en")


def _templates(
    examples: Iterable[Example], wordings: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]
) -> list[Lesson]:
    """Ask for one end of each relation by a wording of its predicate; every right end answers."""
    found: dict[str, list[Lesson]] = defaultdict(list)
    chance = random.Random(1)
    for example in examples:
        known = wordings.get(example.language or "en", {})
        asked: dict[tuple[str, str, str], set[Span]] = defaultdict(set)
        for relation in example.relations:
            if relation.assertion != "asserted" or relation.predicate not in known:
                continue
            head, tail = example.mentions[relation.head].span, example.mentions[relation.tail].span
            asked[relation.predicate, "tail", example.text[head.start : head.end]].add(tail)
            asked[relation.predicate, "head", example.text[tail.start : tail.end]].add(head)
        for number, ((predicate, end, name), spans) in enumerate(sorted(asked.items())):
            questions = [text for wanted, text in known[predicate] if wanted == end]
            if questions and len(spans) <= 4:
                question = chance.choice(questions).replace("{}", name)
                place, answers = f"{example.id}/{number}", tuple(sorted(spans))
                language = example.language or "en"
                found[predicate].append(
                    Lesson(place, question, example.text, answers, language=language)
                )
    return [one for lessons in found.values() for one in _some(lessons, _MOST_OF_ONE)]
