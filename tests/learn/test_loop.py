"""The training loop learns, chooses, stops and records."""

import dataclasses
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.journal import Evaluation, Record, Step, read_journal
from briefbook.learn.loop import LoopSettings, count_steps, fit
from tests.learn.tiny_job import Item, make_items, mean_loss, tiny_job, weights_of

QUICK = LoopSettings(
    epochs=4, learning_rate=0.02, head_learning_rate=0.05, batch_pieces=32, precision="float32"
)


def test_training_learns_what_the_items_teach(tmp_path: Path) -> None:
    job = tiny_job(count=200)
    before = job.evaluate()["f1"]

    history = fit(job, dataclasses.replace(QUICK, epochs=8), folder=tmp_path)

    assert history.best.scores["f1"] > max(before, 0.85)
    assert history.steps[-1].loss < history.steps[0].loss / 2


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    jobs = [tiny_job() for _ in range(3)]
    for place, (job, seed) in enumerate(zip(jobs, (1, 1, 2), strict=True)):
        fit(job, dataclasses.replace(QUICK, seed=seed), folder=tmp_path / str(place))

    first, again, other = (weights_of(job)["layer.weight"] for job in jobs)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_what_the_caller_draws_does_not_depend_on_training(tmp_path: Path) -> None:
    torch.manual_seed(5)
    random.seed(5)
    expected = torch.rand(3), random.random()
    torch.manual_seed(5)
    random.seed(5)

    fit(tiny_job(), QUICK, folder=tmp_path)

    assert torch.equal(torch.rand(3), expected[0])
    assert random.random() == expected[1]


def test_frozen_weights_stay_and_the_others_change(tmp_path: Path) -> None:
    job = tiny_job()
    before = weights_of(job)

    fit(job, QUICK, folder=tmp_path)

    changed = {name for name, weight in weights_of(job).items() if not weight.equal(before[name])}
    assert changed == set(before) - {"embedding.weight"}


def test_the_best_weights_are_the_ones_left(tmp_path: Path) -> None:
    job = tiny_job()
    scores, seen = iter([0.5, 0.9, 0.7, 0.9]), []

    def evaluate() -> Mapping[str, float]:
        seen.append(weights_of(job))
        return {"f1": next(scores)}

    history = fit(dataclasses.replace(job, evaluate=evaluate), QUICK, folder=tmp_path)

    assert [evaluation.best for evaluation in history.evaluations] == [True, True, False, False]
    assert history.best.epoch == 2
    assert all(weight.equal(seen[1][name]) for name, weight in weights_of(job).items())
    assert not job.module.training


def test_without_development_data_the_last_weights_are_left(tmp_path: Path) -> None:
    job = tiny_job()
    seen = []

    def evaluate() -> Mapping[str, float]:
        seen.append(weights_of(job))
        return {}

    history = fit(dataclasses.replace(job, evaluate=evaluate), QUICK, folder=tmp_path)

    assert history.stopped == "epochs"
    assert all(weight.equal(seen[-1][name]) for name, weight in weights_of(job).items())


def test_training_stops_when_patience_ends(tmp_path: Path) -> None:
    job = dataclasses.replace(tiny_job(), evaluate=lambda: {"f1": 0.5})

    history = fit(job, dataclasses.replace(QUICK, epochs=9, patience=2), folder=tmp_path)

    assert history.stopped == "patience"
    assert [evaluation.epoch for evaluation in history.evaluations] == [1, 2, 3]


def test_training_stops_when_time_is_up_and_still_evaluates(tmp_path: Path) -> None:
    settings = dataclasses.replace(QUICK, epochs=10_000, max_minutes=0.005, patience=0)

    history = fit(tiny_job(), settings, folder=tmp_path)

    assert history.stopped == "time"
    assert history.steps[-1].epoch < 1000
    assert isinstance(history.records[-1], Evaluation)
    # The learning rates know that the time, not the epochs, will end it.
    assert history.steps[-1].share > 2 * history.steps[-1].epoch / settings.epochs


def test_the_learning_rate_rises_then_falls(tmp_path: Path) -> None:
    settings = dataclasses.replace(QUICK, log_steps=1, warmup_share=0.25)

    rates = [step.learning_rate for step in fit(tiny_job(), settings, folder=tmp_path).steps]

    top = rates.index(max(rates))
    assert 0.2 < top / len(rates) < 0.3
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] < 0.05 * max(rates)


def test_the_journal_holds_what_progress_was_told(tmp_path: Path) -> None:
    told: list[Record] = []

    history = fit(tiny_job(), QUICK, folder=tmp_path, progress=told.append)

    assert read_journal(tmp_path / "journal.jsonl") == told == list(history.records)
    assert history.steps[-1].step == count_steps(tiny_job(), QUICK)
    assert len(history.evaluations) == 4
    assert all(step.pieces_per_s > 0 for step in history.steps)
    assert [path.name for path in tmp_path.iterdir()] == ["journal.jsonl"]


