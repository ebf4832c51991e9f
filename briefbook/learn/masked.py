"""An encoder gets used to an archive's own words before it learns any task: guess masked words.

Gururangan et al. 2020, "Don't stop pretraining: adapt language models to domains and tasks", with
masks over whole words, of which four fifths are hidden, a tenth become another piece and a tenth
stay (Devlin et al. 2019, "BERT"). Chinese characters are words of their own here.

The pretrained encoder comes without a head for this, and a choice among all its 250,000 pieces
would take most of the time. Ours chooses among the pieces that occur in the texts, by the encoder's
own word embeddings (a tied head). Rarer pieces than `max_pieces` of them are never masked.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.backbone import Backbone
from briefbook.learn.batches import sorted_batches
from briefbook.learn.device import computing_on
from briefbook.learn.journal import Record
from briefbook.learn.loop import History, Job, LoopSettings, count_steps, fit
from briefbook.learn.methods import MethodSettings, after_step, changes, penalty, prepare
from briefbook.learn.modelfolder import ModelInfo, save_model
from briefbook.learn.tokens import Pieces, read_pieces

_MASKS = ("<mask>", "[MASK]")  # as tokenizers call it
_UNKNOWN = ("<unk>", "[UNK]")
_SPACE = "\u2581"  # a piece that stands for nothing else; no word to guess
_EVALUATION_PIECES = 2048  # computed at a time


@dataclass(frozen=True, slots=True)
class MaskSettings:
    """How words are masked."""

    share: float = 0.15  # of the pieces, chosen in whole words
    window: int = 126  # pieces read together at most
    vocabulary: int = 20_000  # pieces to choose among at most, the commonest of the texts
    held_out: float = 0.05  # share of the windows that is only evaluated
    seed: int = 1

    def __post_init__(self) -> None:
        if not (0 < self.share < 1 and 0 < self.held_out < 1):
            raise SettingsError("share and held_out must lie between 0 and 1")
        if self.window < 2 or self.vocabulary < 2:
            raise SettingsError("window and vocabulary must be at least 2")


@dataclass(frozen=True, slots=True)
class Masked:
    """A window as the model sees it, and what it is to find."""

    ids: tuple[int, ...]
    places: tuple[int, ...]  # of the masked pieces
    targets: tuple[int, ...]  # what they were, as places in the restricted vocabulary


@dataclass(frozen=True, slots=True)
class _Window:
    ids: tuple[int, ...]
    words: tuple[tuple[int, int], ...]  # first piece and the one after the last


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The pieces to choose among."""

    mask: int
    pieces: tuple[int, ...]  # in the encoder's vocabulary
    targets: Mapping[int, int]  # the way back


class MaskedModel(nn.Module):
    """An encoder that guesses pieces by its own word embeddings."""

    words: Tensor

    def __init__(self, backbone: Backbone, pieces: Sequence[int]) -> None:
        """Choose among `pieces`, places in the encoder's vocabulary."""
        super().__init__()
        self.backbone = backbone
        embeddings = backbone.model.get_input_embeddings().weight  # type: ignore[operator]
        words = embeddings.detach()[torch.tensor(pieces)].float()  # shared ones are narrower
        self.register_buffer("words", words, persistent=False)
        dense = nn.Linear(backbone.width, backbone.width)
        self.head = nn.Sequential(dense, nn.GELU(), nn.LayerNorm(backbone.width))
        self.bias = nn.Parameter(torch.zeros(len(pieces)))

    def forward(self, items: Sequence[Masked]) -> Tensor:
        """Return scores of every masked piece, item by item: (masked, vocabulary)."""
        states = self.backbone(*self.backbone.pad([item.ids for item in items]))
        rows = [row for row, item in enumerate(items) for _ in item.places]
        columns = [place + 1 for item in items for place in item.places]  # after the first piece
        guesses = self.head(states[rows, columns])
        scores: Tensor = (guesses @ self.words.T).float() + self.bias
        return scores


def masked_job(backbone: Backbone, texts: Sequence[str], settings: MaskSettings) -> Job[Masked]:
    """Return the training of a prepared backbone on texts, with other masks in every epoch.

    It is judged by the share of masked pieces found in windows held out ("accuracy").
    Raises ModelError when the texts are too few or the encoder has no mask.
    """
    windows = _windows(backbone, texts, min(settings.window, backbone.max_pieces))
    if len(windows) < 2:
        raise ModelError("cannot adapt to the texts: they are too few or too short")
    vocabulary = _vocabulary(backbone, windows, settings.vocabulary)
    random.Random(settings.seed).shuffle(windows)
    count = max(1, round(len(windows) * settings.held_out))
    held_out = _mask(windows[:count], vocabulary, settings, "held out")
    model = MaskedModel(backbone, vocabulary.pieces)

    def refresh(epoch: int) -> Sequence[Masked]:
        return _mask(windows[count:], vocabulary, settings, str(epoch))

    if not held_out or not refresh(0):
        raise ModelError("cannot adapt to the texts: their words are too rare")
    return Job(
        module=model,
        items=refresh(0),
        size=lambda item: len(item.ids) + 2,
        loss=lambda items: _loss(model, items),
        evaluate=lambda: _evaluate(model, held_out),
        head=model.head,
        refresh=refresh,
        chooses="accuracy",
    )


