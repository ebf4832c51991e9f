"""Learn what the measures of sentences and headlines count: writes `summarize/weights.py`.

`python -m recipes.fit_salience DATA`, where DATA is the folder of the public data. Takes about ten
minutes. A linear model chooses one of the sentences (or parts of sentences) of each text; it is
fitted so that the chance it gives each follows how much of the summaries that people wrote it
holds. Judged on what is left out here: the last 200 articles of CNN/DailyMail, every eighth of BBC,
every fourth of DialogSum and CSL, the development parts of SciTLDR, AESLC and QMSum.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from briefbook.measure.rouge import rouge_words
from briefbook.measure.subsequence import common_length
from briefbook.records import Document
from ingest.settings import IngestSettings
from ingest.text import parse_text
from summarize.headline import PART_MEASURES, looked_at, part_measures, parts_of
from summarize.material import Material, read_material
from summarize.pairs import Pair, read_pairs
from summarize.salience import MEASURES
from summarize.select import Array, scaled

WEIGHTS = Path(__file__).parents[1] / "summarize" / "weights.py"
_EVERY = IngestSettings()


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts with summaries, and which of them are learned from."""

    path: str
    learned: Callable[[int], bool] = lambda place: True
    share: float = 1.0  # how much all its texts together count
    source: str = ""


_CNNDM = Corpus(
    "sum_cnndm_val1000/dev/cnndm_val_0000_0699.csv.gz",
    lambda place: place < 500,
    2.0,
    "CNN/DailyMail",
)
_BBC = Corpus(
    "cls_sum_bbc_news/dev/bbc_dev.tar.gz", lambda place: place % 8 in (1, 4, 6), 1.0, "BBC"
)
_DIALOGSUM = Corpus(
    "sum_dialogsum/dev/dialogsum.dev.jsonl.gz", lambda place: place % 4 > 0, 1.0, "DialogSum"
)
_QMSUM = Corpus("sum_qmsum/dev/committee_train.jsonl.gz", source="QMSum")
_ASKED_EVERY = 4  # questions about a meeting that are learned from: a meeting is long
_SCITLDR = Corpus("sum_scitldr/dev/train.jsonl.gz", lambda place: place % 4 == 0, source="SciTLDR")
_AESLC = Corpus(
    "sum_aeslc_enron/dev/aeslc_train.tar.gz", lambda place: place % 16 == 0, source="AESLC"
)
_CSL = Corpus("sum_zh_csl_title/dev/dev.tsv.gz", lambda place: place % 4 > 0, source="CSL")


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What may be chosen of one text, a row each, and how much of the summaries each holds."""

    columns: Array
    held: Array
    weight: float = 1.0


def main() -> None:
    """Fit every set of weights and write the module that holds them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    news = list(_materials(data, (_CNNDM, _BBC)))
    talk = list(_materials(data, (_QMSUM, _DIALOGSUM)))
    papers = list(_materials(data, (_SCITLDR,)))
    mails = list(_materials(data, (_AESLC,)))
    chinese = list(_materials(data, (_CSL,)))
    sentences = {
        "report": _fit_sentences(news, MEASURES, _precision, sharp=0.05),
        "talk": _fit_sentences(
            [one for one in talk if not one[0].query], MEASURES, _both, sharp=0.1, few=True
        ),
        "asked": _fit_sentences(
            [one for one in talk if one[0].query], MEASURES, _balanced, sharp=0.05
        ),
        "headline report": _fit_sentences(papers, MEASURES, _balanced, sharp=0.1),
        "headline talk": _fit_sentences(mails, MEASURES, _balanced, sharp=0.1),
        "headline zh": _fit_sentences(chinese, MEASURES, _balanced, sharp=0.1),
    }
    parts = {
        "report": _fit_parts(
            [one for one in papers if not one[1].speaks], sentences["headline report"]
        ),
        "talk": _fit_parts([one for one in mails if one[1].speaks], sentences["headline talk"]),
        "zh": _fit_parts(chinese, sentences["headline zh"]),
    }
    WEIGHTS.write_text(_module(sentences, parts), encoding="utf-8")


_Told = tuple[Pair, Material, float]


def _materials(data: Path, corpora: Sequence[Corpus]) -> Iterator[_Told]:
    for corpus in corpora:
        pairs = read_pairs(data / corpus.path)
        chosen = [pair for place, pair in enumerate(pairs) if corpus.learned(place)]
        general = [pair for pair in chosen if not pair.query]
        asked = [pair for pair in chosen if pair.query][::_ASKED_EVERY]
        for pair, count in [
            *((pair, len(general)) for pair in general),
            *((pair, len(asked)) for pair in asked),
        ]:
            document = _document(pair)
            if document is not None and document.sentences:
                yield pair, read_material(document, query=pair.query), corpus.share / count


def _document(pair: Pair) -> Document | None:
    text = "\n".join(pair.sentences) if pair.sentences else pair.text
    return parse_text(text.encode(), f"{pair.id}.txt", settings=_EVERY).document


# How much of a summary a stretch of text holds


_Measure = Callable[[tuple[float, float, float, float]], float]


def _precision(found: tuple[float, float, float, float]) -> float:
    return 0.3 * found[0] + 0.7 * found[1]


