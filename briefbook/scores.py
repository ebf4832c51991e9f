"""Counts become precision, recall and F; shared by everything that is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scores:
    """How well a prediction matches gold, from counts."""

    correct: int  # predicted and in gold
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of what was predicted that is right; 0 when nothing was predicted."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of gold that was found; 0 when there is none."""
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall.

        >>> Scores(correct=3, predicted=4, gold=6).f1
        0.6
        """
        total = self.predicted + self.gold
        return 2 * self.correct / total if total else 0.0

    def as_dict(self) -> dict[str, float]:
        """Return the three figures, rounded to four places."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
        }
