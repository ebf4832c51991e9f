"""Questions that count, list, add up or rank become one Cypher query with parameters (pure).

Only a question that is understood whole becomes a query: a word that is left over may mean what no
template knows ("how many contracts *in China* end in 2026?"). What is counted are things named in
facts; each row brings the place that says so, and without such places there is no answer. A number
that a text states itself ("212 customers") is read there, not counted here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefbook.schema import PREDICATES, VALUE_LABELS
from decide.lexicon import KIND_NOUNS, WORDINGS
from decide.naming import Named, without_names
from decide.orient import End, end_of, other
from decide.periods import Period, find_period
from decide.question import content_terms
from decide.shape import Shape, ShapeKind

Parameter = str | float | list[str]

_SUBJECT_IS_THING = (
    "MATCH (thing:`__Entity__`)<-[:SUBJECT]-(f:Fact)-[:OBJECT]->(value:`__Entity__`)"
)
_OBJECT_IS_THING = "MATCH (thing:`__Entity__`)<-[:OBJECT]-(f:Fact)-[:SUBJECT]->(value:`__Entity__`)"
_OF_PARTY = (
    "EXISTS { MATCH (party:`__Entity__`)<-[:SUBJECT]-(p:Fact)-[:OBJECT]->(thing) "
    "WHERE p.predicate = $party_to AND party.id IN $given }"
)
#: Of two facts that say the same of a pair the wrong way round, the surer one counts.
_INVERSE = {
    "subject": "NOT EXISTS { MATCH (thing)<-[:OBJECT]-(i:Fact)-[:SUBJECT]->(value) "
    "WHERE i.predicate = $predicate AND i.confidence > f.confidence }",
    "object": "NOT EXISTS { MATCH (thing)<-[:SUBJECT]-(i:Fact)-[:OBJECT]->(value) "
    "WHERE i.predicate = $predicate AND i.confidence > f.confidence }",
}
_ROWS = (
    "MATCH (f)-[e:EVIDENCE]->(:Chunk)\n"
    "RETURN thing.id AS id, thing.name AS name, thing.aliases AS aliases, value.name AS value,\n"
    "  value.aliases AS value_aliases, f.confidence AS confidence, e.document AS document,\n"
    "  e.start AS start, e.`end` AS `end`, e.producer AS producer, e.score AS score\n"
    "ORDER BY id, value, score DESC, document, start"
)
_DOCUMENTS = (
    "MATCH (value:`__Entity__`)-[e:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(thing:Document)\n"
    "WHERE value.id IN $given\n"
    "RETURN thing.id AS id, thing.source AS name, [] AS aliases, value.name AS value,\n"
    "  value.aliases AS value_aliases, 1.0 AS confidence, e.document AS document,\n"
    "  e.start AS start, e.`end` AS `end`, e.producer AS producer, e.score AS score\n"
    "ORDER BY id, value, document, start"
)
_DOCUMENT_NOUN = re.compile(r"\b(?:documents?|files?|papers?)\b|文件|文档|材料")
_MENTION = re.compile(
    r"\b(?:mentions?|names?|speaks? of|is mentioned in|about|refer to)\b|提到|提及|涉及"
)
#: What a question says besides, without meaning more.
_FILLERS = re.compile(
    r"\b(?:different|distinct|altogether|in total|overall|in all|itself|themselves|himself|herself|"
    r"currently|at present|now|archive|there|exist|have|has|had|been|ever|various|other|named|"
    r"mentioned|list|name|show|enumerate|please|all|to which|both|so far|already|together|party|"
    r"known|names|total|combined|value|sum|signed|which|what|who|the)\b|"
    r"一共|总共|目前|现在|共计|共有|所有|全部|不同|自己|本身|曾经|列出|列举|分别|档案|以来|已经|请|过|了|曾|共|都|"
    r"有|里|中|内|给|向|对|被|由|归|的|是|家|份|个|名|位|种|款|项|件|和|与|为|在|从|其|他们|它|多少|几|哪些|什么|"
    r"数量|总额|总金额|合计|，|。|？|、"
)
_RANK = re.compile(
    r"\b(?:latest|last|longest|newest|most recent(?:ly)?|earliest|first|soonest|shortest|oldest|"
    r"largest|biggest|highest|most valuable|most expensive|greatest|smallest|lowest|least valuable|"
    r"cheapest)\b|最(?:早|晚|先|后|近|大|小|高|低)"
)
_DATED = ("ENDS_ON", "SIGNED_ON", "FOUNDED_ON")
_NOT_ENTITIES = frozenset(VALUE_LABELS) - {"Reference"} | {"Role"}


@dataclass(frozen=True, slots=True)
class CountQuery:
    """A query whose rows are counted, listed, added up or ranked."""

    kind: ShapeKind
    cypher: str
    parameters: Mapping[str, Parameter]
    predicate: str  # of the facts; "" for documents that name something
    thing: End  # which end of the facts is counted
    high: bool = False  # of a ranking: the latest or largest first

    @property
    def shown(self) -> str:
        """Return the query as it can be run again, its parameters as comments."""
        given = (f"// ${name}: {value}" for name, value in sorted(self.parameters.items()))
        return "\n".join((self.cypher, *given))


@dataclass(frozen=True, slots=True)
class _Plan:
    predicate: str
    thing: End
    label: str = ""  # of the things
    party: bool = False  # what is named is a party to the things, not the other end
    used: tuple[re.Pattern[str], ...] = ()  # what of the question it takes up


def plan_query(
    folded: str, named: Sequence[Named], shape: Shape, *, least: float
) -> CountQuery | None:
    """Return the query that answers a question; None when no template holds all it says.

    `folded` is the question as `decide.naming.fold` gives it; facts count from confidence `least`.
    """
    if shape.kind not in ("count", "list", "extreme", "sum"):
        return None
    things = [name for name in named if not _is_value(name)]
    masked = without_names(folded, things)
    period = find_period(masked)
    if period:
        masked = masked[: period.start] + " " * (period.end - period.start) + masked[period.end :]
    if shape.kind == "count" and (query := _documents(masked, things, period, shape)):
        return query
    for plan in _plans(masked, things, shape, period):
        if not _leftover(masked, plan) and not (shape.kind == "count" and _is_staff(plan)):
            return _query(plan, things, period, shape, least)
    return None


def _is_staff(plan: _Plan) -> bool:
    """Tell whether people of a company would be counted: an archive never names them all."""
    return plan.predicate == "WORKS_FOR"


def _is_value(named: Named) -> bool:
    return all(entity.label in _NOT_ENTITIES for entity in named.entities)


def _documents(
    masked: str, named: Sequence[Named], period: Period | None, shape: Shape
) -> CountQuery | None:
    plan = _Plan("", "subject", used=(_DOCUMENT_NOUN, _MENTION))
    wanted = _DOCUMENT_NOUN.search(masked) and _MENTION.search(masked)
    if not wanted or len(named) != 1 or period or _leftover(masked, plan):
        return None
    return CountQuery(shape.kind, _DOCUMENTS, {"given": sorted(named[0].ids)}, "", "subject")


def _plans(masked: str, named: Sequence[Named], shape: Shape, period: Period | None) -> list[_Plan]:
    """Return the templates that may fit, the most telling first."""
    if len(named) > 1:
        return []
    contract = KIND_NOUNS["Reference"]
    if shape.kind in ("extreme", "sum") or period:
        may_sign = _may_be(named, "PARTY_TO", "object")
        return _valued(masked, shape, period) if may_sign or not named else []
    found = []
    for predicate, wording in WORDINGS.items():
        for end, noun in (("subject", wording.subjects), ("object", wording.objects)):
            if noun.search(masked) and _may_be(named, predicate, end):
                label = "Reference" if noun.search(masked) and contract is noun else ""
                found.append(_Plan(predicate, end, label, used=(noun, wording.verb)))  # type: ignore[arg-type]
    if not named:
        return []
    for predicate, wording in WORDINGS.items():
        if wording.verb.search(masked) and (given := end_of(masked, named[0], predicate)):
            found += [
                _Plan(predicate, other(given), label, used=(noun, wording.verb))
                for label, noun in KIND_NOUNS.items()
                if noun.search(masked) and _label_fits(predicate, other(given), label)
            ]
    return found


def _valued(masked: str, shape: Shape, period: Period | None) -> list[_Plan]:
    """Contracts by when they end or were signed or what they are worth, companies by their age."""
    found = []
    for predicate in (*_DATED, "WORTH"):
        wording, label = WORDINGS[predicate], sorted(PREDICATES[predicate].subjects)[0]
        noun = KIND_NOUNS[label]
        money = predicate == "WORTH"
        asked = wording.verb.search(masked) or (money and shape.kind in ("extreme", "sum"))
        if noun.search(masked) and asked and (not money or not period):
            found.append(
                _Plan(
                    predicate, "subject", label, label == "Reference", (noun, wording.verb, _RANK)
                )
            )
    return found


def _may_be(named: Sequence[Named], predicate: str, thing: str) -> bool:
    """Tell whether what is named can stand at the other end."""
    known = PREDICATES[predicate]
    allowed = known.objects if thing == "subject" else known.subjects
    return all(any(entity.label in allowed for entity in name.entities) for name in named) and bool(
        named
    )


def _label_fits(predicate: str, thing: End, label: str) -> bool:
    known = PREDICATES[predicate]
    return label in (known.subjects if thing == "subject" else known.objects)


def _leftover(masked: str, plan: _Plan) -> str:
    """Return what a question says that a template does not take up."""
    for pattern in plan.used:
        masked = pattern.sub(" ", masked)
    return " ".join(content_terms(_FILLERS.sub(" ", masked)))


def _query(
    plan: _Plan, named: Sequence[Named], period: Period | None, shape: Shape, least: float
) -> CountQuery:
    conditions = ["f.predicate = $predicate", "f.confidence >= $least"]
    known = PREDICATES[plan.predicate]
    if known.subjects & known.objects and not known.symmetric:
        conditions.append(_INVERSE[plan.thing])
    parameters: dict[str, Parameter] = {"predicate": plan.predicate, "least": least}
    if plan.label:
        conditions.append("$label IN labels(thing)")
        parameters["label"] = plan.label
    if named:
        conditions.append(_OF_PARTY if plan.party else "value.id IN $given")
        parameters["given"] = sorted(named[0].ids)
        if plan.party:
            parameters["party_to"] = "PARTY_TO"
    if period and period.since:
        conditions.append("value.name >= $since")
        parameters["since"] = period.since
    if period and period.until:
        conditions.append("value.name < $until")
        parameters["until"] = period.until
    match = _SUBJECT_IS_THING if plan.thing == "subject" else _OBJECT_IS_THING
    cypher = f"{match}\nWHERE {' AND '.join(conditions)}\n{_ROWS}"
    return CountQuery(shape.kind, cypher, parameters, plan.predicate, plan.thing, shape.high)
