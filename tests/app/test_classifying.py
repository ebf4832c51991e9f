"""Labelled texts from files, `train classify`, `evaluate classify`, `classify`, and run folders."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from briefbook.app.classifydata import Layout, read_texts, read_texts_with_labels
from briefbook.app.classifyscores import compare_right, exact_mcnemar, measure_decisions
from briefbook.app.cli import cli
from briefbook.app.findings import load_findings
from briefbook.app.holdings import Holdings
from briefbook.app.progress import Reporter
from briefbook.app.stages.ingesting import ingest_archive
from briefbook.app.stages.reporting import compose_briefing
from briefbook.app.workspace import create_workspace, open_workspace
from briefbook.errors import LabelsError
from decide.classify.examples import LabelledText
from decide.classify.load import Decision
from tests.learn.tiny_encoder import write_encoder


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'text,label\n"one, two",x\n三,y|z\nfour,\nfive,oos\n'),
        ("a.tsv", "label\ttext_a\nx\tone, two\ny|z\t三\n\tfour\noos\tfive\n"),
        (
            "a.jsonl",
            '{"sentence": "one, two", "label_desc": "x"}\n'
            '{"sentence": "三", "label_desc": ["y", "z"]}\n'
            '{"sentence": "four", "label_desc": null}\n{"sentence": "five", "label_desc": "oos"}\n',
        ),
    ],
)
def test_tables_and_json_hold_one_label_several_or_none(
    tmp_path: Path, name: str, text: str
) -> None:
    found = read_texts_with_labels(_write(tmp_path / name, text))

    assert [(one.text, one.labels) for one in found.examples] == [
        ("one, two", ("x",)),
        ("三", ("y", "z")),
        ("four", ()),
        ("five", ()),
    ]


def test_columns_and_the_name_of_what_is_out_of_scope_can_be_said(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "q,kind,text\nhello,greet,zzz\nbye,0,zzz\nhm,other,zzz\n")
    layout = Layout(text="q", label="kind", out_of_scope="other")

    found = read_texts_with_labels(path, layout)

    assert [one.labels for one in found.examples] == [("greet",), ("0",), ()]
    assert read_texts(path, "q") == ["hello", "bye", "hm"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("foo,bar\n1,2\n", "which column is the label"),
        ("label,bar\n1,2\n", "which column is the text"),
        ("text,label\n", "holds no text"),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LabelsError, match=message):
        read_texts_with_labels(_write(tmp_path / "a.csv", text))
    with pytest.raises(LabelsError, match="no such file"):
        read_texts_with_labels(tmp_path / "none.csv")


def _decision(*labels: str, score: float = 0.9, inside: float | None = None) -> Decision:
    likeliest = labels[0] if labels else "x"
    return Decision(labels, score, ((likeliest, score),), inside)


def test_accuracy_counts_what_was_refused_as_wrong() -> None:
    examples = [LabelledText("a", ("x",)), LabelledText("b", ("y",)), LabelledText("c", ("x",))]
    outside = [LabelledText("d", ()), LabelledText("e", ())]
    decisions = [
        _decision("x", inside=0.9),
        _decision("x", inside=0.8),
        _decision(inside=0.1),
        _decision(inside=0.2),
        _decision("y", inside=0.7),
    ]

    report = measure_decisions([*examples, *outside], decisions)

    assert report["accuracy"] == pytest.approx(1 / 3, abs=1e-4)
    assert report["out_of_scope"]["recall"] == 0.5
    assert report["out_of_scope"]["in_scope_refused"] == pytest.approx(1 / 3, abs=1e-4)
    assert report["confusions"][0] == {"label": "x", "taken_for": "", "texts": 1}


def test_a_difference_is_held_against_chance() -> None:
    better = compare_right([True] * 90 + [False] * 10, [True] * 70 + [False] * 30)
    same = compare_right([True, False], [False, True])

    assert better["difference"] == pytest.approx(0.2)
    assert better["mcnemar_p"] < 0.001 and better["low"] > 0.1
    assert same["mcnemar_p"] == 1.0
    assert exact_mcnemar(5, 0) == pytest.approx(2 * 0.5**5)


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments], standalone_mode=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny encoder, data and a model of the two."""
    folder = tmp_path_factory.mktemp("classify")
    write_encoder(folder / "encoder")
    rows = [f"{'ab cd ee'[n % 5 :]} {n},letters\n北京 大学 {n},字\n" for n in range(20)]
    _write(folder / "data.csv", "text,label\n" + "".join(rows))
    done = _train(folder, folder / "model")
    assert done.exception is None and done.return_value == 0, done.output
    return folder


