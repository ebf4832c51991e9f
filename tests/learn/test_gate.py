"""The gate between a new model and the one that runs."""

import json
import random

import pytest

from briefbook.errors import RecordError, SettingsError
from briefbook.learn.gate import GateSettings, Trial, decide
from briefbook.measure.tally import Row, Tally, tally

_SETTINGS = GateSettings(resamples=500)


def _counts(shares: dict[str, float], *, size: int = 400, seed: int = 0) -> Tally:
    """Counts of a model that finds this share of each label, one of each an example."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for _ in range(size):
        right = [label for label, share in shares.items() if chance.random() < share]
        rows.append((right, right, tuple(shares)))
    return tally(rows)


_GOOD = _counts({"Person": 0.9, "Law": 0.9}, seed=1)
_LIKE_IT = _counts({"Person": 0.9, "Law": 0.9}, seed=2)
_BAD = _counts({"Person": 0.7, "Law": 0.9}, seed=3)


def test_a_better_model_is_promoted() -> None:
    verdict = decide([Trial("new", _GOOD, _BAD), Trial("old", _GOOD, _LIKE_IT)], _SETTINGS)
    assert verdict.promote
    assert verdict.reasons[0].startswith("new: better beyond noise: F1 0.9")
    assert verdict.reasons[1].startswith("old: no difference beyond noise")
    assert dict(verdict.comparisons)["new"].difference > 0


@pytest.mark.parametrize("name", ["new", "old"])
def test_a_model_worse_beyond_noise_on_either_is_refused(name: str) -> None:
    other = "old" if name == "new" else "new"
    verdict = decide([Trial(other, _GOOD, _BAD), Trial(name, _BAD, _GOOD)], _SETTINGS)
    assert not verdict.promote
    assert any(one.startswith(f"{name}: worse beyond noise: F1 0.8") for one in verdict.reasons)


def test_noise_is_no_reason_to_refuse() -> None:
    for first, second in ((_GOOD, _LIKE_IT), (_LIKE_IT, _GOOD), (_GOOD, _GOOD)):
        assert decide([Trial("new", first, second)], _SETTINGS).promote


def test_a_loss_within_what_is_allowed_is_no_reason_to_refuse() -> None:
    settings = GateSettings(resamples=500, tolerance=0.2)
    verdict = decide([Trial("old", _BAD, _GOOD)], settings)
    assert verdict.promote
    assert verdict.reasons[0].startswith("old: worse, but by no more than the 0.2 allowed")


def test_the_first_model_is_promoted_for_want_of_another() -> None:
    verdict = decide([Trial("new", _GOOD, None)], _SETTINGS)
    assert verdict.promote and not verdict.comparisons
    assert "no model runs yet" in verdict.reasons[0]


def test_a_model_is_not_promoted_on_data_without_labels() -> None:
    nothing = tally([([], [], [])] * 5)
    verdict = decide([Trial("new", nothing, nothing)], _SETTINGS)
    assert not verdict.promote
    assert verdict.reasons == ("new: the data hold no label, so nothing was measured",)


def test_labels_that_the_data_were_not_labelled_for_are_not_judged() -> None:
    rows: list[Row] = [(["Law"], ["Law", "Role"], ["Law"])] * 60
    eager, plain = tally(rows), tally([(["Law"], ["Law"], ["Law"])] * 60)
    assert decide([Trial("old", eager, plain)], _SETTINGS).promote


def test_a_label_that_fell_is_named_where_the_whole_did_not() -> None:
    common, rare = {"Law": 0.8, "Person": 0.8, "Role": 0.8}, {"Event": 0.9}
    running = _counts(common | rare, seed=4)
    candidate = _counts({"Law": 0.99, "Person": 0.99, "Role": 0.99, "Event": 0.5}, seed=5)
    verdict = decide([Trial("old", candidate, running)], _SETTINGS)
    assert verdict.promote
    fallen = [one for one in verdict.reasons if "note that" in one]
    assert len(fallen) == 1
    assert fallen[0].startswith("old: note that Event fell: F1 0.")


def test_little_data_are_said_to_be_little() -> None:
    few = _counts({"Law": 0.8}, size=10)
    verdict = decide([Trial("new", few, few)], _SETTINGS)
    assert verdict.reasons[-1] == "new: note that 10 labelled examples leave much to chance"


def test_a_verdict_is_json_and_always_the_same() -> None:
    trials = [Trial("new", _GOOD, _BAD)]
    first, second = (decide(trials, _SETTINGS).as_dict() for _ in range(2))
    assert first == second == json.loads(json.dumps(first))
    assert set(first["comparisons"]["new"]) == {"first", "second", "difference", "low", "high", "p"}


def test_nothing_to_decide_on_and_wrong_settings_are_refused() -> None:
    with pytest.raises(RecordError, match="nothing to decide on"):
        decide([])
    with pytest.raises(RecordError, match="cannot compare counts of 10 with 400"):
        decide([Trial("new", _counts({"Law": 1.0}, size=10), _GOOD)], _SETTINGS)
    with pytest.raises(SettingsError, match="the gate needs"):
        GateSettings(confidence=95)
