"""English words become stems, so that "approved" meets "approves" (pure).

A light stripping of endings in the manner of Porter (1980), for comparing the words of a sentence
with those of its source; irregular forms by a list.
"""

import re
from functools import lru_cache

from summarize.words import words

_FORMS = (
    "say said;win won;rise rose risen;fall fell fallen;buy bought;sell sold;sale sales;"
    "make made;take took taken;give gave given;go went gone;come came;become became;"
    "begin began begun;lose lost;leave left;lead led;hold held;keep kept;find found;tell told;"
    "meet met;pay paid;send sent;build built;spend spent;grow grew grown;know knew known;"
    "write wrote written;drive drove driven;break broke broken;choose chose chosen;"
    "see saw seen;get got gotten;run ran;beat beaten;shoot shot;strike struck;steal stole"
    " stolen;throw threw thrown;draw drew drawn;fight fought;catch caught;teach taught;"
    "think thought;bring brought;feel felt;die dying;man men;woman women;child children;"
    "sit sat;stand stood;speak spoke spoken;fly flew flown;hide hid hidden;show shown;"
    "seek sought;sink sank sunk;swim swam swum;wear wore worn;tear tore torn;lie lay lain;"
    "deal dealt;mean meant;hear heard;learn learnt;shrink shrank shrunk;ride rode ridden;"
    "bear bore borne;eat ate eaten;forget forgot forgotten;freeze froze frozen;"
    "ring rang rung;sing sang sung;drink drank drunk;shake shook shaken;wake woke woken;"
    "bind bound;wind wound;feed fed;flee fled;swear swore sworn;analyse analyze"
)
_IRREGULAR = {form: forms.split()[0] for forms in _FORMS.split(";") for form in forms.split()}
_VOWELS = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"([bdfgmnprt])\1$")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of an English word, folded.

    >>> stem("approved"), stem("Approves"), stem("bought"), stem("planning")
    ('approv', 'approv', 'buy', 'plan')
    """
    word = word.casefold().removesuffix("'s").replace("'", "").replace(".", "")
    if word in _IRREGULAR:
        return _stripped_e(_IRREGULAR[word])
    for ending, ersatz in (
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + ersatz
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ing", "ed", "ly"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= 3 and _VOWELS.search(bare):
            word = _DOUBLED.sub(r"\1", bare) if ending != "ly" else bare
            break
    return _stripped_e(_IRREGULAR.get(word, word))


def _stripped_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@lru_cache(maxsize=65536)
def is_content(word: str) -> bool:
    """Tell whether an English word says something of its own."""
    return bool(words(word))
