"""A Hugging Face translation model is opened: Marian, NLLB, M2M100, mBART and their kin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from briefbook.errors import ModelError
from summarize.seq2seq import (
    Seq2Seq,
    Task,
    language_options,
    open_seq2seq,
    parts_that_fit,
    write_all,
)
from summarize.trimming import whole_sentences

#: What Marian models with several target languages are shown first.
_MARIAN_TARGETS = {
    "en": (">>eng<<", ">>en<<"),
    "zh": (">>cmn_Hans<<", ">>zho_Hans<<", ">>cmn<<", ">>zho<<", ">>zh<<"),
}
_ISO = {"en": ("en", "eng"), "zh": ("zh", "zho", "chi", "cmn")}
#: Pieces that may be written for each that was read; the limit is the same for all texts up to a
#: power of two, so that they are translated together.
_GROWTH, _LEAST_LIMIT = 2, 32


@dataclass(frozen=True, slots=True)
class PretrainedTranslator:
    """A `Translator`; get one from `open_translator`."""

    producer: str
    source: str
    target: str
    opened: Seq2Seq
    beams: int
    prefix: str = ""  # what tells the model to translate, or into what

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Translate each sentence, one longer than the model reads in parts."""
        options = {"num_beams": self.beams, "early_stopping": self.beams > 1}
        options |= language_options(self.opened, self.source, self.target)
        parts = [parts_that_fit(self.opened, text, self._shown()) for text in sentences]
        tasks = [_task(ids) for own in parts for ids in own]
        found = iter(write_all(self.opened, tasks, options=options))
        space = "" if self.target == "zh" else " "
        return [space.join(whole_sentences(next(found).text) for _ in own) for own in parts]

    def _shown(self) -> Callable[[str], str]:
        return lambda text: self.prefix + " ".join(text.split())


def open_translator(
    name: str, source: str, target: str, *, beams: int = 4, allow_network: bool = False
) -> PretrainedTranslator:
    """Open a translation model by its folder or name, to translate from `source` to `target`.

    Raises ModelError when it is not on this machine, does not work or is for other languages.
    """
    opened = open_seq2seq(name, allow_network=allow_network)
    _check_direction(opened, source, target)
    language_options(opened, source, target)
    prefix = _prefix(opened, source, target)
    return PretrainedTranslator(opened.name, source, target, opened, beams, prefix)


def _check_direction(opened: Seq2Seq, source: str, target: str) -> None:
    """Refuse a Marian model that says it is for other languages; most say so."""
    for side, language in (("source_lang", source), ("target_lang", target)):
        known = opened.tokenizer.init_kwargs.get(side)
        if isinstance(known, str) and known and known not in _ISO.get(language, (language,)):
            raise ModelError(
                f"cannot translate from {source} to {target} with {opened.name}: its {side} is"
                f" {known}"
            )


def _prefix(opened: Seq2Seq, source: str, target: str) -> str:
    """Return what the model must be shown before a sentence."""
    params: dict[str, Any] = getattr(opened.model.config, "task_specific_params", None) or {}
    asked = params.get(f"translation_{source}_to_{target}", {}).get("prefix", "")
    known = opened.tokenizer.get_vocab()
    named = [code for code in known if code.startswith(">>") and code.endswith("<<")]
    code = next((one for one in _MARIAN_TARGETS.get(target, ()) if one in known), "")
    if len(named) > 1 and not code:
        raise ModelError(f"the model {opened.name} does not translate to {target}")
    return f"{code} " if code else str(asked)


def _task(ids: tuple[int, ...]) -> Task:
    limit = _LEAST_LIMIT
    while limit < _GROWTH * len(ids):
        limit *= 2
    return Task(ids, 0, limit)
