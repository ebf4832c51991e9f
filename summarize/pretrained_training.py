"""A Hugging Face sequence-to-sequence model is tuned on pairs and written as one of its kind."""

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec
import torch
from peft import LoraConfig, LoraModel
from torch import Tensor, nn

from briefbook.errors import ModelError
from briefbook.learn.batches import sorted_batches
from briefbook.learn.device import computing_on
from briefbook.learn.journal import Record
from briefbook.learn.loop import History, Job, fit
from briefbook.learn.lora import fold
from briefbook.learn.plan import LoopSettings
from briefbook.learn.tuned import MethodSettings
from summarize.pairs import Pair
from summarize.pretrained import showing
from summarize.seq2seq import Seq2Seq, language_options, open_seq2seq, parts_that_fit, quiet

_LOG = logging.getLogger(__name__)

_IGNORED = -100  # what cross entropy does not count
_BATCH_PIECES = 4096  # that are scored at a time
#: What architectures call the layers that ask and that answer; the paper on LoRA tunes these two.
_ADAPTED = ("q", "v", "q_proj", "v_proj", "query", "value", "query_proj", "value_proj")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and what is to be written of it, in pieces."""

    source: tuple[int, ...]
    target: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many pieces it takes."""
        return len(self.source) + len(self.target)


@dataclass(frozen=True, slots=True)
class PretrainedTraining:
    """What came of it."""

    start: str  # "name@version" of the model that was tuned
    history: History
    scores: Mapping[str, float]  # on development data: how likely its summaries are
    shortened: int  # texts of which only the first part was learnt from, for the model reads less


def train_pretrained(
    train: Sequence[Pair],
    development: Sequence[Pair],
    folder: Path,
    *,
    start: str,
    method: MethodSettings | None = None,
    loop: LoopSettings | None = None,
    allow_network: bool = False,
    progress: Callable[[Record], None] | None = None,
) -> PretrainedTraining:
    """Tune the model called `start` and write it to `folder`, where `open_pretrained` finds it.

    Of the methods there are "full" (all but the word embeddings), "lora" (Hu et al. 2022, on
    queries and values) and "head" (the decoder). The weights are chosen by how likely they make
    the summaries of the development data. Raises ModelError when there is nothing to learn from,
    the model does not open, the method is another or the folder cannot be written.
    """
    method, loop = method or MethodSettings("lora"), loop or LoopSettings()
    opened = open_seq2seq(start, allow_network=allow_network)
    torch.manual_seed(loop.seed)  # of LoRA's first factors
    lessons, shortened = make_lessons(opened, train)
    if not lessons:
        raise ModelError("cannot train a summarizer: no pair of a text and its summary")
    held, _ = make_lessons(opened, development)
    tuner = _prepare(opened.model, method)
    with computing_on(loop.device, opened.model):
        job = _job(opened, lessons, held, method)
        history = fit(job, loop, folder=folder, progress=progress)
    if tuner is not None:
        fold(tuner)
    scores = dict(history.best.scores) if held else {}
    training = PretrainedTraining(opened.name, history, scores, shortened)
    _save(opened, folder, training, method)
    return training


def make_lessons(opened: Seq2Seq, pairs: Sequence[Pair]) -> tuple[list[Lesson], int]:
    """Return a lesson for each summary, and of how many texts only the first part is in them."""
    lessons, shortened = [], 0
    for pair in pairs:
        language_options(opened, pair.language, pair.language)
        parts = parts_that_fit(opened, pair.text, showing(opened, pair.language))
        shortened += len(parts) > 1
        for summary in pair.summaries:
            target = _target(opened, summary)
            if parts and target:
                lessons.append(Lesson(parts[0], target))
    if shortened:
        _LOG.warning("%d texts are longer than %s reads: beginnings only", shortened, opened.name)
    return lessons, shortened


def _target(opened: Seq2Seq, summary: str) -> tuple[int, ...]:
    if not summary.strip():
        return ()
    ids = list(opened.tokenizer(text_target=summary, verbose=False)["input_ids"])
    if ids[0] == opened.model.generation_config.decoder_start_token_id:
        ids = ids[1:]  # the decoder is given it anyway; learnt, it would be written without end
    return tuple(ids[: opened.writes])


