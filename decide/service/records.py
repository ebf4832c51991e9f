"""The words of customer service."""

from dataclasses import dataclass

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Pair:
    """A request of the past and the answer it was given."""

    id: str  # of the ticket, so that the answer leads back to it
    request: str
    answer: str
    intent: str


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """When a request is answered without a person."""

    most_wrong: float = 0.1  # share of the answers given that may be wrong
    # Share of requests that no past answer fits; the threshold is chosen for such a mixture.
    unknown: float = 0.2
    people: tuple[str, ...] = ()  # intents that people always take
    nearest: int = 3  # past requests that are shown

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if not 0 < self.most_wrong < 1 or not 0 <= self.unknown < 1:
            raise SettingsError("service: most_wrong and unknown are shares between 0 and 1")


@dataclass(frozen=True, slots=True)
class Known:
    """A past pair and how near its request is."""

    pair: Pair
    likeness: float  # cosine of centred vectors, about 0 for what has nothing to do with it


@dataclass(frozen=True, slots=True)
class Reply:
    """What is done with a request, and why."""

    request: str
    chances: tuple[tuple[str, float], ...]  # intents, likeliest first
    nearest: tuple[Known, ...]  # best first; the answer of the first is that given
    likelihood: float  # that this answer is right
    hand_over: bool
    reasons: tuple[str, ...]

    @property
    def answer(self) -> str | None:
        """Return the answer, or None where a person must give it."""
        return None if self.hand_over or not self.nearest else self.nearest[0].pair.answer


@dataclass(frozen=True, slots=True)
class Level:
    """What answering from a likelihood on would have come to, on requests held out."""

    threshold: float
    answered: float  # share of the requests that a past answer fits
    wrong: float  # share of the answers, in the mixture that settings expect; a cautious estimate
