"""Digests made on the spot: what `briefbook summarize SUBJECT` does."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefbook.app.asking import Documents, cited_documents
from briefbook.app.fitting import fitted
from briefbook.app.holdings import Holdings
from briefbook.app.onefile import read_one
from briefbook.app.periods import document_date, in_period
from briefbook.app.progress import Reporter
from briefbook.app.stages.building import ARCHIVE, load_built, load_readings
from briefbook.app.stages.extracting import EXTRACT
from briefbook.app.stages.summarizing import load_digest
from briefbook.app.subjects import Subject, find_subject
from briefbook.app.summarymodel import ENDPOINT_KEY, RunWriters, open_writers
from briefbook.app.wanted import Wanted
from briefbook.app.workspace import Settings, Workspace
from briefbook.errors import BriefbookError
from briefbook.learn.settings import EncoderSettings
from briefbook.records import (
    Digest,
    DigestForm,
    Document,
    Entity,
    Mention,
    Reading,
)
from extract.annotate import annotate
from graph.view import neighbourhoods
from summarize.digest import (
    digest_archive,
    digest_cluster,
    digest_document,
    digest_entity,
    digest_period,
)
from summarize.settings import SummarizeSettings
from summarize.sheets.bullets import bullets
from summarize.sheets.complaint import complaint
from summarize.sheets.contract import contract
from summarize.sheets.likely import likely_form
from summarize.sheets.minutes import minutes
from summarize.sheets.news import Archive, news
from summarize.translated import language_of, translate_digest, untranslated
from summarize.translating import open_translator
from summarize.writers import Writers

_Sheet = Callable[[Document, Reading | None, SummarizeSettings], Digest]
#: Forms that are filled in role by role; the others are running text or points.
_SHEETS: Mapping[DigestForm, _Sheet] = {
    "minutes": minutes,
    "contract": contract,
    "complaint": complaint,
}


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a digest is made with."""

    settings: SummarizeSettings
    wanted: Wanted
    writers: RunWriters | Writers
    encoder: EncoderSettings
    names: frozenset[str] = frozenset()  # that the graph knows; what is written is checked by them

    @property
    def form(self) -> DigestForm:
        return self.wanted.form or "abstract"


def stored_digest(workspace: Workspace, names: Sequence[str]) -> tuple[Digest, Documents] | None:
    """Return the digest that is stored of one subject; None where there is none."""
    holdings = Holdings(workspace.catalog)
    subject = find_subject(holdings, load_built(workspace.catalog).entities, names)
    key = ",".join(subject.documents)
    if subject.entity is not None:
        key = subject.entity.id
    digest = load_digest(workspace.catalog, ARCHIVE if subject.is_archive else key)
    return (digest, cited_documents(holdings, digest.sentences)) if digest else None


def digest_subject(
    workspace: Workspace, names: Sequence[str], wanted: Wanted, *, reporter: Reporter
) -> tuple[Digest, Documents]:
    """Digest what is named, and return the documents that the digest quotes too.

    No name, or "archive", means all documents. Nothing is stored. Raises WorkspaceError for a name
    that means nothing, and BriefbookError for a form that does not fit the subject.
    """
    holdings = Holdings(workspace.catalog)
    built = load_built(workspace.catalog)
    subject = find_subject(holdings, built.entities, names or [ARCHIVE])
    known = (name for one in built.entities for name in (one.name, *one.aliases))
    desk = _desk(workspace, wanted, frozenset(known))
    _check(subject, wanted)
    if wanted.period is not None:
        digest = _news(workspace, holdings, subject, desk, reporter)
    elif subject.entity is not None:
        digest = _of_entity(workspace, holdings, subject.entity, desk.settings)
    elif len(subject.documents) == 1 and not subject.is_archive:
        document = holdings.load(subject.documents[0])
        reading = workspace.catalog.load(EXTRACT, document.id, Reading)
        digest = _of_document(document, reading, desk)
    else:
        digest = _of_many(workspace, holdings, subject, desk, reporter)
    return _finished(digest, desk), cited_documents(holdings, digest.sentences)


def digest_file(path: str, settings: Settings, wanted: Wanted) -> tuple[Digest, Documents]:
    """Digest a file on disk, or with "-" the text on stdin, without any run folder.

    Raises ArchiveError when there is no such file, UnreadableSource when it cannot be read.
    """
    document = read_one(path, settings.ingest)
    [reading] = annotate([document], settings=settings.extract)
    summarize = wanted.settings(settings.summarize)
    writers = Writers(
        summarize, model_folder=None, encoder=settings.encoder, key=os.environ.get(ENDPOINT_KEY, "")
    )
    desk = _Desk(summarize, wanted, writers, settings.encoder)
    return _finished(_of_document(document, reading, desk), desk), {document.id: document}


def _desk(workspace: Workspace, wanted: Wanted, names: frozenset[str]) -> _Desk:
    settings = wanted.settings(workspace.settings.summarize)
    writers = open_writers(workspace, settings)
    return _Desk(settings, wanted, writers, workspace.settings.encoder, names)


def _check(subject: Subject, wanted: Wanted) -> None:
    """Refuse what has no meaning together."""
    form = wanted.form
    if wanted.period is not None and form not in (None, "news", "abstract"):
        raise BriefbookError(f"what is new since a date has the form news or abstract, not {form}")
    if wanted.period is None and form == "news":
        raise BriefbookError("what is new, since when? say --since DATE")
    if subject.entity is not None and form in _SHEETS:
        raise BriefbookError(f"{subject.entity.name} is no document: there is no {form} of it")
    if subject.is_archive and form in _SHEETS:
        raise BriefbookError(f"name the files of which the {form} are wanted, not the archive")


