"""Augmented examples: exact labels, the same ties, nothing that decides an assertion touched."""

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.learn.augment import KINDS, Kind, augment
from briefbook.learn.synonyms import CHINESE_SYNONYMS, ENGLISH_SYNONYMS
from briefbook.measure.wording import CHINESE_WORDS, ENGLISH_WORDS
from briefbook.records import Span
from tests.labels.factories import examples, make_example, quotes, ties

ENGLISH = make_example(
    "Helen Carter joined Oakfield Ltd. Oakfield sold its factory.",
    ("Helen Carter", "Person"),
    ("Oakfield Ltd", "Organization"),
)
OTHER = make_example(
    "Peter Nash leads Brightwell.", ("Peter Nash", "Person"), ("Brightwell", "Organization")
)
CHINESE = make_example(
    "王建国负责北桥泵业的生产。", ("王建国", "Person"), ("北桥泵业", "Organization"), language="zh"
)
CHINESE_OTHER = make_example(
    "李梅任职于清源水务。", ("李梅", "Person"), ("清源水务", "Organization"), language="zh"
)


def _copies(
    *given: Example, kinds: tuple[Kind, ...] = tuple(KINDS), copies: int = 4
) -> list[Example]:
    named = [Example(f"{at}", one.text, one.mentions, one.relations, one.language) for at, one in
             enumerate(given)]  # fmt: skip
    return augment(named, copies=copies, seed=3, kinds=kinds)[len(given) :]


def test_names_are_exchanged_for_names_of_their_label_and_language() -> None:
    made = _copies(ENGLISH, OTHER, CHINESE, CHINESE_OTHER, kinds=("entities",))

    found = {(one.language, *quote) for one in made for quote in quotes(one)}
    assert found <= {
        *(("en", name, "Person") for name in ("Helen Carter", "Peter Nash")),
        *(("en", name, "Organization") for name in ("Oakfield Ltd", "Brightwell")),
        *(("zh", name, "Person") for name in ("王建国", "李梅")),
        *(("zh", name, "Organization") for name in ("北桥泵业", "清源水务")),
    }
    assert any("Peter Nash joined" in one.text for one in made)
    assert any("李梅负责" in one.text for one in made)


def test_one_name_is_exchanged_alike_everywhere_and_relations_follow() -> None:
    text = "Oakfield hired Ann. Ann left Oakfield."
    spans = [Span(0, 8), Span(15, 18), Span(20, 23), Span(29, 37)]
    labels = ["Organization", "Person", "Person", "Organization"]
    mentions = tuple(LabelledSpan(*pair) for pair in zip(spans, labels, strict=True))
    tied = Example("tied", text, mentions, (LabelledRelation(1, 0, "WORKS_FOR"),), "en")

    made = _copies(tied, OTHER, kinds=("entities",), copies=8)

    for one in (one for one in made if len(one.mentions) == 4):
        [(head, predicate, tail, assertion)] = ties(one)
        assert one.text == f"{tail} hired {head}. {head} left {tail}."
        assert (predicate, assertion) == ("WORKS_FOR", "asserted")
    assert {ties(one)[0][0] for one in made if one.relations} == {"Ann", "Peter Nash"}


def test_words_outside_mentions_get_others_in_their_case() -> None:
    english, chinese = _copies(ENGLISH, kinds=("words",)), _copies(CHINESE, kinds=("words",))

    assert any("Helen Carter entered Oakfield Ltd" in one.text for one in english)
    assert any("王建国主管北桥泵业" in one.text for one in chinese)
    assert all(quotes(one) == quotes(ENGLISH) for one in english)


def test_sentences_change_places_with_their_labels() -> None:
    made = _copies(ENGLISH, kinds=("sentences",), copies=6)

    assert {one.text for one in made} == {
        "Oakfield sold its factory. Helen Carter joined Oakfield Ltd. "
    }
    assert all(quotes(one) == quotes(ENGLISH) for one in made)


def test_exchanged_names_keep_their_own_tokens() -> None:
    first = Example(
        "a", "王建国到", (LabelledSpan(Span(0, 3), "P"),), language="zh",
        tokens=tuple(Span(at, at + 1) for at in range(4)),
    )  # fmt: skip
    second = Example(
        "b", "见李梅", (LabelledSpan(Span(1, 3), "P"),), language="zh",
        tokens=tuple(Span(at, at + 1) for at in range(3)),
    )  # fmt: skip

    made = augment([first, second], copies=6, seed=1, kinds=["entities"])[2:]

    assert {one.text for one in made} == {"李梅到", "见王建国"}
    for one in made:
        assert one.tokens == tuple(Span(at, at + 1) for at in range(len(one.text)))


def test_sentences_of_one_document_stay_neighbours_in_each_copy() -> None:
    first = Example("1", ENGLISH.text, ENGLISH.mentions, language="en", document="letter")
    second = Example("2", OTHER.text, OTHER.mentions, language="en", document="letter")

    made = augment([first, second], copies=2, seed=1, kinds=["casing"])

    assert [one.document for one in made] == ["letter"] * 2 + ["letter~1"] * 2 + ["letter~2"] * 2
    assert len({one.id for one in made}) == len(made)


def test_what_cannot_be_changed_is_not_copied() -> None:
    alone = make_example("Zoë slept", ("Zoë", "Person"))

    assert augment([alone], copies=3, kinds=("entities", "words", "sentences", "widths")) == [alone]


def test_training_words_are_not_those_that_measure_robustness() -> None:
    for table, unseen in ((ENGLISH_SYNONYMS, ENGLISH_WORDS), (CHINESE_SYNONYMS, CHINESE_WORDS)):
        for word, others in table.items():
            assert unseen.get(word) not in others
            assert word not in others


@given(st.lists(examples(), min_size=1, max_size=4), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_labels_stay_exact_whatever_the_text(drawn: list[Example], seed: int) -> None:
    known = {(one.quote(span.span), span.label) for one in drawn for span in one.mentions}

    made = augment(drawn, copies=2, seed=seed, kinds=("entities", "words", "sentences"))

    assert made == augment(drawn, copies=2, seed=seed, kinds=("entities", "words", "sentences"))
    assert made[: len(drawn)] == drawn
    origins = {one.id: one for one in drawn}
    for one in made[len(drawn) :]:
        assert set(quotes(one)) <= known
        assert sorted(span.label for span in one.mentions) in [
            sorted(span.label for span in origin.mentions)
            for origin in drawn
            if origin.id == one.id.rpartition("~")[0]
        ]
        assert len(one.relations) in [
            len(origin.relations) for origin in drawn if origin.id in one.id
        ]
        assert one.id.rpartition("~")[0] in origins


@given(examples(), st.integers(0, 9))
@settings(max_examples=30, deadline=None)
def test_relations_tie_mentions_of_the_same_labels(drawn: Example, seed: int) -> None:
    def kinds(one: Example) -> list[tuple[str, str, str, str]]:
        return [
            (
                one.mentions[tie.head].label,
                tie.predicate,
                one.mentions[tie.tail].label,
                tie.assertion,
            )
            for tie in one.relations
        ]

    for made in augment([drawn], copies=3, seed=seed)[1:]:
        assert kinds(made) == kinds(drawn)
