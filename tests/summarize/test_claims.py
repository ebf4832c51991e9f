import pytest

from summarize.claims import read_statement
from summarize.figures import figures, plain
from summarize.stems import stem


def _values(text: str) -> list[tuple[str, str]]:
    return [(f"{each.value:f}", each.unit) for each in figures(plain(text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$1.13bn", "1.13 billion dollars"),
        ("US$1.13 billion", "$1,130,000,000"),
        ("£3.5m", "3.5 million pounds"),
        ("1,200 euros", "€1200"),
        ("20 per cent", "20%"),
        ("twenty-five years", "25 years"),
        ("three hundred and five thousand", "305,000"),
        ("two million", "2m"),
        ("a dozen", "12"),
        ("two-thirds", "2/3"),
        ("10 km", "10 kilometres"),
        ("10 kg", "ten kilograms"),
        ("the 20th", "the twentieth"),
        ("5 March 2004", "March 5, 2004"),
        ("2004-03-05", "5 March 2004"),
        ("Sept. 11", "11 September"),
        ("300万元", "三百万元"),
        ("300万", "3,000,000"),
        ("1亿2000万元", "1.2亿元"),
        ("人民币五百元", "¥500"),
        ("百分之五", "5%"),
        ("三成", "30%"),
        ("第三", "第3"),
        ("２０２４年３月", "2024年3月"),
        ("二〇二四年三月", "2024年3月"),
        ("周一", "星期一"),
        ("周一", "Monday"),
    ],
)
def test_one_value_is_read_from_every_way_of_writing_it(one: str, other: str) -> None:
    assert _values(one) == _values(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$1.13bn", "$1.13m"),
        ("$5", "£5"),
        ("5%", "5 percentage points"),
        ("5 km", "5 miles"),
        ("15", "50"),
        ("5 March", "3 May"),
        ("Monday", "Tuesday"),
        ("三百万元", "三千万元"),
        ("三百万元", "三百万美元"),
        ("三万", "三亿"),
        ("周一", "周二"),
        ("3个月", "3年"),
        ("-5%", "5%"),
    ],
)
def test_other_values_are_told_apart(one: str, other: str) -> None:
    assert _values(one) != _values(other)
    assert _values(one) != []


@pytest.mark.parametrize(
    "text", ["one of them", "A320", "3G", "统一", "一个", "万一", "十分", "三星", "He may go."]
)
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    assert _values(text) == []


def test_a_bound_is_kept_with_its_figure() -> None:
    [more] = figures("more than 500 people")
    [less] = figures("不超过500人")
    [just] = figures("500 people")

    assert (more.bound, less.bound, just.bound) == ("+", "-", "")
    assert just.is_borne_by(more)
    assert not more.is_borne_by(just)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The board met John Smith of Acme Ltd.", ["John", "Smith", "Acme", "Ltd"]),
        ("Acme's jets are the A320 and the iPad.", ["Acme's", "A320", "iPad"]),
        ("He met officials of the U.S. and AT&T.", ["U.S.", "AT&T"]),
        ("《经济日报》报道，海华公司与Acme签约。", ["经济日报", "海华公司", "Acme"]),
        ("该公司和上市公司签约。", []),
        ("It rained.", []),
    ],
)
def test_names_are_found(text: str, names: list[str]) -> None:
    assert [name.text for name in read_statement(text).names] == names


def test_capitals_of_a_title_and_of_a_first_word_are_no_sure_names() -> None:
    title = read_statement("Shares Rise In Acme As Profits Grow Again")
    first = read_statement("Shares rise in Acme.")

    assert not any(name.certain for name in title.names)
    assert [name.text for name in first.names if name.certain] == ["Acme"]


@pytest.mark.parametrize(
    ("text", "stance", "about"),
    [
        ("The board did not approve the sale.", "negated", "approv"),
        ("It hasn't been signed.", "negated", "sign"),
        ("They failed to agree.", "negated", "agre"),
        ("Acme may buy Northwind.", "hedged", "buy"),
        ("Acme plans to buy Northwind.", "planned", "buy"),
        ("董事会未批准方案。", "negated", "批准"),
        ("公司没有获得批准。", "negated", "批准"),
        ("公司可能出售工厂。", "hedged", "出售"),
        ("公司拟出售工厂。", "planned", "出售"),
        ("李明将于5月辞去职务。", "planned", "辞去"),
    ],
)
def test_what_is_denied_doubted_or_planned_is_found(text: str, stance: str, about: str) -> None:
    [scope] = read_statement(text).scopes

    assert scope.stance == stance
    assert about in scope.first


@pytest.mark.parametrize(
    "text",
    [
        "Not only Acme met.",
        "It starts in May.",
        "未来不断发展。",
        "不仅如此。",
        "No doubt it rains.",
    ],
)
def test_false_cues_deny_and_doubt_nothing(text: str) -> None:
    assert read_statement(text).scopes == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("approved", "approves"), ("bought", "buying"), ("rose", "rising"), ("plans", "planned")],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)
