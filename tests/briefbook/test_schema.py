"""The declared labels and predicates fit together."""

import pytest

from briefbook.schema import ALIAS_PREDICATE, LABELS, PREDICATES, Predicate, allows


@pytest.mark.parametrize("predicate", PREDICATES.values(), ids=lambda predicate: predicate.name)
def test_predicates_name_known_labels_and_can_be_said_in_both_languages(
    predicate: Predicate,
) -> None:
    assert predicate.subjects | predicate.objects <= set(LABELS)
    assert predicate.phrase and predicate.phrase_zh
    assert not predicate.symmetric or predicate.subjects == predicate.objects


def test_aliases_stay_within_a_label() -> None:
    assert allows(ALIAS_PREDICATE, "Organization", "Organization")
    assert not allows(ALIAS_PREDICATE, "Organization", "Person")


def test_an_unknown_predicate_is_not_allowed() -> None:
    assert not allows("LIKES", "Person", "Person")
