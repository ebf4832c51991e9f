"""A digest is kept to the length that was asked for, and says what was not done."""

from collections.abc import Sequence
from dataclasses import replace

from briefbook.app.wanted import Wanted
from briefbook.records import Digest, Sentence
from summarize.words import length


def fitted(digest: Digest, wanted: Wanted, *, is_quoted: bool) -> Digest:
    """Return the digest with no more sentences and words than `wanted`, at least one sentence.

    The notes say how many lines are left out, and, where such digests are quoted always, that the
    writer asked for did not write.
    """
    kept = list(digest.sentences[: wanted.sentences])
    while wanted.words and len(kept) > 1 and _words(kept) > wanted.words:
        kept.pop()
    notes = list(digest.notes)
    if is_quoted and wanted.writer not in (None, "auto", "extract"):
        notes.append("a writer writes digests of one document that are no sheets: this is quoted")
    left_out = len(digest.sentences) - len(kept)
    if left_out:
        notes.append(f"left out to keep to the length asked for: {left_out} lines")
    return replace(digest, sentences=tuple(kept), notes=tuple(notes))


def _words(sentences: Sequence[Sentence]) -> int:
    return sum(length(sentence.text) for sentence in sentences)
