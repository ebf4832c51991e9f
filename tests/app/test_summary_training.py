"""A writer of digests is trained, measured, promoted and rolled back by the commands."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest
from lxml import html

from briefbook.app.cli.model_options import FORMS, PAIR_FORMATS
from briefbook.app.modelstore import find_model, keep_promoted, known_gold, promoted_model
from briefbook.app.progress import Reporter
from briefbook.app.stages.ingesting import ingest_archive
from briefbook.app.stages.summarizing import load_digests, write_digests
from briefbook.app.summary_scores import measure_summaries
from briefbook.app.summarydata import choosing_pairs, hold_out_pairs, load_summary_data
from briefbook.app.summarymodel import better_than_quotes, open_writers, writing_fingerprint
from briefbook.app.trainingdata import DataPlan
from briefbook.app.workspace import create_workspace, open_workspace
from briefbook.errors import LabelsError
from summarize.pairs import FORMATS, Pair
from summarize.pairs import FORMS as ALL_FORMS
from summarize.settings import SummarizeSettings
from tests.app.summaries import letters, write_csv, write_encoder, write_jsonl
from tests.app.test_cli_models import Result, briefbook
from tests.summarize.tiny_seq2seq import write_t5

pytestmark = pytest.mark.usefixtures("one_thread")

QUICK = (
    *("--learning-rate", "0.004", "--head-learning-rate", "0.01", "--batch-pieces", "512"),
    *("--patience", "0", "--quiet"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with an encoder, letters in two formats, and a run folder."""
    place = tmp_path_factory.mktemp("writers 摘要")
    write_encoder(place / "encoder")
    write_csv(place / "letters.csv", letters(48))
    write_jsonl(place / "parts" / "train.jsonl", letters(32))
    write_jsonl(place / "parts" / "dev.jsonl", letters(22, first=40))
    with create_workspace(place / "x.briefbook"):
        yield place


def train(place: Path, data: str, out: str, *options: object) -> Result:
    return briefbook(
        *("train", "summarize", "--data", place / data, "--encoder", place / "encoder"),
        *("--out", place / out, *QUICK, *options),
    )


@pytest.fixture(scope="module")
def writer(place: Path) -> Path:
    done = train(place, "parts", "letters 信", "--method", "head", "--epochs", 10, "--json")
    assert done.code == 0
    assert done.json["training"]["steps"] > 10
    return place / "letters 信"


def in_folder(place: Path, *arguments: object) -> Result:
    return briefbook(*arguments, "--folder", place / "x.briefbook")


# Data


def test_a_tenth_of_each_form_and_language_is_held_out_the_same_each_time(place: Path) -> None:
    first, again = (load_summary_data(DataPlan(str(place / "letters.csv"))) for _ in range(2))

    assert first == again and first.held_out
    assert len(first.development) == 4
    assert {pair.language for pair in first.development} == {"en", "zh"}
    assert not {one.text for one in first.train} & {one.text for one in first.development}
    assert first.as_dict()["train"]["forms"] == {"headline": 44} or (
        sum(first.as_dict()["train"]["forms"].values()) == 44
    )


def test_one_text_with_several_summaries_is_held_out_whole() -> None:
    pairs = [Pair(f"{number}", f"text {number // 3}", ("s",)) for number in range(30)]

    learnt, held = hold_out_pairs(pairs, share=0.1, seed=3)

    assert len(held) == 3 and len({pair.text for pair in held}) == 1
    assert sorted([*learnt, *held], key=lambda one: int(one.id)) == pairs


def test_the_last_text_of_a_form_is_learnt_from() -> None:
    assert hold_out_pairs([Pair("1", "a", ("b",))], share=0.1, seed=1)[1] == []


def test_few_pairs_choose_no_weights_and_many_only_as_many_as_needed() -> None:
    assert choosing_pairs(letters(12), seed=1) == []
    assert len(choosing_pairs(letters(30), seed=1)) == 30
    assert len(choosing_pairs(letters(900), seed=1)) == 200


def test_data_without_summaries_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("text,summary\n", encoding="utf-8")

    with pytest.raises(LabelsError, match="holds no"):
        load_summary_data(DataPlan(str(tmp_path / "empty.csv")))


# Training


