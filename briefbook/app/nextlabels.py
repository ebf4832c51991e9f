"""Active learning: the sentences of a run that would teach a tagger most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefbook.app.annotating import chosen_documents, cut_document
from briefbook.app.embedding import open_encoders
from briefbook.app.evaluating import encoder_of
from briefbook.app.holdings import Holdings
from briefbook.app.labelstore import read_labels
from briefbook.app.progress import Reporter
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError
from briefbook.ids import make_id
from briefbook.labels.examples import Example
from briefbook.learn.choosing import choose
from briefbook.records import Document, Span
from extract.tagging.doubt import Doubt, find_doubts
from extract.tagging.load import LoadedTagger, open_tagger
from extract.weak import SOURCES, Claimed, WeakExample, weak_labels

_POOL = 2_000  # sentences that are read; of more a part is drawn
_DOUBTFUL = 10  # times as many as are wanted are compared by what they are about
_KNOWN = 500  # labelled texts that what is picked should differ from
_SHORTEST, _LONGEST = {"en": 25, "zh": 8}, 600  # characters; shorter teach little, longer tire


@dataclass(frozen=True, slots=True)
class Pick:
    """A sentence to be labelled next."""

    example: Example  # with labels guessed, to be corrected
    source: str  # the file it stands in
    doubt: float
    distance: float  # from what is labelled or picked before, 0 to 1
    why: str


@dataclass(frozen=True, slots=True)
class _Guess:
    doubt: float
    why: str
    example: Example | None  # with guessed labels; None: ask the model once it is picked


def pick_next(
    workspace: Workspace, *, count: int, model: Path | None, reporter: Reporter
) -> list[Pick]:
    """Return the `count` sentences that would teach most, the first one most.

    Doubt is that of the tagger `model`; without one, of spaCy, LAC and rules, where they differ or
    are weak. Nothing is picked that is labelled. Raises LabelsError when there is nothing to pick.
    """
    labelled = read_labels(workspace)
    pool = _draw(list(_candidates(workspace, labelled)))
    if not pool:
        raise LabelsError(f"nothing to label in {workspace.folder}: no sentence without labels")
    reporter.say(f"looking at {len(pool):,} sentences")
    tagger = _open(workspace, model) if model else None
    guesses = _ask_model(tagger, pool) if tagger else _ask_sources(pool)
    order = sorted(range(len(pool)), key=lambda place: (-guesses[place].doubt, place))
    order = order[: max(_DOUBTFUL * count, 100)]
    with open_encoders(workspace.settings.encoder) as encoder:
        vectors = encoder.embed([pool[place].text for place in order], kind="passage")
        texts = [one.text for one in labelled[-_KNOWN:]]
        known = encoder.embed(texts, kind="passage") if texts else None
    chosen = choose([guesses[place].doubt for place in order], vectors, count=count, known=known)
    places = [order[one.place] for one in chosen]
    labels = _guessed(tagger, [pool[place] for place in places], [guesses[at] for at in places])
    names = Holdings(workspace.catalog).sources
    return [
        Pick(example, names[example.document][0], one.doubt, one.distance, guesses[place].why)
        for one, place, example in zip(chosen, places, labels, strict=True)
    ]


# What there is to choose from


def _candidates(workspace: Workspace, labelled: Sequence[Example]) -> Iterator[Example]:
    """Yield each sentence of the documents once, if it is not labelled and worth labelling."""
    by_document: dict[str, list[str]] = {}
    for one in labelled:
        by_document.setdefault(one.document, []).append(one.text)
    seen = {one.text.strip() for one in labelled}
    max_chars = workspace.settings.ingest.passage_chars
    for document in chosen_documents(workspace, ()):
        covered = _covered(document, by_document.get(document.id, ()))
        units = zip(
            document.sentences,
            cut_document(document, "sentence", max_chars=max_chars),
            strict=True,
        )
        for span, example in units:
            text = example.text.strip()
            if text in seen or not _is_worth(example) or any(map(span.overlaps, covered)):
                continue
            seen.add(text)
            yield example


def _covered(document: Document, texts: Sequence[str]) -> list[Span]:
    """Return the places of a document that are labelled."""
    starts = [(document.text.find(text), text) for text in texts if text]
    return [Span(start, start + len(text)) for start, text in starts if start >= 0]


def _is_worth(example: Example) -> bool:
    """Tell whether a sentence is running text of a length that people can label."""
    return _SHORTEST[example.language] <= len(example.text) <= _LONGEST and "\t" not in example.text


def _draw(examples: list[Example]) -> list[Example]:
    """Draw a part that is the same whenever the documents are."""
    if len(examples) <= _POOL:
        return examples
    drawn = sorted(range(len(examples)), key=lambda place: make_id("draw", examples[place].id))
    return [examples[place] for place in sorted(drawn[:_POOL])]


# What is in doubt


def _open(workspace: Workspace, model: Path) -> LoadedTagger:
    return open_tagger(model, encoder_of(model, workspace.settings.encoder))


def _ask_model(tagger: LoadedTagger, pool: Sequence[Example]) -> list[_Guess]:
    doubts = find_doubts(tagger.tagger, pool, tagger.reach)
    return [
        _Guess(found.doubt, _why_model(example, found), None)
        for example, found in zip(pool, doubts, strict=True)
    ]


def _why_model(example: Example, found: Doubt) -> str:
    if found.span is None:
        return "the model sees no word in it"
    first, second = (name or "nothing" for name in (found.first, found.second))
    return f"the model wavers at “{example.quote(found.span)}”: {first} or {second}"


def _ask_sources(pool: Sequence[Example]) -> list[_Guess]:
    sources = [one for one in SOURCES if one in ("spacy", "lac", "rules")]
    return [_Guess(one.doubt, _why_weak(one), one.example) for one in weak_labels(pool, sources)]


def _why_weak(weak: WeakExample) -> str:
    example, doubted = weak.example, weak.doubted
    if doubted is None:
        return "no source finds anything in it"
    for one in weak.disagreements:
        if one.first.span.overlaps(doubted.span) or one.second.span.overlaps(doubted.span):
            return f"{_says(example, one.first)}, but {_says(example, one.second)}"
    quote = example.quote(doubted.span)
    return f"the sources are not sure that “{quote}” is {doubted.label}"


def _says(example: Example, claimed: Claimed) -> str:
    return f"{claimed.source} sees “{example.quote(claimed.span)}” as {claimed.label}"


def _guessed(
    tagger: LoadedTagger | None, examples: Sequence[Example], guesses: Sequence[_Guess]
) -> list[Example]:
    """Return the examples with guessed labels, the model's where there is one."""
    if tagger:
        return tagger.predict(examples)
    return [one.example or example for one, example in zip(guesses, examples, strict=True)]
