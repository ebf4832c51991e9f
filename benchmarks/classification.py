"""How good classifiers are on labelled texts, with the graph and without, and what is chance.

Takes one or more CSV files for training, each with a file of the same name ending in `_dev.csv`
beside it (`banking_train.csv`, `banking_dev.csv`), and prints a table: what a user would take
instead (lines over TF-IDF), our quick committee, the one with the tuned encoder, and each with the
graph, with McNemar's exact test of the graph's part. The graph of a file is made of the names
found in its texts.

    python benchmarks/classification.py data/banking_train.csv data/r8_train.csv --no-tuning
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from briefbook.app.classifycontext import contexts_of_texts
from briefbook.app.classifydata import read_texts_with_labels
from briefbook.app.classifyscores import compare_right, measure_decisions
from briefbook.learn.encoder import open_encoder
from briefbook.learn.settings import EncoderSettings
from decide.classify.context import Context
from decide.classify.examples import LabelledText
from decide.classify.load import Decision, open_classifier
from decide.classify.settings import ClassifySettings
from decide.classify.train import Ground, train_classifier

Examples = Sequence[LabelledText]


def main() -> None:
    """Print a row for each set and way."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("train", nargs="+", type=Path)
    parser.add_argument("--no-tuning", action="store_true", help="leave the encoder as it is")
    parser.add_argument("--no-graph", action="store_true", help="do not look for names")
    options = parser.parse_args()
    writer = csv.writer(sys.stdout)
    writer.writerow(
        ("set", "way", "accuracy", "macro F1", "oos recall", "minutes", "graph: difference", "p")
    )
    for path in options.train:
        for row in _rows(path, tunes=not options.no_tuning, graph=not options.no_graph):
            writer.writerow(row)
            sys.stdout.flush()


def _rows(path: Path, *, tunes: bool, graph: bool) -> list[tuple[object, ...]]:
    name = path.name.removesuffix("_train.csv")
    train = read_texts_with_labels(path).examples
    dev = read_texts_with_labels(path.with_name(f"{name}_dev.csv")).examples
    began = time.monotonic()
    rows = [_row(name, "TF-IDF, logistic regression", dev, _baseline(train, dev), began)]
    texts = [one.text for one in (*train, *dev)]
    contexts = contexts_of_texts(texts, None, EncoderSettings()) if graph else ()
    for way, settings in _ways(tunes):
        began = time.monotonic()
        alone = _decide(train, dev, (), settings)
        rows.append(_row(name, way, dev, alone, began))
        if graph:
            began = time.monotonic()
            both = _decide(train, dev, contexts, settings)
            test = compare_right(_right(dev, both), _right(dev, alone))
            row = _row(name, f"{way}, graph", dev, both, began)
            rows.append((*row, f"{test['difference']:+.4f}", f"{test['mcnemar_p']:.4f}"))
    return rows


def _ways(tunes: bool) -> list[tuple[str, ClassifySettings]]:
    quick = ("quick committee", replace(ClassifySettings(), tune=None))
    return [quick, *([("committee", ClassifySettings())] if tunes else [])]


def _baseline(train: Examples, dev: Examples) -> list[Decision]:
    """Decide as the usual few lines of scikit-learn do; of several labels the first."""
    known = [one for one in train if one.labels]
    model = make_pipeline(
        TfidfVectorizer(
            sublinear_tf=True,
            ngram_range=(1, 2),
            token_pattern=r"(?u)[^\W]"
            if sum("\u4e00" <= one <= "\u9fff" for one in known[0].text)
            else r"(?u)\b\w+\b",
        ),
        LogisticRegression(C=10, max_iter=300),
    )
    model.fit([one.text for one in known], [one.labels[0] for one in known])
    texts = [one.text for one in dev]
    pairs = zip(model.predict(texts), model.predict_proba(texts).max(axis=1), strict=True)
    return [Decision((label,), float(p), ((label, float(p)),)) for label, p in pairs]


def _decide(
    train: Examples, dev: Examples, contexts: Sequence[Context], settings: ClassifySettings
) -> list[Decision]:
    embedder = open_encoder()
    ground = Ground(tuple(train), tuple(contexts[: len(train)]))
    with tempfile.TemporaryDirectory() as folder:
        train_classifier(ground, Path(folder) / "model", embedder, settings=settings)
        classifier = open_classifier(Path(folder) / "model", embedder)
    return classifier.classify([one.text for one in dev], contexts[len(train) :])


def _right(dev: Examples, decisions: Sequence[Decision]) -> list[bool]:
    return [set(one.labels) == set(found.labels) for one, found in zip(dev, decisions, strict=True)]


def _row(
    name: str, way: str, dev: Examples, decisions: Sequence[Decision], began: float
) -> tuple[object, ...]:
    report = measure_decisions(dev, decisions)
    recall = report.get("out_of_scope", {}).get("recall", "")
    minutes = f"{(time.monotonic() - began) / 60:.1f}"
    return name, way, report["accuracy"], report["macro_f1"], recall, minutes


if __name__ == "__main__":
    main()
