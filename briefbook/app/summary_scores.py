"""Digests of texts with known summaries are made and measured: `briefbook evaluate summarize`."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from briefbook.app.progress import Reporter
from briefbook.errors import LabelsError
from briefbook.ids import make_id
from briefbook.records import Block, Digest, DigestForm, Document, Span
from ingest.settings import IngestSettings
from ingest.text import parse_text
from summarize.baselines import body_sentences, lead, text_rank
from summarize.digest import digest_document
from summarize.evaluate import SummaryScores, score_baselines, score_digests, told
from summarize.pairs import Pair
from summarize.settings import SummarizeSettings
from summarize.writing import Writer

Json = dict[str, Any]
#: Who writes digests of a form in a language; None where sentences are quoted.
Pick = Callable[[DigestForm, str], Writer | None]

_LEAD = 3  # sentences of a baseline, as in the papers
_HEADLINE = 1


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredSummaries:
    """How good digests are, and the digests."""

    scores: SummaryScores
    digests: tuple[Digest, ...]
    report: Json  # for JSON


def measure_summaries(
    pairs: Sequence[Pair],
    pick: Pick,
    settings: SummarizeSettings,
    *,
    reporter: Reporter,
    baselines: bool = False,
) -> MeasuredSummaries:
    """Digest every text as a run would, and score the digests against what people wrote.

    With `baselines`, the first sentences and TextRank are measured beside them on the same texts.
    Speed counts the digesting alone, not the reading of texts.

    Raises LabelsError when there is no text, or one that holds nothing to read.
    """
    if not pairs:
        raise LabelsError("nothing to measure on: the data hold no text with a summary")
    digests, seconds = _digests(pairs, pick, settings, reporter)
    scores = score_digests(pairs, digests)
    words = scores.report["text_words"] * len(pairs)
    report = {
        **scores.report,
        "kind": "summarize",
        "writer": settings.writer,
        "asked_sentences": settings.document_sentences,
        "speed": {
            "seconds": round(seconds, 3),
            "texts_per_minute": round(60 * len(pairs) / max(seconds, 1e-9), 1),
            "words_per_s": round(words / max(seconds, 1e-9), 1),
        },
    }
    if baselines:
        chosen = _baselines(pairs, reporter)
        report["baselines"] = score_baselines(pairs, scores.rouge, chosen)
    return MeasuredSummaries(scores, tuple(digests), report)


def document_of(pair: Pair) -> Document:
    """Make the document that a text would be in an archive; sentences that are given are kept.

    Raises LabelsError when it holds nothing to read.
    """
    if pair.sentences:
        return _document_of_sentences(pair)
    parsed = parse_text(pair.text.encode(), f"{pair.id}.txt", settings=IngestSettings())
    if parsed.document is None:
        raise LabelsError(f"cannot digest the text {pair.id}: it holds nothing to read")
    return parsed.document


def _document_of_sentences(pair: Pair) -> Document:
    """Make a document of one paragraph whose sentences the data give."""
    spans, start = [], 0
    for sentence in pair.sentences:
        size = len(sentence)
        inner = sentence.strip()
        if inner:
            first = start + sentence.index(inner)
            spans.append(Span(first, first + len(inner)))
        start += size + 1
    text = "\n".join(pair.sentences)
    if not spans:
        raise LabelsError(f"cannot digest the text {pair.id}: it holds nothing to read")
    return Document(
        id=make_id("doc", pair.id, text),
        source=f"{pair.id}.txt",
        media_type="text/plain",
        language=pair.language,
        title="",
        text=text,
        blocks=(Block("paragraph", Span(0, len(text))),),
        sentences=tuple(spans),
    )


def _digests(
    pairs: Sequence[Pair], pick: Pick, settings: SummarizeSettings, reporter: Reporter
) -> tuple[list[Digest], float]:
    digests, seconds = [], 0.0
    document: Document | None = None
    with reporter.stage("summarize", len(pairs)) as advance:
        for place, pair in enumerate(pairs):
            if document is None or pair.text != pairs[place - 1].text:
                document = document_of(pair)
            writer = pick(pair.form, pair.language)
            start = time.monotonic()
            digests.append(
                digest_document(
                    document, None, settings, form=pair.form, writer=writer, query=pair.query
                )
            )
            seconds += time.monotonic() - start
            advance(pair.id)
    return digests, seconds


def _baselines(pairs: Sequence[Pair], reporter: Reporter) -> Mapping[str, list[list[str]]]:
    """Return what the first sentences and TextRank give of every text.

    Where headlines are wanted of all, there are baselines of one sentence too.
    """
    counts = [_LEAD]
    if all(pair.form == "headline" for pair in pairs):
        counts.append(_HEADLINE)
    chosen: dict[str, list[list[str]]] = {}
    body: list[str] = []
    ranked: dict[int, list[str]] = {}
    with reporter.stage("baselines", len(pairs)) as advance:
        for place, pair in enumerate(pairs):
            if not body or pair.text != pairs[place - 1].text:
                body = body_sentences(document_of(pair))
                ranked = {count: text_rank(body, count) for count in counts}
            for count in counts:
                chosen.setdefault(f"lead-{count}", []).append(lead(body, count))
                chosen.setdefault(f"TextRank, {count}", []).append(ranked[count])
            advance(pair.id)
    return chosen


def write_digests(pairs: Sequence[Pair], digests: Sequence[Digest], path: Path) -> None:
    """Write each digest beside the summaries that it was measured by, as JSON lines.

    Raises LabelsError when the file cannot be written.
    """
    lines = [
        msgspec.json.encode(
            {
                "id": pair.id,
                "written": told(digest),
                "summaries": pair.summaries,
                "query": pair.query,
                "digest": digest,
            }
        )
        for pair, digest in zip(pairs, digests, strict=True)
    ]
    try:
        path.write_bytes(b"".join(line + b"\n" for line in lines))
    except OSError as error:
        raise LabelsError(f"cannot write {path}: {error.strerror or error}") from error


def with_sentences(settings: SummarizeSettings, count: int | None) -> SummarizeSettings:
    """Return settings for digests of `count` sentences; as they were for None."""
    return replace(settings, document_sentences=count) if count else settings
