"""What deserves an alert gets one, once, and what does not gets none."""

from collections.abc import Sequence
from dataclasses import replace

from briefbook.ids import make_id
from briefbook.records import Contradiction
from decide.watch.alerts import Alert
from decide.watch.looking import Before, Look, View, calendar_of, look, series_of
from decide.watch.news import Seen, see
from decide.watch.settings import WatchSettings
from decide.watch.signals import bursts
from decide.watch.watches import Watch, make_watch
from tests.decide.watch.factories import (
    Dated,
    make_days,
    make_entity,
    make_fact,
    make_known,
    make_view,
)

SETTINGS = WatchSettings(period="day")
QUIET = replace(SETTINGS, notes=False)
TOPIC = make_watch("topic", "recall, 召回")
CALM = ["The plant runs well."] * 9 + ["A recall was good news."]
STORM = ["The plant runs well."] + ["The recall is a disaster."] * 5 + ["召回令客户不满。"] * 4


def looked(
    view: View, watches: Sequence[Watch], seen: Seen, settings: WatchSettings = QUIET
) -> Look:
    return look(watches, view, Before(seen, {}, ()), settings)


def all_but_last_day(dated: Sequence[Dated]) -> list[str]:
    last = max(when for _, when in dated)
    return [document.id for document, when in dated if when != last]


def alerts_of_last_day(texts: Sequence[Sequence[str]], watch: Watch = TOPIC) -> tuple[Alert, ...]:
    dated = make_days(texts)
    view = make_view(dated, [watch])
    seen = see(all_but_last_day(dated), view.known)
    return looked(view, [watch], seen).alerts


def test_a_burst_is_told_with_its_numbers_and_its_evidence() -> None:
    alerts = alerts_of_last_day([CALM] * 20 + [STORM])
    [burst] = [alert for alert in alerts if alert.kind == "burst"]
    assert burst.severity == "alarm"
    assert burst.period == "2024-01-21"
    assert burst.trial is not None
    assert (burst.trial.observed, burst.trial.expected) == (9, 1)
    assert burst.trial.p < burst.trial.q < 0.01
    quotes = {piece.quote for piece in burst.evidence}
    assert quotes == {"The recall is a disaster.", "召回令客户不满。"}


def test_a_turn_of_the_tone_is_told_with_what_turned_it() -> None:
    calm = ["The plant runs well."] * 5 + ["A recall was good news."] * 5
    worse = ["The plant runs well."] * 5 + ["The recall is a disaster."] * 5
    [alert] = alerts_of_last_day([calm] * 20 + [worse])
    assert alert.kind == "sentiment"
    assert "worse" in alert.title
    assert all("disaster" in piece.quote for piece in alert.evidence)


def test_an_ordinary_day_is_no_news() -> None:
    assert alerts_of_last_day([CALM] * 21) == ()


def test_an_archive_that_grows_does_not_make_its_topics_burst() -> None:
    assert alerts_of_last_day([CALM] * 20 + [CALM * 5]) == ()


def test_the_watch_over_everything_sees_an_archive_grow() -> None:
    alerts = alerts_of_last_day([CALM] * 20 + [CALM * 5], make_watch("archive", "*"))
    assert [alert.kind for alert in alerts] == ["burst"]


def test_a_slow_rise_is_told_when_no_day_shows_it_and_only_once() -> None:
    calm = ["Nothing."] * 18 + ["A recall."] * 2
    more = ["Nothing."] * 14 + ["A recall."] * 6
    told: set[str] = set()
    kinds = []
    for days in range(24, 30):
        dated = make_days([calm] * 24 + [more] * (days - 23))
        view = make_view(dated, [TOPIC])
        before = Before(see(all_but_last_day(dated), view.known), {}, told)
        found = look([TOPIC], view, before, QUIET).alerts
        told |= {alert.id for alert in found}
        kinds += [alert.kind for alert in found]
    assert kinds == ["rise"]


def test_what_falls_silent_is_told() -> None:
    busy, silent = ["A recall."] * 5 + ["Nothing."] * 5, ["Nothing."] * 10
    alerts = alerts_of_last_day([busy] * 20 + [silent] * 4)
    assert [alert.kind for alert in alerts] == ["fall"]


def test_each_look_at_a_period_makes_its_test_stricter() -> None:
    dated = make_days([CALM] * 20 + [STORM])
    view = make_view(dated, [TOPIC])
    seen = see(all_but_last_day(dated), view.known)
    first = look([TOPIC], view, Before(seen, {}, ()), QUIET)
    third = look([TOPIC], view, Before(seen, {"2024-01-21": 2}, ()), QUIET)
    assert first.looks == {"2024-01-21": 1} and third.looks == {"2024-01-21": 3}
    q_values = [alert.trial.q for found in (first, third) for alert in found.alerts if alert.trial]
    assert q_values[0] < q_values[-1]


