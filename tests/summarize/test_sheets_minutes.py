"""Minutes: decisions, refusals, what is left open, and tasks with their owners and dates."""

import pytest

from briefbook.records import Document, Reading
from summarize.sheets.decided import verdict
from summarize.sheets.minutes import minutes
from summarize.sheets.tasks import find_dues, find_owners
from tests.factories import make_mention
from tests.summarize.sheet_documents import outline, read, roles

BOARD = """# Minutes of the board, 4 March 2025

Present: Ada Byron (Chair), Charles Hale, Mary Voss

## 1. Budget

Charles Hale presented the draft. The board approved the budget for 2025. The motion to raise
fees was defeated by five votes to two.

## 2. New depot

If the council grants the permit, the board will look at the plans again. The directors did not
approve the purchase of the Leeds site. The vote on the Hull site was deferred to the May meeting.

## 3. Actions

| No. | Action | Owner | Due |
| --- | --- | --- | --- |
| 1 | Send the budget to the bank | Charles Hale | 14 March 2025 |
| 2 | Look for a site in York | Mary Voss | |
"""
CALL = """Team call, 12 May 2025

We talked about the move for an hour and heard three views on it.

The lease in Bath came up again, and nobody had news from the landlord.

To do:

- Ada to send the plan to the landlord by Friday.
- Write up the costs (Ben)
- JS to book the van before 20 May.
"""
SHAREHOLDERS = """# 第二届董事会第五次会议纪要

时间：2025年3月12日
地点：杭州

一、年度预算

会议审议并一致通过2025年度预算方案。董事会否决了收购宁波仓库的议案。

二、人事

如股东会同意，公司将增设副总经理一名。关于薪酬方案，会议未形成决议，下次会议再议。

三、工作安排

1. 由财务部李雷负责，于3月31日前完成审计报告。
2. 责成王芳尽快联系租赁方。
"""
WEEKLY = """# 生产例会纪要

时间：2025年4月7日

| 序号 | 事项 | 责任人 | 完成时间 |
| --- | --- | --- | --- |
| 1 | 更换三号线轴承 | 赵敏 | 2025年4月11日 |
| 2 | 清点备件库存 | 孙立 | 4月底 |

大家反映食堂排队时间偏长，行政部表示理解。
"""


def test_english_minutes_tell_what_was_decided_refused_and_left_open() -> None:
    digest = minutes(read(BOARD))

    assert (digest.kind, digest.form) == ("document", "minutes")
    assert roles(digest, "date") == ["4 March 2025"]
    assert roles(digest, "decision") == ["The board approved the budget for 2025."]
    assert roles(digest, "refusal") == [
        "The motion to raise fees was defeated by five votes to two.",
        "The directors did not approve the purchase of the Leeds site.",
    ]
    assert roles(digest, "open") == ["The vote on the Hull site was deferred to the May meeting."]


def test_owner_and_due_follow_their_task() -> None:
    assert outline(minutes(read(BOARD)))[-5:] == [
        ("action", "Send the budget to the bank"),
        ("owner", "Charles Hale"),
        ("due", "14 March 2025"),
        ("action", "Look for a site in York"),
        ("owner", "Mary Voss"),
    ]


def test_minutes_without_a_decision_say_so() -> None:
    digest = minutes(read(CALL, "call.txt"))

    assert digest.notes == ("not found: decision",)
    assert outline(digest)[1:] == [
        ("action", "Ada to send the plan to the landlord by Friday."),
        ("owner", "Ada"),
        ("due", "Friday"),
        ("action", "Write up the costs (Ben)"),
        ("owner", "Ben"),
        ("action", "JS to book the van before 20 May."),
        ("owner", "JS"),
        ("due", "20 May"),
    ]


def test_chinese_minutes_tell_the_same() -> None:
    digest = minutes(read(SHAREHOLDERS, "纪要.txt"))

    assert roles(digest, "date") == ["2025年3月12日"]
    assert roles(digest, "decision") == ["会议审议并一致通过2025年度预算方案。"]
    assert roles(digest, "refusal") == ["董事会否决了收购宁波仓库的议案。"]
    assert roles(digest, "open") == ["关于薪酬方案，会议未形成决议，下次会议再议。"]
    assert outline(digest)[-5:] == [
        ("action", "由财务部李雷负责，于3月31日前完成审计报告。"),
        ("owner", "财务部李雷"),
        ("due", "3月31日前"),
        ("action", "责成王芳尽快联系租赁方。"),
        ("owner", "王芳"),
    ]


