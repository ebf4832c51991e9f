"""What a run folder holds: the names of its files, and the documents behind them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from briefbook.app.catalog import Catalog
from briefbook.ids import make_id
from briefbook.records import Document, Problem

INGEST = "ingest"
#: Before the name of a list that was imported; no path inside an archive looks so.
IMPORTED = "import://"
_KEPT = 64  # documents kept in memory: enough to go over those of one entity again and again


def document_id(sha256: str, name: str) -> str:
    """Return the id of the document made of the bytes with this checksum.

    A file that could not be opened has no checksum; it is known by its name.
    """
    return make_id("doc", sha256) if sha256 else make_id("doc", "unread", name)


def member_id(container: str, name: str, sha256: str) -> str:
    """Return the id of a file inside the container with this id."""
    return document_id(sha256, f"{container}/{name}")


class Holdings:
    """The names in an archive, containers opened, as the catalog knew them when this was made."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        members = catalog.members()
        self.names: dict[str, str] = {}  # name → document id, in order of names
        for row in catalog.sources().values():
            key = document_id(row.sha256, row.name)
            self.names.update(_expand(row.name, key, members, ()))
        self.names = dict(sorted(self.names.items()))
        #: Ids of imported lists: nobody reads or digests these, their rows say it all.
        self.imported = {key for name, key in self.names.items() if name.startswith(IMPORTED)}
        readable = set(catalog.subjects(INGEST))
        self.sources: dict[str, tuple[str, ...]] = {}  # readable document id → its names, sorted
        for name, key in self.names.items():
            if key in readable:
                self.sources[key] = (*self.sources.get(key, ()), name)

    def load(self, key: str) -> Document:
        """Return the document with this id, under the first of its names."""
        document = self._catalog.load(INGEST, key, Document)
        if document is None:
            raise KeyError(key)
        source = self.sources[key][0]
        return replace(document, source=source, title=document.title or source.rsplit("/", 1)[-1])

    def problems(self) -> tuple[Problem, ...]:
        """Return all problems, each with the first name its file has now."""
        names: dict[str, str] = {}
        for name, key in self.names.items():
            names.setdefault(key, name)
        return tuple(
            _renamed(problem, names.get(key, problem.source))
            for key, problem in self._catalog.problems()
        )

    def documents(self) -> Iterator[Document]:
        """Yield all documents in order of their ids, one in memory at a time."""
        for key in sorted(self.sources):
            yield self.load(key)

    def by_id(self) -> "Documents":
        """Return all documents by id, loaded when asked for."""
        return Documents(self)


class Documents(Mapping[str, Document]):
    """The documents of an archive by id; only those used last stay in memory."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._load = lru_cache(maxsize=_KEPT)(holdings.load)

    def __getitem__(self, key: str) -> Document:
        return self._load(key)

    def __contains__(self, key: object) -> bool:
        return key in self._holdings.sources

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._holdings.sources))

    def __len__(self) -> int:
        return len(self._holdings.sources)


def _expand(
    name: str, key: str, members: Mapping[str, list[tuple[str, str]]], inside: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield (name, document id) of a file and of all files in it; never of a file in itself."""
    yield name, key
    if key in inside:
        return
    for member, sha256 in members.get(key, ()):
        inner = member_id(key, member, sha256)
        yield from _expand(f"{name}/{member}", inner, members, (*inside, key))


def _renamed(problem: Problem, name: str) -> Problem:
    return replace(problem, source=name, message=problem.message.replace(problem.source, name))
