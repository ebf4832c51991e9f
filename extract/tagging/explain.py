"""Why a span got its label: how much each word of the text speaks for it or against it.

Integrated gradients (Sundararajan, Taly & Yan 2017, "Axiomatic attribution for deep networks")
from captum, over the word embeddings, from a text of nothing but masks to the text as it is. The
weights of all words add up to what the text changes in the score; how far they miss is given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from captum.attr import LayerIntegratedGradients
from torch import Tensor

from briefbook.errors import ModelError
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.learn.tokens import Pieces
from briefbook.records import Span
from extract.tagging.dataset import read_windows
from extract.tagging.load import LoadedTagger
from extract.tagging.model import SpanHead
from extract.tagging.scores import head_scores
from extract.tagging.windows import Window

_STEPS = 64  # between nothing and the text; more come nearer to the exact integral
_BATCH = 16  # steps computed at a time
_BLANKS = ("<mask>", "[MASK]", "<unk>", "[UNK]")  # pieces that say nothing, best first

Score = Callable[[Tensor, Tensor], Tensor]  # ids and mask (B, T) to scores (B)


@dataclass(frozen=True, slots=True)
class WordWeight:
    """How much one word speaks for a label."""

    span: Span
    text: str
    weight: float  # in units of the raw score; below zero: against


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a span has a label."""

    span: Span
    label: str
    score: float | None  # the model's confidence; None: it does not give that label there
    words: tuple[WordWeight, ...]  # of the window that the model read, in order
    blank_score: float  # raw score of the label when every word is blank
    text_score: float  # and in the text
    delta: float  # what the weights add up to, less what they should: near 0


def explain(
    model: LoadedTagger,
    text: str,
    *,
    span: Span | None = None,
    label: str = "",
    steps: int = _STEPS,
) -> list[Explanation]:
    """Explain the mentions that `model` finds in `text`: all, or those that overlap `span`.

    With `label` the score of that label at `span` is explained, found or not. Raises ModelError
    when there is nothing to explain.
    """
    example = Example("text", text)
    [found] = model.predict([example])
    if label:
        wanted = [_asked(model, found, span, label)]
    else:
        wanted = [one for one in found.mentions if span is None or one.span.overlaps(span)]
    if not wanted:
        where = repr(found.quote(span)) if span else "this text"
        raise ModelError(
            f"{model.name} finds nothing in {where}: name a label to explain its score"
        )
    [pieces], windows = read_windows(model.tagger.backbone.tokenizer, [example], model.reach)
    known = {(one.span, one.label): one.score for one in found.mentions}
    return [
        _explain(model, text, pieces, windows, one, known.get((one.span, one.label)), steps)
        for one in wanted
    ]


def _asked(model: LoadedTagger, found: Example, span: Span | None, label: str) -> LabelledSpan:
    if span is None:
        raise ModelError(f"which words are to be explained as {label}? Name a span or a quote")
    if label not in model.labels:
        raise ModelError(
            f"{model.name} does not know the label {label}; it knows {', '.join(model.labels)}"
        )
    return LabelledSpan(span, label)


def _explain(
    model: LoadedTagger,
    text: str,
    pieces: Pieces,
    windows: Sequence[Window],
    mention: LabelledSpan,
    confidence: float | None,
    steps: int,
) -> Explanation:
    window, first, last = _locate(pieces, windows, mention.span)
    score = _score(model, window, first, last, model.labels.index(mention.label))
    ids, mask = model.tagger.backbone.pad([window.ids])
    blank = ids.clone()
    blank[0, 1:-1] = _blank(model)
    weights, delta = _integrate(model, score, ids, blank, mask, steps)
    with torch.no_grad():
        at_blank, at_text = score(blank, mask), score(ids, mask)
    return Explanation(
        span=mention.span,
        label=mention.label,
        score=confidence,
        words=_by_word(text, pieces, window, weights),
        blank_score=round(float(at_blank), 4),
        text_score=round(float(at_text), 4),
        delta=round(delta, 4),
    )


def _integrate(
    model: LoadedTagger, score: Score, ids: Tensor, blank: Tensor, mask: Tensor, steps: int
) -> tuple[list[float], float]:
    """Return the weight of each piece of the window, and how far their sum is off."""
    embeddings = model.tagger.backbone.model.get_input_embeddings()  # type: ignore[operator]
    method = LayerIntegratedGradients(score, embeddings)
    weights, delta = method.attribute(
        ids,
        baselines=blank,
        additional_forward_args=(mask,),
        n_steps=steps,
        internal_batch_size=_BATCH,
        return_convergence_delta=True,
    )
    return weights[0, 1:-1].sum(dim=-1).tolist(), float(delta[0])


def _blank(model: LoadedTagger) -> int:
    """Return the piece that says least; the padding's may move the positions of others."""
    known = map(model.tagger.backbone.tokenizer.token_to_id, _BLANKS)
    return next((one for one in known if one is not None), model.tagger.backbone.padding)


def _score(model: LoadedTagger, window: Window, first: int, last: int, label: int) -> Score:
    """Return the raw score of a label at the words `[first, last)` of a window.

    For a head over words it is the mean of their tags' scores: B of the first, I of the others.
    """
    tagger = model.tagger
    places = torch.arange(first, last)
    tags = torch.tensor([1 + 2 * label, *[2 + 2 * label] * (last - first - 1)])

    def score(ids: Tensor, mask: Tensor) -> Tensor:
        scores = head_scores(tagger, window, ids, mask)
        if isinstance(tagger.head, SpanHead):
            return scores[:, label, first, last - 1]
        return scores[:, places, tags].mean(dim=1)

    return score


def _locate(pieces: Pieces, windows: Sequence[Window], span: Span) -> tuple[Window, int, int]:
    """Return the window that judges `span`, and its words there."""
    inside = [place for place, word in enumerate(pieces.words) if word.overlaps(span)]
    if not inside:
        raise ModelError(f"there is no word at {span.start}:{span.end}")
    for window in windows:
        [part] = window.parts  # of one text
        if part.first <= inside[0] < part.last:
            last = min(inside[-1] + 1, part.last)
            return window, inside[0] - part.first, last - part.first
    raise ModelError(f"no window holds {span.start}:{span.end}")


def _by_word(
    text: str, pieces: Pieces, window: Window, weights: Sequence[float]
) -> tuple[WordWeight, ...]:
    """Sum the weights of pieces to words, those of the window's edges included."""
    [part] = window.parts
    begin = pieces.firsts[part.first] - window.words[0]  # place of the window in the text
    end = begin + len(window.ids)
    after = [*pieces.firsts[1:], len(pieces.ids)]
    found = []
    for span, first, last in zip(pieces.words, pieces.firsts, after, strict=True):
        if begin <= first < end:
            weight = sum(weights[first - begin : min(last, end) - begin])
            found.append(WordWeight(span, text[span.start : span.end], round(weight, 4)))
    return tuple(found)
