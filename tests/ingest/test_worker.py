import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image

from briefbook.errors import ArchiveError, UnreadableSource
from briefbook.ids import checksum
from briefbook.records import Problem
from ingest.archive import Source, walk
from ingest.child import answer
from ingest.jobs import ReadJob, ReadReply
from ingest.settings import IngestSettings
from ingest.worker import Outcome, PageRequest, draw_pages, fetch_bytes, read_sources
from tests.ingest.made_pdf import make_pdf, make_picture

ONE = IngestSettings(workers=1)
TWO = IngestSettings(workers=2)
LONG = [f"Line {n} of a page that takes its time to be recognised" for n in range(30)]


def make_zip(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def bomb_picture() -> bytes:
    """Make a picture of a few kilobytes that takes 400 MB to open."""
    data = io.BytesIO()
    Image.new("1", (13_000, 11_000)).save(data, "PNG")
    return data.getvalue()


def write(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)


def read(root: Path, settings: IngestSettings = ONE) -> list[Outcome]:
    sources = [found for found in walk(root) if isinstance(found, Source)]
    return list(read_sources(root, sources, settings=settings))


def kinds(outcomes: Iterable[Outcome]) -> dict[str, list[str]]:
    return {o.source: [problem.kind for problem in o.problems] for o in outcomes}


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found if b"ingest.child" in command_of(int(child))]


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_outcomes_come_in_the_order_of_the_sources_with_members_after_their_container(
    tmp_path: Path,
) -> None:
    inner = make_zip({"deep.txt": "最里面的文件。".encode()})
    outer = make_zip({"b.txt": b"Second.", "a.txt": b"First.", "inner.zip": inner})
    write(
        tmp_path, {"1.pdf": make_pdf([(72, 100, "A letter.")]), "2.zip": outer, "3.txt": b"Last."}
    )

    outcomes = read(tmp_path, TWO)

    assert [(o.source, o.container) for o in outcomes] == [
        ("1.pdf", ""),
        ("2.zip", ""),
        ("2.zip/b.txt", "2.zip"),
        ("2.zip/a.txt", "2.zip"),
        ("2.zip/inner.zip", "2.zip"),
        ("2.zip/inner.zip/deep.txt", "2.zip/inner.zip"),
        ("3.txt", ""),
    ]
    texts = [o.document.text if o.document else None for o in outcomes]
    assert texts == ["A letter.", None, "Second.", "First.", None, "最里面的文件。", "Last."]
    assert outcomes[1].sha256 == checksum(outer)
    assert not any(o.problems for o in outcomes)
    assert children_of(os.getpid()) == []


def test_each_bad_file_ends_as_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    files = {
        "a.pdf": b"%PDF-1.7 damaged",
        "b.bin": bytes(range(256)),
        "c.txt": b"",
        "d.txt": b"Fine.",
    }
    write(tmp_path, files)
    sources = [Source(name, 0, 0) for name in (*files, "gone.txt")]

    outcomes = list(read_sources(tmp_path, sources, settings=ONE))

    assert kinds(outcomes) == {
        "a.pdf": ["unreadable"],
        "b.bin": ["unsupported"],
        "c.txt": ["empty"],
        "d.txt": [],
        "gone.txt": ["unreadable"],
    }


def test_a_file_that_takes_too_long_is_ended_and_the_next_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.png": make_picture(LONG), "b.txt": b"Fine."})

    first, second = read(tmp_path, IngestSettings(workers=1, timeout_s=0.4))

    assert first.problems[0].message == "cannot read a.png: took longer than 0.4 s"
    assert first.problems[0].kind == "limit"
    assert first.seconds < 10
    assert second.document is not None


def test_a_file_that_takes_too_much_memory_is_ended_and_the_next_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.png": bomb_picture(), "b.txt": b"Fine."})

    first, second = read(tmp_path, IngestSettings(workers=1, memory_mb=400))

    assert first.sha256 == "" and "needs more than 400 MB of memory" in first.problems[0].message
    assert first.problems[0].kind == "limit"
    assert second.document is not None


def test_a_crash_costs_one_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.png": make_picture(LONG), "b.txt": b"Fine."})

    def shoot() -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            busy = [pid for pid in children_of(os.getpid()) if holds_models(pid)]
            if busy:
                os.kill(busy[0], signal.SIGSEGV)
                return
            time.sleep(0.01)

    shooter = threading.Thread(target=shoot)
    shooter.start()
    first, second = read(tmp_path)
    shooter.join()

    assert "the parser crashed (signal 11, SIGSEGV)" in first.problems[0].message
    assert second.document is not None


