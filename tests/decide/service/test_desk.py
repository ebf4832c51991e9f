"""A desk answers what it knows, hands over what it does not, and says why."""

import csv
from pathlib import Path

import pytest

from briefbook.errors import BriefbookError, SettingsError
from briefbook.learn.encoder import Encoder
from decide.service.desk import Desk, open_desk, reply
from decide.service.records import Pair, ServiceSettings

INPUTS = Path(__file__).resolve().parents[3] / "examples" / "cases" / "inputs"


def read_pairs() -> list[Pair]:
    with (INPUTS / "service_pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Pair(row["id"], row["request"], row["answer"], row["intent"]) for row in rows]


@pytest.fixture(scope="module")
def desk(encoder: Encoder) -> Desk:
    return open_desk(read_pairs(), encoder, ServiceSettings(people=("damaged_goods",)))


def test_a_request_gets_the_answer_of_the_past_in_its_language(desk: Desk) -> None:
    english, chinese = reply(
        desk, ["Please cancel the van we booked for Tuesday.", "想取消下周一的订单"]
    )

    assert english.answer is not None
    assert english.answer.startswith("A booking can be cancelled")
    assert chinese.answer is not None
    assert chinese.answer.startswith("订单可在前一天")
    assert english.nearest[0].pair.id in english.reasons[-1]


def test_what_was_never_asked_is_handed_over_with_the_reason(desk: Desk) -> None:
    [given] = reply(desk, ["Who won the match last night?"])

    assert given.hand_over
    assert given.answer is None
    assert "below the threshold" in given.reasons[0]
    assert len(given.reasons) > 1


def test_some_intents_are_always_for_people(desk: Desk) -> None:
    [given] = reply(desk, ["收到的货有一箱破损，怎么赔？"])

    assert given.hand_over
    assert given.likelihood >= desk.threshold
    assert "people always take" in " ".join(given.reasons)


def test_levels_show_what_each_threshold_would_come_to(desk: Desk) -> None:
    answered = [level.answered for level in desk.levels]

    assert answered == sorted(answered, reverse=True)
    [chosen] = [level for level in desk.levels if level.threshold == desk.threshold]
    assert chosen.wrong <= desk.settings.most_wrong


def test_one_request_or_many_get_the_same_replies(desk: Desk) -> None:
    asked = ["Where is the van?", "发票金额不对", "What do you charge for three pallets?"]

    assert reply(desk, asked) == tuple(reply(desk, [each])[0] for each in asked)


def test_too_few_pairs_are_refused(encoder: Encoder) -> None:
    with pytest.raises(BriefbookError, match="too few pairs"):
        open_desk(read_pairs()[:5], encoder)
    with pytest.raises(SettingsError, match="most_wrong"):
        ServiceSettings(most_wrong=0)
