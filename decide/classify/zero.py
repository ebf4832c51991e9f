"""Labels without any example: texts are compared with what the labels' names mean.

What all names have in common is taken off before, or a name that is near everything would get
everything (the prior correction of Zhao et al. 2021, "Calibrate before use", on vectors).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from briefbook.errors import LabelsError
from decide.classify.committee import Committee
from decide.classify.examples import Task
from decide.classify.load import Classifier
from decide.classify.members import Members
from decide.classify.store import Stored
from decide.classify.vectors import VectorModel, embed_names
from decide.rank import TextEncoder

_SCALE = 15.0  # of similarities, so that probabilities are about how often they are right


def zero_classifier(
    labels: Sequence[str], embedder: TextEncoder, told: Mapping[str, str] | None = None
) -> Classifier:
    """Return a classifier that knows labels by their names, or by what is `told` of them.

    Raises LabelsError when there are not two labels.
    """
    if len(set(labels)) < 2:
        raise LabelsError("two labels or more are needed to choose between")
    task = Task(tuple(sorted(set(labels))), multiple=False)
    names = embed_names(task.labels, embedder, told or {})
    center = names.mean(axis=0)
    shifted = names - center
    unit = shifted / np.maximum(np.linalg.norm(shifted, axis=1, keepdims=True), 1e-12)
    nothing = np.zeros_like(names)
    model = VectorModel(
        center=center,
        spread=np.ones_like(center),
        weights=nothing,
        bias=np.zeros(len(names), np.float32),
        middles=nothing,
        names=unit.astype(np.float32),
    )
    stored = Stored(task, Committee({"names": _SCALE}), Members(vectors=model))
    return Classifier(f"names@{embedder.name}", stored, embedder)
