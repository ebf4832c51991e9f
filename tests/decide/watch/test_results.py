"""Saved queries that return other rows."""

from decide.watch.results import canonical_rows, result_alert
from decide.watch.settings import WatchSettings
from decide.watch.watches import make_watch
from tests.decide.watch.factories import make_entity, make_fact, make_known

WATCH = make_watch("query", "MATCH (a)-[:ENDS_ON]->(b) RETURN a.name, b.name", "ends")
CONTRACT, DATE = make_entity("合同 NW-1", "Reference"), make_entity("2026-03-31", "Date")
FACT = make_fact(CONTRACT, "ENDS_ON", DATE)
KNOWN = make_known([CONTRACT, DATE], [FACT])
ROW = {"a.name": "合同 NW-1", "b.name": "2026-03-31"}
SETTINGS = WatchSettings()


def test_a_row_that_came_is_told_with_the_fact_behind_it() -> None:
    alert = result_alert(WATCH, (), canonical_rows([ROW]), KNOWN, SETTINGS, run=1)
    assert alert is not None
    assert alert.title == "ends: 1 row came, 0 rows went"
    assert alert.added == ('{"a.name": "合同 NW-1", "b.name": "2026-03-31"}',)
    assert alert.evidence == FACT.evidence


def test_a_fact_is_found_by_its_id_however_deep() -> None:
    row = {"path": {"relationships": [{"type": "ENDS_ON", "properties": {"id": FACT.id}}]}}
    alert = result_alert(WATCH, canonical_rows([row]), (), KNOWN, SETTINGS, run=1)
    assert alert is not None and alert.facts == (FACT.id,)
    assert alert.title == "ends: 0 rows came, 1 row went"


def test_the_same_rows_in_another_order_are_no_change() -> None:
    rows = [ROW, {"a.name": "x", "b.name": "y"}]
    before, now = canonical_rows(rows), canonical_rows(rows[::-1])
    assert result_alert(WATCH, before, now, KNOWN, SETTINGS, run=1) is None


def test_a_row_that_comes_twice_was_not_there_twice_before() -> None:
    before, now = canonical_rows([ROW]), canonical_rows([ROW, ROW])
    alert = result_alert(WATCH, before, now, KNOWN, SETTINGS, run=1)
    assert alert is not None and len(alert.added) == 1


def test_a_change_that_comes_again_is_another_alert() -> None:
    now = canonical_rows([ROW])
    ids = {result_alert(WATCH, (), now, KNOWN, SETTINGS, run=run).id for run in (1, 2)}  # type: ignore[union-attr]
    assert len(ids) == 2
