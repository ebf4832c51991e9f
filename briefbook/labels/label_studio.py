"""Label Studio's JSON: tasks with annotations, or with predictions where nobody has annotated.

Of several annotations the one marked as ground truth counts, else the first that was not
cancelled. Regions that are not labels (choices, ratings) are passed over. Offsets count
characters; old versions counted UTF-16 units, which a region's own quote of its text tells apart.
A relation's labels hold predicate and assertion (["ACQUIRED", "planned"]); one drawn in both
directions is read once. The rest of an Example goes to the task's `meta`, a mention's entity to
the region's. Label Studio's JSON-MIN is read too; it holds no relations.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from briefbook.errors import RecordError
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.extras import build_kept, read_extras, write_extras
from briefbook.labels.naming import ASSERTIONS, UNNAMED
from briefbook.labels.reading import make_name, read_records, reading, unreadable
from briefbook.records import Assertion, Span


class _Result(msgspec.Struct, frozen=True, omit_defaults=True):
    type: str = ""
    id: str | int | None = None
    from_name: str = ""
    to_name: str = ""
    value: dict[str, Any] = {}
    from_id: str | int | None = None
    to_id: str | int | None = None
    direction: str | None = None
    labels: list[str] | None = None
    score: float | None = None
    meta: Any = None


class _Annotation(msgspec.Struct, frozen=True, omit_defaults=True):
    result: list[_Result] = []
    was_cancelled: bool | None = False
    ground_truth: bool | None = False


class _Task(msgspec.Struct, frozen=True, omit_defaults=True):
    data: dict[str, Any] | None = None
    annotations: list[_Annotation] | None = None
    completions: list[_Annotation] | None = None  # their name before version 1
    predictions: list[_Annotation | int] | None = None  # some exports hold only their numbers
    meta: Any = None
    id: str | int | None = None


def read_label_studio(data: bytes, source: str) -> list[Example]:
    """Read one Example a task.

    Raises LabelsError when a task has no text, or a relation ties regions that are not there.
    """
    examples = []
    for number, (place, raw) in enumerate(read_records(data, source, dict[str, Any]), 1):
        row = raw if "data" in raw else _from_min(raw)
        try:
            task = msgspec.convert(row, _Task)
        except msgspec.ValidationError as error:
            raise unreadable(place, error) from error
        examples.append(_example(place, task, make_name(source, number)))
    return examples


def _from_min(row: dict[str, Any]) -> dict[str, Any]:
    """Return the task that a record of JSON-MIN was written from."""
    data = {key: value for key, value in row.items() if isinstance(value, str)}
    regions = [
        {"type": "labels", "value": region}
        for value in row.values()
        if isinstance(value, list)
        for region in value
        if isinstance(region, dict) and "start" in region
    ]
    return {"id": row.get("id"), "data": data, "annotations": [{"result": regions}]}


def _example(place: str, task: _Task, name: str) -> Example:
    results = _results(task)
    text = _text(place, task.data or {})
    with reading(place):
        extras = read_extras(task.meta)
        mentions, places = _mentions(results, text)
        return build_kept(
            place,
            extras,
            name if task.id is None else str(task.id),
            text,
            mentions,
            _relations(results, places),
        )


def _text(place: str, data: dict[str, Any]) -> str:
    texts = [value for value in data.values() if isinstance(value, str)]
    text = data.get("text", max(texts, key=len, default=None))
    if not isinstance(text, str):
        raise unreadable(place, "the task's data hold no text")
    return text


def _results(task: _Task) -> Sequence[_Result]:
    made = [one for one in task.annotations or task.completions or () if not one.was_cancelled]
    guessed = [one for one in task.predictions or () if isinstance(one, _Annotation)]
    best = sorted(made, key=lambda one: not one.ground_truth) or guessed[-1:]
    return best[0].result if best else ()


def _mentions(
    results: Sequence[_Result], text: str
) -> tuple[list[LabelledSpan], dict[str | int | None, int]]:
    mentions: list[LabelledSpan] = []
    places: dict[str | int | None, int] = {}
    for one in results:
        labels = one.value.get(one.type) or one.value.get("labels")
        if one.type == "relation" or not one.type.endswith("labels") or not labels:
            continue
        if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
            raise RecordError("a region whose labels are no list of names")
        span = _span(one.value, text)
        places.setdefault(one.id, len(mentions))
        kept = one.meta.get("entity") if isinstance(one.meta, dict) else None
        entity = kept if isinstance(kept, str) else ""
        score = 1.0 if one.score is None else one.score
        mentions.extend(LabelledSpan(span, label, entity, score) for label in labels)
    return mentions, places


def _span(value: dict[str, Any], text: str) -> Span:
    place = value.get("globalOffsets") or value
    start, end = (place.get("start"), place.get("end")) if isinstance(place, dict) else (None, None)
    if not isinstance(start, int) or not isinstance(end, int):
        raise RecordError("a region without the characters where it starts and ends")
    quote = value.get("text")
    if isinstance(quote, str) and text[start:end] != quote:
        from_start, from_end = _utf16(text, start), _utf16(text, end)
        if text[from_start:from_end] == quote:
            return Span(from_start, from_end)
    return Span(start, end)


def _utf16(text: str, offset: int) -> int:
    """Return how many characters the first `offset` UTF-16 units of `text` are."""
    return len(text.encode("utf-16-le")[: 2 * offset].decode("utf-16-le", errors="ignore"))


def _relations(
    results: Sequence[_Result], places: dict[str | int | None, int]
) -> list[LabelledRelation]:
    relations = []
    for one in results:
        if one.type != "relation":
            continue
        if one.from_id not in places or one.to_id not in places:
            raise RecordError(f"a relation ties {one.from_id} and {one.to_id}, not both regions")
        ends = places[one.from_id], places[one.to_id]
        head, tail = ends[::-1] if one.direction == "left" else ends
        score = 1.0 if one.score is None else one.score
        for predicate, assertion in _named(one.labels or ()):
            relations.append(LabelledRelation(head, tail, predicate, assertion, score))
    return relations


def _named(labels: Sequence[str]) -> list[tuple[str, Assertion]]:
    assertion = next((one for one in ASSERTIONS if one in labels), ASSERTIONS[0])
    predicates = [label for label in labels if label not in ASSERTIONS]
    return [(predicate, assertion) for predicate in predicates or [UNNAMED]]


def write_label_studio(examples: Sequence[Example]) -> bytes:
    """Write one annotated task an Example, for a `<Labels name="label" toName="text">`."""
    return msgspec.json.format(msgspec.json.encode([_task(one) for one in examples]), indent=1)


def _task(example: Example) -> _Task:
    result = [_region(example, index) for index in range(len(example.mentions))]
    for one in example.relations:
        labels = [one.predicate, *[one.assertion][: one.assertion != "asserted"]]
        result.append(
            _Result(
                "relation",
                from_id=f"m{one.head}",
                to_id=f"m{one.tail}",
                direction="right",
                labels=labels,
                score=None if one.score == 1 else one.score,
            )
        )
    return _Task({"text": example.text}, [_Annotation(result)], meta=write_extras(example))


def _region(example: Example, index: int) -> _Result:
    one = example.mentions[index]
    return _Result(
        "labels",
        f"m{index}",
        "label",
        "text",
        {
            "start": one.span.start,
            "end": one.span.end,
            "text": example.quote(one.span),
            "labels": [one.label],
        },
        score=None if one.score == 1 else one.score,
        meta={"entity": one.entity} if one.entity else None,
    )
