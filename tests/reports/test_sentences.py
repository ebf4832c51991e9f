"""Sentences say how they came about, and lead to all their grounds; sheets say what fills what."""

from dataclasses import replace

import pytest
from lxml import html

from briefbook.records import Answer, Digest, Evidence, Origin, Sentence, TimelineEntry
from reports.anchors import anchor, source_name
from reports.briefing import render_briefing
from reports.cited import cited_places
from reports.settings import ReportSettings
from reports.sources import render_source
from tests.reports.factories import make_briefing, make_card, make_document, make_entity, quote
from tests.reports.page import parse

MINUTES = make_document(
    ["Board minutes", "The board will sell the Hull yard.", "Helen Carter sees to it by 1 May."],
    ["董事会同意出售赫尔船厂。", "王建国负责，五月一日前完成。"],
    title="Board minutes",
)
SELLS = quote(MINUTES, "The board will sell the Hull yard.")
CARTER = quote(MINUTES, "Helen Carter sees to it by 1 May.")
AGREED = quote(MINUTES, "董事会同意出售赫尔船厂。")
WANG = quote(MINUTES, "王建国负责，五月一日前完成。")
HULL = make_entity("Hull yard")


def said(text: str, *evidence: Evidence, origin: Origin = "quoted", role: str = "") -> Sentence:
    return Sentence(text, evidence, origin, role)


WRITTEN = said("Carter sells the yard.", SELLS, CARTER, AGREED, origin="written")
REPLACED = said(WANG.quote, WANG, origin="replaced")
QUOTED = said(SELLS.quote, SELLS)


def digest_of(*sentences: Sentence) -> Digest:
    return Digest("document", MINUTES.id, sentences, "writer@1")


def shown(digest: Digest, settings: ReportSettings | None = None) -> html.HtmlElement:
    """The page of a briefing with this digest: of its document, of an entity or of everything."""
    of_document = digest.kind == "document"
    briefing = make_briefing(
        documents=[make_card(MINUTES, digest=digest if of_document else None)],
        entities=[HULL],
        digests=() if of_document else (digest,),
    )
    return parse(render_briefing(briefing, settings=settings))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("document", MINUTES.id), ("archive", "archive"), ("entity", HULL.id)],
)
@pytest.mark.parametrize(
    ("language", "written", "replaced"),
    [("en", "written", "quoted instead"), ("zh", "模型撰写", "改用原文")],
)
def test_sentences_that_are_no_plain_quotes_say_so_in_words(
    kind: str, subject: str, language: str, written: str, replaced: str
) -> None:
    digest = replace(digest_of(QUOTED, WRITTEN, REPLACED), kind=kind, subject=subject)  # type: ignore[arg-type]

    tree = shown(digest, ReportSettings(language=language))

    marks = tree.xpath("//*[contains(@class, 'digest')]//a[@class='origin']")
    assert [words(mark) for mark in marks] == [written, replaced]
    assert [words(mark.getprevious()) for mark in marks] == [WRITTEN.text, REPLACED.text]
    assert all(mark.get("title") for mark in marks)
    for mark in marks:  # what a mark means is said where it leads
        [note] = tree.xpath(f"//section[@id='notes']//li[@id='{mark.get('href')[1:]}']")
        assert words(mark) in words(note)


def test_a_briefing_of_quotes_alone_has_no_marks_and_no_word_on_them() -> None:
    tree = shown(digest_of(QUOTED))

    assert not tree.xpath("//a[@class='origin'] | //li[starts-with(@id, 'note-')]")
    assert not tree.xpath("//*[@class='digest-note']")


def test_what_a_model_wrote_leads_to_every_place_it_rests_on() -> None:
    digest, few = digest_of(WRITTEN), ReportSettings(max_quotes=1)

    links = shown(digest, few).xpath("//p[@class='digest']/a[@class='cite']")

    places = [f"{source_name(MINUTES.id)}#{anchor(piece)}" for piece in WRITTEN.evidence]
    assert [link.get("href") for link in links] == places
    assert [link.text for link in links] == ["p. 1", "p. 1 (2)", "p. 2"]
    assert [link.get("title") for link in links] == [
        f"Board minutes, p. {page}: {piece.quote}"
        for page, piece in zip((1, 1, 2), WRITTEN.evidence, strict=True)
    ]
    briefing = make_briefing(documents=[make_card(MINUTES, digest=digest)])
    cited = cited_places(briefing, settings=few)
    source = parse(render_source(MINUTES, cited[MINUTES.id]))
    assert all(source.xpath(f"//mark[@id='{anchor(piece)}']") for piece in WRITTEN.evidence)


