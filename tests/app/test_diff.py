"""What a build changed in the graph, told by name and quote."""

from briefbook.app.catalog import Catalog
from briefbook.app.diff import Side, compare_graphs, count_changes, pair_entities
from briefbook.app.diff_told import diff_json, diff_lines
from briefbook.app.stages.building import Built, keep_built, load_built, load_built_before
from briefbook.ids import make_id
from briefbook.records import Assertion, Entity, Evidence, Fact, Span

SOURCES = {"doc-1": "letter.txt", "doc-2": "会议纪要.txt"}


def entity(name: str, *mentions: str, label: str = "Organization") -> Entity:
    ids = tuple(sorted(mentions or (make_id("men", name),)))
    return Entity(make_id("ent", ids[0]), label, name, (), ids)


def fact(
    subject: Entity,
    predicate: str,
    object_: Entity,
    *quotes: str,
    confidence: float = 0.9,
    assertion: Assertion = "asserted",
) -> Fact:
    evidence = tuple(
        Evidence("doc-1", Span(9, 9 + len(quote)), (), quote, "test@1", confidence)
        for quote in quotes or ("A bought B.",)
    )
    key = make_id("fac", subject.id, predicate, object_.id, assertion)
    return Fact(key, subject.id, predicate, object_.id, evidence, confidence, assertion)


def side(entities: tuple[Entity, ...], facts: tuple[Fact, ...] = ()) -> Side:
    return Side(Built(entities, facts, ()), SOURCES)


def test_a_graph_does_not_differ_from_itself() -> None:
    north, bright = entity("Northgate"), entity("无锡清源")
    same = side((north, bright), (fact(north, "ACQUIRED", bright),))

    diff = compare_graphs(same, same)

    assert (diff.entities, diff.facts) == ((), ())
    assert (diff.kept_entities, diff.kept_facts) == (2, 1)


def test_an_entity_found_by_other_mentions_is_the_same_entity() -> None:
    before, after = entity("北桥泵业", "men-1"), entity("北桥泵业", "men-2")
    object_ = entity("清源水务")

    diff = compare_graphs(
        side((before, object_), (fact(before, "SUPPLIES", object_),)),
        side((after, object_), (fact(after, "SUPPLIES", object_),)),
    )

    assert before.id != after.id
    assert (diff.entities, diff.facts) == ((), ())


def test_shared_mentions_count_for_more_than_a_shared_name() -> None:
    before = entity("Wells", "men-1", "men-2", label="Person")
    same = entity("Helen Wells", "men-0", "men-1", "men-2", label="Person")
    namesake = entity("Wells", "men-9", label="Location")

    pairs = pair_entities([before], [same, namesake])

    assert pairs == [(before, same), (None, namesake)]


def test_a_new_label_is_a_change_and_not_two() -> None:
    diff = compare_graphs(
        side((entity("Elmfield", "men-1", label="Person"),)), side((entity("Elmfield", "men-2"),))
    )

    [change] = diff.entities
    assert change.what == "changed"
    assert [(one.name, one.before, one.after) for one in change.differences] == [
        ("label", "Person", "Organization")
    ]


def test_a_fact_tells_what_of_it_changed_and_by_which_words() -> None:
    one, two = entity("Northgate"), entity("Brightwell")
    before = fact(one, "ACQUIRED", two, "A bought B.", confidence=0.6, assertion="planned")
    after = fact(one, "ACQUIRED", two, "A bought B.", "A now owns B.", confidence=0.9)

    [change] = compare_graphs(side((one, two), (before,)), side((one, two), (after,))).facts

    assert {item.name: (item.before, item.after) for item in change.differences} == {
        "assertion": ("planned", "asserted"),
        "confidence": (0.6, 0.9),
        "support": (1, 2),
    }
    assert change.places == (("added", "letter.txt", "A now owns B."),)


def test_a_confidence_that_wanders_a_little_is_no_change() -> None:
    one, two = entity("Northgate"), entity("Brightwell")

    diff = compare_graphs(
        side((one, two), (fact(one, "ACQUIRED", two, confidence=0.900),)),
        side((one, two), (fact(one, "ACQUIRED", two, confidence=0.906),)),
    )

    assert diff.facts == ()


def test_a_symmetric_fact_said_the_other_way_round_is_the_same() -> None:
    one, two = entity("Northgate"), entity("Brightwell")

    diff = compare_graphs(
        side((one, two), (fact(one, "COOPERATES_WITH", two),)),
        side((one, two), (fact(two, "COOPERATES_WITH", one),)),
    )

    assert diff.facts == ()


def test_what_came_and_went_is_counted_and_told_by_name() -> None:
    one, two, three = entity("Northgate"), entity("Brightwell"), entity("王建国", label="Person")
    diff = compare_graphs(
        side((one, two), (fact(one, "ACQUIRED", two),)),
        side((one, three), (fact(three, "HEADS", one, "总经理王建国"),)),
    )

    assert count_changes(diff.entities) == {
        "Organization": {"added": 0, "removed": 1, "changed": 0},
        "Person": {"added": 1, "removed": 0, "changed": 0},
    }
    told = diff_json(diff)
    assert {key: told["facts"][key] for key in ("added", "removed", "changed", "unchanged")} == {
        "added": 1,
        "removed": 1,
        "changed": 0,
        "unchanged": 0,
    }
    assert told["facts"]["changes"][1]["evidence"] == [
        {"change": "added", "source": "letter.txt", "quote": "总经理王建国"}
    ]
    lines = list(diff_lines(diff, limit=5))
    assert "  + 王建国 heads Northgate: confidence 0.90" in lines
    assert "  − Northgate acquired Brightwell: confidence 0.90" in lines
    assert "  + Person 王建国: 1 mentions" in lines


def test_no_more_lines_are_shown_than_asked_for() -> None:
    many = tuple(entity(f"Company {number}") for number in range(30))

    lines = list(diff_lines(compare_graphs(side(()), side(many)), limit=3))

    assert sum(line.startswith("  +") for line in lines) == 3
    assert "  … and 27 more (--limit, or --json for all)" in lines


def test_a_build_keeps_the_one_before_it_and_a_repeated_one_does_not(tmp_path) -> None:  # type: ignore[no-untyped-def]
    first, second = Built((entity("A"),), (), ()), Built((entity("B"),), (), ())
    with Catalog(tmp_path / "catalog.db") as catalog:
        keep_built(catalog, "fp-1", first)
        assert load_built_before(catalog) is None

        keep_built(catalog, "fp-2", second)
        keep_built(catalog, "fp-2", second)  # the graph was lost and is written again

        assert load_built_before(catalog) == first
        assert load_built(catalog) == second
