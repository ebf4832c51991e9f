"""Words are masked whole, the same way for the same seed, and the model learns to guess them."""

import random
from collections import Counter
from pathlib import Path

import pytest
import torch

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.batches import sorted_batches
from briefbook.learn.loop import LoopSettings
from briefbook.learn.lowrank import combine
from briefbook.learn.masked import Masked, MaskSettings, adapt, masked_job
from briefbook.learn.methods import MethodSettings, changes, prepare
from briefbook.learn.modelfolder import load_into, read_info
from briefbook.learn.tuned import install
from tests.learn.tiny_backbone import tiny_backbone, tiny_texts

SETTINGS = MaskSettings(share=0.2, window=12, held_out=0.1)


def letters(count: int) -> list[str]:
    """Return texts of five times one letter or character, with another one in each."""
    chance = random.Random(0)
    texts = []
    for number in range(count):
        row = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if number % 2 else "天地玄黄宇宙洪荒日月盈昃"
        texts.append((" " if number % 2 else "").join(chance.choice(row) * 5))
    return texts


def test_masks_follow_the_rule_of_fifths() -> None:
    backbone = tiny_backbone()
    job = masked_job(backbone, letters(3000), SETTINGS)
    mask = backbone.tokenizer.token_to_id("<mask>")
    original = torch.tensor(_pieces(job.module))

    fates: Counter[str] = Counter()
    for item in job.items:
        for place, target in zip(item.places, item.targets, strict=True):
            kept = item.ids[place] == original[target]
            fates["mask" if item.ids[place] == mask else "kept" if kept else "other"] += 1

    total = sum(fates.values())
    assert total == len(job.items)  # a fifth of five pieces
    assert abs(fates["mask"] / total - 0.8) < 0.03
    assert abs(fates["other"] / total - 0.1) < 0.03


def _pieces(model: object) -> list[int]:
    """Find out which pieces the rows of the head are, by their embeddings."""
    words = model.words  # type: ignore[attr-defined]
    table = model.backbone.model.embeddings.word_embeddings.weight  # type: ignore[attr-defined]
    return [int((table == row).all(dim=1).nonzero()[0, 0]) for row in words]


def test_every_epoch_has_its_own_masks_and_repeats_them() -> None:
    first, second = (masked_job(tiny_backbone(), letters(60), SETTINGS) for _ in range(2))
    assert first.refresh is not None and second.refresh is not None

    assert first.refresh(1) == second.refresh(1)
    assert first.refresh(1) != first.refresh(2)


def test_words_are_masked_whole_and_never_all() -> None:
    backbone = tiny_backbone()
    texts = ["AB CD EF GH IJ KL MN OP QR ST"] * 30 + ["A B"]
    job = masked_job(backbone, texts, MaskSettings(share=0.5, window=12, held_out=0.1))

    for item in job.items:
        assert 0 < len(item.places) < len(item.ids)


def test_long_texts_become_windows_that_fit() -> None:
    job = masked_job(tiny_backbone(), [" ".join("ABCDEFGHIJ" * 5)] * 3, SETTINGS)

    sizes = {job.size(item) for item in job.items}
    assert sizes == {12}  # fifty pieces in five even parts, and two special pieces


@pytest.mark.parametrize(("method", "rate"), [("full", 0.003), ("lora", 0.01)])
def test_an_encoder_learns_to_guess_from_the_words_around(
    method: str, rate: float, tmp_path: Path
) -> None:
    backbone = tiny_backbone()
    settings = MethodSettings(method, rank=4)  # type: ignore[arg-type]
    training = LoopSettings(
        epochs=4,
        batch_pieces=140,
        learning_rate=rate,
        head_learning_rate=0.003,
        precision="float32",
    )

    history = adapt(
        backbone,
        letters(400),
        method=settings,
        masks=SETTINGS,
        training=training,
        folder=tmp_path,
        languages=("en", "zh"),
    )

    assert history.best.scores["accuracy"] > 0.5
    assert history.evaluations[0].scores["surprise"] > history.best.scores["surprise"]
    assert read_info(tmp_path).kind == "encoder"
    again = tiny_backbone()
    load_into(tmp_path, again)
    with torch.no_grad():
        states = [one(*tiny_texts(one)) for one in (backbone.eval(), again)]
    assert torch.allclose(states[0], states[1], atol=0.02)


@pytest.mark.parametrize("then", ["full", "lora", "bottleneck"])
def test_a_task_on_an_adapted_encoder_needs_only_the_shared_one(then: str, tmp_path: Path) -> None:
    adapted, shared = tiny_backbone(), tiny_backbone()
    domain = _nudged(MethodSettings("lora", rank=2))
    install(adapted, MethodSettings("lora", rank=2), domain)
    task = MethodSettings(then, rank=4, width=8)  # type: ignore[arg-type]
    prepare(adapted, task)
    _nudge(adapted)

    install(shared, task, combine(domain, changes(adapted)))

    with torch.no_grad():
        states = [one(*tiny_texts(one)) for one in (adapted.eval(), shared)]
    assert torch.allclose(states[0], states[1], atol=1e-4)


def _nudged(settings: MethodSettings) -> dict[str, torch.Tensor]:
    backbone = tiny_backbone()
    prepare(backbone, settings)
    _nudge(backbone)
    return changes(backbone)


def _nudge(backbone: torch.nn.Module) -> None:
    with torch.no_grad():
        for weight in backbone.parameters():
            if weight.requires_grad:
                weight.add_(torch.randn_like(weight) * 0.1)


def test_rare_words_are_not_masked() -> None:
    backbone = tiny_backbone()
    job = masked_job(backbone, ["A B C D E F"] * 40 + ["A B bank"] * 2, MaskSettings(vocabulary=4))

    rare = {backbone.tokenizer.token_to_id(word) for word in ("bank", "E", "F")}
    assert job.module.words.shape[0] == 4  # type: ignore[index]
    assert all(_kept(item, rare) for item in job.items)


def _kept(item: Masked, rare: set[int | None]) -> bool:
    return len(item.ids) == 3 or sum(piece in rare for piece in item.ids) == 2


def test_too_few_texts_are_refused() -> None:
    for texts in ([], ["", " "], ["A B"]):
        with pytest.raises(ModelError, match="too few"):
            masked_job(tiny_backbone(), texts, SETTINGS)
    with pytest.raises(SettingsError):
        MaskSettings(share=0.0)


def test_a_mean_over_batches_is_a_mean_over_pieces(tmp_path: Path) -> None:
    job = masked_job(tiny_backbone(), letters(100), SETTINGS)
    sizes = [job.size(item) for item in job.items]

    losses = [
        (float(job.loss([job.items[place] for place in batch]).detach()), len(batch))
        for batch in sorted_batches(sizes, 70)
    ]

    mean = sum(loss * count for loss, count in losses) / len(job.items)
    assert abs(mean - float(job.loss(job.items).detach())) < 1e-4
