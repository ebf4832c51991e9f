"""A made-up archive of any size: companies, what documents say of them, and questions about them.

Nothing in it is real. Names are put together from syllables, sentences from templates; which
entities and facts a sentence states is known, so that no model has to read it. Half of it is
English, half Chinese. Each company has two documents of ten short sections: one on what it is, one
on what it signed. The sentences between are about other companies of the archive, a few of which
are named far more often than most, as in any archive.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, product

from briefbook.ids import checksum, make_id
from briefbook.records import Block, Document, Evidence, Mention, Reading, Relation, Span

PRODUCER = "made@1"
SECTIONS = 10  # of a document; each becomes one passage
_SECTION_CHARS = (250, 550)  # of English; Chinese takes half of it
_FAME = 1.2  # how unevenly companies are named besides: the exponent of a Pareto draw
_CITIES = 240

_ONSETS = ["Br", "D", "F", "Gr", "H", "K", "L", "M", "N", "Pr", "R", "S", "T", "V", "W", "St"]
_VOWELS = ["a", "e", "i", "o", "u", "au"]
_MIDDLES = ["nd", "rv", "ll", "st", "m", "rg", "v", "ns", "lk", "d"]
_ENDS = ["al", "en", "or", "ik", "um", "eth", "ow", "is", "ard", "ane"]
_TRADES = [
    "Pumps", "Foods", "Logistics", "Textiles", "Castings", "Chemicals", "Glass", "Timber",
    "Sensors", "Paper", "Shipping", "Tools", "Ceramics", "Optics", "Motors", "Packaging",
]  # fmt: skip
_FORMS = ["Ltd", "AG", "Inc", "GmbH", "Oy", "plc"]
_FIRSTS = [
    "Anna", "Boris", "Clara", "David", "Elena", "Frank", "Greta", "Hugo", "Irene", "Jonas",
    "Karin", "Lukas", "Maria", "Nils", "Olga", "Peter", "Rosa", "Simon", "Tilda", "Viktor",
]  # fmt: skip
_BRANDS_ZH = "华信恒瑞德盛远达嘉禾锦泰鼎新宏博凯安腾飞星辰云海明月长风金石玉林天河广源东方兴隆永康"
_TRADES_ZH = ["泵业", "食品", "物流", "纺织", "铸造", "化工", "玻璃", "木业", "传感", "造纸"]
_PLACES_ZH = "江河湖海山岭川溪泉洲岛滩湾港桥塘"
_PLACES_BEFORE_ZH = "青白清平安宁永长南北东西金银石云"
_SURNAMES_ZH = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN_ZH = "建国华明丽芳伟强静敏磊洋艳勇军杰涛超兰霞平刚桂英志远思雨欣怡"
_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip
_GOODS = ["valve", "bearing", "gasket", "filter", "rotor", "pallet", "hinge", "lens", "crate"]
_GOODS_ZH = ["阀门", "轴承", "垫片", "滤芯", "转子", "托盘", "铰链", "镜片", "木箱"]

# What a document states: predicate, subject, object, as {a} and {b} of a sentence.
_ABOUT = {
    "HEADS": ("{a} is the chief executive of {b}.", "{b}的总经理是{a}。"),
    "LOCATED_IN": ("{a} is based in {b}.", "{a}位于{b}。"),
    "FOUNDED_ON": ("{a} was founded on {b}.", "{a}成立于{b}。"),
    "FOUNDED": ("{a} founded {b} together with two engineers.", "{a}与两名工程师创立了{b}。"),
    "PRODUCES": ("{a} produces the {b} for customers abroad.", "{a}生产{b}，销往国外。"),
}
_DEALS = {
    "ACQUIRED": ("{a} acquired {b} after a year of talks.", "{a}经过一年的谈判收购了{b}。"),
    "SUPPLIES": ("{a} supplies {b} under a standing order.", "{a}按长期订单供货给{b}。"),
    "PARTY_TO": ("{a} is a party to contract {b}.", "{a}签署了合同{b}。"),
    "SIGNED_ON": ("Contract {a} was signed on {b}.", "合同{a}签署于{b}。"),
    "ENDS_ON": ("Contract {a} ends on {b}.", "合同{a}到期于{b}。"),
    "WORTH": ("Contract {a} is worth {b}.", "合同{a}的金额为{b}。"),
}
_SAID = ("The canteen of {a} is run by the caterer {x}.", "{a}的食堂由餐饮商{x}经营。")
_FILLING = (
    [
        "The {g} delivered in week {n} passed the inspection of {a} without remarks.",
        "In the view of the board the {g} market will stay calm for another {n} months.",
        "Staff asked for {n} more places in the car park, and the works council agreed.",
        "The committee took note of the report on the {g} and put it aside.",
        "A sample of {n} pieces was sent to the laboratory, where it was weighed twice.",
        "Heating of the hall cost more than planned because a {g} had to be replaced.",
        "The forwarder of {a} lost {n} pallets in the storm and found most of them again.",
        "Training in the use of the new {g} takes {n} days and is open to everybody.",
        "Complaints about the {g} fell by {n} per cent against the quarter before.",
        "The auditors found {n} entries without a receipt in the travel accounts.",
    ],
    [
        "第{n}周交付的{g}通过了{a}的检验，没有异议。",
        "董事会认为，{g}市场在今后{n}个月内将保持平稳。",
        "员工希望停车场增加{n}个车位，职工代表表示同意。",
        "委员会听取了关于{g}的报告，未作决定。",
        "{n}件样品已送往实验室，称重两次。",
        "因更换{g}，车间的供暖费用高于计划。",
        "{a}的货运商在暴雨中遗失{n}个货盘，后来大多找回。",
        "新{g}的使用培训为期{n}天，所有人都可以参加。",
        "与上季度相比，有关{g}的投诉下降了百分之{n}。",
        "审计人员在差旅账目中发现{n}笔没有收据的支出。",
    ],
)
_HEADINGS = (
    [
        "Start",
        "Works",
        "Buying",
        "Sales",
        "Staff",
        "Quality",
        "Transport",
        "Energy",
        "Plans",
        "Annex",
    ],
    ["背景", "车间", "采购", "销售", "员工", "质量", "运输", "能源", "展望", "附件"],
)
_TITLES = (("Profile of {}", "Business of {}"), ("{}简介", "{}商务纪要"))
# Questions of each kind in both languages, about {0}, with what a right answer holds.
_QUESTIONS: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "one fact": (
        [
            ("Who is the chief executive of {0}?", "HEADS"),
            ("Where is {0} based?", "LOCATED_IN"),
            ("When was {0} founded?", "FOUNDED_ON"),
            ("Who founded {0}?", "FOUNDED"),
            ("Which company did {0} acquire?", "ACQUIRED"),
        ],
        [
            ("{0}的总经理是谁？", "HEADS"),
            ("{0}位于哪里？", "LOCATED_IN"),
            ("{0}是什么时候成立的？", "FOUNDED_ON"),
            ("谁创立了{0}？", "FOUNDED"),
            ("{0}收购了哪家公司？", "ACQUIRED"),
        ],
    ),
    "two facts": (
        [
            ("Who is the chief executive of the company that acquired {0}?", "OWNER HEADS"),
            ("Where is the company based that acquired {0}?", "OWNER LOCATED_IN"),
            ("When does the contract that {0} signed end?", "ENDS_ON"),
        ],
        [
            ("收购{0}的公司的总经理是谁？", "OWNER HEADS"),
            ("收购{0}的公司位于哪里？", "OWNER LOCATED_IN"),
            ("{0}签署的合同什么时候到期？", "ENDS_ON"),
        ],
    ),
    "count": (
        [("How many companies are based in {city}?", "CITY")],
        [("有多少家公司位于{city}？", "CITY")],
    ),
    "list": (
        [
            ("Which companies does {0} supply?", "SUPPLIES"),
            ("Which contracts did {0} sign?", "PARTY_TO"),
        ],
        [("{0}供货给哪些公司？", "SUPPLIES"), ("{0}签署了哪些合同？", "PARTY_TO")],
    ),
    "yes or no": (
        [("Does {0} supply {customer}?", "yes"), ("Is {0} based in {city}?", "yes")],
        [("{0}是否供货给{customer}？", "是"), ("{0}位于{city}吗？", "是")],
    ),
    "only said": (
        [("Which caterer runs the canteen of {0}?", "SAID")],
        [("{0}的食堂由哪家餐饮商经营？", "SAID")],
    ),
    "unanswerable": (
        [
            ("Who insures the warehouses of {0}?", ""),
            ("What is the share price of {0}?", ""),
            ("Who is the chief executive of Quillfarthing Marbles Ltd?", ""),
        ],
        [
            ("{0}的仓库由谁承保？", ""),
            ("{0}的股价是多少？", ""),
            ("菱歌砚石有限公司的总经理是谁？", ""),
        ],
    ),
}
_SLOT = re.compile(r"\{(\w)\}")


@dataclass(frozen=True, slots=True)
class Thing:
    """What a sentence names."""

    label: str
    name: str
    value: str = ""  # of a value label, normalised


@dataclass(frozen=True, slots=True)
class Company:
    """A company with all that the archive states of it."""

    chinese: bool
    name: Thing
    facts: tuple[tuple[str, Thing, Thing], ...]  # predicate, subject, object
    caterer: str  # which only a sentence says, and no fact

    def object_of(self, predicate: str) -> str:
        """Return what a fact of the company leads to; of a person who heads it, the person."""
        found = next(fact for fact in self.facts if fact[0] == predicate)
        return (found[1] if predicate in ("HEADS", "FOUNDED") else found[2]).name


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what a right answer holds."""

    kind: str
    language: str
    text: str
    wanted: str  # empty: the archive does not say


