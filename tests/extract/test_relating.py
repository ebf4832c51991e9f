"""What a relation extractor reads and how it decides: all that needs no encoder."""

import random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import SettingsError
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.learn.tokens import Pieces
from briefbook.records import Span
from extract.relating.asking import spell_out, spell_out_all
from extract.relating.candidates import Tie, candidate_pairs, keep_some, learn_ties
from extract.relating.choosing import arrange, choice_loss, choose, probabilities
from extract.relating.evaluate import natural_level
from extract.relating.settings import Choice, RelationSettings
from extract.relating.task import learn_task, name_things, plain_relations
from extract.relating.windows import Place, cut_windows, find_places, mark_window

WORKS = Tie("Person", "WORKS_FOR", "Organization")


def _example(
    labels: str, *relations: tuple[int, int, str], entities: str = "", text: str = "x" * 40
) -> Example:
    """Mentions of two characters with the given labels, one after another."""
    mentions = tuple(
        LabelledSpan(Span(3 * place, 3 * place + 2), label, entity.strip("-"))
        for place, (label, entity) in enumerate(
            zip(labels.split(), entities.split() or ["-"] * len(labels.split()), strict=True)
        )
    )
    return Example(
        "e", text, mentions, tuple(LabelledRelation(*relation) for relation in relations)
    )


def test_a_pair_is_a_candidate_in_either_order() -> None:
    labels = [{"Organization"}, {"Person"}, {"Date"}, {"Person", "Date"}]

    assert candidate_pairs(labels, [WORKS]) == ((0, 1), (0, 3))


def test_all_that_is_tied_is_kept_and_only_some_of_the_rest() -> None:
    pairs = [(i, j) for j in range(12) for i in range(j)]
    tied = {(0, 1), (5, 9)}

    kept = keep_some(pairs, tied, 7, random.Random(3))

    assert tied < set(kept)
    assert len(kept) == 9
    assert list(kept) == [pair for pair in pairs if pair in set(kept)]
    assert kept == keep_some(pairs, tied, 7, random.Random(3))


def test_ties_are_those_of_the_data() -> None:
    examples = [_example("Person Organization", (0, 1, "WORKS_FOR"))] * 2

    assert learn_ties(examples) == (WORKS,)


def test_what_says_that_there_is_no_relation_is_no_predicate() -> None:
    examples = [_example("A B", (0, 1, "OWNS")), _example("A B", (0, 1, "Other"))]

    task = learn_task(examples)

    assert task.predicates == ("OWNS",)
    assert task.pairs_given
    assert plain_relations(examples[1]).relations == ()


def test_a_relation_of_an_entity_with_itself_is_left_out() -> None:
    example = _example("A A B", (0, 1, "SAME"), (1, 2, "OWNS"), entities="x x -")

    assert name_things(example) == [0, 0, 2]
    assert [one.predicate for one in plain_relations(example).relations] == ["OWNS"]


@pytest.mark.parametrize(
    ("relations", "choice"),
    [
        ([(0, 1, "OWNS")], "pair"),
        ([(0, 1, "OWNS"), (1, 0, "OWNED_BY")], "direction"),
        ([(0, 1, "WORKS_FOR"), (0, 1, "HEADS")], "many"),
    ],
)
def test_how_many_relations_two_mentions_may_have_is_learnt(
    relations: list[tuple[int, int, str]], choice: Choice
) -> None:
    assert learn_task([_example("A B", *relations)]).choice == choice


def test_assertions_are_learnt_only_where_the_data_tells_them_apart() -> None:
    asserted = _example("A B", (0, 1, "OWNS"))
    planned = Example(
        "p", asserted.text, asserted.mentions, (LabelledRelation(0, 1, "OWNS", "planned"),)
    )

    assert learn_task([asserted]).assertions == ()
    assert learn_task([asserted, planned]).assertions == ("asserted", "planned")


@pytest.mark.parametrize(("text", "words"), [("Ann runs Acme.", 4), ("安娜经营艾克米。", 8)])
def test_a_mention_stands_at_the_pieces_of_its_words(text: str, words: int) -> None:
    spans = (
        [Span(0, 3), Span(4, 8), Span(9, 13), Span(13, 14)]
        if words == 4
        else [Span(place, place + 1) for place in range(8)]
    )
    pieces = Pieces(tuple(range(2 * words)), tuple(spans), tuple(range(0, 2 * words, 2)))

    places = find_places(pieces, [spans[0], Span(spans[2].start, spans[3].end)])

    assert places == [Place(0, 2), Place(4, 8)]


def test_nothing_is_found_where_there_are_no_words() -> None:
    pieces = Pieces((1,), (Span(2, 5),), (0,))

    assert find_places(pieces, [Span(0, 2), Span(5, 6)]) == [None, None]


def test_markers_of_nested_mentions_nest() -> None:
    places = [Place(0, 3), Place(1, 3), Place(3, 4), None]

    window = mark_window([7, 8, 9, 10], places, [100, 102, 104, 106], Place(0, 4))

    assert window.ids == (100, 7, 102, 8, 9, 103, 101, 104, 10, 105)
    assert window.mentions == (0, 1, 2)
    assert window.marks == ((0, 6), (2, 5), (7, 9))


