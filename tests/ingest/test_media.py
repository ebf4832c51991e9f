import gzip
import io
import tarfile
import zipfile

import pytest

from ingest.media import DOCX, ENCRYPTED, ODT, PPTX, UNKNOWN, XLSX, media_name, sniff

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zip_of(*names: str, first: bytes = b"x") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, first)
    return file.getvalue()


def tar_of(name: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"%PDF-1.7\n", "a.txt", "application/pdf"),
        (zip_of("[Content_Types].xml", "word/document.xml"), "a.zip", DOCX),
        (zip_of("[Content_Types].xml", "ppt/presentation.xml"), "a", PPTX),
        (zip_of("[Content_Types].xml", "xl/workbook.xml"), "a", XLSX),
        (zip_of("word/readme.txt"), "a.docx", "application/zip"),
        (zip_of("mimetype", "content.xml", first=ODT.encode()), "a.zip", ODT),
        (zip_of("a.txt"), "a.docx", "application/zip"),
        (zip_of("[Content_Types].xml", "word/document.xml")[:60], "a.docx", DOCX),
        (_CFB + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.docx", ENCRYPTED),
        (_CFB + bytes(600) + "WordDocument".encode("utf-16-le"), "a", "application/msword"),
        (_CFB + "__substg1.0_".encode("utf-16-le"), "a", "application/vnd.ms-outlook"),
        (gzip.compress(b"x"), "a.txt", "application/gzip"),
        (tar_of("a.txt"), "a", "application/x-tar"),
        (b"\x89PNG\r\n\x1a\n", "a.jpg", "image/png"),
        (b"<!DOCTYPE html><p>x", "a.txt", "text/html"),
        (b"<?xml version='1.0'?><a/>", "a", "application/xml"),
        (b"From: a@b.c\nTo: d@e.f\nSubject: x\n\nhi", "a.txt", "text/plain"),
        (b"From: a@b.c\nTo: d@e.f\nSubject: x\n\nhi", "a", "message/rfc822"),
        (b"From a@b.c Mon Jul 20 01:01:07 2015\nFrom: a\n\nhi", "Inbox", "application/mbox"),
        (b"hi", "a.eml", "message/rfc822"),
        ("# 会议纪要".encode("gbk"), "a.md", "text/markdown"),
        (b"a,b\n1,2", "a.csv", "text/csv"),
        (b'{"a": 1}', "a.json", "application/json"),
        ("会议纪要".encode("utf-16"), "a.log", "text/plain"),
        (bytes(range(256)), "a.txt", UNKNOWN),
        (b"", "a.bin", UNKNOWN),
        (b"", "a.txt", "text/plain"),
    ],
    # Packed data hold the time of day, and the processes of a run must agree on names.
    ids=lambda value: "data" if isinstance(value, bytes) else None,
)
def test_content_tells_the_type_and_the_name_helps(data: bytes, name: str, media_type: str) -> None:
    assert sniff(data, name) == media_type


def test_types_have_names_for_people() -> None:
    assert media_name(DOCX) == "Word document"
    assert media_name("image/tiff") == "TIFF image"
    assert media_name("x/y") == "x/y"
