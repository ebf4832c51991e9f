import subprocess
import sys

import numpy as np
import pytest

from briefbook.records import Document, Reading
from summarize.digest import digest_document
from summarize.material import read_material, salience
from summarize.salience import MEASURES
from summarize.settings import SummarizeSettings
from summarize.weights import PARTS, SENTENCES
from tests.factories import make_document, make_mention

NEWS = make_document(
    "Northwind will close the plant in Leith in May. "
    "The union of the plant in Leith called the closing of the plant a disgrace. "
    "It rained in Leith when the news of the closing was read out. "
    "“I have worked at the plant for thirty years and you never told me,” a fitter said."
)
NACHRICHT = make_document(
    "北风公司将于五月关闭青岛轴承工厂。青岛轴承工厂的工会称关闭工厂是一种耻辱。"
    "宣布关闭消息的时候青岛正在下雨。工厂的工人们已经在那里工作了三十年。",
    "zh",
)


def measure(document: Document, name: str) -> list[float]:
    columns = read_material(document).columns
    return [float(value) for value in columns[:, MEASURES.index(name)]]


@pytest.mark.parametrize("document", [NEWS, NACHRICHT])
def test_measures_lie_between_0_and_1_and_salience_too(document: Document) -> None:
    material = read_material(document)

    worth = salience(material, "report", SummarizeSettings())

    assert material.columns.shape == (4, len(MEASURES))
    assert np.all((material.columns >= 0) & (material.columns <= 1))
    assert worth.min() == 0 and worth.max() == 1


@pytest.mark.parametrize("document", [NEWS, NACHRICHT])
def test_what_the_text_is_about_is_central_and_weather_is_not(document: Document) -> None:
    central = measure(document, "common")

    assert central[1] > central[2]
    assert measure(document, "early") == sorted(measure(document, "early"), reverse=True)


def test_letters_and_talk_are_told_from_reports_that_quote() -> None:
    letter = make_document("Could you send me the lease? I need it here on Friday for the bank.")

    assert read_material(letter).speaks
    assert not read_material(NEWS).speaks


def test_entities_that_matter_more_draw_the_digest() -> None:
    document = make_document(
        "Ada Byron spoke of the roads at the meeting of the town. "
        "Grace Hopper spoke of the rails at the meeting of the town. "
        "Mary Somerville spoke of the river at the meeting of the town."
    )
    people = [
        make_mention(document, name, "Person")
        for name in ("Ada Byron", "Grace Hopper", "Mary Somerville")
    ]
    reading = Reading(document.id, tuple(people), ())
    strong = SummarizeSettings(document_sentences=1, density=5.0)

    told = {
        name: digest_document(
            document,
            reading,
            strong,
            weights={each.id: 6.0 if each.text == name else 0.1 for each in people},
        )
        for name in ("Grace Hopper", "Mary Somerville")
    }

    for name, digest in told.items():
        assert digest.sentences[0].text.startswith(name)


def test_every_weight_names_a_measure() -> None:
    assert all(set(weights) <= set(MEASURES) for weights in SENTENCES.values())
    assert set(PARTS) == {"report", "talk", "zh"}


def test_digests_by_quotes_need_no_torch() -> None:
    code = "import sys, summarize.digest; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
