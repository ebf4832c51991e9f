"""Questions with gold answers, asked of a run folder: which answers are right and well founded.

An answer is right when its values (or, where it has none, its first sentence) hold a gold answer;
yes, no and a count have to be exact, and a list has to name most things and few others. Its
evidence is right when all quotes stand so in the documents, and gold documents say in them what the
gold says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefbook.app.answer_data import GoldQuestion
from briefbook.measure.answers import holds_answer, is_chinese_text, risk_coverage, set_scores
from briefbook.measure.means import mean_interval
from briefbook.records import Answer, Document, Evidence, Sentence

Json = dict[str, Any]
Documents = Mapping[str, Document]
#: Answers a question; gives the documents behind the answer, and all names of each of them.
Ask = Callable[[str], tuple[Answer, Documents, Mapping[str, Sequence[str]]]]

_LEAST_LIST_F1 = 0.8  # from which a list counts as right
_LEAST_SHARED = 12  # characters that a quote has to share with a gold quote


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer held against gold."""

    gold: GoldQuestion
    answer: Answer
    right: bool  # of a question without an answer: that none was given
    founded: bool | None  # None where nothing was answered
    sources: tuple[str, ...]  # of the evidence


def judge(
    gold: GoldQuestion, answer: Answer, documents: Documents, names: Mapping[str, Sequence[str]]
) -> Judged:
    """Hold an answer against gold; `names` are all names of each document in the archive."""
    cited = [piece for sentence in answer.sentences for piece in sentence.evidence]
    sources = tuple(
        dict.fromkeys(name for piece in cited for name in names.get(piece.document_id, ())[:1])
    )
    if answer.abstained:
        return Judged(gold, answer, not gold.answerable, None, sources)
    right = gold.answerable and _is_right(gold, answer)
    founded = _stands(cited, documents) and _is_founded(gold, answer, names)
    return Judged(gold, answer, right, founded, sources)


def _is_right(gold: GoldQuestion, answer: Answer) -> bool:
    if gold.kind == "yes_no":
        return answer.kind == "yes_no" and answer.values[:1] in {(each,) for each in gold.answers}
    if gold.kind == "list":
        precision, recall = set_scores(answer.values, gold.items)
        both = precision + recall
        return bool(both) and 2 * precision * recall / both >= _LEAST_LIST_F1
    said = answer.values[:1] or (answer.sentences[0].text,)
    return holds_answer(said[0], gold.answers)


def _stands(cited: Sequence[Evidence], documents: Documents) -> bool:
    return all(
        piece.document_id in documents
        and documents[piece.document_id].quote(piece.span) == piece.quote
        for piece in cited
    )


def _is_founded(gold: GoldQuestion, answer: Answer, names: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether gold documents bear an answer: each thing of a list or count, else any of it."""
    borne = [_bears(gold, sentence, names) for sentence in answer.sentences]
    return all(borne) if answer.kind in ("count", "list") else any(borne)


def _bears(gold: GoldQuestion, sentence: Sentence, names: Mapping[str, Sequence[str]]) -> bool:
    for piece in sentence.evidence:
        if set(names.get(piece.document_id, ())) & set(gold.sources):
            said = [*gold.answers, *(form for item in gold.items for form in item)]
            spelled = gold.kind not in _EXACT and holds_answer(piece.quote, said)
            if spelled or any(_shares(piece.quote, quote) for quote in gold.quotes):
                return True
            if gold.items and holds_answer(f"{piece.quote} {sentence.text}", said):
                return True
    return False


_EXACT = ("count", "yes_no")


def _shares(quote: str, gold: str) -> bool:
    """Tell whether two quotes have a good part in common, white space apart."""
    ours, theirs = ("".join(each.replace("|", "").split()) for each in (quote, gold))
    if ours in theirs or theirs in ours:
        return True
    size = min(_LEAST_SHARED, len(theirs))
    return any(theirs[at : at + size] in ours for at in range(len(theirs) - size + 1))


def measure_gold(
    questions: Sequence[GoldQuestion], ask: Ask, *, advance: Callable[[str], None]
) -> Json:
    """Ask all questions; return what share is right, refused and well founded, for JSON."""
    judged = []
    for question in questions:
        answer, documents, names = ask(question.question)
        judged.append(judge(question, answer, documents, names))
        advance(question.question)
    return report_gold(judged)


def report_gold(judged: Sequence[Judged]) -> Json:
    """Sum up answers that were held against gold, for JSON."""
    answerable = [each for each in judged if each.gold.answerable]
    others = [each for each in judged if not each.gold.answerable]
    answered = [each for each in answerable if each.founded is not None]
    kinds = sorted({each.gold.kind for each in judged})
    chinese = [is_chinese_text(each.gold.question) for each in judged]
    curve = risk_coverage(
        [0.0 if each.answer.abstained else each.answer.confidence for each in judged],
        [float(each.right and not each.answer.abstained) for each in judged],
    )
    return {
        "questions": len(judged),
        "right": _share(judged),
        "right_interval": mean_interval([float(each.right) for each in judged]).as_dict(),
        "answerable_right": _share(answerable),
        "unanswerable_refused": _share(others),
        "answered": len(answered),
        "evidence_right": _founded([each for each in answered if each.right]),
        "kinds": {
            kind: _part([each for each in judged if each.gold.kind == kind]) for kind in kinds
        },
        "languages": {
            name: _part([each for each, zh in zip(judged, chinese, strict=True) if zh == wanted])
            for name, wanted in (("en", False), ("zh", True))
        },
        "risk_coverage": curve.as_dict(),
        "answers": [_row(each) for each in judged],
    }


def _share(judged: Sequence[Judged]) -> float | None:
    return round(sum(each.right for each in judged) / len(judged), 4) if judged else None


def _founded(judged: Sequence[Judged]) -> float | None:
    founded = [bool(each.founded) for each in judged]
    return round(sum(founded) / len(founded), 4) if founded else None


def _part(judged: Sequence[Judged]) -> Json:
    right = [each for each in judged if each.right and each.founded is not None]
    return {
        "questions": len(judged),
        "right": sum(each.right for each in judged),
        "refused": sum(each.answer.abstained for each in judged),
        "evidence_right": sum(bool(each.founded) for each in right),
    }


def _row(judged: Judged) -> Json:
    answer = judged.answer
    return {
        "question": judged.gold.question,
        "kind": judged.gold.kind,
        "right": judged.right,
        "evidence_right": judged.founded,
        "answered_as": None if answer.abstained else answer.kind,
        "values": list(answer.values),
        "said": [sentence.text for sentence in answer.sentences],
        "gold": list(judged.gold.answers) or [item[0] for item in judged.gold.items],
        "confidence": round(answer.confidence, 4),
        "sources": list(judged.sources),
        "route": answer.route,
    }
