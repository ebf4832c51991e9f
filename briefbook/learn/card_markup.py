"""Model cards in Markdown with YAML front matter: tables, lines and mappings (pure)."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

# What YAML takes in quotes only as an escape (YAML 1.2, 5.1), besides what JSON escapes already.
_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def to_yaml(value: Mapping[str, Any], indent: str = "") -> str:
    """Write a mapping as YAML; texts as JSON writes them, which YAML reads as such."""
    lines = []
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            lines.append(f"{indent}{key}:\n{to_yaml(inner, indent + '  ')}")
        elif isinstance(inner, list):
            lines.append(f"{indent}{key}:\n" + "".join(_item(one, indent) for one in inner))
        else:
            lines.append(f"{indent}{key}: {_scalar(inner)}\n")
    return "".join(lines)


def _item(value: Any, indent: str) -> str:
    if not isinstance(value, Mapping):
        return f"{indent}- {_scalar(value)}\n"
    return f"{indent}- " + to_yaml(value, indent + "  ").removeprefix(indent + "  ")


def _scalar(value: object) -> str:
    if isinstance(value, float):
        return _number(value)
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _number(value: float) -> str:
    """Write a number as YAML has it: 1e-05 would be a text to it, for want of a full stop."""
    if not math.isfinite(value):
        return "null"
    digits, exponent, power = repr(value).partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}{exponent}{power}"


def table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write a table, without the columns that are empty in every row."""
    listed = [[_cell(value) for value in row] for row in rows]
    used = [place for place in range(len(names)) if any(row[place] for row in listed)]
    yield "| " + " | ".join(names[place] for place in used) + " |"
    yield "|" + " --- |" * len(used)
    for row in listed:
        yield "| " + " | ".join(row[place] for place in used) + " |"


def _cell(value: object) -> str:
    return line(value).replace("|", "\\|")


def line(value: object) -> str:
    """Write a value on one line."""
    return " ".join(str(value).split())
