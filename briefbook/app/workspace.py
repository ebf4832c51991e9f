"""The run folder: where it is, what it holds, who may write to it."""

import dataclasses
import fcntl
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from briefbook.app.alertsettings import AlertSettings
from briefbook.app.catalog import Catalog
from briefbook.app.compose import BriefingSettings
from briefbook.errors import SettingsError, WorkspaceBusy, WorkspaceError
from briefbook.learn.settings import EncoderSettings
from briefbook.settings import read_table
from decide.retrieve.settings import RetrieveSettings
from decide.settings import DecideSettings
from decide.watch.settings import WatchSettings
from extract.settings import ExtractSettings
from graph.settings import GraphSettings
from ingest.settings import IngestSettings
from reports.settings import ReportSettings
from summarize.settings import SummarizeSettings

SUFFIX = ".briefbook"


@dataclass(frozen=True, slots=True)
class Settings:
    """The tables of `briefbook.toml`: one a stage, and one for what a briefing shows."""

    ingest: IngestSettings = field(default_factory=IngestSettings)
    extract: ExtractSettings = field(default_factory=ExtractSettings)
    graph: GraphSettings = field(default_factory=GraphSettings)
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    decide: DecideSettings = field(default_factory=DecideSettings)
    retrieve: RetrieveSettings = field(default_factory=RetrieveSettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    summarize: SummarizeSettings = field(default_factory=SummarizeSettings)
    briefing: BriefingSettings = field(default_factory=BriefingSettings)
    reports: ReportSettings = field(default_factory=ReportSettings)


class Workspace:
    """An open run folder; use it as a context manager."""

    def __init__(self, folder: Path, settings: Settings, catalog: Catalog) -> None:
        self.folder = folder
        self.settings = settings
        self.catalog = catalog

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.catalog.close()

    @property
    def id(self) -> str:
        """What the graph of this folder is marked with."""
        return self.catalog.get_meta("folder_id") or ""

    @property
    def graph_folder(self) -> Path:
        """Where the embedded graph lives."""
        return self.folder / "graph"

    @property
    def index_folder(self) -> Path:
        """Where the passages are indexed."""
        return self.folder / "passages.lance"

    @property
    def report_folder(self) -> Path:
        """Where reports are written."""
        return self.folder / "reports"

    @property
    def archive(self) -> Path | None:
        """The archive this folder was made of, or None before the first run."""
        known = self.catalog.get_meta("archive")
        return Path(known) if known else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write to the folder.

        Raises WorkspaceBusy when another process holds it. The lock goes with the process that
        holds it, however that ends.
        """
        with (self.folder / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                holder = file.read().strip() or "unknown"
                raise WorkspaceBusy(
                    f"{self.folder} is busy: process {holder} is writing to it; try again later"
                ) from error
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield


def find_folder(folder: str | None, environ: Mapping[str, str], directory: Path) -> Path:
    """Return the run folder meant: the one named, else BRIEFBOOK_FOLDER, else the one here.

    Raises WorkspaceError when none is named and `directory` holds none, or several.
    """
    named = folder or environ.get("BRIEFBOOK_FOLDER")
    if named:
        return Path(named).absolute()
    found = sorted(path for path in directory.glob(f"*{SUFFIX}") if path.is_dir())
    if len(found) == 1:
        return found[0].absolute()
    if found:
        names = ", ".join(path.name for path in found)
        raise WorkspaceError(f"several run folders here ({names}): say which with --folder NAME")
    raise WorkspaceError(
        f"no run folder here: say which with --folder NAME{SUFFIX}, or make one with briefbook init"
    )


def create_workspace(folder: Path) -> Workspace:
    """Open the run folder, making what is missing.

    Raises WorkspaceError when it cannot be written, or holds something else.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "catalog.db").exists():
        raise WorkspaceError(f"{folder} is not a run folder: it holds other files")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "briefbook.toml"
        if not config.exists():
            config.write_text(settings_template(), encoding="utf-8")
        (folder / "reports").mkdir(exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"cannot write to {folder}: {error.strerror}") from error
    workspace = _open(folder)
    if workspace.catalog.get_meta("folder_id") is None:
        # The one random id: it tells this folder's graph from that of a copy made elsewhere.
        workspace.catalog.set_meta("folder_id", uuid4().hex)
    return workspace


def open_workspace(folder: Path) -> Workspace:
    """Open a run folder that exists.

    Raises WorkspaceError when it does not.
    """
    if not (folder / "catalog.db").exists():
        raise WorkspaceError(f"no run folder at {folder}: make one with briefbook init or run")
    return _open(folder)


def _open(folder: Path) -> Workspace:
    settings = read_settings(folder / "briefbook.toml")
    if not os.access(folder, os.W_OK):
        raise WorkspaceError(f"cannot write to {folder}: permission denied")
    return Workspace(folder, settings, Catalog(folder / "catalog.db"))


def read_settings(path: Path) -> Settings:
    """Read `briefbook.toml`; a missing file means all defaults.

    Raises SettingsError, naming file and key, when something in it is unknown or wrong.
    """
    if not path.exists():
        return Settings()
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        stages = [item.name for item in dataclasses.fields(Settings)]
        unknown = sorted(set(tables) - set(stages))
        if unknown:
            raise SettingsError(f"unknown table [{unknown[0]}]; known are: {', '.join(stages)}")
        read: dict[str, Any] = {}
        for name, table in tables.items():
            read[name] = read_table(table, type(getattr(Settings(), name)), name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, SettingsError) as error:
        raise SettingsError(f"{path}: {error}") from error
    return Settings(**read)


def settings_template() -> str:
    """Return a `briefbook.toml` that shows every setting with its default, commented out."""
    lines = ["# Settings of this run folder. Remove the # before a line to change it."]
    for stage in dataclasses.fields(Settings):
        lines += ["", f"[{stage.name}]"]
        defaults = getattr(Settings(), stage.name)
        lines += [
            f"# {item.name} = {_toml(getattr(defaults, item.name))}"
            for item in dataclasses.fields(defaults)
        ]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, int | float):
        return repr(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
