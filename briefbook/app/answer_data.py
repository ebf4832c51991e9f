"""Files of questions with answers are read: SQuAD, HotpotQA, MuSiQue, and our own lines."""

import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from briefbook.errors import LabelsError

Json = dict[str, Any]
Format = Literal["squad", "hotpot", "musique", "metaqa", "nlpcc", "briefbook"]
FORMATS: tuple[Format, ...] = ("squad", "hotpot", "musique", "metaqa", "nlpcc", "briefbook")
GoldKind = Literal["fact", "path", "count", "yes_no", "list", "none"]
KINDS: tuple[str, ...] = ("fact", "path", "count", "yes_no", "list", "none")

_MOST_BYTES = 1 << 30  # of a file, unpacked
_YES_NO = ("yes", "no", "noanswer")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph that may hold the answer."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadingQuestion:
    """A question over given paragraphs."""

    id: str
    question: str
    answers: tuple[str, ...]  # forms of the right one; empty: the paragraphs do not say
    texts: tuple[int, ...]  # of `ReadingSet.texts`: those that are given


@dataclass(frozen=True, slots=True)
class ReadingSet:
    """Questions and the paragraphs they are over."""

    questions: tuple[ReadingQuestion, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question about an archive, with what is right and where it stands."""

    question: str
    kind: str = "fact"
    answers: tuple[str, ...] = ()  # forms of the right answer, any will do
    items: tuple[tuple[str, ...], ...] = ()  # of a list or count: the things in all their forms
    sources: tuple[str, ...] = ()  # files that say so
    quotes: tuple[str, ...] = ()  # what they say

    @property
    def answerable(self) -> bool:
        """Tell whether the archive says it."""
        return bool(self.answers or self.items)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of our own format; `kind`, `items` and `quotes` may be left out."""

    question: str
    answers: tuple[str, ...] | None = None
    kind: str = ""
    items: tuple[tuple[str, ...], ...] | None = None
    sources: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


def read_gold_questions(path: Path) -> tuple[GoldQuestion, ...]:
    """Read JSON lines with `question`, `answers` (null: not said) and `sources`.

    Raises LabelsError when the file is not such.
    """
    found = []
    for number, line in enumerate(read_bytes(path).split(b"\n"), start=1):
        if line.strip():
            try:
                row = msgspec.json.decode(line, type=_Row)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise LabelsError(f"cannot read {path}, line {number}: {error}") from error
            found.append(_gold(row, path, number))
    if not found:
        raise LabelsError(f"cannot read {path}: it holds no question")
    return tuple(found)


def _gold(row: _Row, path: Path, number: int) -> GoldQuestion:
    items = row.items or ()
    kind = row.kind or ("fact" if row.answers else "list" if items else "none")
    if kind not in KINDS:
        raise LabelsError(f"{path}, line {number}: kind is none of {', '.join(KINDS)}: {kind}")
    return GoldQuestion(row.question, kind, row.answers or (), items, row.sources, row.quotes)


def read_questions(path: Path, layout: Format) -> ReadingSet:
    """Read questions over paragraphs; gzip is unpacked.

    Answers are taken as texts: the offsets of some sets are wrong in part. Raises LabelsError when
    the file is not in that format.
    """
    read = {"squad": _squad, "hotpot": _hotpot, "musique": _musique}[layout]
    data = _decode(path)
    try:
        questions = tuple(_Gather.of(read(data)))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise LabelsError(f"cannot read {path} as {layout}: {error!r}") from error
    return _reading_set(questions, path)


@dataclass(frozen=True, slots=True)
class _Gather:
    id: str
    question: str
    answers: tuple[str, ...]
    texts: tuple[Text, ...]

    @staticmethod
    def of(rows: Iterator["_Gather"]) -> Iterator["_Gather"]:
        """Yield rows; what they hold is checked as they are made."""
        for row in rows:
            if not isinstance(row.question, str):
                raise TypeError("a question that is no text")
            yield row


def _reading_set(rows: Sequence[_Gather], path: Path) -> ReadingSet:
    if not rows:
        raise LabelsError(f"cannot read {path}: it holds no question")
    places: dict[Text, int] = {}
    questions = []
    for row in rows:
        texts = tuple(dict.fromkeys(places.setdefault(text, len(places)) for text in row.texts))
        questions.append(ReadingQuestion(row.id, row.question, row.answers, texts))
    return ReadingSet(tuple(questions), tuple(places))


def _squad(data: Any) -> Iterator[_Gather]:
    for article in data["data"]:
        for paragraph in article["paragraphs"]:
            # The names of articles are not told: they are no part of the standard setting.
            text = Text("", paragraph["context"])
            for row in paragraph["qas"]:
                golds = () if row.get("is_impossible") else _texts(row["answers"])
                yield _Gather(str(row.get("id", "")), row["question"], golds, (text,))


def _texts(answers: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each["text"] for each in answers))


def _hotpot(data: Any) -> Iterator[_Gather]:
    for row in data:
        context = row["context"]
        titled = context
        if isinstance(context, dict):  # as some copies have it: all titles, then all sentences
            titled = list(zip(context["title"], context["sentences"], strict=True))
        texts = tuple(Text(title, "".join(sentences)) for title, sentences in titled)
        yield _Gather(
            str(row.get("_id", row.get("id", ""))), row["question"], (row["answer"],), texts
        )


def _musique(data: Any) -> Iterator[_Gather]:
    for row in data:
        texts = tuple(
            Text(each.get("title", ""), each["paragraph_text"]) for each in row["paragraphs"]
        )
        golds = tuple(dict.fromkeys((row["answer"], *row.get("answer_aliases", ()))))
        answers = golds if row.get("answerable", True) else ()
        yield _Gather(str(row.get("id", "")), row["question"], answers, texts)


def _decode(path: Path) -> Any:
    data = read_bytes(path)
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        pass
    try:
        return [msgspec.json.decode(line) for line in data.split(b"\n") if line.strip()]
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise LabelsError(f"cannot read {path}: not JSON: {error}") from error


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, unpacked if it is gzip.

    Raises LabelsError when it cannot be read, is damaged, or is over 1 GiB.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            opened = gzip.GzipFile(fileobj=file) if packed else file
            data: bytes = opened.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise LabelsError(f"cannot read {path}: {error}") from error
    if len(data) > _MOST_BYTES:
        raise LabelsError(f"cannot read {path}: it is over 1 GiB")
    return data
