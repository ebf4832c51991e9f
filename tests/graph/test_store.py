"""The graph is brought to exactly what it should hold, on the real server."""

from dataclasses import replace
from typing import Any

import pytest

from briefbook.errors import GraphError, GraphUnavailable, RecordError
from briefbook.schema import NAMED_LABELS
from graph.compare import Changes
from graph.connection import Account, Connection
from graph.names import name_key, plain
from graph.rows import graph_rows
from graph.settings import GraphSettings
from graph.store import open_store, pending_changes, write_graph
from tests.graph.factories import Archive, Said, make_archive, make_reading, run_as_writer

SETTINGS = GraphSettings(batch_rows=7)

LETTER = make_reading(
    "letter",
    "[Person: Helen Carter] heads [Organization: Meridian Flow Group plc] ([Organization: MFG]). "
    "[Person: Ms Carter] did not join [Organization: Acme Ltd].",
    Said("Helen Carter", "HEADS", "Meridian Flow Group plc", score=0.9),
    Said("Ms Carter", "WORKS_FOR", "Acme Ltd", "negated"),
)
MINUTES = make_reading(
    "纪要",
    "[Person: 王伟]任职于[Organization: 美瑞迪安流体有限公司]，"
    "[Person: Helen Carter]到访[Location: 上海]。[Organization: Meridian Flow Group plc]",
    Said("王伟", "WORKS_FOR", "美瑞迪安流体有限公司", valid_from="2024-03"),
    Said("Helen Carter", "HEADS", "Meridian Flow Group plc", score=0.6),
)
BOTH = make_archive(LETTER, MINUTES)
ONLY_LETTER = make_archive(LETTER)


def write(connection: Connection, archive: Archive, folder_id: str = "mine") -> Changes:
    with open_store(connection, folder_id=folder_id, settings=SETTINGS) as store:
        return write_graph(store, archive.rows(), build="b1")


def ask(connection: Connection, query: str) -> list[list[Any]]:
    with open_store(connection, folder_id="mine", settings=SETTINGS) as store:
        return [list(row.values()) for row in store.read(query)]


def snapshot(connection: Connection) -> list[dict[str, object]]:
    with open_store(connection, folder_id="mine", settings=SETTINGS) as store:
        return store.snapshot()


def test_the_same_archive_twice_changes_nothing(graph_connection: Connection) -> None:
    first = write(graph_connection, BOTH)
    rows = BOTH.rows()

    assert first == Changes(created=len(rows.nodes) + len(rows.edges))
    before = snapshot(graph_connection)
    assert write(graph_connection, BOTH) == Changes()
    assert snapshot(graph_connection) == before


def test_deleting_a_document_takes_away_what_only_it_supported(
    graph_connection: Connection,
) -> None:
    write(graph_connection, ONLY_LETTER)
    alone = snapshot(graph_connection)

    write(graph_connection, BOTH)
    changes = write(graph_connection, ONLY_LETTER)

    assert changes.deleted and changes.updated
    assert snapshot(graph_connection) == alone


def test_an_entity_whose_label_changes_keeps_its_relationships(
    graph_connection: Connection,
) -> None:
    entities = tuple(
        replace(e, label="Person") if e.name == "Acme Ltd" else e for e in BOTH.entities
    )
    changed = replace(BOTH, entities=entities)
    write(graph_connection, BOTH)

    changes = write(graph_connection, changed)

    assert (changes.created, changes.deleted) == (0, 0)
    assert ask(
        graph_connection, "MATCH (e {name: 'Acme Ltd'}) RETURN e:Person, e:Organization"
    ) == [[True, False]]
    after = snapshot(graph_connection)
    write(graph_connection, ONLY_LETTER)
    write(graph_connection, changed)
    assert snapshot(graph_connection) == after


