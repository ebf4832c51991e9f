"""What may be set about models, apart from the code that loads them: reading settings is quick."""

from dataclasses import dataclass
from typing import Literal

from briefbook.errors import SettingsError


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """How texts become vectors; the TOML table `[encoder]`."""

    model: str = ""  # a Hugging Face folder or name; empty: the encoder that comes with Briefbook
    precision: Literal["int8", "float32"] = "int8"  # of the linear layers; int8 is twice as fast
    threads: int = 0  # for the arithmetic of the whole process; 0: as torch chooses
    max_batch_tokens: int = 1024  # tokens computed at a time; larger only costs memory
    pooling: Literal["mean", "first"] = "mean"  # how the model was trained: mean, or first token
    query_prefix: str = "query: "  # what the model was trained to see before a question
    passage_prefix: str = "passage: "
    allow_network: bool = False  # let a model that is named be fetched from its hub

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if self.threads < 0 or self.max_batch_tokens < 1:
            raise SettingsError("encoder.threads must be ≥ 0 and encoder.max_batch_tokens ≥ 1")
