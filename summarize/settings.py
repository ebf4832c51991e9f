"""How digests and timelines are made; the TOML table `[summarize]`."""

from dataclasses import dataclass

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class SummarizeSettings:
    """Settings of digests; the weights were chosen on news with known summaries."""

    document_sentences: int = 4  # of a document's digest
    entity_sentences: int = 5  # of an entity's
    archive_sentences: int = 8  # of the archive's
    # Sentences compared with each other at most: the comparison grows with their square.
    compared: int = 300
    # What makes a sentence worth showing. Each measure lies between 0 and 1.
    centrality: float = 1.0  # how much the others say the same
    position: float = 1.0  # how early it stands
    heading: float = 0.3  # how much of the title and its heading it takes up
    density: float = 0.3  # how many names and relations were found in it
    # What a sentence loses that repeats one chosen before; with half its words, half of this.
    redundancy: float = 0.5
    # What it loses for each sentence already chosen from the same document.
    same_document: float = 0.3
    # Digests of entities and of the archive are rather short than padded: a sentence worth less
    # than this share of the best one is left out.
    least_share: float = 0.25

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        counts = (self.document_sentences, self.entity_sentences, self.archive_sentences)
        if min(*counts, self.compared) < 1:
            raise SettingsError("summarize: numbers of sentences must be at least 1")
        weights = (self.centrality, self.position, self.heading, self.density, self.redundancy)
        if min(*weights, self.same_document, self.least_share) < 0:
            raise SettingsError("summarize: weights must not be negative")
