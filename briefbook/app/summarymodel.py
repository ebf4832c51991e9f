"""Who writes the digests of a run folder: the model in use where it is better, else quotes."""

import os
from dataclasses import replace
from pathlib import Path

from briefbook.app.evaluating import encoder_of
from briefbook.app.modelstore import promoted_model, read_metrics, running_model
from briefbook.app.workspace import Workspace
from briefbook.ids import make_id
from briefbook.learn.modelfolder import version
from briefbook.records import DigestForm
from summarize.choosing import DEFAULTS
from summarize.settings import SummarizeSettings
from summarize.writers import Writers
from summarize.writing import Writer

ENDPOINT_KEY = "BRIEFBOOK_ENDPOINT_KEY"  # the variable that holds the key of a service

Kinds = frozenset[tuple[str, str]]  # form and language


class RunWriters:
    """The writers of a run folder; get them from `open_writers`."""

    def __init__(self, plain: Writers, tuned: Writers | None, better: Kinds) -> None:
        """Keep who writes by the settings, and a model that writes what it is `better` in."""
        self._plain = plain
        self._tuned = tuned
        self._better = better

    def pick(self, form: DigestForm, language: str) -> Writer | None:
        """Return who writes digests of a form in a language; None where sentences are quoted.

        Raises ModelError when that one cannot be opened.
        """
        if self._tuned is None:
            return self._plain.pick(form, language)
        return self._tuned.pick(form, language) if (form, language) in self._better else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should know of them, such as a budget that is spent."""
        return self._plain.notes


def open_writers(workspace: Workspace, settings: SummarizeSettings | None = None) -> RunWriters:
    """Return who writes digests in a run folder, by its settings or other ones; loads nothing yet.

    By "auto" a promoted model writes what its card says it writes better than quotes, and the one
    that is shipped what our own table says. Raises SettingsError when the settings name a writer
    but not what it needs.
    """
    settings = settings or workspace.settings.summarize
    folder = running_summarizer(workspace)
    encoder = workspace.settings.encoder
    if folder is not None:
        encoder = encoder_of(folder, encoder)
    key = os.environ.get(ENDPOINT_KEY, "")
    plain = Writers(settings, model_folder=folder, encoder=encoder, key=key)
    promoted = promoted_model(workspace, "summarize")
    if settings.writer != "auto" or promoted is None:
        return RunWriters(plain, None, frozenset())
    named = replace(settings, writer="model")
    tuned = Writers(named, model_folder=promoted, encoder=encoder)
    return RunWriters(plain, tuned, better_than_quotes(promoted))


def running_summarizer(workspace: Workspace) -> Path | None:
    """Return the folder of the writer in use: the promoted one, else the shipped one, else None."""
    return running_model(workspace, "summarize")


def rival_summarizer(workspace: Workspace) -> Path | None:
    """Return the writer that a new one is held against; None where digests are quotes now.

    The shipped one is none where neither the settings nor our own table let it write.
    """
    writes = workspace.settings.summarize.writer == "model" or _better_by_table()
    return promoted_model(workspace, "summarize") or (
        running_summarizer(workspace) if writes else None
    )


def better_than_quotes(folder: Path) -> Kinds:
    """Return the forms and languages in which a writer measured better than quotes alone.

    That is what its card says, on data it did not learn from; one that was not measured is better
    in none.
    """
    parts = read_metrics(folder).get("parts", [])
    return frozenset((one["form"], one["language"]) for one in parts if one["better"])


def writing_fingerprint(workspace: Workspace) -> str:
    """Return what digests depend on besides settings: the model, and what it writes."""
    settings = workspace.settings.summarize
    folder = running_summarizer(workspace) if settings.writer in ("auto", "model") else None
    if folder is None:
        return ""
    named = f"{folder.name}@{version(folder)}"
    if settings.writer == "model":
        return named
    by_card = folder == promoted_model(workspace, "summarize")
    better = better_than_quotes(folder) if by_card else _better_by_table()
    return make_id("fp", named, *(f"{form} {language}" for form, language in sorted(better)))


def _better_by_table() -> Kinds:
    return frozenset(kind for kind, chosen in DEFAULTS.items() if chosen == "model")
