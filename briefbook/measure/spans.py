"""How well predicted spans match gold: strict, relaxed, boundaries alone, and what went wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from briefbook.labels.examples import Example
from briefbook.measure.pairing import (
    Place,
    by_language,
    label_pairs,
    overlap_pairs,
    pair_judged,
    places,
)
from briefbook.measure.tally import Row, Tally, tally

#: What can go wrong with a span. Each wrong or missing span is counted once, under the first that
#: fits; `missed` stands for gold alone, `spurious` for predictions alone, the others for both.
ERROR_KINDS = ("missed", "spurious", "wrong_label", "wrong_border", "wrong_label_and_border")

_ANY = "span"  # the one label where labels are not looked at

Error = tuple[str, Place | None, Place | None]  # kind, gold, predicted


@dataclass(frozen=True, slots=True, eq=False)
class SpanReport:
    """The scores of predicted spans."""

    strict: Tally  # start, end and label are those of gold
    relaxed: Tally  # they share a character with gold of the same label
    boundaries: Tally  # start and end are those of gold, whatever the label
    languages: dict[str, Tally]  # strict, by the language of the examples
    errors: dict[str, int]  # by `ERROR_KINDS`
    confusions: dict[tuple[str, str], int]  # gold and predicted label, where they overlap

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON; `micro`, `macro` and `labels` are the strict scores."""
        return {
            **self.strict.as_dict(),
            "examples": len(self.strict),
            "relaxed": self.relaxed.as_dict(),
            "boundaries": self.boundaries.micro().as_dict(),
            "languages": language_scores(self.languages),
            "errors": dict(self.errors),
            "confusions": [
                {"gold": gold, "predicted": predicted, "count": count}
                for (gold, predicted), count in self.confusions.items()
            ],
        }


def measure_spans(gold: Sequence[Example], predicted: Sequence[Example]) -> SpanReport:
    """Score spans against gold, example by example.

    Strict scores are those of CoNLL (Tjong Kim Sang & De Meulder 2003; `conlleval`, seqeval in its
    default mode): a span counts when its start, end and label are all right. They hold for nested
    spans too; a span given twice counts once. Examples belong together by order. Labels that gold
    was not labelled for (`looked_for`) are not judged.

    Raises RecordError when the two are not the same examples.
    """
    pairs = pair_judged(gold, predicted)
    sets = [(places(wanted), places(found)) for wanted, found in pairs]
    strict = tally([_row(wanted & found, found, wanted) for wanted, found in sets])
    errors = [error for wanted, found in sets for error in find_errors(wanted, found)]
    kinds = Counter(kind for kind, _, _ in errors)
    mixed = Counter((wanted[2], found[2]) for _, wanted, found in errors if wanted and found)
    return SpanReport(
        strict=strict,
        relaxed=tally([_relaxed(wanted, found) for wanted, found in sets]),
        boundaries=tally([_untyped(wanted, found) for wanted, found in sets]),
        languages={name: strict.examples(at) for name, at in by_language(gold).items()},
        errors={kind: kinds[kind] for kind in ERROR_KINDS},
        confusions={key: mixed[key] for key in sorted(mixed) if key[0] != key[1]},
    )


def find_errors(gold: set[Place], predicted: set[Place]) -> list[Error]:
    """Say of each wrong or missing span of one example what is wrong with it."""
    wanted, found = gold - predicted, predicted - gold
    errors: list[Error] = []
    for kind, tied in (
        ("wrong_label", _same_borders),
        ("wrong_border", label_pairs),
        ("wrong_label_and_border", overlap_pairs),
    ):
        for left, right in tied(wanted, found):
            errors.append((kind, left, right))
            wanted, found = wanted - {left}, found - {right}
    errors += [("missed", one, None) for one in sorted(wanted)]
    return errors + [("spurious", None, one) for one in sorted(found)]


def language_scores(languages: dict[str, Tally]) -> dict[str, Any]:
    """Return micro and macro scores for each language, with how much gold each has."""
    return {
        name: {
            "micro": part.micro().as_dict(),
            "macro": part.macro().as_dict(),
            "support": part.micro().gold,
            "examples": len(part),
        }
        for name, part in languages.items()
    }


def _same_borders(gold: Iterable[Place], predicted: Iterable[Place]) -> list[tuple[Place, Place]]:
    free = sorted(predicted)
    tied = []
    for wanted in sorted(gold):
        found = next((one for one in free if one[:2] == wanted[:2]), None)
        if found is not None:
            free.remove(found)
            tied.append((wanted, found))
    return tied


def _row(correct: Iterable[Place], predicted: Iterable[Place], gold: Iterable[Place]) -> Row:
    return _labels(correct), _labels(predicted), _labels(gold)


def _labels(spans: Iterable[Place]) -> list[str]:
    return [label for _, _, label in spans]


def _relaxed(gold: set[Place], predicted: set[Place]) -> Row:
    return _row((wanted for wanted, _ in label_pairs(gold, predicted)), predicted, gold)


def _untyped(gold: set[Place], predicted: set[Place]) -> Row:
    wanted = {(start, end, _ANY) for start, end, _ in gold}
    found = {(start, end, _ANY) for start, end, _ in predicted}
    return _row(wanted & found, found, wanted)
