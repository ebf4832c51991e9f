"""A relation extractor as a whole, on a tiny random encoder."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from briefbook.errors import ModelError
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.learn.backbone import open_backbone
from briefbook.learn.loop import LoopSettings
from briefbook.learn.methods import MethodSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import Method
from briefbook.records import Assertion, Span
from extract.relating.candidates import Tie
from extract.relating.evaluate import evaluate_end_to_end, evaluate_given
from extract.relating.load import make_reader, open_relations
from extract.relating.model import _range_max
from extract.relating.reading import read_items
from extract.relating.settings import RelationSettings
from extract.relating.task import learn_task
from extract.relating.train import train_relations

pytestmark = pytest.mark.usefixtures("one_thread")

_LOOP = LoopSettings(
    epochs=40,
    learning_rate=2e-3,
    head_learning_rate=4e-3,
    batch_pieces=128,
    patience=0,
    precision="float32",
    checkpoint_minutes=60,
)


def _example(
    text: str,
    mentions: Sequence[tuple[str, str]],
    *relations: tuple[int, int, str],
    assertion: Assertion = "asserted",
    language: str = "en",
) -> Example:
    """Mentions by their words, in order of the text."""
    spans, start = [], 0
    for words, label in mentions:
        start = text.index(words, start)
        spans.append(LabelledSpan(Span(start, start + len(words)), label))
        start += 1
    tied = tuple(LabelledRelation(*relation, assertion) for relation in relations)
    return Example(text, text, tuple(spans), tied, language)


ENGLISH = [
    _example(
        "Ann works for Acme.", [("Ann", "Person"), ("Acme", "Organization")], (0, 1, "WORKS_FOR")
    ),
    _example(
        "Acme was founded by Bob.",
        [("Acme", "Organization"), ("Bob", "Person")],
        (1, 0, "FOUNDED"),
    ),
    _example(
        "Acme bought Borel.",
        [("Acme", "Organization"), ("Borel", "Organization")],
        (0, 1, "ACQUIRED"),
    ),
    _example(
        "Acme will be bought by Borel.",
        [("Acme", "Organization"), ("Borel", "Organization")],
        (1, 0, "ACQUIRED"),
        assertion="planned",
    ),
    _example("Ann met Bob at Acme.", [("Ann", "Person"), ("Acme", "Organization")]),
]
CHINESE = [
    _example(
        "张伟任职于远航公司。",
        [("张伟", "Person"), ("远航公司", "Organization")],
        (0, 1, "WORKS_FOR"),
        language="zh",
    ),
    _example(
        "远航公司由李娜创立。",
        [("远航公司", "Organization"), ("李娜", "Person")],
        (1, 0, "FOUNDED"),
        language="zh",
    ),
    _example(
        "远航公司收购海平公司。",
        [("远航公司", "Organization"), ("海平公司", "Organization")],
        (0, 1, "ACQUIRED"),
        language="zh",
    ),
    _example(
        "远航公司拟被海平公司收购。",
        [("远航公司", "Organization"), ("海平公司", "Organization")],
        (1, 0, "ACQUIRED"),
        assertion="planned",
        language="zh",
    ),
    _example(
        "李娜在远航公司见到张伟。",
        [("李娜", "Person"), ("远航公司", "Organization")],
        language="zh",
    ),
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> EncoderSettings:
    """A folder with a tiny random encoder that knows the words of the examples."""
    folder = tmp_path_factory.mktemp("encoder")
    texts = " ".join(example.text for example in [*ENGLISH, *CHINESE])
    words = sorted({*texts.replace(".", " ").split(), *texts, "[", "]"} - {" "})
    vocabulary = {
        word: place for place, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words])
    }
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=66,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return EncoderSettings(model=str(folder))


@pytest.fixture(scope="module")
def model_folder(encoder: EncoderSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that has learnt the examples of both languages by heart."""
    folder = tmp_path_factory.mktemp("models") / "house"
    train_relations(
        [*ENGLISH, *CHINESE],
        [*ENGLISH, *CHINESE],
        folder,
        settings=RelationSettings(dropout=0.0),
        loop=_LOOP,
        encoder=encoder,
    )
    return folder


