"""Texts with summaries are read from whatever shape they come in."""

import csv
import gzip
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from briefbook.errors import LabelsError
from briefbook.records import encode_lines
from summarize.pairs import Pair, read_pairs

_NEWS = "The board met on Monday. It approved the budget for three new plants in Ohio."
_NEWS_ZH = "董事会于周一开会。会议批准了俄亥俄州三座新厂的预算。"
_LONG = "The board approved the budget. Three plants will be built, and each of them opens in May."


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_table(path: Path, rows: Sequence[Sequence[str]], delimiter: str = ",") -> Path:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return write(path, file.getvalue())


def write_lines(path: Path, records: Sequence[Mapping[str, Any]]) -> Path:
    return write(path, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records))


@pytest.mark.parametrize(
    ("text", "summary", "form"),
    [
        ("text", "summary", "abstract"),
        ("article", "highlights", "abstract"),
        ("document", "target", "abstract"),
        ("Dialogue", "Summary", "abstract"),
        ("article", "abstract", "abstract"),
        ("email_body", "subject_line", "headline"),
        ("abstract", "title", "headline"),
        ("content", "headline", "headline"),
        ("source", "tldr", "headline"),
        ("正文", "摘要", "abstract"),
        ("摘要", "标题", "headline"),
    ],
)
def test_columns_are_known_by_their_names(
    tmp_path: Path, text: str, summary: str, form: str
) -> None:
    rows = [["number", text, summary], ["7", _NEWS, _LONG], ["8", _NEWS_ZH, _LONG]]
    records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    for path in (
        write_table(tmp_path / "one.csv", rows),
        write_table(tmp_path / "one.tsv", rows, "\t"),
        write_lines(tmp_path / "one.jsonl", records),
        write(tmp_path / "one.json", json.dumps(records, indent=1)),
    ):
        found = read_pairs(path)
        assert [pair.text for pair in found] == [_NEWS, _NEWS_ZH]
        assert [pair.summaries for pair in found] == [(_LONG,), (_LONG,)]
        assert [pair.language for pair in found] == ["en", "zh"]
        assert {pair.form for pair in found} == {form}
        assert [pair.id for pair in found] == ["one-1", "one-2"]


def test_gzip_makes_no_difference_and_long_cells_none_either(tmp_path: Path) -> None:
    long = "A line of a long article.\n" * 10_000
    path = write_table(tmp_path / "news.csv", [["article", "highlights", "id"], [long, "X.", "a"]])
    packed = tmp_path / "news.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))

    assert read_pairs(packed) == read_pairs(path)
    assert read_pairs(packed)[0].text == long
    assert read_pairs(packed)[0].id == "a"


@pytest.mark.parametrize("format", [None, "jsonl", "json"])
def test_lists_are_sentences_of_a_text_and_references_of_a_summary(
    tmp_path: Path, format: str | None
) -> None:
    row = {"source": ["We met.", "It rained."], "target": ["Rain.", "It was wet."], "title": "T"}
    path = write_lines(tmp_path / "papers.jsonl", [{**row, "paper_id": "p1"}])

    [pair] = read_pairs(path, format)

    assert pair.text == "We met.\nIt rained."
    assert pair.sentences == ("We met.", "It rained.")
    assert pair.summaries == ("Rain.", "It was wet.")
    assert pair.id == "p1"


@pytest.mark.parametrize("written", ['["Rain.", "It was wet."]', "['Rain.', 'It was wet.']"])
def test_a_list_written_into_a_cell_is_one(tmp_path: Path, written: str) -> None:
    path = write_table(tmp_path / "a.csv", [["text", "summaries"], ["[1] We met.", written]])

    [pair] = read_pairs(path)

    assert pair.text == "[1] We met."
    assert pair.summaries == ("Rain.", "It was wet.")


def test_numbered_columns_are_references_of_one_text(tmp_path: Path) -> None:
    row = {"fname": "t", "dialogue": "A: Hi.", "summary1": "Hi.", "topic1": "x", "summary2": "Ho."}

    [pair] = read_pairs(write_lines(tmp_path / "talk.jsonl", [row]))

    assert pair.summaries == ("Hi.", "Ho.")


