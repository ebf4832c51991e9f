"""Which words stand beside a claim, and which of several claims they point to (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from summarize.claims import Statement

_BESIDE = 3  # terms on either side that tell what a claim is about


@dataclass(frozen=True, slots=True)
class Failure:
    """A claim that the evidence does not bear."""

    kind: str  # "name", "figure", "date", "denial", "doubt", "direction", "together", "garbled" …
    text: str


def agrees(
    words: frozenset[str], meant: Sequence[frozenset[str]], rivals: Sequence[frozenset[str]]
) -> bool:
    """Tell whether `words` point to one of `meant` at least as well as to each of `rivals`."""
    if not words:
        return bool(meant)
    return any(
        all(len(words & (one - rival)) >= len(words & (rival - one)) for rival in rivals)
        for one in meant
    )


def beside(statement: Statement, start: int, end: int) -> frozenset[str]:
    """Return the stems of the terms next to a place, in its clause where that has any."""
    before = [term for term in statement.terms if term.end <= start]
    after = [term for term in statement.terms if term.start >= end]
    clause = _clause(statement, start)
    inside = [term for term in before if term.clause == clause][-_BESIDE:]
    inside += [term for term in after if term.clause == clause][:_BESIDE]
    return frozenset(term.stem for term in inside or (*before[-_BESIDE:], *after[:_BESIDE]))


def _clause(statement: Statement, start: int) -> int:
    held = [term.clause for term in statement.terms if term.start <= start < term.end]
    near = [term.clause for term in statement.terms if term.start <= start]
    return (held or near[-1:] or [0])[0]
