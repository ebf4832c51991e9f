"""Texts with the summaries that people wrote of them: what writers are tuned and measured on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from briefbook.errors import LabelsError
from briefbook.records import DigestForm
from summarize.pair_corpora import (
    is_aeslc,
    is_bbc,
    is_csl,
    is_qmsum,
    read_aeslc,
    read_bbc,
    read_csl,
    read_qmsum,
)
from summarize.pair_fields import pairs_of_rows
from summarize.pair_files import Member, read_members, read_rows
from summarize.pair_record import Pair

__all__ = ["FORMATS", "FORMS", "Pair", "read_pairs"]

_Corpus = tuple[Callable[[Sequence[Member]], bool], Callable[[Sequence[Member]], list[Pair]]]
#: Data with a layout of their own: how they are known, and how they are read.
_CORPORA: Mapping[str, _Corpus] = {
    "aeslc": (is_aeslc, read_aeslc),
    "bbc": (is_bbc, read_bbc),
    "csl": (is_csl, read_csl),
    "qmsum": (is_qmsum, read_qmsum),
}
FORMATS = ("csv", "tsv", "jsonl", "json", *_CORPORA)
FORMS: tuple[str, ...] = get_args(DigestForm)


def read_pairs(
    path: Path,
    format: str | None = None,
    form: str | None = None,
    *,
    text_field: str = "",
    summary_field: str = "",
) -> list[Pair]:
    """Read texts with their summaries from a file, packed by gzip or not, a tar or a folder.

    Tables with a header (CSV, TSV) and JSON, as lines or as a list, have columns that are known by
    their usual names unless both are named; a table without a header has them by number, from 1.
    Other layouts are QMSum's meetings, CSL's table, AESLC's e-mails and BBC's folders. What a file
    is, it tells itself where no format is given.

    The form, unless given, follows from the column's name (`title`, `subject`: a headline), or else
    from the summaries: those of one short sentence are headlines, others abstracts.

    Raises LabelsError, which names file and line, for what is missing or cannot be read.
    """
    if format and format not in FORMATS:
        raise LabelsError(f"cannot read {path}: no format {format}; known are {', '.join(FORMATS)}")
    if form and form not in FORMS:
        raise LabelsError(f"cannot read {path}: no form {form}; known are {', '.join(FORMS)}")
    members = read_members(path)
    corpus = _corpus(members, format or "", named=bool(text_field or summary_field))
    if corpus:
        pairs = _CORPORA[corpus][1](members)
    else:
        rows = read_rows(members, format or "", numbered=text_field.isdecimal())
        pairs = pairs_of_rows(rows, path.name, text_field, summary_field)
    if not pairs:
        raise LabelsError(f"cannot read {path}: it holds no text with a summary")
    return [replace(pair, form=form) for pair in pairs] if form else pairs  # type: ignore[arg-type]


def _corpus(members: Sequence[Member], format: str, *, named: bool) -> str:
    """Return which known data these are, by their layout or as the format says; often none."""
    if format in _CORPORA or named:
        return format if format in _CORPORA else ""
    return next((name for name, (known, _) in _CORPORA.items() if known(members)), "")
