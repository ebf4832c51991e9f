"""Files of facts and of questions about them."""

import csv
import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Literal

from briefbook.errors import LabelsError
from decide.paths.graph import Triple, predicate_key

QuestionFormat = Literal["metaqa", "nlpcc"]
_HEADER = {"subject", "head", "s", "头实体", "主语", "subject_id"}
_HOPS = re.compile(r"([1-3])[-_ ]?hops?", re.IGNORECASE)
_TAGGED = re.compile(r"<(question|triple|answer) id=(\d+)>\s*(.*)")
_TOPIC = re.compile(r"\[(.+)\]")


@dataclass(frozen=True, slots=True)
class PathQuestion:
    """A question with the names it should be answered with, any of them first."""

    text: str
    topic: str | None  # what it is about, where the file says so
    answers: tuple[str, ...]
    hops: int  # facts between topic and answer; 0 where not known


def load_triples(path: Path) -> list[Triple]:
    """Read facts: three columns, separated by commas, tabs or "|", with a header or without.

    Files that end in .gz are unpacked. Raises LabelsError when the file cannot be read, or a row
    has fewer than three columns.
    """
    rows = list(_rows(read_text(path)))
    if rows and rows[0][1][0].strip().casefold() in _HEADER:
        rows = rows[1:]
    found = []
    for number, row in rows:
        cells = [cell.strip() for cell in row[:3]]
        if len(cells) < 3 or not all(cells):
            raise LabelsError(
                f"cannot read {path}: line {number} is not subject, predicate, object"
            )
        found.append(Triple(cells[0], cells[1], cells[2]))
    return found


def read_text(path: Path) -> str:
    """Return the text of a file, unpacked.

    Raises LabelsError when it cannot be read.
    """
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelsError(f"cannot read {path}: not UTF-8") from error
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LabelsError(f"cannot read {path}: {reason}") from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    line = text.split("\n", 1)[0]
    separator = max("\t|,", key=line.count)
    file = StringIO(text, newline="")
    reader = (
        csv.reader(file)
        if separator == ","
        else csv.reader(file, delimiter=separator, quoting=csv.QUOTE_NONE)
    )
    for row in reader:
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def load_path_questions(
    path: Path, format: QuestionFormat, *, hops: int = 0
) -> tuple[list[PathQuestion], list[Triple]]:
    """Read questions, and the facts of the gold paths that stand beside them.

    "metaqa": "question with [topic] TAB answer|answer" a line; how many hops it takes is `hops` or
    told by the name of the file or its folder ("2-hop"). "nlpcc": a JSON list of `q` and `path`, or
    the tagged lines of the NLPCC 2016 questions. Raises LabelsError when the file is not so.
    """
    text = read_text(path)
    if format == "metaqa":
        match = _HOPS.search(path.name) or _HOPS.search(path.absolute().parent.name)
        return _metaqa(text, path, hops or (int(match.group(1)) if match else 0)), []
    if text.lstrip().startswith("["):
        return _nlpcc_paths(text, path)
    return _nlpcc_single(text, path)


def _metaqa(text: str, path: Path, hops: int) -> list[PathQuestion]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        question, tab, answers = line.rstrip("\r").partition("\t")
        if not tab or not answers.strip():
            raise LabelsError(f"cannot read {path}: line {number} is not question TAB answer")
        topic = _TOPIC.search(question)
        names = tuple(answers.split("|"))
        found.append(PathQuestion(question, topic and topic.group(1), names, hops))
    return found


def _nlpcc_paths(text: str, path: Path) -> tuple[list[PathQuestion], list[Triple]]:
    try:
        items: list[dict[str, Any]] = json.loads(text)
        found = [(item["q"], [_path_triple(step) for step in item["path"]]) for item in items]
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise LabelsError(f"cannot read {path}: not a list of q and path") from error
    triples = sorted({triple for _, steps in found for triple in steps}, key=astuple)
    return [_gold(question, steps, triples) for question, steps in found], triples


def _path_triple(step: Sequence[str]) -> Triple:
    subject, predicate, object = step
    return Triple(_before_id(subject), predicate, _before_id(object))


def _before_id(text: str) -> str:
    return text.rpartition(" ||| ")[0] or text


def _gold(question: str, steps: Sequence[Triple], triples: Sequence[Triple]) -> PathQuestion:
    return PathQuestion(question, steps[0].subject, (steps[-1].object,), len(steps))


def _nlpcc_single(text: str, path: Path) -> tuple[list[PathQuestion], list[Triple]]:
    parts: dict[str, dict[str, str]] = {}
    for line in text.split("\n"):
        if match := _TAGGED.match(line.strip()):
            parts.setdefault(match.group(2), {})[match.group(1)] = match.group(3).strip()
    questions, triples = [], []
    for part in parts.values():
        fact = [cell.strip() for cell in part.get("triple", "").split("|||")]
        if len(fact) == 3 and all(fact) and part.get("question"):
            triples.append(Triple(fact[0], predicate_key(fact[1]), fact[2]))
            answers = (fact[2], part.get("answer", fact[2]))
            questions.append(PathQuestion(part["question"], fact[0], answers, 1))
    if not questions:
        raise LabelsError(f"cannot read {path}: no tagged questions with their triples")
    return questions, sorted(set(triples), key=astuple)
