"""A small made-up encyclopaedia in both languages, and an encoder that knows words alone."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from briefbook.ids import make_id
from briefbook.records import Passage, Span
from decide.retrieve.build import graph_of_passages
from decide.retrieve.graph import PassageGraph
from decide.terms import terms

TEXTS: Mapping[str, str] = {
    "The Tin Harbour (film)": "The Tin Harbour is a 1931 drama film directed and written by"
    " Oskar Wendel and starring Mira Talvik. It was shot in Port Ellery.",
    "The Tin Harbour (novel)": "The Tin Harbour is a 1928 novel by Agnes Pell.",
    "Night over Belvane": "Night over Belvane is a 1940 film directed by Łucja Brandt, music by"
    " Tomas Hale. Mira Talvik plays the queen.",
    "Oskar Wendel": "Oskar Johann Wendel (1890 – 1951) was an Austrian director. He was the son of"
    " Karel Wendel and his wife Ilse Maar.",
    "Łucja Brandt": "Łucja Brandt (born 1902) is a Polish film director. Her husband is Pavel.",
    "Karel Wendel": "Karel Wendel made clocks. He was a son of Matthias Wendel, Lord of Orrin.",
    "Matthias Wendel, Lord of Orrin": "Matthias Wendel, Lord of Orrin, owned the mills of Orrin.",
    "Mira Talvik": "Mira Talvik is an Estonian actress.",
    "Tomas Hale": "Tomas Hale is a composer from Dunmarrow.",
    "Dunmarrow": "Dunmarrow is a town on the river Esk, known for its bridge.",
    "Steno (director)": "Steno was an Italian director of comedies.",
    "The Long Lunch": "The Long Lunch is a 1955 comedy film directed by Steno.",
    "《青石巷》": "《青石巷》是一部1998年的电影，由沈望舒执导，方以宁主演。",
    "沈望舒": "沈望舒，导演，生于临川。他的父亲是沈伯年。",
    "沈伯年": "沈伯年是一位木匠。",
    "方以宁": "方以宁是女演员。",
}


class Words:
    """Texts that share terms are near: no model is needed for that."""

    name = "words@1"
    dimension = 256

    def embed(
        self, texts: Sequence[str], *, kind: Literal["query", "passage"]
    ) -> npt.NDArray[np.float32]:
        vectors = np.full((len(texts), self.dimension), 1e-6, np.float32)
        for row, text in enumerate(texts):
            for term in terms(text):
                vectors[row, zlib.crc32(term.encode()) % self.dimension] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: npt.NDArray[np.float32] = vectors / lengths
        return unit


def passage(title: str, text: str) -> Passage:
    """A passage that is a document of its own."""
    key = make_id("doc", title, text)
    return Passage(make_id("pas", key), key, Span(0, len(text)), text, title)


PASSAGES = tuple(passage(title, text) for title, text in TEXTS.items())
TITLES = {each.id: each.heading for each in PASSAGES}


def world() -> PassageGraph:
    """The graph of the encyclopaedia."""
    return graph_of_passages(PASSAGES, titles=TITLES)
