"""Headlines written per second: our beam search against transformers' `generate`.

    python benchmarks/generation_speed.py [MODEL] --threads 1

Texts are the passages of `recipes`. `generate` gets an encoder-decoder of the same size, the same
encoder with a decoder of as many layers and as large a vocabulary, random weights, the same beams,
and has to write as many pieces as ours did on average; it is tried one text at a time, as its
documentation shows it, and with batches of 16. Both keep keys and values. Weights do not change
how long a step takes. Loading is not counted. Prints a Markdown table.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from transformers import BertConfig, BertLMHeadModel, EncoderDecoderModel

from briefbook.app.modelstore import shipped_model
from briefbook.labels.formats import read_examples
from summarize.load import LoadedSummarizer, open_summarizer
from summarize.writing import Wish

_PASSAGES = Path(__file__).parents[1] / "recipes" / "passages" / "en"
_BATCH = 16
_BEAMS = 4


def main() -> None:
    """Time each way, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("model", type=Path, nargs="?", default=shipped_model("summarize"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--texts", type=int, default=64)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    texts = [one.text for path in sorted(_PASSAGES.glob("*")) for one in read_examples(path)]
    texts = texts[:: max(1, len(texts) // arguments.texts)][: arguments.texts]
    ours = open_summarizer(arguments.model, beams=_BEAMS, int8=False)
    wish = Wish("headline", most_words=12)
    written, batched = _timed(lambda: ours.write(texts, wish))
    _, quick = _timed(lambda: open_summarizer(arguments.model, beams=_BEAMS).write(texts, wish))
    _, alone = _timed(lambda: [ours.write([text], wish) for text in texts])
    tokenizer = ours.model.backbone.tokenizer
    pieces = sum(len(tokenizer.encode(line).ids) for line in written) / len(texts)
    other = _same_size(ours)
    _, plain = _timed(lambda: _generate(other, ours, texts, round(pieces), 1))
    _, plain_batched = _timed(lambda: _generate(other, ours, texts, round(pieces), _BATCH))
    rows = [
        ("transformers `generate`, one at a time", plain),
        (f"transformers `generate`, {_BATCH} at a time", plain_batched),
        ("Briefbook, one at a time", alone),
        ("**Briefbook**, in batches", batched),
        ("**Briefbook**, in batches, int8 (the default; loading counted)", quick),
    ]
    _say(f"{len(texts)} texts, {pieces:.1f} pieces written of each, {arguments.threads} threads\n")
    _say("| | digests/s | × one at a time |\n| --- | --- | --- |")
    for name, seconds in rows:
        _say(f"| {name} | {len(texts) / seconds:.1f} | {plain / seconds:.1f} |")


def _timed(work: Callable[[], list[str]]) -> tuple[list[str], float]:
    start = time.monotonic()
    written = work()
    return written, time.monotonic() - start


def _same_size(ours: LoadedSummarizer) -> EncoderDecoderModel:
    """Return an encoder-decoder of transformers of the same shape."""
    encoder = ours.model.backbone.model
    config = BertConfig(
        vocab_size=len(ours.model.head.vocabulary),
        hidden_size=encoder.config.hidden_size,
        num_hidden_layers=ours.settings.layers,
        num_attention_heads=encoder.config.num_attention_heads,
        intermediate_size=encoder.config.intermediate_size,
        is_decoder=True,
        add_cross_attention=True,
    )
    model = EncoderDecoderModel(encoder=encoder.float(), decoder=BertLMHeadModel(config))
    model.generation_config.decoder_start_token_id = 0
    model.generation_config.pad_token_id = 1
    model.generation_config.eos_token_id = 2
    return model.eval()


def _generate(
    model: EncoderDecoderModel, ours: LoadedSummarizer, texts: Sequence[str], most: int, batch: int
) -> list[str]:
    backbone = ours.model.backbone
    encoded = [one.ids[:480] for one in backbone.tokenizer.encode_batch(list(texts))]
    with torch.inference_mode():
        for start in range(0, len(texts), batch):
            ids, mask = backbone.pad([one[1:-1] for one in encoded[start : start + batch]])
            model.generate(
                ids,
                attention_mask=mask.long(),
                num_beams=_BEAMS,
                max_new_tokens=most,
                min_new_tokens=most,
            )
    return list(texts)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
