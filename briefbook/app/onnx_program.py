"""Tag texts with the exported model beside this file; needs onnxruntime, tokenizers and numpy.

    python tag.py "Ada Wells joined Northgate Pumps in Leeds."

Prints one line of JSON for each mention: label, text, start, end (characters) and score.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

_SPACE = "\u2581"  # a piece of its own where the text has a space

Array = npt.NDArray[Any]
Word = tuple[int, int, int]  # first character, last (exclusive), place of the first piece
Mention = dict[str, Any]


class Tagger:
    """The exported model; `tagger.json` says how to read its scores."""

    def __init__(self, folder: Path) -> None:
        """Open the files of an export."""
        self.told = json.loads((folder / "tagger.json").read_text("utf-8"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.session = onnxruntime.InferenceSession(folder / "model.onnx")
        self.start = np.array(self.told["start"], np.float32)
        self.moves = np.array(self.told["moves"], np.float32)

    def tag(self, text: str) -> list[Mention]:
        """Return the mentions in a text; a long one is read in windows that end between words."""
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        found: list[Mention] = []
        for words, ids in self._windows(find_words(text, encoding), encoding.ids):
            scores = self.scores(ids)[[1 + first for _, _, first in words]]  # after the begin
            found += self._mentions(text, words, scores)
        return found

    def scores(self, ids: list[int]) -> Array:
        """Return a score for each tag of each piece, special ones included."""
        framed = np.array([[self.told["begin"], *ids, self.told["end"]]], np.int64)
        feed = {"input_ids": framed, "attention_mask": np.ones_like(framed)}
        scores: Array = self.session.run(["scores"], feed)[0][0]
        return scores

    def _windows(self, words: list[Word], ids: list[int]) -> list[tuple[list[Word], list[int]]]:
        """Return parts of a text that can be read together, with places counted in the part."""
        begins, groups = [0], [list[Word]()]
        ends = [*(first for _, _, first in words[1:]), len(ids)]
        for word, end in zip(words, ends, strict=False):
            if end - begins[-1] > self.told["max_pieces"]:
                begins.append(word[2])
                groups.append([])
            groups[-1].append((word[0], word[1], word[2] - begins[-1]))
        stops = [*begins[1:], len(ids)]
        return [
            (group, ids[begin : min(stop, begin + self.told["max_pieces"])])
            for group, begin, stop in zip(groups, begins, stops, strict=True)
            if group
        ]

    def _mentions(self, text: str, words: list[Word], scores: Array) -> list[Mention]:
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        tags = self._best_path(scores)
        mentions, first = [], -1
        for place, tag in enumerate([*tags, 0]):
            if first >= 0 and (tag == 0 or tag % 2 == 1):  # O or B ends what goes on
                sure = min(chances[at, tags[at]] for at in range(first, place))
                start, end = words[first][0], words[place - 1][1]
                label = self.told["labels"][(tags[first] - 1) // 2]
                mentions.append(
                    {
                        "label": label,
                        "text": text[start:end],
                        "start": start,
                        "end": end,
                        "score": round(self._calibrated(float(sure)), 4),
                    }
                )
                first = -1
            if tag % 2 == 1:
                first = place
        return mentions

    def _best_path(self, scores: Array) -> list[int]:
        """Return the best allowed sequence of tags (Viterbi)."""
        best, back = scores[0] + self.start, []
        for row in scores[1:]:
            candidates = best[:, None] + self.moves
            back.append(candidates.argmax(axis=0))
            best = candidates.max(axis=0) + row
        tags = [int(best.argmax())]
        for origin in reversed(back):
            tags.append(int(origin[tags[-1]]))
        return tags[::-1]

    def _calibrated(self, score: float) -> float:
        known = self.told["calibration"]
        return float(np.interp(score, known["scores"], known["values"])) if known else score


def find_words(text: str, encoding: Encoding) -> list[Word]:
    """Return the words of a text with the place of each one's first piece."""
    words: list[Word] = []
    last: int | None = None
    pieces = zip(encoding.offsets, encoding.word_ids, encoding.tokens, strict=True)
    for place, ((start, end), word, piece) in enumerate(pieces):
        while start < end and text[start].isspace():
            start += 1
        if start == end or piece == _SPACE:
            continue
        if words and (word == last or start < words[-1][1]):
            words[-1] = (words[-1][0], max(end, words[-1][1]), words[-1][2])
        else:
            words.append((start, end, place))
        last = word
    return words


def main() -> None:
    """Tag the texts of the command line."""
    tagger = Tagger(Path(__file__).parent)
    for text in sys.argv[1:]:
        for mention in tagger.tag(text):
            sys.stdout.write(json.dumps(mention, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
