"""Pages of PDF per CPU second: ours against what a user would pick instead, in one run.

    python benchmarks/ingest_speed.py FOLDER --other .venv-bench/bin/python

FOLDER is searched for PDF files that open without a password and hold text. Each tool runs in a
process of its own, over the same files in the same order, with one thread and no OCR; a file that
fails or takes over a minute is counted. Prints a Markdown table. The other tools are installed
from benchmarks/requirements.txt.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_FILE_LIMIT_S = 60


def main() -> None:
    """Run every tool, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--other", default=sys.executable, help="Python that has the other tools")
    parser.add_argument("--tool", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.tool:
        _show(_measure(arguments.tool, [Path(line) for line in sys.stdin.read().splitlines()]))
        return
    files = _readable(arguments.folder)
    results = {tool: _run(tool, files, arguments) for tool in READERS}
    base = results["pymupdf"]["rate"]
    _say(f"{len(files)} files, {results['pymupdf']['pages']} pages\n")
    _say("| tool | pages/CPU-s | × raw text | CPU s | peak MB | failed |")
    _say("| --- | --- | --- | --- | --- | --- |")
    for tool, found in results.items():
        _say(
            f"| {tool} | {found['rate']:.1f} | {found['rate'] / base:.3f} | {found['cpu_s']:.1f} "
            f"| {found['peak_mb']:.0f} | {found['failed']} |"
        )


def _readable(folder: Path) -> list[Path]:
    """Return the PDF files under `folder` that hold text, in order."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    found = []
    for path in sorted(folder.rglob("*.pdf")):
        try:
            with pymupdf.open(path) as document:
                if not document.needs_pass and any(page.get_text().strip() for page in document):
                    found.append(path)
        except (RuntimeError, ValueError):
            continue
    return found


def _run(tool: str, files: list[Path], arguments: argparse.Namespace) -> dict[str, float]:
    python = sys.executable if tool == "briefbook" else arguments.other
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [python, __file__, str(arguments.folder), "--tool", tool],
        input="\n".join(map(str, files)),
        capture_output=True,
        text=True,
        env=environment,
    )
    if done.returncode:
        raise SystemExit(f"{tool} did not run: {done.stderr[-500:]}")
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _measure(tool: str, files: list[Path]) -> dict[str, float]:
    read = READERS[tool]()
    signal.signal(signal.SIGALRM, _too_slow)
    pages = failed = 0
    start = time.process_time()
    for path in files:
        signal.alarm(_FILE_LIMIT_S)
        try:
            pages += read(path)
        except Exception:
            failed += 1
        signal.alarm(0)
    cpu_s = time.process_time() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "pages": pages,
        "cpu_s": cpu_s,
        "rate": pages / cpu_s,
        "peak_mb": peak_mb,
        "failed": failed,
    }


def _too_slow(*_: object) -> None:
    raise TimeoutError


def _raw_text() -> Callable[[Path], int]:
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)

    def read(path: Path) -> int:
        with pymupdf.open(path) as document:
            return len([page.get_text() for page in document])

    return read


def _briefbook() -> Callable[[Path], int]:
    from ingest.pdf import parse_pdf
    from ingest.settings import IngestSettings

    settings = IngestSettings(ocr=False)

    def read(path: Path) -> int:
        parsed = parse_pdf(path.read_bytes(), path.name, settings=settings)
        return len(parsed.document.pages) if parsed.document else 0

    return read


def _markitdown() -> Callable[[Path], int]:
    import pymupdf
    from markitdown import MarkItDown

    converter = MarkItDown()

    def read(path: Path) -> int:
        with pymupdf.open(path) as document:
            pages = len(document)
        converter.convert(str(path))
        return pages

    return read


def _pymupdf4llm() -> Callable[[Path], int]:
    import pymupdf
    import pymupdf4llm

    def read(path: Path) -> int:
        with pymupdf.open(path) as document:
            pymupdf4llm.to_markdown(document, show_progress=False)
            return len(document)

    return read


READERS: dict[str, Callable[[], Callable[[Path], int]]] = {
    "pymupdf": _raw_text,
    "briefbook": _briefbook,
    "pymupdf4llm": _pymupdf4llm,
    "markitdown": _markitdown,
}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _show(value: object) -> None:
    _say(json.dumps(value))


if __name__ == "__main__":
    main()
