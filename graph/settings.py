"""What a user may set about the graph: the `[graph]` table of `briefbook.toml`."""

from dataclasses import dataclass

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """How mentions are joined, and how the embedded graph server is run."""

    aliases: tuple[
        tuple[str, ...], ...
    ] = ()  # groups of names that name one thing, in any language
    min_confidence: float = 0.0  # facts less certain than this are left out
    batch_rows: int = 2000  # rows written in one transaction; messages are capped at 16 MB
    query_timeout_s: int = 60  # a query that takes longer is refused; embedded: fixed at its start
    start_timeout_s: int = 120  # how long to wait for the embedded server to answer
    idle_s: int = 300  # the embedded server stops after this long without a client
    memory_mb: int = 1024  # heap of the embedded server
    bolt_port: int = 0  # of the embedded server, on loopback; 0 takes any free one

    def __post_init__(self) -> None:
        _require(0.0 <= self.min_confidence <= 1.0, "min_confidence must be between 0 and 1")
        _require(1 <= self.batch_rows <= 5000, "batch_rows must be between 1 and 5000")
        _require(0 <= self.bolt_port <= 65535, "bolt_port must be between 0 and 65535")
        _require(self.memory_mb >= 128, "memory_mb must be 128 or more")
        for name in ("query_timeout_s", "start_timeout_s", "idle_s"):
            _require(getattr(self, name) >= 1, f"{name} must be 1 or more")


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise SettingsError(f"wrong value in table [graph]: {message}")
