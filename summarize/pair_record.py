"""A text with the summaries that people wrote of it."""

from dataclasses import dataclass

from briefbook.records import DigestForm


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its summaries."""

    id: str
    text: str
    summaries: tuple[str, ...]  # one or several, equally good
    form: DigestForm = "abstract"
    language: str = "en"
    sentences: tuple[str, ...] = ()  # of the text, where the data give them
    query: str = ""  # what the summary is to be about; empty: everything
    relevant: tuple[str, ...] = ()  # parts of the text that it rests on, where the data say so
