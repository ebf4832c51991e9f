"""Relations of English verbs by their grammar: who acts, on whom, and to, from, in, by whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from briefbook.records import Mention
from extract.assertion import assertion_of
from extract.claims import Claim
from extract.english_tags import PRODUCER
from extract.masks import Masked
from extract.words import read_words

_SCORE = 0.85
#: What stands between a verb and the organization it is about: "a 60% stake in B".
_SHARES = read_words("share_words")
_PRONOUNS = frozenset(("it", "they", "he", "she", "which", "who", "that"))
_OUR_NOUNS = frozenset(("company", "group", "firm", "bank"))


@dataclass(slots=True)
class _Roles:
    """What stands around one verb."""

    subjects: list[Token] = field(default_factory=list)
    objects: list[Token] = field(default_factory=list)
    indirect: list[Token] = field(default_factory=list)
    after: dict[str, list[Token]] = field(default_factory=dict)  # by preposition


#: lemma -> (predicate, where the head stands, where the tail stands); "to", "in" … are prepositions
_FRAMES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "acquire": (("ACQUIRED", "subject", "object"),),
    "buy": (("ACQUIRED", "subject", "object"),),
    "purchase": (("ACQUIRED", "subject", "object"),),
    "own": (("OWNS", "subject", "object"),),
    "control": (("OWNS", "subject", "object"),),
    "hold": (("OWNS", "subject", "object"),),
    "invest": (("INVESTED_IN", "subject", "in"),),
    "found": (("FOUNDED", "subject", "object"), ("FOUNDED_ON", "object", "in")),
    "establish": (("FOUNDED", "subject", "object"), ("FOUNDED_ON", "object", "in")),
    "incorporate": (("FOUNDED_ON", "object", "in"), ("FOUNDED_ON", "object", "on")),
    "headquarter": (("LOCATED_IN", "object", "in"),),
    "base": (("LOCATED_IN", "object", "in"),),
    "locate": (("LOCATED_IN", "object", "in"), ("LOCATED_IN", "object", "at")),
    "situate": (("LOCATED_IN", "object", "in"),),
    "supply": (("SUPPLIES", "subject", "to"), ("SUPPLIES", "subject", "object")),
    "sell": (("SUPPLIES", "subject", "to"), ("SUPPLIES", "subject", "indirect")),
    "deliver": (("SUPPLIES", "subject", "to"),),
    "ship": (("SUPPLIES", "subject", "to"),),
    "provide": (("SUPPLIES", "subject", "to"),),
    "make": (("PRODUCES", "subject", "object"),),
    "manufacture": (("PRODUCES", "subject", "object"),),
    "produce": (("PRODUCES", "subject", "object"),),
    "launch": (("PRODUCES", "subject", "object"),),
    "develop": (("PRODUCES", "subject", "object"),),
    "build": (("PRODUCES", "subject", "object"),),
    "introduce": (("PRODUCES", "subject", "object"),),
    "unveil": (("PRODUCES", "subject", "object"),),
    "pay": (
        ("PAID", "subject", "object"),
        ("PAID", "subject", "indirect"),
        ("PAID", "subject", "to"),
    ),
    "refund": (("PAID", "subject", "object"), ("PAID", "subject", "to")),
    "lead": (("HEADS", "subject", "object"), ("WORKS_FOR", "subject", "object")),
    "head": (("HEADS", "subject", "object"), ("WORKS_FOR", "subject", "object")),
    "chair": (("HEADS", "subject", "object"), ("WORKS_FOR", "subject", "object")),
    "run": (("HEADS", "subject", "object"), ("WORKS_FOR", "subject", "object")),
    "join": (("WORKS_FOR", "subject", "object"),),
    "employ": (("WORKS_FOR", "object", "subject"),),
    "work": (("WORKS_FOR", "subject", "for"), ("WORKS_FOR", "subject", "at")),
    "cooperate": (("COOPERATES_WITH", "subject", "with"),),
    "collaborate": (("COOPERATES_WITH", "subject", "with"),),
    "partner": (("COOPERATES_WITH", "subject", "with"),),
    "team": (("COOPERATES_WITH", "subject", "with"),),
    "sign": (("PARTY_TO", "subject", "object"), ("SIGNED_ON", "object", "on")),
    "expire": (("ENDS_ON", "subject", "on"), ("ENDS_ON", "subject", "in")),
    "end": (("ENDS_ON", "subject", "on"), ("ENDS_ON", "subject", "in")),
    "terminate": (("ENDS_ON", "subject", "on"),),
}


def read_verbs(tokens: Doc, masked: Masked) -> Iterator[Claim]:
    """Yield what the verbs of one English piece say of its mentions."""
    at = _mentions_by_token(tokens, masked)
    for verb in tokens:
        frames = _FRAMES.get(verb.lemma_.lower())
        if not frames or verb.pos_ not in ("VERB", "ADJ", "AUX"):
            continue
        roles = _roles_of(verb)
        for predicate, head_place, tail_place in frames:
            heads = _mentions_at(roles, head_place, at)
            tails = _mentions_at(roles, tail_place, at)
            for head in heads:
                for tail in tails:
                    yield _claim(masked, verb, predicate, head, tail)


def _claim(masked: Masked, verb: Token, predicate: str, head: Mention, tail: Mention) -> Claim:
    start = masked.offset_of(masked.span.start + verb.idx)
    assertion = assertion_of(masked.text, start, start + len(verb.text), predicate, "en")
    return Claim(predicate, head, tail, _SCORE, PRODUCER, assertion)


def _mentions_by_token(tokens: Doc, masked: Masked) -> dict[int, Mention]:
    found: dict[int, Mention] = {}
    offset = masked.span.start
    for place in masked.places:
        part = tokens.char_span(place.start - offset, place.end - offset, alignment_mode="expand")
        if part is not None:
            for token in part:
                found.setdefault(token.i, place.mention)
    return found


def _roles_of(verb: Token) -> _Roles:
    roles = _Roles()
    passive = _is_passive(verb)
    for child in verb.children:
        if child.dep_ == "nsubj":
            (roles.objects if passive else roles.subjects).append(child)
        elif child.dep_ in ("nsubjpass", "dobj"):
            roles.objects.append(child)
        elif child.dep_ == "dative":
            roles.indirect += [one for one in child.children if one.dep_ == "pobj"] or [child]
        elif child.dep_ in ("prep", "agent"):
            _add_preposition(roles, child, passive)
    if not roles.subjects and not passive:
        roles.subjects += _inherited_subjects(verb)
    if not roles.objects and passive and verb.dep_ in ("acl", "conj", "relcl", "xcomp"):
        roles.objects += [verb.head] if verb.dep_ == "acl" else _inherited_subjects(verb)
    return roles


def _add_preposition(roles: _Roles, preposition: Token, passive: bool) -> None:
    nouns = [one for one in preposition.children if one.dep_ in ("pobj", "pcomp")]
    if preposition.lower_ == "by" and passive:
        roles.subjects += nouns
    roles.after.setdefault(preposition.lower_, []).extend(nouns)
    for nested in preposition.children:  # "from A to B" may be parsed as one inside the other
        if nested.dep_ == "prep":
            _add_preposition(roles, nested, False)


def _is_passive(verb: Token) -> bool:
    if any(child.dep_ in ("nsubjpass", "auxpass", "agent") for child in verb.children):
        return True
    if verb.tag_ != "VBN" or any(child.dep_ == "dobj" for child in verb.children):
        return False
    if any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children):
        return False
    return verb.dep_ in ("acl", "advcl", "ROOT") or (verb.dep_ == "conj" and _is_passive(verb.head))


def _inherited_subjects(verb: Token) -> list[Token]:
    """Find the subject of a verb without one: "A plans to buy B", "A, acquiring B, …"."""
    current = verb
    for _ in range(4):
        if current.dep_ == "acl":
            return [current.head]
        if current.dep_ not in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "acomp", "relcl"):
            return []
        if current.dep_ == "relcl":
            return [current.head]
        current = current.head
        subjects = [one for one in current.children if one.dep_ in ("nsubj", "nsubjpass")]
        if subjects:
            return subjects
    return []


def _mentions_at(roles: _Roles, place: str, at: dict[int, Mention]) -> list[Mention]:
    if place == "subject":
        nouns = roles.subjects
    elif place == "object":
        nouns = roles.objects
    elif place == "indirect":
        nouns = roles.indirect
    else:
        nouns = roles.after.get(place, [])
    found = [mention for noun in nouns for mention in _mentions_of(noun, at)]
    return list(dict.fromkeys(found))


def _mentions_of(noun: Token, at: dict[int, Mention], depth: int = 0) -> Iterator[Mention]:
    """Yield the mentions a noun stands for, with those joined to it by "and"."""
    yield from _one_mention(noun, at, depth)
    if depth < 2:
        for other in noun.conjuncts:
            if other.i > noun.i:
                yield from _one_mention(other, at, depth)


def _one_mention(noun: Token, at: dict[int, Mention], depth: int) -> Iterator[Mention]:
    mention = at.get(noun.i)
    if mention is not None and mention.label != "Percent":
        yield mention
        return
    if noun.lower_ in _PRONOUNS or (noun.lower_ in _OUR_NOUNS and _is_definite(noun)):
        yield from _antecedent(noun, at)
        return
    if depth > 2:
        return
    for child in noun.children:
        inner_mention = at.get(child.i)
        if inner_mention is not None and _names(child, inner_mention):
            yield inner_mention
        elif child.dep_ == "prep" and child.lower_ in ("of", "in") and _is_share(noun, mention):
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield from _mentions_of(inner, at, depth + 1)


def _names(child: Token, mention: Mention) -> bool:
    """Tell whether a word names its noun: "its parent, Meridian", "the VX-200 pump"."""
    return child.dep_ == "appos" or (child.i < child.head.i and mention.label == "Product")


def _is_share(noun: Token, mention: Mention | None) -> bool:
    return mention is not None or noun.lemma_.lower() in _SHARES


def _is_definite(noun: Token) -> bool:
    return any(child.dep_ == "det" and child.lower_ == "the" for child in noun.children)


def _antecedent(noun: Token, at: dict[int, Mention]) -> Iterator[Mention]:
    """Take "which", "it" or "the group" for what it refers to within the sentence.

    A relative pronoun stands for the noun before it; any other for the subject of a clause above,
    an organization for "it", which may own that subject ("Meridian's chairman denied that it …").
    """
    verb = noun.head
    if verb.dep_ == "relcl" and noun.lower_ in ("which", "who", "that"):
        yield from _one_of(verb.head, at, noun.lower_ == "who")
        return
    for _ in range(3):
        if verb.dep_ not in ("ccomp", "advcl", "conj", "xcomp", "relcl"):
            return
        verb = verb.head
        for subject in verb.children:
            if subject.dep_ == "nsubj" and subject.i != noun.i:
                found = list(_one_of(subject, at, noun.lower_ in ("he", "she", "they")))
                yield from found
                if found:
                    return


def _one_of(noun: Token, at: dict[int, Mention], person: bool) -> Iterator[Mention]:
    mention = at.get(noun.i)
    if mention is not None and (mention.label == "Person") == person:
        yield mention
    elif not person:
        for token in noun.subtree:
            inner = at.get(token.i)
            if inner is not None and inner.label == "Organization":
                yield inner
                return
