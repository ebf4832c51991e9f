"""What is new since: facts that change, new facts, denials, new names, new documents."""

from collections.abc import Sequence

from briefbook.ids import make_id
from briefbook.records import Assertion, Document, Entity, Fact, Mention
from summarize.cite import cite
from summarize.settings import SummarizeSettings
from summarize.sheets.news import Archive, news
from tests.factories import make_document, make_mention
from tests.summarize.sheet_documents import outline

OLD = make_document("Ann Reed heads Moor Mills.\nMoor Mills supplies Hale Ltd.\n", title="old")
NEW = make_document(
    "Bob Stone heads Moor Mills since the first of May.\n"
    "Moor Mills bought the works of Tarn Ltd in Kendal.\n"
    "Moor Mills no longer supplies Hale Ltd.\n",
    title="new",
)
CHINESE = make_document("北山公司在五月收购了南河公司的全部股份。\n", "zh", title="新")
PLAIN = make_document("The garden of the works was planted again in spring.\n", title="garden")


def entity(name: str, label: str, *mentions: Mention) -> Entity:
    return Entity(make_id("ent", name), label, name, (), tuple(sorted(m.id for m in mentions)))


def fact(
    subject: str, predicate: str, thing: str, document: Document, assertion: Assertion = "asserted"
) -> Fact:
    lines = [span for span in document.sentences if subject.split()[0] in document.quote(span)]
    span = next(one for one in lines if thing.split()[0] in document.quote(one))
    evidence = document.evidence(span, producer="test@1", score=0.9)
    ids = [make_id("ent", subject), make_id("ent", thing)]
    return Fact(
        make_id("fac", *ids, predicate, assertion, document.id),
        ids[0],
        predicate,
        ids[1],
        (evidence,),
        0.9,
        assertion,
    )


def archive(facts: Sequence[Fact], named: Sequence[tuple[str, str, Document]]) -> Archive:
    mentions = [
        (name, label, make_mention(document, name, label)) for name, label, document in named
    ]
    entities = {
        (name, label): entity(name, label, *(m for n, _, m in mentions if n == name))
        for name, label, _ in mentions
    }
    documents = {one.id: one for one in (OLD, NEW, CHINESE, PLAIN)}
    return Archive(
        documents, tuple(entities.values()), tuple(facts), {m.id: m for _, _, m in mentions}
    )


FACTS = (
    fact("Ann Reed", "HEADS", "Moor Mills", OLD),
    fact("Moor Mills", "SUPPLIES", "Hale Ltd", OLD),
    fact("Bob Stone", "HEADS", "Moor Mills", NEW),
    fact("Moor Mills", "ACQUIRED", "Tarn Ltd", NEW),
    fact("Moor Mills", "SUPPLIES", "Hale Ltd", NEW, "negated"),
    fact("北山公司", "ACQUIRED", "南河公司", CHINESE),
)
NAMED = (
    ("Moor Mills", "Organization", OLD),
    ("Moor Mills", "Organization", NEW),
    ("Bob Stone", "Person", NEW),
    ("南河公司", "Organization", CHINESE),
)


def test_changes_stand_first_with_what_was_said_before() -> None:
    digest = news(archive(FACTS, NAMED), {NEW.id, CHINESE.id}, period="2025-05")

    lines = outline(digest)
    assert (digest.kind, digest.form, digest.subject) == ("period", "news", "2025-05")
    assert set(lines[:4]) == {
        ("changed", "Bob Stone heads Moor Mills since the first of May."),
        ("before", "Ann Reed heads Moor Mills."),
        ("changed", "Moor Mills no longer supplies Hale Ltd."),
        ("before", "Moor Mills supplies Hale Ltd."),
    }
    assert [role for role, _ in lines[:4]] == ["changed", "before", "changed", "before"]
    assert set(lines[4:]) == {
        ("new fact", "Moor Mills bought the works of Tarn Ltd in Kendal."),
        ("new fact", "北山公司在五月收购了南河公司的全部股份。"),
    }


def test_a_new_document_that_brings_no_fact_is_told_by_its_lead() -> None:
    lead = cite(PLAIN, PLAIN.sentences[0], score=1.0)

    digest = news(archive(FACTS, NAMED), {PLAIN.id}, period="2025", leads=[lead])

    assert outline(digest) == [("new document", lead.text)]


def test_a_name_is_new_when_only_new_documents_have_it() -> None:
    named = [("Tarn Ltd", "Organization", NEW), ("Moor Mills", "Organization", OLD)]

    digest = news(archive((), named), {NEW.id}, period="2025")

    assert outline(digest) == [("new name", "Moor Mills bought the works of Tarn Ltd in Kendal.")]


def test_each_role_is_kept_short_and_nothing_new_is_said() -> None:
    few = SummarizeSettings(archive_sentences=1)

    digest = news(archive(FACTS, NAMED), {NEW.id, CHINESE.id}, period="2025", settings=few)
    nothing = news(archive(FACTS, NAMED), set(), period="2026")

    assert [role for role, _ in outline(digest)] == ["changed", "before", "new fact", "new name"]
    assert nothing.sentences == ()
    assert nothing.notes == ("nothing new: 0 documents of 2026",)
