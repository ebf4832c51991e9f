"""Passages marked by hand, as people write and read them.

    ## en-letter-001 en
    {1 Person|Helen Carter} joined {2 Organization|Oakfield Ltd} on {3 Date|3 March 2024}.
    > 1 WORKS_FOR 2
    > 2 ACQUIRED 4 planned

A header with id and language, the text over one or more lines, then what ties the numbered
mentions, with an assertion unless asserted. Lines that begin with # are comments. A literal brace
is doubled; `{}` stands for nothing, and so parts a line of text from what it would else mean
(`{}# one`) or two braces from each other. Mentions may be nested.

Lost in writing: mentions that cross a longer one (logged), entities, scores, documents, tokens,
sentences, white space in ids, carriage returns.
"""

import re
from collections.abc import Iterator, Sequence
from typing import get_args

import msgspec

from briefbook.errors import LabelsError
from briefbook.labels.building import build_example, keep_nested
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.reading import decode_text, numbered_lines, reading, unreadable
from briefbook.records import Assertion, Span

_ASSERTIONS: tuple[Assertion, ...] = get_args(Assertion)
_HEADER = re.compile(r"## +(\S+)(?: +(\S+))? *")
_RELATION = re.compile(rf"> *(\d+) +(.*\S) +(\d+)(?: +({'|'.join(_ASSERTIONS)}))? *")
_PART = re.compile(r"(\{\{|\}\}|\{\})|\{(\d+) +([^|{}\n]+)\||([{}])|([^{}]+)")
_ESCAPES = {"{{": "{", "}}": "}", "{}": ""}
_NOT_IN_LABEL = re.compile(r"[|{}\n]|^\s|\s$|^$")
_MARKUP = re.compile(r"[#>]|\s*$")  # a line that would not be read as text where it stands


class _Block(msgspec.Struct):
    """One passage as it stands: its header, and its lines with their numbers."""

    line: int
    id: str
    language: str | None
    text: list[tuple[int, str]] = []
    relations: list[tuple[int, str]] = []


def read_marked(data: bytes, source: str) -> list[Example]:
    """Read one Example a passage.

    Raises LabelsError for a stray brace, a number used twice, or a relation of an unknown number.
    """
    return [_example(block, source) for block in _blocks(decode_text(data, source), source)]


def _blocks(text: str, source: str) -> Iterator[_Block]:
    block = None
    for number, line in numbered_lines(text):
        place = f"{source}:{number}"
        if line.startswith("## "):
            if block:
                yield block
            header = _HEADER.fullmatch(line)
            if not header:
                raise unreadable(place, "a header is '## id language'")
            block = _Block(number, header[1], header[2])
        elif line.startswith("#"):
            continue
        elif block and line.startswith(">"):
            block.relations.append((number, line))
        elif block:
            block.text.append((number, line))
        elif line.strip():
            raise unreadable(place, "text before the first header '## id language'")
    if block:
        yield block


def _example(block: _Block, source: str) -> Example:
    lines = block.text
    while lines and not lines[-1][1].strip():
        lines = lines[:-1]
    while lines and not lines[0][1].strip():
        lines = lines[1:]
    text, mentions, numbers = _read_text(lines, source)
    return build_example(
        f"{source}:{block.line}",
        block.id,
        text,
        mentions,
        [_relation(line, numbers, f"{source}:{number}") for number, line in block.relations],
        language=block.language,
    )


def _relation(line: str, numbers: dict[str, int], place: str) -> LabelledRelation:
    match = _RELATION.fullmatch(line)
    if not match:
        raise unreadable(place, "a relation is '> HEAD PREDICATE TAIL [assertion]'")
    head, predicate, tail, said = match.groups()
    for number in (head, tail):
        if number not in numbers:
            raise unreadable(place, f"no mention has the number {number}")
    assertion = msgspec.convert(said or "asserted", Assertion)
    return LabelledRelation(numbers[head], numbers[tail], predicate, assertion)


