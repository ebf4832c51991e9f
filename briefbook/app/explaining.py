"""Why a model labels a span as it does, as rows and as bars."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from briefbook.app.evaluating import encoder_of
from briefbook.errors import ModelError
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Span
from extract.tagging.explain import Explanation, explain
from extract.tagging.load import open_tagger

_BAR = 30  # columns of the longest bar


def explain_text(
    model: Path,
    text: str,
    *,
    span: Span | None = None,
    quote: str = "",
    label: str = "",
    encoder: EncoderSettings,
) -> list[Explanation]:
    """Explain what a tagger finds in `text`: all, or what stands at `span` or at the words `quote`.

    Raises ModelError when there is nothing to explain.
    """
    if quote:
        start = text.find(quote)
        if start < 0:
            raise ModelError(f"{quote!r} does not stand in the text")
        span = Span(start, start + len(quote))
    if span and span.end > len(text):
        raise ModelError(f"there is no {span.start}:{span.end} in a text of {len(text)} characters")
    tagger = open_tagger(model, encoder_of(model, encoder))
    return explain(tagger, text, span=span, label=label)


def explanation_row(text: str, one: Explanation) -> dict[str, Any]:
    """Return one explanation for JSON; words in the order of the text."""
    return {
        "start": one.span.start,
        "end": one.span.end,
        "quote": text[one.span.start : one.span.end],
        "label": one.label,
        "score": None if one.score is None else round(one.score, 4),
        "blank_score": one.blank_score,
        "text_score": one.text_score,
        "delta": one.delta,
        "words": [
            {
                "start": word.span.start,
                "end": word.span.end,
                "text": word.text,
                "weight": word.weight,
            }
            for word in one.words
        ],
    }


def told_explanation(text: str, one: Explanation, *, top: int) -> str:
    """Return one explanation for people: the `top` strongest words with their bars."""
    quote = " ".join(text[one.span.start : one.span.end].split())
    sure = "not found" if one.score is None else f"{one.score:.0%} sure"
    strongest = sorted(one.words, key=lambda word: (-abs(word.weight), word.span))[:top]
    width = max(cell_len(word.text) for word in strongest)
    most = max(abs(word.weight) for word in strongest) or 1.0
    lines = [f"“{quote}” {one.label}, {sure}"]
    for word in strongest:
        room = " " * (width - cell_len(word.text))
        mark = "█" if word.weight > 0 else "░"  # against: lighter, besides its sign
        bar = mark * round(_BAR * abs(word.weight) / most)
        lines.append(f"  {word.text}{room}  {word.weight:+8.3f}  {bar}".rstrip())
    lines.append(
        f"  the text moves the score from {one.blank_score:.3f} to {one.text_score:.3f};"
        f" the weights miss that by {one.delta:+.3f}"
    )
    return "\n".join(lines)


def explanation_rows(text: str, found: Sequence[Explanation]) -> list[dict[str, Any]]:
    """Return all explanations for JSON."""
    return [explanation_row(text, one) for one in found]
