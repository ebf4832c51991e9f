"""What is said of a counterparty in plain words: sanctions, insolvency, complaints (pure)."""

import re
from collections.abc import Iterator, Sequence

from briefbook.records import Document, Entity, Evidence, Mention, Span
from decide.risk.records import Point, RiskGround
from decide.risk.rules import ListedRule, WordsRule
from decide.terms import is_chinese

PRODUCER = "decide.risk@1"

#: A denial in the same clause: before the word in both languages, and after it in English.
_DENIED = re.compile(
    r"\b(?:no|not|never|without|neither|nor|denie[sd]|free of|cleared of|\w+n['’]t)\b[^;:.]*$|"
    r"(?:未|没有|无|不存在|并非|否认|不曾)[^，。；]{0,8}$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^[^;:.]{0,60}\b(?:untrue|false|unfounded|withdrawn|dismissed|was denied)\b|"
    r"^[^。；]{0,20}(?:不实|已撤销|已解除)",
    re.IGNORECASE,
)
_RUMOURED = re.compile(
    r"\b(?:may|might|could|reportedly|allegedly|rumou?r\w*|possibl[ey]|is said to|suspected)\b|"
    r"可能|据传|传闻|网传|或将|疑似|据称",
    re.IGNORECASE,
)
_TIES = frozenset({"OWNS", "HEADS", "FOUNDED", "INVESTED_IN", "ACQUIRED", "MEMBER_OF"})
_SUFFIX = re.compile(
    r"[\s,]+(?:ltd|limited|plc|inc|llc|llp|gmbh|ag|s\.?a|a/s|co|corp|company)\.?$|(?:股份)?有限(?:责任)?公司$",
    re.IGNORECASE,
)


def words_points(party: Entity, ground: RiskGround, name: str, rule: WordsRule) -> Iterator[Point]:
    """Yield a point for each sentence that names the party with a word of the rule.

    What is denied is yielded with no points, so that a reader sees that it was looked at; what is
    only rumoured counts half.
    """
    if not rule.words:
        return
    pattern = _pattern(rule.words)
    for document, sentence, mention in _said_of(party, ground):
        text = document.quote(sentence)
        own = mention.evidence.span
        for match in pattern.finditer(text):
            if own.overlaps(Span(sentence.start + match.start(), sentence.start + match.end())):
                continue  # the word is a part of the name
            evidence = document.evidence(sentence, producer=PRODUCER, score=mention.evidence.score)
            yield _weighed(name, rule, text, match, evidence)
            break


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_part, words)), re.IGNORECASE)


def _part(word: str) -> str:
    if is_chinese(word[0]):
        return re.escape(word)
    stem = word.removesuffix("*")
    return rf"\b{re.escape(stem)}" + (r"\w*" if stem != word else r"\b")


def _weighed(
    name: str, rule: WordsRule, text: str, match: re.Match[str], evidence: Evidence
) -> Point:
    word, before, after = match.group(), text[: match.start()], text[match.end() :]
    if _DENIED.search(before) or _DENIED_AFTER.search(after):
        return Point(name, 0, f"“{word}” is denied", (evidence,))
    if _RUMOURED.search(text):
        return Point(name, rule.points / 2, f"“{word}”, as a rumour or a possibility", (evidence,))
    return Point(name, rule.points, f"“{word}”", (evidence,))


def _said_of(party: Entity, ground: RiskGround) -> Iterator[tuple[Document, Span, Mention]]:
    """Yield each sentence that names the party once, in the order of documents and texts."""
    wanted = set(party.mentions)
    seen: set[tuple[str, Span]] = set()
    for key in sorted(ground.readings):
        document = ground.documents.get(key)
        if document is None:
            continue
        for mention in ground.readings[key].mentions:
            if mention.id not in wanted:
                continue
            for sentence in document.sentences_in(mention.evidence.span)[:1]:
                if (key, sentence) not in seen:
                    seen.add((key, sentence))
                    yield document, sentence, mention


def listed_points(party: Entity, ground: RiskGround, rule: ListedRule) -> Iterator[Point]:
    """Yield a point when the party is on a list, and for each tie to someone who is."""
    reasons = {_folded(each.name): each.reason for each in ground.listed}
    listed = {
        entity.id: (entity, reasons[name])
        for entity in ground.entities
        for name in sorted({_folded(each) for each in (entity.name, *entity.aliases)})
        if name in reasons
    }
    if party.id in listed:
        places = tuple(_first_places(party, ground))
        yield Point("listed", rule.points, f"is on a list: {listed[party.id][1]}", places)
    for fact in sorted(ground.facts, key=lambda fact: (-fact.confidence, fact.id)):
        tied = fact.subject in listed and fact.object == party.id and fact.predicate in _TIES
        if tied and fact.assertion == "asserted":
            entity, why = listed[fact.subject]
            tie = fact.predicate.lower().replace("_", " ")
            reason = f"{entity.name}, who {tie} it, is on a list: {why}"
            yield Point("listed", rule.tie_points, reason, fact.evidence[:1])


def _folded(name: str) -> str:
    """Fold case, white space and the legal form, which lists and letters write differently.

    >>> _folded("Ravnholm Cabling Ltd."), _folded("无锡云岭制冷设备有限公司")
    ('ravnholm cabling', '无锡云岭制冷设备')
    """
    return _SUFFIX.sub("", " ".join(name.split()).rstrip(".")).casefold()


def _first_places(party: Entity, ground: RiskGround) -> Iterator[Evidence]:
    for document, sentence, _ in _said_of(party, ground):
        yield document.evidence(sentence, producer=PRODUCER, score=1.0)
        return
