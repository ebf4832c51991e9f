"""How good digests are: ROUGE against what people wrote, and what holds them to their text."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from briefbook.measure.rouge import RougeReport, compare_rouge, measure_rouge
from briefbook.records import Digest, Origin
from summarize.cite import unsupported
from summarize.pairs import Pair
from summarize.words import length

Json = dict[str, Any]

_ORIGINS: tuple[Origin, ...] = ("quoted", "written", "replaced")
_SHOWN = 20  # unsupported names and figures that are told one by one
_COUNTED = ("rouge1", "rouge2", "rougeL")


@dataclass(frozen=True, slots=True, eq=False)
class SummaryScores:
    """How the digests of some texts compare with what people wrote of those."""

    rouge: RougeReport
    report: Json  # for JSON


def score_digests(pairs: Sequence[Pair], digests: Sequence[Digest]) -> SummaryScores:
    """Measure digests against the summaries of the texts they are of.

    Raises RecordError when there are none, or not equally many.
    """
    written = [told(digest) for digest in digests]
    rouge = measure_rouge([pair.summaries for pair in pairs], written)
    parts = list(_parts(pairs, rouge))
    several = any(len(pair.summaries) > 1 for pair in pairs)
    return SummaryScores(
        rouge,
        {
            **rouge.as_dict(),
            **describe_words(pairs, written),
            **describe_grounds(digests),
            "forms": dict(Counter(pair.form for pair in pairs)),
            "languages": dict(Counter(pair.language for pair in pairs)),
            **({"parts": parts} if len(parts) > 1 else {}),
            **({"first_reference": _by_first(pairs, written)} if several else {}),
        },
    )


def told(digest: Digest) -> str:
    """Return the text of a digest, a sentence a line."""
    return "\n".join(sentence.text for sentence in digest.sentences)


def describe_words(pairs: Sequence[Pair], written: Sequence[str]) -> Json:
    """Return how long summaries are on average, in words; two Chinese characters are one."""
    wanted = [float(np.mean([length(one) for one in pair.summaries])) for pair in pairs]
    return {
        "words": round(float(np.mean([length(text) for text in written])), 1),
        "reference_words": round(float(np.mean(wanted)), 1),
        "text_words": round(float(np.mean([length(pair.text) for pair in pairs])), 1),
        "empty": sum(not text.strip() for text in written),
    }


def describe_grounds(digests: Sequence[Digest]) -> Json:
    """Return how sentences came to be, and names and figures that their evidence does not hold."""
    sentences = [sentence for digest in digests for sentence in digest.sentences]
    origins = Counter(sentence.origin for sentence in sentences)
    invented = [
        {"subject": digest.subject, "sentence": sentence.text, "not_in_evidence": list(found)}
        for digest in digests
        for sentence in digest.sentences
        if (found := unsupported(sentence))
    ]
    return {
        "sentences": round(len(sentences) / max(1, len(digests)), 2),
        "origins": {
            origin: round(origins[origin] / max(1, len(sentences)), 4) for origin in _ORIGINS
        },
        "faithfulness": round(float(np.mean([digest.faithfulness for digest in digests])), 4),
        "unsupported": {
            "names_and_figures": sum(len(one["not_in_evidence"]) for one in invented),
            "sentences": len(invented),
            "first": invented[:_SHOWN],
        },
        "producers": dict(Counter(digest.producer for digest in digests)),
        "notes": dict(Counter(note for digest in digests for note in digest.notes)),
    }


def score_baselines(
    pairs: Sequence[Pair], mine: RougeReport, baselines: Mapping[str, Sequence[Sequence[str]]]
) -> Json:
    """Return how each baseline does, and by how much `mine` is ahead of it, text by text.

    `baselines` hold the sentences that each chose of every text.
    """
    found: Json = {}
    for name, chosen in baselines.items():
        written = ["\n".join(sentences) for sentences in chosen]
        theirs = measure_rouge([pair.summaries for pair in pairs], written)
        ahead = compare_rouge(mine, theirs)
        found[name] = {
            **theirs.as_dict(),
            "words": describe_words(pairs, written)["words"],
            "ahead": {measure: one.as_dict() for measure, one in ahead.items()},
        }
    return found


def _by_first(pairs: Sequence[Pair], written: Sequence[str]) -> Json:
    """Return the scores by the first reference alone, as where others have but one."""
    means = measure_rouge([pair.summaries[:1] for pair in pairs], written).means()
    return {name: round(means[name], 4) for name in _COUNTED}


def _parts(pairs: Sequence[Pair], rouge: RougeReport) -> Iterator[Json]:
    """Yield the scores of each form and language, and of what answers a question."""
    keys = [(pair.form, pair.language, bool(pair.query)) for pair in pairs]
    for key, count in sorted(Counter(keys).items()):
        places = [one == key for one in keys]
        means = {name: round(float(rouge.of(name)[places].mean()), 4) for name in _COUNTED}
        yield {
            "form": key[0],
            "language": key[1],
            "answers_a_query": key[2],
            "count": count,
            **means,
        }