def test_highlights_in_a_list_are_one_summary(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "n.jsonl", [{"article": _NEWS, "highlights": ["A.", "B."]}])

    assert read_pairs(path)[0].summaries == ("A.\nB.",)


def test_short_summaries_of_one_sentence_are_headlines(tmp_path: Path) -> None:
    short = write_table(tmp_path / "s.csv", [["text", "summary"], [_NEWS, "Board approves plants"]])
    long = write_table(tmp_path / "l.csv", [["text", "summary"], [_NEWS, _LONG]])

    assert read_pairs(short)[0].form == "headline"
    assert read_pairs(long)[0].form == "abstract"
    assert read_pairs(short, form="minutes")[0].form == "minutes"


def test_columns_can_be_named_and_numbered(tmp_path: Path) -> None:
    named = write_table(tmp_path / "n.csv", [["a", "b", "summary"], ["1", _NEWS, _LONG]])
    bare = write_table(tmp_path / "b.tsv", [["x", _NEWS, _LONG], ["y", _NEWS_ZH, _LONG]], "\t")

    assert read_pairs(named, text_field="b")[0].text == _NEWS
    found = read_pairs(bare, text_field="2", summary_field="3")
    assert [pair.text for pair in found] == [_NEWS, _NEWS_ZH]


def test_semicolons_and_line_feeds_inside_cells_are_understood(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", [["text", "summary"], [f"{_NEWS}\nMore; and", "X"]], ";")

    assert read_pairs(path, "csv")[0].text == f"{_NEWS}\nMore; and"


def test_tabs_part_cells_that_hold_quotation_marks(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", 'text\tsummary\n"We" met. 5" pipes\tPipes"\n')

    [pair] = read_pairs(path)

    assert (pair.text, pair.summaries) == ('"We" met. 5" pipes', ('Pipes"',))


def test_our_own_pairs_are_read_back(tmp_path: Path) -> None:
    pairs = [
        Pair("a", "One.\nTwo.", ("S.",), "minutes", "en", ("One.", "Two."), "What of it?"),
        Pair("b", _NEWS_ZH, ("预算", "新厂"), "headline", "zh"),
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(encode_lines(pairs))

    assert read_pairs(path) == pairs


def test_meetings_give_a_pair_for_each_question(tmp_path: Path) -> None:
    meeting = {
        "meeting_transcripts": [
            {"speaker": "Lead", "content": "{vocalsound} We start . {disfmarker}"},
            {"speaker": "Ada", "content": "The remote costs 12 euros ."},
        ],
        "general_query_list": [{"query": "Summarize the meeting.", "answer": "They met."}],
        "specific_query_list": [
            {
                "query": "What does it cost?",
                "answer": "12 euros.",
                "relevant_text_span": [["1", "1"]],
            }
        ],
    }

    general, specific = read_pairs(write_lines(tmp_path / "val.jsonl", [meeting]), "jsonl")

    assert general.text == "Lead: We start .\nAda: The remote costs 12 euros ."
    assert (general.query, general.summaries) == ("", ("They met.",))
    assert (specific.query, specific.summaries) == ("What does it cost?", ("12 euros.",))
    assert specific.relevant == ("Ada: The remote costs 12 euros .",)
    assert specific.text == general.text


@pytest.mark.parametrize("format", [None, "csl", "tsv"])
def test_abstracts_to_title_need_no_header(tmp_path: Path, format: str | None) -> None:
    path = write(tmp_path / "dev.tsv", f"to title\t{_NEWS_ZH}\t三座新厂的预算\n")

    [pair] = read_pairs(path, format)

    assert pair == Pair("csl-1", _NEWS_ZH, ("三座新厂的预算",), "headline", "zh")


def _archive(path: Path, files: Mapping[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def test_emails_and_their_subjects_are_read_from_a_folder_or_an_archive(tmp_path: Path) -> None:
    email = "Guys, the meter is off.\n\n@subject\nMeter off\n\n@ann0\nmeter problem\n"
    write(tmp_path / "mail" / "dev" / "allen_1.subject", email)
    packed = _archive(tmp_path / "mail.tar.gz", {"dev/allen_1.subject": email.encode()})

    [pair] = read_pairs(packed)

    assert pair.text == "Guys, the meter is off."
    assert pair.summaries == ("Meter off", "meter problem")
    assert (pair.id, pair.form) == ("allen_1", "headline")
    assert read_pairs(tmp_path / "mail") == [pair]


def test_articles_are_paired_with_their_summaries(tmp_path: Path) -> None:
    files = {
        "BBC/News Articles/tech/001.txt": "Ink in Asia\n\nIt costs £5. It works.".encode("latin-1"),
        "BBC/Summaries/tech/001.txt": b'It costs nothing."It works," he said.The end.',
        "BBC/News Articles/tech/002.txt": b"Two",
        "BBC/Summaries/tech/002.txt": b"2.",
        "BBC/README.txt": b"about",
    }

    first, second = read_pairs(_archive(tmp_path / "bbc.tar.gz", files))

    assert first.text == "Ink in Asia\n\nIt costs £5. It works."
    assert first.summaries == ('It costs nothing.\n"It works," he said.\nThe end.',)
    assert (first.id, second.id) == ("tech-001", "tech-002")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "text,summary\nOne,\n", r"a\.csv:2: no summary in summary"),
        ("a.csv", "text,summary\nOne,Two\n ,Two\n", r"a\.csv:3: no text in text"),
        ("a.csv", "text,summary\nOne,Two,Three\n", r"a\.csv:2: 3 values in a table of 2"),
        ("a.csv", 'text,summary\n"One,Two\n', r"a\.csv:2: unexpected end"),
        ("a.csv", "one,two\n1,2\n", r"a\.csv:2: no column .* the text; there are one, two: name"),
        ("a.csv", "text,two\n1,2\n", r"no column is known to hold the summary"),
        ("a.csv", "text,summary\n", r"holds no text with a summary"),
        ("a.csv", "", r"holds no text with a summary"),
        ("a.jsonl", '{"text": "a", "summary": "b"}\n{"text"\n', r"a\.jsonl:2: not JSON"),
        ("a.jsonl", '{"text": "a", "summary": "b"}\n[1]\n', r"a\.jsonl:2: it is no JSON object"),
        ("a.jsonl", '{"text": "a", "summary": "b"}\n{"text": "a"}', r"a\.jsonl:2: no summary"),
        ("a.json", '[{"text": "", "summary": "b"}]', r"a\.json, item 1: no text"),
        ("a.jsonl", '{"text": "a", "summary": []}', r"a\.jsonl:1: no summary"),
        ("dev.tsv", "to title\t只有摘要\n", r"dev\.tsv:1: not a task"),
        ("x.subject", "No subject here", r"x\.subject: an e-mail without"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, name: str, content: str, reason: str
) -> None:
    with pytest.raises(LabelsError, match=reason):
        read_pairs(write(tmp_path / name, content))


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "a.csv.gz"
    damaged.write_bytes(gzip.compress(b"text,summary\nA,B\n")[:-9])
    write(tmp_path / "two" / "a.csv", "x")
    write(tmp_path / "two" / "b.csv", "x")
    table = write(tmp_path / "t.csv", "text,summary\nA,B\n")

    with pytest.raises(LabelsError, match="no such file|No such file"):
        read_pairs(tmp_path / "none.csv")
    with pytest.raises(LabelsError, match="damaged gzip"):
        read_pairs(damaged)
    with pytest.raises(LabelsError, match="a.csv, b.csv"):
        read_pairs(tmp_path / "two")
    with pytest.raises(LabelsError, match="no format xml"):
        read_pairs(table, "xml")
    with pytest.raises(LabelsError, match="no form poem"):
        read_pairs(table, form="poem")
    with pytest.raises(LabelsError, match="no column body; there are text, summary"):
        read_pairs(table, text_field="body")
    with pytest.raises(LabelsError, match="not UTF-8"):
        read_pairs(_latin(tmp_path / "l.csv"))


def _latin(path: Path) -> Path:
    path.write_bytes("text,summary\nCafé,B\n".encode("latin-1"))
    return path
