"""What is recommended is near to the profile, was not read yet, and says why."""

from dataclasses import replace

import numpy as np

from briefbook.ids import make_id
from briefbook.records import Document, Entity, Fact
from decide.recommend import Profile, RecommendSettings, Shelf, recommend, walk_from
from tests.factories import make_document, make_mention

TEXTS = {
    "audit": "Meddow is audited in June.",
    "pilot": "Tolland fitted trailers.",
    "unread": "云岭公司提供机组。",
    "roses": "Rosalind sells roses.",
    "copy": "Meddow is audited in June, they say.",
}
NAMES = {
    "audit": "Meddow",
    "pilot": "Tolland",
    "unread": "云岭公司",
    "roses": "Rosalind",
    "copy": "Meddow",
}


def _shelf() -> tuple[Shelf, dict[str, Document], dict[str, Entity]]:
    documents = {key: make_document(text, title=key) for key, text in TEXTS.items()}
    mentions = {key: make_mention(documents[key], NAMES[key], "Organization") for key in TEXTS}
    entities = {
        name: Entity(
            make_id("ent", name),
            "Organization",
            name,
            (),
            tuple(mentions[key].id for key in TEXTS if NAMES[key] == name),
        )
        for name in NAMES.values()
    }
    supplies = Fact(
        "fac-1",
        entities["Tolland"].id,
        "SUPPLIES",
        entities["Meddow"].id,
        (mentions["pilot"].evidence,),
        0.9,
    )
    vectors = np.eye(len(TEXTS), 8, dtype=np.float32)
    vectors[4] = vectors[0] * 0.98 + vectors[1] * 0.2
    vectors[4] /= np.linalg.norm(vectors[4])
    shelf = Shelf(
        tuple(documents[key].id for key in TEXTS),
        vectors,
        {documents[key].id: {entities[NAMES[key]].id: (mentions[key].evidence,)} for key in TEXTS},
        {entity.id: entity for entity in entities.values()},
        (supplies,),
    )
    return shelf, documents, entities


def test_documents_that_name_what_is_followed_come_first() -> None:
    shelf, documents, entities = _shelf()

    found = recommend(Profile(entities=(entities["云岭公司"].id,)), shelf)

    assert [each.document for each in found] == [documents["unread"].id]
    [reason] = found[0].reasons
    assert (reason.kind, reason.subject) == ("names", entities["云岭公司"].id)
    assert reason.evidence[0].quote == "云岭公司"


def test_a_fact_leads_to_documents_that_do_not_name_what_is_followed() -> None:
    shelf, documents, entities = _shelf()

    found = recommend(Profile(entities=(entities["Meddow"].id,)), shelf)

    [pilot] = [each for each in found if each.document == documents["pilot"].id]
    assert pilot.reasons[0].kind == "tied"
    assert pilot.reasons[0].via is not None
    assert pilot.reasons[0].via.predicate == "SUPPLIES"


def test_what_was_read_is_not_recommended_again() -> None:
    shelf, documents, _ = _shelf()

    found = recommend(Profile(documents=(documents["audit"].id,)), shelf)

    assert documents["audit"].id not in [each.document for each in found]
    assert found[0].document == documents["copy"].id
    assert {reason.kind for reason in found[0].reasons} == {"shared", "read"}


def test_two_documents_that_say_the_same_do_not_stand_side_by_side() -> None:
    shelf, documents, entities = _shelf()
    profile = Profile(entities=(entities["Meddow"].id,), question=shelf.vectors[0])

    plain = recommend(profile, shelf, RecommendSettings(diversity=0.0))
    spread = recommend(profile, shelf, RecommendSettings(diversity=0.7))

    alike = {documents["audit"].id, documents["copy"].id}
    assert {each.document for each in plain[:2]} == alike
    assert {each.document for each in spread[:2]} != alike


def test_without_a_profile_nothing_is_recommended() -> None:
    assert recommend(Profile(), _shelf()[0]) == ()


def test_a_walk_ends_with_chances_that_sum_to_no_more_than_one() -> None:
    shelf, _, entities = _shelf()

    visits = walk_from(Profile(entities=(entities["Meddow"].id,)), shelf, damping=0.5)

    assert 0 < sum(visits.values()) <= 1
    assert visits == walk_from(
        Profile(entities=(entities["Meddow"].id,)),
        replace(shelf, facts=tuple(reversed(shelf.facts))),
        damping=0.5,
    )
