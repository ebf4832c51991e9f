"""An encoder's folder with a unigram tokenizer of three scripts, made in milliseconds."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

LATIN, HAN, CYRILLIC, MARKS = "abcde", "北京大学", "абвг", ",.15"
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def pieces() -> list[str]:
    """Return all pieces but special ones: characters and pairs, with a space before or not."""
    found = ["\u2581", *LATIN, *HAN, *CYRILLIC, *MARKS, "15", "é"]
    for script in (LATIN, HAN, CYRILLIC):
        found += [one + other for one in script for other in script if one <= other]
        found += ["\u2581" + one for one in script]
    return found + ["\u2581abc", "cde", "\u2581北京大学", "大学,", "\u2581абв", "ab北", "б5"]


def write_encoder(folder: Path) -> Path:
    """Write the encoder, with random weights in float16."""
    known = pieces()
    # Longer ones are likelier, as in a real one; no two paths weigh the same.
    scores = [-9.0 - place * 0.037 + 2.1 * len(one) for place, one in enumerate(known)]
    vocabulary = [(one, 0.0) for one in _SPECIAL] + list(zip(known, scores, strict=True))
    tokenizer = Tokenizer(models.Unigram([*vocabulary, ("<mask>", 0.0)], 3, False))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens([*_SPECIAL, "<mask>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary) + 4,  # some rows have no piece
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=40,
        pad_token_id=1,
        initializer_range=0.3,
    )
    folder.mkdir(parents=True)
    BertModel(config).half().save_pretrained(folder)  # type: ignore[no-untyped-call]
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
