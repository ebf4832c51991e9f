"""A small archive in two languages, and a briefing of it with something in every section."""

from briefbook.ids import make_id
from briefbook.records import (
    Answer,
    Briefing,
    Chart,
    Contradiction,
    Document,
    Finding,
    Problem,
    Sentence,
    TimelineEntry,
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

REPORT = make_document(
    ["Annual report 2024", "Northwind Marine was founded in 1987 and owns 青岛北风."],
    ["Northwind will buy Tarn Robotics in 2026.", "Northwind does not supply the navy."],
    source="finance/annual report 2024.pdf",
    title="Annual report 2024",
    metadata=(("date", "2025-03-31"),),
)
CHINESE_REPORT = make_document(
    ["工作总结", "陈文涛任青岛北风总经理。", "北风海洋集团持有青岛北风百分之七十的股份。"],
    source="中国/工作总结.pdf",
    title="青岛北风 2024 年度工作总结",
    language="zh",
)
PRESS = make_text(
    "Northwind Marine was founded in 1989.\n\nNorthwind Marine owns 青岛北风 (Qingdao).",
    source="press/founding.txt",
)
DOCUMENTS: tuple[Document, ...] = (REPORT, CHINESE_REPORT, PRESS)

NORTHWIND = make_entity("Northwind Marine", "Organization", "Northwind", "北风海洋集团")
QINGDAO = make_entity("青岛北风", "Organization", "Qingdao Beifeng")
CHEN = make_entity("陈文涛", "Person", "Chen Wentao")
TARN = make_entity("Tarn Robotics", "Organization")
NAVY = make_entity("the navy", "Organization")
YEAR_1987, YEAR_1989 = make_entity("1987", "Date"), make_entity("1989", "Date")
ENTITIES = (NORTHWIND, QINGDAO, CHEN, TARN, NAVY, YEAR_1987, YEAR_1989)

OWNS = make_fact(
    NORTHWIND,
    "OWNS",
    QINGDAO,
    quote(REPORT, "Northwind Marine was founded in 1987 and owns 青岛北风."),
    quote(CHINESE_REPORT, "北风海洋集团持有青岛北风百分之七十的股份。"),
    quote(PRESS, "Northwind Marine owns 青岛北风"),
    confidence=0.97,
)
HEADS = make_fact(
    CHEN,
    "HEADS",
    QINGDAO,
    quote(CHINESE_REPORT, "陈文涛任青岛北风总经理。"),
    valid_from="2021-04",
)
FOUNDED_1987 = make_fact(
    NORTHWIND, "FOUNDED_ON", YEAR_1987, quote(REPORT, "founded in 1987"), confidence=0.9
)
FOUNDED_1989 = make_fact(
    NORTHWIND, "FOUNDED_ON", YEAR_1989, quote(PRESS, "founded in 1989"), confidence=0.6
)
BUYS = make_fact(
    NORTHWIND,
    "ACQUIRED",
    TARN,
    quote(REPORT, "Northwind will buy Tarn Robotics in 2026."),
    assertion="planned",
)
SUPPLIES = make_fact(
    NORTHWIND,
    "SUPPLIES",
    NAVY,
    quote(REPORT, "Northwind does not supply the navy."),
    assertion="negated",
)
FACTS = (OWNS, HEADS, FOUNDED_1987, FOUNDED_1989, BUYS, SUPPLIES)


def make_full_briefing() -> Briefing:
    """Make a briefing with something in every section."""
    founded = quote(REPORT, "Northwind Marine was founded in 1987")
    chief = quote(CHINESE_REPORT, "陈文涛任青岛北风总经理。")
    return make_briefing(
        documents=(
            make_card(REPORT, digest=make_digest("document", REPORT.id, founded)),
            make_card(CHINESE_REPORT, "backup.zip/工作总结.pdf"),
            make_card(PRESS),
        ),
        entities=ENTITIES,
        key_entities=tuple(entity.id for entity in ENTITIES[:5]),
        facts=FACTS,
        charts=(
            Chart("type", (("application/pdf", 2), ("text/plain", 1))),
            Chart("year", (("2022", 1), ("2023", 0), ("2025", 2))),
        ),
        digests=(
            make_digest("archive", "archive", founded, chief),
            make_digest("entity", NORTHWIND.id, founded),
        ),
        timeline=(
            TimelineEntry("1987", Sentence("Northwind Marine is founded.", (founded,))),
            TimelineEntry("2021-04", Sentence("陈文涛任总经理。", (chief,))),
        ),
        contradictions=(
            Contradiction(
                make_id("con", FOUNDED_1987.id, FOUNDED_1989.id),
                tuple(sorted((FOUNDED_1987.id, FOUNDED_1989.id))),
                "Northwind Marine was founded in two different years",
            ),
        ),
        findings=(Finding(REPORT.id, "report", 0.93, (founded,), "classify@1"),),
        answers=(
            Answer(
                "谁是总经理？", (Sentence("陈文涛任青岛北风总经理。", (chief,)),), 0.8, "answer@1"
            ),
            Answer("Who is the harbour master?", (), 0.9, "answer@1"),
        ),
        problems=(
            Problem("offers/sealed.pdf", "ingest", "a password is needed", "encrypted"),
            Problem("图纸/总装图.dwg", "ingest", "no parser", "unsupported"),
        ),
    )
