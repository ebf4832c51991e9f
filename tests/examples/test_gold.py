"""The gold is complete in itself and stands in the texts."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import pytest

from briefbook.records import Assertion, ProblemKind
from briefbook.schema import PREDICATES, VALUE_LABELS, allows
from examples.archive_maker.gold import assemble
from examples.archive_maker.markup import plain
from examples.archive_maker.sources import Source, read_sources
from examples.archive_maker.world import World, read_world
from tests.examples.surface import surfaces

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GOLD = EXAMPLES / "gold"
GOLD_FILES = sorted(path.name for path in GOLD.iterdir())


def read_gold(name: str) -> list[dict[str, Any]]:
    lines = (GOLD / name).read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@cache
def world() -> World:
    return read_world(EXAMPLES / "sources")


@cache
def sources() -> list[Source]:
    return read_sources(EXAMPLES / "sources")


@cache
def texts() -> dict[str, str]:
    return {source.path: text_of(source) for source in sources()}


def text_of(source: Source) -> str:
    """All that a reader of the file sees, with line ends inside words and names undone."""
    people = [world().things[person] for person in addressees(source)]
    head = [f"{person.mail_name or person.name} {person.email}" for person in people]
    text = "\n".join((*head, source.title, source.header, plain(source.body), source.footer))
    text = text.replace("\n>", "\n").replace("\\\n", "\n")
    return f"{' '.join(text.split())}\n{''.join(text.split())}"


def addressees(source: Source) -> list[str]:
    return [person for person in (source.sender, *source.receivers, *source.copied) if person != ""]


def label_of(end: str) -> str:
    return end.partition(":")[0] if ":" in end else world().things[end].label


def forms_of(end: str) -> set[str]:
    if ":" in end:
        return surfaces(end, world().roles)
    return {world().things[end].name, *world().things[end].aliases}


def ends_with_sources() -> Iterator[tuple[str, str]]:
    for fact in read_gold("facts.jsonl"):
        for source in fact["sources"]:
            yield source, fact["subject"]
            yield source, fact["object"]


@pytest.mark.parametrize("name", GOLD_FILES)
def test_the_gold_is_what_the_sources_say(name: str) -> None:
    made = assemble(sources(), world(), EXAMPLES / "sources")

    assert (GOLD / name).read_bytes() == made[name]


def test_entities_have_ids_and_names_of_their_own() -> None:
    entities = read_gold("entities.jsonl")
    names = [name for entity in entities for name in (entity["name"], *entity["aliases"])]

    assert len({entity["id"] for entity in entities}) == len(entities)
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_name_stands_in_a_source() -> None:
    everything = "\n".join(texts().values())
    names = [name for thing in world().things.values() for name in (thing.name, *thing.aliases)]
    names += [name for aliases in world().roles.values() for name in aliases]

    assert [name for name in names if name not in everything] == []


def test_both_ends_of_a_fact_stand_in_each_of_its_sources() -> None:
    missing = [
        (source, end)
        for source, end in ends_with_sources()
        if not any(form in texts()[source] for form in forms_of(end))
    ]

    assert missing == []


def test_facts_follow_the_schema() -> None:
    for fact in read_gold("facts.jsonl"):
        assert allows(fact["predicate"], label_of(fact["subject"]), label_of(fact["object"])), fact
        assert fact["assertion"] in get_args(Assertion)
        assert ":" not in fact["object"] or label_of(fact["object"]) in (*VALUE_LABELS, "Role")


def test_every_fact_stands_once() -> None:
    keys = [
        (fact["subject"], fact["predicate"], fact["object"], fact["assertion"])
        for fact in read_gold("facts.jsonl")
    ]

    assert len(set(keys)) == len(keys)
    assert Counter(assertion for *_, assertion in keys)["asserted"] >= 200


def test_what_is_not_asserted_is_said_in_both_languages() -> None:
    chinese = {source.path for source in sources() if is_chinese(source.body)}
    for assertion in ("negated", "hedged", "planned", "conditional"):
        named = [f["sources"] for f in read_gold("facts.jsonl") if f["assertion"] == assertion]
        said = {source for paths in named for source in paths}
        assert said & chinese, assertion
        assert said - chinese, assertion


def is_chinese(text: str) -> bool:
    return sum("\u4e00" <= character <= "\u9fff" for character in text) > 0.2 * len(text)


def test_contradicting_facts_are_asserted_somewhere() -> None:
    asserted = {key for key, _ in asserted_objects()}
    for row in read_gold("contradictions.jsonl"):
        assert len(row["facts"]) >= 2
        for fact in row["facts"]:
            assert (fact["subject"], fact["predicate"], fact["object"]) in asserted


def test_no_contradiction_is_left_out() -> None:
    listed = [
        {fact["object"] for fact in row["facts"]} for row in read_gold("contradictions.jsonl")
    ]
    facts = [key for key, one_object in asserted_objects() if one_object]
    for (subject, predicate, ours), (other, also, theirs) in combinations(facts, 2):
        same = (subject, predicate) == (other, also)
        if same and not ours.startswith(theirs) and not theirs.startswith(ours):
            found = any({ours, theirs} <= objects for objects in listed)
            assert found, (subject, predicate, ours, theirs)


def asserted_objects() -> list[tuple[tuple[str, str, str], bool]]:
    return [
        (
            (fact["subject"], fact["predicate"], fact["object"]),
            PREDICATES[fact["predicate"]].one_object,
        )
        for fact in read_gold("facts.jsonl")
        if fact["assertion"] == "asserted"
    ]


def test_what_answers_rest_on_stands_in_each_of_their_sources() -> None:
    for row in read_gold("questions.jsonl"):
        assert (row["kind"] == "none") == (row["sources"] == []), row["question"]
        assert (row["kind"] == "none") == (row["answers"] is None and row["items"] is None)
        for source in row["sources"]:
            quotes = ["".join(plain(quote).split()) for quote in row["quotes"]]
            assert any(quote in text_without_marks(source) for quote in quotes), (row, source)


def text_without_marks(source: str) -> str:
    """The text without white space and the bars of tables."""
    return "".join(texts()[source].split())


def test_questions_are_of_all_kinds_and_half_of_them_chinese() -> None:
    rows = read_gold("questions.jsonl")
    kinds = Counter(row["kind"] for row in rows)

    assert kinds == {"fact": 18, "path": 10, "count": 8, "yes_no": 8, "list": 4, "none": 12}
    assert Counter(is_chinese(row["question"]) for row in rows) == {True: 30, False: 30}


def test_problems_have_a_kind_that_records_know() -> None:
    for row in read_gold("problems.jsonl"):
        assert row["kind"] in get_args(ProblemKind)
        assert (EXAMPLES / "archive" / row["source"]).is_file()
