"""How often early warning cries wolf, and how much it sees: simulated streams, no data needed.

    python benchmarks/watch.py [--streams N]

First each test alone: of streams in which nothing changes, the share with p at most 0.05, 0.01 and
0.001 (no more than these numbers is wanted), and of streams whose last period has twice, three or
five times as many documents, the share that is found. Then all together, as `briefbook watch run`
does it: runs with any false alarm where nothing changes; when one of the watches bursts, the share
of bursts found and of alerts that are false; and false alarms where a period is looked at again and
again while its documents come in.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from decide.watch.alerts import Alert
from decide.watch.counts import compare_count
from decide.watch.occurrences import Occurrence
from decide.watch.periods import name_of
from decide.watch.series import Point, Series
from decide.watch.settings import WatchSettings
from decide.watch.signals import find_signals
from decide.watch.tones import compare_tones
from decide.watch.watches import Watch, make_watch

LEVELS = (0.05, 0.01, 0.001)
RATIOS = (2, 3, 5)
START = 738_886  # a day
Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Stream:
    """How documents come in where nothing changes."""

    documents: int  # of the archive in a period, on average
    share: float  # of them that speak of what is watched
    spread: float = 0.0  # variance of the rate over its mean squared; 0: chance alone
    memory: float = 0.0  # how much of one period's rate goes on in the next
    weekend: bool = False  # a fifth of the documents on two of seven days


STREAMS = {
    "rare, 1 of 50": Stream(50, 0.02),
    "common, 5 of 50": Stream(50, 0.1),
    "half, 10 of 20": Stream(20, 0.5),
    "large, 40 of 400": Stream(400, 0.1),
    "rare, stories": Stream(50, 0.02, 0.5),
    "common, stories": Stream(50, 0.1, 0.5),
    "common, wild": Stream(50, 0.1, 1.0),
    "half, stories": Stream(20, 0.5, 0.2),
    "large, stories": Stream(400, 0.1, 0.5),
    "common, weekends": Stream(50, 0.1, 0.0, 0.0, True),
    "common, stories that last": Stream(50, 0.1, 0.5, 0.7),
}


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


Counts = npt.NDArray[np.int64]


def draw(stream: Stream, periods: int, ratio: float, generator: Generator) -> tuple[Counts, Counts]:
    """Return matching and all documents of each period; the last has `ratio` times as many."""
    week = np.where(np.arange(periods) % 7 >= 5, 0.2, 1.0) if stream.weekend else np.ones(periods)
    wholes = np.maximum(generator.poisson(stream.documents * week), 1)
    rates = np.ones(periods)
    if stream.spread:
        rates = generator.gamma(1 / stream.spread, stream.spread, periods)
        for at in range(1, periods):
            rates[at] = stream.memory * rates[at - 1] + (1 - stream.memory) * rates[at]
    shares = np.minimum(stream.share * rates, 1.0)
    shares[-1] = min(shares[-1] * ratio, 1.0)
    return generator.binomial(wholes, shares), wholes


def p_of_last(
    stream: Stream, baseline: int, ratio: float, shares: bool, generator: Generator
) -> float:
    """Test the last period of one stream against those before."""
    counts, wholes = draw(stream, baseline + 1, ratio, generator)
    exposures = wholes.tolist() if shares else [1] * len(counts)
    pairs = list(zip(counts.tolist(), exposures, strict=True))
    return compare_count(*pairs[-1], pairs[:-1], shares=shares, more=True).p


def counts_table(streams: int, *, shares: bool) -> None:
    kind = "documents of all documents" if shares else "documents a day"
    _write(f"\nOne burst test, {kind}; {streams} streams a cell\n")
    _write("| stream | periods before | p ≤ .05 | p ≤ .01 | p ≤ .001 | ×2 | ×3 | ×5 at p ≤ .001 |")
    _write("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, stream in STREAMS.items():
        for baseline in (8, 24):
            generator = np.random.default_rng(1)
            calm = np.array(
                [p_of_last(stream, baseline, 1, shares, generator) for _ in range(streams)]
            )
            false = [f"{np.mean(calm <= level):.4f}" for level in LEVELS]
            found = []
            for ratio in RATIOS:
                some = [
                    p_of_last(stream, baseline, ratio, shares, generator)
                    for _ in range(streams // 4)
                ]
                found.append(f"{np.mean(np.array(some) <= 0.001):.2f}")
            _write(f"| {name} | {baseline} | {' | '.join(false + found)} |")


def tones_table(streams: int) -> None:
    """Tones as the lexicon gives them: many zeros, a few steps."""
    _write(f"\nOne test of tone, 60 documents before; {streams} streams a cell\n")
    _write(
        "| documents | p ≤ .05 | p ≤ .01 | p ≤ .001 | a third turn bad | two thirds, at p ≤ .001 |"
    )
    _write("| --- | --- | --- | --- | --- | --- |")
    steps = np.array([-0.67, -0.5, 0.0, 0.0, 0.0, 0.5, 0.67])
    for size in (3, 5, 10, 30):
        generator = np.random.default_rng(2)
        cells = []
        for turned in (0.0, 1 / 3, 2 / 3):
            p_values = []
            for at in range(streams if not turned else streams // 4):
                tones = generator.choice(steps, 60 + size)
                now = np.where(generator.random(size) < turned, -0.5, tones[:size])
                found = compare_tones(now.tolist(), tones[size:].tolist(), draws=9999, seed=at)
                p_values.append(found.p)
            levels = LEVELS if not turned else (0.001,)
            cells += [f"{np.mean(np.array(p_values) <= level):.4f}" for level in levels]
        _write(f"| {size} | {' | '.join(cells)} |")


def make_stream(
    number: int, stream: Stream, periods: int, ratio: float, generator: Generator
) -> tuple[Watch, Series]:
    """Make the series of one watch; tones are drawn, too, and do not change."""
    counts, wholes = draw(stream, periods, ratio, generator)
    points = []
    for at, (count, whole) in enumerate(zip(counts.tolist(), wholes.tolist(), strict=True)):
        tones = generator.choice([-0.67, -0.5, 0.0, 0.0, 0.0, 0.5, 0.67], count)
        occurrences = tuple(
            Occurrence(f"{at}-{n}", "", float(tone), ()) for n, tone in enumerate(tones)
        )
        points.append(Point(name_of(START + at, "day"), whole, occurrences))
    watch = make_watch("topic", f"topic {number}")
    return watch, Series(watch.id, "day", "documents", tuple(points))


def look_at_last(watched: Sequence[tuple[Watch, Series]], looks: int) -> tuple[Alert, ...]:
    settings = WatchSettings(permutations=9999)
    last = watched[0][1].points[-1].period
    return find_signals(watched, {last: looks}, (), settings)


def runs_table(runs: int) -> None:
    _write(f"\nWhole runs, 20 watches, 24 periods before, [watch] as it comes; {runs} runs a row\n")
    _write(
        "| stream | runs with a false alarm | burst ×3 found | ×5 found | false share of alerts |"
    )
    _write("| --- | --- | --- | --- | --- |")
    for name, stream in STREAMS.items():
        generator = np.random.default_rng(3)
        any_false = 0
        for _ in range(runs):
            calm = [make_stream(n, stream, 25, 1, generator) for n in range(20)]
            any_false += bool(look_at_last(calm, 1))
        found, shares = [], []
        for ratio in (3, 5):
            hits = 0
            for _ in range(runs // 2):
                ratios = [ratio] + [1] * 19
                some = [make_stream(n, stream, 25, r, generator) for n, r in enumerate(ratios)]
                told = look_at_last(some, 1)
                bursts = [one for one in told if one.watch == some[0][0].id]
                hits += bool(bursts)
                shares.append(1 - len(bursts) / len(told) if told else 0.0)
            found.append(f"{hits / (runs // 2):.2f}")
        false = np.mean(shares)
        _write(f"| {name} | {any_false / runs:.3f} | {' | '.join(found)} | {false:.3f} |")


def looks_table(runs: int) -> None:
    """One period is looked at ten times while its documents come in."""
    _write(f"\nTen looks at a period that fills up, 20 watches; {runs} runs a row\n")
    _write("| looks | runs with a false alarm |")
    _write("| --- | --- |")
    stream = STREAMS["common, 5 of 50"]
    for allowed in (True, False):
        generator = np.random.default_rng(4)
        false = 0
        for _ in range(runs):
            whole = [make_stream(n, stream, 25, 1, generator) for n in range(20)]
            told = any(
                look_at_last([_part(one, look / 10) for one in whole], look if allowed else 1)
                for look in range(1, 11)
            )
            false += told
        _write(f"| {'allowed for' if allowed else 'each as if the first'} | {false / runs:.3f} |")


def _part(watched: tuple[Watch, Series], part: float) -> tuple[Watch, Series]:
    """Return a series whose last period has come in so far only."""
    watch, series = watched
    *before, last = series.points
    count = round(len(last.occurrences) * part)
    cut = Point(last.period, max(round(last.exposure * part), 1), last.occurrences[:count])
    return watch, Series(watch.id, series.unit, series.exposure, (*before, cut))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=3000)
    streams = parser.parse_args().streams
    counts_table(streams, shares=True)
    counts_table(streams, shares=False)
    tones_table(streams // 10)
    runs_table(streams // 15)
    looks_table(streams // 50)


if __name__ == "__main__":
    main()
