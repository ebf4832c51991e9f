"""The committed archive is what its sources make, and holds what it promises."""

import io
import zipfile
from collections import Counter
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from examples.archive_maker.build import build_archive
from examples.archive_maker.command import write_files
from examples.archive_maker.markup import Block, parse_blocks
from examples.archive_maker.sources import parse_source, read_sources
from examples.archive_maker.world import read_world

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ARCHIVE = EXAMPLES / "archive"


@cache
def made() -> dict[str, bytes]:
    return make()


def make() -> dict[str, bytes]:
    folder = EXAMPLES / "sources"
    return build_archive(read_sources(folder), read_world(folder), ARCHIVE)


def unpacked(data: bytes, suffix: str) -> object:
    """What a file holds: compressors and line folding differ between versions, contents do not."""
    if suffix in (".docx", ".pptx", ".xlsx", ".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [
                (info.filename, info.date_time, archive.read(info)) for info in archive.infolist()
            ]
    if suffix == ".png":
        return Image.open(io.BytesIO(data)).tobytes()
    if suffix == ".pdf":
        document = pymupdf.open("pdf", data)
        return [document[number].get_text() for number in range(len(document))]
    if suffix == ".eml":
        message = message_from_bytes(data, policy=policy.default)
        return [(part.items(), part.get_payload(decode=True)) for part in message.walk()]
    return data


def test_the_sources_make_the_committed_archive() -> None:
    damaged = {source.path for source in read_sources(EXAMPLES / "sources") if source.keep_bytes}
    names = {path.relative_to(ARCHIVE).as_posix() for path in ARCHIVE.rglob("*") if path.is_file()}

    assert set(made()) == names
    for name in names - damaged:
        committed, data = (ARCHIVE / name).read_bytes(), made()[name]
        if committed != data:
            suffix = Path(name).suffix
            assert unpacked(committed, suffix) == unpacked(data, suffix), name


def test_the_same_sources_make_the_same_bytes() -> None:
    assert make() == made()


def test_the_archive_is_mixed_and_small() -> None:
    files = [path for path in ARCHIVE.rglob("*") if path.is_file()]
    counts = Counter(path.suffix for path in files)

    assert counts == {
        ".pdf": 21,
        ".docx": 13,
        ".eml": 8,
        ".txt": 7,
        ".md": 5,
        ".html": 5,
        ".xlsx": 4,
        ".pptx": 2,
        ".png": 2,
        ".zip": 1,
    }
    assert sum(path.stat().st_size for path in files) < 4_000_000


def test_the_locked_file_asks_for_a_password() -> None:
    document = pymupdf.open(ARCHIVE / "hr/salary review 2024.pdf")

    assert document.needs_pass
    assert document.authenticate("heron-1961")


@pytest.mark.parametrize("name", ["1978 letter from Arthur Penhale.pdf", "付款凭证-韧帛赔款.pdf"])
def test_scans_hold_pictures_and_no_text(name: str) -> None:
    document = pymupdf.open(ARCHIVE / "scans" / name)

    assert len(document) == 1
    assert document[0].get_text() == ""
    assert len(document[0].get_images()) == 1


def test_the_chinese_mail_carries_its_attachment() -> None:
    data = (ARCHIVE / "mail/铸件调价.eml").read_bytes()
    message = message_from_bytes(data, policy=policy.default)

    body = message.get_body()
    assert body is not None
    assert body.get_content_charset() == "gb18030"
    assert "框架协议" in body.get_content()
    assert [part.get_filename() for part in message.iter_attachments()] == ["2025年价格表.docx"]


def test_gb18030_text_is_not_utf8() -> None:
    data = (ARCHIVE / "press/关于网传迁厂消息的声明.txt").read_bytes()

    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert "郑重声明" in data.decode("gb18030")


def test_what_no_source_makes_is_swept_away(tmp_path: Path) -> None:
    write_files({"old/a.txt": b"1", "b.txt": b"2"}, tmp_path)
    write_files({"b.txt": b"3"}, tmp_path)

    assert [path.name for path in tmp_path.rglob("*")] == ["b.txt"]
    assert (tmp_path / "b.txt").read_bytes() == b"3"


def test_a_source_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown keys"):
        parse_source('+++\ncolour = "red"\n+++\nText\n', "a.txt")


@pytest.mark.parametrize("path", ["data/x.zip/people/a.txt", "data/x.zip/a.txt"])
def test_a_member_knows_its_container(path: str) -> None:
    assert parse_source("+++\n+++\nText\n", path).container == "data/x.zip"


def test_lists_and_tables_become_blocks() -> None:
    blocks = parse_blocks("## 标题\n\n- one\n- two\n\n| a | b |\n|---|---:|\n| 1 | 2 |\n")

    assert blocks[0] == Block("heading", "标题", level=2)
    assert [block.kind for block in blocks] == ["heading", "bullet", "bullet", "table"]
    assert blocks[3].rows == (("a", "b"), ("1", "2"))
    assert blocks[3].right == (False, True)
