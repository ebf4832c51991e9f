"""How digests and timelines are made; the TOML table `[summarize]`."""

from dataclasses import dataclass
from typing import Literal

from briefbook.errors import SettingsError

WriterName = Literal["auto", "extract", "model", "pretrained", "endpoint"]


@dataclass(frozen=True, slots=True)
class SummarizeSettings:
    """Settings of digests."""

    #: Who writes: "auto" is what measured better for the form and language (docs/summaries.md),
    #: "extract" quotes, "model" writes with the tuned model, "pretrained" with a Hugging Face
    #: sequence-to-sequence model, "endpoint" with an OpenAI-compatible service.
    writer: WriterName = "auto"
    pretrained: str = ""  # folder or name of a Hugging Face sequence-to-sequence model
    endpoint: str = ""  # base address of an OpenAI-compatible service, such as http://host/v1
    endpoint_model: str = ""  # the name that the service knows the model by
    token_budget: int = 0  # tokens, sent and received, that one command may spend there at most
    language: str = ""  # of digests: "en", "zh"; empty: that of the document
    translator: str = ""  # folder or name of a translation model, for another language
    beams: int = 4  # continuations that a model weighs at a time
    #: Of a document's digest at most; how many there are follows from how long the document is.
    document_sentences: int = 12
    bullets: int = 8  # of a document at most
    entity_sentences: int = 5  # of an entity's
    archive_sentences: int = 8  # of the archive's
    # Sentences compared with each other at most: the comparison grows with their square.
    compared: int = 300
    # What makes a sentence worth showing, beside weights that were learnt: twice the number here
    # doubles what was learnt for the measure.
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
        if min(*counts, self.bullets, self.compared) < 1:
            raise SettingsError("summarize: numbers of sentences must be at least 1")
        weights = (self.centrality, self.position, self.heading, self.density, self.redundancy)
        if min(*weights, self.same_document, self.least_share) < 0:
            raise SettingsError("summarize: weights must not be negative")
