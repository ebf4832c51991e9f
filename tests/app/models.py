"""A tiny encoder and a few labelled sentences, so that training runs for real in seconds."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.formats import write_examples
from briefbook.records import Span

PEOPLE = ("Helen Carter", "Peter Nash", "Ada Wells", "王建国", "李梅", "陈伟")
COMPANIES = ("Northgate Pumps", "Brightwell Sensors", "Elmfield Controls", "北桥泵业", "清源水务")
_ENGLISH = ("{} works for {} in Leeds.", "Yesterday {} joined {}.", "{} will leave {} soon.")
_CHINESE = ("{}任职于{}。", "昨天{}加入了{}。", "{}即将离开{}。")


def labelled_sentences(count: int, *, first: int = 0) -> list[Example]:
    """Sentences in both languages, each with a person, a company and what ties them."""
    examples = []
    for number in range(first, first + count):
        person = PEOPLE[number % len(PEOPLE)]
        company = COMPANIES[(number // 2) % len(COMPANIES)]
        chinese = "\u4e00" <= person[0] <= "\u9fff"
        patterns = _CHINESE if chinese else _ENGLISH
        text = patterns[number % 3].format(person, company)
        spans = [(text.index(words), len(words)) for words in (person, company)]
        mentions = tuple(
            LabelledSpan(Span(start, start + size), label)
            for (start, size), label in zip(spans, ("Person", "Organization"), strict=True)
        )
        tie = LabelledRelation(0, 1, "WORKS_FOR" if number % 3 < 2 else "LEAVES")
        language = "zh" if chinese else "en"
        examples.append(Example(f"s{number}", text, mentions, (tie,), language))
    return examples


def write_labels(path: Path, examples: Sequence[Example], layout: str = "jsonl") -> Path:
    """Write labels in a format, making the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_examples(examples, layout))
    return path


def write_encoder(folder: Path) -> Path:
    """Write a random encoder of two layers that knows the words of our sentences."""
    texts = [example.text for example in labelled_sentences(90)]
    words = {word for text in texts for word, _ in _splitter().pre_tokenize_str(text)}
    pieces = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", *sorted(words)]
    tokenizer = Tokenizer(
        models.WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = _splitter()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.3,
    )
    folder.mkdir(parents=True)
    BertModel(config).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def _splitter() -> pre_tokenizers.PreTokenizer:
    """Words, marks and Chinese characters."""
    chinese = pre_tokenizers.Split(Regex(r"\p{Han}"), "isolated")
    return pre_tokenizers.Sequence([chinese, pre_tokenizers.BertPreTokenizer()])
