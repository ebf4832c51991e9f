"""A sentence and what it claims: names, figures, denials, doubts and directions (pure)."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from summarize.figures import Figure, figures, plain
from summarize.naming import Name, han_names, key_of, latin_names
from summarize.opposites import poles
from summarize.stances import Scope, Stance, partings, scopes
from summarize.stems import stem
from summarize.terms import TOKEN, UNIT, Term, terms


@dataclass(frozen=True)
class Statement:
    """A sentence and what it claims; all places are in `text`, which is `plain`."""

    text: str

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures and dates."""
        return figures(self.text)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """What the sentence is made of, in order."""
        return tuple(terms(self.text, self.figures))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its terms."""
        return frozenset(term.stem for term in self.terms)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """What it names: words with capitals, codes, titles of works, Chinese organizations."""
        found = (*latin_names(self.text, self.figures), *han_names(self.text))
        return tuple(sorted(found, key=lambda name: (name.start, name.end)))

    @cached_property
    def words(self) -> frozenset[str]:
        """All its Latin words, folded."""
        return frozenset(key_of(match[0]) for match in TOKEN.finditer(self.text))

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Its Latin words without a capital."""
        return frozenset(match[0] for match in TOKEN.finditer(self.text) if match[0].islower())

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """What it denies, doubts and plans."""
        return tuple(scopes(self.text, self.folded, self.terms, self.figures))

    @cached_property
    def poles(self) -> tuple[tuple[str, int, Term], ...]:
        """Words with an opposite: axis, side (1 or -1) and place."""
        return tuple(poles(self.text, self.terms))

    @cached_property
    def folded(self) -> str:
        """The text in small letters."""
        folded = self.text.lower()
        return folded if len(folded) == len(self.text) else self.text

    @cached_property
    def first_places(self) -> dict[str, int]:
        """Where each stem stands first."""
        return {term.stem: term.start for term in reversed(self.terms)}

    @cached_property
    def last_places(self) -> dict[str, int]:
        """Where each stem stands last."""
        return {term.stem: term.start for term in self.terms}

    @cached_property
    def units(self) -> tuple[tuple[str, int, int], ...]:
        """All words by their stems and all Chinese characters, with their places."""
        return tuple(
            (stem(match[0]) if match[0].isascii() else match[0], *match.span())
            for match in UNIT.finditer(self.folded)
        )

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Neighbouring units, stop words included."""
        return tuple((one[0], other[0]) for one, other in pairwise(self.units))

    @cached_property
    def partings(self) -> tuple[tuple[Stance, tuple[str, ...], str], ...]:
        """Where a denial or a doubt stands: the units that may go before it, and the one behind."""
        return tuple(partings(self.folded, self.units, self.figures))

    def stances(self) -> frozenset[Stance]:
        """Return in which ways it is not a plain statement."""
        return frozenset(scope.stance for scope in self.scopes)


@lru_cache(maxsize=8192)
def read_statement(text: str) -> Statement:
    """Read what `text` claims; what was read is kept, for sentences are compared again and again.

    >>> said = read_statement("Acme did not buy Northwind for $1.2bn.")
    >>> [name.text for name in said.names], [str(each.value) for each in said.figures]
    (['Acme', 'Northwind'], ['1200000000'])
    >>> [(scope.stance, sorted(scope.first)) for scope in said.scopes]
    [('negated', ['buy'])]
    """
    return Statement(plain(text))