def _windows(backbone: Backbone, texts: Sequence[str], longest: int) -> list[_Window]:
    """Cut texts between words, into parts of even size; a part with one word teaches nothing."""
    space = backbone.tokenizer.token_to_id(_SPACE)
    windows = []
    for pieces in read_pieces(backbone.tokenizer, texts):
        for words in _even(_words(pieces), longest):
            first = words[0][0]
            ids = pieces.ids[first : min(words[-1][1], first + longest)]
            inside = [
                (start - first, end - first) for start, end in words if end - first <= len(ids)
            ]
            trimmed = [(start, end - (ids[end - 1] == space)) for start, end in inside]
            kept = tuple((start, end) for start, end in trimmed if start < end)
            if len(kept) > 1:
                windows.append(_Window(ids, kept))
    return windows


def _words(pieces: Pieces) -> list[tuple[int, int]]:
    ends = (*pieces.firsts[1:], len(pieces.ids))
    return list(zip(pieces.firsts, ends, strict=True)) if pieces.firsts else []


def _even(words: list[tuple[int, int]], longest: int) -> list[list[tuple[int, int]]]:
    """Group words so that no group but one of a single word exceeds `longest` pieces.

    >>> _even([(0, 2), (2, 3), (3, 5), (5, 6)], 4)
    [[(0, 2), (2, 3)], [(3, 5), (5, 6)]]
    """
    if not words:
        return []
    size = words[-1][1] - words[0][0]
    fair = -(-size // -(-size // longest))
    groups = [[words[0]]]
    for word in words[1:]:
        if word[1] - groups[-1][0][0] > fair:
            groups.append([])
        groups[-1].append(word)
    return groups


def _vocabulary(backbone: Backbone, windows: Sequence[_Window], most: int) -> _Vocabulary:
    known = [backbone.tokenizer.token_to_id(name) for name in (*_MASKS, *_UNKNOWN)]
    masks = [one for one in known[: len(_MASKS)] if one is not None]
    if not masks:
        raise ModelError(f"cannot mask words: the encoder {backbone.name} has no piece for that")
    counts = Counter(piece for window in windows for piece in window.ids if piece not in known)
    common = sorted(counts, key=lambda piece: (-counts[piece], piece))[:most]
    targets = {piece: place for place, piece in enumerate(common)}
    return _Vocabulary(masks[0], tuple(common), targets)


def _mask(
    windows: Sequence[_Window], vocabulary: _Vocabulary, settings: MaskSettings, draw: str
) -> list[Masked]:
    """Mask every window; the same `draw` gives the same masks."""
    masked = []
    for number, window in enumerate(windows):
        chance = random.Random(f"{settings.seed}/{draw}/{number}")
        places = _choose(window, vocabulary, settings.share, chance)
        if places:
            masked.append(_hide(window, places, vocabulary, chance))
    return masked


def _choose(
    window: _Window, vocabulary: _Vocabulary, share: float, chance: random.Random
) -> list[range]:
    """Choose whole words until they hold `share` of the pieces: at least one, never all."""
    words = [
        range(start, end)
        for start, end in window.words
        if all(piece in vocabulary.targets for piece in window.ids[start:end])
    ]
    chance.shuffle(words)
    wanted, chosen = max(1, round(share * len(window.ids))), 0
    found = []
    for word in words[: len(window.words) - 1]:
        if chosen and chosen + len(word) > wanted:
            continue
        found.append(word)
        chosen += len(word)
    return sorted(found, key=lambda word: word.start)


def _hide(
    window: _Window, words: Sequence[range], vocabulary: _Vocabulary, chance: random.Random
) -> Masked:
    ids = list(window.ids)
    for word in words:
        fate = chance.random()
        for place in word:
            if fate < 0.8:
                ids[place] = vocabulary.mask
            elif fate < 0.9:
                ids[place] = chance.choice(vocabulary.pieces)
    places = tuple(place for word in words for place in word)
    targets = tuple(vocabulary.targets[window.ids[place]] for place in places)
    return Masked(tuple(ids), places, targets)


def _loss(model: MaskedModel, items: Sequence[Masked]) -> Tensor:
    return nn.functional.cross_entropy(model(items), _targets(items))


def _targets(items: Sequence[Masked]) -> Tensor:
    return torch.tensor([target for item in items for target in item.targets])


def _evaluate(model: MaskedModel, items: Sequence[Masked]) -> Mapping[str, float]:
    found = total = 0
    surprise = 0.0
    for batch in sorted_batches([len(item.ids) for item in items], _EVALUATION_PIECES):
        some = [items[place] for place in batch]
        scores, targets = model(some), _targets(some)
        surprise += float(nn.functional.cross_entropy(scores, targets, reduction="sum"))
        found += int((scores.argmax(dim=1) == targets).sum())
        total += len(targets)
    return {"accuracy": found / total, "surprise": surprise / total}


def adapt(
    backbone: Backbone,
    texts: Sequence[str],
    *,
    method: MethodSettings,
    masks: MaskSettings,
    training: LoopSettings,
    folder: Path,
    languages: Sequence[str] = (),
    progress: Callable[[Record], None] | None = None,
) -> History:
    """Adapt a pretrained encoder to texts and save what changed as a model folder.

    What is learnt on top of it later is told apart with `lowrank.combine`, so that a task's model
    still needs nothing but the shared encoder. Raises ModelError when the texts are too few.
    """
    prepare(backbone, method)
    job = masked_job(backbone, texts, masks)
    total = count_steps(job, training)
    job = replace(
        job,
        penalty=(lambda: penalty(backbone)) if method.method == "adalora" else None,
        after_step=lambda step: after_step(backbone, step, total),
    )
    with computing_on(training.device, job.module):
        history = fit(job, training, folder=folder, progress=progress)
    info = ModelInfo("encoder", (), backbone.name, method, languages=tuple(languages))
    save_model(folder, info, changes(backbone), {})
    return history
