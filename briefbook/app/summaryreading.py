"""Texts as a writer is given them: the sentences that were chosen, one a line.

A writer is tuned on what it will see in a run, and never on the rest of a text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from briefbook.app.progress import Reporter
from briefbook.app.summary_scores import document_of
from summarize.digest import digest_document
from summarize.pairs import Pair
from summarize.settings import SummarizeSettings
from summarize.writing import Wish


@dataclass(slots=True)
class _Listener:
    """A writer that only notes what it is given."""

    producer: str = "listener@0"
    given: list[str] = field(default_factory=list)

    def write(self, texts: Sequence[str], wish: Wish) -> list[str]:
        """Note the texts, and have nothing to say of them."""
        self.given += texts
        return [""] * len(texts)


def choose_for_writer(
    pairs: Sequence[Pair], settings: SummarizeSettings, *, reporter: Reporter
) -> list[Pair]:
    """Return pairs whose texts are the sentences that a writer is given of them.

    Raises LabelsError when a text holds nothing to read.
    """
    found = []
    with reporter.stage("choose sentences", len(pairs)) as advance:
        for pair in pairs:
            found.append(_chosen(pair, settings))
            advance(pair.id)
    return found


def _chosen(pair: Pair, settings: SummarizeSettings) -> Pair:
    listener = _Listener()
    digest_document(
        document_of(pair), None, settings, form=pair.form, writer=listener, query=pair.query
    )
    lines = tuple(line for text in listener.given for line in text.split("\n") if line.strip())
    return replace(pair, text="\n".join(lines), sentences=lines) if lines else pair