def make_companies(count: int, seed: int = 1) -> list[Company]:
    """Make companies, English and Chinese ones by turns, that deal with those of their language."""
    chance = random.Random(seed)
    english, chinese = _names(chance), _names_zh(chance)
    names = [next(chinese if number % 2 else english) for number in range(count)]
    things = [Thing("Organization", name) for name in names]
    people = [_people(chance), _people_zh(chance)]
    cities = [_cities(chance), _cities_zh(chance)]
    return [
        Company(
            bool(number % 2),
            things[number],
            tuple(_facts(number, things, people[number % 2], cities[number % 2], chance)),
            _caterer(chance, bool(number % 2)),
        )
        for number in range(count)
    ]


def _facts(
    number: int,
    things: Sequence[Thing],
    people: Iterator[str],
    cities: Sequence[str],
    chance: random.Random,
) -> Iterator[tuple[str, Thing, Thing]]:
    chinese, own = number % 2, things[number]
    others = things[chinese::2]
    contract = Thing("Reference", f"KV-{number:05}", f"KV-{number:05}")
    goods = chance.choice(_GOODS_ZH if chinese else _GOODS)
    yield "HEADS", Thing("Person", next(people)), own
    yield "LOCATED_IN", own, Thing("Location", chance.choice(cities))
    yield "FOUNDED_ON", own, _date(chance, chinese, 1960, 2015)
    yield "FOUNDED", Thing("Person", next(people)), own
    yield "PRODUCES", own, Thing("Product", f"{chance.choice('ABCDEFG')}{number} {goods}")
    # The next company of the same language, so that each is bought once.
    yield "ACQUIRED", own, things[(number + 2) % len(things)]
    yield "SUPPLIES", own, chance.choice([each for each in others[:40] if each != own])
    yield "SUPPLIES", own, chance.choice([each for each in others if each != own])
    yield "PARTY_TO", own, contract
    yield "SIGNED_ON", contract, _date(chance, chinese, 2018, 2024)
    yield "ENDS_ON", contract, _date(chance, chinese, 2025, 2032)
    yield "WORTH", contract, _sum(chance, chinese)