def test_a_writer_says_what_it_is_and_how_good_beside_quotes(writer: Path) -> None:
    assert {path.name for path in writer.iterdir()} == {
        *("model.json", "encoder.safetensors", "head.safetensors", "journal.jsonl"),
        *("metrics.json", "README.md", "training.html"),
    }
    metrics = json.loads((writer / "metrics.json").read_text("utf-8"))
    assert metrics["kind"] == "summarize"
    assert metrics["data"]["train"]["languages"] == ["en", "zh"]
    assert metrics["data"]["development"]["measured"] == metrics["texts"] == 22
    for system in ("rouge", "extraction"):
        found = metrics[system]
        assert found["interval"]["low"] <= found["mean"] <= found["interval"]["high"]
    assert [one["language"] for one in metrics["parts"]] == ["en", "zh"]
    assert not any(one["better"] for one in metrics["parts"]), "eleven texts show nothing"
    assert metrics["training"]["parameters"]["head"] > metrics["training"]["parameters"]["encoder"]
    card = (writer / "README.md").read_text("utf-8")
    assert 'pipeline_tag: "summarization"' in card and "quotes alone" in card
    page = html.fromstring((writer / "training.html").read_text("utf-8"))
    assert page.xpath("count(//polyline)") == 2
    told = str(page.xpath("string(.)"))
    assert "ROUGE-L" in told and "How likely" in told


def test_training_takes_a_table_and_prints_what_came_of_it(place: Path) -> None:
    done = train(place, "letters.csv", "from table", "--epochs", 1, "--form", "headline")

    assert done.code == 0
    shown = done.stdout.splitlines()
    assert shown[0].split() == ["ROUGE-1", "ROUGE-2", "ROUGE-L", "mean"]
    assert [line.split()[:2] for line in shown[1:3]] == [["this", "model"], ["quotes", "alone"]]
    assert any(line.startswith("headline (zh):") for line in shown)


def test_a_writer_goes_on_from_another_and_rehearses(place: Path, writer: Path) -> None:
    done = train(
        *(place, "letters.csv", "more", "--continue", writer, "--epochs", 1),
        *("--replay", 0.2, "--json"),
    )

    assert done.code == 0
    assert done.json["continues"]["model"] == writer.name
    assert done.json["training"]["method"] == "head"
    parts = [one["part"] for one in done.json["data"]["files"]]
    assert parts == ["train", "old train", "old dev"]
    assert done.json["data"]["train"]["examples"] == 44 + 11


def test_a_model_of_others_is_tuned_by_the_same_command(place: Path) -> None:
    start = write_t5(place / "t5")
    tuned = ("--start-from", start, "--epochs", 1)

    done = train(place, "letters.csv", "tuned t5", *tuned)

    assert done.code == 0
    assert 'writer = "pretrained", pretrained = "' in done.stdout
    metrics = json.loads((place / "tuned t5" / "metrics.json").read_text("utf-8"))
    assert metrics["start"].startswith("t5@") and metrics["texts"] == 4
    card = (place / "tuned t5" / "README.md").read_text("utf-8")
    assert "## Scores" in card and "| method | lora |" in card
    assert "holds a finished model" in train(place, "letters.csv", "tuned t5", *tuned).stderr
    assert train(place, "letters.csv", "tuned t5", *tuned, "--overwrite").code == 0


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--augment", 2), "--augment is not for summaries: a changed text"),
        (("--map", "A=B"), "--map is not for summaries"),
        (("--teacher", "big"), "--teacher is not for summaries"),
        (("--format", "conll"), "--format for summaries is one of"),
        (("--replay", 0.2), "--replay goes with --continue"),
        (("--continue", "x", "--start-from", "y"), "--start-from does not go with --continue"),
    ],
)
def test_what_means_nothing_to_a_writer_is_refused(
    place: Path, options: tuple[object, ...], complaint: str
) -> None:
    with pytest.raises(click.UsageError, match=complaint):
        train(place, "letters.csv", "never", *options)


def test_a_form_means_nothing_to_a_tagger(place: Path) -> None:
    with pytest.raises(click.UsageError, match="--form goes with summarize"):
        briefbook(
            *("train", "tag", "--data", place / "letters.csv", "--out", place / "never"),
            *("--form", "headline"),
        )


def test_help_names_every_form_and_format() -> None:
    assert FORMS == ALL_FORMS
    assert PAIR_FORMATS == FORMATS


