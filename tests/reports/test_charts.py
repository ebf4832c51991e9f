"""Counts are drawn as bars that say their numbers."""

from reports.charts import are_years, draw_bars, draw_columns, draw_meter
from tests.reports.page import parse


def test_the_longest_bar_fills_its_room() -> None:
    bars = draw_bars([("PDF", 1200), ("Word", 300)], "{count} others")

    assert [(bar.label, bar.value) for bar in bars] == [("PDF", "1,200"), ("Word", "300")]
    assert 'width="100%"' in bars[0].drawing and 'width="25%"' in bars[1].drawing


def test_the_small_rest_of_many_bars_is_one_bar() -> None:
    bars = draw_bars([(f"kind {n}", 20 - n) for n in range(15)], "{count} others")

    assert len(bars) == 12
    assert (bars[-1].label, bars[-1].value) == ("4 others", str(9 + 8 + 7 + 6))


def test_nothing_but_zeros_can_be_drawn() -> None:
    [bar] = draw_bars([("PDF", 0)], "{count} others")

    assert bar.value == "0"
    assert draw_columns([("2020", 0), ("2021", 0)], "By year").endswith("</svg>")


def test_years_without_documents_keep_their_place() -> None:
    columns = parse(draw_columns([("2019", 4), ("2022", 2)], "By year"))

    assert columns.xpath("//text[@class='year']/text()") == ["2019", "2020", "2021", "2022"]
    assert columns.xpath("//rect/title/text()") == ["2019: 4", "2022: 2"]


def test_only_near_years_stand_side_by_side() -> None:
    assert are_years([("2019", 1), ("2020", 1), ("2021", 1)])
    assert not are_years([("1700", 1), ("2020", 1), ("2021", 1)])
    assert not are_years([("2019", 1), ("undated", 1), ("2021", 1)])


def test_a_title_cannot_break_out_of_a_drawing() -> None:
    assert "<script" not in draw_columns([("2019", 1)], '"><script>alert(1)</script>')


def test_a_meter_is_filled_as_far_as_its_score() -> None:
    assert 'width="42%"' in draw_meter(42)
