"""Files per minute of the whole run, stage by stage, and of a second run that finds nothing to do.

    python benchmarks/run_speed.py ARCHIVE

Makes a run folder in a temporary directory. Prints a Markdown table; memory is the peak of the
process that runs the pipeline, its children apart.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_STAGE = re.compile(r"^(\w+): \d+ done in ([\d.]+) s$", re.MULTILINE)


def main() -> None:
    """Run twice, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    archive = parser.parse_args().archive.absolute()
    with tempfile.TemporaryDirectory() as folder:
        first = _run(archive, Path(folder) / "x.briefbook")
        second = _run(archive, Path(folder) / "x.briefbook")
    _say("| run | files | read | seconds | files/min | CPU s | peak MB | graph changes |")
    _say("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, found in (("first", first), ("second", second)):
        counts, seconds, cpu_s, peak_mb, _ = found
        _say(
            f"| {name} | {counts['files']} | {counts['read']} | {seconds:.1f} "
            f"| {60 * counts['files'] / seconds:.0f} | {cpu_s:.0f} | {peak_mb:.0f} "
            f"| {counts['graph_changes']} |"
        )
    _say("\nSeconds by stage, first run: " + ", ".join(f"{a} {b}" for a, b in first[4]))


def _run(
    archive: Path, folder: Path
) -> tuple[dict[str, int], float, float, float, list[tuple[str, str]]]:
    command = [sys.executable, "-m", "briefbook.app", "run", str(archive)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    process = subprocess.Popen(
        [*command, "--folder", str(folder), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak_mb = _watch(process)
    output, errors = process.communicate()
    seconds = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in (0, 3):
        raise SystemExit(f"the run failed: {errors[-500:]}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(output), seconds, cpu_s, peak_mb, _STAGE.findall(errors)


def _watch(process: "subprocess.Popen[str]") -> float:
    """Return the peak memory of the process itself, looked at ten times a second."""
    peak_kb = 0
    while process.poll() is None:
        status = Path(f"/proc/{process.pid}/status")
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
        peak_kb = max(peak_kb, int(found[1]) if found else 0)
        time.sleep(0.1)
    return peak_kb / 1024


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
