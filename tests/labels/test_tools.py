"""Files of annotation tools as the tools write them."""

import json
from collections.abc import Callable

import pytest

from briefbook.errors import LabelsError
from briefbook.labels.doccano import read_doccano, write_doccano
from briefbook.labels.examples import Example
from briefbook.labels.label_studio import read_label_studio, write_label_studio
from briefbook.labels.prodigy import read_prodigy, write_prodigy
from briefbook.labels.reading import make_name
from tests.labels.factories import make_example, quotes, ties

TEXT = "Helen Carter joined Oakfield Ltd."
HELEN = ("Helen Carter", "Person")
OAKFIELD = ("Oakfield Ltd", "Organization")


def as_json(*records: object) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in records).encode()


def region(id: str, start: int, end: int, label: str, **more: object) -> dict[str, object]:
    value = {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]}
    return {
        "id": id,
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": value,
        **more,
    }


REGIONS = [region("a", 0, 12, "Person"), region("b", 20, 32, "Organization")]
WORKS = {
    "type": "relation",
    "from_id": "a",
    "to_id": "b",
    "direction": "right",
    "labels": ["WORKS_FOR"],
}


@pytest.mark.parametrize("key", ["label", "labels"])
@pytest.mark.parametrize("text", ["text", "data"])
def test_doccano_labels_of_sequences(key: str, text: str) -> None:
    row = {"id": 7, text: TEXT, key: [[0, 12, "Person"], [20, 32, "Organization"]], "Comments": []}

    [example] = read_doccano(as_json(row), "all.jsonl")

    assert (example.id, quotes(example)) == ("7", [HELEN, OAKFIELD])


def test_doccano_relations_follow_ids_and_say_assertions() -> None:
    row = {
        "text": TEXT,
        "entities": [
            {"id": 91, "label": "Organization", "start_offset": 20, "end_offset": 32},
            {"id": 90, "label": "Person", "start_offset": 0, "end_offset": 12},
        ],
        "relations": [
            {"id": 1, "from_id": 90, "to_id": 91, "type": "WORKS_FOR"},
            {"id": 2, "from_id": 90, "to_id": 91, "type": "HEADS:planned"},
        ],
    }

    [example] = read_doccano(as_json(row), "all.jsonl")

    assert quotes(example) == [HELEN, OAKFIELD]
    assert ties(example) == [
        ("Helen Carter", "WORKS_FOR", "Oakfield Ltd", "asserted"),
        ("Helen Carter", "HEADS", "Oakfield Ltd", "planned"),
    ]


def test_doccano_gets_plain_labels_when_nothing_else_is_there() -> None:
    example = make_example(TEXT, HELEN)

    row = json.loads(write_doccano([example]))

    assert (row["text"], row["label"]) == (TEXT, [[0, 12, "Person"]])


def test_doccano_relations_of_unknown_entities_name_their_line() -> None:
    bad = {"text": TEXT, "entities": [], "relations": [{"id": 5, "from_id": 1, "to_id": 2}]}

    with pytest.raises(LabelsError, match=r"cannot read all\.jsonl:2: relation 5 ties entities"):
        read_doccano(as_json({"text": ""}, bad), "all.jsonl")


def test_label_studio_reads_the_annotation_that_counts() -> None:
    task = {
        "id": 3,
        "data": {"text": TEXT},
        "annotations": [
            {"result": [region("x", 0, 5, "Wrong")], "was_cancelled": True},
            {"result": [region("x", 0, 5, "Wrong")]},
            {"result": [*REGIONS, WORKS], "ground_truth": True},
        ],
        "predictions": [{"result": [region("x", 0, 5, "Wrong")]}],
    }

    [example] = read_label_studio(as_json([task]), "export.json")

    assert (example.id, quotes(example)) == ("3", [HELEN, OAKFIELD])
    assert ties(example) == [("Helen Carter", "WORKS_FOR", "Oakfield Ltd", "asserted")]


def test_label_studio_predictions_count_where_nobody_annotated() -> None:
    task = {
        "data": {"text": TEXT},
        "annotations": [],
        "predictions": [{"result": [region("a", 0, 12, "Person", score=0.75)]}],
    }

    [example] = read_label_studio(as_json([task]), "export.json")

    assert [(one.label, one.score) for one in example.mentions] == [("Person", 0.75)]


def test_label_studio_relations_drawn_leftwards_are_turned() -> None:
    left = {
        **WORKS,
        "from_id": "b",
        "to_id": "a",
        "direction": "left",
        "labels": ["HEADS", "hedged"],
    }
    task = {"data": {"text": TEXT}, "annotations": [{"result": [left, *REGIONS]}]}

    [example] = read_label_studio(as_json([task]), "export.json")

    assert ties(example) == [("Helen Carter", "HEADS", "Oakfield Ltd", "hedged")]


