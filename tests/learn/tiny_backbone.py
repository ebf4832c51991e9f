"""A random encoder of two layers that is built in milliseconds."""

import torch
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

from briefbook.learn.backbone import Backbone

WORDS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *"天地玄黄宇宙洪荒日月盈昃", "bank", "works"]


def tiny_backbone(seed: int = 0, name: str = "tiny@0") -> Backbone:
    """Return one and the same backbone for the same seed."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(WORDS) + 5,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=24,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        initializer_range=0.2,  # so that what is tuned shows
    )
    backbone = Backbone(name, BertModel(config), tiny_tokenizer())
    backbone.eval()
    return backbone


def tiny_roberta() -> Backbone:
    """Return one of the other family, whose positions begin after the padding's."""
    torch.manual_seed(0)
    config = XLMRobertaConfig(
        vocab_size=len(WORDS) + 5,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=26,
        pad_token_id=0,
    )
    backbone = Backbone("tiny-roberta@0", XLMRobertaModel(config), tiny_tokenizer())
    backbone.eval()
    backbone.max_pieces = 23  # 26 positions less two special pieces and the padding's
    return backbone


def tiny_tokenizer() -> Tokenizer:
    """Return a tokenizer of letters, Chinese characters and two words."""
    pieces = ["<pad>", "<s>", "</s>", "<unk>", *WORDS, "<mask>"]
    vocabulary = {piece: place for place, piece in enumerate(pieces)}
    tokenizer = Tokenizer(
        models.WordPiece(vocabulary, unk_token="<unk>", continuing_subword_prefix="")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(r"\p{Han}"), "isolated"), pre_tokenizers.WhitespaceSplit()]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    return tokenizer


def tiny_texts(backbone: Backbone) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and mask of three texts, the last of full length."""
    full = [4 + place % 30 for place in range(backbone.max_pieces)]
    return backbone.pad([[5, 6, 7], [8, 9, 10, 11, 12], full])
