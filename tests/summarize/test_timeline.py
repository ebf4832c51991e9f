import re
from dataclasses import replace

from briefbook.records import Document, Mention, Reading, Span
from summarize.timeline import timeline
from tests.factories import make_document, make_mention


def read(document: Document, *mentions: Mention) -> Reading:
    return Reading(document.id, mentions, ())


MERGER = make_document(
    "Acme and Northwind announced their merger on 3 May 2024. Nothing else happened that week.\n"
    "|Invoice\tAcme\t3 May 2024\t1,200"
)
COPY = make_document("On 3 May 2024 Acme and Northwind announced their merger.")
OPENING = make_document("华北工厂于2023年9月1日正式开始生产轴承产品。", "zh")


def merger_reading(document: Document) -> Reading:
    return read(
        document,
        make_mention(document, "Acme", "Organization"),
        make_mention(document, "Northwind", "Organization"),
        make_mention(document, "3 May 2024", "Date", "2024-05-03"),
    )


def test_dated_sentences_are_told_once_each_and_in_order() -> None:
    documents = {document.id: document for document in (MERGER, COPY, OPENING)}
    opening = read(
        OPENING,
        make_mention(OPENING, "华北工厂", "Organization"),
        make_mention(OPENING, "2023年9月1日", "Date", "2023-09-01"),
    )
    readings = [merger_reading(MERGER), merger_reading(COPY), opening]

    entries = timeline(documents, readings, limit=10)

    assert [entry.date for entry in entries] == ["2023-09-01", "2024-05-03"]
    assert entries == timeline(documents, readings[::-1], limit=10)
    for entry in entries:
        [evidence] = entry.sentence.evidence
        assert documents[evidence.document_id].quote(evidence.span) == entry.sentence.text


def test_dates_without_a_value_and_rows_of_tables_tell_nothing() -> None:
    vague = read(
        MERGER,
        make_mention(MERGER, "Acme", "Organization"),
        make_mention(MERGER, "that week", "Date"),
    )
    row = MERGER.text.index("|Invoice")
    assert timeline({MERGER.id: MERGER}, [vague], limit=10) == ()
    assert all(
        entry.sentence.evidence[0].span.end <= row
        for entry in timeline({MERGER.id: MERGER}, [merger_reading(MERGER)], limit=10)
    )


def test_a_sentence_of_two_dates_is_told_once() -> None:
    document = make_document("Ada Byron led Acme from 3 May 2021 until it was sold on 9 June 2024.")
    reading = read(
        document,
        make_mention(document, "Ada Byron", "Person"),
        make_mention(document, "3 May 2021", "Date", "2021-05-03"),
        make_mention(document, "9 June 2024", "Date", "2024-06-09"),
    )

    [entry] = timeline({document.id: document}, [reading])

    assert entry.date == "2021-05-03"


def test_a_long_document_does_not_crowd_out_the_others() -> None:
    days = [f"{day} May 2024" for day in range(10, 20)]
    long = make_document("\n".join(f"Acme and Northwind met again on {day}." for day in days))
    dates = [make_mention(long, day, "Date", f"2024-05-{day[:2]}") for day in days]
    names = [
        replace(
            make_mention(long, "Acme", "Organization"),
            evidence=long.evidence(Span(match.start(), match.end()), producer="test@1", score=0.9),
        )
        for match in re.finditer("Acme", long.text)
    ]
    opening = read(
        OPENING,
        make_mention(OPENING, "华北工厂", "Organization"),
        make_mention(OPENING, "2023年9月1日", "Date", "2023-09-01"),
    )
    documents = {document.id: document for document in (long, OPENING)}

    entries = timeline(documents, [read(long, *dates, *names), opening], limit=4)

    assert len(entries) == 4
    assert OPENING.id in {entry.sentence.evidence[0].document_id for entry in entries}


def test_no_more_than_the_limit_are_kept() -> None:
    assert timeline({MERGER.id: MERGER}, [merger_reading(MERGER)], limit=0) == ()
    assert timeline({}, [merger_reading(MERGER)], limit=5) == ()
