"""A source: TOML front matter between two lines of `+++`, then the text of one file.

`sources/contracts/a.pdf.md` becomes `archive/contracts/a.pdf`. A folder that is named like a
container holds its members: `sources/mail/b.eml/report.pdf.md` is attached to `mail/b.eml`.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

#: Folder names with these endings are files that hold other files.
CONTAINERS = (".zip", ".eml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of the archive before it has bytes."""

    path: str  # inside the archive, "/" between parts, containers included
    body: str = ""
    title: str = ""
    author: str = ""
    date: str = "2024-01-01"  # ISO 8601: becomes the creation date in the file's properties
    header: str = ""  # of every page
    footer: str = ""  # of every page, before the page number
    font: str = "sans"  # or "serif"
    columns: int = 1
    scan: bool = False  # pages become pictures
    encoding: str = "utf-8"  # of text files and e-mail bodies
    sender: str = ""  # e-mail: id of a person, as are the receivers
    receivers: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    sent: str = ""  # ISO 8601 with offset
    html: bool = False  # the e-mail also carries its text as HTML
    copies: tuple[str, ...] = ()  # other paths with the same bytes
    version_of: str = ""  # files with the same word here are versions of one text
    password: str = ""
    keep_bytes: int = 0  # cut the file off after so many bytes; 0 = whole
    problem: str = ""  # the ProblemKind it must end as
    facts: str = ""  # what it says, one statement a line; see gold.py

    @property
    def suffix(self) -> str:
        """The ending of the file, such as ".pdf"."""
        return PurePosixPath(self.path).suffix

    @property
    def container(self) -> str:
        """The path of the file this one lies in; "" when it lies in the archive itself."""
        parts = PurePosixPath(self.path).parts[:-1]
        depth = next((i for i, part in enumerate(parts, 1) if part.endswith(CONTAINERS)), 0)
        return "/".join(parts[:depth])


def read_sources(folder: Path) -> list[Source]:
    """Read every source below `folder`, sorted by path."""
    paths = sorted(folder.rglob("*.*.md"), key=lambda path: path.as_posix())
    return [parse_source(path.read_text("utf-8"), _target(path, folder)) for path in paths]


def parse_source(text: str, path: str) -> Source:
    """Split the front matter from the body.

    Raises ValueError when there is none, and msgspec.ValidationError when a key is unknown.
    """
    start, front, body = text.split("+++\n", 2)
    if start:
        raise ValueError(f"{path}: a source starts with +++")
    table: dict[str, Any] = tomllib.loads(front)
    unknown = sorted(set(table) - set(Source.__slots__))
    if unknown:
        raise ValueError(f"{path}: unknown keys {unknown}")
    return msgspec.convert({**table, "path": path, "body": body.lstrip("\n")}, Source)


def _target(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().removesuffix(".md")