def test_every_epoch_has_a_loss_even_if_it_is_short(tmp_path: Path) -> None:
    history = fit(tiny_job(), dataclasses.replace(QUICK, log_steps=1000), folder=tmp_path)

    assert [step.epoch for step in history.steps] == [1, 2, 3, 4]


def test_long_epochs_are_evaluated_on_the_way(tmp_path: Path) -> None:
    settings = dataclasses.replace(QUICK, epochs=2, evaluate_steps=5)
    steps = count_steps(tiny_job(), settings)

    history = fit(tiny_job(), settings, folder=tmp_path)

    ends = {evaluation.step for evaluation in history.evaluations if evaluation.epoch in (1, 2)}
    assert {evaluation.step for evaluation in history.evaluations} == ends | set(
        range(5, steps + 1, 5)
    )


def test_accumulated_batches_make_one_step(tmp_path: Path) -> None:
    job = tiny_job()
    one = count_steps(job, QUICK)

    history = fit(job, dataclasses.replace(QUICK, accumulate=3), folder=tmp_path)

    assert one / 3 <= history.steps[-1].step < one / 3 + QUICK.epochs


def test_accumulated_gradients_are_the_mean_over_batches(tmp_path: Path) -> None:
    same: Item = ((1, 7, 8), 1)  # every batch alike, so that the mean is each one's gradient
    jobs = [dataclasses.replace(tiny_job(), items=[same] * 8) for _ in range(2)]
    for job in jobs:
        job.module.get_submodule("dropout").p = 0.0  # type: ignore[assignment]
    settings = dataclasses.replace(QUICK, epochs=1, batch_pieces=3, clip=1e9, warmup_share=0.0)
    fit(jobs[0], dataclasses.replace(settings, accumulate=8), folder=tmp_path / "many")
    fit(jobs[1], dataclasses.replace(settings, batch_pieces=100), folder=tmp_path / "one")

    for name, weight in weights_of(jobs[0]).items():
        assert torch.allclose(weight, weights_of(jobs[1])[name], atol=1e-6)


def test_weight_decay_spares_biases_and_norms(tmp_path: Path) -> None:
    job = tiny_job()
    before = weights_of(job)
    no_gradient = dataclasses.replace(job, loss=lambda items: 0 * mean_loss(job.module, items))  # type: ignore[arg-type]

    fit(no_gradient, dataclasses.replace(QUICK, weight_decay=0.5), folder=tmp_path)

    after = weights_of(job)
    shrunk = {name for name in before if after[name].norm() < before[name].norm() * 0.99}
    assert shrunk == {"layer.weight", "head.weight"}
    assert all(after[name].equal(before[name]) for name in set(before) - shrunk)


def test_the_head_has_its_own_learning_rate(tmp_path: Path) -> None:
    job = tiny_job()
    before = weights_of(job)

    fit(job, dataclasses.replace(QUICK, learning_rate=0.0, weight_decay=0.0), folder=tmp_path)

    changed = {name for name, weight in weights_of(job).items() if not weight.equal(before[name])}
    assert changed == {"head.weight", "head.bias"}


def test_averaged_weights_are_evaluated_and_left(tmp_path: Path) -> None:
    plain, averaged = tiny_job(), tiny_job()
    seen: list[dict[str, Tensor]] = []

    def evaluate() -> Mapping[str, float]:
        seen.append(weights_of(averaged))
        return {}

    fit(dataclasses.replace(plain, evaluate=lambda: {}), QUICK, folder=tmp_path / "plain")
    fit(
        dataclasses.replace(averaged, evaluate=evaluate),
        dataclasses.replace(QUICK, average=0.9),
        folder=tmp_path / "averaged",
    )

    last = weights_of(averaged)["layer.weight"]
    assert last.equal(seen[-1]["layer.weight"])
    assert not last.equal(weights_of(plain)["layer.weight"])


@pytest.mark.parametrize("kind", ["fgm", "pgd"])
def test_training_against_an_adversary_learns_too(kind: str, tmp_path: Path) -> None:
    job = tiny_job(count=200)
    settings = dataclasses.replace(QUICK, epochs=8, adversary=kind)  # type: ignore[arg-type]

    history = fit(job, settings, folder=tmp_path)

    assert history.best.scores["f1"] > 0.85
    assert not job.module.get_submodule("embedding")._forward_hooks