def _prepare(model: nn.Module, method: MethodSettings) -> LoraModel | None:
    """Leave free what the method tunes; return what is to be folded in at the end."""
    words = model.get_input_embeddings().weight  # type: ignore[operator]
    model.requires_grad_(method.method == "full")
    match method.method:
        case "lora":
            return _add_lora(model, method)
        case "head":
            model.get_decoder().requires_grad_(True)  # type: ignore[operator]
        case "full":
            pass
        case other:
            raise ModelError(f"a model of this kind is tuned by full, lora or head, not {other}")
    words.requires_grad_(False)
    return None


def _add_lora(model: nn.Module, method: MethodSettings) -> LoraModel:
    targets = [
        name
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and name.rpartition(".")[2] in _ADAPTED
    ]
    if not targets:
        raise ModelError(f"cannot tune a {type(model).__name__} by lora: no layers of attention")
    config = LoraConfig(
        r=method.rank,
        lora_alpha=method.scale * method.rank,  # type: ignore[arg-type]
        lora_dropout=0.0,
        target_modules=targets,
    )
    return LoraModel(model, config, "default")


def _job(
    opened: Seq2Seq, lessons: Sequence[Lesson], held: Sequence[Lesson], method: MethodSettings
) -> Job[Lesson]:
    model = opened.model

    def loss(some: Sequence[Lesson]) -> Tensor:
        total, count = _unlikely(opened, some)
        return total / count

    def evaluate() -> dict[str, float]:
        if not held:
            return {}
        sums = torch.zeros(2)
        for batch in sorted_batches([lesson.size for lesson in held], _BATCH_PIECES):
            sums += torch.stack(_unlikely(opened, [held[place] for place in batch])).cpu()
        return {"likelihood": math.exp(-float(sums[0] / sums[1]))}

    return Job(
        module=model,
        items=lessons,
        size=lambda lesson: lesson.size,
        loss=loss,
        evaluate=evaluate,
        head=model.get_decoder() if method.method == "head" else nn.Module(),
        chooses="likelihood",
    )


def _unlikely(opened: Seq2Seq, lessons: Sequence[Lesson]) -> tuple[Tensor, Tensor]:
    """Return how unlikely the summaries are, summed over their pieces, and how many those are."""
    model, padding = opened.model, opened.tokenizer.pad_token_id or 0
    source = _padded([lesson.source for lesson in lessons], padding)
    mask = _padded([[1] * len(lesson.source) for lesson in lessons], 0)
    target = _padded([lesson.target for lesson in lessons], _IGNORED)
    before = _before(model, target, padding)
    logits = model(input_ids=source, attention_mask=mask, decoder_input_ids=before).logits
    total = nn.functional.cross_entropy(
        logits.float().flatten(0, 1), target.flatten(), ignore_index=_IGNORED, reduction="sum"
    )
    return total, (target != _IGNORED).sum()


def _before(model: Any, target: Tensor, padding: int) -> Tensor:
    """Return what the decoder has written when each piece is due."""
    if hasattr(model, "prepare_decoder_input_ids_from_labels"):  # mBART's begins with a language
        before: Tensor = model.prepare_decoder_input_ids_from_labels(labels=target)
        return before
    first = torch.full_like(target[:, :1], model.generation_config.decoder_start_token_id)
    return torch.cat([first, target[:, :-1].masked_fill(target[:, :-1] == _IGNORED, padding)], 1)


def _padded(rows: Sequence[Sequence[int]], padding: int) -> Tensor:
    longest = max(len(row) for row in rows)
    return torch.tensor([[*row, *[padding] * (longest - len(row))] for row in rows])


def _save(
    opened: Seq2Seq, folder: Path, training: PretrainedTraining, method: MethodSettings
) -> None:
    metrics = {
        "start": training.start,
        "method": asdict(method),
        "development": dict(training.scores),
        "shortened": training.shortened,
        "stopped": training.history.stopped,
    }
    try:
        with quiet():
            opened.model.save_pretrained(folder)
            opened.tokenizer.save_pretrained(folder)
        data = msgspec.json.format(msgspec.json.encode(metrics), indent=2)
        (folder / "metrics.json").write_bytes(data + b"\n")
    except OSError as error:
        raise ModelError(f"cannot write the model {folder}: {error.strerror}") from error
