import pytest

from summarize.telling import number_length, telling


@pytest.mark.parametrize(
    ("strong", "weak"),
    [
        (
            "Northwind bought the Rotterdam plant from Acme in May for 12 million euros.",
            "It bought the plant there in May for 12 million euros and closed it.",
        ),
        (
            "Northwind made the bearings that Acme returned to the Rotterdam plant.",
            '"Bearings" means the bearings that Northwind makes at the Rotterdam plant.',
        ),
        (
            "The Rotterdam plant was closed by Northwind after the fire in May.",
            "The Buyer shall close the Rotterdam plant within thirty days of the notice.",
        ),
        (
            "Northwind told Acme that the plant in Rotterdam had to be closed.",
            "Could you please tell Acme that the plant in Rotterdam is closed?",
        ),
        (
            "The plant in Rotterdam had to be closed by Northwind in the spring.",
            "of the plant in Rotterdam that had to be closed by Northwind in the spring.",
        ),
        (
            "The plant in Rotterdam had to be closed by Northwind in the spring.",
            "The plant in Rotterdam had to be closed by Northwind in the spring and the",
        ),
        ("华北轴承公司于五月收购了鹿特丹工厂的全部股份。", "其于五月收购了鹿特丹工厂的全部股份。"),
        ("华北轴承公司于五月关闭了位于鹿特丹的工厂。", "“工厂”是指华北轴承公司位于鹿特丹的工厂。"),
        ("华北轴承公司已经关闭了位于鹿特丹的工厂。", "您能否告知鹿特丹的工厂是否已经关闭？"),
    ],
)
def test_what_can_be_read_alone_is_worth_more(strong: str, weak: str) -> None:
    assert telling(strong) == 1.0
    assert telling(weak) < 0.8


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("3.1 The Buyer pays.", "The Buyer pays."),
        ("(b) The Buyer pays.", "The Buyer pays."),
        ("• The Buyer pays.", "The Buyer pays."),
        ("2、赔偿停线损失。", "赔偿停线损失。"),
        ("（一）买方付款。", "买方付款。"),
        ("3.5 million pumps were sold.", "3.5 million pumps were sold."),
        ("2024年3月，买方付款。", "2024年3月，买方付款。"),
        ("6月30日前，我们曾两次通话。", "6月30日前，我们曾两次通话。"),
    ],
)
def test_only_numbers_of_clauses_and_bullets_are_left_out(text: str, rest: str) -> None:
    assert text[number_length(text) :] == rest