@given(
    st.integers(1, 300),
    st.lists(st.tuples(st.integers(0, 299), st.integers(1, 6)), max_size=30),
    st.lists(st.integers(0, 299), max_size=10),
    st.integers(24, 80),
)
def test_windows_fit_and_lose_no_mention(
    size: int, mentions: list[tuple[int, int]], breaks: list[int], room: int
) -> None:
    places = [Place(start, min(size, start + length)) for start, length in mentions if start < size]
    places = places[: room // 4]  # more markers than pieces cannot be read in one go

    stretches = cut_windows(size, places, sorted(set(breaks)), room)

    assert stretches[0][0] == 0
    assert stretches[-1][1] == size
    seen: set[int] = set()
    for (start, end), (after, _) in zip(stretches, [*stretches[1:], (size, size)], strict=True):
        window = mark_window(range(size), places, [1000] * len(places), Place(start, end))
        assert len(window.ids) <= room or end == start + 1
        assert start < after <= end
        seen |= set(window.mentions)
    if len(places) <= 4:  # else a window may be so full of markers that long mentions do not fit
        assert seen == set(range(len(places)))


def _logits(*rows: list[list[float]]) -> torch.Tensor:
    return torch.tensor(rows)  # N, 2, 1 + P


def test_a_pair_has_one_relation_in_all() -> None:
    logits = _logits([[0.0, 3.0, 1.0], [0.0, 2.0, 4.0]])

    chosen = choose(logits, "pair")

    assert chosen.nonzero().tolist() == [[0, 1, 1]]
    shares = probabilities(logits, "pair", 1.0)
    assert float(shares.sum()) < 1.0
    assert float(shares.max()) == pytest.approx(float(shares[0, 1, 1]))


def test_each_direction_has_one_relation() -> None:
    logits = _logits([[0.0, 3.0, 1.0], [0.0, 2.0, 4.0]], [[5.0, 1.0, 1.0], [5.0, 6.0, 1.0]])

    assert choose(logits, "direction").nonzero().tolist() == [[0, 0, 0], [0, 1, 1], [1, 1, 0]]


def test_many_relations_may_hold_and_are_surer_than_not() -> None:
    logits = _logits([[0.0, 3.0, 1.0], [0.0, -2.0, -4.0]])

    chosen = choose(logits, "many")

    assert chosen.nonzero().tolist() == [[0, 0, 0], [0, 0, 1]]
    assert bool((probabilities(logits, "many", 2.0)[chosen] > 0.5).all())


@pytest.mark.parametrize("choice", ["pair", "direction", "many"])
def test_the_loss_falls_to_nothing_where_the_choice_is_right(choice: Choice) -> None:
    gold = torch.zeros(2, 2, 3, dtype=torch.bool)
    gold[0, 1, 2] = True
    logits = torch.zeros(2, 2, 3)
    logits[..., 0] = 20.0
    logits[0, 1, 2] = 40.0

    right, wrong = choice_loss(logits, gold, choice), choice_loss(-logits, gold, choice)

    assert float(right) < 1e-3
    assert float(wrong) > 1.0
    assert torch.equal(choose(logits, choice), gold[..., 1:])


def test_none_stands_first_and_is_shared_by_both_directions() -> None:
    rows = arrange(_logits([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]]), "pair")

    assert rows.tolist() == [[2.0, 2.0, 3.0, 4.0, 5.0]]


def test_context_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(SettingsError, match="no room"):
        RelationSettings(window_pieces=64, context_pieces=30)


def _pair(text: str, roles: tuple[str, str], *relations: tuple[int, int, str]) -> Example:
    """Two mentions of one character that play `roles`, in order of the text."""
    mentions = tuple(
        LabelledSpan(Span(place, place + 1), "Entity", role) for place, role in enumerate(roles)
    )
    return Example(
        text, text, mentions, tuple(LabelledRelation(*relation) for relation in relations)
    )


def test_a_pair_with_head_and_tail_is_asked_about_in_that_direction() -> None:
    [untied] = spell_out_all([_pair("ab", ("tail", "head"))])

    assert [(one.head, one.tail, one.predicate) for one in untied.relations] == [
        (1, 0, "no_relation")
    ]
    assert [one.entity for one in untied.mentions] == ["", ""]


def test_a_pair_of_equals_is_asked_about_in_both_directions() -> None:
    example = spell_out(_pair("ab", ("e1", "e2"), (1, 0, "OWNS")))

    assert {(one.head, one.tail) for one in example.relations} == {(1, 0), (0, 1)}
    assert learn_task([example]).predicates == ("OWNS",)


def test_lines_about_one_pair_are_learnt_as_one_sentence() -> None:
    lines = [
        _pair("甲乙", ("head", "tail"), (0, 1, "拥有")),
        _pair("甲乙", ("tail", "head"), (1, 0, "被拥有")),
        _pair("甲丙", ("head", "tail")),
    ]

    examples = spell_out_all(lines)

    assert [len(example.relations) for example in examples] == [2, 1]
    assert learn_task(examples).choice == "direction"
    assert learn_task(examples).pairs_given


def test_a_symmetric_relation_leads_from_what_is_named_first() -> None:
    example = _example("Organization Organization", (1, 0, "COOPERATES_WITH"))

    assert [(one.head, one.tail) for one in plain_relations(example).relations] == [(0, 1)]


@pytest.mark.parametrize(
    ("examples", "level"),
    [
        ([_pair("ab", ("head", "tail"))], "pairs"),
        ([_example("A A B", (0, 2, "OWNS"), entities="x x -")], "entities"),
        ([_example("A B", (0, 1, "OWNS"), entities="x y")], "mentions"),
    ],
)
def test_the_data_says_what_it_is_scored_on(examples: list[Example], level: str) -> None:
    assert natural_level(examples) == level
