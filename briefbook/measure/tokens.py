"""Token by token, as some papers report: BIO tags, with and without the tag O.

These figures are not span scores and are higher: most tokens are O and easy, and a half-right span
earns half. They are here to be held against published figures of their own kind.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from briefbook.labels.examples import Example
from briefbook.measure.pairing import by_language, pair_judged
from briefbook.measure.spans import language_scores
from briefbook.measure.tally import Figures, Tally, tally
from briefbook.records import Span

OUTSIDE = "O"

#: A Chinese character, a run of other letters and digits, or a mark.
_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u9fff\uf900-\ufaff]+|[^\w\s]|_")


@dataclass(frozen=True, slots=True, eq=False)
class TokenReport:
    """The scores of tags."""

    tags: Tally  # "B-Person", "I-Person", "O" …
    types: Tally  # "Person", "O" …: tags without their B- and I-
    languages: dict[str, Tally]  # tags

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON; O counts in the upper figures.

        `micro` with O is the share of tokens that are tagged right. As scikit-learn reports them,
        `macro` is over the tags that gold or prediction hold.
        """
        return {
            **_figures(self.tags),
            "labels": self.tags.as_dict()["labels"],
            "without_o": _figures(_inside(self.tags)),
            "types": {**_figures(self.types), "without_o": _figures(_inside(self.types))},
            "languages": language_scores(self.languages),
            "tokens": self.tags.micro().gold,
        }


def measure_tokens(gold: Sequence[Example], predicted: Sequence[Example]) -> TokenReport:
    """Score tags against gold, token by token, on the tokens of gold.

    An example without tokens is cut into words and Chinese characters. Where spans nest, a token
    has the tag of the outermost.

    Raises RecordError when the two are not the same examples.
    """
    rows, types = [], []
    for wanted, found in pair_judged(gold, predicted):
        tokens = wanted.tokens or split_words(wanted.text)
        left, right = read_tags(wanted, tokens), read_tags(found, tokens)
        rows.append((_agreed(left, right), right, left))
        bare_left, bare_right = _bare(left), _bare(right)
        types.append((_agreed(bare_left, bare_right), bare_right, bare_left))
    tags = tally(rows)
    languages = {name: tags.examples(at) for name, at in by_language(gold).items()}
    return TokenReport(tags, tally(types), languages)


def split_words(text: str) -> tuple[Span, ...]:
    """Cut a text into words, marks and single Chinese characters.

    >>> [span.start for span in split_words("Ada 在北京.")]
    [0, 4, 5, 6, 7]
    """
    return tuple(Span(match.start(), match.end()) for match in _WORD.finditer(text))


def read_tags(example: Example, tokens: Sequence[Span]) -> list[str]:
    """Return the BIO tag of each token; a token that a mention only touches belongs to it."""
    tags = [OUTSIDE] * len(tokens)
    outermost = sorted(
        example.mentions, key=lambda one: (one.span.start - one.span.end, one.span.start, one.label)
    )
    for mention in outermost:
        inside = _touched(tokens, mention.span)
        if inside and all(tags[place] == OUTSIDE for place in inside):
            tags[inside[0]] = f"B-{mention.label}"
            for place in inside[1:]:
                tags[place] = f"I-{mention.label}"
    return tags


def _touched(tokens: Sequence[Span], span: Span) -> range:
    first = bisect_right(tokens, span.start, key=lambda token: token.end)
    return range(first, bisect_left(tokens, span.end, key=lambda token: token.start))


def _agreed(gold: Sequence[str], predicted: Sequence[str]) -> list[str]:
    return [left for left, right in zip(gold, predicted, strict=True) if left == right]


def _bare(tags: Sequence[str]) -> list[str]:
    return [tag if tag == OUTSIDE else tag[2:] for tag in tags]


def _inside(tags: Tally) -> Tally:
    return tags.only([label for label in tags.labels if label != OUTSIDE])


def _figures(tags: Tally) -> dict[str, Any]:
    return {
        "micro": tags.micro().as_dict(),
        "macro": _mean(tags).as_dict(),
        "weighted": tags.weighted().as_dict(),
    }


def _mean(tags: Tally) -> Figures:
    """Return the mean over all tags, those that are only predicted included."""
    scores = list(tags.by_label().values())
    if not scores:
        return Figures()
    return Figures(
        sum(one.precision for one in scores) / len(scores),
        sum(one.recall for one in scores) / len(scores),
        sum(one.f1 for one in scores) / len(scores),
    )