def test_every_edge_leads_back_to_the_page(graph_connection: Connection) -> None:
    write(graph_connection, BOTH)

    [[name, quotes, pages, support, quote, box, source]] = ask(
        graph_connection,
        "MATCH (p:Person)-[r:HEADS]->(:Organization) "
        "MATCH (:Fact {id: r.id})-[e:EVIDENCE]->(:Chunk)-[:FROM_DOCUMENT]->(d:Document) "
        "RETURN p.name, r.quotes, r.pages, r.support, e.quote, e.boxes[0], d.source "
        "ORDER BY e.score DESC LIMIT 1",
    )

    assert (name, support, pages) == ("Helen Carter", 2, [1, 1])
    assert isinstance(quotes, list) and quotes[0] == quote
    assert str(quote).startswith("Helen Carter heads Meridian")
    assert box == "1 72 90 144.5 102"
    assert str(source).startswith("letters/")


def test_what_is_denied_is_a_statement_and_no_relationship(graph_connection: Connection) -> None:
    write(graph_connection, ONLY_LETTER)

    assert ask(graph_connection, "MATCH ()-[r:WORKS_FOR]->() RETURN count(r)") == [[0]]
    assert ask(
        graph_connection,
        "MATCH (s)<-[:SUBJECT]-(x:Statement)-[:OBJECT]->(o) RETURN s.name, x.assertion, o.name",
    ) == [["Helen Carter", "negated", "Acme Ltd"]]


def test_chunks_follow_each_other(graph_connection: Connection) -> None:
    write(graph_connection, BOTH)

    assert (
        ask(
            graph_connection,
            "MATCH (a:Chunk)-[:NEXT_CHUNK]->(b:Chunk)-[:FROM_DOCUMENT]->(d) "
            "RETURN a.index, b.index, d.title",
        )
        == [[0, 1, "A letter"]] * 2
    )


def test_what_would_change_is_known_without_writing(graph_connection: Connection) -> None:
    write(graph_connection, ONLY_LETTER)

    with open_store(graph_connection, folder_id="mine", settings=SETTINGS) as store:
        before = store.snapshot()
        pending = pending_changes(store, BOTH.rows())
        assert store.snapshot() == before
        assert write_graph(store, BOTH.rows(), build="b1") == pending
        assert pending_changes(store, BOTH.rows()).total == 0


def test_a_relationship_written_twice_is_made_one_again(graph_connection: Connection) -> None:
    write(graph_connection, BOTH)
    before = snapshot(graph_connection)
    twice = "MATCH (a)-[r:HEADS]->(b) CREATE (a)-[s:HEADS]->(b) SET s = properties(r)"
    run_as_writer(graph_connection, twice)

    assert write(graph_connection, BOTH) == Changes(updated=1)
    assert snapshot(graph_connection) == before


def test_the_build_is_noted_when_the_graph_is_whole(graph_connection: Connection) -> None:
    with open_store(graph_connection, folder_id="mine", settings=SETTINGS) as store:
        assert store.build() is None
        write_graph(store, BOTH.rows(), build="b1")
        assert store.build() == "b1"
        rows = ONLY_LETTER.rows()
        broken = replace(rows, nodes=(*rows.nodes, rows.nodes[0]))
        with pytest.raises(GraphError):
            write_graph(store, broken, build="b2")
        assert store.build() is None
        write_graph(store, rows, build="b2")
        assert store.build() == "b2"


def test_the_graph_of_another_folder_is_refused(graph_connection: Connection) -> None:
    write(graph_connection, BOTH)

    with pytest.raises(GraphError, match="holds the graph of another run folder: mine"):
        write(graph_connection, BOTH, folder_id="theirs")


def test_data_of_somebody_else_is_refused(graph_connection: Connection) -> None:
    run_as_writer(graph_connection, "CREATE (:Document {title: 'not ours'})")

    with pytest.raises(GraphError, match="holds :Document nodes of somebody else"):
        write(graph_connection, BOTH)


