"""Questions on paragraphs in the format of SQuAD (Rajpurkar et al. 2016), gzip or not."""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from briefbook.errors import LabelsError
from briefbook.records import Span
from decide.reading.lesson import Lesson
from decide.terms import is_chinese


def read_squad(path: Path) -> list[Lesson]:
    """Read a file of SQuAD 1.1 or 2.0, XQuAD, CMRC 2018, DRCD or the like.

    An offset at which the answer does not stand is put right by the text; an answer that is nowhere
    in its paragraph is left out. A question that is marked impossible, or has no answer, teaches
    that its paragraph does not help. Raises LabelsError for what is no such file.
    """
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        articles = json.loads(data)["data"]
        return [
            lesson for article in articles for part in article["paragraphs"] for lesson in _of(part)
        ]
    except OSError as error:
        raise LabelsError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, EOFError) as error:
        raise LabelsError(f"cannot read {path}: not in the format of SQuAD ({error!r})") from error


def _of(paragraph: Mapping[str, Any]) -> Iterator[Lesson]:
    text = paragraph["context"]
    for one in paragraph["qas"]:
        given = one.get("answers") or []
        spans = {_place(text, answer["text"], answer.get("answer_start", -1)) for answer in given}
        found = tuple(sorted(span for span in spans if span is not None))
        if found or not given or one.get("is_impossible"):
            helps = bool(found) and not one.get("is_impossible")
            language = "zh" if any(map(is_chinese, one["question"])) else "en"
            answers = found if helps else ()
            yield Lesson(str(one["id"]), one["question"], text, answers, helps, language)


def _place(text: str, answer: str, start: int) -> Span | None:
    if not answer:
        return None
    if text[max(0, start) : max(0, start) + len(answer)] != answer or start < 0:
        start = text.find(answer)
    return Span(start, start + len(answer)) if start >= 0 else None
