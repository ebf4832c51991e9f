"""A smaller vocabulary reads the languages it keeps exactly as before."""

import json
from functools import lru_cache
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from briefbook.errors import ModelError
from briefbook.learn.backbone import Backbone, open_backbone
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.shelf import load_model
from briefbook.learn.tokens import open_tokenizer, read_pieces
from briefbook.learn.vocabulary import of_languages, prune_vocabulary, seen_in
from tests.app.models import write_encoder as write_wordpiece_encoder
from tests.learn.tiny_encoder import CYRILLIC, HAN, LATIN, MARKS, write_encoder

IN_USE = st.text(LATIN + HAN + MARKS + " é", max_size=30)
Folders = tuple[Path, Path]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """An encoder, and the same one cut down to English and Chinese."""
    place = tmp_path_factory.mktemp("encoders")
    prune_vocabulary(write_encoder(place / "all"), place / "some", of_languages(["en", "zh"]))
    return place / "all", place / "some"


@lru_cache
def _plain(folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


@lru_cache
def _cutting(folder: Path) -> Tokenizer:
    return open_tokenizer(folder)


@lru_cache
def _opened(folder: Path) -> Backbone:
    backbone = open_backbone(EncoderSettings(model=str(folder)))
    backbone.eval()
    return backbone


@given(text=IN_USE)
@settings(max_examples=200, deadline=None)
def test_texts_in_the_languages_kept_are_cut_alike(folders: Folders, text: str) -> None:
    for opened in (_plain, _cutting):
        before, after = (opened(folder).encode(text) for folder in folders)
        assert after.tokens == before.tokens
        assert after.offsets == before.offsets


@given(texts=st.lists(IN_USE, min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_texts_in_the_languages_kept_get_the_same_states(
    folders: Folders, texts: list[str]
) -> None:
    states = []
    for folder in folders:
        backbone = _opened(folder)
        ids, mask = backbone.pad([one.ids for one in read_pieces(backbone.tokenizer, texts)])
        with torch.inference_mode():
            states.append(backbone(ids, mask))
    assert torch.equal(*states)


@given(text=st.text(CYRILLIC, min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_another_script_is_read_letter_by_letter(folders: Folders, text: str) -> None:
    tokens = _plain(folders[1]).encode(text, add_special_tokens=False).tokens
    assert "".join(tokens) == "\u2581" + text
    assert all(len(token.strip("\u2581")) <= 1 for token in tokens)


def test_special_pieces_keep_their_work(folders: Folders) -> None:
    config = json.loads((folders[1] / "config.json").read_text("utf-8"))
    tokenizer = _plain(folders[1])

    assert tokenizer.encode("").tokens == ["<s>", "</s>"]
    assert tokenizer.id_to_token(config["pad_token_id"]) == "<pad>"
    assert tokenizer.encode("<mask>", add_special_tokens=False).tokens[-1] == "<mask>"
    assert tokenizer.get_vocab_size() == config["vocab_size"] == _words(folders[1])
    assert tokenizer.get_vocab_size() < _plain(folders[0]).get_vocab_size()


def _words(folder: Path) -> int:
    return len(load_model(folder).get_input_embeddings().weight)  # type: ignore[operator]


@given(texts=st.lists(st.text(LATIN + HAN + CYRILLIC + MARKS + " ", max_size=20), max_size=4))
@settings(max_examples=15, deadline=None)
def test_texts_that_were_shown_are_cut_alike(
    tmp_path_factory: pytest.TempPathFactory, folders: Folders, texts: list[str]
) -> None:
    small = tmp_path_factory.mktemp("shown") / "encoder"

    prune_vocabulary(folders[0], small, seen_in(folders[0], texts))

    for opened in (_plain, _cutting):
        before, after = opened(folders[0]), opened(small)
        for text in texts:
            assert after.encode(text).tokens == before.encode(text).tokens


def test_only_a_unigram_vocabulary_can_be_cut(tmp_path: Path) -> None:
    folder = write_wordpiece_encoder(tmp_path / "encoder")
    with pytest.raises(ModelError, match="WordPiece, only Unigram"):
        prune_vocabulary(folder, tmp_path / "small", of_languages(["en"]))
    assert not (tmp_path / "small").exists()


def test_nothing_is_written_over(folders: Folders) -> None:
    with pytest.raises(ModelError, match="there already"):
        prune_vocabulary(folders[0], folders[1], of_languages(["en"]))


@pytest.mark.parametrize("languages", [["en", "tlh"], []])
def test_a_language_has_to_be_known(languages: list[str]) -> None:
    with pytest.raises(ModelError, match="known are en, zh"):
        of_languages(languages)


def test_a_language_is_told_by_its_letters() -> None:
    keep = of_languages(["en", "zh"])
    assert [
        piece for piece in ("▁contract", "合同", "naïve", "договор", "15%", "การ") if keep(piece)
    ] == [
        "▁contract",
        "合同",
        "naïve",
        "15%",
    ]
