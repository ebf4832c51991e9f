"""Which mentions are joined, and, as important, which are not."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Entity, Reading
from graph.resolve import resolve
from graph.settings import GraphSettings
from tests.graph.factories import Said, make_reading, names


def join(*marked: str, settings: GraphSettings | None = None) -> list[set[str]]:
    readings = [make_reading(f"document {n}", text) for n, text in enumerate(marked)]
    return names(resolve(readings, settings=settings or GraphSettings()))


@pytest.mark.parametrize(
    ("label", "first", "second"),
    [
        ("Organization", "Meridian Flow Group plc", "MERIDIAN FLOW GROUP"),
        ("Organization", "The Acme Co., Ltd.", "Acme Limited"),
        ("Organization", "Smith & Sons", "Smith and Sons"),
        ("Organization", "Société Générale S.A.", "Societe Generale"),
        ("Organization", "苏州美瑞迪安流体有限公司", "苏州美瑞迪安流体"),
        ("Organization", "华为技术（苏州）有限公司", "华为技术(苏州)有限公司"),
        ("Organization", "ＡＢＢ Group", "ABB Group"),
        ("Person", "Ms. Helen Carter", "Helen Carter"),
        ("Person", "Carter, Helen", "Dr Helen Carter, PhD"),
        ("Person", "Helen O'Brien", "Helen O’Brien's"),
        ("Person", "王伟先生", "王伟"),
        ("Person", "王伟总经理", "王伟"),
        ("Person", "Lao Zheng", "Zheng"),
        ("Location", "City of York", "York"),
        ("Location", "Suzhou City", "Suzhou"),
        ("Location", "上海市", "上海"),
        ("Location", "The Netherlands", "Netherlands"),
        ("Law", "《公司法》", "公司法"),
    ],
)
def test_spellings_of_one_name_are_one_thing(label: str, first: str, second: str) -> None:
    assert len(join(f"[{label}: {first}]", f"[{label}: {second}]")) == 1


@pytest.mark.parametrize(
    ("label", "first", "second"),
    [
        ("Organization", "Acme Ltd", "Acme plc"),
        ("Organization", "华为技术有限公司", "华为投资有限公司"),
        ("Organization", "工商银行", "工商银行北京分公司"),
        ("Organization", "Meridian Flow Group", "Meridian Flow Foundation"),
        ("Organization", "Bank of China", "Bank of Chile"),
        ("Person", "Helen Carter", "Harold Carter"),
        ("Person", "Helen Carter", "Carter Helen Smith"),
        ("Person", "王伟", "王小伟"),
        ("Location", "吉林省", "吉林市"),
        ("Location", "Mexico City", "Mexico"),
        ("Date", "1 March", "2 March"),
    ],
)
def test_different_things_stay_apart(label: str, first: str, second: str) -> None:
    assert len(join(f"[{label}: {first}] and [{label}: {second}]")) == 2


def test_labels_keep_things_apart() -> None:
    assert len(join("[Person: Jordan]", "[Location: Jordan]")) == 2


def test_the_archive_outvotes_a_single_wrong_label() -> None:
    sure = ["[Organization: Meridian]"] * 4

    [entity] = resolve(
        [make_reading(str(n), text) for n, text in enumerate([*sure, "[Person: Meridian]"])],
        settings=GraphSettings(),
    )

    assert (entity.label, len(entity.mentions)) == ("Organization", 5)


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("[Person: Helen Carter]", "[Person: Ms Carter]"),
        ("[Person: Helen Carter]", "[Person: Helen]"),
        ("[Person: Helen Carter]", "[Person: H. Carter]"),
        ("[Person: Helen Mary Carter]", "[Person: Helen M. Carter]"),
        ("[Person: 王晓明]", "[Person: 王经理]"),
        ("[Person: 欧阳娜娜]", "[Person: 欧阳总]"),
        ("[Person: 李建国]", "[Person: 老李]"),
        ("[Organization: Meridian Flow Group plc]", "[Organization: Meridian]"),
        ("[Organization: Meridian Flow Group plc]", "[Organization: MFG]"),
        ("[Organization: Bank of North Wales]", "[Organization: BNW]"),
        ("[Organization: 美瑞迪安流体技术有限公司]", "[Organization: 美瑞迪安]"),
        ("[Organization: 苏州市美瑞迪安流体技术有限公司]", "[Organization: 美瑞迪安流体]"),
        ("[Role: Chief Executive Officer]", "[Role: CEO]"),
    ],
)
def test_a_short_form_joins_the_long_one_of_its_document(full: str, short: str) -> None:
    assert len(join(f"{full} came. Later {short} left.")) == 1


@pytest.mark.parametrize(
    ("full", "other", "short"),
    [
        ("[Person: Helen Carter]", "[Person: Harold Carter]", "[Person: Carter]"),
        ("[Person: Helen Carter]", "[Person: Harold Carter]", "[Person: H. Carter]"),
        ("[Person: 王伟]", "[Person: 王小明]", "[Person: 王总]"),
        (
            "[Organization: Meridian Flow Group plc]",
            "[Organization: Meridian Bearings Ltd]",
            "[Organization: Meridian]",
        ),
        (
            "[Organization: Meridian Flow Group]",
            "[Organization: Marine Freight Guild]",
            "[Organization: MFG]",
        ),
        (
            "[Organization: 美瑞迪安流体有限公司]",
            "[Organization: 美瑞迪安轴承有限公司]",
            "[Organization: 美瑞迪安]",
        ),
        ("[Organization: Acme Ltd]", "[Organization: Acme plc]", "[Organization: Acme]"),
    ],
)
def test_a_short_form_that_fits_two_joins_neither(full: str, other: str, short: str) -> None:
    assert len(join(f"{full}, {other} and {short}.")) == 3


def test_a_short_form_means_in_each_document_what_that_document_says() -> None:
    found = join(
        "[Person: Helen Carter] and [Person: Ms Carter].",
        "[Person: Harold Carter] and [Person: Mr Carter].",
    )

    assert found == [{"Harold Carter", "Mr Carter"}, {"Helen Carter", "Ms Carter"}]


def test_a_short_form_introduced_once_is_known_elsewhere_when_nothing_else_fits() -> None:
    introduced = "[Organization: Meridian Flow Group plc] ([Organization: Meridian])"

    assert len(join(introduced, "[Organization: Meridian] grew.")) == 1
    assert len(join("[Person: Helen Carter]", "[Person: Carter]")) == 2


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("[Organization: Meridian Flow Group plc]", "[Organization: Meridian]"),
        ("[Organization: 美瑞迪安流体有限公司]", "[Organization: 美瑞迪安]"),
        ("[Location: 宁波] [Organization: 宁波美瑞水处理有限公司]", "[Organization: 美瑞水处理]"),
    ],
)
def test_the_first_words_of_one_company_only_mean_it_in_any_document(full: str, short: str) -> None:
    together, apart = join(f"{full} {short}"), join(full, short)

    assert together == apart


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("[Organization: Meridian Flow Group plc]", "[Organization: MFG]"),
        ("[Organization: Meridian Ltd] [Organization: Meridian plc]", "[Organization: Meridian]"),
        ("[Organization: Princeton Press Ltd]", "[Organization: Princeton University]"),
        ("[Person: Helen Carter]", "[Person: Helen]"),
        ("[Person: 王晓明]", "[Person: 王总]"),
    ],
)
def test_a_short_form_in_another_document_joins_nothing_uncertain(full: str, short: str) -> None:
    assert len(join(full, short)) == len(join(full)) + 1


def test_a_person_whom_many_documents_name_in_full_is_meant_by_a_given_name() -> None:
    known = ["[Person: Helen Carter]"] * 3

    assert len(join(*known, "[Person: Helen] called.")) == 1
    assert len(join(*known, "[Person: Helen Young]", "[Person: Helen] called.")) == 3


@pytest.mark.parametrize(
    ("group", "subsidiary", "short"),
    [
        ("Meridian Flow Group plc", "Meridian Spring Party", "Meridian"),
        ("美瑞迪安流体集团", "美瑞迪安联谊会", "美瑞迪安"),
    ],
)
def test_the_group_that_everyone_names_is_meant_by_its_head_word(
    group: str, subsidiary: str, short: str
) -> None:
    documents = [f"[Organization: {group}]"] * 4

    found = join(*documents, f"[Organization: {subsidiary}]", f"[Organization: {short}]")

    assert found == sorted([{group, short}, {subsidiary}], key=sorted)


def test_a_subsidiary_in_a_place_is_not_its_parent() -> None:
    found = join(
        "[Organization: Meridian Flow Group plc] [Organization: Meridian] [Location: Suzhou]",
        "[Organization: Meridian Suzhou] [Organization: Meridian (Suzhou) Fluid Co., Ltd.]",
    )

    assert {"Meridian", "Meridian Flow Group plc"} in found
    assert {"Meridian Suzhou", "Meridian (Suzhou) Fluid Co., Ltd."} in found


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("[Organization: Meridian Flow Group]", "[Organization: Meridian Group]"),
        ("[Organization: 美瑞迪安流体集团]", "[Organization: 美瑞迪安集团]"),
    ],
)
def test_a_group_may_leave_out_its_trade(long: str, short: str) -> None:
    assert len(join(f"{long} {short}")) == 1


@pytest.mark.parametrize(
    "marked",
    [
        "[Organization: the Lender] and [Person: Licensee]",
        "[Organization: Schedule 1], [Person: Expiry Date], [Location: Territory]",
        "[Organization: 甲方] [Person: 乙方] [Organization: 附件一] [Organization: 许可方]",
    ],
)
def test_what_a_contract_defines_is_nothing_with_a_name(marked: str) -> None:
    assert join(marked) == []


def test_a_role_and_a_party_with_a_name_stay() -> None:
    assert join("[Role: Agent] [Role: Supplier]") == [{"Agent"}, {"Supplier"}]
    assert join("[Organization: Lender Brothers Ltd]") == [{"Lender Brothers Ltd"}]


def test_a_name_cut_off_in_brackets_is_its_longer_side() -> None:
    assert (
        len(join("[Organization: Sheffield（美瑞迪安流体集团]", "[Organization: 美瑞迪安流体集团]"))
        == 1
    )


def test_what_follows_a_name_may_make_it_the_name_of_another() -> None:
    found = join(
        "[Organization: Meridian], [Organization: Meridian (Suzhou) Co., Ltd.] in "
        "[Location: Suzhou]"
    )

    assert len(found) == 3


@pytest.mark.parametrize(
    ("name", "longer"),
    [
        ("United Nations", "United Nations Special Commission"),
        ("联合国", "联合国教科文组织"),
        ("欧盟", "欧盟委员会"),
        ("Meridian Flow", "Meridian Flow Foundation"),
    ],
)
def test_a_body_of_something_is_not_that_thing(name: str, longer: str) -> None:
    assert len(join(f"[Organization: {name}] and [Organization: {longer}]")) == 2


def test_a_place_is_no_short_name_of_a_company() -> None:
    assert (
        len(join("[Location: Shanghai] [Organization: Shanghai Electric] [Organization: Shanghai]"))
        >= 2
    )
    assert {"Shanghai Electric"} in join(
        "[Location: Shanghai], [Location: Shanghai], [Organization: Shanghai Electric]"
    )


def test_an_alias_that_a_document_declares_joins_two_languages() -> None:
    english_name, chinese_name = "Meridian Flow (Suzhou) Co., Ltd.", "美瑞迪安流体（苏州）有限公司"
    declared = make_reading(
        "contract",
        f"[Organization: {english_name}] ([Organization: {chinese_name}])",
        Said(english_name, "ALSO_KNOWN_AS", chinese_name),
    )
    english = make_reading("letter", "[Organization: Meridian Flow (Suzhou)] wrote.")
    chinese = make_reading("信", f"[Organization: {chinese_name}]来函。")

    assert len(resolve([declared, english, chinese], settings=GraphSettings())) == 1


def test_an_alias_declared_for_two_things_means_each_where_it_is_declared() -> None:
    contracts = [
        make_reading(
            company,
            f'[Organization: {company}] (the "[Organization: Supplier]")',
            Said(company, "ALSO_KNOWN_AS", "Supplier"),
        )
        for company in ("Acme Bearings Ltd", "Zenith Pumps Ltd")
    ]

    found = resolve(contracts, settings=GraphSettings())

    assert sorted(e.name for e in found) == ["Acme Bearings Ltd", "Zenith Pumps Ltd"]
    assert all(not e.aliases for e in found), "what a contract calls a party is no name of it"


def test_an_alias_that_is_denied_joins_nothing() -> None:
    reading = make_reading(
        "note",
        "[Organization: Acme Bearings] is not [Organization: Zenith Pumps]",
        Said("Acme Bearings", "ALSO_KNOWN_AS", "Zenith Pumps", assertion="negated"),
    )

    assert len(resolve([reading], settings=GraphSettings())) == 2


def test_aliases_of_the_settings_join_what_no_rule_could() -> None:
    settings = GraphSettings(aliases=(("Meridian Flow Group", "美瑞迪安集团", "The Group"),))

    found = join(
        "[Organization: Meridian Flow Group plc]",
        "[Organization: 美瑞迪安集团]",
        "[Organization: the Group] and [Organization: Acme]",
        settings=settings,
    )

    assert len(found) == 2


def test_values_are_one_when_their_values_are() -> None:
    [entity] = resolve(
        [
            make_reading("a", "[Date: 1 March 2025 = 2025-03-01]"),
            make_reading("b", "[Date: 2025年3月1日 = 2025-03-01]"),
        ],
        settings=GraphSettings(),
    )

    assert entity.name == "2025-03-01"
    assert entity.aliases == ("1 March 2025", "2025年3月1日")


def test_an_entity_is_called_by_its_full_name() -> None:
    [entity] = resolve(
        [
            make_reading(
                "minutes",
                "[Person: HELEN CARTER] [Person: Helen Carter] [Person: Ms Helen Carter] "
                "[Person: Ms Carter] [Person: Ms Carter] [Person: Ms Carter]",
            )
        ],
        settings=GraphSettings(),
    )

    assert (entity.name, entity.aliases) == ("Helen Carter", ("Ms Carter", "Ms Helen Carter"))


ARCHIVE = [
    make_reading("1", "[Organization: Meridian Flow Group plc] ([Organization: MFG])"),
    make_reading("2", "[Organization: MFG], [Person: Helen Carter], [Person: Ms Carter]"),
    make_reading("3", "[Person: Harold Carter], [Organization: Meridian Bearings]"),
    make_reading("4", "[Organization: Meridian] and [Person: Carter], [Person: 王伟]"),
    make_reading("5", "[Person: 王总] [Organization: Meridian] [Organization: Meridian Bearings]"),
]


@given(st.permutations(ARCHIVE))
def test_the_order_of_documents_does_not_matter(readings: list[Reading]) -> None:
    settings = GraphSettings()

    assert resolve(readings, settings=settings) == resolve(ARCHIVE, settings=settings)


def test_every_mention_is_in_exactly_one_entity() -> None:
    found = resolve(ARCHIVE, settings=GraphSettings())

    mentions = [mention for entity in found for mention in entity.mentions]
    assert sorted(mentions) == sorted(m.id for reading in ARCHIVE for m in reading.mentions)


def test_an_entity_keeps_its_id_when_a_document_is_added() -> None:
    before = {e.name: e.id for e in resolve(ARCHIVE[:2], settings=GraphSettings())}
    more = make_reading("9", "[Organization: Zenith Pumps]")

    after = {e.name: e.id for e in resolve([*ARCHIVE[:2], more], settings=GraphSettings())}

    assert before.items() <= after.items()


def test_the_work_grows_with_the_archive_and_not_with_its_square() -> None:
    small, large = _crowd(200), _crowd(800)

    started = time.process_time()
    resolve(small, settings=GraphSettings())
    first = time.process_time() - started
    entities: tuple[Entity, ...] = resolve(large, settings=GraphSettings())
    second = time.process_time() - started - first

    assert len(entities) > 100
    assert second < 12 * first + 1


def _crowd(documents: int) -> list[Reading]:
    chance = random.Random(7)
    given = [f"Name{n}" for n in range(40)]
    family = [f"Family{n}" for n in range(documents)]
    readings = []
    for number in range(documents):
        people = [f"{chance.choice(given)} {chance.choice(family)}" for _ in range(10)]
        full = " ".join(f"[Person: {name}]" for name in people)
        short = " ".join(f"[Person: Mr {name.split()[1]}]" for name in people)
        readings.append(make_reading(str(number), f"{full} {short}"))
    return readings
