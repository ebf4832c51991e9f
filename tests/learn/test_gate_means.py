"""The gate for writers of digests."""

import numpy as np
import pytest

from briefbook.errors import RecordError
from briefbook.learn.gate import GateSettings
from briefbook.learn.gate_means import Floats, MeanTrial, decide_means

_SETTINGS = GateSettings(resamples=500)
_PARTS = ("abstract (en)", "headline (zh)") * 100


def _scores(mean: float, seed: int) -> Floats:
    return np.random.default_rng(seed).normal(mean, 0.1, 200).clip(0, 1)


_GOOD, _LIKE_IT, _BAD = _scores(0.4, 1), _scores(0.4, 2), _scores(0.3, 3)


def _trial(name: str, candidate: Floats, running: Floats) -> MeanTrial:
    return MeanTrial(name, candidate, running, _PARTS)


def test_a_better_writer_is_promoted() -> None:
    verdict = decide_means([_trial("new", _GOOD, _BAD), _trial("old", _GOOD, _LIKE_IT)], _SETTINGS)

    assert verdict.promote
    assert verdict.reasons[0].startswith("new: better beyond noise: ROUGE 0.39")
    assert verdict.reasons[1].startswith("old: no difference beyond noise")
    assert dict(verdict.comparisons)["new"].difference > 0


@pytest.mark.parametrize("name", ["new", "old"])
def test_a_writer_worse_beyond_noise_on_either_is_refused(name: str) -> None:
    other = "old" if name == "new" else "new"

    verdict = decide_means([_trial(other, _GOOD, _BAD), _trial(name, _BAD, _GOOD)], _SETTINGS)

    assert not verdict.promote
    assert any(one.startswith(f"{name}: worse beyond noise: ROUGE 0.3") for one in verdict.reasons)


def test_a_form_that_fell_is_named_where_the_whole_did_not() -> None:
    fell = np.where(np.array(_PARTS) == "headline (zh)", _GOOD - 0.05, _GOOD + 0.06)

    verdict = decide_means([_trial("new", fell, _GOOD)], _SETTINGS)

    assert verdict.promote
    assert any("note that headline (zh) fell: ROUGE" in one for one in verdict.reasons)
    assert not any("abstract (en) fell" in one for one in verdict.reasons)


def test_few_texts_are_said_to_leave_much_to_chance() -> None:
    trial = MeanTrial("new", _GOOD[:8], _BAD[:8], _PARTS[:8])

    assert "new: note that 8 labelled examples leave much to chance" in (
        decide_means([trial], _SETTINGS).reasons
    )


def test_what_was_not_measured_is_refused() -> None:
    nothing = np.zeros(0)

    verdict = decide_means([MeanTrial("new", nothing, nothing, ())], _SETTINGS)

    assert not verdict.promote
    with pytest.raises(RecordError, match="not tried on any data"):
        decide_means([], _SETTINGS)
    with pytest.raises(RecordError, match="different texts"):
        MeanTrial("new", _GOOD, _BAD[1:], _PARTS)
