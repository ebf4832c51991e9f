"""The forms in which public corpora come."""

import json

import pytest

from briefbook.errors import LabelsError
from briefbook.labels.ade import read_ade, read_ade_sentences
from briefbook.labels.cluener import read_cluener
from briefbook.labels.docred import read_docred
from briefbook.labels.finer_ord import read_finer_ord
from briefbook.labels.finre import read_finre
from briefbook.labels.jsonl import read_jsonl
from briefbook.labels.scierc import read_scierc
from briefbook.labels.semeval import read_semeval, write_semeval
from briefbook.labels.spert import read_spert
from tests.labels.factories import quotes, ties


def as_json(*records: object) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in records).encode()


def test_cluener_ends_are_inclusive() -> None:
    row = {
        "text": "浙商银行叶老桂",
        "label": {"name": {"叶老桂": [[4, 6]]}, "company": {"浙商银行": [[0, 3]]}},
    }

    [example] = read_cluener(as_json(row), "train.json")

    assert quotes(example) == [("浙商银行", "company"), ("叶老桂", "name")]
    assert example.language == "zh"


def test_cluener_offsets_beside_their_name_are_refused() -> None:
    row = {"text": "浙商银行叶老桂", "label": {"name": {"叶老桂": [[3, 5]]}}}

    with pytest.raises(LabelsError, match=r"cannot read train\.json:1: '叶老桂' does not stand"):
        read_cluener(as_json(row), "train.json")


TOKENS = ["Ann", "Lee", "left", "Rome", "."]


@pytest.mark.parametrize(
    "labels",
    [
        {
            "entities": [
                {"type": "Peop", "start": 0, "end": 2},
                {"type": "Loc", "start": 3, "end": 4},
            ]
        },
        {"entities": [["Peop", 0, 2], ["Loc", 3, 4]]},
        {"tags": ["B-Peop", "L-Peop", "O", "U-Loc", "O"]},
    ],
)
def test_spert_entities_may_be_objects_lists_or_tags(labels: dict[str, object]) -> None:
    relations = [{"type": "Live_In", "head": 0, "tail": 1}]
    row = {"tokens": TOKENS, **labels, "relations": relations, "orig_id": 12}

    [example] = read_spert(as_json([row]), "conll04_train.json")

    assert (example.id, example.text) == ("12", "Ann Lee left Rome .")
    assert quotes(example) == [("Ann Lee", "Peop"), ("Rome", "Loc")]
    assert ties(example) == [("Ann Lee", "Live_In", "Rome", "asserted")]


def test_spert_entities_outside_the_tokens_name_the_record() -> None:
    row = {"tokens": ["Ann"], "entities": [{"type": "Peop", "start": 0, "end": 2}]}

    with pytest.raises(LabelsError, match=r"cannot read bad\.json, item 2: no words \[0, 2\)"):
        read_spert(as_json([{"tokens": []}, row]), "bad.json")


def test_docred_ties_the_first_mentions_of_two_sets() -> None:
    row = {
        "title": "Ann Lee",
        "sents": [["She", "left", "Rome", "."], ["Ann", "Lee", "was", "its", "mayor", "."]],
        "vertexSet": [
            [
                {"name": "Ann Lee", "type": "PER", "sent_id": 1, "pos": [0, 2]},
                {"name": "She", "type": "PER", "sent_id": 0, "pos": [0, 1]},
            ],
            [{"name": "Rome", "type": "LOC", "sent_id": 0, "pos": [2, 3], "index": "1_0"}],
        ],
        "labels": [{"h": 0, "t": 1, "r": "P19", "evidence": [0, 1]}],
    }

    [example] = read_docred(as_json([row]), "dev.json")

    assert (example.id, len(example.sentences)) == ("Ann Lee", 2)
    assert quotes(example) == [("She", "PER"), ("Rome", "LOC"), ("Ann Lee", "PER")]
    assert [one.entity for one in example.mentions] == ["0", "1", "0"]
    assert ties(example) == [("She", "P19", "Rome", "asserted")]


def test_scierc_documents_keep_sentences_and_clusters() -> None:
    row = {
        "doc_key": "A1",
        "sentences": [["We", "train", "CRFs", "."], ["They", "tag", "words", "."]],
        "ner": [[[2, 2, "Method"]], [[4, 4, "Method"], [5, 6, "Task"]]],
        "relations": [[], [[4, 4, 5, 6, "USED-FOR"]]],
        "clusters": [[[2, 2], [4, 4]]],
    }

    [example] = read_scierc(as_json(row), "train.json")

    assert quotes(example) == [("CRFs", "Method"), ("They", "Method"), ("tag words", "Task")]
    assert [one.entity for one in example.mentions] == ["0", "0", ""]
    assert ties(example) == [("They", "USED-FOR", "tag words", "asserted")]
    assert [example.quote(one) for one in example.sentences] == [
        "We train CRFs .",
        "They tag words .",
    ]


def test_scierc_pairs_go_from_brackets_to_angles() -> None:
    row = {
        "text": "a << flow >> from an [[ image sequence ]] .",
        "label": "USED-FOR",
        "metadata": [3],
    }

    [example] = read_scierc(as_json(row), "train.txt")

    assert example.text == "a flow from an image sequence ."
    assert ties(example) == [("image sequence", "USED-FOR", "flow", "asserted")]
    assert [one.entity for one in example.mentions] == ["tail", "head"]


