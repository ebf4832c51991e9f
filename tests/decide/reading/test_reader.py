"""A reader is tuned, written down, loaded and reads: on a tiny encoder, in seconds."""

from pathlib import Path

import pytest

from briefbook.errors import LabelsError, ModelError
from briefbook.learn.modelfolder import read_info
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings
from briefbook.records import Span
from decide.rank import Read
from decide.reading.lesson import Lesson
from decide.reading.load import Reader, open_reader
from decide.reading.settings import ReaderSettings
from decide.reading.train import Training, train_reader
from tests.learn.tiny_encoder import write_encoder

SETTINGS = ReaderSettings(
    question_pieces=8, window_pieces=16, overlap=4, longest_answer=4, hidden=32, dropout=0.0
)


def _lesson(name: str, question: str, text: str, answer: str) -> Lesson:
    start = text.find(answer) if answer else -1
    spans = (Span(start, start + len(answer)),) if answer else ()
    return Lesson(name, question, text, spans, helps=bool(answer))


LESSONS = [
    _lesson("1", "ab", "cde abc, 15 ae be", "15"),
    _lesson("2", "cd", "cde abc, 15 ae be", "cde abc"),
    _lesson("3", "ee", "ad ee, 51 ab", "ad"),
    _lesson("4", "ab", "ad ee, 51 ab", "51"),
    _lesson("5", "ab", "be ca dd, ae ae", ""),
    _lesson("6", "大", "北京大学, 15 学北", "北京"),
    _lesson("7", "ee", "京学, 京北 大学", ""),
]


def _train(tmp_path: Path, method: MethodSettings, epochs: int = 80) -> Training:
    encoder = tmp_path / "encoder"
    if not encoder.exists():
        write_encoder(encoder)
    loop = LoopSettings(
        epochs=epochs,
        learning_rate=3e-3,
        head_learning_rate=5e-3,
        batch_pieces=256,
        patience=0,
        precision="float32",
    )
    return train_reader(
        LESSONS,
        LESSONS,
        tmp_path / "reader",
        settings=SETTINGS,
        method=method,
        loop=loop,
        encoder=EncoderSettings(str(encoder)),
    )


def _open(tmp_path: Path) -> Reader:
    return open_reader(tmp_path / "reader", EncoderSettings(str(tmp_path / "encoder")), int8=False)


@pytest.mark.parametrize(
    "method", [MethodSettings("full"), MethodSettings("lora", rank=8, frozen_layers=1)]
)
def test_a_few_questions_are_learnt_by_heart(tmp_path: Path, method: MethodSettings) -> None:
    training = _train(tmp_path, method)

    reader = _open(tmp_path)

    assert training.scores["f1"] > 0.9 and training.scores["helps"] > 0.9
    for lesson in LESSONS:
        [read] = reader.read(lesson.question, [lesson.text])
        if lesson.answers:
            best = read.excerpts[0]
            assert Span(best.start, best.end) == lesson.answers[0], lesson.id
    helpful = reader.relevance("ab", [LESSONS[0].text, LESSONS[4].text])
    assert helpful[0] > 0.5 > helpful[1]
    assert read_info(tmp_path / "reader").kind == "read"
    assert reader.producer.startswith("reader@")


def test_a_long_text_is_read_in_windows_and_offsets_are_those_of_the_whole(tmp_path: Path) -> None:
    _train(tmp_path, MethodSettings("full"))
    before = "dd ee " * 9
    text = before + LESSONS[0].text

    parts = [Span(0, 30), Span(len(before), len(text))]
    [read] = _open(tmp_path).read("ab", [text], [parts])

    assert all(0 <= one.start < one.end <= len(text) for one in read.excerpts)
    assert any(text[one.start : one.end] == "15" for one in read.excerpts)
    assert read.parts[1] > 0.5 > read.parts[0]


def test_what_is_read_depends_neither_on_order_nor_on_neighbours(tmp_path: Path) -> None:
    _train(tmp_path, MethodSettings("full"), epochs=4)
    reader = _open(tmp_path)
    texts = [lesson.text for lesson in LESSONS] + ["dd ee " * 12, "", " "]

    together = reader.read("ab", texts)

    assert [reader.read("ab", [text])[0] for text in texts] == together
    assert together[-2:] == [Read((), ())] * 2 and reader.relevance("ab", texts)[-2:] == [0.0, 0.0]
    assert all(0 <= one.score <= 1 for read in together for one in read.excerpts)


def test_nothing_is_learnt_from_texts_that_hold_no_answer(tmp_path: Path) -> None:
    write_encoder(tmp_path / "encoder")
    without = [lesson for lesson in LESSONS if not lesson.answers]

    with pytest.raises(ModelError, match="no text holds the answer"):
        train_reader(
            without, (), tmp_path / "reader", encoder=EncoderSettings(str(tmp_path / "encoder"))
        )


def test_a_lesson_must_agree_with_itself() -> None:
    with pytest.raises(LabelsError, match="passes the end"):
        Lesson("1", "ab", "abc", (Span(1, 5),))
    with pytest.raises(LabelsError, match="helps"):
        Lesson("1", "ab", "abc", (Span(0, 1),), helps=False)


def test_an_answer_stays_within_a_cell_and_cuts_no_figure(tmp_path: Path) -> None:
    _train(tmp_path, MethodSettings("full"), epochs=4)
    text = "ab 1,500.15 cd \t dd ee \n\n be 15:51 ae"

    [read] = _open(tmp_path).read("ab", [text])

    figures = [(text.index(one), text.index(one) + len(one)) for one in ("1,500.15", "15:51")]
    assert read.excerpts
    for one in read.excerpts:
        assert not {"\t", "\n"} & set(text[one.start : one.end])
        for start, end in figures:
            apart = one.end <= start or one.start >= end
            assert apart or (one.start <= start and end <= one.end)
