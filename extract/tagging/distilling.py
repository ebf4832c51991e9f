"""A tagger learns from larger ones: how likely each of them thinks every tag of every word.

Words are the same whatever an encoder's pieces are, so a teacher may be tuned on another encoder.
What it thinks of a word is the word's marginal distribution over tags, for a CRF by the
forward-backward algorithm (posterior distillation: Wang et al. 2020, "Structure-Level Knowledge
Distillation For Multilingual Sequence Labeling").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn.device import Device, computing_on
from briefbook.learn.distil import (
    IGNORED,
    UNLABELLED,
    DistilSettings,
    Teacher,
    distillation_loss,
    ensemble,
    equal_batches,
    within_reach,
)
from briefbook.learn.job import Job
from briefbook.learn.tokens import Pieces, read_pieces
from briefbook.records import Span
from extract.tagging.dataset import Dataset, Item, read_windows
from extract.tagging.decode import NEVER, tag_names
from extract.tagging.load import LoadedTagger, open_tagger
from extract.tagging.model import SpanHead, Tagger, WordHead
from extract.tagging.windows import Window

Head = WordHead | SpanHead


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A window with what teachers think of its words."""

    item: Item
    is_labelled: bool
    scores: Tensor  # W, K: log probabilities of the student's tags; NaN: not known


def distilled(
    job: Job[Item],
    tagger: Tagger,
    labelled: tuple[Sequence[Example], Dataset],
    unlabelled: tuple[Sequence[Example], Dataset],
    teachers: Sequence[Teacher],
    settings: DistilSettings,
    *,
    device: Device,
) -> Job[Taught]:
    """Return the job with windows that teachers have read, once, and a loss that heeds them.

    What stands in `unlabelled` is learnt from the teachers alone. Raises ModelError when the
    student's or a teacher's head is not over words, or a teacher lacks a label.
    """
    if not isinstance(tagger.head, WordHead):
        raise ModelError(
            'cannot learn from teachers with the head "spans": use "crf" or "words", which say how'
            " likely each tag of a word is"
        )
    items: list[Taught] = []
    for (examples, dataset), is_labelled in ((labelled, True), (unlabelled, False)):
        texts = read_pieces(tagger.backbone.tokenizer, [one.text for one in examples])
        opinions = [_ask(one, examples, texts, tagger.labels, device) for one in teachers]
        thought = [ensemble(some) for some in zip(*opinions, strict=True)]
        items += [_taught(item, thought, is_labelled=is_labelled) for item in dataset.items]
    return Job(
        module=job.module,
        items=items,
        size=lambda one: job.size(one.item),
        loss=lambda some: _loss(tagger, some, settings),
        evaluate=job.evaluate,
        head=job.head,
    )


def _taught(item: Item, thought: Sequence[Tensor], *, is_labelled: bool) -> Taught:
    parts = [thought[part.text][part.first : part.last] for part in item.window.parts]
    return Taught(item, is_labelled, torch.cat(parts).half())


def _loss(tagger: Tagger, some: Sequence[Taught], settings: DistilSettings) -> Tensor:
    """Return the mean loss for each word: of labels and teachers, or of teachers alone."""
    words, lengths = tagger.word_states([one.item.window for one in some])
    with torch.autocast(words.device.type, enabled=False):
        total = torch.zeros(())
        for is_labelled in (True, False):
            rows = [place for place, one in enumerate(some) if one.is_labelled is is_labelled]
            if rows:
                share = settings.share if is_labelled else 1.0
                part = words[rows], lengths[rows], [some[row] for row in rows]
                loss = share * _soft_loss(tagger.head, *part, settings.temperature)
                if share < 1:
                    loss = loss + (1 - share) * _hard_loss(tagger.head, *part)
                total = total + loss * lengths[rows].sum()
        return total / lengths.sum()


def _hard_loss(head: Head, words: Tensor, lengths: Tensor, some: Sequence[Taught]) -> Tensor:
    truths, unknown = [one.item.truth for one in some], [one.item.unknown for one in some]
    return head.loss(words, lengths, truths, unknown)


def _soft_loss(
    head: Head, words: Tensor, lengths: Tensor, some: Sequence[Taught], temperature: float
) -> Tensor:
    student = log_chances(head, words, lengths)  # B, W, K
    teacher = torch.full_like(student, torch.nan, device="cpu")  # filled row by row
    for row, one in enumerate(some):
        teacher[row, : len(one.scores)] = one.scores
    known = ~teacher.isnan().any(dim=-1)
    labels = torch.full_like(known, IGNORED, dtype=torch.long).masked_fill(known, UNLABELLED)
    scores = within_reach(student, teacher.nan_to_num(0.0).to(student.device))
    return distillation_loss(student, scores, labels.to(student.device), temperature)


