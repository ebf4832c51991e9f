"""How classifiers are made."""

from dataclasses import dataclass, field

from briefbook.errors import SettingsError
from briefbook.learn.plan import LoopSettings
from briefbook.learn.tuned import MethodSettings


@dataclass(frozen=True, slots=True)
class TuneSettings:
    """How the encoder is tuned to tell labels apart."""

    method: MethodSettings = MethodSettings("full", frozen_layers=6)  # the upper half
    #: Epochs at most: of many texts fewer, see `tune.planned`. Nothing ends them sooner but time.
    loop: LoopSettings = LoopSettings(
        epochs=10, learning_rate=2e-4, patience=0, max_minutes=40, precision="float32"
    )
    most_pieces: int = 128  # of a text that are read, from its beginning and its end
    dropout: float = 0.1
    smoothing: float = 0.1  # share of certainty that is given to the other labels


@dataclass(frozen=True, slots=True)
class ClassifySettings:
    """What a classifier is made of."""

    tune: TuneSettings | None = field(default_factory=TuneSettings)  # None: no tuning; seconds
    least_tuned: int = 200  # examples from which on the encoder is tuned
    held_out: float = 0.1  # share of the examples that says how much each member counts
    most_held_out: int = 500
    # Share of texts in scope that may be taken for out of scope where no example of such is given.
    reject: float = 0.0

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if not 0 < self.held_out < 0.5 or not 0 <= self.reject < 0.5:
            raise SettingsError("classify: held_out and reject are shares below 0.5")
