"""A relation extractor goes on learning, new predicates or a new domain, without forgetting.

As with taggers, old examples are rehearsed and the weights that they rely on are held on to; how,
`learn.guard` says. Predicates that one set of data was not labelled for are not taken for absent in
it. The head grows by what is new; markers and outputs of the old stay what they were.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import Backbone, open_backbone, own_encoder
from briefbook.learn.continuing import all_changes, open_start
from briefbook.learn.device import computing_on
from briefbook.learn.guard import GuardSettings, grow, guarded
from briefbook.learn.journal import Record
from briefbook.learn.loop import fit
from briefbook.learn.modelfolder import ModelInfo, read_info, save_model
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings
from extract.relating.asking import asks_for_pairs, spell_out_all
from extract.relating.dataset import Lesson, count_unreached, make_lessons
from extract.relating.load import KIND, make_reader, read_head, write_head
from extract.relating.model import PairClassifier
from extract.relating.reading import Reader
from extract.relating.settings import RelationSettings
from extract.relating.task import Task, learn_task
from extract.relating.train import (
    Training,
    farthest,
    find_temperature,
    make_job,
    score,
    with_method,
)

_ASSERTED = ("asserted",)  # all that a model says which does not tell assertions apart


def continue_relations(
    model: Path,
    train: Sequence[Example],
    old: Sequence[Example],
    development: Sequence[Example],
    folder: Path,
    *,
    guard: GuardSettings | None = None,
    fresh: MethodSettings | None = None,
    loop: LoopSettings | None = None,
    encoder: EncoderSettings | None = None,
    progress: Callable[[Record], None] | None = None,
) -> Training:
    """Tune the extractor in `model` on with `train`, and write what becomes of it to `folder`.

    `old` are examples of what it knows; its method and the way it reads stay. `development` should
    hold both, each through `told`. With `fresh` its encoder is left alone and an adapter is learnt
    on top. Raises ModelError when `model` is no relation extractor or belongs to another encoder,
    and when there is nothing to learn from.
    """
    loop, guard = loop or LoopSettings(), guard or GuardSettings()
    info, before, settings = _read(model)
    train, old = told(spell_out_all(train)), told(spell_out_all(old))
    task = grow_task(before, train)
    torch.manual_seed(loop.seed)  # of the head's new weights
    backbone = open_backbone(own_encoder(model, encoder), dropout=settings.dropout)
    start = open_start(model, backbone, fresh)
    reader, lessons = _teach(backbone, before, task, settings, train)
    known = _lessons(reader, before, settings, old)
    classifier = PairClassifier(backbone, reader.task, dropout=settings.dropout)
    classifier.head.load_state_dict(grow(classifier.head.state_dict(), start.head))
    with computing_on(loop.device, classifier):
        job = guarded(
            make_job(classifier, reader, lessons, development), known, guard, seed=loop.seed
        )
        job = with_method(job, backbone, start.tuned, loop)
        history = fit(job, loop, folder=folder, progress=progress)
        temperature = find_temperature(classifier, reader, development)
        scores = score(classifier, reader, development, temperature)
    learnt = replace(
        info,
        labels=task.predicates,
        encoder=backbone.name,
        method=start.whole,
        head=write_head(reader.task, settings),
        temperatures={KIND: temperature},
        languages=tuple(sorted({*info.languages, *(one.language for one in train)} - {""})),
        files={},
    )
    save_model(folder, learnt, all_changes(start), classifier.head.state_dict())
    return Training(learnt, history, count_unreached(reader, train), scores)


def _read(model: Path) -> tuple[ModelInfo, Task, RelationSettings]:
    info = read_info(model)
    if info.kind != KIND:
        raise ModelError(f"cannot go on from {model}: it holds a model of kind {info.kind!r}")
    return info, *read_head(info.head, model)


def told(examples: Sequence[Example]) -> list[Example]:
    """Say which predicates were looked for where that was not said: those that occur in any."""
    predicates = sorted({one.predicate for example in examples for one in example.relations})

    def looked_for(example: Example) -> tuple[str, ...]:
        named = set(example.looked_for) & set(predicates)
        return example.looked_for if named else (*example.looked_for, *predicates)

    return [replace(example, looked_for=looked_for(example)) for example in examples]


def grow_task(task: Task, train: Sequence[Example]) -> Task:
    """Return a task with what is new in `train` after what was there, number by number.

    How many relations two things may have stays as it was learnt.
    """
    new = learn_task(train)
    if not new.predicates:
        raise ModelError("cannot go on learning relations: no example holds a relation")
    return replace(
        task,
        labels=_with(task.labels, new.labels),
        predicates=_with(task.predicates, new.predicates),
        ties=tuple(sorted({*task.ties, *new.ties})),
        assertions=_with(task.assertions or _ASSERTED, new.assertions)
        if new.assertions
        else task.assertions,
        pairs_given=task.pairs_given and new.pairs_given,
    )


def _with(old: Sequence[str], new: Iterable[str]) -> tuple[str, ...]:
    return (*old, *(one for one in new if one not in old))


def _teach(
    backbone: Backbone,
    before: Task,
    task: Task,
    settings: RelationSettings,
    train: Sequence[Example],
) -> tuple[Reader, list[Lesson]]:
    """Return the lessons, and how texts are read: as far as these and the old ones reach."""
    anywhere = make_reader(backbone, replace(task, longest=settings.max_distance), settings)
    lessons = _lessons(anywhere, before, settings, train)
    longest = max(task.longest, farthest(settings, lessons)) if task.longest else 0
    return make_reader(backbone, replace(task, longest=longest), settings), lessons


def _lessons(
    reader: Reader, before: Task, settings: RelationSettings, examples: Sequence[Example]
) -> list[Lesson]:
    """Return the lessons of one set of data.

    If all in it is asserted, although the model told assertions apart `before`, it was not labelled
    for them.
    """
    kinds = {one.assertion for example in examples for one in example.relations}
    task = replace(reader.task, pairs_given=asks_for_pairs(examples))
    if before.assertions and kinds <= {*_ASSERTED}:
        task = replace(task, assertions=())
    return make_lessons(replace(reader, task=task), examples, negatives=settings.negatives)
