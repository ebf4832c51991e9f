"""What every writer of digests looks like, be it our model, another or a service."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from briefbook.records import DigestForm


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be written."""

    form: DigestForm = "abstract"
    language: str = "en"  # of the text and of what is written
    least_words: int = 0
    most_words: int = 60  # two Chinese characters count as one word, as in `words.length`


class Writer(Protocol):
    """Something that turns the chosen sentences of a text into a digest nobody has checked yet."""

    @property
    def producer(self) -> str:
        """Who writes: "name@version"."""

    def write(self, texts: Sequence[str], wish: Wish) -> list[str]:
        """Return what it writes of each text, on its own; empty where it has nothing to say.

        A text holds one chosen sentence a line. The same text gives the same digest in any batch.
        """
