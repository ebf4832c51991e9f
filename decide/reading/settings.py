"""What a reader is, besides the encoder and how that is tuned."""

from dataclasses import dataclass

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """How a question and a text are read together."""

    question_pieces: int = 48  # a longer question is cut
    window_pieces: int = 128  # of the text that are read at a time
    overlap: int = 32  # pieces that neighbouring windows share
    longest_answer: int = 32  # words, or Chinese characters
    hidden: int = 192  # values between the encoder's states and the decisions
    dropout: float = 0.1

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if min(self.question_pieces, self.window_pieces, self.longest_answer, self.hidden) < 1:
            raise SettingsError("a reader's sizes must be at least 1")
        if not 0 <= self.overlap < self.window_pieces:
            raise SettingsError("a reader's overlap must be smaller than its window")