# One document


def _of_document(document: Document, reading: Reading | None, desk: _Desk) -> Digest:
    sheet = _SHEETS.get(desk.form)
    if sheet is not None:
        return sheet(document, reading, desk.settings)
    writer = desk.writers.pick(desk.form, document.language)
    if desk.form == "bullets" and writer is None:
        points = desk.wanted.sentences
        settings = desk.settings
        if points:
            settings = replace(settings, bullets=points)
        digest = bullets(document, reading, settings)
    else:
        digest = digest_document(
            document, reading, desk.settings, form=desk.form, writer=writer, names=desk.names
        )
    return _with_hint(digest, document, desk.wanted)


def _with_hint(digest: Digest, document: Document, wanted: Wanted) -> Digest:
    """Note that another form might fit better, where none was asked for."""
    likely = likely_form(document)
    if wanted.form is not None or likely == "abstract":
        return digest
    note = f"this looks like a document for --form {likely}"
    return replace(digest, notes=(*digest.notes, note))


# Many documents


def _of_many(
    workspace: Workspace, holdings: Holdings, subject: Subject, desk: _Desk, reporter: Reporter
) -> Digest:
    """Digest documents together; sheets stand one after the other, by date."""
    sheet = _SHEETS.get(desk.form, digest_document)
    each: list[tuple[str, Document, Digest]] = []
    with reporter.stage("summarize", len(subject.documents)) as advance:
        for document, reading in _read_documents(workspace, holdings, subject.documents):
            date = document_date(document, reading) or ""
            each.append((date, document, sheet(document, reading, desk.settings)))
            advance(document.source)
    if desk.form not in _SHEETS:
        facts = load_built(workspace.catalog).facts
        together = digest_archive if subject.is_archive else digest_cluster
        made = together([digest for _, _, digest in each], facts, desk.settings)
        return replace(made, form=desk.form)
    each.sort(key=lambda item: (item[0], item[1].source))
    sentences = tuple(one for _, _, digest in each for one in digest.sentences)
    notes = tuple(
        f"{document.source}: {note}" for _, document, digest in each for note in digest.notes
    )
    name = ",".join(sorted(subject.documents))
    return replace(each[0][2], kind="cluster", subject=name, sentences=sentences, notes=notes)


def _read_documents(
    workspace: Workspace, holdings: Holdings, keys: Sequence[str]
) -> Iterator[tuple[Document, Reading | None]]:
    for key in keys:
        yield holdings.load(key), workspace.catalog.load(EXTRACT, key, Reading)


# An entity


def _of_entity(
    workspace: Workspace, holdings: Holdings, entity: Entity, settings: SummarizeSettings
) -> Digest:
    built = load_built(workspace.catalog)
    [around] = neighbourhoods([entity.id], built.entities, built.facts)
    mentions = _mentions(workspace)
    own = [mentions[key] for key in entity.mentions]
    return digest_entity(entity, around.facts, own, holdings.by_id(), settings)


def _mentions(workspace: Workspace) -> dict[str, Mention]:
    return {
        mention.id: mention
        for reading in load_readings(workspace.catalog)
        for mention in reading.mentions
    }


# A period


def _news(
    workspace: Workspace, holdings: Holdings, subject: Subject, desk: _Desk, reporter: Reporter
) -> Digest:
    """Digest what documents of the period bring; with an entity, only what is said of it."""
    period = desk.wanted.period
    assert period is not None
    keys = subject.documents or tuple(holdings.sources)
    dates: dict[str, str | None] = {}
    digests: list[Digest] = []
    with reporter.stage("summarize", len(keys)) as advance:
        for document, reading in _read_documents(workspace, holdings, keys):
            dates[document.id] = document_date(document, reading)
            if in_period({document.id: dates[document.id]}, period):
                digests.append(digest_document(document, reading, desk.settings))
            advance(document.source)
    built = load_built(workspace.catalog)
    if desk.wanted.form == "abstract" and subject.entity is None:
        return digest_period(
            digests, dates, period.since, period.until, facts=built.facts, settings=desk.settings
        )
    leads = [digest.sentences[0] for digest in digests if digest.sentences]
    entities, facts = built.entities, built.facts
    if subject.entity is not None:
        center = subject.entity.id
        entities, leads = (), []
        facts = tuple(fact for fact in facts if center in (fact.subject, fact.object))
    archive = Archive(holdings.by_id(), entities, facts, _mentions(workspace))
    digest = news(
        archive, in_period(dates, period), period=period.name, leads=leads, settings=desk.settings
    )
    undated = sum(date is None for date in dates.values())
    note = f"without a date, and so left out: {undated} documents"
    return replace(digest, notes=(*digest.notes, note)) if undated else digest


# What is the same for all


def _finished(digest: Digest, desk: _Desk) -> Digest:
    """Keep to the length that is asked for, and to the language."""
    kept = fitted(digest, desk.wanted, is_quoted=_is_quoted(digest))
    noted = replace(kept, notes=(*kept.notes, *desk.writers.notes))
    wished, translator = desk.settings.language, desk.settings.translator
    if not wished or all(language_of(each.text) == wished for each in noted.sentences):
        return noted
    if not translator:
        return untranslated(noted, wished)
    source = "zh" if wished == "en" else "en"
    allow_network = desk.encoder.allow_network
    model = open_translator(
        translator, source, wished, beams=desk.settings.beams, allow_network=allow_network
    )
    return translate_digest(noted, model)


def _is_quoted(digest: Digest) -> bool:
    """Tell whether digests of this kind are quoted whoever is asked to write."""
    return digest.kind != "document" or digest.form in _SHEETS
