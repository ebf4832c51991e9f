"""A briefing becomes one self-contained page."""

from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html

from briefbook.errors import RecordError
from briefbook.records import Briefing, Chart, Drawing, Finding, Problem, Sentence, TimelineEntry
from reports.briefing import SECTIONS, render_briefing
from reports.settings import ReportSettings
from tests.reports.archive import (
    CHINESE_REPORT,
    FACTS,
    NORTHWIND,
    OWNS,
    QINGDAO,
    REPORT,
    make_full_briefing,
)
from tests.reports.factories import (
    make_briefing,
    make_card,
    make_digest,
    make_document,
    make_entity,
    make_fact,
    make_text,
    quote,
)
from tests.reports.page import parse

CHINESE = ReportSettings(language="zh")


def _tree(briefing: Briefing, settings: ReportSettings | None = None) -> html.HtmlElement:
    return parse(render_briefing(briefing, settings=settings))


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_section_is_there_and_in_the_contents(language: str) -> None:
    tree = _tree(make_full_briefing(), ReportSettings(language=language))

    assert tree.get("lang") == language
    assert tuple(tree.xpath("//main/section/@id")) == SECTIONS
    assert tree.xpath("//nav//a/@href") == [f"#{name}" for name in SECTIONS]
    for section in tree.xpath("//main/section"):
        [label] = tree.xpath(f"//*[@id='{section.get('aria-labelledby')}']")
        assert label.tag == "h2" and label.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_sound(language: str) -> None:
    tree = _tree(make_full_briefing(), ReportSettings(language=language))

    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(lower - higher <= 1 for higher, lower in pairwise(levels))
    for href in tree.xpath("//a/@href"):
        if href.startswith("#"):
            assert href[1:] in ids


def test_the_page_needs_nothing_but_itself() -> None:
    page = render_briefing(make_full_briefing())

    tree = parse(page)
    assert not tree.xpath("//script | //iframe | //object | //link[@rel='stylesheet'] | //@src")
    assert "http://" not in page and "https://" not in page and "url(http" not in page
    assert "@import" not in page


def test_an_empty_briefing_says_so_and_leaves_out_empty_sections() -> None:
    tree = _tree(make_briefing())

    assert tree.xpath("//main/section/@id") == ["contradictions", "problems", "notes"]
    text = _words(tree)
    assert "No two facts were found to contradict each other." in text
    assert "Every file was read." in text


def test_counts_are_named_and_readable() -> None:
    briefing = make_briefing(counts=(("files", 1204), ("failed", 3), ("vessels", 2)))

    pairs = [
        (div.findtext("dt"), div.findtext("dd"))
        for div in _tree(briefing).xpath("//dl[@class='counts']/div")
    ]

    assert pairs == [("files", "1,204"), ("not read", "3"), ("vessels", "2")]
    assert _tree(briefing, CHINESE).xpath("//dt/text()")[:2] == ["文件", "未读取"]


def test_a_fact_is_said_with_confidence_and_all_its_quotes() -> None:
    tree = _tree(make_full_briefing())

    [fact] = tree.xpath(f"//li[@id='f-{OWNS.id}']")
    assert "owns a share of 青岛北风" in _words(fact)
    assert "confidence 97 %" in _words(fact)
    quotes = fact.xpath(".//blockquote")
    assert [_words(each) for each in quotes] == [
        " ".join(piece.quote.split()) for piece in OWNS.evidence
    ]
    assert [each.get("lang") for each in quotes] == ["en", "zh", "en"]
    assert "2 more quotes" in _words(fact.find(".//details/summary"))
    assert fact.xpath(".//figcaption/text()")[0] == "Annual report 2024, p. 1"


def test_a_fact_is_said_in_chinese() -> None:
    tree = _tree(make_full_briefing(), CHINESE)

    [fact] = tree.xpath(f"//li[@id='f-{OWNS.id}']")
    assert "持有股份于 青岛北风" in _words(fact)
    assert fact.xpath(".//figcaption/text()")[0] == "Annual report 2024，第 1 页"


def test_what_is_planned_or_denied_is_never_among_the_facts() -> None:
    tree = _tree(make_full_briefing())

    facts, said = (_words(tree.xpath(f"//section[@id='{name}']")[0]) for name in ("facts", "said"))
    assert "Tarn Robotics" not in facts and "the navy" not in facts
    assert "acquired Tarn Robotics planned" in said
    assert "supplies the navy denied" in said
    entities = _words(tree.xpath("//section[@id='entities']")[0])
    assert "acquired" not in entities and "supplies" not in entities