def _caterer(chance: random.Random, chinese: bool) -> str:
    if chinese:
        return f"{chance.choice(_SURNAMES_ZH)}记{chance.choice(_BRANDS_ZH)}膳"
    return f"{chance.choice(_ONSETS)}{chance.choice(_VOWELS)}ffel Kitchens"


def _names(chance: random.Random) -> Iterator[str]:
    first = ["".join(parts) for parts in product(_ONSETS, _VOWELS, _MIDDLES, _ENDS)]
    chance.shuffle(first)
    yield from (f"{name} {chance.choice(_TRADES)} {chance.choice(_FORMS)}" for name in first)


def _names_zh(chance: random.Random) -> Iterator[str]:
    known = set()
    while True:
        brand = "".join(chance.sample(_BRANDS_ZH, 3))
        if brand not in known:
            known.add(brand)
            yield f"{brand}{chance.choice(_TRADES_ZH)}有限公司"


def _people(chance: random.Random) -> Iterator[str]:
    lasts = ["".join(parts) + "son" for parts in product(_ONSETS, _VOWELS, _MIDDLES, _ENDS)]
    chance.shuffle(lasts)
    yield from (f"{chance.choice(_FIRSTS)} {last}" for last in lasts)


def _people_zh(chance: random.Random) -> Iterator[str]:
    names = ["".join(parts) for parts in product(_SURNAMES_ZH, _GIVEN_ZH, _GIVEN_ZH)]
    chance.shuffle(names)
    yield from names


