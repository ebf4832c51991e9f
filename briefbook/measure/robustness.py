"""How much a model loses when texts are not as clean as its training data.

The same examples are changed by rule and measured against the same labels, moved along, in the
manner of behavioural checklists (Ribeiro et al. 2020).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from briefbook.errors import SettingsError
from briefbook.labels.examples import Example
from briefbook.measure.perturbations import PERTURBATIONS
from briefbook.measure.spans import measure_spans
from briefbook.measure.tally import Tally

Predict = Callable[[Sequence[Example]], Sequence[Example]]
Score = Callable[[Sequence[Example], Sequence[Example]], Tally]


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """Scores on examples as they are, and as perturbations leave them."""

    clean: Tally
    perturbed: dict[str, tuple[float, Tally]]  # the share of examples that changed, and the counts

    def as_dict(self) -> dict[str, Any]:
        """Return F1 for JSON: clean, and of each perturbation with what it costs."""
        clean = self.clean.micro().f1
        return {
            "clean": {"f1": round(clean, 4)},
            **{
                name: {
                    "f1": round(counts.micro().f1, 4),
                    "loss": round(clean - counts.micro().f1, 4),
                    "changed": round(changed, 4),
                }
                for name, (changed, counts) in self.perturbed.items()
            },
        }


def perturb(example: Example, name: str, *, seed: int = 0) -> tuple[Example, str]:
    """Return the example as the perturbation `name` leaves it, and the name.

    The id stays and labels move along. The same seed changes the same example in the same way,
    whatever was changed before it.

    Raises SettingsError when there is no such perturbation.
    """
    if name not in PERTURBATIONS:
        raise SettingsError(f"no perturbation {name}; known are: {', '.join(PERTURBATIONS)}")
    chance = Random(f"{seed}\x1f{name}\x1f{example.id}\x1f{example.text}")
    return PERTURBATIONS[name](example, chance), name


def measure_robustness(
    gold: Sequence[Example],
    predict: Predict,
    *,
    score: Score | None = None,
    names: Collection[str] = tuple(PERTURBATIONS),
    given: bool = False,
    seed: int = 0,
) -> Robustness:
    """Score what a model predicts on the examples and on each perturbation of them.

    `predict` gets examples without relations, and without mentions unless they are `given`.
    `score` counts what is right; strict spans if None. A perturbation that changes no example (case
    in Chinese, width in English) is left out.
    """
    count = score or _strict_spans
    perturbed = {}
    for name in names:
        changed = [perturb(example, name, seed=seed)[0] for example in gold]
        share = sum(one.text != other.text for one, other in zip(gold, changed, strict=True))
        if share:
            found = predict([_bare(example, given) for example in changed])
            perturbed[name] = (share / len(gold), count(changed, found))
    return Robustness(count(gold, predict([_bare(one, given) for one in gold])), perturbed)


def _bare(example: Example, given: bool) -> Example:
    return replace(example, mentions=example.mentions if given else (), relations=())


def _strict_spans(gold: Sequence[Example], predicted: Sequence[Example]) -> Tally:
    return measure_spans(gold, predicted).strict
