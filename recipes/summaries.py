"""What the shipped summarizer learns from: pairs of texts and summaries whose licence allows it.

SciTLDR and CSL are Apache-2.0. Of AESLC only the subject lines are used that came with the e-mails
of the Enron corpus, which is public record, and none of its annotations. The titles of CSL's other
tasks (`cls_zh_csl`) are left alone: those of this task's test part are among them.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from summarize.pairs import Pair, read_pairs

_AESLC = Path("sum_aeslc_enron", "dev")
_SCITLDR = Path("sum_scitldr", "dev")
_CSL = Path("sum_zh_csl_title", "dev", "dev.tsv.gz")

_ENGLISH_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'“(])|\n")
_CHINESE_ENDS = re.compile(r"(?<=[。！？；])|(?<=[^\d]\.)(?=[\u4e00-\u9fff])|\n")
_EMAILS = 5_500  # drawn from those whose subject has 2 to 14 words
_LEAST_EMAIL = 12  # words
_EMAIL_CHARACTERS, _ABSTRACT_CHARACTERS = 420, 850  # read of each text; more would take longer
_CSL_TRAIN = 900


def read_summaries(data: Path) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs to learn from, and those that choose the best weights."""
    emails = [
        _cut(pair, _EMAIL_CHARACTERS) for pair in _emails(data / _AESLC / "aeslc_train.tar.gz")
    ]
    papers = [
        _cut(replace(pair, form="headline"), _ABSTRACT_CHARACTERS)
        for pair in read_pairs(data / _SCITLDR / "train.jsonl.gz")
    ]
    titles = [_cut(pair, 10_000) for pair in read_pairs(data / _CSL)]
    train = [
        *emails,
        *papers,
        *(replace(pair, form="abstract") for pair in papers),  # one sentence serves as both
        *titles[:_CSL_TRAIN],
    ]
    development = [
        *(_split(pair) for pair in read_pairs(data / _AESLC / "aeslc_dev.tar.gz")[:60]),
        *(
            _split(replace(pair, form="headline"))
            for pair in read_pairs(data / _SCITLDR / "dev.jsonl.gz")[:50]
        ),
        *titles[_CSL_TRAIN : _CSL_TRAIN + 40],
    ]
    return train, development


def _emails(path: Path) -> Sequence[Pair]:
    found: dict[str, Pair] = {}
    for pair in read_pairs(path):
        subject = pair.summaries[0]
        long_enough = len(pair.text.split()) >= _LEAST_EMAIL
        if 2 <= len(subject.split()) <= 14 and long_enough:
            found.setdefault(pair.text[:200], replace(pair, summaries=(subject,)))
    drawn = list(found.values())
    random.Random(3).shuffle(drawn)
    return drawn[:_EMAILS]


def _split(pair: Pair) -> Pair:
    ends = _CHINESE_ENDS if pair.language == "zh" else _ENGLISH_ENDS
    parts = pair.sentences or ends.split(pair.text)
    return replace(pair, sentences=tuple(part.strip() for part in parts if part.strip()))


def _cut(pair: Pair, most: int) -> Pair:
    """Keep the first sentences, until they have `most` characters."""
    kept: list[str] = []
    pair = _split(pair)
    for sentence in pair.sentences:
        if sum(map(len, kept)) > most:
            break
        kept.append(sentence[:most])
    return replace(pair, sentences=tuple(kept))