def test_what_was_told_is_not_told_again() -> None:
    dated = make_days([CALM] * 20 + [STORM])
    view = make_view(dated, [TOPIC])
    seen = see(all_but_last_day(dated), view.known)
    first = look([TOPIC], view, Before(seen, {}, ()), SETTINGS)
    told = [alert.id for alert in first.alerts]
    assert look([TOPIC], view, Before(seen, {}, told), SETTINGS).alerts == ()
    assert look([TOPIC], view, Before(see(view.dates, view.known), {}, ()), SETTINGS).alerts == ()


def test_the_order_of_documents_changes_nothing() -> None:
    dated = make_days([CALM] * 20 + [STORM])
    seen = see(all_but_last_day(dated), make_view(dated, []).known)
    one = looked(make_view(dated, [TOPIC]), [TOPIC], seen)
    other = looked(make_view(dated[::-1], [TOPIC]), [TOPIC], seen)
    assert one == other


def test_documents_without_a_date_are_counted_apart() -> None:
    dated = [(document, "") for document, _ in make_days([CALM])]
    view = make_view(dated, [TOPIC])
    series = series_of(TOPIC, view, calendar_of(view, SETTINGS))
    assert series.points == () and series.undated == 1
    assert bursts(TOPIC, series, SETTINGS) == []


# Facts


def test_a_new_fact_with_a_watched_predicate_is_a_warning_and_a_denial_a_note() -> None:
    one, two = make_entity("Huaxin"), make_entity("Acme")
    facts = [
        make_fact(one, "ACQUIRED", two, assertion=stance)
        for stance in ("asserted", "planned", "negated")
    ]
    view = make_view([], [], make_known([one, two], facts))
    alerts = looked(view, [make_watch("predicate", "ACQUIRED")], Seen(), SETTINGS).alerts
    assert [(alert.severity, alert.title) for alert in alerts] == [
        ("warning", "ACQUIRED: Huaxin acquired Acme"),
        ("warning", "ACQUIRED: Huaxin acquired Acme (planned)"),
        ("note", "ACQUIRED: Huaxin acquired Acme (negated)"),
    ]
    assert alerts[0].evidence == facts[0].evidence


def test_a_fact_that_only_got_another_id_is_not_new() -> None:
    one, two = make_entity("Huaxin"), make_entity("Acme")
    known = make_known([one, two], [make_fact(one, "ACQUIRED", two)])
    seen = see(["doc-1"], known)
    renamed = replace(one, id="ent-0")
    later = replace(known.facts[0], id="fac-0", subject="ent-0")
    view = make_view([], [], make_known([renamed, two], [later]))
    assert looked(view, [make_watch("predicate", "ACQUIRED")], seen, SETTINGS).alerts == ()


def test_a_new_contradiction_is_told_once_with_both_sides() -> None:
    contract = make_entity("NW-2024-017", "Reference")
    dates = [make_entity("2026-03-31", "Date"), make_entity("2027-03-31", "Date")]
    facts = [
        make_fact(contract, "ENDS_ON", date, document=f"doc-{at}")
        for at, date in enumerate(dates, start=1)
    ]
    ids = tuple(sorted(fact.id for fact in facts))
    clash = Contradiction(make_id("con", *ids), ids, "It ends twice.")
    view = make_view([], [], make_known([contract, *dates], facts, [clash]))
    watches = [make_watch("predicate", "ENDS_ON"), make_watch("entity", "nw-2024-017")]
    seen = see(["doc-1"], make_known([contract, *dates], facts))
    [alert] = [one for one in looked(view, watches, seen).alerts if one.kind == "contradiction"]
    assert {piece.document_id for piece in alert.evidence} == {"doc-1", "doc-2"}
    assert alert.watch == watches[1].id and alert.also == (watches[0].id,)
    all_seen = see(["doc-1", "doc-2"], view.known)
    assert looked(view, watches, all_seen).alerts == ()


def test_what_concerns_nothing_that_is_watched_is_not_told() -> None:
    one, two = make_entity("Huaxin"), make_entity("Acme")
    view = make_view([], [], make_known([one, two], [make_fact(one, "ACQUIRED", two)]))
    assert looked(view, [make_watch("entity", "Northgate")], Seen(), SETTINGS).alerts == ()
