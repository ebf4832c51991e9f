"""The command: read the sources, write the archive and the gold."""

import argparse
import sys
from pathlib import Path

from examples.archive_maker.build import build_archive
from examples.archive_maker.gold import assemble
from examples.archive_maker.sources import read_sources
from examples.archive_maker.world import read_world


def main(home: Path) -> None:
    """Make `home/archive` (or `--out`) and `home/gold` (or `--gold`) from `home/sources`."""
    parser = argparse.ArgumentParser(description="Make the sample archive and its gold.")
    parser.add_argument("--out", type=Path, default=home / "archive", help="folder of the archive")
    parser.add_argument("--gold", type=Path, default=home / "gold", help="folder of the gold")
    arguments = parser.parse_args()
    for folder, ours in ((arguments.out, "archive"), (arguments.gold, "gold")):
        if folder.resolve() != home / ours and folder.exists() and any(folder.iterdir()):
            parser.error(f"{folder} is not empty: files that we did not make would be deleted")
    world = read_world(home / "sources")
    sources = read_sources(home / "sources")
    paths = write_files(build_archive(sources, world, arguments.out), arguments.out)
    write_files(assemble(sources, world, home / "sources"), arguments.gold)
    sys.stdout.write(f"{len(paths)} files in {arguments.out}\n")


def write_files(files: dict[str, bytes], folder: Path) -> list[Path]:
    """Make `folder` hold exactly `files`, named by relative path; return their paths."""
    written = []
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path not in written:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return written
