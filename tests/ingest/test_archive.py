import os
from pathlib import Path

import pytest

from briefbook.errors import ArchiveError, LimitExceeded
from briefbook.records import Problem
from ingest.archive import Source, is_junk, locate, read_file, walk
from ingest.settings import IngestSettings


def names(root: Path) -> list[str]:
    return [found.name for found in walk(root) if isinstance(found, Source)]


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(path.encode())


def test_files_come_in_the_order_of_their_names_with_slashes(tmp_path: Path) -> None:
    write(tmp_path, "b/two.txt", "b/one.txt", "a.txt", "合同/甲.txt")

    assert names(tmp_path) == ["a.txt", "b/one.txt", "b/two.txt", "合同/甲.txt"]


def test_a_source_knows_its_size_and_when_it_changed(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    os.utime(tmp_path / "a.txt", ns=(5, 1_700_000_000_000_000_000))

    assert list(walk(tmp_path)) == [Source("a.txt", 5, 1_700_000_000_000_000_000)]


def test_a_lone_file_is_an_archive(tmp_path: Path) -> None:
    write(tmp_path, "letter.txt")
    root = tmp_path / "letter.txt"

    assert names(root) == ["letter.txt"]
    assert locate(root, "letter.txt") == (root, "")


def test_what_is_nobodys_document_is_skipped(tmp_path: Path) -> None:
    junk = [".DS_Store", "a/Thumbs.db", "a/~$letter.docx", "__MACOSX/a.txt", ".git/config"]
    write(tmp_path, "a/letter.txt", "x.briefbook/catalog.db", *junk)

    assert names(tmp_path) == ["a/letter.txt"]
    assert all(map(is_junk, junk))


def test_links_are_followed_to_files_inside_only(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    write(root, "a/letter.txt")
    write(tmp_path, "secret.txt")
    (root / "inside.txt").symlink_to(root / "a" / "letter.txt")
    (root / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (root / "circle").symlink_to(root)
    (root / "loop").symlink_to(root / "loop")

    found = list(walk(root))

    assert names(root) == ["a/letter.txt", "inside.txt"]
    problems = {problem.source for problem in found if isinstance(problem, Problem)}
    assert problems == {"outside.txt", "circle", "loop"}
    with pytest.raises(ArchiveError, match="leaves the archive"):
        locate(root, "outside.txt")


def test_a_pipe_is_a_problem_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    [problem] = walk(tmp_path)

    assert isinstance(problem, Problem)
    assert problem.message == "cannot read pipe: not a regular file"


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no-such: No such file"):
        list(walk(tmp_path / "no-such"))


def test_names_that_are_not_utf8_stay_unique_and_lead_back(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in (b"\xd6\xd0.txt", b"\xd6\xd1.txt", b"\\xd6\\xd0.txt", b"a\nb.txt"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(name)

    found = names(tmp_path)

    assert len(set(found)) == 4
    assert all(name.isprintable() for name in found)
    data = {read_file(locate(tmp_path, name)[0], name, IngestSettings()) for name in found}
    assert len(data) == 4


def test_a_member_is_located_in_its_file(tmp_path: Path) -> None:
    write(tmp_path, "data/a.zip")

    path, inside = locate(tmp_path, "data/a.zip/inner/b.pdf")

    assert path == tmp_path / "data" / "a.zip"
    assert inside == "inner/b.pdf"


@pytest.mark.parametrize("name", ["nothing.txt", "../secret.txt", "", "a/../../secret.txt"])
def test_names_that_lead_nowhere_or_out_are_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, "secret.txt", "archive/a/b.txt")

    with pytest.raises(ArchiveError, match="no such file"):
        locate(tmp_path / "archive", name)


def test_a_file_beyond_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    write(tmp_path, "large.txt")

    with pytest.raises(LimitExceeded, match="larger than"):
        read_file(tmp_path / "large.txt", "large.txt", IngestSettings(max_bytes=4))
