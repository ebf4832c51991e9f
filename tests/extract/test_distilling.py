"""Taggers and relation extractors learn from teachers, on whatever encoder those were tuned."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel

from briefbook.errors import ModelError
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.learn.distil import DistilSettings, Teacher
from briefbook.learn.loop import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Span
from extract.relating.load import open_relations
from extract.relating.settings import Choice, RelationSettings
from extract.relating.train import train_relations
from extract.tagging.distilling import log_chances
from extract.tagging.load import open_tagger
from extract.tagging.model import HeadSettings, Tagger, WordHead
from extract.tagging.train import TaggerSettings, train_tagger
from tests.app.models import labelled_sentences, write_encoder

pytestmark = pytest.mark.usefixtures("one_thread")

LOOP = LoopSettings(
    epochs=16,
    learning_rate=0.008,
    head_learning_rate=0.02,
    batch_pieces=128,
    patience=0,
    precision="float32",
    device="cpu",
    checkpoint_minutes=60,
)
QUICK = replace(LOOP, epochs=1)
GOLD = labelled_sentences(86)
FEW = labelled_sentences(4)  # of two people and two companies, English and Chinese
MORE = [replace(one, mentions=(), relations=()) for one in labelled_sentences(80, first=6)]
CRF, WORDS = TaggerSettings(), TaggerSettings(head=HeadSettings(head="words"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("teachers")


@pytest.fixture(scope="module")
def large(place: Path) -> EncoderSettings:
    return EncoderSettings(model=str(write_encoder(place / "large")))


@pytest.fixture(scope="module")
def small(place: Path) -> EncoderSettings:
    """A narrower encoder with other weights and half the places: it reads other windows."""
    folder = write_encoder(place / "small")
    torch.manual_seed(5)
    config = BertConfig.from_pretrained(folder)
    config.hidden_size, config.intermediate_size, config.max_position_embeddings = 16, 32, 32
    BertModel(config).save_pretrained(folder)
    return EncoderSettings(model=str(folder))


@pytest.fixture(scope="module")
def tagger(place: Path, large: EncoderSettings) -> Teacher:
    train_tagger(GOLD, [], place / "tagger", loop=LOOP, encoder=large, settings=CRF)
    return Teacher(place / "tagger", large)


@pytest.fixture(scope="module")
def extractor(place: Path, large: EncoderSettings) -> Teacher:
    train_relations(GOLD, [], place / "extractor", loop=LOOP, encoder=large)
    return Teacher(place / "extractor", large)


def found_share(wanted: list[Example], found: list[Example]) -> float:
    """The share of wanted mentions or relations, whichever there are, that were found."""
    pairs = list(zip(wanted, found, strict=True))
    if any(one.relations for one in found):
        hits = [
            {(one.head, one.tail, one.predicate) for one in right.relations}
            == {(one.head, one.tail, one.predicate) for one in seen.relations}
            for right, seen in pairs
        ]
    else:
        hits = [
            {(one.span, one.label) for one in right.mentions}
            == {(one.span, one.label) for one in seen.mentions}
            for right, seen in pairs
        ]
    return sum(hits) / len(hits)


# Taggers


def test_what_a_crf_thinks_of_a_word_is_the_sum_over_all_sequences() -> None:
    torch.manual_seed(1)
    head = WordHead(5, 2, HeadSettings(head="crf"))
    assert head.learnt is not None
    torch.nn.init.normal_(head.learnt)
    words, lengths = torch.randn(2, 4, 5), torch.tensor([4, 2])

    with torch.no_grad():
        chances = log_chances(head, words, lengths).exp()
        scores, moves = head.scores(words), head.moves + head.learnt

    for row, size in enumerate(lengths.tolist()):
        sums = torch.zeros(size, 5)
        for tags in itertools.product(range(5), repeat=size):
            weight = head.start[tags[0]] + sum(scores[row, at, tag] for at, tag in enumerate(tags))
            weight = weight + sum(moves[one, other] for one, other in itertools.pairwise(tags))
            for at, tag in enumerate(tags):
                sums[at, tag] += weight.exp()
        assert torch.allclose(chances[row, :size], sums / sums[0].sum(), atol=1e-5)


@pytest.mark.parametrize("settings", [CRF, WORDS], ids=["crf", "words"])
def test_a_small_tagger_learns_from_texts_that_nobody_labelled(
    settings: TaggerSettings, tagger: Teacher, small: EncoderSettings, tmp_path: Path
) -> None:
    held_out = labelled_sentences(30, first=90)
    for name, teachers, texts in (("alone", [], []), ("taught", [tagger, tagger], MORE)):
        train_tagger(
            *(FEW, [], tmp_path / name),
            settings=settings,
            loop=LOOP,
            encoder=small,
            teachers=teachers,
            texts=texts,
        )

    alone, taught = (
        found_share(held_out, open_tagger(tmp_path / name, small).predict(held_out))
        for name in ("alone", "taught")
    )

    assert taught > alone + 0.2
    assert taught > 0.8


def test_labels_of_texts_for_teachers_do_not_count(
    tagger: Teacher, small: EncoderSettings, tmp_path: Path
) -> None:
    wrong = [
        replace(one, mentions=(LabelledSpan(Span(0, len(one.text)), "Person"),)) for one in MORE
    ]

    for name, texts in (("bare", MORE), ("wrong", wrong)):
        train_tagger(
            *(FEW, [], tmp_path / name),
            loop=QUICK,
            encoder=small,
            teachers=[tagger],
            texts=texts,
        )

    bare, wrongly = ((tmp_path / name / "model.json").read_bytes() for name in ("bare", "wrong"))
    assert bare == wrongly


def test_a_teachers_other_labels_mean_nothing_and_a_missing_one_is_named(
    tagger: Teacher, small: EncoderSettings, tmp_path: Path
) -> None:
    people = [
        replace(one, mentions=tuple(m for m in one.mentions if m.label == "Person"), relations=())
        for one in GOLD
    ]
    alien = [replace(FEW[0], mentions=(replace(FEW[0].mentions[0], label="人物"),), relations=())]

    train_tagger(
        *(people[:4], [], tmp_path / "people"),
        loop=LOOP,
        encoder=small,
        teachers=[tagger],
        texts=MORE,
        distil=DistilSettings(share=1.0),
    )

    found = open_tagger(tmp_path / "people", small).predict(people)
    assert found_share(people, found) > 0.8
    with pytest.raises(ModelError, match="cannot learn from tagger@.*: it does not know 人物"):
        train_tagger(alien, [], tmp_path / "x", loop=QUICK, encoder=small, teachers=[tagger])


def test_heads_over_spans_neither_teach_nor_are_taught(
    tagger: Teacher, small: EncoderSettings, tmp_path: Path
) -> None:
    spans = TaggerSettings(head=HeadSettings(head="spans"))
    train_tagger(FEW, [], tmp_path / "spans", loop=QUICK, encoder=small, settings=spans)

    with pytest.raises(ModelError, match='with the head "spans"'):
        train_tagger(
            *(FEW, [], tmp_path / "x"),
            settings=spans,
            loop=QUICK,
            encoder=small,
            teachers=[tagger],
        )
    with pytest.raises(ModelError, match="cannot learn from spans@.*its head compares spans"):
        teacher = Teacher(tmp_path / "spans", small)
        train_tagger(FEW, [], tmp_path / "x", loop=QUICK, encoder=small, teachers=[teacher])


def test_words_that_a_teacher_reads_otherwise_are_left_to_labels(
    tagger: Teacher, large: EncoderSettings
) -> None:
    from briefbook.learn.tokens import read_pieces
    from extract.tagging.distilling import _ask

    opened = open_tagger(tagger.folder, large).tagger
    assert isinstance(opened, Tagger)
    [example] = labelled_sentences(1)
    [pieces] = read_pieces(opened.backbone.tokenizer, [example.text])
    joined = Span(pieces.words[0].start, pieces.words[1].end)
    other = replace(pieces, words=(joined, *pieces.words[2:]), firsts=pieces.firsts[1:])

    [same] = _ask(tagger, [example], [pieces], opened.labels, "cpu")
    [found] = _ask(tagger, [example], [other], opened.labels, "cpu")

    assert torch.allclose(same.exp().sum(dim=-1), torch.ones(len(pieces.words)))
    assert found[0].isnan().all()
    assert torch.equal(found[1:], same[2:])


# Relations


@pytest.mark.parametrize("choice", ["pair", "direction", "many"])
def test_a_small_extractor_learns_from_pairs_that_nobody_labelled(
    choice: Choice, extractor: Teacher, small: EncoderSettings, tmp_path: Path
) -> None:
    held_out = labelled_sentences(30, first=90)
    texts = labelled_sentences(50, first=6)
    settings = RelationSettings(choice=choice)
    for name, teachers in (("alone", []), ("taught", [extractor, extractor])):
        train_relations(
            *(FEW, [], tmp_path / name),
            settings=settings,
            loop=LOOP,
            encoder=small,
            teachers=teachers,
            texts=texts if teachers else (),
        )

    teacher, alone, taught = (
        found_share(held_out, open_relations(folder, encoder).predict(held_out))
        for folder, encoder in (
            (extractor.folder, extractor.encoder),
            (tmp_path / "alone", small),
            (tmp_path / "taught", small),
        )
    )

    assert teacher > 0.9
    assert taught > max(alone, 0.8)


def test_an_extractor_names_what_its_teacher_does_not_know_and_texts_without_pairs(
    extractor: Teacher, small: EncoderSettings, tmp_path: Path
) -> None:
    [tie] = FEW[0].relations
    alien = [replace(FEW[0], relations=(replace(tie, predicate="OWNS"),))]

    with pytest.raises(ModelError, match="cannot learn from extractor@.*: it does not know OWNS"):
        train_relations(alien, [], tmp_path, loop=QUICK, encoder=small, teachers=[extractor])
    with pytest.raises(ModelError, match="no two mentions that may be tied"):
        train_relations(
            *(FEW, [], tmp_path),
            loop=QUICK,
            encoder=small,
            teachers=[extractor],
            texts=MORE,
        )
