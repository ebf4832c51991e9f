"""Digests against lead-3, TextRank and LexRank, on texts whose summaries people wrote.

    python benchmarks/summaries.py news=news.csv.gz titles=dev.tsv.gz meetings=val.jsonl.gz

Each NAME=FILE is anything that `briefbook evaluate summarize` reads. Prints one table in Markdown
and, with --json FILE, writes all figures. TextRank is that of sumy, with its stop words and its
stemmer, given our sentences and words so that it needs no data of its own; meetings of more than
600 sentences, for which it would take minutes each, get our own. LexRank ties sentences by the
cosine of their embeddings (multilingual-e5, the encoder that comes with Briefbook).
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from briefbook.app.modelstore import shipped_model
from briefbook.app.progress import Reporter
from briefbook.app.summary_scores import document_of, measure_summaries
from briefbook.learn.encoder import Encoder, open_encoder
from briefbook.learn.settings import EncoderSettings
from summarize.baselines import body_sentences, lead, text_rank
from summarize.evaluate import score_baselines
from summarize.pairs import Pair, read_pairs
from summarize.select import centrality
from summarize.settings import SummarizeSettings
from summarize.words import words
from summarize.writers import Writers

_MEASURES = ("rouge1", "rouge2", "rougeL")
_MOST_SUMY = 600  # sentences; its time grows with their square and that of their words
_MOST_RANKED = 4000  # sentences that are embedded and compared at most, from the first on

Choose = Callable[[Sequence[str], int], list[str]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What sumy takes for a sentence, with words of ours."""

    place: int
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """What sumy takes for a document."""

    sentences: tuple[_Sentence, ...]


def main() -> None:
    arguments = _arguments()
    encoder = open_encoder(EncoderSettings(threads=arguments.threads))
    results = []
    for name, pairs in _sets(arguments.sets, arguments.limit):
        results.append(_measure(name, pairs, encoder, arguments.writer))
        _say(*_rows(results[-1]), first=len(results) == 1)
    if arguments.json:
        text = json.dumps(results, ensure_ascii=False, indent=2)
        arguments.json.write_text(text + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--limit", type=int, help="texts of each set, spread over it")
    parser.add_argument("--writer", default="auto", help="as in `briefbook evaluate summarize`")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args()


def _sets(named: Sequence[str], limit: int | None) -> Iterator[tuple[str, list[Pair]]]:
    """Yield each set; what asks a question of a text is a set of its own."""
    for one in named:
        name, _, path = one.rpartition("=")
        found = read_pairs(Path(path))
        for part, some in (
            ("", [pair for pair in found if not pair.query]),
            (", questions", [pair for pair in found if pair.query]),
        ):
            if some:
                step = max(1, len(some) // limit) if limit else 1
                yield f"{name or Path(path).name}{part}", some[::step][:limit]


def _measure(name: str, pairs: Sequence[Pair], encoder: Encoder, writer: str) -> dict[str, Any]:
    settings = SummarizeSettings(writer=writer)  # type: ignore[arg-type]
    writers = Writers(settings, model_folder=shipped_model("summarize"), encoder=EncoderSettings())
    measured = measure_summaries(pairs, writers.pick, settings, reporter=Reporter())
    chosen, seconds = _choices(pairs, encoder)
    report = {
        **measured.report,
        "name": name,
        "baselines": score_baselines(pairs, measured.scores.rouge, chosen),
    }
    for system, spent in seconds.items():
        report["baselines"][system]["seconds"] = round(spent, 2)
    return report


def _choices(
    pairs: Sequence[Pair], encoder: Encoder
) -> tuple[dict[str, list[list[str]]], dict[str, float]]:
    """Return what each baseline chooses of every text, and how long it took for it."""
    counts = (1, 3) if all(pair.form == "headline" for pair in pairs) else (3,)
    systems: dict[str, Choose] = {
        "lead": lead,
        "TextRank": _sumy,
        "LexRank, e5": lambda sentences, count: _lex_rank(encoder, sentences, count),
    }
    chosen: dict[str, list[list[str]]] = {}
    seconds: dict[str, float] = {}
    kept: dict[tuple[str, str], list[str]] = {}  # of the text before: many ask about one meeting
    for pair in pairs:
        body = [one for one in body_sentences(document_of(pair)) if words(one)] or [pair.text]
        for system, choose in systems.items():
            for count in counts:
                named = f"{system}-{count}"
                if (named, pair.text) not in kept:
                    kept = {key: value for key, value in kept.items() if key[0] != named}
                    start = time.monotonic()
                    kept[named, pair.text] = choose(body, count)
                    seconds[named] = seconds.get(named, 0.0) + time.monotonic() - start
                chosen.setdefault(named, []).append(kept[named, pair.text])
    return chosen, seconds


def _sumy(sentences: Sequence[str], count: int) -> list[str]:
    if len(sentences) > _MOST_SUMY:
        return text_rank(sentences, count)
    # Words of Chinese are pairs of characters, which the stemmer leaves as they are.
    summarizer = TextRankSummarizer(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    given = (_Sentence(place, text, tuple(words(text))) for place, text in enumerate(sentences))
    found = summarizer(_Text(tuple(given)), count)
    return [sentence.text for sentence in found]


def _lex_rank(encoder: Encoder, sentences: Sequence[str], count: int) -> list[str]:
    some = sentences[:_MOST_RANKED]
    rows = encoder.embed(some, kind="passage").astype(np.float64)
    rank = np.round(centrality(rows), 9)
    order = sorted(range(len(some)), key=lambda place: (-rank[place], place))
    return [some[place] for place in sorted(order[:count])]


def _rows(report: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of one set: the baselines, then ours and by how much it is ahead."""
    name = f"{report['name']} ({report['count']:,})"
    for system, found in report["baselines"].items():
        yield f"| {name} | {system} | {_scores(found)} | {found['words']:.0f} | {_ahead(found)} |"
    ours = f"**Briefbook, {report['writer']}**"
    yield f"| {name} | {ours} | {_scores(report)} | {report['words']:.0f} | |"
    yield f"| {name} | (people) | | | | {report['reference_words']:.0f} | |"


def _scores(found: dict[str, Any]) -> str:
    cells = []
    for measure in _MEASURES:
        interval = found["intervals"][measure]
        half = 50 * (interval["high"] - interval["low"])
        cells.append(f"{100 * found[measure]:.2f} ± {half:.1f}")
    return " | ".join(cells)


def _ahead(found: dict[str, Any]) -> str:
    """Tell by how much ours is ahead, from the low to the high end of the paired difference."""
    ahead = [found["ahead"][measure] for measure in _MEASURES]
    return ", ".join(f"{100 * one['low']:+.1f} to {100 * one['high']:+.1f}" for one in ahead)


def _say(*lines: str, first: bool) -> None:
    if first:
        sys.stdout.write("| set | system | R1 | R2 | RL | words | Briefbook ahead (R1, R2, RL) |\n")
        sys.stdout.write("| --- | --- | --- | --- | --- | --- | --- |\n")
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
