"""What a request wants, by a committee of quick classifiers that is fitted to the past pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from decide.classify.committee import Committee, fit_committee, mix
from decide.classify.examples import Floats, LabelledText, Task, deal, task_of, truth_of
from decide.classify.members import Members, Texts, fit_members, joined, score_members
from decide.classify.vectors import Vectors, embed_names
from decide.rank import TextEncoder

_PARTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Intents:
    """A fitted committee."""

    task: Task
    committee: Committee
    members: Members
    names: Vectors  # of the intents' names

    def chances(self, requests: Sequence[str], vectors: Vectors) -> Floats:
        """Return the probability of each intent for each request; columns as `task.labels`."""
        scores = score_members(self.members, Texts(tuple(requests), vectors))
        return mix(self.committee, scores, self.task)


def learn_intents(
    requests: Sequence[str], vectors: Vectors, intents: Sequence[str], encoder: TextEncoder
) -> tuple[Intents, Floats]:
    """Fit the committee; return it with what it says of each request when that is held out.

    Raises LabelsError when there are not two intents.
    """
    examples = [
        LabelledText(request, (intent,)) for request, intent in zip(requests, intents, strict=True)
    ]
    task = task_of(examples)
    truth = truth_of(task, examples)
    names = embed_names(task.labels, encoder, {})
    texts = Texts(tuple(requests), vectors)
    dealt = deal(examples, _PARTS)
    held = [np.flatnonzero(dealt == part).tolist() for part in range(_PARTS)]
    held = [places for places in held if places]
    found = []
    for places in held:
        rest = [place for place in range(len(examples)) if place not in set(places)]
        members = fit_members(texts.part(rest), truth[rest], task, names)
        found.append(score_members(members, texts.part(places)))
    scores = joined(found, held)
    committee = fit_committee(scores, truth, task)
    members = fit_members(texts, truth, task, names)
    return Intents(task, committee, members, names), mix(committee, scores, task)


def refit(
    intents: Intents, requests: Sequence[str], vectors: Vectors, wanted: Sequence[str]
) -> Intents:
    """Fit the members to other examples; how much each counts stays."""
    examples = [
        LabelledText(request, (intent,)) for request, intent in zip(requests, wanted, strict=True)
    ]
    task = task_of(examples)
    kept = [intents.task.labels.index(label) for label in task.labels]
    names = intents.names[kept]
    members = fit_members(Texts(tuple(requests), vectors), truth_of(task, examples), task, names)
    return Intents(task, intents.committee, members, names)
