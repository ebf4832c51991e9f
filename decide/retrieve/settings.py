"""How the graph takes part in search; the TOML table `[retrieve]`."""

from dataclasses import dataclass

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class RetrieveSettings:
    """Settings of search with the graph."""

    graph: bool = True  # False: text alone, whatever is asked
    candidates: int = 60  # passages taken from each of the two rankings of text
    least_path: float = 0.3  # how sure a way must be for what it leads to to come before the rest
    # What counts beside the ranking by meaning: the walk over the graph, passages that say a tie
    # that was followed, and passages about what the best passages name.
    walk_weight: float = 0.5
    fact_weight: float = 0.25
    beside_weight: float = 1.0
    reranked: int = 12  # best passages that a reader, if there is one, puts in order

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if self.candidates < 1 or self.reranked < 0:
            raise SettingsError("retrieve: candidates must be at least 1 and reranked not below 0")
        if not 0.0 <= self.least_path <= 1.0 or self.walk_weight < 0:
            raise SettingsError(
                "retrieve.least_path must be between 0 and 1, walk_weight not below 0"
            )
