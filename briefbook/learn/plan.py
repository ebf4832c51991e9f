"""What may be set about training, and the plan of learning rates; quick to import."""

from dataclasses import dataclass
from typing import Literal

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """How every model is trained."""

    epochs: int = 10  # at most; `patience` and `max_minutes` may end it sooner
    learning_rate: float = 1e-4  # of the encoder, at its highest
    head_learning_rate: float = 1e-3  # of the new layers on top of it
    batch_pieces: int = 1024  # pieces computed at a time, padding counted
    accumulate: int = 1  # batches whose gradients make one step
    warmup_share: float = 0.1  # of the training, while the learning rates rise
    weight_decay: float = 0.01  # not on biases and norms
    clip: float = 1.0  # greatest length of the gradient
    patience: int = 3  # epochs without a better score before stopping; 0: never stop for that
    max_minutes: float = 0.0  # evaluations counted; 0: no limit
    evaluate_steps: int = 0  # steps between evaluations within an epoch; 0: only at its end
    log_steps: int = 10  # steps between lines of the journal
    seed: int = 1  # of the order of items, dropout and all else that is drawn
    device: Literal["auto", "cpu", "cuda"] = "auto"  # auto: a CUDA card if there is one
    precision: Literal["auto", "bf16", "float32"] = "auto"  # auto: bf16 where it is native
    adversary: Literal["none", "fgm", "pgd"] = "none"  # who shifts embeddings to mislead the model
    adversary_size: float = 0.05  # of that shift, as a share of the embeddings' own length
    average: float = 0.0  # decay of the moving average of weights, which is then used; 0: none
    checkpoint_minutes: float = 5.0  # between checkpoints at most; 0: one after every step

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        for name in ("epochs", "batch_pieces", "accumulate", "log_steps"):
            if getattr(self, name) < 1:
                raise SettingsError(f"training.{name} must be at least 1")
        for name in ("patience", "evaluate_steps", "max_minutes", "checkpoint_minutes"):
            if getattr(self, name) < 0:
                raise SettingsError(f"training.{name} must not be negative")
        for name in ("learning_rate", "head_learning_rate", "weight_decay", "adversary_size"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise SettingsError(f"training.{name} must be a number that is not negative")
        for name in ("warmup_share", "average"):
            if not 0 <= getattr(self, name) < 1:
                raise SettingsError(f"training.{name} must be at least 0 and below 1")
        if not self.clip > 0:
            raise SettingsError("training.clip must be above 0")


def rate_factor(share: float, warmup_share: float) -> float:
    """Return what the highest learning rate is multiplied by when `share` of training is done.

    It rises from 0 while warming up, then falls to 0, both in a straight line.

    >>> [round(rate_factor(share, 0.2), 2) for share in (0.1, 0.2, 0.6, 1.0)]
    [0.5, 1.0, 0.5, 0.0]
    """
    if share < warmup_share:
        return share / warmup_share
    return max(0.0, (1.0 - share) / (1.0 - warmup_share))
