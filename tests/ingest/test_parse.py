import io
import zipfile
from pathlib import Path

import pytest

from briefbook.errors import ArchiveError, EmptySource, UnsupportedSource
from ingest.assembly import Member, Parsed
from ingest.parse import named_members, parse, read_bytes
from tests.ingest.made_pdf import SETTINGS, make_pdf


def make_zip(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "source", "media_type"),
    [
        (make_pdf([(72, 100, "A letter.")]), "a.pdf", "application/pdf"),
        ("会议纪要。".encode(), "a.txt", "text/plain"),
        (b"# Minutes\n\nWe met.", "a.md", "text/markdown"),
        (b"<html><body><p>Hello there.</p></body></html>", "a.html", "text/html"),
        (
            b"From: a@b.org\nSubject: Hi\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n\nHi.",
            "a.eml",
            "message/rfc822",
        ),
        (b"ware,price\ntea,3\n", "a.csv", "text/csv"),
    ],
)
def test_each_kind_of_file_finds_its_parser(data: bytes, source: str, media_type: str) -> None:
    document = parse(data, source, settings=SETTINGS).document

    assert document is not None
    assert (document.media_type, document.source) == (media_type, source)


def test_a_container_gives_its_members() -> None:
    parsed = parse(make_zip({"合同/a.txt": b"text"}), "a.zip", settings=SETTINGS)

    assert parsed.document is None
    assert list(named_members(parsed)) == [("合同/a.txt", b"text")]


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UnsupportedSource, match="cannot read a.7z: no parser for 7-Zip archive"):
        parse(b"7z\xbc\xaf\x27\x1c" + bytes(50), "a.7z", settings=SETTINGS)


def test_no_byte_is_empty() -> None:
    with pytest.raises(EmptySource, match="holds no byte"):
        parse(b"", "a.pdf", settings=SETTINGS)


def test_names_of_members_are_made_safe_and_unique() -> None:
    names = ["../../etc/passwd", "/abs.txt", "a\\b.txt", "a/b.txt", "a/b.txt", "", "..", "x\ny"]
    parsed = Parsed(None, tuple(Member(name, b"") for name in names))

    assert [name for name, _ in named_members(parsed)] == [
        "etc/passwd",
        "abs.txt",
        "a/b.txt",
        "a/b (2).txt",
        "a/b (3).txt",
        "unnamed",
        "unnamed (2)",
        "x_y",
    ]


def test_bytes_are_found_inside_containers_inside_containers(tmp_path: Path) -> None:
    inner = make_zip({"deep/b.txt": "正文".encode()})
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.zip").write_bytes(make_zip({"x/inner.zip": inner, "c.txt": b"c"}))

    found = read_bytes(tmp_path, "data/a.zip/x/inner.zip/deep/b.txt", SETTINGS)

    assert found.decode() == "正文"
    assert read_bytes(tmp_path, "data/a.zip/c.txt", SETTINGS) == b"c"
    with pytest.raises(ArchiveError, match="no such file in the archive: data/a.zip/d.txt"):
        read_bytes(tmp_path, "data/a.zip/d.txt", SETTINGS)