def _train(folder: Path, out: Path, *more: str) -> Result:
    options = ("--encoder", folder / "encoder", "--quick", "--quiet", "--json", *more)
    return _run("train", "classify", "--data", folder / "data.csv", "--out", out, *options)


def test_a_training_leaves_a_model_with_card_and_metrics(folder: Path) -> None:
    metrics = json.loads((folder / "model" / "metrics.json").read_text())

    assert metrics["accuracy"] > 0.9 and metrics["kind"] == "classify"
    assert metrics["labels_learnt"] == ["letters", "字"]
    assert "`字`" in (folder / "model" / "README.md").read_text("utf-8")
    assert sorted(path.name for path in (folder / "model").iterdir()) == [
        *("README.md", "encoder.safetensors", "head.safetensors", "metrics.json", "model.json"),
    ]


def test_a_finished_model_is_not_written_over(folder: Path) -> None:
    with pytest.raises(Exception, match="holds a finished model"):
        raise _train(folder, folder / "model").exception or AssertionError


def test_a_model_is_measured_and_held_against_another(folder: Path) -> None:
    model = folder / "model"
    done = _run(
        *("evaluate", "classify", "--data", folder / "data.csv", "--model", model, "--json"),
        *("--against", model, "--predictions", folder / "out.jsonl", "--quiet"),
    )

    report = json.loads(done.stdout)
    assert report["accuracy"] > 0.9 and report["examples"] == 40
    assert report["against"]["difference"] == 0 and report["against"]["mcnemar_p"] == 1.0
    rows = [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]
    assert {row["predicted"] for row in rows} == {"letters", "字"}


def test_a_text_is_classified_and_explained(folder: Path) -> None:
    done = _run("classify", "北京 ab 大学 大学", "--model", folder / "model", "--explain", "--json")

    [row] = json.loads(done.stdout)["texts"]
    assert row["labels"] == ["字"] and row["explained"] == "字"
    assert {one["text"] for one in row["words"][:2]} <= set("北京大学")


def test_labels_without_a_model_are_chosen_by_name(folder: Path) -> None:
    done = _run(
        *("classify", "--data", folder / "data.csv", "--label", "ab cd", "--label", "北京大学"),
        *("--encoder", folder / "encoder", "--json"),
    )

    assert done.exception is None, done.output
    assert len(json.loads(done.stdout)["texts"]) == 40


def test_a_classifier_is_promoted_unless_it_is_worse_and_its_findings_are_shown(
    folder: Path,
) -> None:
    place = folder / "x.briefbook"
    archive = folder / "archive"
    archive.mkdir()
    _write(archive / "信.txt", "北京 大学 大学 北京")
    _write(archive / "letter.txt", "ab cd ee ab cd ee ab")
    wrong = "text,label\n" + "".join(
        f"{'ab cd ee'[n % 5 :]} {n},字\n北京 大学 {n},letters\n" for n in range(20)
    )
    _write(folder / "wrong.csv", wrong)
    quick = ("--encoder", folder / "encoder", "--quick", "--quiet")
    _run("train", "classify", "--data", folder / "wrong.csv", "--out", folder / "worse", *quick)
    with create_workspace(place) as workspace:
        ingest_archive(workspace, archive, reporter=Reporter(quiet=True))
    judged = ("--data", folder / "data.csv", "--folder", place, "--json", "--quiet")

    first = json.loads(_run("promote", folder / "model", *judged).stdout)
    second = _run("promote", folder / "worse", *judged)

    assert first["promoted"] and first["kind"] == "classify"
    assert second.return_value == 1 and not json.loads(second.stdout)["promoted"]
    found = json.loads(_run("classify", "--folder", place, "--json", "--quiet").stdout)
    labels = {row["source"]: row["labels"] for row in found["documents"]}
    assert labels == {"信.txt": ["字"], "letter.txt": ["letters"]}
    with open_workspace(place) as workspace:
        found = load_findings(workspace.catalog)
        briefing = compose_briefing(workspace, Holdings(workspace.catalog))
    assert {finding.label for findings in found.values() for finding in findings} == {
        "字",
        "letters",
    }
    assert {finding.subject for finding in briefing.findings} == set(found)
