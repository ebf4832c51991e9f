"""Whether denials, doubts, plans and directions of a sentence are those of its evidence (pure)."""

from collections.abc import Iterator, Sequence

from summarize.claims import Statement
from summarize.context import Failure, agrees, beside
from summarize.opposites import STRICT_AXES
from summarize.stances import Scope


def denials(written: Statement, evidence: Sequence[Statement]) -> Iterator[Failure]:
    """Find denials, doubts and plans that were added, lost or moved."""
    said = [(each, scope) for each in evidence for scope in each.scopes]
    for scope in written.scopes:
        if not any(_same(scope, other) for _, other in said):
            yield Failure(_kind(scope), " ".join(sorted(scope.first or scope.reach)))
    for each, scope in said:
        if scope.stance in written.stances() or (
            scope.stance == "planned" and "hedged" in written.stances()
        ):
            continue
        for stem in sorted(scope.first & written.stems):
            if not _is_also_plain(stem, written, each, scope, evidence):
                yield Failure(_kind(scope), stem)


def _kind(scope: Scope) -> str:
    return "denial" if scope.stance == "negated" else "doubt"


def _same(scope: Scope, other: Scope) -> bool:
    stances = {scope.stance, "planned"} if scope.stance == "hedged" else {scope.stance}
    return other.stance in stances and (
        not scope.reach or bool((scope.first or scope.reach) & other.reach)
    )


def _is_also_plain(
    stem: str, written: Statement, source: Statement, scope: Scope, evidence: Sequence[Statement]
) -> bool:
    """Tell whether a word under a cue also stands without one, and is meant so."""
    uses = [term for term in written.terms if term.stem == stem]
    if scope.stance == "planned" and any(
        written.folded[: term.start].rstrip().endswith(" to") for term in uses
    ):
        return True  # "Acme to buy Northwind"
    bare: list[frozenset[str]] = []
    bound: list[frozenset[str]] = []
    for each in evidence:
        held = [one for one in each.scopes if one.stance == scope.stance and stem in one.reach]
        for term in each.terms:
            if term.stem == stem:
                (bound if held else bare).append(beside(each, term.start, term.end))
    return bool(bare) and all(
        agrees(beside(written, term.start, term.end), bare, bound) for term in uses
    )


def left_out(written: Statement, evidence: Sequence[Statement]) -> Iterator[Failure]:
    """Find where words stand side by side that a denial or a doubt parts in the evidence."""
    pairs = set(written.pairs)
    for each in evidence:
        held = set(each.pairs)
        for stance, before, after in each.partings:
            for pair in before:
                if (pair, after) in pairs and (pair, after) not in held:
                    yield Failure("denial" if stance == "negated" else "doubt", f"{pair} {after}")


def directions(written: Statement, evidence: Sequence[Statement]) -> Iterator[Failure]:
    """Find words whose opposite the evidence says, or which it says of something else."""
    said = [(each, pole) for each in evidence for pole in each.poles]
    for axis, side, term in written.poles:
        meant = [(each, one[2]) for each, one in said if one[:2] == (axis, side)]
        rivals = [(each, one[2]) for each, one in said if one[:2] == (axis, -side)]
        moved = rivals and not agrees(
            beside(written, term.start, term.end),
            [beside(each, one.start, one.end) for each, one in meant],
            [beside(each, one.start, one.end) for each, one in rivals],
        )
        if moved or (not meant and axis in STRICT_AXES):
            yield Failure("direction", written.text[term.start : term.end])