def test_label_studio_utf16_offsets_of_old_versions_are_seen_by_their_quotes() -> None:
    text = "😀😀 Helen Carter"
    value = {"start": 5, "end": 17, "text": "Helen Carter", "labels": ["Person"]}
    task = {
        "data": {"text": text},
        "completions": [{"result": [{"type": "labels", "id": "a", "value": value}]}],
    }

    [example] = read_label_studio(as_json([task]), "export.json")

    assert quotes(example) == [HELEN]


def test_label_studio_json_min_is_read() -> None:
    row = {
        "id": 1,
        "text": TEXT,
        "label": [REGIONS[0]["value"]],
        "annotator": 1,
        "annotation_id": 4,
    }

    [example] = read_label_studio(as_json([row]), "min.json")

    assert (example.text, quotes(example)) == (TEXT, [HELEN])


def test_label_studio_gets_regions_that_quote_the_text() -> None:
    [task] = json.loads(write_label_studio([make_example(TEXT, HELEN, OAKFIELD)]))

    [annotation] = task["annotations"]
    assert task["data"] == {"text": TEXT}
    assert [one["value"]["text"] for one in annotation["result"]] == [
        "Helen Carter",
        "Oakfield Ltd",
    ]


def test_prodigy_relations_by_characters_or_by_tokens() -> None:
    words = ["Helen", "Carter", "joined", "Oakfield", "Ltd", "."]
    starts = [TEXT.index(word) for word in words]
    tokens = [
        {"text": word, "start": start, "end": start + len(word), "id": index}
        for index, (word, start) in enumerate(zip(words, starts, strict=True))
    ]
    helen = {"start": 0, "end": 12, "token_start": 0, "token_end": 1, "label": "Person"}
    oakfield = {"token_start": 3, "token_end": 4, "label": "Organization"}
    spans = {"text": TEXT, "tokens": tokens, "spans": [helen, oakfield], "answer": "accept"}
    by_tokens = {"head": 1, "child": 4, "label": "WORKS_FOR:negated"}
    by_spans = {**by_tokens, "head_span": helen, "child_span": oakfield}

    examples = read_prodigy(
        as_json({**spans, "relations": [by_tokens]}, {**spans, "relations": [by_spans]}),
        "rel.jsonl",
    )

    for example in examples:
        assert quotes(example) == [HELEN, OAKFIELD]
        assert ties(example) == [("Helen Carter", "WORKS_FOR", "Oakfield Ltd", "negated")]
        assert [example.quote(token) for token in example.tokens] == words


def test_prodigy_tasks_that_were_rejected_or_ignored_are_left_out() -> None:
    rows = [{"text": answer, "answer": answer} for answer in ("reject", "accept", "ignore")]

    assert [one.text for one in read_prodigy(as_json(*rows), "ner.jsonl")] == ["accept"]


def test_prodigy_gets_tokens_that_fit_its_spans() -> None:
    row = json.loads(
        write_prodigy([make_example("橡田科技任命海伦", ("橡田科技", "Organization"))])
    )

    [span] = row["spans"]
    covered = row["tokens"][span["token_start"] : span["token_end"] + 1]
    assert "".join(token["text"] for token in covered) == "橡田科技"
    assert (covered[0]["start"], covered[-1]["end"]) == (span["start"], span["end"])


OUTSIDE = {"text": "Ann", "label": [[0, 9, "Person"]]}
EMPTY = {"data": {"text": "Ann"}, "annotations": [{"result": [region("a", 2, 2, "X")]}]}
BACKWARDS = {"text": "Ann", "spans": [{"start": 3, "end": 1, "label": "Person"}]}


@pytest.mark.parametrize(
    ("read", "row"),
    [(read_doccano, OUTSIDE), (read_label_studio, EMPTY), (read_prodigy, BACKWARDS)],
)
def test_spans_outside_the_text_or_empty_are_refused(
    read: Callable[[bytes, str], list[Example]], row: object
) -> None:
    with pytest.raises(LabelsError, match=r"cannot read bad\.json:1: "):
        read(as_json(row), "bad.json")


def test_broken_json_names_its_line() -> None:
    with pytest.raises(LabelsError, match=r"cannot read bad\.json:3: JSON is malformed"):
        read_label_studio(b'[\n{"data": {"text": "a"}},\n{"data" 1}\n]', "bad.json")
    with pytest.raises(LabelsError, match=r"cannot read bad\.jsonl:2: "):
        read_doccano(b'{"text": "a"}\n{"text": \n', "bad.jsonl")


def test_what_has_no_id_is_called_after_its_file() -> None:
    [example] = read_doccano(as_json({"text": "a"}), "labels/all.jsonl.gz")

    assert isinstance(example, Example)
    assert example.id == make_name("labels/all.jsonl.gz", 1) == "all.jsonl:1"
