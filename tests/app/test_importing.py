"""Lists of facts and of entities become documents, and facts with their rows as evidence."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from briefbook.app.cli.importing import import_command
from briefbook.app.diff import diff_last_build
from briefbook.app.holdings import Holdings
from briefbook.app.importing import add_list, drop_list, import_list, remove_list
from briefbook.app.importlists import ListKind, read_list
from briefbook.app.progress import Reporter
from briefbook.app.querying import query_graph
from briefbook.app.stages.building import Built, prepare_graph
from briefbook.app.stages.extracting import EXTRACT, reading_fingerprints
from briefbook.app.stages.ingesting import ingest_archive
from briefbook.app.workspace import Workspace, create_workspace
from briefbook.errors import ArchiveError, EmptySource, UnreadableSource
from decide.paths.answering import answer_path, to_answer
from decide.paths.graph import fact_graph_of
from decide.paths.worded import WordedParser
from tests.app.archive import prepare_folder

FACTS = """subject,predicate,object,subject_label,object_label,valid_from,source
Harbour Crane plc,acquired,Dockyard Ropes Ltd,Organization,Organization,2023-04-01,register 7
Ida Quist,heads,Harbour Crane plc,Person,organization,,
"Paris, Texas",directed by,Wim Wenders,film,Person,,
宁江,主要支流,"他说""好""溪",,,,
"""
QUIET = Reporter(quiet=True)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    prepare_folder(tmp_path / "lists.briefbook")
    with create_workspace(tmp_path / "lists.briefbook") as made:
        yield made


def _write(workspace: Workspace, text: str, name: str = "list.csv") -> Path:
    path = workspace.folder.parent / name
    path.write_text(text, "utf-8")
    return path


def _add(workspace: Workspace, text: str, kind: ListKind = "facts", name: str = "list.csv") -> bool:
    return add_list(workspace, _write(workspace, text, name), kind)


def _built(workspace: Workspace) -> Built:
    """Build without a graph server."""
    built, _ = prepare_graph(workspace, Holdings(workspace.catalog))
    return built


def _statements(workspace: Workspace) -> set[tuple[str, str, str]]:
    built = _built(workspace)
    names = {entity.id: entity.name for entity in built.entities}
    return {(names[f.subject], f.predicate, names[f.object]) for f in built.facts}


def test_rows_become_facts_that_quote_their_rows(workspace: Workspace) -> None:
    assert _add(workspace, FACTS)

    assert ("Paris, Texas", "DIRECTED_BY", "Wim Wenders") in _statements(workspace)
    assert ("宁江", "主要支流", '他说"好"溪') in _statements(workspace)
    documents = Holdings(workspace.catalog).by_id()
    for fact in _built(workspace).facts:
        for piece in fact.evidence:
            assert documents[piece.document_id].quote(piece.span) == piece.quote
            assert piece.producer == "import@1"


def test_the_valid_time_of_a_row_is_that_of_its_fact(workspace: Workspace) -> None:
    _add(workspace, FACTS)

    [fact] = [fact for fact in _built(workspace).facts if fact.predicate == "ACQUIRED"]

    assert fact.valid_from == "2023-04-01" and "register 7" in fact.evidence[0].quote


def test_a_list_goes_into_the_graph_once_is_replaced_and_taken_out(workspace: Workspace) -> None:
    path = _write(workspace, FACTS + "Nobody,,x\n")
    first, again = (
        import_list(workspace, path, "facts", index=False, reporter=QUIET) for _ in range(2)
    )
    rows = query_graph(
        workspace, "MATCH (f:Film)-[r:DIRECTED_BY]->(p:Person) RETURN p.name, r.quotes", {}
    )
    labelled = (
        "MATCH (e:__Entity__) WHERE e.name IN ['Paris, Texas', '宁江'] RETURN e.name, labels(e)"
    )
    found = query_graph(workspace, labelled, {})

    assert (first.rows, first.facts, first.failed, first.changed) == (4, 4, 1, True)
    assert (again.rows, again.changed, again.graph_changes) == (4, False, 0)
    assert rows == [
        {
            "p.name": "Wim Wenders",
            "r.quotes": ["Paris, Texas | directed by | Wim Wenders | film | Person"],
        }
    ]
    assert {(each["e.name"], *sorted(each["labels(e)"])) for each in found} == {
        ("Paris, Texas", "Film", "__Entity__"),
        ("宁江", "Thing", "__Entity__"),
    }

    _write(workspace, FACTS.replace("Wim Wenders", "Agnes Varda"))
    changed = import_list(workspace, path, "facts", index=False, reporter=QUIET)
    told = diff_last_build(workspace).facts
    assert (changed.facts, changed.failed) == (4, 0)
    assert [change.object for change in told if change.what == "added"] == ["Agnes Varda"]

    out = remove_list(workspace, "list.csv", index=False, reporter=QUIET)
    assert (out.rows, out.facts, out.entities) == (0, 0, 0)


def test_a_list_is_taken_out_with_all_that_it_alone_supports(workspace: Workspace) -> None:
    _add(workspace, FACTS)
    _add(workspace, "subject,predicate,object\nIda Quist,owns,Harbour Crane plc\n", name="b.csv")

    drop_list(workspace, "list.csv")

    assert _statements(workspace) == {("Ida Quist", "OWNS", "Harbour Crane plc")}
    with pytest.raises(ArchiveError, match="no imported list 'list.csv'; there are: b.csv"):
        drop_list(workspace, "list.csv")


def test_the_same_list_is_in_already_until_it_changes(workspace: Workspace) -> None:
    assert [_add(workspace, FACTS) for _ in range(2)] == [True, False]
    assert _add(workspace, FACTS.replace("Wim Wenders", "Agnes Varda"))
    assert len(_statements(workspace)) == 4
    assert ("Paris, Texas", "DIRECTED_BY", "Agnes Varda") in _statements(workspace)


def test_reading_the_archive_leaves_lists_alone(workspace: Workspace, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "note.txt").write_text("Dockyard Ropes Ltd was founded by Olaf Steen.", "utf-8")
    (archive / "list.csv").write_text(FACTS, "utf-8")
    _add(workspace, FACTS)

    assert ingest_archive(workspace, archive, reporter=QUIET).documents == 3
    wanted = reading_fingerprints(workspace, holdings := Holdings(workspace.catalog))
    [key] = holdings.imported
    assert workspace.catalog.done(EXTRACT)[key] == wanted[key]
    (archive / "note.txt").unlink()
    assert ingest_archive(workspace, None, reporter=QUIET).documents == 2
    assert ("Paris, Texas", "DIRECTED_BY", "Wim Wenders") in _statements(workspace)


def test_a_thing_without_a_kind_is_what_others_call_by_its_name(workspace: Workspace) -> None:
    _add(workspace, FACTS)
    _add(workspace, "Dockyard Ropes Ltd,sells to,Ferry Line\n", name="more.csv")

    entities = {entity.name: entity.label for entity in _built(workspace).entities}

    assert entities["Dockyard Ropes Ltd"] == "Organization"
    assert entities["Ferry Line"] == "Thing"


def test_names_that_differ_by_an_article_stay_two_things(workspace: Workspace) -> None:
    _add(workspace, "The Ring,year,2002\nRing,year,1998\nthe company,year,1990\n")

    assert len(_statements(workspace)) == 3


def test_a_list_of_entities_brings_their_other_names(workspace: Workspace) -> None:
    names = "name,label,aliases\nDockyard Ropes Ltd,Organization,DRL; 船坞缆绳公司\n"
    _add(workspace, names, "entities", "names.csv")
    _add(workspace, "DRL,located in,York\n船坞缆绳公司,sells to,Ferry Line\n")

    assert {subject for subject, _, _ in _statements(workspace)} == {"Dockyard Ropes Ltd"}
    assert len(_statements(workspace)) == 2


def test_bad_rows_are_problems_and_the_rest_goes_in() -> None:
    text = FACTS + "Nobody,,x\n,owns,y\nA,ends on,B,,,soon\n???,!!!,x\n"

    found = read_list(text.encode(), "list.csv", "facts", document_id="doc-1")

    assert found.rows == 4
    assert [problem.message.split(":")[0] for problem in found.problems] == [
        f"row {number} of list.csv" for number in (6, 7, 8, 9)
    ]
    assert found.problems[0].message.endswith("no predicate")
    assert "'soon' is no date" in found.problems[2].message


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptySource),
        (b"subject,predicate,object\n", EmptySource),
        (b"a,,\n", EmptySource),
        (bytes(range(256)) * 8, UnreadableSource),
    ],
)
def test_a_file_without_facts_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match="cannot import bad.csv"):
        read_list(data, "bad.csv", "facts", document_id="doc-1")


@pytest.mark.parametrize("sign", [",", "\t", "|", ";"])
def test_cells_may_be_parted_by_several_signs(sign: str) -> None:
    data = sign.join(("艾达·奎斯特", "heads", "海港起重机公司")).encode("gb18030")

    found = read_list(data, "x.csv", "facts", document_id="doc-1")

    assert found.document.text == "艾达·奎斯特 | heads | 海港起重机公司"
    assert [relation.predicate for relation in found.reading.relations] == ["HEADS"]


def test_a_row_that_is_repeated_is_one_fact() -> None:
    found = read_list(b"a b,owns,c d\na b,owns,c d\n", "x.csv", "facts", document_id="doc-1")

    assert found.rows == 2 and len(found.reading.relations) == 1
    assert len(found.reading.mentions) == 2


def test_what_was_imported_answers_questions_that_are_paths(workspace: Workspace) -> None:
    _add(workspace, FACTS)
    built = _built(workspace)
    graph = fact_graph_of(built.entities, built.facts)
    question = "Who heads the company that bought Dockyard Ropes Ltd?"

    found = answer_path(question, graph, WordedParser())
    facts = {fact.id: fact for fact in built.facts}
    answer = to_answer(question, found, graph, facts, producer="test@1")

    assert answer.values == ("Ida Quist",)
    assert [sentence.evidence[0].quote.split(" | ")[1] for sentence in answer.sentences] == [
        "acquired",
        "heads",
    ]


def test_the_command_takes_one_sign_between_cells(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS, "utf-8")
    arguments = [str(tmp_path / "facts.csv"), "--delimiter", ",,", "--folder", str(tmp_path / "x")]

    with pytest.raises(click.BadParameter, match="one character"):
        CliRunner().invoke(import_command, arguments, standalone_mode=False, catch_exceptions=False)
