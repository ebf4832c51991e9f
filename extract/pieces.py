"""A document's sentences become pieces that a tagger can read: cells apart, a language for each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefbook.records import Document, Span

_CELL = re.compile(r"[^\t\n]*[^\s]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_OTHER = re.compile(
    r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f]"
)
_OTHER_SHARE = 0.1  # of all characters: kana among many Chinese characters are still Japanese
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
#: A Chinese character says about as much as half an English word, so words weigh two.
_WORD_WEIGHT = 2
#: Longer stretches come from damaged layouts; a tagger's memory grows with length.
MAX_PIECE = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one sentence or table cell, without tabs or line feeds."""

    span: Span
    text: str
    language: str  # "en", "zh", or "other", which no tagger reads
    is_cell: bool = False  # one of several cells of a table row


def read_pieces(document: Document, *, chinese_share: float) -> Iterator[Piece]:
    """Yield the pieces of a document in order."""
    for sentence in document.sentences:
        for start, end, is_cell in _stretches(document.text, sentence):
            text = document.text[start:end]
            yield Piece(Span(start, end), text, piece_language(text, chinese_share), is_cell)


def piece_language(text: str, chinese_share: float) -> str:
    """Tell whether a piece is to be read as Chinese, as English, or by rules alone.

    >>> piece_language("王伟担任Meridian Flow总经理", 0.3), piece_language("Zhang Wei (张伟)", 0.5)
    ('zh', 'en')
    """
    if len(_OTHER.findall(text)) > _OTHER_SHARE * len(text):
        return "other"
    chinese = len(_HAN.findall(text))
    words = _WORD_WEIGHT * len(_LATIN.findall(text))
    return "zh" if chinese and chinese >= chinese_share * (chinese + words) else "en"


def _stretches(text: str, sentence: Span) -> Iterator[tuple[int, int, bool]]:
    is_row = "\t" in text[sentence.start : sentence.end]
    for match in _CELL.finditer(text, sentence.start, sentence.end):
        start, end = match.span()
        start += len(match[0]) - len(match[0].lstrip())
        while end - start > MAX_PIECE:
            cut = text.rfind(" ", start + MAX_PIECE // 2, start + MAX_PIECE)
            cut = cut if cut > 0 else start + MAX_PIECE
            yield start, cut, is_row
            start = cut + (text[cut] == " ")
        if text[start:end].strip():
            yield start, end, is_row