def test_contradicting_facts_stand_side_by_side_and_are_marked() -> None:
    tree = _tree(make_full_briefing())

    sides = tree.xpath("//section[@id='contradictions']//*[@class='side']")
    assert {_words(side.find(".//blockquote")) for side in sides} == {
        "founded in 1987",
        "founded in 1989",
    }
    marked = tree.xpath("//section[@id='facts']//a[contains(@class, 'disputed')]")
    assert len(marked) == 2
    assert tree.xpath(f"//*[@id='{marked[0].get('href')[1:]}']")[0].tag == "article"


def test_a_key_entity_shows_its_names_in_both_languages_and_its_facts() -> None:
    tree = _tree(make_full_briefing())

    [card] = tree.xpath(f"//article[@id='e-{NORTHWIND.id}']")
    aliases = card.xpath(".//*[@class='aliases']/span[@lang]")
    assert [(a.text, a.get("lang")) for a in aliases] == [("Northwind", ""), ("北风海洋集团", "zh")]
    assert "1 mention · facts in 3 documents" in _words(card)
    rows = [_words(row) for row in card.xpath(".//dl/div")]
    assert rows == ["owns a share of 青岛北风", "was founded in 1987, 1989"]
    assert f"#f-{OWNS.id}" in card.xpath(".//a/@href")
    assert f"#e-{NORTHWIND.id}" not in card.xpath(".//a/@href")


def test_the_sentences_of_a_digest_stand_apart_with_their_sources() -> None:
    tree = _tree(make_full_briefing())

    lines = tree.xpath("//section[@class='summary']//ul/li")

    assert [_words(line) for line in lines] == [
        "Northwind Marine was founded in 1987 Annual report 2024, p. 1",
        "陈文涛任青岛北风总经理。 青岛北风 2024 年度工作总结, p. 1",
    ]
    assert [line.find("span").get("lang") for line in lines] == ["en", "zh"]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (
            ReportSettings(),
            "3 documents in English and Chinese, dated 2025, "
            "most of all about Northwind Marine, 青岛北风 and 陈文涛",
        ),
        (
            CHINESE,
            "3 份文件（英文和中文），日期为 2025 年，主要涉及Northwind Marine、青岛北风和陈文涛",
        ),
    ],
)
def test_a_line_below_the_title_says_what_the_archive_holds(
    settings: ReportSettings, line: str
) -> None:
    assert _tree(make_full_briefing(), settings).xpath("//p[@class='holds']/text()") == [line]


def test_the_name_of_a_folder_is_written_as_a_title() -> None:
    assert _tree(make_briefing(title="board-papers_2024")).findtext(".//h1") == "Board Papers 2024"


def test_a_card_says_from_both_ends_what_an_entity_is_tied_to() -> None:
    tree = _tree(make_full_briefing())

    [card] = tree.xpath(f"//article[@id='e-{QINGDAO.id}']")

    assert [_words(row) for row in card.xpath(".//dl/div")] == [
        "is owned, at least in part, by Northwind Marine",
        "is headed by 陈文涛",
    ]


def test_a_name_stands_once_in_a_row_and_addresses_come_last() -> None:
    letter = make_text("Northwind owns Tarn. Reach it at a@northwind.example.")
    twin = make_entity("TARN", "Organization")
    tarn, address = make_entity("Tarn", "Organization"), make_entity("a@northwind.example", "Email")
    facts = [
        make_fact(NORTHWIND, predicate, other, quote(letter, "Northwind"))
        for predicate, other in (("HAS_EMAIL", address), ("OWNS", tarn), ("OWNS", twin))
    ]

    tree = _tree(make_briefing(entities=[NORTHWIND, tarn, twin, address], facts=facts))

    [card] = tree.xpath(f"//article[@id='e-{NORTHWIND.id}']")
    assert [_words(row) for row in card.xpath(".//dl/div")] == [
        "owns a share of Tarn",
        "has the address a@northwind.example",
    ]
    [group] = tree.xpath("//section[@id='facts']/section")
    assert "a@northwind.example" in _words(group.find(".//details"))


def test_documents_of_one_title_are_told_apart_by_their_files() -> None:
    drafts = [
        make_document([f"Draft {n} of it."], title="Supply agreement", source=f"deals/v{n}.docx")
        for n in (1, 2)
    ]

    tree = _tree(make_briefing(documents=[make_card(draft) for draft in drafts]))

    assert [_words(title) for title in tree.xpath("//ul[@class='documents']//h3")] == [
        "Supply agreement (v1.docx)",
        "Supply agreement (v2.docx)",
    ]