# Promotion


def test_a_writer_is_held_against_quotes_refused_forced_and_rolled_back(
    place: Path, writer: Path
) -> None:
    data = ("--data", write_jsonl(place / "quoted.jsonl", quoted(letters(22, first=40))), "--quiet")
    refused = in_folder(place, "promote", writer, *data)
    assert refused.code == 1
    assert "worse beyond noise: ROUGE" in refused.stdout
    assert "worse than digests of quotes" in refused.stdout

    forced = in_folder(place, "promote", writer, *data, "--force", "--json").json
    assert forced["forced"] and not forced["promote"] and forced["against"] == "extraction"
    with open_workspace(place / "x.briefbook") as workspace:
        folder = promoted_model(workspace, "summarize")
        assert folder is not None and folder.name.startswith("letters 信-")
        assert find_model("in-use", workspace, "summarize") == folder
        assert [one.text for one in known_gold(workspace, "summarize", Pair)] == [
            one.text for one in letters(22, first=40)
        ]
    shown = in_folder(place, "models").stdout
    assert "summarize  promoted  letters 信-" in shown and "mean ROUGE 0." in shown

    again = in_folder(place, "promote", writer, *data, "--json").json
    assert again["promote"] and again["against"] == "model"

    assert in_folder(place, "rollback", "summarize").code == 0
    with open_workspace(place / "x.briefbook") as workspace:
        assert promoted_model(workspace, "summarize") is None


def quoted(pairs: list[Pair]) -> list[Pair]:
    """Texts of which nobody writes a better digest than that of quotes."""
    quiet = Reporter(quiet=True)
    found = measure_summaries(pairs, lambda *_: None, SummarizeSettings(), reporter=quiet)
    told = [" ".join(one.text for one in digest.sentences) for digest in found.digests]
    return [replace(pair, summaries=(text,)) for pair, text in zip(pairs, told, strict=True)]


def test_a_run_writes_with_a_promoted_model_where_its_card_says_it_is_better(
    place: Path, writer: Path, tmp_path: Path
) -> None:
    metrics = json.loads((writer / "metrics.json").read_text("utf-8"))
    for part in metrics["parts"]:
        part["better"] = part["language"] == "zh"
    forms = {part["form"] for part in metrics["parts"]}
    with create_workspace(tmp_path / "y.briefbook") as workspace:
        before = writing_fingerprint(workspace)
        assert open_writers(workspace).pick("abstract", "zh") is None
        briefbook(
            *("promote", writer, "--data", place / "parts" / "dev.jsonl", "--force", "--quiet"),
            *("--folder", tmp_path / "y.briefbook"),
        )
        folder = promoted_model(workspace, "summarize")
        assert folder is not None
        (folder / "metrics.json").write_text(json.dumps(metrics), "utf-8")
        writers = open_writers(workspace)

        assert better_than_quotes(folder) == {(form, "zh") for form in forms}
        assert writing_fingerprint(workspace) != before
        [form] = forms
        chosen = writers.pick(form, "zh")
        assert chosen is not None and chosen.producer.startswith(folder.name)
        assert writers.pick(form, "zh") is chosen
        assert writers.pick(form, "en") is None


def test_digests_are_made_anew_when_the_model_that_writes_changes(
    place: Path, writer: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    for number, pair in enumerate(letters(4)):
        (archive / f"{number}.txt").write_text(pair.text, "utf-8")
    quiet = Reporter(quiet=True)
    with create_workspace(tmp_path / "z.briefbook") as workspace:
        ingest_archive(workspace, archive, reporter=quiet)
        assert write_digests(workspace, reporter=quiet).written == 5
        assert write_digests(workspace, reporter=quiet).written == 0
        keep_promoted(workspace, writer, "summarize", gold=(), forced=True, reasons=())
        (workspace.folder / "briefbook.toml").write_text('[summarize]\nwriter = "model"\n')

    with open_workspace(tmp_path / "z.briefbook") as workspace:
        assert write_digests(workspace, reporter=quiet).written == 5
        assert write_digests(workspace, reporter=quiet).written == 0
        digests = load_digests(workspace.catalog).values()
        assert {one.form for one in digests} == {"abstract"}
        folder = promoted_model(workspace, "summarize")
        assert folder is not None
        assert any(folder.name in one.producer for one in digests if one.kind == "document")
