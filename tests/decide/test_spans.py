"""What becomes of what a reader says: a sure reader that knows no kinds and no names."""

from collections.abc import Mapping, Sequence

from briefbook.learn.encoder import Encoder
from briefbook.records import Answer, Mention, Span
from decide.answer import answer
from decide.grounds import Grounds
from decide.rank import Excerpt, Hit, Read
from tests.factories import make_document, make_passages

MINUTES = make_document(
    "The board of Northgate met in Kunshan and chose Hargreaves Audit LLP as the new auditor.\n"
    "The board of Northgate named 3 new suppliers; their telephone number is 0114 496 0100.\n"
    "会议决定：新任审计师为林牧之，任期三年。\n"
    "The board of Northgate sold pumps, Weir and Sons valves and hoses.\n"
    "北门公司出售水泵、阀门和软管。",
    title="Minutes",
)


class Sure:
    """A reader that finds given words, each with a likelihood, wherever they stand."""

    producer = "sure@1"

    def __init__(self, words: Mapping[str, float]) -> None:
        self.words = words

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        return [0.5 for _ in texts]

    def read(
        self, question: str, texts: Sequence[str], parts: Sequence[Sequence[Span]] = ()
    ) -> list[Read]:
        return [self._read(text, some) for text, some in zip(texts, parts, strict=True)]

    def _read(self, text: str, parts: Sequence[Span]) -> Read:
        found = [
            Excerpt(text.index(word), text.index(word) + len(word), score)
            for word, score in self.words.items()
            if word in text
        ]
        likely = tuple(
            max((one.score for one in found if part.start <= one.start < part.end), default=0.01)
            for part in parts
        )
        return Read(tuple(sorted(found, key=lambda one: -one.score)), likely)


def _mention(label: str, text: str) -> Mention:
    start = MINUTES.text.index(text)
    evidence = MINUTES.evidence(Span(start, start + len(text)), producer="test@1", score=0.9)
    return Mention(f"men-{text}", label, text, evidence)


MENTIONS = [
    _mention("Location", "Kunshan"),
    _mention("Organization", "Hargreaves Audit LLP"),
    _mention("Person", "林牧之"),
    _mention("Product", "Weir and Sons valves"),
]


def ask(question: str, words: Mapping[str, float], encoder: Encoder) -> Answer:
    hits = [Hit(passage, 0.03) for passage in make_passages(MINUTES)]
    grounds = Grounds(hits, {MINUTES.id: MINUTES}, mentions={MINUTES.id: MENTIONS})
    return answer(question, grounds, encoder, reader=Sure(words))


def test_words_of_another_kind_than_is_asked_for_are_passed_over(encoder: Encoder) -> None:
    found = ask(
        "Who was chosen as the new auditor?",
        {"Kunshan": 0.9, "Hargreaves Audit LLP": 0.8},
        encoder,
    )

    assert (found.kind, found.values) == ("span", ("Hargreaves Audit LLP",))
    assert found.sentences[0].evidence[0].quote.startswith("The board of Northgate met")


def test_a_part_of_a_name_becomes_the_name(encoder: Encoder) -> None:
    english = ask("Who was chosen as the new auditor?", {"Hargreaves": 0.9}, encoder)
    chinese = ask("新任审计师是谁？", {"林牧": 0.9}, encoder)

    assert english.values == ("Hargreaves Audit LLP",)
    assert chinese.values == ("林牧之",)


def test_a_count_is_one_figure(encoder: Encoder) -> None:
    words = {"0114 496 0100": 0.9, "3": 0.6}

    found = ask("How many new suppliers did the board of Northgate name?", words, encoder)

    assert found.values == ("3",)


def test_a_list_is_told_one_thing_after_the_other(encoder: Encoder) -> None:
    english = "Which products did the board of Northgate sell?"
    sold = ask(english, {"pumps, Weir and Sons valves and hoses": 0.99}, encoder)
    chinese = ask("北门公司出售哪些产品？", {"水泵、阀门和软管": 0.9}, encoder)

    assert sold.values == ("pumps", "Weir and Sons valves", "hoses")
    assert chinese.values == ("水泵", "阀门", "软管")


def test_a_sure_sentence_with_unsure_words_is_quoted(encoder: Encoder) -> None:
    question = "Whom did the board of Northgate choose as the new auditor in Kunshan?"

    found = ask(question, {"Kunshan": 0.9}, encoder)  # a place: not who

    assert found.kind == "quote"
    assert "chose Hargreaves Audit LLP as the new auditor" in found.sentences[0].text


def test_where_the_reader_finds_nothing_likely_nothing_is_said(encoder: Encoder) -> None:
    found = ask("Who paid for the new bridge?", {"Kunshan": 0.02}, encoder)

    assert found.abstained and found.confidence < 0.35
