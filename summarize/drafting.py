"""Chosen sentences go to a writer; what it writes comes back with its grounds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from briefbook.records import Digest, DigestForm, Document, Reading, Sentence, Span
from summarize.cite import ground
from summarize.lengths import wanted_words
from summarize.material import Material
from summarize.pick import pick
from summarize.sections import is_long, third_of
from summarize.select import Array
from summarize.settings import SummarizeSettings
from summarize.writing import Wish, Writer

#: Words that a writer is given at a time; our model reads about 480 pieces.
SOURCE_WORDS = 330

_LINES = 60  # sentences of one source at most
_HEADLINE_WORDS = 24
_LEAST_WORDS = 30  # that a writer may always use
_STEP = 15  # words by which wishes differ, so that many documents have one wish


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer is to read of a document, and what for."""

    document: Document
    sources: tuple[tuple[Span, ...], ...]  # one, or one for each third of a long document
    wish: Wish
    notes: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """Return the sources as a writer reads them: a sentence a line."""
        return [
            "\n".join(" ".join(self.document.quote(span).split()) for span in source)
            for source in self.sources
        ]


def draft(
    material: Material, worth: Array, settings: SummarizeSettings, *, form: DigestForm, query: str
) -> Draft:
    """Choose what a writer reads: everything that tells, or the most telling of it.

    Of a long document each third has a source of its own, so that the digest speaks of all three,
    unless a headline or an answer is wanted. The notes say what was left out.
    """
    wanted = wanted_words(material.size, asked=bool(query))
    apart = form != "headline" and not query and is_long(material.document)
    chosen = [
        _source(material, worth, run, settings) for run in _runs(material, apart=apart) if run
    ]
    read = sum(map(len, chosen))
    left = len(material.spans) - read
    notes = (f"written from the {read} most telling of {len(material.spans)} sentences",)
    share = -(-wanted // len(chosen) // _STEP) * _STEP
    most = _HEADLINE_WORDS if form == "headline" else max(_LEAST_WORDS, share)
    language = "zh" if material.document.language == "zh" else "en"
    return Draft(
        material.document,
        tuple(tuple(material.spans[place] for place in places) for places in chosen),
        Wish(form, language, most_words=most),
        notes if left else (),
    )


def _runs(material: Material, *, apart: bool) -> list[range]:
    """Return the places that each source is chosen from: all, or one run for each third.

    What lies on a border goes with the third before, so that each run begins inside its third.
    """
    cuts = [0]
    if apart:
        thirds = [third_of(material.document, span) for span in material.spans]
        cuts += [thirds.index(third) for third in (1, 2) if third in thirds]
    return [range(start, end) for start, end in pairwise([*cuts, len(material.spans)])]


def _source(material: Material, worth: Array, run: range, settings: SummarizeSettings) -> list[int]:
    """Return the places within `run` that are read, in order."""
    if sum(material.sizes[place] for place in run) <= SOURCE_WORDS:
        return list(run)
    return pick(
        material,
        worth,
        words=SOURCE_WORDS,
        most=_LINES,
        redundancy=settings.redundancy,
        compared=settings.compared,
        among=run,
    )


def finish(
    plan: Draft,
    written: Sequence[str],
    writer: Writer,
    settings: SummarizeSettings,
    *,
    instead: Digest,
    readings: Mapping[str, Reading],
    names: Collection[str] = (),
) -> Digest:
    """Check what was written of each source against it; `instead` when nothing is left of it."""
    groups: list[tuple[Sentence, ...]] = []
    shares: list[tuple[float, int]] = []
    for text, source in zip(written, plan.sources, strict=True):
        candidates = [(plan.document, span) for span in source]
        grounded = ground(
            text, candidates, producer=writer.producer, readings=readings, names=names
        )
        groups.append(grounded.sentences)
        shares.append((grounded.faithfulness, len(grounded.sentences) + grounded.dropped))
    most = 1 if plan.wish.form == "headline" else settings.document_sentences
    total = sum(count for _, count in shares)
    sentences = _evenly(groups, most)
    if not sentences:
        note = f"{writer.producer} wrote nothing that could be kept, so the document is quoted"
        return replace(instead, notes=(*instead.notes, note))
    return Digest(
        "document",
        plan.document.id,
        sentences,
        writer.producer,
        plan.wish.form,
        round(sum(share * count for share, count in shares) / total, 4),
        plan.notes,
    )


def _evenly(groups: Sequence[Sequence[Sentence]], most: int) -> tuple[Sentence, ...]:
    """Keep `most` sentences in order, the first of each group before the second of any."""
    ranked = sorted((place, at) for at, group in enumerate(groups) for place in range(len(group)))
    kept = sorted((at, place) for place, at in ranked[:most])
    return tuple(groups[at][place] for at, place in kept)
