"""What the graph says around texts: of a run folder the built graph, of a file the names in it."""

import time
from collections.abc import Mapping, Sequence

from briefbook.app.classifydata import Labelled
from briefbook.app.holdings import Holdings
from briefbook.app.modelstore import IN_USE, find_model
from briefbook.app.progress import Reporter
from briefbook.app.stages.building import Built, load_built
from briefbook.app.stages.extracting import EXTRACT
from briefbook.app.workspace import Workspace
from briefbook.labels.examples import Example
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Reading
from briefbook.schema import NAMED_LABELS
from decide.classify.context import Context, Named
from extract.tagging.load import open_tagger

_MOST_CHARACTERS = 2_000  # of a text that are read for names


def folded(label: str, name: str) -> str:
    """Return what an entity is known by in a model, in this run folder and in any other.

    >>> folded("Organization", "  Oakfield  PLC ")
    'Organization:oakfield plc'
    """
    return f"{label}:{' '.join(name.split()).casefold()}"


def contexts_of_texts(
    texts: Sequence[str], workspace: Workspace | None, encoder: EncoderSettings
) -> tuple[Context, ...]:
    """Find the names in texts that are in no run folder, by the tagger in use."""
    tagger = open_tagger(find_model(IN_USE, workspace, "tag"), encoder, int8=True)
    examples = [Example(str(place), text[:_MOST_CHARACTERS]) for place, text in enumerate(texts)]
    found = []
    for example in tagger.predict(examples, threshold=0.5):
        named = {
            folded(one.label, example.text[one.span.start : one.span.end]): one.label
            for one in example.mentions
            if one.label in NAMED_LABELS
        }
        found.append(tuple(Named(key, label) for key, label in sorted(named.items())))
    return tuple(found)


def contexts_of_documents(workspace: Workspace) -> dict[str, Context]:
    """Return the entities of each document of a run folder, by document id."""
    built = load_built(workspace.catalog)
    entities = {mention: one for one in built.entities for mention in one.mentions}
    predicates = _predicates(built)
    found = {}
    for key in Holdings(workspace.catalog).sources:
        reading = workspace.catalog.load(EXTRACT, key, Reading)
        mentions = reading.mentions if reading else ()
        named = {one.id: one for one in (entities.get(mention.id) for mention in mentions) if one}
        found[key] = tuple(
            sorted(
                (
                    Named(folded(one.label, one.name), one.label, predicates.get(one.id, ()))
                    for one in named.values()
                    if one.label in NAMED_LABELS
                ),
                key=lambda named: named.key,
            )
        )
    return found


def _predicates(built: Built) -> Mapping[str, tuple[str, ...]]:
    """Return what is stated of each entity, and on which side it stands."""
    found: dict[str, set[str]] = {}
    for fact in built.facts:
        if fact.assertion == "asserted":
            found.setdefault(fact.subject, set()).add(fact.predicate)
            found.setdefault(fact.object, set()).add(f"of {fact.predicate}")
    return {key: tuple(sorted(names)) for key, names in found.items()}


def contexts_of_labelled(
    labelled: Labelled, workspace: Workspace | None, encoder: EncoderSettings, reporter: Reporter
) -> tuple[Context, ...]:
    """Return what the graph says around texts: of documents the built one, else names found."""
    began = time.monotonic()
    known = _by_source(workspace) if workspace and any(labelled.sources) else {}
    found = [known.get(source) for source in labelled.sources]
    missing = [place for place, one in enumerate(found) if one is None]
    texts = [labelled.examples[place].text for place in missing]
    names = contexts_of_texts(texts, workspace, encoder) if texts else ()
    for place, one in zip(missing, names, strict=True):
        found[place] = one
    contexts = tuple(one or () for one in found)
    reporter.say(
        f"the graph around {len(contexts):,} texts: {sum(map(len, contexts)):,} entities in"
        f" {time.monotonic() - began:.0f} s"
    )
    return contexts


def _by_source(workspace: Workspace) -> dict[str, Context]:
    contexts = contexts_of_documents(workspace)
    sources = Holdings(workspace.catalog).sources
    return {name: contexts[key] for key, names in sources.items() for name in names}
