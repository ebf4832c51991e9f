"""A score is the sum of its points, and each point has its evidence."""

from dataclasses import replace

import pytest

from briefbook.errors import SettingsError
from briefbook.ids import make_id
from briefbook.records import Contradiction, Document, Entity, Fact, Finding, Mention, Reading
from decide.risk.records import Listed, RiskGround, RiskScore
from decide.risk.rules import RiskRules, WordsRule, read_rules
from decide.risk.score import as_findings, find_counterparties, score_risks
from tests.factories import make_document, make_mention

ENGLISH = (
    "Brackwell Ltd signed C-1 with Us plc.\nC-1 ends on 2024-09-30.\nC-1 is worth GBP 900.\n"
    "Brackwell Ltd was fined and may be sued.\nBrackwell Ltd was never insolvent."
)
LATER = "Brackwell Ltd delivered pumps under C-1."
CHINESE = "云岭公司与我方签署C-2。\nC-2金额为GBP 100。\n云岭公司被列入黑名单。\n哈兰持有云岭公司。"
WORDS = {
    "trouble": WordsRule(points=10, most=15, words=("fined", "sued", "insolven*", "黑名单")),
}


def _entity(label: str, name: str, *mentions: Mention) -> Entity:
    ids = tuple(sorted(mention.id for mention in mentions))
    return Entity(make_id("ent", ids[0]), label, name, (), ids)


def _all_mentions(document: Document, words: str, label: str) -> list[Mention]:
    """Every place where the words stand."""
    found, text = [], document.text
    while words in text:
        before = len(document.text) - len(text)
        part = replace(document, text=" " * before + text)
        mention = make_mention(part, words, label)
        found.append(
            replace(
                mention,
                evidence=document.evidence(mention.evidence.span, producer="t@1", score=1.0),
            )
        )
        text = text[text.index(words) + len(words) :]
    return found


def _ground() -> RiskGround:
    english, chinese = make_document(ENGLISH), make_document(CHINESE, "zh")
    later = replace(make_document(LATER), metadata=(("date", "2025-01-20"),))
    names = {
        "Brackwell Ltd": "Organization",
        "Us plc": "Organization",
        "云岭公司": "Organization",
        "我方": "Organization",
        "哈兰": "Person",
        "C-1": "Reference",
        "C-2": "Reference",
        "2024-09-30": "Date",
        "GBP 900": "Money",
        "GBP 100": "Money",
    }
    documents = (english, later, chinese)
    mentions = {
        name: [each for document in documents for each in _all_mentions(document, name, label)]
        for name, label in names.items()
    }
    own = {name: _entity(label, name, *mentions[name]) for name, label in names.items()}

    def fact(subject: str, predicate: str, other: str) -> Fact:
        places = (mentions[other][0].evidence,)
        key = make_id("fac", subject, predicate, other)
        return Fact(key, own[subject].id, predicate, own[other].id, places, 0.9)

    facts = (
        fact("Brackwell Ltd", "PARTY_TO", "C-1"),
        fact("Us plc", "PARTY_TO", "C-1"),
        fact("C-1", "ENDS_ON", "2024-09-30"),
        fact("C-1", "WORTH", "GBP 900"),
        fact("云岭公司", "PARTY_TO", "C-2"),
        fact("我方", "PARTY_TO", "C-2"),
        fact("C-2", "WORTH", "GBP 100"),
        fact("哈兰", "OWNS", "云岭公司"),
    )
    readings = {
        document.id: Reading(
            document.id,
            tuple(
                each
                for found in mentions.values()
                for each in found
                if each.evidence.document_id == document.id
            ),
            (),
        )
        for document in documents
    }
    clash = Contradiction("con-1", tuple(sorted((facts[2].id, facts[3].id))), "C-1 says two things")
    by_id = {document.id: document for document in documents}
    return RiskGround(
        tuple(own.values()), facts, (clash,), readings, by_id, (Listed("哈兰", "frozen"),)
    )


OURS = ("Us plc", "我方")


def _scores(ground: RiskGround, rules: RiskRules | None = None) -> dict[str, RiskScore]:
    parties = find_counterparties(ground, OURS)
    rules = rules or RiskRules(words=WORDS)
    scores = score_risks(parties, ground, rules, as_of="2025-03-01", ours=OURS)
    return {score.entity.name: score for score in scores}


def test_who_shares_a_contract_with_us_is_a_counterparty() -> None:
    assert [each.name for each in find_counterparties(_ground(), OURS)] == [
        "Brackwell Ltd",
        "云岭公司",
    ]


def test_each_point_has_its_reason_and_its_place() -> None:
    ground = _ground()

    for score in _scores(ground).values():
        assert score.score == sum(point.points for point in score.points)
        for point in score.points:
            assert point.reason
            assert point.evidence
            for piece in point.evidence:
                assert ground.documents[piece.document_id].quote(piece.span) == piece.quote


def test_an_ended_contract_counts_more_when_deliveries_go_on() -> None:
    points = [
        point for point in _scores(_ground())["Brackwell Ltd"].points if point.rule == "contract"
    ]

    assert [point.points for point in points] == [15, 10]
    assert points[0].evidence[0].quote == LATER


def test_what_is_denied_counts_nothing_and_a_rumour_half() -> None:
    points = [
        point for point in _scores(_ground())["Brackwell Ltd"].points if point.rule == "trouble"
    ]

    assert [(point.points, "denied" in point.reason) for point in points] == [
        (5.0, False),
        (0, True),
    ]


def test_a_listed_owner_counts_by_the_fact_that_ties_him() -> None:
    rules = [(point.rule, point.points) for point in _scores(_ground())["云岭公司"].points]

    assert ("listed", 35) in rules
    assert ("trouble", 10) in rules


def test_most_of_the_worth_with_one_party_is_a_concentration() -> None:
    [point] = [
        point
        for point in _scores(_ground())["Brackwell Ltd"].points
        if point.rule == "concentration"
    ]

    assert point.reason.startswith("90%")


def test_a_contradiction_about_a_contract_counts_for_its_parties_only() -> None:
    scores = _scores(_ground())

    assert "contradiction" in [point.rule for point in scores["Brackwell Ltd"].points]
    assert "contradiction" not in [point.rule for point in scores["云岭公司"].points]


def test_weights_come_from_the_user() -> None:
    rules = read_rules({"listed": {"tie_points": 70}, "bands": {"high": 60}})

    assert _scores(_ground(), rules)["云岭公司"].band == "high"


def test_what_no_rule_is_called_is_refused() -> None:
    with pytest.raises(SettingsError, match="unknown table"):
        read_rules({"lists": {}})
    with pytest.raises(SettingsError, match="unknown setting words.x.weight"):
        read_rules({"words": {"x": {"weight": 1}}})


def test_findings_of_a_classifier_count_by_their_score() -> None:
    ground = _ground()
    [party] = [each for each in ground.entities if each.name == "云岭公司"]
    place = ground.facts[7].evidence
    told = replace(ground, findings=(Finding(party.id, "negative", 0.5, place, "c@1"),))

    rules = RiskRules(findings={"negative": 20})
    points = {point.rule: point.points for point in _scores(told, rules)["云岭公司"].points}

    assert points["negative"] == 10.0


def test_points_that_count_become_findings() -> None:
    score = _scores(_ground())["Brackwell Ltd"]

    found = as_findings(score)

    assert len(found) == sum(point.points > 0 for point in score.points)
    assert all(each.evidence and each.label.startswith("risk: ") for each in found)