def _read_text(
    lines: Sequence[tuple[int, str]], source: str
) -> tuple[str, list[LabelledSpan], dict[str, int]]:
    """Return the text without its marks, the mentions, and their places by number."""
    parts: list[str] = []
    size, numbers = 0, dict[str, int]()
    opened: list[tuple[str, str, int]] = []
    mentions: dict[str, LabelledSpan] = {}
    marked = "\n".join(line for _, line in lines)
    for part in _PART.finditer(marked):
        escape, number, label, brace, words = part.groups()
        if number:
            if number in numbers:
                raise unreadable(_place(lines, marked, part, source), f"{number} is used twice")
            numbers[number] = len(numbers)
            opened.append((number, label, size))
        elif brace:
            if brace == "{" or not opened:
                reason = "a stray brace; a literal one is doubled"
                raise unreadable(_place(lines, marked, part, source), reason)
            number, label, start = opened.pop()
            with reading(_place(lines, marked, part, source)):
                mentions[number] = LabelledSpan(Span(start, size), label)
        else:
            parts.append(_ESCAPES[escape] if escape else words)
            size += len(parts[-1])
    if opened:
        raise unreadable(f"{source}:{lines[-1][0]}", f"mention {opened[-1][0]} is not closed")
    return "".join(parts), [mentions[number] for number in numbers], numbers


def _place(lines: Sequence[tuple[int, str]], marked: str, part: re.Match[str], source: str) -> str:
    return f"{source}:{lines[marked.count(chr(10), 0, part.start())][0]}"


def write_marked(examples: Sequence[Example]) -> bytes:
    """Write one passage an Example; what is lost stands at the top of this module.

    Raises LabelsError for labels and predicates that the marks cannot hold.
    """
    return "\n".join(_block(one, number) for number, one in enumerate(examples, 1)).encode()


def _block(example: Example, number: int) -> str:
    name = "_".join(example.id.split()) or f"passage-{number}"
    kept = keep_nested(example)
    lines = _marked(kept).split("\n") if kept.text else []
    text = [f"{{}}{line}" if _must_part(lines, at) else line for at, line in enumerate(lines)]
    relations = [_relation_line(one) for one in kept.relations]
    header = f"## {name} {example.language}".rstrip()
    return "".join(f"{line}\n" for line in (header, *text, *relations))


def _must_part(lines: Sequence[str], at: int) -> bool:
    inner = any(line.strip() for line in lines[:at]) and any(line.strip() for line in lines[at:])
    return _MARKUP.match(lines[at]) is not None and not (inner and not lines[at].strip())


def _relation_line(one: LabelledRelation) -> str:
    if "\n" in one.predicate or one.predicate.strip() != one.predicate or not one.predicate:
        raise LabelsError(f"cannot write the predicate {one.predicate!r} as marked text")
    line = f"> {one.head + 1} {one.predicate} {one.tail + 1}"
    return line if one.assertion == "asserted" else f"{line} {one.assertion}"


def _marked(example: Example) -> str:
    """Return the text with its marks: `{}` stands between a mark's end and a brace after it."""
    text, position, parts = example.text, 0, list[str]()
    opened: list[int] = []
    order = sorted(
        range(len(example.mentions)),
        key=lambda at: (example.mentions[at].span.start, -example.mentions[at].span.end, at),
    )
    for index in (*order, None):
        start = len(text) if index is None else example.mentions[index].span.start
        while opened and opened[-1] <= start:
            end = opened.pop()
            parts += [_escape(text[position:end]), "}{}"]
            position = end
        parts.append(_escape(text[position:start]))
        position = start
        if index is not None:
            one = example.mentions[index]
            if _NOT_IN_LABEL.search(one.label):
                raise LabelsError(f"cannot write the label {one.label!r} as marked text")
            parts.append(f"{{{index + 1} {one.label}|")
            opened.append(one.span.end)
    return re.sub(r"\}\{\}(?!\})", "}", "".join(parts))


def _escape(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