def holds_models(pid: int) -> bool:
    """Tell whether a child is at a picture: loading the models takes more memory than its start."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 > 230 * 1024**2
    except (OSError, IndexError):
        return False


def test_no_child_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    write(root, {f"{n}.png": make_picture(LONG) for n in range(2)})
    script = (
        "import sys; from pathlib import Path; from ingest.archive import walk;"
        "from ingest.worker import read_sources; from ingest.settings import IngestSettings;"
        "root = Path(sys.argv[1]);"
        "settings = IngestSettings(workers=2);"
        "list(read_sources(root, list(walk(root)), settings=settings, spool=root.parent))"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(root)])
    children: list[int] = []
    deadline = time.monotonic() + 60
    while len(children) < 2 and time.monotonic() < deadline:
        children = children_of(parent.pid)
        time.sleep(0.05)

    parent.kill()
    parent.wait()

    assert len(children) == 2
    deadline = time.monotonic() + 5
    while any(map(is_running, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, children))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX" and b"ingest.child" in command_of(pid)


def test_stopping_early_leaves_no_child(tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.txt": b"Some text." for n in range(20)})
    outcomes = read_sources(tmp_path, [Source(f"{n}.txt", 0, 0) for n in range(20)], settings=TWO)

    first = next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]

    assert first.document is not None
    assert children_of(os.getpid()) == []


def test_a_file_that_is_its_own_container_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, {"a.zip": b"the bytes of a zip that holds itself"})
    path, ancestors = (
        os.fsencode(tmp_path / "a.zip"),
        (checksum((tmp_path / "a.zip").read_bytes()),),
    )

    reply = answer(ReadJob("a.zip/a.zip", path, ONE, b"", ancestors))

    assert isinstance(reply, ReadReply)
    assert reply.problems[0].kind == "limit"
    assert reply.problems[0].message == "cannot read a.zip/a.zip: it contains itself"


def test_containers_nested_too_deep_are_not_opened(tmp_path: Path) -> None:
    leaf = make_zip({"a.txt": b"x"})
    levels = make_zip({"1.zip": make_zip({"2.zip": make_zip({"leaf.zip": leaf})})})
    write(tmp_path, {"a.zip": levels})

    outcomes = read(tmp_path, IngestSettings(workers=1, max_depth=2))

    assert [o.source for o in outcomes] == ["a.zip", "a.zip/1.zip", "a.zip/1.zip/2.zip"]
    [problem] = outcomes[-1].problems
    assert problem.kind == "limit"
    assert "nested too deep" in problem.message


@pytest.mark.parametrize(
    "limit", [{"max_members": 3}, {"max_unpacked_bytes": 3 * 1000}], ids=["members", "bytes"]
)
def test_limits_hold_for_all_that_is_inside_a_source(tmp_path: Path, limit: dict[str, int]) -> None:
    inner = make_zip({f"{n}.txt": b"x" * 990 for n in range(2)})
    write(tmp_path, {"a.zip": make_zip({"1.zip": inner, "2.zip": inner})})

    outcomes = read(tmp_path, IngestSettings(workers=1, **limit))  # type: ignore[arg-type]

    assert sum(1 for o in outcomes if o.document) < 4
    assert "limit" in [problem.kind for o in outcomes for problem in o.problems]


def test_attachments_follow_their_mail(tmp_path: Path) -> None:
    mail = (
        b"From: a@b.org\nSubject: Contract\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="x"\n\n'
        b"--x\nContent-Type: text/plain\n\nSee attachment.\n"
        b'--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename="c.txt"\n\n'
        b"The contract.\n--x--\n"
    )
    write(tmp_path, {"mail/1.eml": mail})

    message, attachment = read(tmp_path)

    assert message.document is not None
    assert attachment.source == "mail/1.eml/c.txt"
    assert attachment.document is not None
    assert attachment.document.text == "The contract."
    assert fetch_bytes(tmp_path, attachment.source, settings=ONE).strip() == b"The contract."


def test_any_number_of_workers_gives_the_same(tmp_path: Path) -> None:
    files = {f"{n}.txt": f"Text number {n}.".encode() for n in range(12)}
    write(tmp_path, {**files, "z.zip": make_zip(files)})

    def shape(outcomes: list[Outcome]) -> list[tuple[object, ...]]:
        return [(o.source, o.sha256, o.document, o.problems, o.container) for o in outcomes]

    assert shape(read(tmp_path, ONE)) == shape(read(tmp_path, IngestSettings(workers=3)))


def test_pages_are_drawn_in_order_and_what_fails_is_a_problem(tmp_path: Path) -> None:
    pdf = make_pdf([(72, 100, "One")], [(72, 100, "Two")])
    write(tmp_path, {"a.zip": make_zip({"b.pdf": pdf}), "c.txt": b"text"})
    requests = [
        PageRequest("a.zip/b.pdf", 2, 120),
        PageRequest("a.zip/b.pdf", 3, 120),
        PageRequest("c.txt", 1, 120),
        PageRequest("a.zip/b.pdf", 1, 90),
    ]

    drawn = list(draw_pages(tmp_path, requests, settings=TWO))

    pictures = [Image.open(io.BytesIO(page)) for page in drawn if isinstance(page, bytes)]
    assert [picture.width for picture in pictures] == [120, 90]
    assert [problem.source for problem in drawn if isinstance(problem, Problem)] == [
        "a.zip/b.pdf",
        "c.txt",
    ]


def test_bytes_of_a_missing_or_damaged_source_are_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.zip": make_zip({"b.txt": b"x"}), "bad.zip": b"PK\x03\x04 damaged"})

    with pytest.raises(ArchiveError):
        fetch_bytes(tmp_path, "none.txt", settings=ONE)
    with pytest.raises(UnreadableSource, match="no such file"):
        fetch_bytes(tmp_path, "a.zip/none.txt", settings=ONE)
    with pytest.raises(UnreadableSource):
        fetch_bytes(tmp_path, "bad.zip/b.txt", settings=ONE)


def test_a_module_in_the_current_folder_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"msgspec.py": b"raise SystemExit('taken over')", "a.txt": b"Fine."})
    monkeypatch.chdir(tmp_path)

    assert kinds(read(tmp_path))["a.txt"] == []
