"""Questions over given paragraphs are answered and scored: exact match, F1, risk and coverage."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from briefbook.app.answer_data import ReadingQuestion, ReadingSet, Text
from briefbook.errors import LabelsError
from briefbook.ids import make_id
from briefbook.measure.answers import (
    exact_match,
    holds_answer,
    is_chinese_text,
    risk_coverage,
    token_f1,
)
from briefbook.measure.means import mean_interval
from briefbook.records import Answer, Document, Passage, Span
from decide.answer import Grounds, answer
from decide.rank import Hit, Reader, TextEncoder
from decide.retrieve.build import graph_of_passages
from decide.retrieve.find import retrieve
from decide.search import PassageIndex, open_index
from decide.settings import DecideSettings
from ingest.settings import IngestSettings
from ingest.text import parse_text

Json = dict[str, Any]
Find = Callable[[ReadingQuestion], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Scored:
    """An answer to a question of a set, given however unsure."""

    question: ReadingQuestion
    answer: Answer
    said: str  # its value, or its first sentence
    exact: float
    f1: float
    held: float  # 1 when the sentence that is quoted holds the answer
    answered: bool  # it is sure enough to be given


@dataclass(frozen=True, slots=True)
class Archive:
    """The paragraphs of a set as documents, each one passage."""

    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]  # in the order of the set


def make_archive(texts: Sequence[Text]) -> Archive:
    """Make each paragraph the document it would be in an archive, with its title.

    Raises LabelsError when one holds nothing to read.
    """
    documents, passages = {}, []
    for number, text in enumerate(texts):
        document = _document(text, number)
        documents[document.id] = document
        span = Span(0, len(document.text))
        key = make_id("pas", document.id, span.start, span.end)
        passages.append(Passage(key, document.id, span, document.text, text.title))
    return Archive(documents, tuple(passages))


def _document(text: Text, number: int) -> Document:
    parsed = parse_text(text.text.encode(), f"{number}.txt", settings=IngestSettings())
    if parsed.document is None:
        raise LabelsError(f"paragraph {number + 1} holds nothing to read")
    key = make_id("doc", number, text.title, text.text)
    return replace(parsed.document, id=key, title=text.title)


def measure_reading_set(
    data: ReadingSet,
    *,
    encoder: TextEncoder,
    reader: Reader | None,
    index_folder: Path | None,
    everywhere: bool = False,
    settings: DecideSettings | None = None,
    advance: Callable[[str], None],
) -> tuple[Json, tuple[Scored, ...]]:
    """Answer every question over its paragraphs; return figures for JSON and each answer.

    With an `index_folder` the paragraphs are searched, those of the question or, `everywhere`, all
    of the set; without one they are read as they are given. Answers are scored however unsure;
    how sure they are decides what would be given, and the curve of risk against coverage.
    """
    settings = settings or DecideSettings()
    archive = make_archive(data.texts)
    with ExitStack() as stack:
        find = _given(data, archive)
        if index_folder is not None:
            index = stack.enter_context(open_index(index_folder))
            find = _searched(index, archive, encoder, settings, everywhere=everywhere)
        scored = []
        for question in data.questions:
            scored.append(_score(question, find(question), archive, encoder, reader, settings))
            advance(question.question)
    return report_reading(scored, data), tuple(scored)


def _given(data: ReadingSet, archive: Archive) -> Find:
    def find(question: ReadingQuestion) -> Sequence[Hit]:
        return [Hit(archive.passages[place], 0.0) for place in question.texts]

    return find


def _searched(
    index: PassageIndex,
    archive: Archive,
    encoder: TextEncoder,
    settings: DecideSettings,
    *,
    everywhere: bool,
) -> Find:
    index.add({passage.document_id: [passage] for passage in archive.passages}, encoder)
    index.finish()
    titles = {passage.id: passage.heading for passage in archive.passages}
    graph = graph_of_passages(archive.passages, titles=titles)

    def find(question: ReadingQuestion) -> Sequence[Hit]:
        among = None if everywhere else [archive.passages[at].document_id for at in question.texts]
        found = retrieve(
            question.question,
            index,
            encoder,
            graph,
            limit=settings.passages,
            documents=among,
        )
        return found.hits

    return find


def _score(
    question: ReadingQuestion,
    hits: Sequence[Hit],
    archive: Archive,
    encoder: TextEncoder,
    reader: Reader | None,
    settings: DecideSettings,
) -> Scored:
    grounds = Grounds(hits, archive.documents)
    forced = replace(settings, min_confidence=0.0, min_reading=0.0)
    given = answer(question.question, grounds, encoder, forced, reader)
    quoted = given.sentences[0].text if given.sentences else ""
    said = given.values[0] if given.values else quoted
    least = settings.min_reading if reader is not None else settings.min_confidence
    golds = question.answers
    return Scored(
        question,
        given,
        said,
        exact_match(said, golds),
        token_f1(said, golds),
        float(holds_answer(quoted, golds)),
        not given.abstained and given.confidence >= least,
    )


def report_reading(scored: Sequence[Scored], data: ReadingSet) -> Json:
    """Sum up answers to a set, by language too, for JSON."""
    chinese = [is_chinese_text(each.question.question) for each in scored]
    languages = {
        name: _figures([each for each, zh in zip(scored, chinese, strict=True) if zh == wanted])
        for name, wanted in (("en", False), ("zh", True))
        if wanted in chinese
    }
    curve = risk_coverage([each.answer.confidence for each in scored], [each.f1 for each in scored])
    return {
        "questions": len(scored),
        "paragraphs": len(data.texts),
        **_figures(scored),
        "languages": languages,
        "risk_coverage": curve.as_dict(),
    }


def _figures(scored: Sequence[Scored]) -> Json:
    asked = [each for each in scored if each.question.answers]
    others = [each for each in scored if not each.question.answers]
    given = [each for each in scored if each.answered]
    found: Json = {"answerable": len(asked)}
    if asked:
        f1 = mean_interval([each.f1 for each in asked]).as_dict()
        found |= {
            "exact": _mean([each.exact for each in asked]),
            "f1": f1["value"],
            "f1_interval": {"low": f1["low"], "high": f1["high"]},
            "sentence_holds_answer": _mean([each.held for each in asked]),
        }
    if others:
        found["refused_rightly"] = _mean([float(not each.answered) for each in others])
    found["answered"] = round(len(given) / len(scored), 4) if scored else 0.0
    found["f1_of_answered"] = _mean([each.f1 for each in given])
    return found


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def answer_rows(scored: Sequence[Scored]) -> list[Json]:
    """Return each question with what was said to it, for `--out`."""
    return [
        {
            "id": each.question.id,
            "question": each.question.question,
            "answers": list(each.question.answers),
            "said": each.said,
            "exact": each.exact,
            "f1": round(each.f1, 4),
            "confidence": round(each.answer.confidence, 4),
            "answered": each.answered,
            "sentences": [sentence.text for sentence in each.answer.sentences],
        }
        for each in scored
    ]
