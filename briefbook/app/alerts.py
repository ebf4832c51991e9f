"""Where alerts go: to a file as JSON lines, by e-mail, or to a webhook.

Each channel takes a parcel, whose bytes never change: what is sent again is what was sent. A file
holds each line once. A mail bears the same Message-ID, and a webhook's request the same
Idempotency-Key, whenever it is sent again: nobody can know whether a server that was cut off had
taken it.
"""

import hashlib
import hmac
import json
import os
import smtplib
import ssl
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import httpx

from briefbook.app.alertsettings import AlertSettings, Channel
from briefbook.errors import BriefbookError
from decide.watch.alerts import SEVERITIES

Json = dict[str, Any]
STDOUT = "-"
_SUBJECT_CHARS = 120
_PORTS = {"starttls": 587, "ssl": 465, "none": 25}
_TRY_AGAIN = frozenset({408, 425, 429})  # and 5xx: the request was right, the time was not


class DeliveryFailed(BriefbookError):
    """A parcel did not arrive; it is kept and tried again by the next run."""


@dataclass(frozen=True, slots=True)
class Target:
    """One place where alerts go."""

    channel: Channel
    address: str  # a path, "-", a mail address or a URL


@dataclass(frozen=True, slots=True)
class Parcel:
    """Alerts of one run on their way to one place."""

    id: str  # make_id("par", channel, address, *ids of alerts)
    target: Target
    alerts: tuple[str, ...]  # ids
    body: str  # JSON lines, one an alert
    attempts: int = 0  # runs that have tried, the one going on included
    error: str = ""  # why the last of them failed


def deliver(parcel: Parcel, settings: AlertSettings, environ: Mapping[str, str]) -> None:
    """Bring a parcel to where it goes.

    Raises DeliveryFailed, saying why, when it did not get there.
    """
    if parcel.target.channel == "file":
        _write(parcel)
    elif parcel.target.channel == "email":
        _mail(parcel, settings, environ)
    else:
        _post(parcel, settings, environ)


# Files


def _write(parcel: Parcel) -> None:
    if parcel.target.address == STDOUT:
        sys.stdout.write(parcel.body)
        sys.stdout.flush()
        return
    path = Path(parcel.target.address)
    try:
        lines = parcel.body if parcel.attempts <= 1 else _missing(parcel, path)
        with path.open("ab") as file:
            file.write(lines.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DeliveryFailed(f"cannot write to {path}: {error.strerror}") from error


def _missing(parcel: Parcel, path: Path) -> str:
    """Return the lines that an attempt that was cut off has not written; mend what it left half."""
    if not path.exists():
        return parcel.body
    written = path.read_bytes()
    if written and not written.endswith(b"\n"):
        written = written[: written.rfind(b"\n") + 1]
        os.truncate(path, len(written))
    lines = set(written.decode("utf-8", "replace").splitlines())
    return "".join(line for line in parcel.body.splitlines(keepends=True) if line[:-1] not in lines)


# Mail


def _mail(parcel: Parcel, settings: AlertSettings, environ: Mapping[str, str]) -> None:
    if not settings.smtp_host or not settings.sender:
        raise DeliveryFailed("mail needs smtp_host and sender in the table [alerts]")
    message = mail_of(parcel, settings.sender)
    try:
        with _server(settings) as server:
            _log_in(server, settings, environ)
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(f"{settings.smtp_host} took no mail: {_told(error)}") from error


def _server(settings: AlertSettings) -> smtplib.SMTP:
    port = settings.smtp_port or _PORTS[settings.smtp_security]
    timeout = settings.timeout_s
    if settings.smtp_security == "ssl":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.smtp_host, port, timeout=timeout, context=context)
    return smtplib.SMTP(settings.smtp_host, port, timeout=timeout)


