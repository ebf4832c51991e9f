"""Short letters with their summaries, and a tiny encoder that knows their words."""

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from summarize.pairs import Pair
from tests.app.models import COMPANIES, PEOPLE

_ENGLISH = (
    "{person} of {company} wrote to the board on Monday about the pumps in Leeds. "
    "The letter says that {company} will deliver {number} pumps in the spring. "
    "The board thanked {person} for the letter and will answer it soon."
)
_ENGLISH_SUMMARY = "{company} will deliver {number} pumps."
_CHINESE = (
    "{company}的{person}星期一就水泵一事致函董事会。来函称{company}将于春季交付水泵{number}台。"
    "董事会感谢{person}来函，并将尽快答复此事。"
)
_CHINESE_SUMMARY = "{company}将交付水泵{number}台。"
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_WORD = re.compile("[A-Za-z]+|[^\\sA-Za-z]")


def letters(count: int, *, first: int = 0) -> list[Pair]:
    """Letters in both languages, each with a summary of one sentence."""
    pairs = []
    for number in range(first, first + count):
        chinese = number % 2 == 1
        names = [one for one in PEOPLE if ("\u4e00" <= one[0] <= "\u9fff") == chinese]
        houses = [one for one in COMPANIES if ("\u4e00" <= one[0] <= "\u9fff") == chinese]
        filled = {
            "person": names[number // 2 % len(names)],
            "company": houses[number // 3 % len(houses)],
            "number": number + 10,
        }
        text, summary = (_CHINESE, _CHINESE_SUMMARY) if chinese else (_ENGLISH, _ENGLISH_SUMMARY)
        pairs.append(
            Pair(
                f"l{number}",
                text.format(**filled),
                (summary.format(**filled),),
                language="zh" if chinese else "en",
            )
        )
    return pairs


def write_csv(path: Path, pairs: Sequence[Pair]) -> Path:
    """Write texts and summaries as a table with a header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("text", "summary"))
        rows.writerows((pair.text, pair.summaries[0]) for pair in pairs)
    return path


def write_jsonl(path: Path, pairs: Sequence[Pair]) -> Path:
    """Write texts and summaries as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"id": one.id, "text": one.text, "summary": one.summaries[0]} for one in pairs]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def write_encoder(folder: Path) -> Path:
    """Write a random encoder of two layers whose pieces are the words of our letters."""
    found = {word for pair in letters(12) for word in _WORD.findall(pair.text + pair.summaries[0])}
    known = sorted({*found, *("\u2581" + word for word in found), *"0123456789", "\u2581"})
    vocabulary = [(one, 0.0) for one in _SPECIAL]
    vocabulary += [(one, len(one) - 20.0 - place / 1000) for place, one in enumerate(known)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, 3, False))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens(list(_SPECIAL))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=514,
        pad_token_id=1,
        initializer_range=0.3,
    )
    folder.mkdir(parents=True)
    BertModel(config).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
