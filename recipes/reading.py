"""What the shipped reader learns from: questions with texts, in English and Chinese.

XQuAD, CMRC 2018 and DRCD are CC BY-SA, HotpotQA CC BY-SA and MuSiQue CC BY. Questions on our own
passages, tables and mails, and on paragraphs of HotpotQA, were written for it. Besides, relations
of our passages and of Re-DocRED (MIT) are asked for by templates: such questions are plain, but
they ask for what enterprise archives are asked for. Questions are also put to texts that do not
answer them: one of the same set that the question is like, or one that names what is asked about
and says nothing of what is asked.
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
from decide.lexicon import family_of
from decide.reading.lesson import Lesson
from decide.reading.squad import read_squad
from recipes.asking import CHINESE, ENGLISH, OF_WIKIDATA
from recipes.corpora import read_passages
from recipes.written import QUESTIONS, join_marks, read_written

_Wordings = Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]  # by language and predicate

_XQUAD = Path("qa_xquad", "dev")
_CMRC = Path("qa_zh_cmrc2018", "dev", "cmrc2018_trial.json.gz")
_DRCD = Path("qa_zh_drcd", "dev", "DRCD_dev.json.gz")
_MULTIHOP = Path("qa_multihop_samples", "dev")
_REDOCRED = Path("re_redocred", "dev", "dev_revised.json.gz")

_HELD_ARTICLES = 6  # of XQuAD's 32, the same in both languages
_OWN_TRAIN, _REDOCRED_TRAIN = 800, 1_000
_OWN_UNSAID, _REDOCRED_UNSAID = 500, 300
_HELD = 90  # questions of each set that choose the best weights
_APART = "long"  # how the names of question files begin that are only measured on
_LIKE = 0.4  # share of the questions that are also put to a text which does not answer them
_MOST_OF_ONE = 220  # questions after one predicate
_NEIGHBOURS = 4  # texts that are like the question, among which that one is drawn


def read_lessons(data: Path) -> tuple[list[Lesson], list[Lesson]]:
    """Return lessons to learn from, and those that choose the best weights."""
    xquad, held_xquad = _read_xquad(data / _XQUAD)
    cmrc, drcd = (read_squad(data / path) for path in (_CMRC, _DRCD))
    passages, ours = read_passages().train, {"en": ENGLISH, "zh": CHINESE}
    documents, theirs = read_examples(data / _REDOCRED, "docred"), {"en": OF_WIKIDATA}
    written, unseen = _read_written(data)
    others = [_hold_out(one) for one in (cmrc, drcd, *written)]
    sets = [
        *xquad,
        *(learnt for learnt, _ in others),
        _some(_templates(passages, ours), _OWN_TRAIN),
        _some(_templates(documents, theirs), _REDOCRED_TRAIN),
    ]
    unsaid = [
        *_some(_unsaid(passages, ours), _OWN_UNSAID),
        *_some(_unsaid(documents, theirs), _REDOCRED_UNSAID),
    ]
    held = [*held_xquad, *(one for _, one in others), *unseen]
    train = [lesson for one in sets for lesson in (*one, *_unanswered(one))]
    development = [lesson for one in held for lesson in (*one, *_unanswered(one))]
    return [*train, *unsaid, *_read_multihop(data / _MULTIHOP)], development


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


def _read_written(data: Path) -> tuple[list[list[Lesson]], list[list[Lesson]]]:
    """Read the questions that were written for the reader, a list for each source of texts.

    Those on longer documents are kept apart: nothing like them is learnt from.
    """
    texts = {
        "passages": {one.id: one.text for one in read_passages().train},
        "hotpotqa": {
            title: "".join(said).strip()
            for one in _load(data / _MULTIHOP / "hotpotqa_first70.json.gz")
            for title, said in one["context"]
        },
        "redocred": {
            one.id: join_marks(one.text) for one in read_examples(data / _REDOCRED, "docred")
        },
    }
    sets = {
        path.stem: read_written(path, texts.get(path.stem.partition("-")[0], {}))
        for path in sorted(QUESTIONS.glob("*.txt"))
    }
    apart = [sets.pop(name) for name in sorted(sets) if name.startswith(_APART)]
    return list(sets.values()), apart


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
    """Put some questions to texts that are like the question and do not hold the answer."""
    texts = sorted({lesson.text for lesson in lessons})
    if len(texts) <= _NEIGHBOURS:
        return []
    chance = random.Random(1)
    asked = [lesson for lesson in lessons if lesson.answers and chance.random() < _LIKE]
    terms = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), min_df=2)
    vectors = terms.fit_transform(texts)
    likeness = (terms.transform([one.question for one in asked]) @ vectors.T).toarray()
    found: list[Lesson] = []
    for lesson, like in zip(asked, likeness, strict=True):
        golds = [lesson.text[one.start : one.end] for one in lesson.answers]
        near = [texts[place] for place in np.argsort(-like, kind="stable")[: 3 * _NEIGHBOURS]]
        others = [text for text in near if not any(gold in text for gold in golds)]
        if others:
            other = chance.choice(others[:_NEIGHBOURS])
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


def _templates(examples: Iterable[Example], wordings: _Wordings) -> list[Lesson]:
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


def _unsaid(examples: Sequence[Example], wordings: _Wordings) -> list[Lesson]:
    """Ask of a name in a text what the text does not say of it, one question a text.

    Labels that a predicate's ends are known to have are asked for; a predicate that the text has
    anywhere is not, nor one that goes with it.
    """
    labels: dict[tuple[str, str], set[str]] = defaultdict(set)
    for example in examples:
        for relation in example.relations:
            for end, given in (("tail", relation.head), ("head", relation.tail)):
                labels[relation.predicate, end].add(example.mentions[given].label)
    found: list[Lesson] = []
    chance = random.Random(2)
    for example in examples:
        language = example.language or "en"
        said = {one for each in example.relations for one in family_of(each.predicate)}
        asked = [
            (mention, question)
            for predicate, questions in sorted(wordings.get(language, {}).items())
            for end, question in questions
            for mention in example.mentions
            if predicate not in said and mention.label in labels[predicate, end]
        ]
        if asked:
            mention, question = chance.choice(asked)
            name = example.text[mention.span.start : mention.span.end]
            question = question.replace("{}", name)
            found.append(Lesson(example.id, question, example.text, (), False, language))
    return found
