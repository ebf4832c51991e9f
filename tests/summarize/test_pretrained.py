"""Hugging Face models write digests: any kind of them, whole texts, the same in any batch."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from briefbook.errors import ModelError
from briefbook.learn.methods import MethodSettings
from briefbook.learn.plan import LoopSettings
from briefbook.learn.tuned import Method
from summarize.pretrained import PretrainedWriter, open_pretrained, showing
from summarize.pretrained_training import make_lessons, train_pretrained
from summarize.seq2seq import open_seq2seq, parts_that_fit, read_ids
from summarize.words import length
from summarize.writing import Wish
from tests.summarize.tiny_seq2seq import (
    PAIRS,
    write_bart,
    write_many_languages,
    write_marian,
    write_t5,
    write_two_berts,
)

pytestmark = pytest.mark.usefixtures("one_thread")

_LOOP = LoopSettings(
    epochs=30,
    learning_rate=1e-2,
    head_learning_rate=1e-2,
    batch_pieces=1000,
    patience=0,
    precision="float32",
    device="cpu",
)


@pytest.fixture(scope="module")
def t5(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_t5(tmp_path_factory.mktemp("t5") / "tiny-t5")


@pytest.fixture(scope="module")
def tuned(t5: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tuned") / "minutes"
    train_pretrained(
        PAIRS, PAIRS[:1], folder, start=str(t5), method=MethodSettings("full"), loop=_LOOP
    )
    return folder


@pytest.fixture(scope="module")
def bart(tmp_path_factory: pytest.TempPathFactory) -> PretrainedWriter:
    return open_pretrained(str(write_bart(tmp_path_factory.mktemp("bart") / "tiny-bart")))


def _texts(count: int) -> list[str]:
    """Return texts of all lengths, the longest of which no tiny model reads at once."""
    chance = random.Random(7)
    lines = [line for pair in PAIRS for line in pair.text.splitlines()]
    return ["\n".join(chance.choices(lines, k=chance.randint(1, 24))) for _ in range(count)]


@pytest.mark.parametrize(
    "write", [write_t5, write_bart, write_marian, write_many_languages, write_two_berts]
)
def test_every_kind_of_model_writes_of_every_text(
    write: Callable[[Path], Path], tmp_path: Path
) -> None:
    writer = open_pretrained(str(write(tmp_path / "tiny")), beams=2)

    written = writer.write([PAIRS[0].text, "", PAIRS[1].text], Wish(least_words=2, most_words=4))

    assert writer.producer.startswith("tiny@") and len(writer.producer) == len("tiny@") + 8
    assert [bool(text) for text in written] == [True, False, True]
    assert all("\n" not in text and "<" not in text for text in written)


def test_a_tuned_model_writes_what_it_learnt_in_both_languages(tuned: Path) -> None:
    writer = open_pretrained(str(tuned))

    written = [
        writer.write([pair.text], Wish(language=pair.language, most_words=12))[0] for pair in PAIRS
    ]

    assert written == [pair.summaries[0] for pair in PAIRS]


@pytest.mark.parametrize("method", ["lora", "head"])
def test_parts_of_a_model_learn_too(method: Method, t5: Path, tmp_path: Path) -> None:
    loop = replace(_LOOP, epochs=50, learning_rate=2e-2)

    training = train_pretrained(
        PAIRS[:2], PAIRS[:2], tmp_path, start=str(t5), method=MethodSettings(method), loop=loop
    )

    assert training.scores["likelihood"] > 0.7
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["start"] == open_seq2seq(str(t5)).name
    assert metrics["development"] == training.scores
    written = open_pretrained(str(tmp_path)).write([PAIRS[1].text], Wish(most_words=12))
    assert written == [PAIRS[1].summaries[0]]


def test_a_method_that_needs_the_house_encoder_is_refused(t5: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="full, lora or head, not bitfit"):
        train_pretrained(PAIRS, (), tmp_path, start=str(t5), method=MethodSettings("bitfit"))


def test_without_a_pair_there_is_nothing_to_train(t5: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no pair"):
        train_pretrained([replace(PAIRS[0], summaries=())], (), tmp_path, start=str(t5))


def test_a_longer_text_than_is_read_teaches_its_beginning_and_is_counted(
    bart: PretrainedWriter,
) -> None:
    long = replace(PAIRS[0], text="\n".join([PAIRS[0].text] * 20))

    lessons, shortened = make_lessons(bart.opened, [long, PAIRS[1]])

    assert shortened == 1
    assert all(len(lesson.source) <= bart.opened.reads for lesson in lessons)


def test_a_text_gets_the_same_digest_in_any_batch(tuned: Path) -> None:
    texts, wish = _texts(8), Wish(least_words=3, most_words=8)
    writer = open_pretrained(str(tuned), beams=3)
    together = writer.write(texts, wish)

    alone = [writer.write([text], wish)[0] for text in texts]
    writer.batch_pieces = 100
    in_small_batches = writer.write(texts[::-1], wish)[::-1]

    assert together == alone == in_small_batches
    assert open_pretrained(str(tuned), beams=3).write(texts, wish) == together


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_every_word_of_a_long_text_is_read(bart: PretrainedWriter, lines: int) -> None:
    text = "\n".join(pair.text for pair in PAIRS * lines) + " ungebrochen" * 90
    opened = bart.opened

    parts = parts_that_fit(opened, text, showing(opened, "en"))

    assert all(len(part) <= opened.reads for part in parts)
    shown = [opened.tokenizer.decode(part, skip_special_tokens=True) for part in parts]
    assert "".join("".join(shown).split()) == "".join("".join(text.split()))


def test_a_text_of_many_parts_gets_a_digest_that_is_no_longer_for_it(tuned: Path) -> None:
    opened = open_seq2seq(str(tuned))
    small = replace(opened, reads=40)
    writer = replace(open_pretrained(str(tuned)), opened=small)
    text = "\n".join([PAIRS[0].text, PAIRS[1].text] * 12)

    [written] = writer.write([text], Wish(most_words=20))

    assert len(parts_that_fit(small, text, showing(small, "en"))) > 5
    assert 0 < length(written) <= 26


def test_settings_of_a_model_for_news_do_not_lengthen_what_is_wished(
    bart: PretrainedWriter,
) -> None:
    [written] = bart.write([PAIRS[0].text], Wish(form="headline", most_words=3))

    # The model's own settings ask for 56 pieces at least.
    assert len(read_ids(bart.opened, written)) <= round(3 * bart.ratios["en"] * 1.3) + 2


def test_only_t5_is_told_to_summarize_unless_the_model_says_how(
    t5: Path, bart: PretrainedWriter, tmp_path: Path
) -> None:
    prefix = {"summarization": {"prefix": "tl;dr: ", "length_penalty": 2.0}}
    other = open_seq2seq(str(write_t5(tmp_path / "other", task_specific_params=prefix)))

    assert showing(open_seq2seq(str(t5)), "en")("One.\nTwo.") == "summarize: One. Two."
    assert showing(other, "zh")("一。\n二。") == "tl;dr: 一。二。"
    assert showing(bart.opened, "en")("One.\nTwo.") == "One. Two."


def test_the_producer_changes_with_the_weights(t5: Path, tuned: Path) -> None:
    names = {open_pretrained(str(folder)).producer.split("@")[1] for folder in (t5, tuned)}

    assert len(names) == 2


def test_a_name_that_is_not_on_this_machine_is_not_fetched() -> None:
    with pytest.raises(ModelError, match="encoder.allow_network") as caught:
        open_pretrained("nobody/no-such-model")

    assert "nobody/no-such-model" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("model.safetensors", b"x" * 90, "cannot load the model"),
        ("model.safetensors", None, "cannot load the model"),
        ("config.json", b'{"model_type": "bert"}', "cannot load the model"),
        ("tokenizer.json", None, "no tokenizer.json"),
    ],
)
def test_a_damaged_model_says_what_is_wrong(
    name: str, data: bytes | None, reason: str, tmp_path: Path
) -> None:
    folder = write_t5(tmp_path / "damaged")
    if data is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(data)

    with pytest.raises(ModelError, match=reason):
        open_pretrained(str(folder))


def test_a_model_without_some_of_its_weights_is_not_filled_up_by_chance(tmp_path: Path) -> None:
    folder = write_t5(tmp_path / "short")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_layers": 2}))

    with pytest.raises(ModelError, match="it has no encoder.block.1"):
        open_pretrained(str(folder))