def _cities(chance: random.Random) -> list[str]:
    names = ["".join(parts) + "burg" for parts in product(_ONSETS, _VOWELS, ["l", "n", "r"])]
    return chance.sample(names, _CITIES)


def _cities_zh(chance: random.Random) -> list[str]:
    names = ["".join(parts) + "市" for parts in product(_PLACES_BEFORE_ZH, _PLACES_ZH)]
    return chance.sample(names, _CITIES)


def _date(chance: random.Random, chinese: int, first: int, last: int) -> Thing:
    year, month, day = chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28)
    written = f"{year}年{month}月{day}日" if chinese else f"{day} {_MONTHS[month - 1]} {year}"
    return Thing("Date", written, f"{year}-{month:02}-{day:02}")


def _sum(chance: random.Random, chinese: int) -> Thing:
    amount = chance.randint(2, 990) * 10_000
    if chinese:
        return Thing("Money", f"{amount // 10_000}万元", f"CNY {amount}")
    return Thing("Money", f"EUR {amount:,}", f"EUR {amount}")


_Stated = tuple[str, Mapping[str, Thing | str], str]  # template, what fills it, predicate


@dataclass(slots=True)
class _Draft:
    """A document as it is written."""

    key: str
    chinese: bool
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    sentences: list[Span] = field(default_factory=list)
    mentions: dict[str, Mention] = field(default_factory=dict)
    ties: list[tuple[str, str, str, Span]] = field(default_factory=list)

    def add_heading(self, words: str) -> None:
        """Begin a section."""
        start = len(self.text)
        self.text += words
        self.blocks.append(Block("heading", Span(start, len(self.text)), level=1))
        self.sentences.append(Span(start, len(self.text)))
        self.text += "\n"

    def add_sentence(self, template: str, things: Mapping[str, Thing | str], tie: str = "") -> None:
        """Write a sentence; `tie` is the predicate that it states of {a} and {b}."""
        start, named = len(self.text), {}
        for place, part in enumerate(_SLOT.split(template)):
            thing = things[part] if place % 2 else part
            begin = len(self.text)
            self.text += thing if isinstance(thing, str) else thing.name
            if isinstance(thing, Thing):
                named[part] = (thing, Span(begin, len(self.text)))
        span = Span(start, len(self.text))
        self.sentences.append(span)
        self.text += "" if self.chinese else " "
        keys = {slot: self._mention(*each) for slot, each in named.items()}
        if tie:
            self.ties.append((tie, keys["a"], keys["b"], span))

    def _mention(self, thing: Thing, span: Span) -> str:
        key = make_id("men", self.key, span.start, span.end, thing.label)
        evidence = Evidence(self.key, span, (), thing.name, PRODUCER, 0.95)
        self.mentions[key] = Mention(key, thing.label, thing.name, evidence, value=thing.value)
        return key

    def end_section(self, start: int) -> None:
        """Make what was written since `start` a paragraph."""
        self.text = self.text.rstrip()
        self.blocks.append(Block("paragraph", Span(start, len(self.text))))
        self.text += "\n\n"


