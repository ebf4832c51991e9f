"""Hold a relation model's assertions against those of the rules, on the same gold relations.

    python benchmarks/assertions.py MODEL

Both judge the relations of our own development passages, whose ends are given: the rules
(`extract/assertion.py`) by the sentence around the two mentions and the predicate, the model by its
head for assertions. `found` has the scores on those relations alone that the model finds by itself
(with the right predicate, given the pairs); those are easier. Pairs that no window of the model
reaches are left out and counted ("unreached").
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.labels.examples import Example, LabelledRelation
from briefbook.labels.naming import ASSERTIONS
from briefbook.records import Assertion, Block, Evidence, Mention, Span
from briefbook.scores import Scores
from extract.assertion import assertion_of
from extract.masks import Place, mask
from extract.relating.load import RelationModel, open_relations
from ingest.sentences import split_sentences
from recipes.corpora import read_passages


@dataclass(frozen=True, slots=True)
class Judged:
    """What gold, the rules and the model say of one relation."""

    language: str
    gold: Assertion
    rules: Assertion
    model: Assertion
    found: bool  # the model finds the relation, too


def main() -> None:
    """Judge all relations both ways, print accuracy and F1 of each assertion as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    gold = read_passages().development
    judged = list(_judge(gold, open_relations(arguments.model)))
    report = {
        "name": arguments.model.name,
        "unreached": sum(len(one.relations) for one in gold) - len(judged),
        **_report(judged),
        "languages": {
            language: _report([one for one in judged if one.language == language])
            for language in sorted({one.language for one in judged})
        },
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


def _judge(gold: Sequence[Example], model: RelationModel) -> Iterator[Judged]:
    found = model.predict(gold, pairs_given=True)
    said = model.assertions(gold)
    for example, predicted, assertions in zip(gold, found, said, strict=True):
        known = {(one.head, one.tail, one.predicate) for one in predicted.relations}
        for one, assertion in zip(example.relations, assertions, strict=True):
            if assertion is not None:
                yield Judged(
                    example.language,
                    one.assertion,
                    _by_rules(example, one),
                    assertion,
                    (one.head, one.tail, one.predicate) in known,
                )


def _by_rules(example: Example, relation: LabelledRelation) -> Assertion:
    """Judge the words from one mention to the other, in the sentences that hold them."""
    head, tail = (example.mentions[at].span for at in (relation.head, relation.tail))
    first, last = min(head.start, tail.start), max(head.end, tail.end)
    whole = Block("paragraph", Span(0, len(example.text)))
    sentences = split_sentences(example.text, [whole], (), example.language)
    around = [one for one in sentences if one.start < last and one.end > first]
    piece = Span(around[0].start, around[-1].end)
    masked = mask(example.text[piece.start : piece.end], piece, list(_places(example, piece)))
    start, end = masked.offset_of(first), masked.offset_of(last)
    return assertion_of(masked.text, start, end, relation.predicate, example.language)


def _places(example: Example, piece: Span) -> Iterator[Place]:
    """Yield the mentions in a piece, of nested ones the outermost."""
    position = piece.start
    for one in sorted(example.mentions, key=lambda one: (one.span.start, -one.span.end)):
        if position <= one.span.start and one.span.end <= piece.end:
            position = one.span.end
            evidence = Evidence("", one.span, (), example.quote(one.span), "gold", 1.0)
            mention = Mention("", one.label, example.quote(one.span), evidence)
            yield Place(one.span.start, one.span.end, mention)


def _report(judged: Sequence[Judged]) -> dict[str, Any]:
    found = [one for one in judged if one.found]
    return {**_both(judged), "found": _both(found)}


def _both(judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "relations": len(judged),
        "rules": _scores([(one.gold, one.rules) for one in judged]),
        "model": _scores([(one.gold, one.model) for one in judged]),
    }


def _scores(pairs: Sequence[tuple[Assertion, Assertion]]) -> dict[str, Any]:
    right = sum(gold == said for gold, said in pairs)
    return {
        "accuracy": round(right / len(pairs), 4) if pairs else 0.0,
        "assertions": {name: _one(name, pairs) for name in ASSERTIONS},
    }


def _one(name: Assertion, pairs: Sequence[tuple[Assertion, Assertion]]) -> dict[str, Any]:
    scores = Scores(
        correct=sum(gold == said == name for gold, said in pairs),
        predicted=sum(said == name for _, said in pairs),
        gold=sum(gold == name for gold, _ in pairs),
    )
    return {**scores.as_dict(), "support": scores.gold}


if __name__ == "__main__":
    main()
