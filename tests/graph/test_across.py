"""Which Chinese and Western names are joined, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.resolve import resolve
from graph.romanised import person_spellings
from graph.settings import GraphSettings
from graph.sounds import consonants, distance, sounds_like
from tests.graph.factories import make_reading


def count(*marked: str) -> int:
    readings = [make_reading(str(number), text) for number, text in enumerate(marked)]
    return len(resolve(readings, settings=GraphSettings()))


@pytest.mark.parametrize(
    ("label", "latin", "chinese"),
    [
        ("Person", "Zheng Qiming", "郑启明"),
        ("Person", "Qiming Zheng", "郑启明"),
        ("Person", "Zheng Qi-ming", "郑启明"),
        ("Person", "Mr ZHENG Qiming", "郑启明总经理"),
        ("Person", "Lü Guodong", "吕国栋"),
        ("Person", "Lyu Guodong", "吕国栋"),
        ("Person", "Guodong Lv", "吕国栋"),
        ("Person", "Shàn Xióngxìn", "单雄信"),
        ("Person", "Ouyang Nana", "欧阳娜娜"),
        ("Location", "Suzhou", "苏州市"),
        ("Location", "Suzhou City", "苏州"),
        ("Location", "City of Chongqing", "重庆"),
        ("Location", "Shaanxi", "陕西省"),
        ("Location", "Jiangsu Province", "江苏"),
        ("Location", "UK", "英国"),
        ("Location", "South-East Asia", "东南亚"),
        ("Organization", "Meirui Water Treatment Co., Ltd.", "美瑞水处理有限公司"),
        ("Location", "Sheffield", "谢菲尔德"),
        ("Location", "Hannover", "汉诺威"),
        ("Person", "Jürgen Wiesental", "于尔根·维森塔尔"),
        ("Person", "Arthur Miller", "阿瑟·米勒"),
    ],
)
def test_one_name_in_two_scripts_is_one_thing(label: str, latin: str, chinese: str) -> None:
    assert count(f"[{label}: {latin}]", f"[{label}: {chinese}]") == 1


def test_the_place_before_a_brand_is_no_part_of_it() -> None:
    assert (
        count(
            "[Location: Ningbo] [Organization: Ningbo Meirui Water Co., Ltd.]",
            "[Location: 宁波] [Organization: 宁波美瑞水处理有限公司]",
        )
        == 2
    )


@pytest.mark.parametrize(
    ("marked", "entities"),
    [
        ("[Person: Wang Wei] [Person: 王伟] [Person: 王薇]", 3),
        ("[Person: Li Wang] [Person: 王丽] [Person: 李旺]", 3),
        ("[Person: Zheng Qiming] [Person: 郑启民]", 2),
        ("[Person: Zheng] [Person: 郑启明]", 2),
        ("[Location: Shanxi] [Location: 陕西]", 2),
        ("[Location: Suzhou] [Location: 苏州] [Location: 宿州]", 3),
        ("[Location: Suzhou] [Organization: 苏州]", 2),
        (
            "[Organization: Meirui Ltd] [Organization: 美瑞水务集团] [Organization: 梅瑞食品]",
            3,
        ),
        ("[Organization: Meirui Bank] [Organization: 美瑞银行苏州分行]", 2),
        ("[Location: Sheffield] [Location: 谢菲尔德] [Location: Shefford]", 3),
        ("[Person: Daniel Carter] [Person: 丹尼尔·史密斯]", 2),
        ("[Organization: Sheffield Group] [Organization: 谢菲尔德]", 2),
        ("[Person: Delft] [Person: 丁思远]", 2),
    ],
)
def test_what_is_not_sure_stays_apart(marked: str, entities: int) -> None:
    assert count(marked) == entities


def test_a_name_of_one_letter_order_has_one_spelling_in_chinese() -> None:
    assert person_spellings("单雄信") == {"shanxiongxin"}
    assert person_spellings("zheng") == frozenset()


@pytest.mark.parametrize(
    ("latin", "chinese", "alike"),
    [
        ("bradford", "布拉德福德", True),
        ("peter schmidt", "彼得施密特", True),
        ("fiona maddern", "菲奥娜马登", True),
        ("leeds", "利兹", False),  # two sounds are too few
        ("london", "巴黎", False),
        ("bradford", "谢菲尔德", False),
    ],
)
def test_names_are_compared_by_their_consonants(latin: str, chinese: str, alike: bool) -> None:
    assert sounds_like(latin, chinese) is alike


@given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=20), st.text("PFTKSMNRWHJ", max_size=9))
def test_distance_is_symmetric_and_nothing_for_the_same(name: str, other: str) -> None:
    sounds = consonants(name)

    assert distance(sounds, sounds) == 0
    assert distance(sounds, other) == pytest.approx(distance(other, sounds))
