"""The six business cases run as their pages say, on their small archive, and find what is in it."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from lxml import html

from briefbook.app.workspace import create_workspace
from examples.cases import recommend, requirements, risk, segments, service, watch
from examples.cases.run_folder import ARCHIVE, INPUTS, read_archive
from tests.app.archive import prepare_folder

Run = Callable[[click.Command, str], Path]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run folder over the small archive, for all cases."""
    path = tmp_path_factory.mktemp("cases") / "cases.briefbook"
    prepare_folder(path)
    with create_workspace(path) as workspace:
        read_archive(workspace, ARCHIVE)
    return path


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> Run:
    """Run a case into a folder of its own; return that."""

    def run_case(case: click.Command, arguments: str) -> Path:
        given = ["--out", str(tmp_path), *filter(None, arguments.split("|"))]
        if case is not service.main:
            given += ["--folder", str(folder)]
        done = CliRunner().invoke(case, given, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return tmp_path

    return run_case


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _check_page(out: Path) -> None:
    """Every link of a page leads to a place that is there and marked."""
    page = html.fromstring((out / "page.html").read_text("utf-8"))
    assert page.find(".//h1") is not None
    for link in page.iter("a"):
        name, _, anchor = str(link.get("href")).partition("#")
        source = html.fromstring((out / name).read_text("utf-8"))
        assert anchor in {each.get("id") for each in source.iter("mark")}, name


def test_requests_are_answered_or_handed_over(run: Run) -> None:
    out = run(service.main, "--most-wrong|0.1")

    replies = _read(out / "replies.json")
    with (INPUTS / "service_requests.csv").open(encoding="utf-8", newline="") as file:
        wanted = [row["intent"] for row in csv.DictReader(file)]
    pairs = {pair.id: pair.intent for pair in service.read_pairs(INPUTS / "service_pairs.csv")}
    known = [(each, intent) for each, intent in zip(replies, wanted, strict=True) if intent]
    new = [each for each, intent in zip(replies, wanted, strict=True) if not intent]
    right = [each for each, i in known if not each["hand_over"] and pairs[each["ticket"]] == i]
    assert len(right) >= 0.85 * len(known)
    assert sum(each["hand_over"] for each in new) >= 0.6 * len(new)
    assert all(each["reasons"] for each in replies)
    _check_page(out)


def test_the_press_raises_an_alarm_with_its_evidence(run: Run) -> None:
    out = run(watch.main, "--since|2025-03-01")

    lines = (out / "alerts.jsonl").read_text("utf-8").splitlines()
    alerts = {(row["kind"], row["severity"]): row for row in map(json.loads, lines)}
    burst = alerts["burst", "alarm"]
    assert burst["title"].startswith("spoiled goods")
    assert burst["period"] == "2025-03"
    assert any("变质" in quote for quote in burst["quotes"])
    assert any("spoiled" in quote for quote in burst["quotes"])
    _check_page(out)


def test_counterparties_are_scored_by_what_is_said_of_them(run: Run) -> None:
    out = run(risk.main, "--as-of|2025-03-15")

    scores = {row["name"].rstrip("."): row for row in _read(out / "risk.json")}
    bands = {name: row["band"] for name, row in scores.items()}
    assert bands["无锡云岭制冷设备有限公司"] == "high"
    assert bands["Tolland Telematics plc"] == bands["苏州恒泽包装材料有限公司"] == "low"
    rules = {
        name: {point["rule"] for point in row["points"] if point["points"]}
        for name, row in scores.items()
    }
    assert {"sanctions", "concentration"} <= rules["无锡云岭制冷设备有限公司"]
    assert {"contract", "contradiction", "complaints"} <= rules["Brackwell Refrigeration Ltd"]
    assert rules["Ravnholm Cabling Ltd"] == {"listed"}
    assert rules["Tolland Telematics plc"] == set()
    assert all(point["evidence"] for row in scores.values() for point in row["points"])
    _check_page(out)


def test_customers_of_one_kind_come_together_in_both_languages(run: Run) -> None:
    out = run(segments.main, "--documents|customers/*")

    found = _read(out / "segments.json")
    members = [set(each["members"]) for each in found["segments"]]
    together = (
        {"Meddow Pharma Wholesale Ltd", "江宁康和医药有限公司", "Saint Orwin Hospital Trust"},
        {"Pennygate Grocers Ltd", "常州鲜街超市有限公司", "Harbour Lane Bistro Group Ltd"},
        {"Rosalind Flowers Ltd", "昆山花语鲜花有限公司", "Marigold Weddings Ltd"},
    )
    assert len(found["segments"]) == 3
    for names in together:
        assert any(names <= each for each in members)
    words = {word for each in found["segments"] for word in each["words"]}
    assert {"temperature", "market", "crate"} <= words
    _check_page(out)


def test_reading_is_recommended_with_reasons(run: Run) -> None:
    out = run(recommend.main, "--follow|Meddow Pharma Wholesale Ltd|--question|传感器校准")

    rows = _read(out / "reading.json")
    sources = [row["source"] for row in rows]
    assert {"memos/audit season.md", "memos/telematics pilot.md"} & set(sources[:2])
    assert all(row["because"] for row in rows)
    assert "which you follow" in " ".join(each["text"] for row in rows for each in row["because"])
    _check_page(out)


def test_what_was_read_is_not_recommended_again(run: Run) -> None:
    out = run(recommend.main, "--read|memos/audit season.md")

    rows = _read(out / "reading.json")
    assert rows
    assert "memos/audit season.md" not in [row["source"] for row in rows]


def test_requirements_are_listed_with_their_conflicts(run: Run) -> None:
    out = run(requirements.main, "--documents|specifications/*")

    data = _read(out / "requirements.json")
    by_id = {row["id"]: row for row in data["requirements"]}
    found = {
        (each["kind"], *sorted((by_id[each["first"]]["number"], by_id[each["second"]]["number"])))
        for each in data["conflicts"]
    }
    assert {
        ("values", "B.3", "TR-7"),
        ("opposite", "B.2", "TR-6"),
        ("opposite", "10", "6"),
        ("differing", "B.1", "TR-4"),
        ("differing", "4", "9"),
        ("duplicate", "B.4", "TR-1"),
        ("opposite", "10", "TR-6"),  # a Chinese clause against an English one
    } <= found
    assert len(data["requirements"]) == 30
    with (out / "requirements.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 30
    _check_page(out)


def test_without_a_pattern_only_documents_that_demand_are_read(run: Run) -> None:
    out = run(requirements.main, "")

    sources = {row["source"] for row in _read(out / "requirements.json")["requirements"]}
    assert {source.split("/")[0] for source in sources} == {"specifications"}
