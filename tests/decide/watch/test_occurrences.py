"""Documents are found that speak of what is watched."""

from briefbook.records import Entity, Finding, Reading
from decide.watch.news import Known
from decide.watch.occurrences import find_occurrences, prepare
from decide.watch.watches import Watch, guess_kind, make_watch
from tests.decide.watch.factories import make_entity, make_fact
from tests.factories import make_document, make_mention

TEXT = """Huaxin opened a plant. The weather was fine.

The diaphragm of a pump failed in Leeds. A pump that runs is no news.

客户反映膜片开裂。其他一切正常。
"""


def occurrences(watch: Watch, *, reading: Reading | None = None, known: Known | None = None):  # type: ignore[no-untyped-def]
    document = make_document(TEXT)
    entities = list(known.entities.values()) if known else []
    sought = prepare([watch], entities, known.facts if known else (), {})
    found = find_occurrences(document, reading, "2024-03-01", sought).get(watch.id)
    for piece in found.evidence if found else ():
        assert document.quote(piece.span) == piece.quote
    return found


def test_a_topic_is_found_where_one_sentence_has_all_words_of_a_phrase() -> None:
    found = occurrences(make_watch("topic", "diaphragm fails, strike"))
    assert [piece.quote for piece in found.evidence] == ["The diaphragm of a pump failed in Leeds."]
    assert found.tone < 0
    assert occurrences(make_watch("topic", "weather plant")) is None


def test_a_topic_is_found_in_chinese() -> None:
    found = occurrences(make_watch("topic", "膜片开裂，罢工"))
    assert [piece.quote for piece in found.evidence] == ["客户反映膜片开裂。"]


def test_an_entity_is_found_by_its_mentions_whatever_they_call_it() -> None:
    document = make_document(TEXT)
    mention = make_mention(document, "Huaxin", "Organization")
    entity = Entity("ent-1", "Organization", "华信", ("Huaxin",), (mention.id,))
    reading = Reading(document.id, (mention,), ())
    known = Known({entity.id: entity}, (), ())
    for name in ("华信", "HUAXIN"):
        found = occurrences(make_watch("entity", name), reading=reading, known=known)
        assert [piece.quote for piece in found.evidence] == ["Huaxin opened a plant."]


def test_a_predicate_is_found_where_facts_are_stated() -> None:
    one, two = make_entity("Huaxin"), make_entity("plant")
    fact = make_fact(one, "OWNS", two, document=make_document(TEXT).id)
    known = Known({one.id: one, two.id: two}, (fact,), ())
    assert occurrences(make_watch("predicate", "OWNS"), known=known) is not None
    assert occurrences(make_watch("predicate", "HEADS"), known=known) is None


def test_a_label_is_found_in_what_classifiers_said_and_their_tone_counts() -> None:
    document = make_document(TEXT)
    watch = make_watch("label", "complaint")
    said = [
        Finding(document.id, "Complaint", 0.9, (), "c@1"),
        Finding(document.id, "positive", 0.9, (), "s@1"),
    ]
    sought = prepare([watch], [], [], {document.id: said})
    found = find_occurrences(document, None, "", sought)[watch.id]
    assert found.tone == 0.9
    assert found.evidence


def test_what_is_meant_is_told_from_what_the_archive_knows() -> None:
    entities = [make_entity("Northgate Pumps Ltd", "Organization", "Northgate")]
    assert guess_kind("northgate", entities) == "entity"
    assert guess_kind("Northgate recall", entities) == "topic"
    assert guess_kind("BUYS_FROM", entities, {"BUYS_FROM"}) == "predicate"
    assert guess_kind("match (n) return n", entities) == "query"
    assert guess_kind("*", entities) == "archive"
