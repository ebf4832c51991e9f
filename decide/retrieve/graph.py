"""The graph that is searched: passages, the names in them, and facts; kept as one file (scipy CSR).

A node of `names` is an entity of the archive, the title of a passage or a name that texts share.
HippoRAG 2 (Gutiérrez et al. 2025, "From RAG to memory") joins the same kinds of nodes.
"""

import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from briefbook.errors import WorkspaceError
from decide.retrieve.names import Dictionary

Ints = npt.NDArray[np.int32]

_FORMAT = 1  # of the file; raise it when what is in it changes
_BETWEEN = "\x1f"  # between texts of the file


@dataclass(frozen=True, slots=True)
class Tie:
    """A fact of the graph, from name to name."""

    subject: int  # nodes of `names`
    object: int
    predicate: str
    passages: tuple[int, ...]  # that say it


@dataclass(frozen=True)
class PassageGraph:
    """Passages and names as numbers, and how they hang together; see `build`."""

    fingerprint: str  # of what it was built from
    passages: tuple[str, ...]  # ids
    names: tuple[str, ...]  # as they are shown
    entities: tuple[str, ...]  # ids of the names that are entities; "" of the others
    keys: Mapping[str, tuple[int, ...]]  # how names are compared, and which they may mean
    plain: frozenset[str]  # words that texts write small: no names by themselves
    about: Any  # csr: name × passage, the passages that a name is the title of
    named: Any  # csr: name × passage, the passages that name it
    facts: tuple[Tie, ...] = ()

    @cached_property
    def dictionary(self) -> Dictionary:
        """All names, ready to be found in a text."""
        return Dictionary(self.keys)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The number of each passage by its id."""
        return {key: number for number, key in enumerate(self.passages)}

    @cached_property
    def said_of(self) -> Any:
        """The names in each passage (csr: passage × name)."""
        return self.named.T.tocsr()

    @cached_property
    def titles_of(self) -> Any:
        """The names that each passage is about (csr: passage × name)."""
        return self.about.T.tocsr()

    @cached_property
    def facts_of(self) -> Mapping[int, tuple[Tie, ...]]:
        """The facts about each name."""
        found: dict[int, list[Tie]] = {}
        for tie in self.facts:
            for end in {tie.subject, tie.object}:
                found.setdefault(end, []).append(tie)
        return {end: tuple(ties) for end, ties in found.items()}

    @cached_property
    def by_word(self) -> Mapping[str, tuple[str, ...]]:
        """The keys that hold a word, for names that are written a little otherwise."""
        found: dict[str, list[str]] = {}
        for key in self.keys:
            for word in set(key.split(" ")):
                found.setdefault(word, []).append(key)
        return {word: tuple(keys) for word, keys in found.items()}

    def warm(self) -> None:
        """Make now what would be made when it is first needed: for many questions."""
        _ = (self.dictionary, self.place, self.said_of, self.titles_of, self.facts_of)
        _ = (self.by_word, self.adjacent)

    @cached_property
    def adjacent(self) -> Any:
        """Ties between all nodes, names first, then passages (csr, symmetric)."""
        return _adjacent(self)


def row(matrix: Any, number: int) -> Ints:
    """Return the columns of a row that hold something."""
    found: Ints = matrix.indices[matrix.indptr[number] : matrix.indptr[number + 1]]
    return found


def pairs_matrix(pairs: Sequence[tuple[int, int]], rows: int, columns: int) -> Any:
    """Return a csr matrix that counts the pairs (row, column)."""
    places = np.asarray(pairs, np.int32).reshape(-1, 2)
    ones = np.ones(len(places), np.float32)
    matrix = csr_matrix((ones, (places[:, 0], places[:, 1])), shape=(rows, columns))
    matrix.sum_duplicates()
    return matrix


_ABOUT, _FACT = 3.0, 1.0  # weight beside a name that occurs in a passage, which has 1


def _adjacent(graph: PassageGraph) -> Any:
    names, passages = len(graph.names), len(graph.passages)
    size = names + passages
    ties = (graph.named.minimum(1) + _ABOUT * graph.about.minimum(1)).tocoo()
    rows, columns = [ties.row], [ties.col + names]
    weights = [ties.data]
    ends = np.asarray([(tie.subject, tie.object) for tie in graph.facts], np.int32).reshape(-1, 2)
    rows.append(ends[:, 0])
    columns.append(ends[:, 1])
    weights.append(np.full(len(ends), _FACT, np.float32))
    one_way = csr_matrix(
        (np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))),
        shape=(size, size),
    )
    return (one_way + one_way.T).tocsr()


def save_graph(graph: PassageGraph, path: Path) -> None:
    """Write the graph to a file, in place of the one there.

    Raises WorkspaceError when it cannot be written.
    """
    parts = path.with_name(f"{path.name}.{os.getpid()}.npz")
    keyed = [(key, node) for key, nodes in graph.keys.items() for node in nodes]
    arrays: dict[str, Any] = {
        "format": np.int32(_FORMAT),
        "sizes": np.asarray([len(graph.names), len(graph.passages)], np.int32),
        "fingerprint": _packed([graph.fingerprint]),
        "passages": _packed(graph.passages),
        "names": _packed(graph.names),
        "entities": _packed(graph.entities),
        "plain": _packed(sorted(graph.plain)),
        "keys": _packed([key for key, _ in keyed]),
        "key_nodes": np.asarray([node for _, node in keyed], np.int32),
        "fact_ends": np.asarray([(tie.subject, tie.object) for tie in graph.facts], np.int32),
        "fact_predicates": _packed([tie.predicate for tie in graph.facts]),
        "fact_passages": _packed([" ".join(map(str, tie.passages)) for tie in graph.facts]),
    }
    for name, matrix in (("about", graph.about), ("named", graph.named)):
        arrays |= {f"{name}_data": matrix.data, f"{name}_columns": matrix.indices}
        arrays[f"{name}_rows"] = matrix.indptr
    try:
        with parts.open("wb") as file:
            np.savez(file, **arrays)
        parts.replace(path)
    except OSError as error:
        raise WorkspaceError(f"cannot write the passage graph {path}: {error.strerror}") from error


def load_graph(path: Path, fingerprint: str) -> PassageGraph | None:
    """Read the graph from a file; None when there is none, or it was built from something else."""
    if not path.exists():
        return None
    try:
        # Opened here: what numpy cannot read it does not close.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            if int(data["format"]) != _FORMAT or _unpacked(data["fingerprint"]) != (fingerprint,):
                return None
            return _read(data)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None  # cut short or of another make: it is built again


def _read(data: Any) -> PassageGraph:
    names, passages = (int(size) for size in data["sizes"])
    keys: dict[str, tuple[int, ...]] = {}
    for key, node in zip(_unpacked(data["keys"]), data["key_nodes"].tolist(), strict=True):
        keys[key] = (*keys[key], node) if key in keys else (node,)
    facts = zip(
        data["fact_ends"].reshape(-1, 2).tolist(),
        _unpacked(data["fact_predicates"]),
        _unpacked(data["fact_passages"]),
        strict=True,
    )
    return PassageGraph(
        fingerprint=_unpacked(data["fingerprint"])[0],
        passages=_unpacked(data["passages"]),
        names=_unpacked(data["names"]),
        entities=_unpacked(data["entities"]),
        keys=keys,
        plain=frozenset(_unpacked(data["plain"])),
        about=_matrix(data, "about", names, passages),
        named=_matrix(data, "named", names, passages),
        facts=tuple(
            Tie(subject, object_, predicate, tuple(map(int, said.split())))
            for (subject, object_), predicate, said in facts
        ),
    )


def _matrix(data: Any, name: str, rows: int, columns: int) -> Any:
    parts = (data[f"{name}_data"], data[f"{name}_columns"], data[f"{name}_rows"])
    return csr_matrix(parts, shape=(rows, columns))


def _packed(texts: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Return texts as bytes, each after a sign: an array of texts is as wide as its longest."""
    joined = "".join(_BETWEEN + text.replace(_BETWEEN, " ") for text in texts)
    return np.frombuffer(joined.encode("utf-8", "replace"), np.uint8)


def _unpacked(data: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(data.tobytes().decode("utf-8").split(_BETWEEN)[1:])