SEMEVAL = """1\t"The <e1>elements</e1> of an "<e2>array</e2>"."
Component-Whole(e2,e1)
Comment: not a collection

2\t"A <e1>ridge</e1> from the <e2>surge</e2>."
Other
Comment:

3\t"The <e1>blast</e1> made a <e2>crater</e2>."
Cause-Effect(e1,e2)
"""


def test_semeval_directions_turn_relations() -> None:
    array, ridge, blast = read_semeval(SEMEVAL.replace("\n", "\r\n").encode(), "TRAIN_FILE.TXT")

    assert array.text == 'The elements of an "array".'
    assert ties(array) == [("array", "Component-Whole", "elements", "asserted")]
    assert ties(ridge) == [] and [one.entity for one in ridge.mentions] == ["e1", "e2"]
    assert ties(blast) == [("blast", "Cause-Effect", "crater", "asserted")]


def test_semeval_written_and_read_is_the_same() -> None:
    examples = read_semeval(SEMEVAL.encode(), "TRAIN_FILE.TXT")

    assert read_semeval(write_semeval(examples), "TRAIN_FILE.TXT") == examples


def test_semeval_relations_without_direction_are_refused() -> None:
    with pytest.raises(LabelsError, match=r"cannot read T\.TXT:1: 'Cause-Effect' is not Name"):
        read_semeval(SEMEVAL[: SEMEVAL.index("Component")].encode() + b"Cause-Effect\n", "T.TXT")


def test_finre_pairs_stand_where_they_are_nearest_and_apart() -> None:
    lines = "紫光\t紫光集团\t持股\t紫光集团是紫光股东。\n\n上航\t东航\tunknown\t东航将与上航合并\n"

    first, second = read_finre(lines.encode(), "train.txt")

    assert [(one.span.start, one.entity) for one in first.mentions] == [(0, "tail"), (5, "head")]
    assert ties(first) == [("紫光", "持股", "紫光集团", "asserted")]
    assert ties(second) == [] and quotes(second) == [("东航", "Entity"), ("上航", "Entity")]


@pytest.mark.parametrize(
    ("line", "reason"), [("a\tb\tc", "3 columns, not 4"), ("a\tx\tc\tab", "'x' does not stand")]
)
def test_finre_lines_that_do_not_fit_are_refused(line: str, reason: str) -> None:
    with pytest.raises(LabelsError, match=f"cannot read train.txt:1: {reason}"):
        read_finre(line.encode(), "train.txt")


def test_ade_pairs_are_found_by_their_distance() -> None:
    text = "Rash after A, then A and rash."
    line = f"100|{text}|rash|525|529|A|519|520"

    [example] = read_ade(line.encode(), "DRUG-AE.rel")

    assert [(one.span.start, one.label) for one in example.mentions] == [
        (19, "Drug"),
        (25, "Adverse-Effect"),
    ]
    assert ties(example) == [("rash", "Adverse-Effect", "A", "asserted")]


def test_ade_lines_of_one_sentence_can_be_joined() -> None:
    text = "A and B cause rash."
    lines = f"100|{text}|rash|114|118|A|100|101\n100|{text}|rash|114|118|B|106|107\n"

    [example] = read_ade_sentences(lines.encode(), "DRUG-AE.rel")

    assert quotes(example) == [("A", "Drug"), ("B", "Drug"), ("rash", "Adverse-Effect")]
    assert [(head, tail) for head, _, tail, _ in ties(example)] == [("rash", "A"), ("rash", "B")]


def test_finer_ord_numbers_are_tags() -> None:
    rows = 'gold_label,gold_token,doc_idx,sent_idx\n1,Ann,0,0\n2,Lee,0,0\n0,",",0,0\n5,UK,0,1\n'

    first, second = read_finer_ord(rows.encode(), "train.csv")

    assert (first.text, quotes(first)) == ("Ann Lee ,", [("Ann Lee", "PER")])
    assert (quotes(second), second.document) == ([("UK", "ORG")], first.document)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("a,b\n", "1: no column gold_label"),
        ("gold_label,gold_token,doc_idx,sent_idx\n9,a,0,0", "2: '9'"),
    ],
)
def test_finer_ord_tables_that_do_not_fit_are_refused(rows: str, reason: str) -> None:
    with pytest.raises(LabelsError, match=f"cannot read train.csv:{reason}"):
        read_finer_ord(rows.encode(), "train.csv")


def test_our_own_lines_need_only_a_text() -> None:
    [example] = read_jsonl('{"text": "橡田科技", "someone": "else"}'.encode(), "own.jsonl")

    assert (example.id, example.text, example.language) == ("own.jsonl:1", "橡田科技", "zh")


def test_our_own_lines_with_an_unknown_assertion_are_refused() -> None:
    row = {
        "text": "Ann",
        "mentions": [{"start": 0, "end": 3, "label": "Person"}],
        "relations": [{"head": 0, "tail": 0, "predicate": "X", "assertion": "denied"}],
    }

    with pytest.raises(LabelsError, match=r"own\.jsonl:1: Invalid enum value 'denied'"):
        read_jsonl(as_json(row), "own.jsonl")


def test_relations_that_point_at_no_mention_are_refused() -> None:
    row = {"text": "Ann", "relations": [{"head": 0, "tail": 1, "predicate": "X"}]}

    with pytest.raises(LabelsError, match=r"own\.jsonl:1: .* a relation points at no mention"):
        read_jsonl(as_json(row), "own.jsonl")
