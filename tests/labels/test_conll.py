"""Columns: schemes, separators, words and characters."""

import logging

import pytest

from briefbook.errors import LabelsError
from briefbook.labels.conll import read_conll, write_conll
from briefbook.labels.tags import Scheme
from tests.labels.factories import make_example, quotes

GOLD = [("New York Times", "ORG"), ("Ann Lee", "PER"), ("Bo", "PER"), ("Rome", "LOC")]
WORDS = ["The", "New", "York", "Times", "met", "Ann", "Lee", "Bo", "in", "Rome"]


@pytest.mark.parametrize(
    "tags",
    [
        "O I-ORG I-ORG I-ORG O I-PER I-PER B-PER O I-LOC",
        "O B-ORG I-ORG I-ORG O B-PER I-PER B-PER O B-LOC",
        "O B-ORG I-ORG E-ORG O B-PER E-PER S-PER O S-LOC",
        "O B-ORG M-ORG E-ORG O B-PER E-PER S-PER O S-LOC",
        "O B-ORG I-ORG L-ORG O B-PER L-PER U-PER O U-LOC",
        "O B_ORG I_ORG I_ORG O B_PER I_PER B_PER O B_LOC",
    ],
)
@pytest.mark.parametrize("form", ["{}\t{}", "{} {}", "{} NNP I-NP {}", "{},{}"])
def test_every_scheme_and_separator_gives_the_same_labels(tags: str, form: str) -> None:
    rows = [form.format(word, tag) for word, tag in zip(WORDS, tags.split(), strict=True)]

    [example] = read_conll("\n".join(rows).encode(), "eng.train")

    assert example.text == " ".join(WORDS)
    assert quotes(example) == GOLD
    assert [example.quote(token) for token in example.tokens] == WORDS


def test_tags_without_prefixes_are_labels_where_no_tag_has_one() -> None:
    [example] = read_conll(b"Ann PER\nLee PER\nof O\nRome LOC\n", "io.txt")

    assert quotes(example) == [("Ann Lee", "PER"), ("Rome", "LOC")]


def test_an_odd_tag_among_prefixed_ones_is_outside_and_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        [example] = read_conll(b"Ann B-PER\nof P\nRome B-LOC\n", "odd.txt")

    assert quotes(example) == [("Ann", "PER"), ("Rome", "LOC")]
    assert "odd.txt" in caplog.text and "P" in caplog.text


def test_chinese_characters_are_joined_by_nothing() -> None:
    data = "高 B-NAME\n勇 E-NAME\n： O\nP B-TITLE\nM M-TITLE\nI E-TITLE\n".encode()

    [example] = read_conll(data, "train.char.bmes")

    assert (example.text, example.language) == ("高勇：PMI", "zh")
    assert quotes(example) == [("高勇", "NAME"), ("PMI", "TITLE")]


def test_a_latin_sentence_of_a_file_of_characters_is_joined_by_nothing_too() -> None:
    data = "高 B-NAME\n勇 I-NAME\n任 O\n职 O\n于 O\n橡 O\n田 O\n科 O\n技 O\n\nO B-ORG\nK I-ORG\n"

    [_, example] = read_conll(data.encode(), "train.txt")

    assert (example.text, quotes(example)) == ("OK", [("OK", "ORG")])


def test_chinese_words_touch_but_english_ones_among_them_do_not() -> None:
    data = "海伦 B-PER\n在 O\nNew B-LOC\nYork I-LOC\n工作 O\n".encode()

    [example] = read_conll(data, "words.txt")

    assert example.text == "海伦在New York工作"
    assert quotes(example) == [("海伦", "PER"), ("New York", "LOC")]


def test_weibo_positions_after_characters_are_taken_off() -> None:
    data = "科0\tO\n技1\tO\n310\tO\nt11\tO\n女0\tB-PER.NOM\n人1\tI-PER.NOM\n".encode()

    [example] = read_conll(data, "weiboNER_2nd_conll.train")

    assert (example.text, quotes(example)) == ("科技3t女人", [("女人", "PER.NOM")])


def test_documents_begin_at_docstart_and_have_names_of_their_own() -> None:
    start = "-DOCSTART- -X- O O\n\n"
    data = f"{start}Ann NNP I-NP I-PER\n\nleft VBD I-VP O\n\n{start}Bo NNP I-NP I-PER\n".encode()

    examples = read_conll(data, "data/eng.testa")

    assert [one.text for one in examples] == ["Ann", "left", "Bo"]
    assert [one.document for one in examples] == ["eng.testa:1", "eng.testa:1", "eng.testa:2"]
    again = read_conll(write_conll(examples), "data/eng.testa")
    assert again == examples


@pytest.mark.parametrize("scheme", ["BIO", "BIOES", "BMES", "BILOU"])
def test_every_scheme_can_be_written(scheme: Scheme) -> None:
    example = make_example("Ann Lee left Rome", ("Ann Lee", "PER"), ("Rome", "LOC"))

    [read] = read_conll(write_conll([example], scheme), "made.conll")

    assert (read.text, quotes(read)) == (example.text, quotes(example))


def test_of_overlapping_mentions_the_longest_is_written_and_the_loss_is_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    example = make_example("University of Leeds", ("Leeds", "LOC"), ("University of Leeds", "ORG"))

    with caplog.at_level(logging.WARNING):
        data = write_conll([example])

    assert data == b"University\tB-ORG\nof\tI-ORG\nLeeds\tI-ORG\n"
    assert "1 mentions left out" in caplog.text


def test_line_ends_marks_and_separators_of_other_systems_do_no_harm() -> None:
    data = "\ufeffAnn\tB-PER\r\n\u2028x\tO\r\n \r\nBo\tB-PER\r\n".encode()

    examples = read_conll(data, "windows.txt")

    assert [one.text for one in examples] == ["Ann \u2028x", "Bo"]
    assert [quotes(one) for one in examples] == [[("Ann", "PER")], [("Bo", "PER")]]


def test_comments_are_passed_over_but_not_the_word_hash() -> None:
    data = b"# id 7 domain=en\nAnn _ _ B-PER\n# _ _ O\n"

    [example] = read_conll(data, "multi.conll")

    assert example.text == "Ann #"


def test_commas_in_quotes_are_words() -> None:
    data = b'-DOCSTART-,O\n,O\nAnn,I-PER\n",",O\nRome,I-LOC\n,O\nBo,I-PER\n'

    examples = read_conll(data, "all.csv")

    assert [one.text for one in examples] == ["Ann , Rome", "Bo"]
    assert {one.document for one in examples} == {"all.csv:1"}


def test_a_word_without_a_tag_names_its_line() -> None:
    with pytest.raises(LabelsError, match=r"cannot read bad\.txt:2: no tag after 'left'"):
        read_conll(b"Ann B-PER\nleft\n", "bad.txt")


def test_bytes_that_are_not_utf8_name_their_line() -> None:
    with pytest.raises(LabelsError, match=r"cannot read gbk\.txt:2: the text is not UTF-8"):
        read_conll(b"Ann O\n" + "高 O\n".encode("gbk"), "gbk.txt")