def test_a_penalty_holds_weights_back(tmp_path: Path) -> None:
    free, held = tiny_job(), tiny_job()
    before = weights_of(held)["layer.weight"]
    layer = held.module.get_submodule("layer")
    assert isinstance(layer, nn.Linear)

    fit(free, QUICK, folder=tmp_path / "free")
    fit(
        dataclasses.replace(held, penalty=lambda: 1000 * (layer.weight - before).square().sum()),
        QUICK,
        folder=tmp_path / "held",
    )

    moved = (weights_of(held)["layer.weight"] - before).norm()
    assert moved < (weights_of(free)["layer.weight"] - before).norm() / 2


def test_each_epoch_may_have_items_of_its_own(tmp_path: Path) -> None:
    seen: list[set[Item]] = [set(), set()]

    def items_of(epoch: int) -> Sequence[Item]:
        return make_items(20, seed=10 + epoch)

    job = tiny_job()

    def loss(items: Sequence[Item]) -> Tensor:
        seen[0 if set(items) <= set(items_of(0)) else 1].update(items)
        return mean_loss(job.module, items)  # type: ignore[arg-type]

    fit(
        dataclasses.replace(job, refresh=items_of, loss=loss),
        dataclasses.replace(QUICK, epochs=2),
        folder=tmp_path,
    )

    assert seen == [set(items_of(0)), set(items_of(1))]


def test_each_step_is_announced_while_it_has_gradients(tmp_path: Path) -> None:
    job = tiny_job()
    announced = []

    def after_step(step: int) -> None:
        gradient = job.module.get_parameter("layer.weight").grad
        announced.append((step, gradient is not None))

    fit(dataclasses.replace(job, after_step=after_step), QUICK, folder=tmp_path)

    assert announced == [(step, True) for step in range(1, count_steps(job, QUICK) + 1)]


def test_bf16_is_what_the_loss_is_computed_in(tmp_path: Path) -> None:
    job = tiny_job()
    kinds = set()

    def loss(items: Sequence[Item]) -> Tensor:
        layer = job.module.get_submodule("layer")
        kinds.add(layer(torch.ones(1, 8)).dtype)
        return mean_loss(job.module, items)  # type: ignore[arg-type]

    fit(
        dataclasses.replace(job, loss=loss),
        dataclasses.replace(QUICK, precision="bf16", epochs=1),
        folder=tmp_path,
    )

    assert kinds == {torch.bfloat16}
    assert all(weight.dtype == torch.float32 for weight in weights_of(job).values())


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_divergence_ends_with_advice(bad: float, tmp_path: Path) -> None:
    job = tiny_job()
    factors: Iterator[float] = iter([1.0, 1.0, bad])
    broken = dataclasses.replace(
        job,
        loss=lambda items: next(factors) * mean_loss(job.module, items),  # type: ignore[arg-type]
    )

    with pytest.raises(ModelError, match="diverged at step 3.*learning rates"):
        fit(broken, dataclasses.replace(QUICK, checkpoint_minutes=0), folder=tmp_path)

    assert not (tmp_path / "checkpoint.pt").exists()


def test_nothing_to_train_is_said(tmp_path: Path) -> None:
    job = tiny_job()
    with pytest.raises(ModelError, match="no items"):
        fit(dataclasses.replace(job, items=[]), QUICK, folder=tmp_path)
    job.module.requires_grad_(False)
    with pytest.raises(ModelError, match="no weights may change"):
        fit(job, QUICK, folder=tmp_path)


def test_an_evaluation_without_the_score_that_chooses_is_refused(tmp_path: Path) -> None:
    job = dataclasses.replace(tiny_job(), evaluate=lambda: {"accuracy": 1.0})

    with pytest.raises(ModelError, match="gave no f1"):
        fit(job, QUICK, folder=tmp_path)


def test_another_score_may_choose_and_one_that_is_no_number_is_left_out(tmp_path: Path) -> None:
    scores = {"accuracy": 1.0, "f1 of a label never seen": float("nan")}
    job = dataclasses.replace(tiny_job(), evaluate=lambda: scores, chooses="accuracy")

    history = fit(job, QUICK, folder=tmp_path)

    assert history.best.scores == {"accuracy": 1.0}


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"learning_rate": float("nan")},
        {"average": 1.0},
        {"patience": -1},
        {"clip": 0},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match=f"training.{next(iter(wrong))}"):
        LoopSettings(**wrong)  # type: ignore[arg-type]


def test_steps_are_counted_from_one_and_none_is_left_out(tmp_path: Path) -> None:
    history = fit(tiny_job(), dataclasses.replace(QUICK, log_steps=1), folder=tmp_path)

    assert [record.step for record in history.records if isinstance(record, Step)] == list(
        range(1, count_steps(tiny_job(), QUICK) + 1)
    )