def make_documents(
    companies: Sequence[Company], seed: int = 2
) -> Iterator[tuple[Document, Reading]]:
    """Write the two documents of each company, with what they say."""
    for number, company in enumerate(companies):
        for part, stated in enumerate((_ABOUT, _DEALS)):
            chance = random.Random(f"{seed} {number} {part}")
            sentences: list[_Stated] = [
                (stated[predicate][company.chinese], {"a": subject, "b": object_}, predicate)
                for predicate, subject, object_ in company.facts
                if predicate in stated
            ]
            sentences.append(
                (_SAID[company.chinese], {"a": company.name, "x": company.caterer}, "")
            )
            title = _TITLES[company.chinese][part].format(company.name.name)
            yield _written(title, company.chinese, sentences, companies, chance)


def _written(
    title: str,
    chinese: bool,
    stated: Sequence[_Stated],
    companies: Sequence[Company],
    chance: random.Random,
) -> tuple[Document, Reading]:
    draft = _Draft(make_id("doc", checksum(title.encode())), chinese)
    where = [chance.randrange(SECTIONS) for _ in stated]
    for section, heading in enumerate(_HEADINGS[chinese]):
        draft.add_heading(heading)
        start = len(draft.text)
        for place, sentence in zip(where, stated, strict=True):
            if place == section:
                draft.add_sentence(*sentence)
        wanted = chance.randint(*_SECTION_CHARS) // (2 if chinese else 1)
        while len(draft.text) - start < wanted:
            draft.add_sentence(chance.choice(_FILLING[chinese]), _filling(draft, companies, chance))
        draft.end_section(start)
    return _finished(draft, title)


def _filling(
    draft: _Draft, companies: Sequence[Company], chance: random.Random
) -> dict[str, Thing | str]:
    """Draw what a sentence speaks of: companies of the same language, the first ones most often."""
    place = int(40 * (chance.paretovariate(1 / _FAME) - 1)) % (len(companies) // 2)
    goods = f"{chance.choice((_GOODS, _GOODS_ZH)[draft.chinese])}"
    number = str(chance.randint(3, 900))
    return {"a": companies[2 * place + draft.chinese].name, "g": goods, "n": number}


def _finished(draft: _Draft, title: str) -> tuple[Document, Reading]:
    document = Document(
        id=draft.key,
        source=f"{title}.txt",
        media_type="text/plain",
        language="zh" if draft.chinese else "en",
        title=title,
        text=draft.text,
        blocks=tuple(draft.blocks),
        sentences=tuple(draft.sentences),
    )
    relations = [
        Relation(
            make_id("rel", predicate, head, tail),
            predicate,
            head,
            tail,
            document.evidence(span, producer=PRODUCER, score=0.9),
        )
        for predicate, head, tail, span in draft.ties
    ]
    return document, Reading(draft.key, tuple(draft.mentions.values()), tuple(relations))


def make_questions(companies: Sequence[Company], count: int, seed: int = 3) -> list[Question]:
    """Ask `count` questions, of all kinds and both languages by turns, each of other companies."""
    chance = random.Random(seed)
    drawn = chance.sample(range(40, len(companies) - 2), min(count, len(companies) - 42))
    kinds = list(_QUESTIONS)
    found = []
    for number, place in zip(range(count), cycle(drawn), strict=False):
        kind = kinds[number // 2 % len(kinds)]
        place = place // 2 * 2 + number % 2
        company, other = companies[place], companies[place - 2]
        wordings = _QUESTIONS[kind][company.chinese]
        words, wanted = wordings[number // 2 // len(kinds) % len(wordings)]
        city = company.object_of("LOCATED_IN")
        customer = company.object_of("SUPPLIES")
        text = words.format(company.name.name, city=city, customer=customer)
        language = "zh" if company.chinese else "en"
        found.append(Question(kind, language, text, _wanted(wanted, company, other, companies)))
    return found


def _wanted(wanted: str, company: Company, owner: Company, companies: Sequence[Company]) -> str:
    """Return what a right answer holds; `owner` is who bought the company."""
    if wanted == "CITY":
        city = company.object_of("LOCATED_IN")
        return str(sum(each.object_of("LOCATED_IN") == city for each in companies))
    if wanted == "SAID":
        return company.caterer
    if wanted in ("", "yes", "是"):
        return wanted
    return (owner if wanted.startswith("OWNER ") else company).object_of(wanted.split()[-1])
