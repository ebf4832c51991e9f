"""What a reader of reports may set: the `[reports]` table of briefbook.toml."""

from dataclasses import dataclass

from briefbook.errors import SettingsError
from reports.strings import STRINGS


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """How pages are written; the defaults suit an archive of some hundred documents."""

    language: str = "en"  # of the words we write ourselves: "en" or "zh"
    max_quotes: int = 5  # shown for one claim, strongest first; the rest are counted
    quote_characters: int = 360  # a longer quote is cut; the source page shows it whole
    whole_pages: int = 12  # a source of at most so many pages is shown whole
    whole_characters: int = 60_000  # … and of at most so many characters
    neighbours: int = 1  # pages shown beside a quoted one, in a long source
    neighbour_blocks: int = 3  # … and blocks or table rows, where there are no pages

    def __post_init__(self) -> None:
        if self.language not in STRINGS:
            raise SettingsError(
                f"reports.language must be one of {', '.join(STRINGS)}, not {self.language!r}"
            )
        for name in ("max_quotes", "quote_characters"):
            if getattr(self, name) < 1:
                raise SettingsError(f"reports.{name} must be at least 1")
        for name in ("whole_pages", "whole_characters", "neighbours", "neighbour_blocks"):
            if getattr(self, name) < 0:
                raise SettingsError(f"reports.{name} must not be negative")
