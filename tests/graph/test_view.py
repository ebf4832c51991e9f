"""Entities and facts as a network."""

import math
from itertools import combinations

from graph.view import LEAST_DISTANCE, draw, neighbourhoods, rank_entities
from tests.graph.factories import Archive, Said, make_archive, make_reading


def _ring(size: int) -> Archive:
    makers = [f"Company{n} Works" for n in range(size)]
    readings = [
        make_reading(
            maker,
            f"[Organization: {maker}] supplies [Organization: {buyer}] on [Date: 2024-01-01]",
            Said(maker, "SUPPLIES", buyer),
        )
        for maker, buyer in zip(makers, makers[1:] + makers[:1], strict=True)
    ]
    return make_archive(*readings)


def test_a_neighbourhood_holds_the_facts_of_its_center_and_all_they_name() -> None:
    archive = _ring(5)
    center = archive.entities[0].id

    [found] = neighbourhoods([center], archive.entities, archive.facts)

    assert found.entities[0].id == found.center == center
    assert len(found.facts) == 2
    named = {end for fact in found.facts for end in (fact.subject, fact.object)}
    assert named == {entity.id for entity in found.entities}


def test_what_much_is_said_of_comes_first_and_values_are_not_ranked() -> None:
    archive = make_archive(
        make_reading(
            "a",
            "[Person: Helen Carter] heads [Organization: Acme] and [Organization: Zenith]. "
            "[Person: 王伟] signed on [Date: 2024-01-01]",
            Said("Helen Carter", "HEADS", "Acme"),
            Said("Helen Carter", "HEADS", "Zenith", "planned"),
        )
    )
    names = {entity.id: entity.name for entity in archive.entities}

    importance = rank_entities(archive.entities, archive.facts)

    assert {names[id] for id in list(importance)[:2]} == {"Helen Carter", "Acme"}
    assert "2024-01-01" not in {names[id] for id in importance}
    assert list(importance.values()) == sorted(importance.values(), reverse=True)


def test_a_drawing_is_the_same_twice_and_its_points_stand_apart() -> None:
    archive = _ring(25)

    drawing = draw(archive.entities, archive.facts, limit=25)

    assert drawing == draw(archive.entities[::-1], archive.facts[::-1], limit=25)
    assert len(drawing.entities) == len(drawing.facts) == 25
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in drawing.positions)
    closest = min(math.dist(a, b) for a, b in combinations(drawing.positions, 2))
    assert closest > 0.8 * LEAST_DISTANCE


def test_a_drawing_shows_no_more_than_asked_and_nothing_alone() -> None:
    archive = _ring(30)

    drawing = draw(archive.entities, archive.facts, limit=12)

    assert 0 < len(drawing.entities) <= 12
    ends = {end for f in archive.facts if f.id in drawing.facts for end in (f.subject, f.object)}
    assert ends == set(drawing.entities)


def test_an_archive_without_facts_has_an_empty_drawing() -> None:
    assert draw([], []).entities == ()
    assert draw(make_archive(make_reading("a", "[Person: 王伟]")).entities, []).facts == ()
