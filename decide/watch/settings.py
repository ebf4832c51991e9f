"""How changes are told from chance; the TOML table `[watch]`."""

from dataclasses import dataclass
from typing import Literal

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """Settings of early warning; what each test does is in `docs/watch.md`."""

    #: Into what time is cut; "auto": the finest in which the archive has five documents on average.
    period: Literal["auto", "day", "week", "month"] = "auto"
    #: What a count is held against: all documents of the period, so that an archive that grows does
    #: not make everything in it burst, or the days of the period.
    exposure: Literal["documents", "days"] = "documents"
    baseline: int = 24  # periods before it that a period is compared with, at most
    least_baseline: int = 8  # with fewer of them nothing is tested
    sustained: int = 4  # periods that rise or fall together
    #: Of the alerts of counts and tone, the share that may be false (Benjamini-Hochberg); where
    #: nothing changes at all, the chance that a run has any.
    false_alarms: float = 0.05
    least_documents: int = 3  # fewer documents in a period are no burst and have no sentiment
    permutations: int = 99999  # draws of the test of sentiment where fewer cannot tell
    recent: int = 12  # periods, counted back from the last one, in which news is still news
    hops: int = 3  # facts between two watched entities, at most, to be called a connection
    hub: int = 50  # what has more facts than this connects nothing
    min_confidence: float = 0.5  # of facts that are told
    #: New documents and facts of a watched entity or topic are told too, as notes.
    notes: bool = True
    evidence: int = 5  # places that an alert quotes, at most
    rows: int = 20  # rows of a saved query that an alert shows, at most

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        counts = (self.sustained, self.least_documents, self.hops, self.hub, self.evidence)
        if min(*counts, self.rows, self.recent) < 1:
            raise SettingsError("watch: counts must be at least 1")
        if not 3 <= self.least_baseline <= self.baseline:
            raise SettingsError("watch: least_baseline must be from 3 to baseline")
        if self.permutations < 99:
            raise SettingsError("watch.permutations must be at least 99")
        for name in ("false_alarms", "min_confidence"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise SettingsError(f"watch.{name} must be between 0 and 1")
