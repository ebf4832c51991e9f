"""Entities and facts are compared with gold."""

import json
from pathlib import Path

import pytest

from briefbook.errors import RecordError
from graph.evaluate import Gold, GoldEntity, GoldFact, load_gold, score_entities, score_facts
from tests.graph.factories import Said, make_archive, make_reading

HELEN = GoldEntity("helen", "Person", "Helen Carter", ("海伦·卡特",))
ACME = GoldEntity("acme", "Organization", "Acme Pumps Ltd", ("安科美泵业有限公司",))
ZENITH = GoldEntity("zenith", "Organization", "Zenith plc")
CONTRACT = GoldEntity("nw-7", "Reference", "NW-7")
GOLD = Gold(
    (HELEN, ACME, ZENITH, CONTRACT),
    (
        GoldFact("helen", "WORKS_FOR", "acme"),
        GoldFact("helen", "WORKS_FOR", "zenith", "negated"),
        GoldFact("acme", "COOPERATES_WITH", "zenith"),
        GoldFact("nw-7", "SIGNED_ON", "Date:2024-03-01"),
    ),
)


def test_an_entity_is_right_by_any_of_its_names_and_only_once() -> None:
    archive = make_archive(
        make_reading(
            "a", "[Person: Ms Helen Carter] [Organization: 安科美泵业] [Person: Zenith plc]"
        ),
        make_reading("b", "[Organization: Acme Pumps] on [Date: 2024-01-01]"),
    )

    scores = score_entities(archive.entities, GOLD)

    assert (scores.correct, scores.predicted, scores.gold) == (2, 4, 4)


def test_a_fact_is_right_when_subject_predicate_object_and_assertion_are() -> None:
    archive = make_archive(
        make_reading(
            "a",
            "[Person: 海伦·卡特] [Organization: 安科美泵业有限公司] [Organization: Zenith] "
            "[Reference: nw-7] [Date: 1 March 2024 = 2024-03-01]",
            Said("海伦·卡特", "WORKS_FOR", "安科美泵业有限公司"),
            Said("海伦·卡特", "WORKS_FOR", "Zenith", "planned"),
            Said("Zenith", "COOPERATES_WITH", "安科美泵业有限公司"),
            Said("nw-7", "SIGNED_ON", "1 March 2024"),
            Said("Zenith", "SUPPLIES", "安科美泵业有限公司"),
        )
    )

    scores = score_facts(archive.facts, archive.entities, GOLD)

    assert (scores.asserted.correct, scores.asserted.predicted, scores.asserted.gold) == (3, 4, 3)
    assert (scores.others.correct, scores.others.predicted, scores.others.gold) == (0, 1, 1)
    assert (scores.total.correct, scores.total.predicted, scores.total.gold) == (3, 5, 4)


def test_gold_is_read_from_its_folder(tmp_path: Path) -> None:
    _write(
        tmp_path / "entities.jsonl",
        {"id": "a", "label": "Person", "name": "王伟", "aliases": ["W"]},
    )
    _write(
        tmp_path / "facts.jsonl",
        {"subject": "a", "predicate": "HAS_EMAIL", "object": "Email:w@x.cn"},
    )

    gold = load_gold(tmp_path)

    assert gold.entities == (GoldEntity("a", "Person", "王伟", ("W",)),)
    assert gold.facts == (GoldFact("a", "HAS_EMAIL", "Email:w@x.cn"),)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ({"subject": "a", "predicate": "HEADS"}, "line 1: no object"),
        ({"subject": "a", "predicate": "HEADS", "object": "b"}, "names no gold entity"),
    ],
)
def test_wrong_gold_is_refused_with_its_place(
    tmp_path: Path, fact: dict[str, object], reason: str
) -> None:
    _write(tmp_path / "entities.jsonl", {"id": "a", "label": "Person", "name": "王伟"})
    _write(tmp_path / "facts.jsonl", fact)

    with pytest.raises(RecordError, match=reason):
        load_gold(tmp_path)


def test_missing_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot read gold .*entities.jsonl: No such file"):
        load_gold(tmp_path / "missing")


def _write(path: Path, row: dict[str, object]) -> None:
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")


def test_a_role_is_right_in_any_of_its_forms() -> None:
    archive = make_archive(
        make_reading("a", "[Person: 王伟] 任 [Role: 总经理]", Said("王伟", "HOLDS_ROLE", "总经理"))
    )
    gold = Gold(
        (GoldEntity("wang", "Person", "王伟"),),
        (GoldFact("wang", "HOLDS_ROLE", "Role:general manager"),),
        (("general manager", ("General Manager", "总经理")),),
    )

    scores = score_facts(archive.facts, archive.entities, gold)

    assert scores.asserted.f1 == 1.0
