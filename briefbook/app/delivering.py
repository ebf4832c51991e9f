"""Alerts are packed, brought where they go, and kept until they have arrived."""

import json
import os
from collections.abc import Iterable, Sequence
from typing import Any

from briefbook.app.alerts import DeliveryFailed, Parcel, Target, deliver
from briefbook.app.watchstate import begin_attempt, finish_parcel, keep_parcel, waiting_parcels
from briefbook.app.workspace import Workspace
from briefbook.ids import make_id
from briefbook.records import Problem
from decide.watch.alerts import SEVERITIES, Severity

Json = dict[str, Any]

_STAGE = "watch"  # of problems


def standing_targets(workspace: Workspace) -> list[Target]:
    """Return where the settings say that alerts go."""
    settings = workspace.settings.alerts
    files = [str(workspace.folder / settings.file)] if settings.file else []
    return [
        *(Target("file", path) for path in files),
        *(Target("email", address) for address in settings.email),
        *(Target("webhook", address) for address in settings.webhooks),
    ]


def make_parcels(
    rows: Sequence[Json], targets: Iterable[Target], least: Severity
) -> tuple[Parcel, ...]:
    """Pack the alerts that weigh enough, one parcel for each place they go to."""
    grave = SEVERITIES[SEVERITIES.index(least) :]
    worth = [row for row in rows if row["severity"] in grave]
    if not worth:
        return ()
    ids = tuple(str(row["id"]) for row in worth)
    body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in worth)
    return tuple(
        Parcel(make_id("par", target.channel, target.address, *ids), target, ids, body)
        for target in dict.fromkeys(targets)
    )


def deliver_waiting(workspace: Workspace) -> tuple[int, tuple[Problem, ...]]:
    """Bring all parcels that have not arrived yet; return how many did, and why others did not."""
    catalog, settings = workspace.catalog, workspace.settings.alerts
    sent, problems = 0, []
    for waiting in waiting_parcels(catalog):
        parcel = begin_attempt(catalog, waiting)
        try:
            deliver(parcel, settings, os.environ)
        except DeliveryFailed as error:
            again = keep_parcel(catalog, parcel, str(error), give_up_after=settings.give_up_after)
            fate = "kept, tried again by the next run" if again else "given up"
            message = f"{error}; {len(parcel.alerts)} alerts {fate}"
            problems.append(Problem(parcel.target.address, _STAGE, message, "partial"))
        else:
            finish_parcel(catalog, parcel)
            sent += 1
    return sent, tuple(problems)
