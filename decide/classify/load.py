"""A classifier at work: texts go in, labels come out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from briefbook.learn.backbone import own_encoder
from briefbook.learn.modelfolder import version
from briefbook.learn.settings import EncoderSettings
from decide.classify.committee import mix
from decide.classify.context import Context
from decide.classify.examples import Floats
from decide.classify.members import Texts
from decide.classify.scope import in_scope, read_signs
from decide.classify.store import Stored, load_classifier
from decide.classify.trying import Panel, score_panel
from decide.rank import TextEncoder

_SHOWN = 5  # labels, likeliest first


@dataclass(frozen=True, slots=True)
class Decision:
    """What a text is taken for."""

    labels: tuple[str, ...]  # likeliest first; none: none fits, or it is out of scope
    score: float  # how likely the first of them is right; of none, how likely none is
    chances: tuple[tuple[str, float], ...]  # the likeliest labels, also those that are not given
    in_scope: float | None = None  # how likely a label fits at all; None: that is not told


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """A classifier for use; get one from `open_classifier`."""

    name: str  # "model@version"
    stored: Stored
    embedder: TextEncoder | None  # None: no member needs vectors

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels that it knows."""
        return self.stored.task.labels

    def read(self, texts: Sequence[str], contexts: Sequence[Context] = ()) -> Texts:
        """Return texts with the vectors that members need."""
        if self.embedder is not None:
            vectors = self.embedder.embed(texts, kind="query")
        else:
            vectors = np.zeros((len(texts), 0), np.float32)
        return Texts(tuple(texts), vectors, tuple(contexts))

    def chances(self, texts: Texts) -> tuple[Floats, Mapping[str, Floats]]:
        """Return the probability of each label for each text, and what each member says."""
        panel = Panel(self.stored.members, self.stored.tuned)
        scores = score_panel(panel, texts)
        return mix(self.stored.committee, scores, self.stored.task), scores

    def classify(self, texts: Sequence[str], contexts: Sequence[Context] = ()) -> list[Decision]:
        """Return what each text is taken for."""
        if not texts:
            return []
        read = self.read(texts, contexts)
        chances, scores = self.chances(read)
        inside = self._inside(read, chances, scores)
        return [
            self.decide(row, float(inside[place]) if inside is not None else None)
            for place, row in enumerate(chances)
        ]

    def _inside(self, texts: Texts, chances: Floats, scores: Mapping[str, Floats]) -> Floats | None:
        stored = self.stored
        if stored.scope is None or stored.known is None:
            return None
        return in_scope(stored.scope, read_signs(chances, scores, texts.vectors, stored.known))

    def decide(self, row: Floats, inside: float | None) -> Decision:
        """Return what follows from the probabilities of labels and of being in scope."""
        order = np.argsort(-row, kind="stable")
        shown = tuple((self.labels[place], round(float(row[place]), 6)) for place in order[:_SHOWN])
        scope = self.stored.scope
        if inside is not None and scope and inside < scope.threshold:
            return Decision((), 1 - inside, shown, inside)
        if not self.stored.task.multiple:
            return Decision((shown[0][0],), shown[0][1], shown, inside)
        given = [place for place in order if row[place] >= self.stored.committee.threshold]
        labels = tuple(self.labels[place] for place in given)
        score = shown[0][1] if given else float(np.prod(1 - row))
        return Decision(labels, score, shown, inside)


def open_classifier(
    folder: Path, embedder: TextEncoder, encoder: EncoderSettings | None = None
) -> Classifier:
    """Load the classifier in a model folder.

    Raises ModelError when the folder holds none, is damaged, or belongs to another encoder.
    """
    stored = load_classifier(folder, own_encoder(folder, encoder))
    needs = stored.members.vectors is not None or stored.scope is not None
    name = f"{folder.absolute().name}@{version(folder)}"
    return Classifier(name, stored, embedder if needs else None)
