"""The command `summarize`: digests of all, stored; or one of any subject, printed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from briefbook.app.cli.options import (
    folder_option,
    json_option,
    named_folder,
    print_json,
    quiet_option,
)
from briefbook.app.cli.running import work
from briefbook.records import DigestForm
from summarize.settings import WriterName

if TYPE_CHECKING:
    from briefbook.app.asking import Documents
    from briefbook.app.wanted import Wanted
    from briefbook.records import Digest

_AUTO = "auto"
#: Roles that belong to the line above them.
_BESIDE = frozenset({"owner", "due", "before"})


@click.command()
@click.argument("subjects", nargs=-1, metavar="[SUBJECT]...")
@click.option(
    "--form",
    type=click.Choice([_AUTO, *get_args(DigestForm)]),
    default=_AUTO,
    help="What the digest is for; auto: an abstract, or with --since news.",
)
@click.option("--sentences", type=click.IntRange(1), metavar="N", help="At most so many.")
@click.option(
    "--words",
    type=click.IntRange(1),
    metavar="N",
    help="At most so many, but one sentence; two Chinese characters count as one word.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    help="Of the digest; another than the text's needs a translation model in the settings.",
)
@click.option(
    "--writer",
    type=click.Choice(get_args(WriterName)),
    help="Who writes; extract quotes only. Else as summarize.writer in the settings says.",
)
@click.option("--since", metavar="DATE", help="What is new: 2024, 2024-09 or 2024-09-30.")
@click.option("--until", metavar="DATE", help="The last date of what is new; with --since.")
@click.option(
    "--text",
    metavar="FILE",
    help='Digest this file, which need not be in any archive; "-" reads text from stdin.',
)
@folder_option
@json_option
@quiet_option
def summarize(
    subjects: tuple[str, ...],
    text: str | None,
    folder: str | None,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Write digests; with SUBJECT or an option, print one.

    SUBJECT is a file of the archive, several files, a folder or a pattern of them, the name of any
    entity, or "archive". With options the digest is made on the spot and not stored. Each line is
    quoted from a document, or written and checked against it; --json says where it stands.
    Messages, such as what a form asks for and the document does not say, go to stderr.

    \b
    briefbook summarize
    briefbook summarize archive
    briefbook summarize minutes/board-2025-03.docx --form minutes
    briefbook summarize contracts/ --form contract --json
    briefbook summarize "mail/*.eml" --sentences 3
    briefbook summarize 华信科技 --words 80
    briefbook summarize --since 2025-03 --until 2025-06
    briefbook summarize --text letter.pdf --form complaint
    """
    wanted = _wanted(options)
    if text is not None:
        return _print_file(text, subjects, folder, wanted, as_json)
    path = named_folder(folder, None)
    if not subjects and wanted.is_plain:
        function = "stages.summarizing:write_digests"
        return work(function, folder=path, make=False, as_json=as_json, quiet=quiet)
    return _print_digest(path, subjects, wanted, as_json=as_json, quiet=quiet)


def _wanted(options: dict[str, Any]) -> "Wanted":
    from briefbook.app.periods import Period
    from briefbook.app.wanted import Wanted

    since, until, form = options["since"], options["until"], options["form"]
    if until and not since:
        raise click.UsageError("--until needs --since")
    return Wanted(
        form=None if form == _AUTO else form,
        sentences=options["sentences"],
        words=options["words"],
        language=options["language"] or "",
        writer=options["writer"],
        period=Period(since, until or "") if since else None,
    )


def _print_file(
    text: str, subjects: tuple[str, ...], folder: str | None, wanted: "Wanted", as_json: bool
) -> int:
    from briefbook.app.digesting import digest_file
    from briefbook.app.workspace import Settings, open_workspace

    if subjects:
        raise click.UsageError("--text takes the place of SUBJECT: name one of them")
    if wanted.period is not None:
        raise click.UsageError("--since is for an archive, not for --text")
    settings = Settings()
    if folder is not None:
        with open_workspace(Path(folder)) as workspace:
            settings = workspace.settings
    digest, sources = digest_file(text, settings, wanted)
    _print(digest, sources, text, as_json)
    return 0


def _print_digest(
    folder: Path, subjects: tuple[str, ...], wanted: "Wanted", *, as_json: bool, quiet: bool
) -> int:
    from briefbook.app.digesting import digest_subject, stored_digest
    from briefbook.app.progress import Reporter
    from briefbook.app.workspace import open_workspace

    with open_workspace(folder) as workspace:
        found = stored_digest(workspace, subjects) if wanted.is_plain else None
        digest, sources = found or digest_subject(
            workspace, subjects, wanted, reporter=Reporter(quiet=quiet)
        )
    _print(digest, sources, " ".join(subjects) or "archive", as_json)
    return 0


def _print(digest: "Digest", sources: "Documents", subject: str, as_json: bool) -> None:
    from briefbook.app.asking import sentence_rows

    if as_json:
        print_json(
            {
                "subject": subject,
                "kind": digest.kind,
                "form": digest.form,
                "sentences": sentence_rows(digest.sentences, sources),
                "faithfulness": round(digest.faithfulness, 4),
                "notes": list(digest.notes),
                "producer": digest.producer,
            }
        )
        return
    for line in told(digest):
        click.echo(line)
    for note in digest.notes:
        click.echo(note, err=True)


def told(digest: "Digest") -> list[str]:
    """Return a digest line by line: a heading where the role changes, what belongs to a line below.

    White space inside a quote is folded, so that a sentence that was printed on two lines is one.
    """
    lines: list[str] = []
    role = ""
    for sentence in digest.sentences:
        text = " ".join(sentence.text.split())
        if not sentence.role:
            lines.append(f"- {text}" if digest.form == "bullets" else text)
        elif sentence.role in _BESIDE:
            lines.append(f"    {sentence.role}: {text}")
        else:
            if sentence.role != role:
                lines.append(f"{sentence.role}:")
                role = sentence.role
            lines.append(f"  {text}")
    return lines
