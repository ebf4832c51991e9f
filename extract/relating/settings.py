"""What may be set about reading relations."""

from dataclasses import dataclass
from typing import Literal

from briefbook.errors import SettingsError

#: How many relations two mentions may have: one in all, one in each direction, or any number.
Choice = Literal["pair", "direction", "many"]


@dataclass(frozen=True, slots=True)
class RelationSettings:
    """How relations are learnt and read."""

    choice: Choice | Literal["auto"] = "auto"  # auto: as the training data has it
    window_pieces: int = 510  # at most, read at a time; markers and context counted
    context_pieces: int = 0  # of the text around, and of neighbours in the document, either side
    max_distance: int = 0  # pieces between two mentions; 0: a little more than in training
    join_mentions: bool = True  # mentions of one entity are read as one thing, where data has them
    negatives: int = 200  # most pairs without a relation that a window teaches
    dropout: float = 0.1

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if self.window_pieces < 16 or self.context_pieces < 0 or self.max_distance < 0:
            raise SettingsError(
                "relations: window_pieces must be ≥ 16, context_pieces and max_distance ≥ 0"
            )
        if 2 * self.context_pieces + 16 > self.window_pieces:
            raise SettingsError("relations: context_pieces leave no room in window_pieces")

    @property
    def fixed_choice(self) -> Choice | None:
        """The choice that was set; None: learn it."""
        return None if self.choice == "auto" else self.choice
