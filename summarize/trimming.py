"""What a writer was stopped in, or wrote too much of, ends with a whole sentence (pure)."""

import re

from summarize.words import length

#: Up to and with what ends a sentence: a full stop before a space, a Chinese one or a line end
#: anywhere.
_SENTENCE = re.compile(r".+?(?:[.!?][\"'”’)\]]*(?=\s|$)|[。！？][”’」』）]*|\n|$)\s*", re.DOTALL)
_ENDED = re.compile(r"(?:[.!?][\"'”’)\]]*|[。！？][”’」』）]*)\s*$")


def whole_sentences(text: str) -> str:
    """Return `text` without a last sentence that has no end, unless it has no other.

    >>> whole_sentences("It cost 3.5 million. The board then"), whole_sentences("No end")
    ('It cost 3.5 million.', 'No end')
    """
    found = _SENTENCE.findall(text)
    if len(found) > 1 and not _ENDED.search(found[-1]):
        found.pop()
    return "".join(found).strip()


def within(text: str, most_words: int) -> str:
    """Return the first sentences of `text` that together have at most `most_words`, or the first.

    >>> within("The board met. It approved the budget. Nobody objected.", 7)
    'The board met. It approved the budget.'
    """
    kept = ""
    for sentence in _SENTENCE.findall(text):
        if kept and length(kept + sentence) > most_words:
            break
        kept += sentence
    return kept.strip()
