"""What a digest is asked of: files by name, folder or pattern, an entity, or the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from briefbook.app.holdings import Holdings
from briefbook.app.stages.building import ARCHIVE
from briefbook.errors import WorkspaceError
from briefbook.records import Entity


@dataclass(frozen=True, slots=True)
class Subject:
    """What was named: documents (ids, in order of their names), or an entity, or all there is."""

    documents: tuple[str, ...] = ()
    entity: Entity | None = None
    is_archive: bool = False


def find_subject(holdings: Holdings, entities: Sequence[Entity], names: Sequence[str]) -> Subject:
    """Return what the names mean; several of them, a folder or a pattern mean many documents.

    A file counts before an entity of that name. Raises WorkspaceError for a name that is neither,
    and for a file that could not be read.
    """
    if list(names) == [ARCHIVE] and ARCHIVE not in holdings.names:
        return Subject(tuple(_readable(holdings, list(holdings.names))), is_archive=True)
    if len(names) == 1 and not _files(holdings, names[0]):
        entity = _entity(entities, names[0])
        if entity is not None:
            return Subject(entity=entity)
    found = dict.fromkeys(file for name in names for file in _named_files(holdings, name))
    documents = _readable(holdings, list(found))
    if not documents:
        raise WorkspaceError(f"no digest of {', '.join(names)!r}: it could not be read")
    return Subject(tuple(documents))


def _named_files(holdings: Holdings, name: str) -> list[str]:
    files = _files(holdings, name)
    if not files:
        raise WorkspaceError(
            f"no digest of {name!r}: name a file of the archive, a folder or pattern of files, an"
            " entity, or archive"
        )
    return files


def _files(holdings: Holdings, name: str) -> list[str]:
    """Return the files meant: that of this name, else those in the folder, else those that match.

    >>> from types import SimpleNamespace
    >>> _files(SimpleNamespace(names={"a/b.txt": "1", "c.txt": "2"}), "a")
    ['a/b.txt']
    """
    if name in holdings.names:
        return [name]
    folder = name.rstrip("/") + "/"
    inside = [file for file in holdings.names if file.startswith(folder)]
    return inside or [file for file in holdings.names if fnmatchcase(file, name)]


def _readable(holdings: Holdings, files: Sequence[str]) -> list[str]:
    keys = (holdings.names[file] for file in files)
    return list(dict.fromkeys(key for key in keys if key in holdings.sources))


def _entity(entities: Sequence[Entity], name: str) -> Entity | None:
    """Return the entity with this name, of several that which is mentioned most."""
    wanted = name.casefold()
    named = [
        entity
        for entity in entities
        if wanted in {known.casefold() for known in (entity.name, *entity.aliases)}
    ]
    return min(named, key=lambda one: (-len(one.mentions), one.id), default=None)