def test_documents_stand_in_their_folders_with_links_to_each() -> None:
    tree = _tree(make_full_briefing())

    links = tree.xpath("//p[@class='folders']/a")

    assert [_words(link) for link in links] == ["finance 1", "中国 1", "press 1"]
    assert [link.get("href")[1:] for link in links] == tree.xpath("//h3[@class='folder']/@id")


def test_kinds_of_one_name_share_a_bar() -> None:
    chart = Chart("type", (("text/plain", 8), ("text/markdown", 6), ("text/x-log", 3)))

    rows = _tree(make_briefing(charts=(chart,))).xpath("//table[@class='bars']//tr")

    cells = [row.xpath("th/text() | td/text()") for row in rows]
    assert cells == [["Text", "11"], ["Markdown", "6"]]


def test_the_graph_is_drawn_with_links_and_said_in_words() -> None:
    tree = _tree(make_full_briefing())

    [section] = tree.xpath("//section[@id='connections']")
    assert len(section.xpath(".//*[contains(@class, 'node ')]")) == 7
    titles = section.xpath(".//*[contains(@class, 'edge')]/title/text()")
    assert "Northwind Marine owns a share of 青岛北风 · 97 %" in titles
    assert "Northwind Marine acquired Tarn Robotics (planned)" in titles
    assert f"#e-{QINGDAO.id}" in section.xpath(".//svg//a/@href")
    assert len(section.xpath(".//details//li")) == len(FACTS)


def test_entities_of_unknown_kinds_and_predicates_are_drawn_and_named() -> None:
    ship, yard = make_entity("MV Halcyon", "Vessel"), make_entity("Hull Yard", "Shipyard")
    letter = make_document(["MV Halcyon is chartered by Hull Yard."])
    fact = make_fact(ship, "CHARTERED_BY", yard, quote(letter, "MV Halcyon"))

    text = _words(_tree(make_briefing(entities=[ship, yard], facts=[fact])))

    assert "MV Halcyon chartered by Hull Yard" in text and "Vessel" in text


def test_a_drawing_of_one_entity_is_left_out() -> None:
    drawing = Drawing((NORTHWIND.id,), ((0.5, 0.5),), ())

    tree = _tree(make_briefing(entities=[NORTHWIND], drawing=drawing))

    assert not tree.xpath("//svg[@class='graph']")


def test_documents_show_their_duplicates_and_problems_their_reasons() -> None:
    tree = _tree(make_full_briefing())

    [document] = tree.xpath(f"//li[@id='d-{CHINESE_REPORT.id}']")
    assert "The same file is also at backup.zip/工作总结.pdf" in _words(document)
    assert "PDF" in _words(document) and "Chinese" in _words(document)
    problems = [_words(group) for group in tree.xpath("//section[@id='problems']/section")]
    assert any("no parser" in group and "图纸/总装图.dwg" in group for group in problems)
    assert any("password" in group and "offers/sealed.pdf" in group for group in problems)


def test_an_answer_that_is_not_there_is_not_made_up() -> None:
    answers = _tree(make_full_briefing()).xpath("//article[@class='answer']")

    assert "陈文涛任青岛北风总经理。" in _words(answers[0])
    assert _words(answers[1]) == "Who is the harbour master? The archive does not say."
    assert not answers[1].xpath(".//*[@class='confidence']")


def test_findings_name_their_subject_and_reasons() -> None:
    piece = quote(REPORT, "Annual report 2024")
    findings = (
        Finding(REPORT.id, "report", 0.9, (piece,), "classify@1"),
        Finding(NORTHWIND.id, "supplier", 0.8, (piece,), "classify@1"),
    )
    briefing = make_briefing(documents=[make_card(REPORT)], entities=[NORTHWIND], findings=findings)

    items = _tree(briefing).xpath("//section[@id='findings']//li")

    assert _words(items[0]).startswith("Annual report 2024 report")
    assert _words(items[1]).startswith("Northwind Marine supplier")