def _stated(examples: Sequence[Example]) -> list[list[tuple[int, int, str, str]]]:
    return [
        [(one.head, one.tail, one.predicate, one.assertion) for one in example.relations]
        for example in examples
    ]


@pytest.mark.parametrize("examples", [ENGLISH, CHINESE], ids=["English", "Chinese"])
def test_it_learns_five_sentences_with_direction_and_assertion(
    examples: list[Example], model_folder: Path, encoder: EncoderSettings
) -> None:
    found = open_relations(model_folder, encoder).predict(examples)

    assert _stated(found) == _stated(examples)
    for example, one in zip(examples, found, strict=True):
        assert replace(one, relations=()) == replace(example, relations=())
        assert all(0 < relation.score <= 1 for relation in one.relations)


def test_what_is_read_together_changes_nothing(
    model_folder: Path, encoder: EncoderSettings
) -> None:
    model = open_relations(model_folder, encoder)
    examples = [*ENGLISH, *CHINESE]

    alone = [model.predict([example])[0] for example in examples]

    assert model.predict(examples) == alone
    assert model.predict(examples[::-1]) == alone[::-1]


def test_int8_finds_the_same(model_folder: Path, encoder: EncoderSettings) -> None:
    found = open_relations(model_folder, encoder, int8=True).predict(ENGLISH)

    assert _stated(found) == _stated(ENGLISH)


def test_it_is_named_by_folder_and_version(model_folder: Path, encoder: EncoderSettings) -> None:
    model = open_relations(model_folder, encoder)

    assert model.name.startswith("house@")
    assert model.task.predicates == ("ACQUIRED", "FOUNDED", "WORKS_FOR")
    assert model.task.assertions == ("asserted", "planned")


def test_scores_say_how_good_it_is_and_how_honest(
    model_folder: Path, encoder: EncoderSettings
) -> None:
    model = open_relations(model_folder, encoder)
    tagged = [replace(example, mentions=example.mentions[:1], relations=()) for example in ENGLISH]

    assert evaluate_given(model, ENGLISH).as_dict()["micro"]["f1"] == 1.0
    assert evaluate_end_to_end(model, ENGLISH, tagged).as_dict()["micro"]["recall"] == 0.0


@pytest.mark.parametrize("method", ["lora", "adalora", "bottleneck", "prompt", "prefix", "head"])
def test_every_method_trains_and_is_read_back(
    method: Method, encoder: EncoderSettings, tmp_path: Path
) -> None:
    training = train_relations(
        ENGLISH,
        ENGLISH,
        tmp_path / "model",
        method=MethodSettings(method=method, rank=2, width=4, tokens=3),
        loop=replace(_LOOP, epochs=2),
        encoder=encoder,
    )

    model = open_relations(tmp_path / "model", encoder)
    report = evaluate_given(model, ENGLISH).as_dict()
    assert report["micro"]["f1"] == pytest.approx(training.scores["micro"]["f1"], abs=0.35)
    assert training.unreached == 0


def test_training_again_gives_the_same_model(encoder: EncoderSettings, tmp_path: Path) -> None:
    versions = set()
    for name in ("one", "two"):
        train_relations(
            ENGLISH, ENGLISH, tmp_path / name, loop=replace(_LOOP, epochs=2), encoder=encoder
        )
        versions.add(open_relations(tmp_path / name, encoder).name.partition("@")[2])

    assert len(versions) == 1


