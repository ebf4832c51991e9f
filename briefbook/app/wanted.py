"""What is asked of a digest."""

from dataclasses import dataclass, replace

from briefbook.app.periods import Period
from briefbook.records import DigestForm
from summarize.settings import SummarizeSettings, WriterName


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a digest; what is not said is as the settings have it."""

    form: DigestForm | None = None
    sentences: int | None = None  # at most
    words: int | None = None  # at most; two Chinese characters count as one
    language: str = ""
    writer: WriterName | None = None
    period: Period | None = None

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing is asked but what the stored digests are."""
        return self == Wanted()

    def settings(self, settings: SummarizeSettings) -> SummarizeSettings:
        """Return the settings with what is asked in them."""
        made = replace(
            settings,
            writer=self.writer or settings.writer,
            language=self.language or settings.language,
        )
        if self.sentences is None:
            return made
        return replace(
            made,
            document_sentences=self.sentences,
            entity_sentences=self.sentences,
            archive_sentences=self.sentences,
        )