def test_marks_stand_in_the_timeline_and_in_answers_too() -> None:
    briefing = make_briefing(
        documents=[make_card(MINUTES)],
        timeline=(TimelineEntry("2025", WRITTEN),),
        answers=(Answer("Who sells the yard?", (REPLACED,), 0.8, "answer@1"),),
    )

    tree = parse(render_briefing(briefing))

    assert [
        [words(mark) for mark in tree.xpath(f"//section[@id='{name}']//a[@class='origin']")]
        for name in ("timeline", "answers")
    ] == [["written"], ["quoted instead"]]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["In short", "Decision", "Owner", "Due", "Owner", "Notice period"]),
        ("zh", ["概要", "决定", "负责人", "期限", "负责人", "Notice period"]),
    ],
)
def test_a_sheet_names_its_roles_in_order_with_owners_below_their_decisions(
    language: str, names: list[str]
) -> None:
    digest = digest_of(
        said("Board minutes", SELLS),
        said(SELLS.quote, SELLS, role="decision"),
        said("Helen Carter", CARTER, role="owner"),
        said("1 May", CARTER, role="due"),
        said(AGREED.quote, AGREED, origin="replaced", role="decision"),
        said("王建国", WANG, role="owner"),
        said("one month", WANG, role="notice_period"),
    )

    [sheet] = shown(replace(digest, form="minutes"), ReportSettings(language=language)).xpath(
        "//dl[contains(@class, 'sheet')]"
    )

    assert sheet.xpath(".//dt/text()") == names
    assert len(sheet.xpath("./div")) == 3
    selling, agreeing = sheet.xpath("./div[2]/dd")
    assert [words(one) for one in selling.xpath("./dl/div/dd/span[@lang]")] == [
        "Helen Carter",
        "1 May",
    ]
    assert [words(one) for one in agreeing.xpath("./dl/div/dd/span[@lang]")] == ["王建国"]
    assert [one.get("lang") for one in agreeing.xpath(".//span[@lang]")] == ["zh", "zh"]
    assert len(sheet.xpath(".//a[@class='cite']")) == 7
    assert len(agreeing.xpath("./a[@class='origin']")) == 1


def test_an_owner_without_a_decision_stands_alone() -> None:
    digest = digest_of(said("Helen Carter", CARTER, role="owner"))

    tree = shown(replace(digest, form="minutes"))

    assert tree.xpath("//dl[@class='digest sheet']/div/dt/text()") == ["Owner"]


def test_bullets_are_a_list() -> None:
    tree = shown(replace(digest_of(QUOTED, REPLACED), form="bullets"))

    items = tree.xpath("//ul[@class='digest bullets']/li")
    assert [words(item.find("span")) for item in items] == [QUOTED.text, REPLACED.text]


def test_what_the_reader_should_know_stands_below_the_digest() -> None:
    digest = replace(
        digest_of(WRITTEN), notes=("No translator is configured: written in English.", "改用中文")
    )

    notes = shown(digest).xpath("//li[@id]//p[@role='note']")

    assert [(note.text, note.get("lang")) for note in notes] == [
        (digest.notes[0], "en"),
        ("改用中文", "zh"),
    ]


@pytest.mark.parametrize(("faithfulness", "told"), [(0.834, "83 %"), (0.999, "99 %"), (0.0, "0 %")])
def test_a_digest_that_its_sources_bear_out_in_part_says_how_much(
    faithfulness: float, told: str
) -> None:
    tree = shown(replace(digest_of(WRITTEN, REPLACED), faithfulness=faithfulness))

    [note] = tree.xpath("//p[@role='note']")
    assert note.text == f"Of what a model wrote here, {told} is borne out by its sources."


def test_an_empty_digest_may_still_have_something_to_say() -> None:
    tree = shown(replace(digest_of(), notes=("The budget is spent.",)))

    assert [note.text for note in tree.xpath("//p[@role='note']")] == ["The budget is spent."]
    assert not tree.xpath("//*[contains(@class, 'digest') and @role != 'note']")


def test_hostile_sentences_roles_and_notes_stay_text() -> None:
    evil = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"
    letter = make_document(["A letter", evil], title=evil)
    piece = quote(letter, evil)
    sentences = (
        said(evil, piece, origin="written", role=evil),
        said(evil, piece, origin="replaced", role="owner"),
    )
    digests = [
        Digest("document", letter.id, sentences, "writer@1", "minutes", 0.5, (evil,)),
        Digest("archive", "archive", sentences[:1], "writer@1", "minutes", 0.5, (evil,)),
    ]
    briefing = make_briefing(
        documents=[make_card(letter, digest=digests[0])], digests=tuple(digests[1:])
    )

    tree = parse(render_briefing(briefing))

    assert not tree.xpath("//script | //img | //@onerror")
    assert evil in tree.xpath("//p[@role='note']/text()")
    assert any(evil in title for title in tree.xpath("//a[@class='cite']/@title"))
    assert evil in tree.xpath("//dl[contains(@class, 'sheet')]//dd/span/text()")