def test_no_more_quotes_are_shown_than_wanted_and_the_rest_is_counted() -> None:
    letters = [make_text(f"Letter {n}: Northwind owns it.", source=f"{n}.txt") for n in range(9)]
    fact = make_fact(NORTHWIND, "OWNS", QINGDAO, *(quote(each, "Northwind") for each in letters))

    tree = _tree(
        make_briefing(entities=[NORTHWIND, QINGDAO], facts=[fact]), ReportSettings(max_quotes=3)
    )

    [item] = tree.xpath(f"//li[@id='f-{fact.id}']")
    assert len(item.xpath(".//blockquote")) == 3
    assert "6 further quotes are not shown here." in _words(item)


def test_quotes_without_a_source_page_are_shown_without_a_link() -> None:
    piece = quote(REPORT, "Northwind Marine was founded in 1987")
    briefing = make_briefing(
        documents=[make_card(REPORT)], timeline=(TimelineEntry("1987", Sentence("x", (piece,))),)
    )

    linked, unlinked = render_briefing(briefing), render_briefing(briefing, places={})

    assert "sources/" in linked and "sources/" not in unlinked
    assert "Annual report 2024, p. 1" in unlinked


def test_pages_that_only_the_app_knows_are_shown() -> None:
    slides = make_text("Northwind grows.", source="slides.pptx")
    piece = quote(slides, "Northwind")
    card = replace(
        make_card(slides),
        media_type="application/vnd.openxmlformats-officedocument.presentationml.presentation",
        pages=12,
    )
    briefing = make_briefing(
        documents=[card], timeline=(TimelineEntry("2024", Sentence("x", (piece,))),)
    )

    text = _words(parse(render_briefing(briefing, places={slides.id: {piece.span: 4}})))

    assert "slides.pptx, slide 4" in text or "notes/one.txt, slide 4" in text
    assert "12 slides" in text


def test_a_briefing_that_names_what_it_does_not_hold_is_refused() -> None:
    with pytest.raises(RecordError, match="names an entity it does not hold: ent-nobody"):
        render_briefing(make_briefing(key_entities=("ent-nobody",)))


def test_hostile_strings_stay_text_everywhere() -> None:
    evil = "</title></style><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"
    letter = make_document([evil, "click javascript:alert(3)"], title=evil, source=evil)
    entity = make_entity(evil, evil, f'" onmouseover="{evil}')
    link = make_entity("javascript:alert(4)", "Url")
    fact = make_fact(entity, evil, link, quote(letter, evil))
    briefing = make_briefing(
        title=evil,
        date=evil,
        counts=((evil, 1),),
        charts=(Chart(evil, ((evil, 1),)),),
        documents=[
            make_card(letter, evil, digest=make_digest("document", letter.id, *fact.evidence))
        ],
        entities=[entity, link],
        facts=[fact],
        findings=(Finding(evil, evil, 0.5, fact.evidence, evil),),
        problems=(Problem(evil, evil, evil, "limit"),),
        timeline=(TimelineEntry(evil, Sentence(evil, fact.evidence)),),
    )

    tree = _tree(briefing)

    assert not tree.xpath("//script | //img | //@onerror | //@onmouseover")
    assert tree.findtext(".//title") == evil
    for href in tree.xpath("//@href"):
        assert href.startswith(("#", "sources/", "data:,"))


def test_control_characters_and_surrogates_do_not_break_the_page() -> None:
    broken = make_entity("bad \x00\x1b \ud83d name", "Organization")

    page = render_briefing(make_briefing(title="A\x07\udc00B", entities=[broken]))

    assert "A\ufffd\ufffdB" in page and page.encode("utf-8")
    assert not {"\x00", "\x07", "\x1b"} & set(page)


def test_the_same_briefing_gives_the_same_page() -> None:
    assert render_briefing(make_full_briefing()) == render_briefing(make_full_briefing())


def test_a_briefing_of_three_hundred_documents_stays_light() -> None:
    documents = [
        make_document(
            [f"Letter {n}", "Northwind Marine owns a part of it. " * 8], source=f"{n}.pdf"
        )
        for n in range(300)
    ]
    cards = [
        make_card(each, digest=make_digest("document", each.id, *[quote(each, "Northwind")] * 3))
        for each in documents
    ]
    entities = [make_entity(f"Company {n}") for n in range(60)]
    facts = [
        make_fact(
            entities[n % 60],
            "OWNS",
            entities[(n * 7 + 1) % 60],
            *(
                quote(documents[(n + k) % 300], "Northwind Marine owns a part of it.")
                for k in range(3)
            ),
        )
        for n in range(250)
    ]

    page = render_briefing(make_briefing(documents=cards, entities=entities, facts=facts))

    assert len(page.encode()) < 1_500_000
