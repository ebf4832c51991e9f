"""Documents become readings: the one entry to this stage."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from briefbook.ids import make_id
from briefbook.records import Document, Reading
from extract import chinese_tags, english_tags
from extract.candidate import PATTERNS, RULES
from extract.mentions import TaggedPiece, find_mentions, make_mention
from extract.pieces import Piece, read_pieces
from extract.relations import find_relations
from extract.settings import ExtractSettings
from extract.trained import model_versions, tuned_names

#: Everything but the tuned models that may stand as the producer of an evidence.
PRODUCERS = (RULES, english_tags.PRODUCER, chinese_tags.PRODUCER, PATTERNS)

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2}")
# Without a capital there is no English name, and so no relation to read either.
_CAPITAL = re.compile(r"[A-Z\u00c0-\u00de]\w")
_DEFAULTS = ExtractSettings()


def annotate(
    documents: Iterable[Document], *, settings: ExtractSettings = _DEFAULTS
) -> Iterator[Reading]:
    """Yield what each document says, one reading for each, in order.

    Documents are read one by one, so memory is bounded by the longest; the pieces of each are
    tagged in batches. Raises ModelError when the weights of a tagger are missing or damaged.
    """
    for document in documents:
        yield _read(document, settings)


def fingerprint(settings: ExtractSettings = _DEFAULTS) -> str:
    """Name the producers, their versions and the settings: another value, another reading.

    What changes speed and not results is left out.
    """
    chosen = asdict(settings)
    for name in ("batch_size", "threads", "tagger", "relations"):
        del chosen[name]
    producers = (*PRODUCERS, *model_versions(settings))
    return make_id("extract", *producers, *(f"{name}={chosen[name]}" for name in sorted(chosen)))


def _read(document: Document, settings: ExtractSettings) -> Reading:
    pieces = list(read_pieces(document, chinese_share=settings.chinese_share))
    tagged = _tag(pieces, settings)
    found = find_mentions(document, tagged, list(tuned_names(document, pieces, settings)), settings)
    mentions = tuple(make_mention(document, one) for one in found)
    relations = find_relations(document, tagged, mentions, settings)
    return Reading(document.id, mentions, tuple(relations))


def _tag(pieces: Sequence[Piece], settings: ExtractSettings) -> list[TaggedPiece]:
    """Ask the English tagger for English pieces, the Chinese one wherever there are characters."""
    english = [piece.language == "en" and bool(_CAPITAL.search(piece.text)) for piece in pieces]
    chinese = [piece.language != "other" and bool(_HAN.search(piece.text)) for piece in pieces]
    tokens = english_tags.tag_english(_chosen(pieces, english), batch_size=settings.batch_size)
    words = chinese_tags.tag_chinese(_chosen(pieces, chinese), threads=settings.threads)
    return [
        TaggedPiece(
            piece,
            next(tokens) if is_english else None,
            next(words) if is_chinese else (),
        )
        for piece, is_english, is_chinese in zip(pieces, english, chinese, strict=True)
    ]


def _chosen(pieces: Sequence[Piece], wanted: Sequence[bool]) -> Iterator[str]:
    return (piece.text for piece, yes in zip(pieces, wanted, strict=True) if yes)
