"""A classifier is fitted, written down, loaded and asked: on a tiny encoder, in seconds."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from briefbook.errors import ModelError
from briefbook.learn.encoder import Encoder, open_encoder
from briefbook.learn.modelfolder import read_info
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings
from decide.classify.context import Named
from decide.classify.examples import LabelledText
from decide.classify.explain import explain, word_weights
from decide.classify.findings import find_labels
from decide.classify.load import Classifier, open_classifier
from decide.classify.network import read_pieces
from decide.classify.settings import ClassifySettings, TuneSettings
from decide.classify.train import Ground, train_classifier
from decide.classify.tune import planned
from decide.classify.zero import zero_classifier
from tests.factories import make_document
from tests.learn.tiny_encoder import write_encoder

LOOP = LoopSettings(
    epochs=8, learning_rate=3e-3, head_learning_rate=5e-3, patience=0, precision="float32"
)
TUNE = TuneSettings(
    method=MethodSettings("full", frozen_layers=1), loop=LOOP, most_pieces=24, dropout=0.0
)
QUICK = ClassifySettings(tune=None)
TUNED = ClassifySettings(tune=TUNE, least_tuned=20, held_out=0.25)


def _examples(count: int = 60) -> tuple[LabelledText, ...]:
    chance = random.Random(3)
    words = {"letters": ("ab", "cd", "ee", "be"), "字": ("北京", "大学", "学北", "京大")}
    return tuple(
        LabelledText(" ".join(chance.choices(words[label], k=4)) + f" {number}", (label,))
        for number in range(count // 2)
        for label in words
    )


@pytest.fixture(scope="module")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "encoder"
    write_encoder(folder)
    return folder


@pytest.fixture(scope="module")
def embedder(encoder_folder: Path) -> Encoder:
    return open_encoder(EncoderSettings(str(encoder_folder), precision="float32"))


@pytest.fixture(scope="module")
def quick(
    tmp_path_factory: pytest.TempPathFactory, encoder_folder: Path, embedder: Encoder
) -> Path:
    folder = tmp_path_factory.mktemp("models") / "quick"
    settings = EncoderSettings(str(encoder_folder))
    train_classifier(Ground(_examples()), folder, embedder, settings=QUICK, encoder=settings)
    return folder


def _open(folder: Path, encoder_folder: Path, embedder: Encoder) -> Classifier:
    return open_classifier(folder, embedder, EncoderSettings(str(encoder_folder)))


def test_a_classifier_is_the_same_from_its_folder(
    quick: Path, encoder_folder: Path, embedder: Encoder, tmp_path: Path
) -> None:
    classifier = _open(quick, encoder_folder, embedder)
    settings = EncoderSettings(str(encoder_folder))
    train_classifier(
        Ground(_examples()), tmp_path / "b", embedder, settings=QUICK, encoder=settings
    )

    found = classifier.classify(["ab ee cd", "大学 京大"])

    assert [one.labels for one in found] == [("letters",), ("字",)]
    assert all(one.score > 0.8 and one.in_scope is None for one in found)
    assert classifier.name.startswith("quick@")
    assert read_info(tmp_path / "b").files == read_info(quick).files
    assert not {path.suffix for path in quick.iterdir()} & {".pkl", ".joblib", ".pt"}


def test_a_decision_does_not_depend_on_its_neighbours(
    quick: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    classifier = _open(quick, encoder_folder, embedder)
    texts = ["ab", "大学 ab", "cd 京大 ee be", ""]

    together = classifier.classify(texts)

    for text, one in zip(texts, together, strict=True):
        [alone] = classifier.classify([text])
        assert alone.labels == one.labels
        assert alone.score == pytest.approx(one.score, abs=1e-5)
    assert classifier.classify([]) == []


def test_the_encoder_is_tuned_and_loaded_again(
    tmp_path: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    settings = EncoderSettings(str(encoder_folder))
    training = train_classifier(
        Ground(_examples()), tmp_path / "tuned", embedder, settings=TUNED, encoder=settings
    )

    assert training.judged is not None
    tuned = training.judged.scores["tuned"]
    assert (tuned.argmax(axis=1) == training.judged.truth.argmax(axis=1)).mean() > 0.8
    found = _open(tmp_path / "tuned", encoder_folder, embedder).classify(["ab ee", "北京 大学"])
    assert [one.labels for one in found] == [("letters",), ("字",)]
    assert not (tmp_path / "tuned" / "search").exists()


def test_texts_out_of_scope_get_no_label(
    tmp_path: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    strange = tuple(LabelledText(f"15 , 51 {number}, 1", ()) for number in range(20))
    settings = EncoderSettings(str(encoder_folder))
    training = train_classifier(
        Ground((*_examples(), *strange)), tmp_path / "m", embedder, settings=QUICK, encoder=settings
    )

    classifier = _open(tmp_path / "m", encoder_folder, embedder)
    inside, outside = classifier.classify(["ab ee cd ab", "15 , 51 77, 1"])

    assert inside.labels == ("letters",) and outside.labels == ()
    assert inside.in_scope is not None and outside.in_scope is not None
    assert inside.in_scope > 0.5 > outside.in_scope
    assert training.judged is not None and len(training.judged.outside) == 20


def test_a_text_may_have_several_labels_or_none(
    tmp_path: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    both = tuple(
        LabelledText(f"ab 大学 {number} ee 京大", ("letters", "字")) for number in range(20)
    )
    neither = tuple(LabelledText(f"15 {number}", ()) for number in range(10))
    settings = EncoderSettings(str(encoder_folder))
    ground = Ground((*_examples(), *both, *neither))
    train_classifier(ground, tmp_path / "m", embedder, settings=QUICK, encoder=settings)

    classifier = _open(tmp_path / "m", encoder_folder, embedder)
    found = classifier.classify(["ab 大学 ee 京大", "cd be cd", "15 51"])

    assert [set(one.labels) for one in found] == [{"letters", "字"}, {"letters"}, set()]


def test_a_single_example_of_a_label_is_enough_to_begin_with(
    tmp_path: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    ground = Ground((LabelledText("ab cd", ("letters",)), LabelledText("大学", ("字",))))
    settings = EncoderSettings(str(encoder_folder))

    training = train_classifier(ground, tmp_path / "m", embedder, settings=QUICK, encoder=settings)

    assert training.judged is None
    found = _open(tmp_path / "m", encoder_folder, embedder).classify(["ab cd", "大学"])
    assert [one.labels for one in found] == [("letters",), ("字",)]


def test_the_graph_helps_where_the_words_say_nothing(
    tmp_path: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    chance = random.Random(1)
    examples = tuple(
        LabelledText(f"{chance.choice('abcde')} {number}", (label,))
        for number in range(30)
        for label in ("risk", "safe")
    )
    names = {"risk": ("a", "b", "c"), "safe": ("x", "y", "z")}
    contexts = tuple(
        (Named(chance.choice(names[one.labels[0]]), "Organization", ("OWNS",)),) for one in examples
    )
    settings = EncoderSettings(str(encoder_folder))
    ground = Ground(examples, contexts)
    train_classifier(ground, tmp_path / "m", embedder, settings=QUICK, encoder=settings)

    classifier = _open(tmp_path / "m", encoder_folder, embedder)
    asked = [(Named("b", "Organization"),), (Named("y", "Organization"),)]
    found = classifier.classify(["e 99", "e 99"], asked)

    assert [one.labels for one in found] == [("risk",), ("safe",)]
    why = explain(classifier, "e 99", "risk", asked[0])
    assert why.entities[0][0] == "b" and why.entities[0][1] > 0


def test_explanations_point_at_the_words_that_count(
    quick: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    classifier = _open(quick, encoder_folder, embedder)
    text = "大学 ab 51"

    found = explain(classifier, text, "字")

    assert found.words[0].text in ("大", "学") and found.words[0].weight > 0
    assert all(
        text[one.span.start : one.span.end] == one.text for one in (*found.words, *found.parts)
    )
    assert {one.text: one.weight for one in found.words}["ab"] < 0


def test_word_weights_add_up_to_what_the_lines_say(
    quick: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    classifier = _open(quick, encoder_folder, embedder)
    text = "ab 大学 ee 51 ab"
    lines, weights = classifier.stored.members.lines, classifier.stored.committee.weights
    scores = classifier.chances(classifier.read([text]))[1]
    expected = sum(
        weights[name]
        * (scores[name][0, 0] - model.bias[0] - float(np.mean(scores[name][0] - model.bias)))
        for name, model in lines.items()
    )

    found = sum(one.weight for one in word_weights(classifier, text, 0))

    assert found == pytest.approx(expected, abs=1e-4)


def test_a_document_gets_a_finding_that_quotes_it(
    quick: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    document = make_document("15 51 15.\n\nab cd ee be ab.", "en")
    sentences = tuple(block.span for block in document.blocks)
    document = replace(document, sentences=sentences)

    [(decision, [finding])] = find_labels([document], _open(quick, encoder_folder, embedder))

    assert decision.labels == (finding.label,) == ("letters",)
    assert finding.subject == document.id and finding.score == pytest.approx(decision.score)
    assert "ab cd ee be ab." in [one.quote for one in finding.evidence]
    assert all(document.quote(one.span) == one.quote for one in finding.evidence)


def test_labels_without_examples_are_told_by_their_names(embedder: Encoder) -> None:
    classifier = zero_classifier(["大学", "ab"], embedder)

    assert [one.labels for one in classifier.classify(["ab", "大学"])] == [("ab",), ("大学",)]


def test_of_many_texts_there_are_fewer_epochs_and_of_few_smaller_batches() -> None:
    loop = LoopSettings(epochs=10)

    assert planned(loop, pieces=170_000).epochs == 10
    assert planned(loop, pieces=800_000).epochs == 3
    assert planned(loop, pieces=9_000_000).epochs == 2
    assert planned(loop, pieces=10_000).batch_pieces == 256


def test_a_long_text_is_read_at_both_ends(
    tmp_path: Path, encoder_folder: Path, embedder: Encoder
) -> None:
    from briefbook.learn.backbone import open_backbone

    backbone = open_backbone(EncoderSettings(str(encoder_folder)))
    [short] = read_pieces(backbone, ["ab cd"], 40)
    [long] = read_pieces(backbone, ["ab " * 40 + "大学"], 20)

    assert len(long) == 20
    assert long[: len(short) - 1] == short[:-1] or long[0] == short[0]
    assert long[-1] == read_pieces(backbone, ["大学"], 40)[0][-1]


def test_a_folder_of_another_kind_is_refused(tmp_path: Path, embedder: Encoder) -> None:
    with pytest.raises(ModelError, match="cannot read the model"):
        open_classifier(tmp_path, embedder)
