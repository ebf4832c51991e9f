"""Known data with a layout of their own become pairs: QMSum, CSL, AESLC and BBC.

QMSum (Zhong et al. 2021): meetings with questions about them. CSL (Li et al. 2022): abstracts and
titles of Chinese papers. AESLC (Zhang & Tetreault 2019): e-mails and their subjects. BBC news
summaries (after Greene & Cunningham 2006): articles and their most telling sentences.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from briefbook.labels.language import guess_language
from briefbook.labels.reading import decode_text, numbered_lines, unreadable
from summarize.pair_files import Member, Row, read_rows
from summarize.pair_record import Pair

_SUBJECT = re.compile(r"^@(?:subject|ann\d+)[ \t]*\n", re.MULTILINE)
_NOISE = re.compile(r"\{\s*[a-z_ ]+\s*\}")  # {vocalsound}, {disfmarker}: what the recorder heard
_TO_TITLE = "to title\t"
_ARTICLES, _SUMMARIES = "News Articles", "Summaries"
# The sentences of a BBC summary follow each other without a space.
_GLUED = re.compile(r"(?<=[a-z0-9)%\"'][.!?])(\"?)(?=[\"'A-Z])")


def is_qmsum(members: Sequence[Member]) -> bool:
    """Tell whether this is one file of meetings with questions."""
    return len(members) == 1 and b'"meeting_transcripts"' in members[0].data


def read_qmsum(members: Sequence[Member]) -> list[Pair]:
    """Return a pair for each question about a meeting; those about all of it have no query."""
    return [
        pair
        for number, row in enumerate(read_rows(members, "jsonl"), 1)
        for pair in _meeting(row, number)
    ]


def _meeting(row: Row, number: int) -> Iterator[Pair]:
    turns = tuple(_turn(turn) for turn in _list(row, row.values, "meeting_transcripts"))
    text = "\n".join(turns)
    for kind in ("general", "specific"):
        for place, asked in enumerate(_list(row, row.values, f"{kind}_query_list"), 1):
            answer = str(asked.get("answer") or "").strip()
            if not answer or not text.strip():
                raise unreadable(row.place, f"{kind} question {place} has no answer or no text")
            yield Pair(
                f"meeting-{number}-{kind}-{place}",
                text,
                (answer,),
                language=guess_language(text),
                query=str(asked.get("query") or "") if kind == "specific" else "",
                relevant=_relevant(row, turns, asked) if kind == "specific" else (),
            )


def _turn(turn: Mapping[str, Any]) -> str:
    said = " ".join(_NOISE.sub(" ", str(turn.get("content") or "")).split())
    return f"{turn.get('speaker') or ''}: {said}"


def _relevant(row: Row, turns: Sequence[str], asked: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for span in asked.get("relevant_text_span") or ():
        try:
            first, last = (int(place) for place in span)
        except (TypeError, ValueError) as error:
            raise unreadable(row.place, f"not a span of turns: {span}") from error
        found.extend(turns[first : last + 1])
    return tuple(found)


def _list(row: Row, values: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = values.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise unreadable(row.place, f"{name} is no list of objects")
    return found


def is_csl(members: Sequence[Member]) -> bool:
    """Tell whether this is a table of abstracts "to title"."""
    return len(members) == 1 and members[0].data.startswith(_TO_TITLE.encode())


def read_csl(members: Sequence[Member]) -> list[Pair]:
    """Return a pair for each line: a task, an abstract and a title, parted by tabs."""
    pairs = []
    for member in members:
        for number, line in numbered_lines(decode_text(member.data, member.place)):
            cells = [cell.strip() for cell in line.split("\t")]
            if not any(cells):
                continue
            if len(cells) != 3 or not all(cells):
                raise unreadable(f"{member.place}:{number}", "not a task, an abstract and a title")
            language = guess_language(cells[1])
            pairs.append(Pair(f"csl-{number}", cells[1], (cells[2],), "headline", language))
    return pairs


def is_aeslc(members: Sequence[Member]) -> bool:
    """Tell whether these are e-mails with their subjects."""
    return bool(members) and all(member.name.endswith(".subject") for member in members)


def read_aeslc(members: Sequence[Member]) -> list[Pair]:
    """Return a pair for each e-mail: its own subject comes first, then those that others gave."""
    pairs = []
    for member in members:
        text, *subjects = _SUBJECT.split(decode_text(member.data, member.place))
        found = tuple(subject.strip() for subject in subjects if subject.strip())
        if not text.strip() or not found:
            raise unreadable(member.place, "an e-mail without text or without a subject")
        name = PurePosixPath(member.name).stem
        pairs.append(Pair(name, text.strip(), found, "headline", guess_language(text)))
    return pairs


def is_bbc(members: Sequence[Member]) -> bool:
    """Tell whether these are articles beside summaries."""
    folders = {part for member in members for part in PurePosixPath(member.name).parts[:-1]}
    return {_ARTICLES, _SUMMARIES} <= folders


def read_bbc(members: Sequence[Member]) -> list[Pair]:
    """Return a pair for each article that has a summary of the same topic and number.

    Raises LabelsError for one that has none.
    """
    by_name = {member.name: member for member in members}
    pairs = []
    for name, member in by_name.items():
        if f"{_ARTICLES}/" not in name or not name.endswith(".txt"):
            continue
        other = by_name.get(name.replace(f"{_ARTICLES}/", f"{_SUMMARIES}/"))
        text, summary = _latin(member).strip(), _latin(other).strip() if other else ""
        if not text or not summary:
            raise unreadable(member.place, "an article without text or without a summary")
        id = "-".join(PurePosixPath(name).with_suffix("").parts[-2:])
        pairs.append(Pair(id, text, (_parted(summary),), language=guess_language(text)))
    return pairs


def _parted(summary: str) -> str:
    """Put every sentence of a BBC summary on a line; a quotation mark closes what one opened."""
    lines, start = [], 0
    for match in _GLUED.finditer(summary):
        closes = summary.count('"', start, match.start()) % 2
        end = match.end() if closes else match.start()
        lines.append(summary[start:end])
        start = end
    return "\n".join([*lines, summary[start:]])


def _latin(member: Member) -> str:
    """Return the text of a file, some of which are in Latin-1."""
    try:
        return member.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return member.data.decode("latin-1")