def test_nothing_to_learn_from_is_refused(encoder: EncoderSettings, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no example holds a relation"):
        train_relations([ENGLISH[-1]], [], tmp_path, encoder=encoder)


def test_texts_without_pairs_have_no_relations(
    model_folder: Path, encoder: EncoderSettings
) -> None:
    strange = _example("Ann works for Acme.", [("Ann", "Vessel"), ("Acme", "Organization")])
    examples = [Example("empty", ""), Example("bare", "Ann"), strange]

    assert open_relations(model_folder, encoder).predict(examples) == examples


def test_only_pairs_that_are_given_are_decided_on(encoder: EncoderSettings) -> None:
    backbone = open_backbone(encoder)
    example = _example(
        "Acme bought Borel.",
        [("Acme", "Organization"), ("bought", "Organization"), ("Borel", "Organization")],
        (2, 0, "Other"),
        (0, 1, "ACQUIRED"),
    )
    reader = make_reader(backbone, learn_task([example]), RelationSettings())

    [item] = read_items(reader, [example], pairs_given=True)

    assert [(pair.first, pair.second, pair.asked) for pair in item.pairs] == [
        (0, 1, (True, False)),
        (0, 2, (False, True)),
    ]


def test_mentions_of_one_entity_are_one_thing_told_by_the_nearest(
    encoder: EncoderSettings,
) -> None:
    backbone = open_backbone(encoder)
    text = "Ann works for Acme. Bob met Ann."
    plain = _example(text, [("Ann", "Person"), ("Acme", "Organization"), ("Ann", "Person")])
    mentions = [
        replace(one, entity="ann" if one.label == "Person" else "") for one in plain.mentions
    ]
    example = replace(plain, mentions=tuple(mentions))
    ties = [Tie("Person", "WORKS_FOR", "Organization")]
    reader = make_reader(backbone, learn_task([example], ties=ties), RelationSettings())

    [item] = read_items(reader, [example])

    assert item.things == ((0, 2), (1,))
    assert [pair.nearest for pair in item.pairs] == [(0, 1)]


def test_neighbours_of_a_document_give_context_without_markers(encoder: EncoderSettings) -> None:
    backbone = open_backbone(encoder)
    examples = [replace(example, document="d") for example in ENGLISH[:3]]
    options = RelationSettings(window_pieces=32, context_pieces=4)
    reader = make_reader(backbone, learn_task(ENGLISH), options)

    items = read_items(reader, examples)
    alone = read_items(replace(reader, context=0), examples)

    assert [
        len(item.window.ids) - len(one.window.ids) for item, one in zip(items, alone, strict=True)
    ] == [4, 8, 4]
    for item, one in zip(items, alone, strict=True):
        marked = [item.window.ids[place] for pair in item.window.marks for place in pair]
        assert marked == [one.window.ids[place] for pair in one.window.marks for place in pair]
        assert min(marked) >= reader.vocabulary


def test_a_long_document_is_read_whole_in_windows(
    model_folder: Path, encoder: EncoderSettings
) -> None:
    text = " ".join(example.text for example in ENGLISH[:4] * 6)
    mentions: list[LabelledSpan] = []
    wanted, offset = [], 0
    for example in ENGLISH[:4] * 6:
        wanted.append(len(mentions))
        mentions += [
            replace(one, span=Span(one.span.start + offset, one.span.end + offset))
            for one in example.mentions
        ]
        offset += len(example.text) + 1
    long = Example("long", text, tuple(mentions))
    model = open_relations(model_folder, encoder)

    items = read_items(model.reader, [long])

    pairs = {pair.nearest for item in items for pair in item.pairs}
    assert len(items) > 1
    assert {(first, first + 1) for first in wanted} <= pairs
    assert all(item.size <= 66 for item in items)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_the_maximum_of_ranges_is_that_of_their_rows(data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, 20))
    starts = data.draw(st.lists(st.integers(0, rows), min_size=1, max_size=6))
    ends = [data.draw(st.integers(start, rows)) for start in starts]
    values = torch.randn(rows, 3, generator=torch.Generator().manual_seed(rows))

    found = _range_max(values, torch.tensor(starts), torch.tensor(ends))

    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        wanted = values[start:end].amax(0) if end > start else torch.zeros(3)
        assert torch.equal(found[row], wanted)
