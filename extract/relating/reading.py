"""Examples become windows with the pairs of things to decide on.

A thing is a mention, or all mentions of one entity in a window. Every pair of things whose labels
may be tied is decided on together with all others of its window, in one pass of the encoder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tokenizers import Tokenizer

from briefbook.labels.examples import Example
from briefbook.learn.tokens import Pieces, read_pieces
from extract.relating.asking import spell_out
from extract.relating.candidates import candidate_pairs
from extract.relating.task import Task, name_things
from extract.relating.windows import Place, Window, cut_windows, find_places, mark_window

#: Pieces between two things are told apart up to powers of two, to either side.
_STEPS = 10
DISTANCES = 2 * _STEPS


@dataclass(frozen=True, slots=True)
class Reader:
    """How examples are read; a part of every model."""

    tokenizer: Tokenizer
    vocabulary: int  # pieces; markers are numbered from here on
    task: Task
    room: int  # pieces of a window, without special tokens
    context: int = 0  # pieces around, either side
    join_mentions: bool = True  # mentions of one entity are one thing


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things of a window that may be tied."""

    first: int  # places in `Item.things`, first < second
    second: int
    nearest: tuple[int, int]  # a mention of each, nearest to each other: places in the example
    between: tuple[int, int]  # pieces of the window from one to the other; may be empty
    distance: int  # bucket, seen from the first: below _STEPS if it comes first
    asked: tuple[bool, bool] = (True, True)  # what to decide on: first to second, second to first

    @property
    def gap(self) -> int:
        """How many pieces stand between the two."""
        return self.between[1] - self.between[0]

    @property
    def distance_back(self) -> int:
        """The bucket seen from the second."""
        return (self.distance + _STEPS) % DISTANCES


@dataclass(frozen=True, slots=True)
class Item:
    """One window of an example and what is to be decided in it."""

    example: int  # its place in the sequence that was read
    window: Window
    things: tuple[tuple[int, ...], ...]  # mentions of each, as places in `window.mentions`
    names: tuple[int, ...]  # of each thing: its first mention in the whole example
    labels: tuple[int, ...]  # of each thing, as places in `Task.labels`
    pairs: tuple[Pair, ...]

    @property
    def size(self) -> int:
        """Pieces to be read, with the two that frame them."""
        return len(self.window.ids) + 2


def settle(reader: Reader, examples: Sequence[Example]) -> list[Example]:
    """Spell out which pairs are asked about, and forget entities if mentions stand alone."""
    spelled = [spell_out(example) for example in examples]
    if reader.join_mentions:
        return spelled
    return [
        replace(example, mentions=tuple(replace(one, entity="") for one in example.mentions))
        for example in spelled
    ]


def read_items(
    reader: Reader, examples: Sequence[Example], *, pairs_given: bool = False
) -> list[Item]:
    """Return the windows of all examples, which are settled, that hold a pair to decide on.

    `pairs_given`: only on the pairs, and in the direction, that the examples' relations name,
    whatever they say of them.
    """
    pieces = read_pieces(reader.tokenizer, [example.text for example in examples])
    items = []
    for place, example in enumerate(examples):
        asked = _asked(example) if pairs_given else None
        for window in _windows(reader, examples, pieces, place):
            item = _item(reader, example, place, window, asked)
            if item.pairs:
                items.append(item)
    return items


def _asked(example: Example) -> set[tuple[int, int]]:
    things = name_things(example)
    return {(things[one.head], things[one.tail]) for one in example.relations}


def _windows(
    reader: Reader, examples: Sequence[Example], pieces: Sequence[Pieces], place: int
) -> Iterator[Window]:
    example, own = examples[place], pieces[place]
    numbers = {label: number for number, label in enumerate(reader.task.labels)}
    kinds = [numbers.get(mention.label, -1) for mention in example.mentions]
    places = find_places(own, [mention.span for mention in example.mentions])
    known = [p if kind >= 0 else None for p, kind in zip(places, kinds, strict=True)]
    markers = [reader.vocabulary + 2 * kind for kind in kinds]
    left, right = _neighbours(reader, examples, pieces, place)
    room = reader.room - 2 * reader.context
    for start, end in cut_windows(len(own.ids), known, _breaks(example, own), room):
        window = mark_window(own.ids, known, markers, Place(start, end))
        before = (*left, *own.ids[:start])
        after = (*own.ids[end:], *right)
        yield _within(
            window, before[max(0, len(before) - reader.context) :], after[: reader.context]
        )


def _breaks(example: Example, pieces: Pieces) -> list[int]:
    """Return the pieces at which sentences begin."""
    places = find_places(pieces, example.sentences)
    return [place.start for place in places if place is not None]


def _neighbours(
    reader: Reader, examples: Sequence[Example], pieces: Sequence[Pieces], place: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return up to `context` pieces of the same document before and after an example."""
    document = examples[place].document
    left: tuple[int, ...] = ()
    right: tuple[int, ...] = ()
    if document and reader.context:
        before, after = place - 1, place + 1
        while before >= 0 and examples[before].document == document and len(left) < reader.context:
            left = (*pieces[before].ids, *left)
            before -= 1
        while (
            after < len(examples)
            and examples[after].document == document
            and len(right) < reader.context
        ):
            right = (*right, *pieces[after].ids)
            after += 1
    return left, right


def _within(window: Window, before: tuple[int, ...], after: tuple[int, ...]) -> Window:
    """Put text without markers around a window."""
    by = len(before)
    marks = tuple((start + by, end + by) for start, end in window.marks)
    return Window((*before, *window.ids, *after), window.mentions, marks)


def _item(
    reader: Reader,
    example: Example,
    place: int,
    window: Window,
    asked: set[tuple[int, int]] | None,
) -> Item:
    own = name_things(example)
    groups: dict[int, list[int]] = {}
    for inner, mention in enumerate(window.mentions):
        groups.setdefault(own[mention], []).append(inner)
    names, things = tuple(groups), tuple(tuple(group) for group in groups.values())
    labels = [
        [example.mentions[window.mentions[inner]].label for inner in thing] for thing in things
    ]
    pairs = []
    for first, second in candidate_pairs([set(some) for some in labels], reader.task.ties):
        pair = _pair(window, things, first, second)
        if asked is not None:
            one, other = names[first], names[second]
            pair = replace(pair, asked=((one, other) in asked, (other, one) in asked))
        longest = reader.task.longest
        if any(pair.asked) and (not longest or pair.gap <= longest):
            pairs.append(pair)
    numbers = {label: number for number, label in enumerate(reader.task.labels)}
    known = tuple(numbers[some[0]] for some in labels)
    return Item(place, window, things, names, known, tuple(pairs))


def _pair(window: Window, things: Sequence[Sequence[int]], first: int, second: int) -> Pair:
    """Describe a pair by its two mentions that stand nearest to each other."""
    gap, one, other = min(
        (_between(window, one, other), one, other)
        for one in things[first]
        for other in things[second]
    )
    ahead = window.marks[one] <= window.marks[other]
    left, right = (one, other) if ahead else (other, one)
    start, end = window.marks[left][1] + 1, window.marks[right][0]
    bucket = min(_STEPS - 1, gap.bit_length())
    return Pair(
        first,
        second,
        (window.mentions[one], window.mentions[other]),
        (start, max(start, end)),
        bucket if ahead else bucket + _STEPS,
    )


def _between(window: Window, one: int, other: int) -> int:
    (start, end), (other_start, other_end) = window.marks[one], window.marks[other]
    return max(0, other_start - end - 1, start - other_end - 1)