def _log_in(server: smtplib.SMTP, settings: AlertSettings, environ: Mapping[str, str]) -> None:
    if settings.smtp_security == "starttls":
        server.starttls(context=ssl.create_default_context())
    user = environ.get("BRIEFBOOK_SMTP_USER", "")
    if not user:
        return
    if settings.smtp_security == "none":
        raise DeliveryFailed('a password is not sent in the clear: set smtp_security to "starttls"')
    server.login(user, environ.get("BRIEFBOOK_SMTP_PASSWORD", ""))


def mail_of(parcel: Parcel, sender: str) -> EmailMessage:
    """Write the mail that tells all alerts of a parcel."""
    rows = rows_of(parcel)
    message = EmailMessage()
    message["From"] = sender
    message["To"] = parcel.target.address
    message["Subject"] = _subject(rows)
    message["Message-ID"] = (
        f"<{parcel.id}@{parseaddr(sender)[1].rpartition('@')[2] or 'briefbook'}>"
    )
    message.set_content("\n\n".join(map(told_row, rows)) + "\n")
    return message


def _subject(rows: Sequence[Json]) -> str:
    counts = [
        (severity, sum(row["severity"] == severity for row in rows)) for severity in SEVERITIES
    ]
    told = ", ".join(f"{n} {name}{'s' * (n > 1)}" for name, n in reversed(counts) if n)
    first = " ".join(str(rows[0]["title"]).split())
    return f"[Briefbook] {told}: {first}"[:_SUBJECT_CHARS]


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        said = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
        return f"{error.smtp_code} {' '.join(said.split())}"
    return " ".join(str(error).split()) or type(error).__name__


# Webhooks


def _post(parcel: Parcel, settings: AlertSettings, environ: Mapping[str, str]) -> None:
    body = json.dumps(
        {"delivery": parcel.id, "alerts": rows_of(parcel)}, ensure_ascii=False
    ).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": parcel.id}
    key = environ.get("BRIEFBOOK_WEBHOOK_KEY", "")
    if key:
        headers["X-Briefbook-Signature"] = "sha256=" + signature(body, key)
    wrong = ""
    with httpx.Client(timeout=settings.timeout_s) as client:
        for attempt in range(settings.attempts):
            if attempt:
                time.sleep(settings.pause_s * 2 ** (attempt - 1))
            wrong, final = _request(client, parcel.target.address, body, headers)
            if not wrong or final:
                break
    if wrong:
        raise DeliveryFailed(f"{parcel.target.address} did not take it: {wrong}")


def _request(
    client: httpx.Client, address: str, body: bytes, headers: Mapping[str, str]
) -> tuple[str, bool]:
    """Send once; return what is wrong, if anything, and whether asking again is no use."""
    try:
        response = client.post(address, content=body, headers=dict(headers))
    except httpx.InvalidURL as error:
        return str(error), True
    except httpx.HTTPError as error:
        return " ".join(str(error).split()) or type(error).__name__, False
    if response.is_success:
        return "", True
    status = response.status_code
    return f"status {status}", status < 500 and status not in _TRY_AGAIN


def signature(body: bytes, key: str) -> str:
    """Return the HMAC-SHA256 of a request's body in hexadecimal, for its receiver to check."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


# What a parcel says


def rows_of(parcel: Parcel) -> list[Json]:
    """Return the alerts of a parcel, as JSON has them."""
    return [json.loads(line) for line in parcel.body.splitlines()]


def told_row(row: Json) -> str:
    """Say one alert in lines of text: what, the numbers of its test, and where it says so."""
    lines = [f"{row['severity'].upper()}  {row['title']}"]
    test = row.get("test")
    if test:
        lines.append(
            f"    {test['observed']:g} against {test['expected']:g} expected; p {test['p']:.2g},"
            f" after {test['tests']} tests {test['q']:.2g}"
        )
    lines += [f"    + {each}" for each in row["added"]] + [
        f"    - {each}" for each in row["removed"]
    ]
    for place in row["evidence"]:
        page = f", page {place['page']}" if place["page"] else ""
        lines += [f"    “{' '.join(place['quote'].split())}”", f"      {place['source']}{page}"]
    return "\n".join(lines)
