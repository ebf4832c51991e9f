"""A packed E5 model becomes a folder that transformers reads: weights, configuration, tokenizer."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, PreTrainedTokenizerFast

from briefbook.learn.e5 import Header, PackedModel, Vocabulary

_SPACE = "\u2581"  # how SentencePiece writes a space


def unpack_to(folder: Path, packed: PackedModel) -> None:
    """Write weights (float16), configuration and tokenizer as transformers reads them."""
    weights = {name: tensor.to(torch.float16) for name, tensor in _weights(packed)}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    _config(packed.header, packed.vocabulary.padding).save_pretrained(folder)
    _tokenizer(packed.vocabulary, packed.header.positions).save_pretrained(folder)


def _config(header: Header, padding: int) -> BertConfig:
    return BertConfig(
        architectures=["BertModel"],
        hidden_size=header.hidden_size,
        num_hidden_layers=header.layers,
        num_attention_heads=header.heads,
        intermediate_size=header.feed_forward_size,
        vocab_size=header.vocabulary_size,
        max_position_embeddings=header.positions,
        type_vocab_size=header.token_types,
        layer_norm_eps=header.epsilon,
        pad_token_id=padding,
    )


def _weights(packed: PackedModel) -> Iterator[tuple[str, torch.Tensor]]:
    """Yield every tensor under the name `BertModel` knows it by."""
    header = packed.header
    H, F = header.hidden_size, header.feed_forward_size  # as in the shapes below

    def tensor(name: str, *shape: int) -> torch.Tensor:
        return torch.from_numpy(packed.tensor(name, *shape))

    yield "embeddings.word_embeddings.weight", tensor("emb.word", header.vocabulary_size, H)
    yield "embeddings.position_embeddings.weight", tensor("emb.pos", header.positions, H)
    yield "embeddings.token_type_embeddings.weight", tensor("emb.type", header.token_types, H)
    yield "embeddings.LayerNorm.weight", tensor("emb.ln.w", H)
    yield "embeddings.LayerNorm.bias", tensor("emb.ln.b", H)
    parts = (  # short name, name in BertModel, shape of the weight
        ("q", "attention.self.query", (H, H)),
        ("k", "attention.self.key", (H, H)),
        ("v", "attention.self.value", (H, H)),
        ("ao", "attention.output.dense", (H, H)),
        ("aln", "attention.output.LayerNorm", (H,)),
        ("fi", "intermediate.dense", (F, H)),
        ("fo", "output.dense", (H, F)),
        ("oln", "output.LayerNorm", (H,)),
    )
    for layer in range(header.layers):
        for short, name, shape in parts:
            full = f"encoder.layer.{layer}.{name}"
            yield f"{full}.weight", tensor(f"l{layer}.{short}.w", *shape)
            yield f"{full}.bias", tensor(f"l{layer}.{short}.b", shape[0])


def _tokenizer(vocabulary: Vocabulary, positions: int) -> PreTrainedTokenizerFast:
    pieces = vocabulary.pieces
    begin, end = pieces[vocabulary.begin], pieces[vocabulary.end]
    unigram = models.Unigram(
        list(zip(pieces, vocabulary.scores, strict=True)), vocabulary.unknown, False
    )
    tokenizer = Tokenizer(unigram)
    tokenizer.normalizer = _normalizer(vocabulary)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE)
    tokenizer.decoder = decoders.Metaspace(replacement=_SPACE)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token=begin,
        eos_token=end,
        cls_token=begin,
        sep_token=end,
        pad_token=pieces[vocabulary.padding],
        unk_token=pieces[vocabulary.unknown],
        mask_token=pieces[-1],
        model_max_length=positions,
    )


def _normalizer(vocabulary: Vocabulary) -> normalizers.Sequence:
    """NFKC explains nearly all replacements of the file; the others are listed one by one."""
    own = [
        normalizers.Replace(before, after)
        for before, after in sorted(vocabulary.replacements.items())
        if unicodedata.normalize("NFKC", before) != after
    ]
    folded = normalizers.Replace(Regex(" {2,}"), " ")
    return normalizers.Sequence([*own, normalizers.NFKC(), folded])
