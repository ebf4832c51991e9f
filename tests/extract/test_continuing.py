"""Taggers and relation extractors go on learning and keep what they knew."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from briefbook.errors import ModelError
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.learn.guard import GuardSettings, grow
from briefbook.learn.loop import LoopSettings
from briefbook.learn.methods import MethodSettings
from briefbook.learn.modelfolder import load_weights, read_info
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import Method
from briefbook.records import Span
from extract.relating.continuing import continue_relations, grow_task, told
from extract.relating.dataset import make_lessons
from extract.relating.load import make_reader, open_relations, read_head
from extract.relating.settings import RelationSettings
from extract.relating.task import learn_task
from extract.relating.train import train_relations
from extract.tagging.continuing import continue_tagger
from extract.tagging.load import open_tagger
from extract.tagging.train import train_tagger
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
OLD = labelled_sentences(60)


def _with_places(examples: Sequence[Example]) -> list[Example]:
    """Sentences that name a place, with what ties the company to it, and nothing else."""
    found = []
    for one in examples:
        if (at := one.text.find("Leeds")) >= 0:
            mentions = (one.mentions[1], LabelledSpan(Span(at, at + 5), "Place"))
            ties = (LabelledRelation(0, 1, "BASED_IN", "planned"),)
            found.append(replace(one, mentions=mentions, relations=ties))
    return found


NEW = _with_places(labelled_sentences(90))


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> EncoderSettings:
    return EncoderSettings(model=str(write_encoder(tmp_path_factory.mktemp("e") / "encoder")))


@pytest.fixture(scope="module")
def extractor(encoder: EncoderSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "ties"
    train_relations(OLD, [], folder, loop=LOOP, encoder=encoder)
    return folder


def _share_right(folder: Path, encoder: EncoderSettings, gold: Sequence[Example]) -> float:
    predicates = {one.predicate for example in gold for one in example.relations}
    found = open_relations(folder, encoder).predict(gold)
    right = [
        {(one.head, one.tail, one.predicate) for one in wanted.relations}
        == {(t.head, t.tail, t.predicate) for t in seen.relations if t.predicate in predicates}
        for wanted, seen in zip(gold, found, strict=True)
    ]
    return sum(right) / len(right)


# Relations


def test_an_extractor_learns_a_new_predicate_and_keeps_the_old_ones(
    extractor: Path, encoder: EncoderSettings, tmp_path: Path
) -> None:
    development = [*told(NEW), *told(OLD[:20])]

    training = continue_relations(
        extractor, NEW, OLD, development, tmp_path / "more", loop=LOOP, encoder=encoder
    )

    assert training.info.labels == ("LEAVES", "WORKS_FOR", "BASED_IN")
    held_out = labelled_sentences(30, first=90)
    assert _share_right(tmp_path / "more", encoder, held_out) > 0.8
    assert _share_right(tmp_path / "more", encoder, NEW) > 0.8
    assert training.scores["micro"]["f1"] > 0.8
    task, _ = read_head(training.info.head, tmp_path)
    assert task.labels == ("Organization", "Person", "Place")
    assert task.assertions == ("asserted", "planned")
    found = open_relations(tmp_path / "more", encoder).predict([*NEW, *held_out])
    said = {(t.predicate, t.assertion) for example in found for t in example.relations}
    assert {("BASED_IN", "planned"), ("WORKS_FOR", "asserted")} <= said
    assert ("WORKS_FOR", "planned") not in said


def test_markers_and_outputs_of_the_old_are_where_they_were(
    extractor: Path, encoder: EncoderSettings, tmp_path: Path
) -> None:
    frozen = replace(QUICK, learning_rate=0.0, head_learning_rate=0.0, weight_decay=0.0)

    continue_relations(extractor, NEW, OLD, [], tmp_path, loop=frozen, encoder=encoder)

    before, after = load_weights(extractor).head, load_weights(tmp_path).head
    assert torch.equal(after["markers.weight"][:4], before["markers.weight"])
    assert torch.equal(after["predicates.weight"][:3], before["predicates.weight"])
    assert len(after["markers.weight"]) == 6 and len(after["predicates.weight"]) == 4
    assert not torch.equal(after["markers.weight"][4], after["markers.weight"][0])
    assert _share_right(tmp_path, encoder, OLD) == _share_right(extractor, encoder, OLD)


def test_what_was_not_looked_for_is_neither_right_nor_wrong(encoder: EncoderSettings) -> None:
    from briefbook.learn.backbone import open_backbone
    from extract.relating.losses import loss_of

    task = grow_task(learn_task(OLD), NEW)
    reader = make_reader(open_backbone(encoder), task, RelationSettings())
    [lesson] = make_lessons(reader, told(OLD)[:1], negatives=9)
    logits = torch.zeros(1, 2, 1 + len(task.predicates))
    absent = logits.clone()
    absent[..., 3] = 5.0  # BASED_IN, which nobody looked for in OLD
    wrong = logits.clone()
    wrong[..., 1] = 5.0

    same, other, worse = (
        float(loss_of(task, [lesson], some, torch.zeros(1, 2, 2)))
        for some in (logits, absent, wrong)
    )

    assert lesson.unknown == {3}
    assert same == pytest.approx(other) and worse > same


def test_predicates_that_were_named_stay_named() -> None:
    leaving = next(one for one in OLD if one.relations[0].predicate == "LEAVES")
    asked = [replace(leaving, looked_for=("LEAVES",)), replace(OLD[0], looked_for=("Person",))]

    assert [one.looked_for for one in told(asked)] == [
        ("LEAVES",),
        ("Person", "LEAVES", "WORKS_FOR"),
    ]


def test_only_an_extractor_goes_on_and_only_with_relations(
    extractor: Path, encoder: EncoderSettings, tmp_path: Path
) -> None:
    bare = [replace(one, relations=()) for one in NEW]

    with pytest.raises(ModelError, match="no example holds a relation"):
        continue_relations(extractor, bare, OLD, [], tmp_path, encoder=encoder)
    with pytest.raises(ModelError, match="cannot go on from .*: it holds a model of kind"):
        continue_tagger(extractor, NEW, OLD, [], tmp_path, encoder=encoder)


def test_a_head_of_another_kind_does_not_grow() -> None:
    with pytest.raises(ModelError, match="another kind"):
        grow({"a": torch.zeros(2)}, {"b": torch.zeros(2)})
    with pytest.raises(ModelError, match="a has another shape"):
        grow({"a": torch.zeros(2, 2)}, {"a": torch.zeros(3, 2)})


# A fresh adapter


@pytest.mark.parametrize(
    ("old", "whole"), [("lora", "lora"), ("full", "full"), ("head", "lora"), ("bitfit", "full")]
)
def test_a_fresh_adapter_adds_to_an_encoder_that_stays(
    old: Method, whole: Method, encoder: EncoderSettings, tmp_path: Path
) -> None:
    method = MethodSettings(old, rank=2)
    train_tagger(OLD, [], tmp_path / "old", method=method, loop=QUICK, encoder=encoder)
    still = replace(QUICK, learning_rate=0.0, head_learning_rate=0.0, weight_decay=0.0)
    fresh = MethodSettings("lora", rank=3)

    for name, loop in (("same", still), ("more", QUICK)):
        continue_tagger(
            *(tmp_path / "old", NEW, OLD, [], tmp_path / name),
            fresh=fresh,
            loop=loop,
            encoder=encoder,
        )

    assert read_info(tmp_path / "more").method.method == whole
    before, same, more = (
        open_tagger(tmp_path / name, encoder).tagger.backbone.model.state_dict()
        for name in ("old", "same", "more")
    )
    weight = "encoder.layer.1.attention.self.query.weight"
    assert all(torch.allclose(before[name], same[name], atol=1e-6) for name in before)
    change = (more[weight] - before[weight]).float()
    assert 0 < int(torch.linalg.matrix_rank(change, atol=1e-4)) <= 3
    if old == "lora":
        assert read_info(tmp_path / "more").method.rank == 5
        again = tmp_path / "again"
        continue_tagger(tmp_path / "more", NEW, OLD, [], again, loop=QUICK, encoder=encoder)
        assert load_weights(again).encoder[f"{weight}.A"].shape == (5, 32)


def test_a_fresh_adapter_for_each_domain_keeps_both(
    extractor: Path, encoder: EncoderSettings, tmp_path: Path
) -> None:
    fresh = MethodSettings("lora", rank=4)

    continue_relations(
        *(extractor, NEW, OLD, [], tmp_path),
        guard=GuardSettings(replay=0.5),
        fresh=fresh,
        loop=LOOP,
        encoder=encoder,
    )

    assert _share_right(tmp_path, encoder, NEW) > 0.8
    assert _share_right(tmp_path, encoder, OLD) > 0.8


def test_a_fresh_adapter_needs_something_to_add_to(
    encoder: EncoderSettings, tmp_path: Path
) -> None:
    method = MethodSettings("prefix", tokens=2)
    train_tagger(OLD, [], tmp_path / "old", method=method, loop=QUICK, encoder=encoder)

    for fresh, reason in (("lora", "tuned by prefix, which keeps parts"), ("full", "only by lora")):
        with pytest.raises(ModelError, match=reason):
            continue_tagger(
                *(tmp_path / "old", NEW, OLD, [], tmp_path / "new"),
                fresh=MethodSettings(fresh),  # type: ignore[arg-type]
                loop=QUICK,
                encoder=encoder,
            )
