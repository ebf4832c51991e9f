"""What may be chosen about reading documents."""

from dataclasses import dataclass
from typing import Literal

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """Table `[extract]` of `briefbook.toml`."""

    tagger: str = ""  # folder of a model; "": the promoted one, else the one shipped; "none"
    relations: str = ""  # likewise, of the relation extractor
    precision: Literal["int8", "float32"] = "int8"  # of both models; int8 is twice as fast
    batch_size: int = 128  # pieces of text tagged at once; changes speed and memory, never results
    threads: int = 1  # of the Chinese tagger; spaCy uses one whatever is said here
    chinese_share: float = 0.3  # of a piece's letters in Chinese from which it is read as Chinese
    min_mention_score: float = 0.4  # mentions below are dropped
    min_relation_score: float = 0.35  # relations below are dropped
    min_tuned_score: float = 0.75  # what the tuned relation extractor is less sure of is dropped
    propagate_names: bool = True  # find a name found surely once everywhere in its document

    def __post_init__(self) -> None:
        if self.batch_size < 1 or self.threads < 1:
            raise SettingsError("extract.batch_size and extract.threads must be 1 or more")
        for name in (
            *("chinese_share", "min_mention_score", "min_relation_score", "min_tuned_score"),
        ):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise SettingsError(f"extract.{name} must be between 0 and 1, not {value}")
