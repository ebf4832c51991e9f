"""Text becomes pieces of a vocabulary, each knowing its characters: what taggers work on.

Labels begin and end between words, so no piece may cross such a place: Chinese characters and the
marks around words stand alone. What lies within a piece is left as the encoder learnt it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Encoding, Regex, Tokenizer, pre_tokenizers

from briefbook.errors import ModelError
from briefbook.records import Span

#: Characters that are words by themselves: Han, kana, and marks other than a full stop inside a
#: word ("U.S.", "3.5", "example.com").
_ALONE = Regex(r"[\p{Han}\p{Hiragana}\p{Katakana}]|(?![.])[\p{P}\p{S}]|[.](?![\p{L}\p{N}])")

_SPACE = "\u2581"  # how SentencePiece writes a space


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as the encoder reads it, without special tokens."""

    ids: tuple[int, ...]  # of each piece, in the encoder's vocabulary
    words: tuple[Span, ...]  # characters of each word, in order, never overlapping
    firsts: tuple[int, ...]  # place of each word's first piece in `ids`


def open_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of an encoder's folder, made to cut between words.

    Raises ModelError when the folder has no fast tokenizer.
    """
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelError(f"cannot load the model in {folder}: it has no tokenizer.json")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    alone = pre_tokenizers.Split(_ALONE, "isolated")
    own = tokenizer.pre_tokenizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([alone, _first_only(own)] if own else [alone])
    return tokenizer


def _first_only(own: pre_tokenizers.PreTokenizer) -> pre_tokenizers.PreTokenizer:
    """Keep SentencePiece from putting a space before every part we cut."""
    if isinstance(own, pre_tokenizers.Metaspace):
        return pre_tokenizers.Metaspace(replacement=own.replacement, prepend_scheme="first")
    return own


def read_pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Pieces]:
    """Cut each text; characters without a piece of their own (spaces) belong to no word."""
    encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [_pieces(text, encoding) for text, encoding in zip(texts, encodings, strict=True)]


def _pieces(text: str, encoding: Encoding) -> Pieces:
    spans: list[tuple[int, int]] = []
    firsts: list[int] = []
    last: int | None = None
    # Each of these makes a list of its own: read once.
    pieces = zip(encoding.offsets, encoding.word_ids, encoding.tokens, strict=True)
    for place, ((start, end), word, piece) in enumerate(pieces):
        while start < end and text[start].isspace():
            start += 1
        if start == end or piece == _SPACE:
            continue
        if spans and (word == last or start < spans[-1][1]):
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
            firsts.append(place)
        last = word
    return Pieces(tuple(encoding.ids), tuple(Span(*span) for span in spans), tuple(firsts))
