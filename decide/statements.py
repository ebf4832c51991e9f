"""Facts of the graph that answer a question, worded with both names and their quote (pure)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from briefbook.records import Document, Entity, Fact, Sentence
from decide.grounds import Asked
from decide.lexicon import WORDINGS
from decide.orient import end_of
from decide.periods import Period, find_period
from decide.posts import post_names, posts_in
from decide.settings import DecideSettings
from decide.terms import is_chinese, terms
from decide.wording import value_for, word_fact

_MAX_MISSING = 0.3  # share of a question's terms that a fact may leave out
#: Words for the kind of thing that an end of a fact is, as `terms` gives them: they add nothing.
_KIND_WORDS = {
    label: frozenset(terms(words))
    for label, words in {
        "Person": "person people man woman name 人 人员 姓名",
        "Organization": "company firm organization business bank supplier 公司 企业 单位 机构 银行",
        "Location": "place city country town 地方 城市 国家",
        "Reference": "contract agreement invoice order document 合同 协议 发票 订单",
        "Date": "date day year 日期 时间 年份",
        "Money": "amount sum price value 金额 价格",
        "Product": "product 产品",
    }.items()
}
_DRAFT = ("draft", "草案", "讨论稿", "征求意见", "草稿")


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact put into words."""

    fact: Fact
    sentence: Sentence
    value: str  # what was asked for, in a few words
    confidence: float


def fitting_statements(
    asked: Asked, documents: Mapping[str, Document], settings: DecideSettings
) -> list[Statement]:
    """Return the asserted facts that answer, the best first, at most `settings.facts`.

    A fact answers when it ties together all that the question names, but for the one end that is
    asked for, at the ends at which the question has them, and what else the question says stands in
    its quote: "Who makes the moulds for X?" is not answered by who makes X.
    """
    fitting = [
        fact
        for fact in asked.facts
        if fact.assertion == "asserted"
        and fact.confidence >= settings.min_fact_confidence
        and asks_for(asked, fact.predicate)
        and _fits(asked, fact)
        and _covers(asked, fact, documents)
    ]
    fitting.sort(key=lambda fact: _order(asked, fact, documents))
    return [_statement(asked, fact) for fact in fitting[: settings.facts]]


def asks_for(asked: Asked, predicate: str) -> bool:
    """Tell whether a question asks for facts of `predicate`, names in it apart."""
    wording = WORDINGS.get(predicate)
    if wording is None:  # a predicate of the users' own: its words are its cue
        return any(word in asked.folded for word in predicate.lower().split("_"))
    return bool(wording.cue.search(asked.masked))


def ties(asked: Asked, fact: Fact, predicate: str = "") -> bool:
    """Tell whether all that a question names is at the ends of a fact, where it has it.

    `predicate` is what the question asks for, where the fact is of one that implies it.
    """
    ends = {"subject": fact.subject, "object": fact.object}
    if not all(end in asked.entities for end in ends.values()):
        return False
    for named in asked.things:
        at = [end for end, key in ends.items() if key in named.ids]
        if not at:
            return False
        wanted = end_of(asked.masked, named, predicate or fact.predicate)
        if wanted is not None and wanted not in at:
            return False
    return True


def _fits(asked: Asked, fact: Fact) -> bool:
    if not asked.things or not ties(asked, fact):
        return False
    open_ends = _open_ends(asked, fact)
    expects = asked.question.expects
    if len(open_ends) == 1:
        return not expects or open_ends[0].label in expects
    # Both ends are in the question: they answer since when, but not who, what or where.
    return "Date" in expects and fact.valid_from is not None


def _open_ends(asked: Asked, fact: Fact) -> list[Entity]:
    named = {key for each in (*asked.things, *asked.posts) for key in each.ids}
    return [asked.entities[end] for end in (fact.subject, fact.object) if end not in named]


def _covers(asked: Asked, fact: Fact, documents: Mapping[str, Document]) -> bool:
    """Tell whether most of what the question says is in the fact and its quotes.

    A post must be the one in a quote, in either language, and figures may not be missing.
    """
    known = _known_terms(asked, fact, documents)
    posts = posts_in(asked.masked)
    quotes = " ".join(piece.quote.casefold() for piece in fact.evidence)
    ends = " ".join(asked.entities[end].name.casefold() for end in (fact.subject, fact.object))
    if posts and not any(name in quotes or name in ends for name in posts):
        return False
    known |= {term for name in posts for term in terms(name)}
    if period := find_period(asked.masked):
        if not _holds_in(fact, period):
            return False
        known |= set(terms(asked.masked[period.start : period.end]))
    missing = _missing(asked.question.terms, known)
    if any(term.isdigit() for term in missing):
        return False
    return len(missing) <= _MAX_MISSING * len(asked.question.terms)


def _holds_in(fact: Fact, period: Period) -> bool:
    """Tell whether a fact may hold at a time; most say nothing of when."""
    over = fact.valid_to is not None and bool(period.since) and fact.valid_to < period.since
    ahead = fact.valid_from is not None and bool(period.until) and fact.valid_from >= period.until
    return not over and not ahead


def _missing(wanted: Sequence[str], known: Set[str]) -> list[str]:
    """Return the terms that are not known; a Chinese pair between two known ones says nothing."""
    characters = {each for term in wanted if term in known for each in term if is_chinese(each)}
    return [term for term in wanted if term not in known and not set(term) <= characters]