def _balanced(found: tuple[float, float, float, float]) -> float:
    return (found[2] + found[3]) / 2


def _both(found: tuple[float, float, float, float]) -> float:
    return sum(found) / 4


def _overlap(text: Sequence[str], summary: Sequence[str]) -> tuple[float, float, float, float]:
    """Return the precision of single words and of pairs of words, and the F-measure of each."""
    found = []
    for size in (1, 2):
        own, wanted = _grams(text, size), _grams(summary, size)
        shared = (own & wanted).total()
        found.append(
            (shared / max(1, own.total()), 2 * shared / max(1, own.total() + wanted.total()))
        )
    return found[0][0], found[1][0], found[0][1], found[1][1]


def _grams(tokens: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(tokens[first:] for first in range(size)), strict=False))


# Fitting


def _fit_sentences(
    told: Iterable[_Told],
    names: Sequence[str],
    measure: _Measure,
    *,
    sharp: float,
    few: bool = False,
) -> dict[str, float]:
    choices = []
    for pair, material, weight in told:
        summaries = [rouge_words(summary) for summary in pair.summaries]
        held = [
            max(measure(_overlap(rouge_words(text), summary)) for summary in summaries)
            for text in material.texts
        ]
        choices.append(Choice(material.columns, np.array(held), weight))
    return dict(zip(names, _fit(choices, sharp=sharp, few=few), strict=True))


def _fit_parts(told: Sequence[_Told], weights: Mapping[str, float]) -> dict[str, float]:
    choices = []
    for pair, material, _ in told:
        worth = scaled(material.columns @ np.array([weights[name] for name in MEASURES]))
        places = looked_at(worth)
        sentences = [material.texts[place] for place in places]
        parts = parts_of(sentences)
        columns = part_measures(
            parts, sentences, places, worth[places], whole=material.bags.all, size=material.size
        )
        summaries = [rouge_words(summary) for summary in pair.summaries]
        held = np.array(
            [
                max(_headline_score(rouge_words(part.text), one) for one in summaries)
                for part in parts
            ]
        )
        # A text whose summary shares no words with it teaches little.
        choices.append(Choice(columns, held, min(1.0, 5 * held.max()) / len(told)))
    return dict(zip(PART_MEASURES, _fit(choices, sharp=0.05), strict=True))


def _headline_score(text: Sequence[str], summary: Sequence[str]) -> float:
    found = _overlap(text, summary)
    longest = 2 * common_length(summary, text) / max(1, len(summary) + len(text))
    return (found[2] + found[3] + longest) / 3


def _fit(choices: Sequence[Choice], *, sharp: float, few: bool = False) -> list[float]:
    """Fit weights so that a softmax over each text's rows follows a softmax over what they hold.

    From `few` texts they are held tighter, those of measures that seldom differ most.
    """
    owner = torch.tensor(np.repeat(np.arange(len(choices)), [len(one.held) for one in choices]))
    columns = torch.tensor(np.concatenate([one.columns for one in choices]))
    seen = (columns != columns[0]).double().mean(0) >= _SEEN
    spread = torch.ones(columns.shape[1], dtype=torch.float64) if few else columns.std(0) + 1e-6
    ridge = 1e-2 if few else 1e-3
    columns = (columns - columns.mean(0)) / spread * seen
    wanted = [torch.softmax(torch.tensor(one.held / sharp), 0) for one in choices]
    target = torch.cat([one * choice.weight for one, choice in zip(wanted, choices, strict=True)])
    weights = torch.zeros(columns.shape[1], dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        search.zero_grad()
        scores = columns @ weights
        least = torch.full((len(choices),), -1e9, dtype=torch.float64)
        top = least.scatter_reduce(0, owner, scores, "amax")[owner]
        total = torch.zeros(len(choices), dtype=torch.float64)
        total = total.index_add(0, owner, torch.exp(scores - top))[owner]
        value = -(target * (scores - top - torch.log(total))).sum() + ridge * (weights**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    search.step(loss)  # type: ignore[no-untyped-call]
    return [round(float(one), 2) for one in (weights.detach() / spread * seen)]


_HEAD = '''"""What each measure of a sentence, or of a part of one, counts: learned numbers.

Written by `recipes/fit_salience.py`, which names the data; do not edit by hand. "density" was
judged by hand, for what was learned from had no names and relations marked.
"""

from collections.abc import Mapping

'''
_BY_HAND = {"density": 1.0}
_SEEN = 0.01  # of the rows, in which a measure must say something for its weight to be learned


def _module(
    sentences: Mapping[str, Mapping[str, float]], parts: Mapping[str, Mapping[str, float]]
) -> str:
    full = {kind: {**weights, **_BY_HAND} for kind, weights in sentences.items()}
    return "\n".join([_HEAD + _table("SENTENCES", full), "", _table("PARTS", parts), ""])


def _table(name: str, tables: Mapping[str, Mapping[str, float]]) -> str:
    lines = [f"{name}: Mapping[str, Mapping[str, float]] = {{"]
    for kind, weights in tables.items():
        lines.append(f'    "{kind}": {{')
        lines += [f'        "{key}": {value},' for key, value in weights.items() if value]
        lines.append("    },")
    return "\n".join([*lines, "}"])


if __name__ == "__main__":
    main()
