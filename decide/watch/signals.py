"""Series become alerts: bursts, rises, falls and turns of tone, tested together (pure)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefbook.ids import make_id
from briefbook.records import Evidence
from decide.watch.alerts import SEVERITIES, Alert, AlertKind, Severity, Trial, alert_id
from decide.watch.counts import compare_count
from decide.watch.occurrences import Occurrence
from decide.watch.sentiment import tone
from decide.watch.series import Point, Series
from decide.watch.settings import WatchSettings
from decide.watch.together import false_discovery, for_looks
from decide.watch.tones import compare_tones
from decide.watch.watches import Watch

COUNTS, TONES = "two rates, given their sum", "permutation of documents"

_PLAIN_RATIO = 3.0  # times as many as expected, or a third, make an alarm if the test is sure too
_PLAIN_TONE = 0.3  # of a change of tone the same
_SURE = 50  # an alarm must be so many times less likely to be false than a warning


@dataclass(frozen=True, slots=True)
class Signal:
    """One test of one watch: what it looked at and what it came to."""

    watch: Watch
    series: Series
    kind: AlertKind
    first: int  # the places of the periods it looked at, in the series
    last: int
    trial: Trial

    @property
    def points(self) -> tuple[Point, ...]:
        """The periods it looked at."""
        return self.series.points[self.first : self.last + 1]

    @property
    def period(self) -> str:
        """The last of them."""
        return self.series.points[self.last].period

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """The documents that were counted."""
        return tuple(one for point in self.points for one in point.occurrences)


def find_signals(
    watched: Sequence[tuple[Watch, Series]],
    looks: Mapping[str, int],
    told: Collection[str],
    settings: WatchSettings,
) -> tuple[Alert, ...]:
    """Test all series together in the periods with new documents; return what may be acted on.

    `looks` says which periods these are, and how often each was tested, this time included. `told`
    are ids of earlier alerts: a rise is not told again while it lasts, nor what is but a burst.
    """
    signals = [
        signal
        for watch, series in watched
        for at, point in enumerate(series.points)
        if point.period in looks
        for signal in _tests(watch, series, at, settings)
    ]
    sure = [signal for signal in weigh(signals, looks) if _holds(signal, settings)]
    alerts = [_alert(signal, settings) for signal in sure]
    known = {*told, *(alert.id for alert in alerts)}
    return tuple(
        alert
        for signal, alert in zip(sure, alerts, strict=True)
        if alert.id not in told and not _is_known(signal, known)
    )


def weigh(signals: Sequence[Signal], looks: Mapping[str, int]) -> list[Signal]:
    """Allow for how many tests there are and how often each period was looked at."""
    counts = [looks.get(signal.period, 1) for signal in signals]
    p_values = [
        for_looks(signal.trial.p, count) for signal, count in zip(signals, counts, strict=True)
    ]
    return [
        replace(signal, trial=replace(signal.trial, q=q, looks=count, tests=len(signals)))
        for signal, count, q in zip(signals, counts, false_discovery(p_values), strict=True)
    ]


def bursts(watch: Watch, series: Series, settings: WatchSettings) -> list[Signal]:
    """Return the test of each period of a series that can be tested, weighed together."""
    found = [
        _count_test(watch, series, "burst", at, 1, settings) for at in range(len(series.points))
    ]
    return weigh([signal for signal in found if signal], {})


# Tests


def _tests(watch: Watch, series: Series, at: int, settings: WatchSettings) -> Iterator[Signal]:
    kinds: tuple[tuple[AlertKind, int], ...] = (
        ("burst", 1),
        ("rise", settings.sustained),
        ("fall", settings.sustained),
    )
    for kind, length in kinds:
        signal = _count_test(watch, series, kind, at, length, settings)
        if signal is not None:
            yield signal
    turned = _tone_test(watch, series, at, settings)
    if turned is not None:
        yield turned


def _count_test(
    watch: Watch, series: Series, kind: AlertKind, at: int, length: int, settings: WatchSettings
) -> Signal | None:
    """Hold the `length` periods up to `at` against those before; None when these are too few."""
    first = at - length + 1
    before = series.points[max(0, first - settings.baseline) : max(0, first)]
    if len(before) < settings.least_baseline:
        return None
    points = series.points[first : at + 1]
    # What goes on for some periods makes sums of them vary more than each of them shows, and sums
    # are few: the more cautious of both ways to see how counts vary is to be believed.
    found = max(
        (
            compare_count(
                sum(point.count for point in points),
                sum(point.exposure for point in points),
                _blocks(before, size),
                shares=series.exposure == "documents",
                more=kind != "fall",
            )
            for size in sorted({1, length})
        ),
        key=lambda one: one.p,
    )
    trial = Trial(COUNTS, found.observed, round(found.expected, 4), len(before), found.p)
    return Signal(watch, series, kind, first, at, trial)


def _blocks(points: Sequence[Point], length: int) -> list[tuple[int, int]]:
    """Return counts and exposures of `length` periods together, from the last one back."""
    starts = range(len(points) - length, -1, -length)
    blocks = [points[start : start + length] for start in starts]
    return [
        (sum(point.count for point in block), sum(point.exposure for point in block))
        for block in blocks
    ]


def _tone_test(watch: Watch, series: Series, at: int, settings: WatchSettings) -> Signal | None:
    """Hold the tone of a period against those before; None when there are too few documents."""
    before = series.points[max(0, at - settings.baseline) : at]
    earlier = [one.tone for point in before for one in point.occurrences]
    point = series.points[at]
    if point.count < settings.least_documents or len(earlier) < settings.least_baseline:
        return None
    found = compare_tones(
        [one.tone for one in point.occurrences],
        earlier,
        draws=settings.permutations,
        seed=int(make_id("sed", watch.id, point.period)[4:], 16),
    )
    observed, expected = round(found.observed, 4), round(found.expected, 4)
    trial = Trial(TONES, observed, expected, len(before), found.p)
    return Signal(watch, series, "sentiment", at, at, trial)


# What the tests say


def _holds(signal: Signal, settings: WatchSettings) -> bool:
    trial = signal.trial
    if trial.q > settings.false_alarms:
        return False
    enough = trial.expected if signal.kind == "fall" else len(signal.occurrences)
    return enough >= settings.least_documents


def _severity(signal: Signal, settings: WatchSettings) -> Severity:
    trial = signal.trial
    if signal.kind == "sentiment":
        plain = abs(trial.observed - trial.expected) >= _PLAIN_TONE
    else:
        less, more = sorted((trial.observed, trial.expected))
        plain = more >= _PLAIN_RATIO * less
    return "alarm" if plain and trial.q * _SURE <= settings.false_alarms else "warning"


def _is_known(signal: Signal, known: Collection[str]) -> bool:
    """Tell whether a rise or fall is told already: as a burst in it, or when it began."""
    if signal.kind not in ("rise", "fall"):
        return False
    inside = [point.period for point in signal.points]
    told: list[tuple[AlertKind, str]] = [(signal.kind, period) for period in inside[:-1]]
    if signal.kind == "rise":
        told += [("burst", period) for period in inside]
    ids = (_id(signal, kind, each, period) for kind, period in told for each in SEVERITIES)
    return any(each in known for each in ids)


def _id(signal: Signal, kind: AlertKind, severity: Severity, period: str) -> str:
    return alert_id(signal.watch, kind, severity, period)


def _alert(signal: Signal, settings: WatchSettings) -> Alert:
    severity = _severity(signal, settings)
    return Alert(
        id=_id(signal, signal.kind, severity, signal.period),
        watch=signal.watch.id,
        kind=signal.kind,
        severity=severity,
        title=_title(signal),
        evidence=_evidence(signal, settings.evidence),
        period=signal.period,
        trial=signal.trial,
    )


def _title(signal: Signal) -> str:
    trial, name = signal.trial, signal.watch.name
    if signal.kind == "sentiment":
        better = "better" if trial.observed > trial.expected else "worse"
        tones = f"{trial.observed:+.2f}, before {trial.expected:+.2f}"
        return f"{name}: the tone of {signal.period} is {better} than before ({tones})"
    when = signal.period
    if len(signal.points) > 1:
        when = f"the {len(signal.points)} {signal.series.unit}s to {when}"
    return f"{name}: {_number(trial.observed)} in {when}, {trial.expected:.1f} expected"


def _number(count: float) -> str:
    return "1 document" if count == 1 else f"{count:.0f} documents"


def _evidence(signal: Signal, limit: int) -> tuple[Evidence, ...]:
    """Quote one place of each of the documents that show best what has changed.

    Of a fall, what there still is.
    """
    trial = signal.trial
    sign = 1.0 if trial.observed > trial.expected else -1.0
    towards = signal.kind == "sentiment"
    found = sorted(
        (one for one in signal.occurrences if one.evidence),
        key=lambda one: (-(sign * one.tone if towards else abs(one.tone)), one.document_id),
    )
    return tuple(_plainest(one, sign if towards else 0.0) for one in found[:limit])


def _plainest(occurrence: Occurrence, sign: float) -> Evidence:
    return max(
        occurrence.evidence,
        key=lambda piece: (
            sign * tone(piece.quote) if sign else abs(tone(piece.quote)),
            -piece.span.start,
        ),
    )
