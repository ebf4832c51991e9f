"""Sequence-to-sequence models of a few thousand random weights, written in milliseconds."""

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BertConfig,
    EncoderDecoderConfig,
    EncoderDecoderModel,
    M2M100Config,
    M2M100ForConditionalGeneration,
    MarianConfig,
    MarianMTModel,
    NllbTokenizer,
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
)

from summarize.pairs import Pair
from summarize.seq2seq import quiet

PAIRS = (
    Pair(
        "1",
        "The board met on Monday.\nIt approved the budget of 3.5 million dollars.",
        ("The board approved the budget.",),
    ),
    Pair(
        "2",
        "The committee sat for two days.\nIt rejected the offer of the Danes.",
        ("The committee rejected the offer.",),
    ),
    Pair(
        "3",
        "董事会于三月开会。\n会议批准了年度预算。",
        ("董事会批准了年度预算。",),
        language="zh",
    ),
)
_SPECIAL = ["<pad>", "</s>", "<unk>", "<s>"]
_SIZES: dict[str, Any] = {
    "d_model": 32,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 48,
    "decoder_ffn_dim": 48,
    "max_position_embeddings": 96,
    "pad_token_id": 0,
    "eos_token_id": 1,
    "bos_token_id": 3,
    "dropout": 0.0,
}


def write_t5(folder: Path, **settings: Any) -> Path:
    """Write a T5, which has no limit of its own, and reads 512 pieces."""
    words = tiny_words()
    config = T5Config(
        vocab_size=len(words),
        d_model=64,
        d_kv=16,
        d_ff=96,
        num_layers=1,
        num_heads=3,
        dropout_rate=0.0,
        **({"decoder_start_token_id": 0} | settings),
    )
    return _write(folder, T5ForConditionalGeneration, config, words)


def write_bart(folder: Path) -> Path:
    """Write a BART that reads 96 pieces, with settings for news as the real ones have."""
    words = tiny_words()
    config = BartConfig(
        vocab_size=len(words), decoder_start_token_id=1, forced_eos_token_id=1, **_SIZES
    )
    generation = {"min_length": 56, "max_length": 142, "num_beams": 4, "no_repeat_ngram_size": 3}
    return _write(folder, BartForConditionalGeneration, config, words, generation)


def write_marian(folder: Path, **languages: str) -> Path:
    """Write a Marian translator."""
    words = tiny_words()
    for name, value in languages.items():
        words.init_kwargs[name] = value
    config = MarianConfig(
        vocab_size=len(words), decoder_start_token_id=0, forced_eos_token_id=1, **_SIZES
    )
    return _write(folder, MarianMTModel, config, words)


def write_many_languages(folder: Path) -> Path:
    """Write a model as NLLB is, which is told the language to write by its first piece."""
    known = {one for pair in PAIRS for one in "".join((pair.text, *pair.summaries)).split()}
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", *sorted(set("".join(known)))]
    words = NllbTokenizer(
        vocab={piece: place for place, piece in enumerate(pieces)},
        merges=[],
        src_lang="eng_Latn",
        additional_special_tokens=["eng_Latn", "zho_Hans"],
    )
    sizes = _SIZES | {"pad_token_id": 1, "eos_token_id": 2, "bos_token_id": 0}
    config = M2M100Config(vocab_size=len(words), decoder_start_token_id=2, **sizes)
    return _write(folder, M2M100ForConditionalGeneration, config, words)


def write_two_berts(folder: Path) -> Path:
    """Write an encoder and a decoder that were put together."""
    words = tiny_words()
    sizes: dict[str, Any] = {
        "vocab_size": len(words),
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 48,
        "max_position_embeddings": 64,
    }
    config = EncoderDecoderConfig.from_encoder_decoder_configs(
        BertConfig(**sizes), BertConfig(**sizes)
    )
    config.decoder_start_token_id, config.pad_token_id, config.eos_token_id = 3, 0, 1
    generation = {"decoder_start_token_id": 3, "pad_token_id": 0, "eos_token_id": 1}
    return _write(folder, EncoderDecoderModel, config, words, generation)


def tiny_words() -> PreTrainedTokenizerFast:
    """Return a tokenizer that knows the words of the pairs, and all characters in them."""
    texts = [text for pair in PAIRS for text in (pair.text, *pair.summaries)]
    words = sorted({f"\u2581{word}" for text in texts for word in text.split()})
    letters = sorted({letter for word in words for letter in word} | {"\u2581"})
    pieces = [*_SPECIAL, *words, *(one for one in letters if one not in words)]
    scores = [-1.0 if len(piece) > 1 else -9.0 for piece in pieces]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), 2, False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        bos_token="<s>",
    )


def _write(
    folder: Path,
    kind: Any,
    config: Any,
    words: Any,
    generation: dict[str, Any] | None = None,
) -> Path:
    with torch.random.fork_rng(), quiet():
        torch.manual_seed(0)
        model = kind(config=config)
        model.generation_config.update(**(generation or {}))
        model.save_pretrained(folder)
        words.save_pretrained(folder)
    return folder
