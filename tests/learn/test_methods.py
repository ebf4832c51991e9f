"""Every method tunes its own share, travels, merges, and minds its own text."""

import pytest
import torch
from torch import Tensor

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.backbone import Backbone
from briefbook.learn.methods import (
    Method,
    MethodSettings,
    after_step,
    apply_changes,
    changes,
    count_tuned,
    merge,
    penalty,
    prepare,
)
from briefbook.learn.tuned import install
from tests.learn.tiny_backbone import tiny_backbone, tiny_roberta, tiny_texts

METHODS: tuple[Method, ...] = (
    "full",
    "lora",
    "adalora",
    "bottleneck",
    "bitfit",
    "prompt",
    "prefix",
    "head",
)
LINEAR = 4 * (32 + 32) + (32 + 64) * 2  # inputs and outputs of a layer's linear layers
NORMS = 2 * 2 * 32  # of one layer
MATRICES = 4 * 32 * 32 + 2 * 32 * 64
BIASES = 4 * 32 + 64 + 32
EMBEDDINGS = 24 * 32 + 2 * 32 + 2 * 32  # positions, types, norm


def settings_of(method: Method, frozen_layers: int = 0) -> MethodSettings:
    return MethodSettings(method, rank=4, width=8, tokens=3, frozen_layers=frozen_layers)


def train(backbone: Backbone, steps: int = 6) -> None:
    """Take a few large steps towards states whose first values are alike."""
    tuned = [weight for weight in backbone.parameters() if weight.requires_grad]
    if not tuned:
        return
    optimiser = torch.optim.AdamW(tuned, lr=0.02)
    ids, mask = tiny_texts(backbone)
    backbone.train()
    for step in range(1, steps + 1):
        loss = (backbone(ids, mask)[mask][:, :8] - 0.5).square().mean() + penalty(backbone)
        loss.backward()
        optimiser.step()
        after_step(backbone, step, steps)
        optimiser.zero_grad()
    backbone.eval()


def states(backbone: Backbone) -> Tensor:
    ids, mask = tiny_texts(backbone)
    with torch.no_grad():
        found: Tensor = backbone(ids, mask)[mask]
    return found


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("full", 2 * (MATRICES + BIASES + NORMS) + EMBEDDINGS),
        ("lora", 2 * 4 * LINEAR),
        ("adalora", 2 * 6 * (LINEAR + 6)),
        ("bottleneck", 2 * (2 * (2 * 32 * 8 + 8 + 32) + NORMS) + 2 * 32),
        ("bitfit", 2 * (BIASES + NORMS // 2) + 32),
        ("prompt", 3 * 32),
        ("prefix", 2 * 2 * 3 * 32),
        ("head", 0),
    ],
)
def test_a_method_tunes_its_share_and_no_more(method: Method, expected: int) -> None:
    backbone = tiny_backbone()

    prepare(backbone, settings_of(method))

    assert count_tuned(backbone) == expected


@pytest.mark.parametrize("method", METHODS)
def test_training_moves_the_states_and_only_what_is_tuned(method: Method) -> None:
    backbone = tiny_backbone()
    prepare(backbone, settings_of(method))
    frozen = {
        name: one.clone() for name, one in backbone.named_parameters() if not one.requires_grad
    }
    before = states(backbone)

    train(backbone)

    weights = dict(backbone.named_parameters())
    assert all(torch.equal(weights[name], one) for name, one in frozen.items())
    moved = float((states(backbone) - before).abs().max())
    assert moved == 0 if method == "head" else moved > 0.005


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("make", [tiny_backbone, tiny_roberta])
def test_changes_carry_the_tuning_to_another_backbone(method: Method, make: type) -> None:
    tuned, trained_on, inferring = make(), make(), make()
    prepare(tuned, settings_of(method))
    train(tuned)
    found = changes(tuned)

    apply_changes(trained_on, settings_of(method), found)
    install(inferring, settings_of(method), found)

    assert torch.allclose(states(trained_on), states(tuned), atol=1e-5)
    assert torch.allclose(states(inferring), states(tuned), atol=1e-5)
    again = changes(trained_on)
    assert again.keys() == found.keys()
    assert all(torch.allclose(again[name], found[name], atol=1e-5) for name in found)
    assert count_tuned(inferring) == 0


