"""Digests in another language: figures survive or the sentence stays, and a note says which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from briefbook.errors import ModelError
from briefbook.learn.methods import MethodSettings
from briefbook.learn.plan import LoopSettings
from briefbook.records import Digest, Evidence, Sentence, Span
from summarize.pairs import Pair
from summarize.pretrained_training import train_pretrained
from summarize.translated import survives, translate_digest, untranslated
from summarize.translating import open_translator
from tests.summarize.tiny_seq2seq import PAIRS, write_many_languages, write_marian, write_t5

pytestmark = pytest.mark.usefixtures("one_thread")

_ZH, _EN = PAIRS[2].summaries[0], "The board approved the budget."


@dataclass(frozen=True)
class Phrasebook:
    """A translator that knows a few sentences."""

    known: dict[str, str]
    producer: str = "phrasebook@1"
    source: str = "zh"
    target: str = "en"

    def translate(self, sentences: Sequence[str]) -> list[str]:
        return [self.known.get(sentence, "") for sentence in sentences]


def _digest(*texts: str) -> Digest:
    return Digest(
        "document",
        "doc:1",
        tuple(
            Sentence(text, (Evidence("doc:1", Span(0, len(text)), (), text, "rules@1", 1.0),))
            for text in texts
        ),
        "select@2",
    )


def test_a_translated_sentence_keeps_its_evidence() -> None:
    digest = _digest("董事会于2024年3月5日批准了350万元的预算。")
    english = "On 5 March 2024 the board approved a budget of 3.5 million yuan."

    told = translate_digest(digest, Phrasebook({digest.sentences[0].text: english}))

    assert [(one.text, one.origin) for one in told.sentences] == [(english, "written")]
    assert told.sentences[0].evidence == digest.sentences[0].evidence
    assert told.notes == ("translated from Chinese to English by phrasebook@1",)
    assert told.producer == "select@2+phrasebook@1"


def test_a_sentence_whose_figures_change_stays_as_it_is() -> None:
    good, bad = "会议于3月5日召开。", "预算为350万元。"
    book = Phrasebook({good: "The meeting was on 5 March.", bad: "The budget is 3.5 billion yuan."})

    told = translate_digest(_digest(good, bad), book)

    assert [one.text for one in told.sentences] == ["The meeting was on 5 March.", bad]
    assert [one.origin for one in told.sentences] == ["written", "quoted"]
    assert "1 of 2 sentences are left in Chinese" in told.notes[-1]


@pytest.mark.parametrize(
    ("source", "translation", "target"),
    [
        ("Revenue rose 12% in March.", "3月收入增长了12。", "zh"),
        ("Contract NW-2024-017 ends.", "合同NW-2024-17终止。", "zh"),
        ("The fee is 300 dollars.", "费用为300元。", "zh"),
        ("The fee is due.", "费用于2025年到期。", "zh"),
        ("The fee is due.", "The fee is due.", "zh"),
        ("The fee is due.", "", "zh"),
        ("预算获批。", "the the the the the the the the the the the the the the the", "en"),
    ],
)
def test_what_is_no_translation_is_not_taken_for_one(
    source: str, translation: str, target: str
) -> None:
    assert not survives(source, translation, target)


def test_sentences_in_the_wished_language_are_not_translated() -> None:
    digest = _digest("The board met.")

    assert translate_digest(digest, Phrasebook({})) == digest


def test_without_a_translator_the_digest_says_so() -> None:
    digest = _digest("董事会批准了预算。")

    [note] = untranslated(digest, "en").notes

    assert note.startswith("no translation model is configured")
    assert untranslated(digest, "zh") == digest == untranslated(digest, "")


def test_a_model_translates_what_it_learnt_with_its_grounds(tmp_path: Path) -> None:
    prefix = {"prefix": "Into English: "}
    params = {"summarization": prefix, "translation_zh_to_en": prefix}
    start, folder = write_t5(tmp_path / "start", task_specific_params=params), tmp_path / "zh-en"
    pairs = [Pair("1", _ZH, (_EN,)), Pair("2", "会议批准了年度预算。", ("It met.",))]
    loop = LoopSettings(
        epochs=30, learning_rate=1e-2, batch_pieces=500, patience=0, precision="float32"
    )
    train_pretrained(pairs, (), folder, start=str(start), method=MethodSettings("full"), loop=loop)
    translator = open_translator(str(folder), "zh", "en", beams=2)

    told = translate_digest(_digest(_ZH), translator)

    assert [one.text for one in told.sentences] == [_EN]
    assert told.sentences[0].evidence[0].quote == _ZH
    assert translator.translate(["", _ZH]) == ["", _EN]


def test_a_model_of_many_languages_writes_the_one_that_is_wished(tmp_path: Path) -> None:
    folder = str(write_many_languages(tmp_path / "many"))
    translator = open_translator(folder, "en", "zh", beams=1)
    opened = translator.opened

    [written] = translator.translate([_EN])

    assert (
        opened.tokenizer.convert_ids_to_tokens(opened.tokenizer(_EN)["input_ids"])[0] == "eng_Latn"
    )
    assert opened.tokenizer.tgt_lang == "zho_Hans"
    assert "zho_Hans" not in written
    with pytest.raises(ModelError, match="does not know the languages en, de"):
        open_translator(folder, "en", "de")


def test_a_model_for_the_other_direction_is_refused(tmp_path: Path) -> None:
    folder = str(write_marian(tmp_path / "en-zh", source_lang="eng", target_lang="zho"))

    assert open_translator(folder, "en", "zh").producer.startswith("en-zh@")
    with pytest.raises(ModelError, match="its source_lang is eng"):
        open_translator(folder, "zh", "en")


def test_notes_that_were_there_stay() -> None:
    digest = replace(_digest("董事会批准了预算。"), notes=("first",))

    assert untranslated(digest, "en").notes[0] == "first"
    assert translate_digest(digest, Phrasebook({})).notes[0] == "first"
