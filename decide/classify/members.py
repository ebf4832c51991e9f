"""The members of a committee: each is fitted alone and scores texts alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from decide.classify.context import Context, ContextModel, fit_context, score_context
from decide.classify.examples import Floats, Task, Truth
from decide.classify.linear import LinearModel, LinearSettings, fit_linear, score_linear
from decide.classify.vectors import (
    MEMBERS,
    VectorModel,
    Vectors,
    fit_vectors,
    score_vectors,
)

#: The lines of a committee, by the name of the member.
LINES: Mapping[str, LinearSettings] = {
    "line words": LinearSettings("words", strength=2.0),
    "line characters": LinearSettings("characters", strength=1.0),
    "line ratios": LinearSettings("words", ratios=True, strength=0.03),
}
CONTEXT = "graph"
TUNED = "tuned"


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts with what is known of them before anybody judges."""

    texts: tuple[str, ...]
    vectors: Vectors  # (texts, H) unit vectors
    contexts: tuple[Context, ...] = ()  # none: the graph is not asked

    def part(self, places: Sequence[int]) -> "Texts":
        """Return some of them."""
        contexts = tuple(self.contexts[place] for place in places) if self.contexts else ()
        texts = tuple(self.texts[place] for place in places)
        return Texts(texts, self.vectors[list(places)], contexts)


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Those that are quick to fit; the tuned encoder is apart."""

    lines: Mapping[str, LinearModel] = field(default_factory=dict)
    vectors: VectorModel | None = None
    context: ContextModel | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return what they are called."""
        return (
            *self.lines,
            *(MEMBERS if self.vectors else ()),
            *((CONTEXT,) if self.context else ()),
        )


def fit_members(
    texts: Texts, truth: Truth, task: Task, names: Vectors, like: Members | None = None
) -> Members:
    """Fit all members that are quick to fit; `names` are vectors of the labels' names.

    What is chosen by the texts is chosen as it was for the members `like` these.
    """
    strength = like.vectors.strength if like and like.vectors else None
    vectors = fit_vectors(texts.vectors, truth, names, strength=strength)
    lines = {
        name: fit_linear(texts.texts, truth, task, settings) for name, settings in LINES.items()
    }
    context = fit_context(texts.contexts, truth, task) if texts.contexts else None
    return Members(lines, vectors, context)


def score_members(members: Members, texts: Texts) -> dict[str, Floats]:
    """Return what each member says of texts: texts × labels."""
    found = {name: score_linear(model, texts.texts) for name, model in members.lines.items()}
    if members.vectors:
        found |= score_vectors(members.vectors, texts.vectors)
    if members.context:
        contexts = texts.contexts or ((),) * len(texts.texts)
        found[CONTEXT] = score_context(members.context, contexts)
    return found


def keep(members: Members, names: Sequence[str]) -> Members:
    """Return the members that are called so; vectors serve three of them."""
    wanted = set(names)
    return Members(
        {name: model for name, model in members.lines.items() if name in wanted},
        members.vectors if wanted & set(MEMBERS) else None,
        members.context if CONTEXT in wanted else None,
    )


def joined(
    parts: Sequence[Mapping[str, Floats]], places: Sequence[Sequence[int]]
) -> dict[str, Floats]:
    """Put scores of parts of the texts into the order of the texts, which the parts make up."""
    order = np.argsort(np.concatenate([np.asarray(one, np.intp) for one in places]))
    names = parts[0].keys()
    return {name: np.concatenate([part[name] for part in parts])[order] for name in names}
