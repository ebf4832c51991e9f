"""A summarizer is tuned, written down, loaded and writes: on a tiny encoder, in seconds."""

from pathlib import Path

import pytest

from briefbook.errors import ModelError
from briefbook.learn.modelfolder import read_info
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings
from summarize.load import open_summarizer
from summarize.network import NetworkSettings
from summarize.pairs import Pair
from summarize.train import SummarizerSettings, Training, train_summarizer
from summarize.writing import Wish
from tests.learn.tiny_encoder import write_encoder

pytestmark = pytest.mark.usefixtures("one_thread")

PAIRS = [
    Pair("1", "abc cde ab, 15 ae be", ("abc 15",), "headline"),
    Pair("2", "cde ad ee, 51 ab ca", ("cde 51",), "headline"),
    Pair("3", "be ca dd, 11 ab ae", ("be 11",), "headline"),
    Pair("4", "北京大学, 15 大学北", ("北京15",), "headline", "zh"),
]
_SETTINGS = SummarizerSettings(NetworkSettings(layers=2, dropout=0.0, most_target=16))


def _loop(epochs: int) -> LoopSettings:
    return LoopSettings(
        epochs=epochs,
        learning_rate=3e-3,
        head_learning_rate=5e-3,
        batch_pieces=256,
        patience=0,
        precision="float32",
    )


def _train(
    tmp_path: Path, method: MethodSettings, epochs: int, start: Path | None = None
) -> Training:
    encoder = tmp_path / "encoder"
    if not encoder.exists():
        write_encoder(encoder)
    return train_summarizer(
        PAIRS,
        PAIRS,
        tmp_path / ("second" if start else "first"),
        settings=_SETTINGS,
        method=method,
        loop=_loop(epochs),
        encoder=EncoderSettings(str(encoder)),
        start=start,
    )


@pytest.mark.parametrize("method", [MethodSettings("head"), MethodSettings("lora", rank=4)])
def test_a_few_pairs_are_learnt_by_heart(tmp_path: Path, method: MethodSettings) -> None:
    training = _train(tmp_path, method, epochs=60)

    writer = open_summarizer(
        tmp_path / "first", EncoderSettings(str(tmp_path / "encoder")), int8=False
    )

    assert training.scores["likelihood"] > 0.8
    assert training.info.languages == ("en", "zh")
    written = writer.write([pair.text for pair in PAIRS[:3]], Wish("headline", most_words=8))
    assert written == [pair.summaries[0] for pair in PAIRS[:3]]
    chinese = writer.write([PAIRS[3].text], Wish("headline", "zh", most_words=8))
    assert chinese == ["北京15"]


def test_training_goes_on_from_a_model(tmp_path: Path) -> None:
    first = _train(tmp_path, MethodSettings("head"), epochs=12)

    second = _train(tmp_path, MethodSettings("lora", rank=4), epochs=12, start=tmp_path / "first")

    assert second.scores["likelihood"] > first.scores["likelihood"]
    assert read_info(tmp_path / "second").method.method == "lora"
    writer = open_summarizer(
        tmp_path / "second", EncoderSettings(str(tmp_path / "encoder")), int8=False
    )
    assert writer.producer.startswith("second@")


def test_a_text_longer_than_it_reads_is_read_in_parts(tmp_path: Path) -> None:
    _train(tmp_path, MethodSettings("head"), epochs=2)
    writer = open_summarizer(
        tmp_path / "first", EncoderSettings(str(tmp_path / "encoder")), int8=False
    )
    long = "\n".join(pair.text for pair in PAIRS[:3] * 12)

    [abstract, headline] = [
        writer.write([long], Wish(form, least_words=1, most_words=6))[0]
        for form in ("abstract", "headline")
    ]

    assert len(abstract.split("\n")) > 1
    assert len(headline.split("\n")) == 1


def test_pairs_without_a_summary_teach_nothing(tmp_path: Path) -> None:
    encoder = write_encoder(tmp_path / "encoder")

    with pytest.raises(ModelError, match="none has both a text and a summary"):
        train_summarizer(
            [Pair("1", "abc", (" ",))], [], tmp_path / "m", encoder=EncoderSettings(str(encoder))
        )