def _known_terms(asked: Asked, fact: Fact, documents: Mapping[str, Document]) -> set[str]:
    ends = [asked.entities[end] for end in (fact.subject, fact.object)]
    known = {term for end in ends for name in (end.name, *end.aliases) for term in terms(name)}
    known |= {term for piece in fact.evidence for term in terms(piece.quote)}
    known |= {term for end in ends for term in _KIND_WORDS.get(end.label, ())}
    known |= {part for date in _dates(fact) for part in (*terms(date), date[:4])}
    known |= set(_said_around(fact, documents))
    known |= {term for each in asked.things for term in terms(asked.folded[each.start : each.end])}
    wording = WORDINGS.get(fact.predicate)
    cue = wording.cue if wording else None
    return known | {term for term in asked.question.terms if cue and cue.search(term)}


def _dates(fact: Fact) -> Iterator[str]:
    """Yield when a fact holds and when it was said."""
    dates = (fact.valid_from, fact.valid_to, fact.first_seen, fact.last_seen)
    yield from (date for date in dates if date)


def _said_around(fact: Fact, documents: Mapping[str, Document]) -> Iterator[str]:
    """Yield the terms of the titles and file names of the documents that state a fact."""
    for piece in fact.evidence:
        if piece.document_id in documents:
            document = documents[piece.document_id]
            yield from terms(f"{document.title} {document.source}")


def _order(asked: Asked, fact: Fact, documents: Mapping[str, Document]) -> tuple[object, ...]:
    """Sort by what still holds and is no draft, then by what fits the question best."""
    around = set(_said_around(fact, documents))
    said = {term for piece in fact.evidence for term in terms(piece.quote)} | around
    shared = sum(term in said for term in asked.question.terms)
    drafts = all(_is_draft(piece.document_id, documents) for piece in fact.evidence)
    ended = _ended(asked, fact)
    verb = _verb_at(asked, fact.predicate)
    sure = round(fact.confidence, 1)
    return (ended, drafts, -verb, -sure, -shared, -fact.confidence, -len(fact.evidence), fact.id)


def _verb_at(asked: Asked, predicate: str) -> int:
    """Return where a question has the verb of a predicate; of several the last is what it asks."""
    wording = WORDINGS.get(predicate)
    places = [match.start() for match in wording.verb.finditer(asked.masked)] if wording else []
    return max(places, default=-1)


def _ended(asked: Asked, fact: Fact) -> bool:
    """Tell whether any fact says that this one came to an end, or denies it."""
    key = (fact.subject, fact.predicate, fact.object)
    return any(
        (each.subject, each.predicate, each.object) == key
        and (each.assertion == "negated" or each.valid_to is not None)
        for each in asked.facts
    )


def _is_draft(document_id: str, documents: Mapping[str, Document]) -> bool:
    if document_id not in documents:
        return False
    document = documents[document_id]
    said = f"{document.source} {document.title}".casefold()
    return any(word in said for word in _DRAFT)


def _statement(asked: Asked, fact: Fact) -> Statement:
    open_ends = _open_ends(asked, fact)
    value = shown_value(asked, open_ends[0]) if len(open_ends) == 1 else fact.valid_from or ""
    return Statement(fact, word(asked, fact), value, fact.confidence)


def shown_value(asked: Asked, entity: Entity) -> str:
    """Return what an entity is called in an answer."""
    names = (entity.name, *entity.aliases)
    return value_for(entity.label, names, chinese=asked.question.chinese)


def word(asked: Asked, fact: Fact, role: str = "") -> Sentence:
    """Word a fact in the language of the question; the quote keeps its own."""
    subject, object_ = (
        shown_value(asked, asked.entities[end]) for end in (fact.subject, fact.object)
    )
    text = word_fact(
        subject,
        fact.predicate,
        object_,
        fact.evidence[0].quote,
        chinese=asked.question.chinese,
        assertion=fact.assertion,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
    )
    return Sentence(text, fact.evidence, role=role)


def holders(asked: Asked, settings: DecideSettings) -> list[tuple[str, tuple[Fact, ...]]]:
    """Return who holds the post that a question names at what it names, with the facts for it.

    "Who is the finance director of X?" takes two facts: who works for X, and who holds the post.
    """
    posts = posts_in(asked.masked)
    if not posts or len(asked.things) != 1 or "Person" not in asked.question.expects:
        return []
    if not _only_the_post(asked, posts):
        return []
    place = asked.things[0].ids
    works = _facts(asked, ("WORKS_FOR", "HEADS"), settings)
    at = {fact.subject: fact for fact in works if fact.object in place}
    found: list[tuple[str, tuple[Fact, ...]]] = []
    for fact in _facts(asked, ("HOLDS_ROLE",), settings):
        role = asked.entities.get(fact.object)
        if role and fact.subject in at and post_names((role.name,)) & posts:
            found.append((fact.subject, (at[fact.subject], fact)))
    found.sort(key=lambda each: (_ended(asked, each[1][1]), -each[1][1].confidence, each[0]))
    return list({person: (person, facts) for person, facts in reversed(found)}.values())[::-1]


def _only_the_post(asked: Asked, posts: frozenset[str]) -> bool:
    """Tell whether the question says nothing besides the post and where it is held."""
    known = {term for name in posts for term in terms(name)}
    known |= {term for each in asked.things for term in terms(asked.folded[each.start : each.end])}
    known |= set(terms("present current now 现任 目前 现在 担任"))
    return all(term in known for term in asked.question.terms)


def _facts(asked: Asked, predicates: Iterable[str], settings: DecideSettings) -> list[Fact]:
    return [
        fact
        for fact in asked.facts
        if fact.predicate in predicates
        and fact.assertion == "asserted"
        and fact.confidence >= settings.min_fact_confidence
    ]
