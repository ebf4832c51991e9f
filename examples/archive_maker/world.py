"""Who and what the archive speaks of: `sources/world.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec


@dataclass(frozen=True, slots=True)
class Thing:
    """A person, organisation, place, product or numbered paper of the archive."""

    id: str
    label: str
    name: str
    aliases: tuple[str, ...] = ()  # every other form the texts use, in both languages
    email: str = ""  # as it stands in e-mail headers
    mail_name: str = ""  # the name in e-mail headers, when it is not `name`


@dataclass(frozen=True, slots=True)
class World:
    """All things by id, and the roles people hold with their names in both languages."""

    things: dict[str, Thing]
    roles: dict[str, tuple[str, ...]]


def read_world(folder: Path) -> World:
    """Read `world.toml` in `folder`; each table there is a label, each key in it an id."""
    tables = tomllib.loads((folder / "world.toml").read_text("utf-8"))
    roles = msgspec.convert(tables.pop("roles"), dict[str, tuple[str, ...]])
    rows = [
        {**fields, "id": key, "label": label}
        for label, table in tables.items()
        for key, fields in table.items()
    ]
    things = {str(row["id"]): msgspec.convert(row, Thing) for row in rows}
    if len(things) != len(rows):
        raise ValueError("world.toml: an id stands under two labels")
    return World(things, roles)