# What a tagger thinks


def log_chances(head: Head, words: Tensor, lengths: Tensor) -> Tensor:
    """Return how likely each tag of each word is: states (B, W, H) to log probabilities (B, W, K).

    Raises ModelError when the head is not over words.
    """
    if not isinstance(head, WordHead):
        raise ModelError("a head over spans says nothing of single words")
    scores: Tensor = head.scores(words)
    if head.learnt is None:
        return scores.log_softmax(dim=-1)
    inside = torch.arange(scores.shape[1]) < lengths[:, None]
    return _log_marginals(scores, inside, head.start, head.all_moves())


def _log_marginals(scores: Tensor, inside: Tensor, start: Tensor, moves: Tensor) -> Tensor:
    """Return the marginals of a CRF: what leads to a tag, and what may follow it."""
    ahead = [scores[:, 0] + start]
    for place in range(1, scores.shape[1]):
        reached = torch.logsumexp(ahead[-1][:, :, None] + moves, dim=1)
        ahead.append(reached + scores[:, place])
    behind = [torch.zeros_like(scores[:, 0])]
    for place in range(scores.shape[1] - 1, 0, -1):
        onward = (behind[-1] + scores[:, place])[:, None, :] + moves
        follows = torch.logsumexp(onward, dim=2)
        behind.append(torch.where(inside[:, place, None], follows, 0.0))
    both = torch.stack(ahead, dim=1) + torch.stack(behind[::-1], dim=1)
    return both.log_softmax(dim=-1)


# Asking a teacher


def _ask(
    teacher: Teacher,
    examples: Sequence[Example],
    texts: Sequence[Pieces],
    labels: Sequence[str],
    device: Device,
) -> list[Tensor]:
    """Return what a teacher thinks of the words of each text, in the tags of `labels`.

    Words that it does not read as words get NaN, as nothing is known of them.
    """
    opened = open_tagger(teacher.folder, teacher.encoder)
    groups = _tags_meant(opened, labels)
    tagger = opened.tagger
    own, windows = read_windows(tagger.backbone.tokenizer, examples, opened.reach)
    thought = [torch.full((len(one.words), len(groups)), torch.nan) for one in own]
    with computing_on(device, tagger), torch.inference_mode():
        for batch in equal_batches([len(window.ids) for window in windows]):
            words, lengths = tagger.word_states([windows[place] for place in batch])
            found = log_chances(tagger.head, words, lengths)
            meant = torch.stack([found[..., group].logsumexp(dim=-1) for group in groups], dim=-1)
            for place, row in zip(batch, meant.clamp_min(NEVER).cpu(), strict=True):
                _put(windows[place], row, thought)
    return [
        _of_words(mine.words, theirs.words, found)
        for mine, theirs, found in zip(texts, own, thought, strict=True)
    ]


def _tags_meant(opened: LoadedTagger, labels: Sequence[str]) -> list[list[int]]:
    """Return which of a teacher's tags each tag of the student stands for; others mean O."""
    if not isinstance(opened.tagger.head, WordHead):
        raise ModelError(
            f"cannot learn from {opened.name}: its head compares spans; a teacher needs the head"
            ' "crf" or "words"'
        )
    if missing := [label for label in labels if label not in opened.labels]:
        raise ModelError(f"cannot learn from {opened.name}: it does not know {', '.join(missing)}")
    wanted = tag_names(labels)
    tags = [name if name in wanted else "O" for name in tag_names(opened.labels)]
    return [[place for place, name in enumerate(tags) if name == one] for one in wanted]


def _put(window: Window, row: Tensor, thought: Sequence[Tensor]) -> None:
    """Write what was found in a window beside the words of its texts."""
    offset = 0
    for part in window.parts:
        size = part.last - part.first
        thought[part.text][part.first : part.last] = row[offset : offset + size]
        offset += size


def _of_words(mine: Sequence[Span], theirs: Sequence[Span], found: Tensor) -> Tensor:
    if mine == theirs:
        return found
    places = {span: place for place, span in enumerate(theirs)}
    aligned = torch.full((len(mine), found.shape[1]), torch.nan)
    for place, span in enumerate(mine):
        if span in places:
            aligned[place] = found[places[span]]
    return aligned
