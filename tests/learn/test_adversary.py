"""The adversary raises the loss, within its limits, and leaves the model as it was."""

from collections.abc import Callable
from typing import Literal

import pytest
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from briefbook.errors import ModelError
from briefbook.learn.adversary import adversarial_backward, embedding_layer
from tests.learn.tiny_job import TinyModel, make_items, mean_loss

KINDS: tuple[Literal["fgm", "pgd"], ...] = ("fgm", "pgd")


def tiny_model() -> TinyModel:
    """Return a model without dropout, so that losses can be compared."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        model = TinyModel()
    model.dropout.p = 0.0
    return model


def gradients(model: nn.Module) -> dict[str, Tensor]:
    """Return the gradients that a model has."""
    return {
        name: weight.grad.clone()
        for name, weight in model.named_parameters()
        if weight.grad is not None
    }


def watched(model: TinyModel, losses: list[float], embedded: list[Tensor]) -> Callable[[], Tensor]:
    """Return a loss that notes itself and the embeddings it was computed from."""
    items = make_items(8)

    def note(layer: nn.Module, inputs: tuple[Tensor]) -> None:
        embedded.append(inputs[0].detach().clone())

    model.layer.register_forward_pre_hook(note)

    def loss() -> Tensor:
        value = mean_loss(model, items)
        losses.append(value.item())
        return value

    return loss


@pytest.mark.parametrize(("kind", "passes"), [("fgm", 2), ("pgd", 4)])
def test_the_loss_grows_under_attack(kind: Literal["fgm", "pgd"], passes: int) -> None:
    model = tiny_model()
    losses: list[float] = []
    embedded: list[Tensor] = []

    clean = adversarial_backward(
        watched(model, losses, embedded), 1.0, embedding=model.embedding, kind=kind, size=0.1
    )

    assert len(losses) == passes
    assert clean == losses[0] < losses[-1]
    assert losses == sorted(losses)
    shifts = (embedded[-1] - embedded[0]).flatten(1).norm(dim=1)
    shares = shifts / embedded[0].flatten(1).norm(dim=1)
    assert torch.all(shares <= 0.1 + 1e-5)
    assert torch.all(shares > 0.09)


@pytest.mark.parametrize("kind", KINDS)
def test_an_attack_of_no_size_changes_nothing(kind: Literal["fgm", "pgd"]) -> None:
    model, plain = tiny_model(), tiny_model()
    items = make_items(8)

    adversarial_backward(
        lambda: mean_loss(model, items), 0.5, embedding=model.embedding, kind=kind, size=0.0
    )
    (0.5 * mean_loss(plain, items)).backward()  # type: ignore[no-untyped-call]

    expected = gradients(plain)
    assert set(gradients(model)) == set(expected)
    for name, gradient in gradients(model).items():
        assert torch.allclose(gradient, expected[name], atol=1e-6)


def test_each_text_is_attacked_as_if_it_were_alone() -> None:
    model, items = tiny_model(), [item for item in make_items(40) if len(item[0]) == 5][:3]
    assert len(items) == 3

    def attacked(batch: list[int]) -> Tensor:
        outputs: list[Tensor] = []
        handle = model.head.register_forward_hook(
            lambda layer, inputs, output: outputs.append(output.detach().clone())
        )
        chosen = [items[place] for place in batch]
        adversarial_backward(
            lambda: mean_loss(model, chosen), 1.0, embedding=model.embedding, kind="fgm", size=0.2
        )
        handle.remove()
        return outputs[-1]

    together = attacked([0, 1, 2])
    assert torch.allclose(together, torch.cat([attacked([place]) for place in range(3)]), atol=1e-5)


def test_the_model_is_left_as_it_was() -> None:
    model, items = tiny_model(), make_items(8)
    expected = mean_loss(model, items)

    adversarial_backward(
        lambda: mean_loss(model, items), 1.0, embedding=model.embedding, kind="fgm", size=0.5
    )

    assert torch.equal(mean_loss(model, items), expected)
    assert not model.embedding._forward_hooks


@pytest.mark.parametrize("kind", KINDS)
def test_a_loss_that_reads_twice_is_attacked_in_both_readings(kind: Literal["fgm", "pgd"]) -> None:
    model, items = tiny_model(), make_items(9)
    losses: list[float] = []

    def loss() -> Tensor:
        value = mean_loss(model, items[:4]) + mean_loss(model, items[4:])
        losses.append(value.item())
        return value

    adversarial_backward(loss, 1.0, embedding=model.embedding, kind=kind, size=0.1)

    assert losses[-1] > losses[0]


def test_the_word_embeddings_of_a_transformer_are_found() -> None:
    config = BertConfig(
        vocab_size=20,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.train(False)
    words = model.embeddings.word_embeddings.requires_grad_(False)
    module = nn.ModuleList([nn.Embedding(3, 3), model])
    losses: list[float] = []

    def loss() -> Tensor:
        value: Tensor = model(input_ids=torch.tensor([[1, 2, 3]])).last_hidden_state[0, 0, 0]
        losses.append(value.item())
        return value

    embedding = embedding_layer(module)
    adversarial_backward(loss, 1.0, embedding=embedding, kind="fgm", size=0.1)

    assert embedding is words
    assert losses[1] > losses[0]


def test_a_model_without_embeddings_cannot_be_attacked() -> None:
    with pytest.raises(ModelError, match="no embedding layer"):
        embedding_layer(nn.Linear(2, 2))
