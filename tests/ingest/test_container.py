import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from briefbook.errors import LimitExceeded, UnreadableSource
from ingest.assembly import Parsed
from ingest.container import parse_gzip, parse_tar, parse_zip
from ingest.settings import IngestSettings

SETTINGS = IngestSettings()


def zip_of(*entries: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def tar_of(*entries: tuple[tarfile.TarInfo, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for entry, data in entries:
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def names(parsed: Parsed) -> list[str]:
    return [member.name for member in parsed.members]


def test_a_zip_becomes_its_members_with_folders() -> None:
    data = zip_of(("a/合同.txt", b"one"), ("b.txt", b"two"), ("__MACOSX/b.txt", b"no"))

    parsed = parse_zip(data, "x.zip", settings=SETTINGS)

    assert [(member.name, member.data) for member in parsed.members] == [
        ("a/合同.txt", b"one"),
        ("b.txt", b"two"),
    ]
    assert parsed.document is None and parsed.problems == ()


def test_names_written_in_gbk_are_decoded() -> None:
    plain = "AAAA.txt"
    data = zip_of((plain, b"x")).replace(plain.encode(), "合同.txt".encode("gbk"))

    assert names(parse_zip(data, "x.zip", settings=SETTINGS)) == ["合同.txt"]


@pytest.mark.parametrize("name", ["../up.txt", "/etc/passwd", "a/../../b", "C:\\x.txt", "..\\x"])
def test_a_path_that_leads_out_is_refused(name: str) -> None:
    parsed = parse_zip(zip_of((name, b"x"), ("ok.txt", b"y")), "x.zip", settings=SETTINGS)

    assert names(parsed) == ["ok.txt"]
    assert len(parsed.problems) == 1 and "not safe" in parsed.problems[0].message


def test_an_encrypted_entry_is_a_problem() -> None:
    data = bytearray(zip_of(("secret.txt", b"x"), ("ok.txt", b"y")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1

    parsed = parse_zip(bytes(data), "x.zip", settings=SETTINGS)

    assert names(parsed) == ["ok.txt"]
    assert [(problem.source, problem.kind) for problem in parsed.problems] == [
        ("x.zip/secret.txt", "encrypted")
    ]


def test_a_bomb_is_not_unpacked() -> None:
    data = zip_of(("ok.txt", b"y"), ("bomb", b"\0" * 5_000_000), ("more.txt", b"z"))

    parsed = parse_zip(data, "x.zip", settings=IngestSettings(max_unpacked_bytes=1_000_000))

    assert names(parsed) == ["ok.txt"]
    assert [problem.kind for problem in parsed.problems] == ["limit"]


def test_a_lie_about_the_size_of_an_entry_does_not_help() -> None:
    data = bytearray(zip_of(("bomb", b"\0" * 5_000_000)))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (1000).to_bytes(4, "little")

    parsed = parse_zip(bytes(data), "x.zip", settings=IngestSettings(max_unpacked_bytes=1_000_000))

    assert sum(len(member.data) for member in parsed.members) <= 1001


def test_too_many_files_are_left_out() -> None:
    data = zip_of(*[(f"{number}.txt", b"x") for number in range(9)])

    parsed = parse_zip(data, "x.zip", settings=IngestSettings(max_members=5))

    assert len(parsed.members) == 5 and parsed.problems[0].kind == "limit"


def test_a_damaged_entry_does_not_hide_the_others() -> None:
    data = bytearray(zip_of(("bad.txt", b"some words that pack"), ("ok.txt", b"y")))
    data[data.index(b"bad.txt") + 9] ^= 0xFF

    parsed = parse_zip(bytes(data), "x.zip", settings=SETTINGS)

    assert names(parsed) == ["ok.txt"]
    assert [problem.source for problem in parsed.problems] == ["x.zip/bad.txt"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_tar_is_unpacked_without_links(pack: object) -> None:
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    entries = [
        (tarfile.TarInfo("a/合同.txt"), b"one"),
        (link, b""),
        (tarfile.TarInfo("../up"), b"x"),
    ]

    parsed = parse_tar(pack(tar_of(*entries)), "x.tar", settings=SETTINGS)  # type: ignore[operator]

    assert names(parsed) == ["a/合同.txt"]
    assert len(parsed.problems) == 1


@pytest.mark.parametrize(
    ("pack", "source", "name"),
    [
        (gzip.compress, "a/letter.txt.gz", "letter.txt"),
        (bz2.compress, "letter.txt.bz2", "letter.txt"),
        (lzma.compress, "letter.xz", "letter"),
        (gzip.compress, "letter", "letter.unpacked"),
    ],
)
def test_a_packed_file_is_one_member(pack: object, source: str, name: str) -> None:
    parsed = parse_gzip(pack(b"hello"), source, settings=SETTINGS)  # type: ignore[operator]

    assert [(member.name, member.data) for member in parsed.members] == [(name, b"hello")]


def test_a_packed_tar_is_opened_at_once() -> None:
    data = gzip.compress(tar_of((tarfile.TarInfo("a.txt"), b"one")))

    assert names(parse_gzip(data, "x.tgz", settings=SETTINGS)) == ["a.txt"]


def test_a_packed_bomb_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="x.gz"):
        parse_gzip(
            gzip.compress(b"\0" * 5_000_000),
            "x.gz",
            settings=IngestSettings(max_unpacked_bytes=10**6),
        )


@pytest.mark.parametrize("parse", [parse_zip, parse_tar, parse_gzip])
def test_a_damaged_container_is_unreadable(parse: object) -> None:
    data = {parse_zip: zip_of(("a", b"x"))[:20], parse_tar: b"x" * 600}.get(
        parse,  # type: ignore[call-overload]
        gzip.compress(b"x" * 500)[:-9],
    )
    with pytest.raises(UnreadableSource, match="broken.x"):
        parse(data, "broken.x", settings=SETTINGS)  # type: ignore[operator]
