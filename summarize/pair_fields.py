"""Rows of named values become pairs: which column is the text, and which the summary."""

import ast
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, cast, get_args

from briefbook.labels.language import guess_language
from briefbook.labels.reading import unreadable
from briefbook.records import DigestForm
from summarize.pair_files import Row
from summarize.pair_record import Pair
from summarize.words import length

# What columns are called, the surest first.
_TEXTS = (
    *("text", "texts", "article", "document", "documents", "dialogue", "dialog", "passage"),
    *("story", "report", "transcript", "body", "email_body", "content", "article_text"),
    *("full_text", "ctext", "source", "input", "description", "正文", "原文", "文章", "全文"),
    *("文本", "内容", "abstract", "abst", "摘要"),
)
_SUMMARIES = (
    *("summary", "summaries", "summarization", "summary_text", "highlights", "target", "targets"),
    *("reference", "references", "tldr", "gist", "answer", "output", "abstract", "abst"),
    *("abstract_text", "headline", "headlines", "title", "titles", "subject", "subject_line"),
    *("概要", "总结", "导语", "摘要", "标题", "题目", "主题"),
)
_HEADLINES = frozenset(
    ("headline", "headlines", "title", "titles", "subject", "subject_line", "tldr")
    + ("标题", "题目", "主题")
)
_ONE_IN_PARTS = frozenset({"highlights", "abstract", "abstract_text"})  # a list is one summary
_IDS = ("id", "guid", "fname", "paper_id", "doc_id", "document_id", "article_id", "编号")
_QUERIES = ("query", "question", "问题")
_NUMBERED = re.compile(r"(.*?\D)[ _-]?\d+")

# Summaries of one sentence this short are headlines where their column's name does not say.
_HEADLINE_WORDS = 25
_MOSTLY = 0.75
_SENTENCE_END = re.compile(r"[.!?][\"')\]”’]*\s+\S|[。！？]\s*\S|\n")


@dataclass(frozen=True, slots=True)
class Fields:
    """Which columns hold what, by the names in the data."""

    text: str
    summaries: tuple[str, ...]  # several: each holds a reference, such as summary1, summary2


def pairs_of_rows(
    rows: Sequence[Row], name: str, text_field: str = "", summary_field: str = ""
) -> list[Pair]:
    """Make a pair of each row of the file called `name`.

    Raises LabelsError when the columns cannot be told, or a row lacks its text or its summary.
    """
    if not rows:
        return []
    fields = find_fields(rows[0], text_field, summary_field)
    stem = name.split(".")[0]
    pairs = [_pair(row, fields, f"{stem}-{number}") for number, row in enumerate(rows, 1)]
    ids = [_own(row.values, _IDS) for row in rows]
    if all(ids) and len(set(ids)) == len(ids):
        pairs = [replace(pair, id=id) for pair, id in zip(pairs, ids, strict=True)]
    told = tell_form(pairs, _base(_plain(fields.summaries[0])))
    forms = [_own(row.values, ("form",)) for row in rows]
    return [
        replace(pair, form=cast(DigestForm, form) if form in get_args(DigestForm) else told)
        for pair, form in zip(pairs, forms, strict=True)
    ]


def find_fields(row: Row, text_field: str = "", summary_field: str = "") -> Fields:
    """Return which columns hold text and summaries, by their names in the first row.

    Raises LabelsError when they cannot be told, or those named are not there.
    """
    columns = list(row.values)
    named = [field for field in (text_field, summary_field) if field]
    if missing := [field for field in named if field not in columns]:
        raise unreadable(row.place, f"no column {missing[0]}; there are {', '.join(columns)}")
    text = text_field or _first(columns, _TEXTS, {summary_field}, _plain)
    summary = summary_field or _first(columns, _SUMMARIES, {text}, lambda one: _base(_plain(one)))
    if not text or not summary:
        what = "text" if not text else "summary"
        raise unreadable(
            row.place,
            f"no column is known to hold the {what}; there are {', '.join(columns) or 'none'}:"
            " name them with --text-field and --summary-field",
        )
    if summary_field:
        return Fields(text, (summary,))
    alike = [one for one in columns if one != text and _base(_plain(one)) == _base(_plain(summary))]
    return Fields(text, tuple(alike))


def tell_form(pairs: Iterable[Pair], kind: str = "") -> DigestForm:
    """Return what summaries are, by what their column is called or else by how long they are."""
    if kind in _HEADLINES:
        return "headline"
    summaries = [summary for pair in pairs for summary in pair.summaries]
    single = sum(not _SENTENCE_END.search(summary) for summary in summaries)
    short = median(map(length, summaries)) <= _HEADLINE_WORDS
    return "headline" if short and single >= _MOSTLY * len(summaries) else "abstract"


def _pair(row: Row, fields: Fields, id: str) -> Pair:
    parts = _parts(row.values[fields.text]) if fields.text in row.values else []
    text = "\n".join(parts)
    if not text.strip():
        raise unreadable(row.place, f"no text in {fields.text}")
    summaries = [
        summary for field in fields.summaries for summary in _references(row.values, field)
    ]
    if not summaries:
        raise unreadable(row.place, f"no summary in {', '.join(fields.summaries)}")
    sentences = parts if len(parts) > 1 else _parts(row.values.get("sentences") or [])
    return Pair(
        id,
        text,
        tuple(summaries),
        language=guess_language(text),
        sentences=tuple(sentences),
        query=_own(row.values, _QUERIES),
    )


def _references(values: Mapping[str, Any], field: str) -> list[str]:
    parts = [part.strip() for part in _parts(values.get(field) or "") if part.strip()]
    if len(parts) > 1 and _base(_plain(field)) in _ONE_IN_PARTS:
        return ["\n".join(parts)]
    return parts


def _parts(value: Any) -> list[str]:
    """Return a text as one part, or the parts of a list, also one that a table holds as text."""
    if isinstance(value, str):
        inner = _written_list(value)
        return [value.replace("\r\n", "\n")] if inner is None else inner
    if isinstance(value, Mapping):  # a turn of a talk
        said = next((str(value[name]) for name in ("text", "content") if name in value), "")
        speaker = value.get("speaker")
        return [f"{speaker}: {said}" if speaker else said]
    if isinstance(value, Sequence):
        return [part for one in value for part in _parts(one)]
    return [] if value is None else [str(value)]


def _written_list(text: str) -> list[str] | None:
    """Return the texts of a list that was written into a cell as JSON or as Python; else None."""
    if not (text.startswith("[") and text.rstrip().endswith("]")):
        return None
    loads: tuple[Callable[[str], Any], ...] = (json.loads, ast.literal_eval)
    for load in loads:
        try:
            found = load(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return found
    return None


def _own(values: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the value of the first of these columns that the row has, as text."""
    plain = {_plain(name): value for name, value in values.items()}
    found = next((plain[name] for name in names if plain.get(name) not in (None, "")), "")
    return str(found) if isinstance(found, str | int) else ""


def _first(
    columns: Sequence[str],
    wanted: Sequence[str],
    taken: set[str],
    shape: Callable[[str], str],
) -> str:
    shapes = {shape(column): column for column in reversed(columns) if column not in taken}
    return next((shapes[name] for name in wanted if name in shapes), "")


def _plain(column: str) -> str:
    return re.sub(r"[\s-]+", "_", column.strip().lower())


def _base(column: str) -> str:
    """Return the name of a column without its number: `summary1` and `summary_2` are one."""
    found = _NUMBERED.fullmatch(column)
    return found.group(1).rstrip("_-") if found else column
