"""How passages are searched and answers chosen; the TOML table `[decide]`."""

from dataclasses import dataclass

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class DecideSettings:
    """Settings of search and answers."""

    passages: int = 5  # passages read for an answer, best first
    sentences: int = 3  # the most an answer quotes from passages
    facts: int = 3  # the most an answer states from the graph
    # A sentence must be this likely to answer, or the archive does not say; a higher threshold
    # abstains more and errs less. Measured with 0.3 on articles that were not tuned on: of the
    # questions that have an answer 75 % (English) to 95 % (Chinese) are answered, of those without
    # one at most 2 % are, and 3 to 10 % where only the passage with the answer is taken away.
    min_confidence: float = 0.3
    # Sentences after the first must be at least this part as likely as the first.
    min_share: float = 0.5
    # The same where a reader says what it finds in each sentence: how likely its words are right.
    min_reading: float = 0.27
    # A fact must have at least this confidence to be stated in an answer.
    min_fact_confidence: float = 0.5

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if min(self.passages, self.sentences) < 1 or self.facts < 0:
            raise SettingsError("decide: passages and sentences must be at least 1")
        for name in ("min_confidence", "min_share", "min_reading", "min_fact_confidence"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise SettingsError(f"decide.{name} must be between 0 and 1")
