"""The models of a run folder: which are shipped, which is promoted, which came before it.

A promoted model lies under `models/KIND/NAME-VERSION` with the gold it was promoted with beside
it, so that the next one can be held against what this one knew. `models/promoted.json` says which
is in use; it is replaced in one step.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from briefbook.app.ownencoder import bring_encoder
from briefbook.app.workspace import Workspace
from briefbook.errors import ModelError, RecordError, WorkspaceError
from briefbook.learn.backbone import OWN_ENCODER, own_encoder
from briefbook.learn.modelfolder import read_info, version
from briefbook.learn.settings import EncoderSettings
from briefbook.records import decode, encode_lines

Kind = Literal["tag", "relations", "summarize", "read", "classify"]
KINDS: tuple[Kind, ...] = ("tag", "relations", "summarize", "read", "classify")
State = Literal["shipped", "promoted", "previous", "kept"]

SHIPPED = "shipped"  # the name of the model that comes with Briefbook
IN_USE = "in-use"  # of the promoted model, else of the shipped one

_PACKAGE_MODELS = Path(__file__).parent.parent / "models"
_GOLD = ".gold.jsonl"

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Promoted:
    """One line of `promoted.json`."""

    folder: str  # within `models/`
    name: str
    version: str
    promoted: str  # when, UTC
    f1: float | None = None  # on the gold it was promoted with
    forced: bool = False  # although the gate refused
    reasons: tuple[str, ...] = ()  # what the gate said
    rouge: float | None = None  # of a writer of digests: its mean ROUGE, in place of F1


@dataclass(frozen=True, slots=True)
class Slot:
    """What is in use for one kind; no `current` means the shipped model or the rules."""

    current: Promoted | None = None
    previous: Promoted | None = None


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model that the run folder knows."""

    kind: Kind
    name: str
    version: str
    state: State
    folder: Path
    labels: tuple[str, ...]
    metrics: Mapping[str, Any] = field(default_factory=dict)  # its metrics.json


# Where models are


def shipped_model(kind: Kind) -> Path | None:
    """Return the folder of the model that comes with Briefbook; None when there is none."""
    folder = _PACKAGE_MODELS / kind
    return folder if (folder / "model.json").is_file() else None


def promoted_model(workspace: Workspace, kind: Kind) -> Path | None:
    """Return the folder of the model promoted in this run folder; None when none is.

    Raises WorkspaceError when it is named in `promoted.json` but not there.
    """
    current = read_slots(workspace)[kind].current
    if current is None:
        return None
    folder = models_folder(workspace) / current.folder
    if not (folder / "model.json").is_file():
        raise WorkspaceError(
            f"the promoted model {folder} is missing: promote another, or go back with"
            f" briefbook rollback {kind}"
        )
    return folder


def running_model(workspace: Workspace, kind: Kind) -> Path | None:
    """Return the folder of the model in use: the promoted one, else the shipped one, else None."""
    return promoted_model(workspace, kind) or shipped_model(kind)


def find_model(name: str, workspace: Workspace | None, kind: Kind | None = None) -> Path:
    """Return the folder of the model meant: a folder, "shipped", or a model of the run folder.

    Models of the run folder go by NAME-VERSION, by NAME, which means the one in use, else the one
    before it, or as "in-use", "promoted" and "previous". Raises ModelError when there is none such.
    """
    path = Path(name).expanduser()
    if (path / "model.json").is_file():
        return path
    stored = [one for one in list_models(workspace) if kind in (None, one.kind)]
    if name == IN_USE and stored and stored[0].state in ("promoted", "shipped"):
        return stored[0].folder
    if name == SHIPPED:
        stored = [one for one in stored if one.state == "shipped"]
        if len(stored) == 1:
            return stored[0].folder
        raise ModelError(f"no model of the kind {kind or 'meant'} is shipped with Briefbook")
    for one in stored:
        if name in (one.state, one.name, f"{one.name}-{one.version}", one.folder.name):
            return one.folder
    if path.exists():
        raise ModelError(f"cannot use {name} as a model: it holds no model.json")
    known = ", ".join(f"{one.name}-{one.version}" for one in stored) or "none"
    raise ModelError(f"no model {name}: it is no folder; known models are: {known}")


def list_models(workspace: Workspace | None) -> list[StoredModel]:
    """Return all models by kind: the one in use, the one before it, others, the shipped one."""
    found: list[StoredModel] = []
    for kind in KINDS:
        if workspace is not None:
            found += _stored(workspace, kind)
        if (folder := shipped_model(kind)) is not None:
            found.append(_describe(folder, kind, "shipped"))
    return found


def _stored(workspace: Workspace, kind: Kind) -> list[StoredModel]:
    slot = read_slots(workspace)[kind]
    root = models_folder(workspace)
    states: dict[str, State] = {}
    if slot.previous:
        states[slot.previous.folder] = "previous"
    if slot.current:
        states[slot.current.folder] = "promoted"
    folders = sorted(path.parent for path in (root / kind).glob("[!.]*/model.json"))
    models = [
        _describe(folder, kind, states.get(folder.relative_to(root).as_posix(), "kept"))
        for folder in folders
    ]
    order: list[State] = ["promoted", "previous", "kept"]
    return sorted(models, key=lambda one: (order.index(one.state), one.name, one.version))


def _describe(folder: Path, kind: Kind, state: State) -> StoredModel:
    number = version(folder)
    name = folder.name.removesuffix(f"-{number}") if state != "shipped" else SHIPPED
    return StoredModel(
        kind, name, number, state, folder, tuple(read_info(folder).labels), read_metrics(folder)
    )