@pytest.mark.parametrize("method", METHODS)
def test_merging_changes_no_state(method: Method) -> None:
    backbone = tiny_backbone()
    names = [name for name, _ in backbone.named_parameters()]
    prepare(backbone, settings_of(method))
    train(backbone)
    before = states(backbone)

    merge(backbone)

    assert torch.allclose(states(backbone), before, atol=1e-5)
    assert count_tuned(backbone) == 0
    if method not in ("bottleneck", "prompt", "prefix"):
        assert [name for name, _ in backbone.named_parameters()] == names


@pytest.mark.parametrize("method", METHODS)
def test_a_text_does_not_depend_on_its_batch(method: Method) -> None:
    backbone = tiny_backbone()
    prepare(backbone, settings_of(method))
    train(backbone)
    texts = [[5, 6, 7], [8, 9, 10, 11, 12, 13], list(range(4, 26))]

    with torch.no_grad():
        together = backbone(*backbone.pad(texts))
        for row, text in enumerate(texts):
            alone = backbone(*backbone.pad([text]))[0]
            assert torch.allclose(together[row, : len(text) + 2], alone, atol=1e-5)


@pytest.mark.parametrize("method", ["full", "lora", "adalora", "bottleneck", "bitfit", "prefix"])
def test_lowest_layers_can_be_left_alone(method: Method) -> None:
    backbone = tiny_backbone()

    prepare(backbone, settings_of(method, frozen_layers=1))
    train(backbone)

    assert changes(backbone)
    assert all(name.startswith("encoder.layer.1.") for name in changes(backbone))


@pytest.mark.parametrize("method", ["lora", "bottleneck"])
def test_an_adapter_begins_by_changing_nothing(method: Method) -> None:
    backbone = tiny_backbone()
    before = states(backbone)

    prepare(backbone, settings_of(method))

    assert torch.allclose(states(backbone), before, atol=1e-6)


def test_adalora_ends_with_the_ranks_it_was_given() -> None:
    backbone = tiny_backbone()
    prepare(backbone, settings_of("adalora"))

    train(backbone, steps=30)

    ranks = [len(one) for name, one in changes(backbone).items() if name.endswith(".A")]
    assert sum(ranks) == 4 * 12  # layers that do not matter may have none left
    assert max(ranks) <= 6


def test_adalora_goes_on_after_a_kill_in_its_last_part() -> None:
    backbone, other = tiny_backbone(), tiny_backbone()
    prepare(backbone, settings_of("adalora"))
    train(backbone, steps=30)
    prepare(other, settings_of("adalora"))
    other.load_state_dict(backbone.state_dict())

    after_step(other, 25, 30)

    assert torch.allclose(states(other), states(backbone))


@pytest.mark.parametrize("method", ["full", "lora", "adalora", "bottleneck", "prompt", "prefix"])
def test_changes_of_another_shape_are_refused(method: Method) -> None:
    tuned = tiny_backbone()
    prepare(tuned, settings_of(method))
    train(tuned)
    wrong = {name: one[..., :-1] for name, one in changes(tuned).items()}

    with pytest.raises(ModelError, match="does not fit"):
        install(tiny_backbone(), settings_of(method), wrong)
    with pytest.raises(ModelError, match="does not fit"):
        apply_changes(tiny_backbone(), settings_of(method), wrong)


def test_a_missing_part_is_noticed() -> None:
    tuned = tiny_backbone()
    prepare(tuned, settings_of("bottleneck"))
    found = changes(tuned)
    name = next(name for name in found if ".down." in name)
    del found[name]

    with pytest.raises(ModelError, match="it has no encoder"):
        install(tiny_backbone(), settings_of("bottleneck"), found)


def test_a_backbone_is_prepared_once_and_before_anything_else() -> None:
    backbone = tiny_backbone()

    with pytest.raises(ModelError, match="prepare it first"):
        changes(backbone)
    prepare(backbone, settings_of("bitfit"))
    with pytest.raises(ModelError, match="merge it first"):
        prepare(backbone, settings_of("lora"))


@pytest.mark.parametrize("wrong", [{"rank": 0}, {"scale": 0.0}, {"frozen_layers": -1}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(SettingsError):
        MethodSettings("lora", **wrong)


def test_a_prefix_is_the_same_in_training_and_in_use() -> None:
    backbone = tiny_backbone()
    prepare(backbone, settings_of("prefix"))
    train(backbone)
    ids, mask = tiny_texts(backbone)

    assert torch.allclose(backbone(ids, mask)[mask], states(backbone), atol=1e-5)
