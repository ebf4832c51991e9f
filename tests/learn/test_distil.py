"""A student learns from labels, from teachers, and from both in the right proportion."""

import pytest
import torch
from torch.nn.functional import cross_entropy, softmax

from briefbook.learn.distil import IGNORED, UNLABELLED, distillation_loss, ensemble


def logits(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_without_a_teachers_share_only_labels_count() -> None:
    student, labels = logits(4, 3), torch.tensor([0, 2, 1, 1])

    loss = distillation_loss(student, logits(4, 3, seed=1), labels, share=0.0)

    assert torch.isclose(loss, cross_entropy(student, labels))


def test_a_student_that_agrees_loses_nothing_to_the_teacher() -> None:
    student = logits(4, 3)

    loss = distillation_loss(student, student + 5, torch.full((4,), UNLABELLED))

    assert abs(float(loss)) < 1e-6


def test_words_and_texts_have_one_loss_and_padding_has_none() -> None:
    student, teacher = logits(2, 5, 3), logits(2, 5, 3, seed=1)
    labels = torch.tensor([[0, 1, 2, IGNORED, IGNORED], [2, 2, UNLABELLED, 0, IGNORED]])
    counts = labels != IGNORED

    loss = distillation_loss(student, teacher, labels)

    flat = distillation_loss(student[counts], teacher[counts], labels[counts])
    assert torch.isclose(loss, flat)
    assert float(distillation_loss(student, teacher, torch.full((2, 5), IGNORED))) == 0.0


@pytest.mark.parametrize("temperature", [1.0, 4.0])
def test_a_student_becomes_its_teacher(temperature: float) -> None:
    student, teacher = torch.zeros(6, 3, requires_grad=True), logits(6, 3)
    optimiser = torch.optim.Adam([student], lr=0.1)

    for _ in range(300):
        loss = distillation_loss(student, teacher, torch.full((6,), UNLABELLED), temperature)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        optimiser.zero_grad()

    assert torch.allclose(softmax(student, -1), softmax(teacher, -1), atol=0.01)


def test_the_teacher_gets_no_gradient() -> None:
    teacher = logits(2, 3).requires_grad_()
    student = logits(2, 3, seed=1).requires_grad_()

    loss = distillation_loss(student, teacher, torch.tensor([0, 1]))
    loss.backward()  # type: ignore[no-untyped-call]

    assert teacher.grad is None
    assert student.grad is not None and student.grad.abs().sum() > 0


def test_teachers_together_give_their_mean_probabilities() -> None:
    teachers = [logits(4, 3, seed=seed) for seed in range(3)]

    together = softmax(ensemble(teachers), dim=-1)

    assert torch.allclose(
        together, torch.stack([softmax(one, -1) for one in teachers]).mean(0), atol=1e-6
    )
