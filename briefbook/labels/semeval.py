"""SemEval-2010 task 8: a numbered sentence with <e1> and <e2>, its relation, a comment.

(Hendrickx et al. 2010.) "Cause-Effect(e2,e1)" is a relation "Cause-Effect" from e2 to e1, "Other"
is none. Lost in reading: the comment. Lost in writing: labels, relations that are not asserted or
whose ends overlap, mentions without relation (but for a pair alone), and all but text and pair.
"""

import re
from collections.abc import Iterator, Sequence

from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.pairs import ENTITY, build_pair, list_pairs
from briefbook.labels.reading import decode_text, numbered_lines, reading, unreadable
from briefbook.records import Span

_SENTENCE = re.compile(r'(\d+)\s+"(.*)"\s*')
_RELATION = re.compile(r"(.+)\((e[12]),(e[12])\)")
_MARKS = re.compile(r"</?e[12]>")
_BREAK = re.compile(r"[\n\r]")
_OTHER = "Other"


def read_semeval(data: bytes, source: str) -> list[Example]:
    """Read one Example a sentence; of its mentions, `entity` says which is e1 and which e2.

    Raises LabelsError when a sentence does not mark both, or what follows is no relation.
    """
    examples = []
    for place, name, marked, relation in _blocks(decode_text(data, source), source):
        match = _RELATION.fullmatch(relation)
        if relation != _OTHER and not match:
            raise unreadable(place, f"{relation!r} is not Name(e1,e2), Name(e2,e1) or Other")
        text, pair = _pair(place, marked)
        predicate, turned = (match[1], match[2] == "e2") if match else (None, False)
        examples.append(build_pair(place, name, text, pair, predicate, turned=turned))
    return examples


def _blocks(text: str, source: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield (place, number, sentence, relation); the relation is "Other" where none is given."""
    block: tuple[str, str, str] | None = None
    for number, line in numbered_lines(text):
        match = _SENTENCE.fullmatch(line)
        if match:
            if block:
                yield *block, _OTHER
            block = f"{source}:{number}", match[1], match[2]
        elif block and line.strip():
            yield *block, line.strip()
            block = None
        elif line.strip() and not line.startswith("Comment"):
            raise unreadable(f"{source}:{number}", "no numbered sentence in quotes above it")
    if block:
        yield *block, _OTHER


def _pair(place: str, marked: str) -> tuple[str, tuple[LabelledSpan, LabelledSpan]]:
    text, at, before = "", {}, 0
    for mark in _MARKS.finditer(marked):
        text += marked[before : mark.start()]
        at[mark[0]] = len(text)
        before = mark.end()
    text += marked[before:]
    if len(at) != 4:
        raise unreadable(place, "the sentence does not mark both e1 and e2")
    with reading(place):
        first = LabelledSpan(Span(at["<e1>"], at["</e1>"]), ENTITY, "e1")
        return text, (first, LabelledSpan(Span(at["<e2>"], at["</e2>"]), ENTITY, "e2"))


def write_semeval(examples: Sequence[Example]) -> bytes:
    """Write one sentence a relation; e1 is what stands first. What is lost stands at the top."""
    blocks: list[str] = []
    for example in examples:
        for head, tail, predicate in list_pairs(example):
            if not head.span.overlaps(tail.span):
                blocks.append(f"{len(blocks) + 1}\t{_block(example, head, tail, predicate)}")
    return "\n".join(blocks).encode()


def _block(example: Example, head: LabelledSpan, tail: LabelledSpan, predicate: str | None) -> str:
    first, second = sorted((head.span, tail.span))
    ends = "(e1,e2)" if first == head.span else "(e2,e1)"
    text = example.text
    marked = (
        f"{text[: first.start]}<e1>{example.quote(first)}</e1>{text[first.end : second.start]}"
        f"<e2>{example.quote(second)}</e2>{text[second.end :]}"
    )
    relation = _OTHER if predicate is None else predicate + ends
    line = _BREAK.sub(" ", marked)
    return f'"{line}"\n{relation}\nComment:\n'