def test_chinese_tables_of_tasks_are_read() -> None:
    digest = minutes(read(WEEKLY))

    assert roles(digest, "action") == ["更换三号线轴承", "清点备件库存"]
    assert roles(digest, "owner") == ["赵敏", "孙立"]
    assert roles(digest, "due") == ["2025年4月11日", "4月底"]
    assert digest.notes == ("not found: decision",)


@pytest.mark.parametrize("text", [BOARD, CALL, SHAREHOLDERS, WEEKLY])
def test_every_line_is_quoted(text: str) -> None:
    document = read(text)

    for sentence in minutes(document).sentences:
        [piece] = sentence.evidence
        assert document.quote(piece.span) == piece.quote == sentence.text
        assert sentence.role and sentence.origin == "quoted"


def test_a_word_or_a_vote_that_settles_belongs_to_what_it_settles() -> None:
    english = minutes(read("Notes\n\n- Eve to become the new treasurer. Agreed.\n", "a.txt"))
    chinese = minutes(read("# 决议\n\n1. 同意聘请王芳为经理。（五票赞成）\n"))

    assert roles(english, "decision") == ["Eve to become the new treasurer. Agreed."]
    assert roles(chinese, "decision") == ["同意聘请王芳为经理。（五票赞成）"]


def test_names_that_were_read_tell_owners_from_things() -> None:
    text = "Mary will send the list. Sales will send a signal. 资金将于5月前到位。"
    document = read(text, "a.txt")
    mentions = (make_mention(document, "Mary", "Person"),)

    digest = minutes(document, Reading(document.id, mentions, ()))

    assert roles(digest, "owner") == ["Mary"]


def test_an_empty_document_gives_an_empty_sheet() -> None:
    digest = minutes(Document("doc_1", "a.txt", "text/plain", "en", "", ""))

    assert digest.sentences == ()
    assert "not found: decision" in digest.notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Resolved that Ms Lee be appointed secretary.", "decision"),
        ("It was agreed to sell the van.", "decision"),
        ("The proposal was approved unanimously.", "decision"),
        ("Resolved that the bid be made, subject to the bank's consent.", "decision"),
        ("The committee rejected the offer.", "refusal"),
        ("The board resolved not to proceed.", "refusal"),
        ("The plan was not approved.", "refusal"),
        ("No decision was taken on the roof.", "open"),
        ("The item was postponed until June.", "open"),
        ("If the committee approved the plan, work would begin in May.", ""),
        ("Mr Hill asked whether the board approved.", ""),
        ("The drug was approved by the regulator in 2019.", ""),
        ("Ms Roe recommended that the board approve the plan.", ""),
        ("Until the budget was approved nothing could be bought.", ""),
        ("Was the plan approved?", ""),
        ("会议决定成立筹备组。", "decision"),
        ("经研究，同意该方案。", "decision"),
        ("双方同意延长工期。", "decision"),
        ("董事会未批准该预算。", "refusal"),
        ("会议不同意追加投资。", "refusal"),
        ("该事项暂缓表决。", "open"),
        ("如董事会批准，将于五月开工。", ""),
        ("此项须经全体董事同意后方可执行。", ""),
        ("王经理建议会议同意该方案。", ""),
        ("会议是否同意该方案？", ""),
    ],
)
def test_what_a_sentence_decides(text: str, expected: str) -> None:
    assert verdict(text) == expected


@pytest.mark.parametrize(
    ("text", "owners", "dues"),
    [
        ("Ada Byron will draft the letter by 3 May 2025.", ["Ada Byron"], ["3 May 2025"]),
        ("The Treasurer was asked to pay the bill within ten days.", ["The Treasurer"],
         ["within ten days"]),
        ("Ann and Bob to check the roof before the next meeting.", ["Ann and Bob"],
         ["the next meeting"]),
        ("It will rain on Friday.", [], []),
        ("由王芳牵头，下周五前报送方案。", ["王芳"], ["下周五前"]),
        ("请采购部于6月1日前提交报价。", ["采购部"], ["6月1日前"]),
        ("会议同意聘请张三为顾问。", [], []),
    ],
)  # fmt: skip
def test_who_is_to_do_it_and_when(text: str, owners: list[str], dues: list[str]) -> None:
    assert [text[start:end] for start, end in find_owners(text)] == owners
    assert [text[start:end] for start, end in find_dues(text)] == dues