def test_what_users_add_is_left_alone(graph_connection: Connection) -> None:
    write(graph_connection, ONLY_LETTER)
    run_as_writer(
        graph_connection, "MATCH (p:Person) CREATE (p)-[:SEEN_BY]->(:Note {text: 'hello'})"
    )

    assert write(graph_connection, ONLY_LETTER) == Changes()
    write(graph_connection, BOTH)
    assert ask(graph_connection, "MATCH (:Person)-[:SEEN_BY]->(n:Note) RETURN n.text") == [
        ["hello"]
    ]


def test_facts_stand_in_the_graph_with_all_that_they_are(graph_connection: Connection) -> None:
    write(graph_connection, BOTH)

    rows = ask(
        graph_connection,
        "MATCH (s:__Entity__)<-[:SUBJECT]-(f)-[:OBJECT]->(o:__Entity__) MATCH (f)-[v:EVIDENCE]->() "
        "RETURN f.id, s.id, f.predicate, o.id, f.assertion, f.confidence, f.valid_from, "
        "collect(v.quote) ORDER BY f.id",
    )

    assert [[*row[:-1], set(row[-1])] for row in rows] == [
        [
            *(fact.id, fact.subject, fact.predicate, fact.object),
            *(fact.assertion, fact.confidence, fact.valid_from),
            {place.quote for place in fact.evidence},
        ]
        for fact in sorted(BOTH.facts, key=lambda fact: fact.id)
    ]
    assert "2024-03" in {row[-2] for row in rows}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("helen carter", ["Helen Carter"]),
        ("MFG", ["Meridian Flow Group plc"]),
        ("The Meridian Flow Group", ["Meridian Flow Group plc"]),
        ("美瑞迪安流体", ["美瑞迪安流体有限公司"]),
        ("上海市", ["上海"]),
        ("nobody", []),
    ],
)
def test_entities_are_found_by_any_of_their_names(
    graph_connection: Connection, name: str, found: list[str]
) -> None:
    write(graph_connection, BOTH)

    keys = sorted({plain(name), *(name_key(label, name) for label in NAMED_LABELS)})
    query = "MATCH (e:__Entity__) WHERE any(k IN e.keys WHERE k IN $keys) RETURN e.name"
    with open_store(graph_connection, folder_id="mine", settings=SETTINGS) as store:
        assert [row["e.name"] for row in store.read(query, keys=keys)] == found


def test_a_wrong_password_is_one_clear_line(graph_connection: Connection) -> None:
    wrong = replace(graph_connection, writer=Account("root", "wrong"))

    with pytest.raises(GraphUnavailable, match="^bolt://.* refuses the account: .*$"):
        write(wrong, BOTH)


def test_a_server_that_is_not_there_is_one_clear_line(graph_connection: Connection) -> None:
    nowhere = replace(graph_connection, uri="bolt://127.0.0.1:1")

    with pytest.raises(GraphUnavailable, match="^no graph server answers at bolt://127.0.0.1:1"):
        write(nowhere, BOTH)


def test_an_address_that_is_none_is_one_clear_line(graph_connection: Connection) -> None:
    with pytest.raises(GraphUnavailable, match="^cannot use ftp://x"):
        write(replace(graph_connection, uri="ftp://x"), BOTH)


def test_a_label_that_the_schema_does_not_know_is_refused() -> None:
    odd = tuple(replace(entity, label="X`) DETACH DELETE (n") for entity in BOTH.entities)

    with pytest.raises(GraphError, match="the graph has no label"):
        replace(BOTH, entities=odd).rows()


def test_records_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(RecordError, match="has mentions but no passage"):
        replace(BOTH, passages=()).rows()
    with pytest.raises(RecordError, match="refers to a missing Document"):
        replace(BOTH, documents=()).rows()
    with pytest.raises(RecordError, match="a mention of no reading"):
        graph_rows(BOTH.documents, BOTH.passages, (), BOTH.entities, BOTH.facts)
