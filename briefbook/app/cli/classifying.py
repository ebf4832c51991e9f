"""The command that gives whole texts labels: `classify`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefbook.app.cli.model_options import (
    encoder_option,
    encoder_settings,
    path_type,
    workspace_if_any,
)
from briefbook.app.cli.options import folder_option, json_option, print_json, quiet_option

if TYPE_CHECKING:
    from briefbook.app.classifying import Judged
    from briefbook.app.workspace import Workspace
    from decide.classify.load import Classifier, Decision

HERE = Path("classifier")  # where a model is written, and sought, if none is named
_DONE = 0
_SHOWN = 5  # words


@click.command()
@click.argument("text", required=False)
@click.option(
    "--model",
    metavar="MODEL",
    help="A model folder or a model of the run folder; the one in use, else ./classifier.",
)
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="NAME",
    help="Without a model: choose between these, by what they mean. Repeated.",
)
@click.option("--data", type=path_type, metavar="FILE", help="Texts, one a row.")
@click.option("--explain", is_flag=True, help="Say which words and entities speak for the label.")
@click.option("--text-column", default="", metavar="NAME", help="The column of texts in FILE.")
@encoder_option
@folder_option
@json_option
@quiet_option
def classify(text: str | None, **options: Any) -> int:
    """Give TEXT, the texts of a file, or all documents of the run folder their labels.

    The documents' labels are kept there as findings, each with the sentences that speak for it.

    \b
    briefbook classify "My card has not arrived yet" --model intents --explain
    briefbook classify --data requests.csv --model intents --json
    briefbook classify --model topics --folder letters.briefbook
    briefbook classify "央行下调利率" --label 财经 --label 体育 --label 娱乐
    """
    from briefbook.app.classifying import load_model, load_zero

    if text and options["data"]:
        raise click.UsageError("either TEXT or --data, not both")
    if options["labels"] and options["model"]:
        raise click.UsageError("either --model or --label, not both")
    with workspace_if_any(options["folder"]) as workspace:
        encoder = encoder_settings(workspace, options["encoder"])
        if options["labels"]:
            classifier = load_zero(options["labels"], encoder)
        else:
            classifier = load_model(find_classifier(options["model"], workspace), encoder)
        if text or options["data"]:
            return _classify_texts(classifier, _texts(text, options), options)
        if workspace is None:
            raise click.UsageError("say a TEXT, --data FILE, or --folder NAME.briefbook")
        return _classify_documents(workspace, classifier, options)


def _texts(text: str | None, options: Mapping[str, Any]) -> list[str]:
    from briefbook.app.classifydata import read_texts

    return [text] if text else read_texts(options["data"], options["text_column"])


def _classify_texts(classifier: "Classifier", texts: list[str], options: Mapping[str, Any]) -> int:
    rows = [
        {"text": text, **_row(decision)}
        for text, decision in zip(texts, classifier.classify(texts), strict=True)
    ]
    if options["explain"]:
        rows = [{**row, **_explained(classifier, row)} for row in rows]
    if options["as_json"]:
        print_json({"model": classifier.name, "texts": rows})
        return _DONE
    for row in rows:
        start = f"{row['text'][:60]}: " if len(rows) > 1 else ""
        click.echo(f"{start}{_said(row)}")
        for one in row.get("words", ())[:_SHOWN]:
            click.echo(f"    {one['weight']:+.3f}  {one['text']}")
    return _DONE


def _row(decision: "Decision") -> dict[str, Any]:
    row: dict[str, Any] = {
        "labels": list(decision.labels),
        "score": round(decision.score, 4),
        "chances": {label: round(chance, 4) for label, chance in decision.chances},
    }
    if decision.in_scope is not None:
        row["in_scope"] = round(decision.in_scope, 4)
    return row


def _said(row: Mapping[str, Any]) -> str:
    labels = ", ".join(row["labels"]) or "no label fits"
    return f"{labels} ({row['score']:.2f})"


def _explained(classifier: "Classifier", row: Mapping[str, Any]) -> dict[str, Any]:
    from decide.classify.explain import explain

    label = row["labels"][0] if row["labels"] else next(iter(row["chances"]))
    found = explain(classifier, row["text"], label)
    return {
        "explained": label,
        **{
            name: [
                {
                    "start": one.span.start,
                    "end": one.span.end,
                    "text": one.text,
                    "weight": one.weight,
                }
                for one in weights
            ]
            for name, weights in (("words", found.words), ("parts", found.parts))
        },
        "entities": [{"entity": name, "weight": weight} for name, weight in found.entities],
    }


def _classify_documents(
    workspace: "Workspace", classifier: "Classifier", options: Mapping[str, Any]
) -> int:
    from briefbook.app.classifying import classify_documents
    from briefbook.app.progress import Reporter

    with workspace.writing():
        found = classify_documents(workspace, classifier, reporter=Reporter(quiet=options["quiet"]))
    rows = [_document_row(one) for one in found]
    if options["as_json"]:
        print_json({"model": classifier.name, "documents": rows})
        return _DONE
    for row in rows:
        click.echo(f"{row['source']}: {_said(row)}")
        for quote in row["evidence"]:
            click.echo(f"    “{' '.join(quote['quote'].split())[:100]}”")
    return _DONE


def _document_row(judged: "Judged") -> dict[str, Any]:
    document, decision, findings = judged
    pieces = findings[0].evidence if findings else ()
    return {
        "document": document.id,
        "source": document.source,
        **_row(decision),
        "evidence": [{"quote": one.quote, "page": document.page_of(one.span)} for one in pieces],
    }


def find_classifier(name: str | None, workspace: "Workspace | None") -> Path:
    """Return the folder of the model meant: the one named, the one in use, the one here."""
    from briefbook.app.modelstore import find_model, running_model

    if name:
        return find_model(name, workspace, "classify")
    running = running_model(workspace, "classify") if workspace else None
    return running or find_model(str(HERE), workspace, "classify")