def model_row(model: StoredModel) -> dict[str, Any]:
    """Return what a list of models says of one, for JSON."""
    scores = model.metrics.get("micro", {})
    return {
        "kind": model.kind,
        "state": model.state,
        "name": model.name,
        "version": model.version,
        "folder": str(model.folder),
        "labels": list(model.labels),
        "f1": scores.get("f1"),
        "rouge": model.metrics.get("rouge", {}).get("mean"),
        "macro_f1": model.metrics.get("macro", {}).get("f1"),
        "method": read_info(model.folder).method.method,
        "encoder": read_info(model.folder).encoder,
    }


def told_model(model: Promoted | None) -> str:
    """Return how a person calls what is in use."""
    return f"{model.name}-{model.version}" if model else "what Briefbook comes with"


def read_metrics(folder: Path) -> dict[str, Any]:
    """Return the `metrics.json` of a model folder; empty when it has none.

    Raises ModelError when it is damaged.
    """
    try:
        data = (folder / "metrics.json").read_bytes()
        return msgspec.json.decode(data, type=dict[str, Any])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise ModelError(f"cannot read {folder / 'metrics.json'}: {error}") from error


def models_folder(workspace: Workspace) -> Path:
    """Return where the models of a run folder lie."""
    return workspace.folder / "models"


# What is in use


def read_slots(workspace: Workspace) -> dict[Kind, Slot]:
    """Return what is in use for each kind.

    Raises WorkspaceError when `promoted.json` is damaged.
    """
    path = models_folder(workspace) / "promoted.json"
    try:
        read = msgspec.json.decode(path.read_bytes(), type=dict[str, Slot])
    except FileNotFoundError:
        read = {}
    except (OSError, msgspec.MsgspecError) as error:
        raise WorkspaceError(f"cannot read {path}: {error}") from error
    return {kind: read.get(kind, Slot()) for kind in KINDS}


def _write_slots(workspace: Workspace, slots: Mapping[Kind, Slot]) -> None:
    data = msgspec.json.format(msgspec.json.encode(slots), indent=2)
    _write_aside(models_folder(workspace) / "promoted.json", data + b"\n")


def _write_aside(path: Path, data: bytes) -> None:
    """Replace a file in one step, so that it is whole whenever it is read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def keep_promoted(
    workspace: Workspace,
    folder: Path,
    kind: Kind,
    *,
    gold: Sequence[object],
    f1: float | None = None,
    rouge: float | None = None,
    forced: bool,
    reasons: Sequence[str],
    encoder: EncoderSettings | None = None,
) -> Promoted:
    """Copy a model into the run folder, with the gold that it was measured on, and use it.

    If it was tuned on another encoder than ours, which `encoder` names, that comes along. Promoting
    the model that is in use already leaves the one before it in place.
    """
    root = models_folder(workspace)
    name = folder.resolve().name.removesuffix(f"-{version(folder)}")
    number = _copy(folder, root / kind, name, own_encoder(folder, encoder))
    place = f"{kind}/{name}-{number}"
    _write_aside(root / f"{place}{_GOLD}", encode_lines(gold))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    promoted = Promoted(place, name, number, now, f1, forced, tuple(reasons), rouge)
    slots = read_slots(workspace)
    slot = slots[kind]
    same = slot.current is not None and slot.current.folder == place
    previous = slot.previous if same else slot.current
    _write_slots(workspace, {**slots, kind: Slot(promoted, previous)})
    return promoted


def _copy(folder: Path, slots: Path, name: str, encoder: EncoderSettings) -> str:
    """Copy a model to `slots`, with its encoder if that is not ours, and return its version."""
    if folder.resolve().parent == slots.resolve():
        return version(folder)
    slots.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=slots))
    try:
        shutil.copytree(folder, aside, dirs_exist_ok=True, ignore=_not_of_a_model)
        if encoder.model and not (folder / OWN_ENCODER).is_dir():
            bring_encoder(aside, encoder)
        number = version(aside)
        place = slots / f"{name}-{number}"
        aside.chmod(0o755)
        if not place.exists():  # the name holds the version: it would be the same model
            aside.rename(place)
    except OSError as error:
        reason = error.strerror or error
        raise WorkspaceError(f"cannot copy {folder} to {slots}: {reason}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return number


def _not_of_a_model(folder: str, names: Iterable[str]) -> set[str]:
    """Leave out what a killed training left, and folders but for an encoder the model brings."""
    folders = {name for name in names if (Path(folder) / name).is_dir()} - {OWN_ENCODER}
    return folders | {name for name in names if "checkpoint" in name}


def roll_back(workspace: Workspace, kind: Kind) -> Slot:
    """Use again what was in use before the last promotion; twice is as before.

    Raises ModelError when nothing was promoted.
    """
    slots = read_slots(workspace)
    slot = slots[kind]
    if slot == Slot():
        raise ModelError(f"nothing to roll back: no model of the kind {kind} was promoted here")
    swapped = Slot(current=slot.previous, previous=slot.current)
    _write_slots(workspace, {**slots, kind: swapped})
    return swapped


def known_gold(workspace: Workspace, kind: Kind, record: type[R]) -> list[R]:
    """Return the gold that the model in use was promoted with; empty when there is none."""
    folder = promoted_model(workspace, kind)
    if folder is None:
        return []
    path = folder.with_name(f"{folder.name}{_GOLD}")
    try:
        return [decode(line, record) for line in path.read_bytes().splitlines()]
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError, RecordError) as error:
        raise WorkspaceError(f"cannot read {path}: {error}") from error
