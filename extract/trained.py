"""The tuned models at work on documents: names from the tagger, claims from the extractor."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from briefbook.labels.examples import Example, LabelledSpan
from briefbook.learn.modelfolder import version
from briefbook.records import Document, Mention
from briefbook.schema import LABELS
from extract.candidate import Candidate
from extract.claims import Claim
from extract.pieces import Piece
from extract.relating.load import RelationModel, open_relations
from extract.settings import ExtractSettings
from extract.tagging.load import LoadedTagger, open_tagger

NONE = "none"  # in the place of a model: rules and patterns alone
_SHIPPED = Path(str(files("briefbook"))) / "models"

#: Found by rules, which know their values too.
_BY_RULE = frozenset(("Date", "Money", "Percent", "Email", "Url", "Phone"))
#: What the graph and the pages know; other labels of a model are for other uses of it.
_NAMED = frozenset(LABELS)


def model_folders(settings: ExtractSettings) -> tuple[Path | None, Path | None]:
    """Return the folders of the tagger and the relation extractor in use; None: none is."""
    return _folder(settings.tagger, "tag"), _folder(settings.relations, "relations")


def _folder(chosen: str, name: str) -> Path | None:
    if chosen == NONE:
        return None
    if chosen:
        return Path(chosen)
    shipped = _SHIPPED / name
    return shipped if shipped.is_dir() else None


def model_versions(settings: ExtractSettings) -> list[str]:
    """Return "model@version" of the models in use."""
    return [f"{one.name}@{version(one)}" for one in model_folders(settings) if one]


@lru_cache(maxsize=1)
def _tagger(folder: Path, int8: bool) -> LoadedTagger:
    return open_tagger(folder, int8=int8)


@lru_cache(maxsize=1)
def _relations(folder: Path, int8: bool) -> RelationModel:
    return open_relations(folder, int8=int8)


def tuned_names(
    document: Document, pieces: Sequence[Piece], settings: ExtractSettings
) -> Iterator[Candidate]:
    """Yield what the tagger finds in the pieces of a document.

    Values are left to rules. Raises ModelError when the model cannot be loaded.
    """
    folder, _ = model_folders(settings)
    if folder is None:
        return
    tagger = _tagger(folder, settings.precision == "int8")
    examples = [
        Example(str(place), piece.text, document=document.id)
        for place, piece in enumerate(pieces)
        if piece.language != "other"
    ]
    for example in tagger.predict(examples, threshold=settings.min_mention_score):
        offset = pieces[int(example.id)].span.start
        for one in example.mentions:
            if one.label in _NAMED and one.label not in _BY_RULE:
                start, end = one.span.start + offset, one.span.end + offset
                yield Candidate(start, end, one.label, round(one.score, 4), tagger.name)


def tuned_claims(
    document: Document, mentions: Sequence[Mention], settings: ExtractSettings
) -> Iterator[Claim]:
    """Yield what the relation extractor reads between the mentions of a document.

    Raises ModelError when the model cannot be loaded.
    """
    _, folder = model_folders(settings)
    if folder is None or len(mentions) < 2:
        return
    model = _relations(folder, settings.precision == "int8")
    spans = tuple(LabelledSpan(one.evidence.span, one.label) for one in mentions)
    [read] = model.predict([Example(document.id, document.text, spans)])
    for one in read.relations:
        yield Claim(
            one.predicate,
            mentions[one.head],
            mentions[one.tail],
            one.score,
            model.name,
            assertion=one.assertion,
        )
