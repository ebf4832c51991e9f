"""What a briefing lists: its timeline, answers, findings, documents and problems."""

from dataclasses import dataclass, replace
from typing import get_args

from briefbook.records import DocumentCard, Finding, Problem, ProblemKind
from reports.anchors import slug
from reports.book import Book, document_anchor, document_href, name_entity, source_title
from reports.claims import Quote, view_quotes
from reports.readable import written_in
from reports.sentences import CitedSentence, CitedText, view_answer, view_digest, view_sentence
from reports.words import (
    date_text,
    machine_date,
    media_name,
    number,
    percent,
    say,
    tongue_name,
    unit_of,
)


@dataclass(frozen=True, slots=True)
class TimelineView:
    """One entry of the timeline."""

    date: str
    machine_date: str
    year: str  # only with the first entry of a year
    sentence: CitedSentence


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question and what the archive says to it."""

    question: str
    language: str
    answer: CitedText
    percent: int


@dataclass(frozen=True, slots=True)
class FindingView:
    """A label given to a document or an entity."""

    subject: str
    href: str
    label: str
    percent: int
    quotes: tuple[Quote, ...]
    unshown: int


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document in the list of all documents."""

    anchor: str
    title: str
    language: str
    href: str
    media: str
    tongue: str
    pages: str
    date: str
    machine_date: str
    path: str
    duplicates: tuple[str, ...]
    digest: CitedText | None


@dataclass(frozen=True, slots=True)
class FolderView:
    """The documents of one folder at the top of the archive."""

    anchor: str
    name: str
    count: str
    documents: tuple[DocumentView, ...]


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Files that could not be read for one kind of reason."""

    heading: str
    problems: tuple[Problem, ...]


def view_timeline(book: Book) -> tuple[TimelineView, ...]:
    """Prepare the timeline."""
    views: list[TimelineView] = []
    year = ""
    for entry in book.briefing.timeline:
        changed = entry.date[:4] != year
        year = entry.date[:4]
        views.append(
            TimelineView(
                date=date_text(entry.date, book.language),
                machine_date=machine_date(entry.date),
                year=year if changed else "",
                sentence=view_sentence(book, entry.sentence),
            )
        )
    return tuple(views)


def view_answers(book: Book) -> tuple[AnswerView, ...]:
    """Prepare the answers; one without sentences says that the archive does not say."""
    return tuple(
        AnswerView(
            question=answer.question,
            language=written_in(answer.question),
            answer=view_answer(book, answer),
            percent=percent(answer.confidence),
        )
        for answer in book.briefing.answers
    )


def view_findings(book: Book) -> tuple[FindingView, ...]:
    """Prepare the findings."""
    return tuple(_view_finding(book, finding) for finding in book.briefing.findings)


def _view_finding(book: Book, finding: Finding) -> FindingView:
    if finding.subject in book.entities:
        name = name_entity(book, finding.subject)
        subject, href = name.text, name.href
    else:
        subject = source_title(book, finding.subject)
        href = f"#{document_anchor(finding.subject)}" if finding.subject in book.cards else ""
    quotes, unshown = view_quotes(book, finding.evidence)
    return FindingView(subject, href, finding.label, percent(finding.score), quotes, unshown)


def view_documents(book: Book) -> tuple[FolderView, ...]:
    """Prepare every document that was read, by the folder that holds it."""
    folders: dict[str, list[DocumentView]] = {}
    for card in book.briefing.documents:
        path = card.sources[0] if card.sources else ""
        name = path.split("/", 1)[0] if "/" in path else ""
        folders.setdefault(name, []).append(_view_document(book, card))
    return tuple(
        FolderView(
            anchor=f"folder-{slug(name)}",
            name=name or say("folder.none", book.language),
            count=number(len(documents)),
            documents=tuple(documents),
        )
        for name, documents in folders.items()
    )


def _view_document(book: Book, card: DocumentCard) -> DocumentView:
    return DocumentView(
        anchor=document_anchor(card.id),
        title=source_title(book, card.id),
        language=written_in(card.title, card.language),
        href=document_href(book, card.id),
        media=media_name(card.media_type, book.language),
        tongue=tongue_name(card.language, book.language),
        pages=_pages(card, book.language),
        date=date_text(card.date, book.language) if card.date else "",
        machine_date=machine_date(card.date) if card.date else "",
        path=card.sources[0] if card.sources else "",
        duplicates=card.sources[1:],
        digest=view_digest(book, card.digest) if card.digest else None,
    )


def _pages(card: DocumentCard, language: str) -> str:
    return say(f"{unit_of(card.media_type)}s", language, count=card.pages) if card.pages else ""


def view_problems(book: Book) -> tuple[ProblemGroup, ...]:
    """Prepare what could not be read, by kind."""
    groups = []
    for kind in get_args(ProblemKind):
        problems = tuple(each for each in book.briefing.problems if each.kind == kind)
        if problems:
            heading = say(f"problem.{kind}", book.language)
            groups.append(ProblemGroup(heading, tuple(map(_without_name, problems))))
    return tuple(groups)


def _without_name(problem: Problem) -> Problem:
    """Leave the reason only; the name of the file stands beside it."""
    return replace(problem, message=problem.message.removeprefix(f"cannot read {problem.source}: "))
