"""Alerts arrive: in files, by mail, at webhooks; and what does not arrive says why."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefbook.app.alerts import DeliveryFailed, Parcel, Target, deliver, signature
from briefbook.app.alertsettings import AlertSettings
from briefbook.errors import SettingsError
from tests.app.servers import Mailbox, Requests, mail_server, trust, web_server

ROW = {
    "id": "alr-1",
    "severity": "alarm",
    "title": "召回: 9 documents in 2024-01-21,\n1.0 expected",
    "test": {"observed": 9, "expected": 1.0, "p": 1e-6, "q": 1e-5, "tests": 4},
    "evidence": [{"source": "a/letter.pdf", "page": 2, "quote": "The recall is a disaster."}],
    "added": [],
    "removed": [],
}
BODY = "".join(json.dumps({**ROW, "id": f"alr-{n}"}, ensure_ascii=False) + "\n" for n in (1, 2))


def make_parcel(target: Target, *, attempts: int = 1) -> Parcel:
    return Parcel("par-1", target, ("alr-1", "alr-2"), BODY, attempts)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trust(tmp_path_factory.mktemp("trust"))))


# Files


def test_a_file_grows_by_a_line_an_alert(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_text("before\n", encoding="utf-8")
    deliver(make_parcel(Target("file", str(path))), AlertSettings(), {})
    assert path.read_text("utf-8") == "before\n" + BODY


@pytest.mark.parametrize("size", [0, 10, len(BODY.encode()) // 2 + 4, len(BODY.encode())])
def test_a_file_that_was_being_written_holds_each_line_once(tmp_path: Path, size: int) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b"before\n" + BODY.encode()[:size])
    deliver(make_parcel(Target("file", str(path)), attempts=2), AlertSettings(), {})
    assert path.read_text("utf-8") == "before\n" + BODY


def test_lines_go_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    deliver(make_parcel(Target("file", "-")), AlertSettings(), {})
    assert capsys.readouterr().out == BODY


def test_a_file_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(DeliveryFailed, match="No such file"):
        deliver(make_parcel(Target("file", str(tmp_path / "no" / "a.jsonl"))), AlertSettings(), {})


# Mail


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


def mail_settings(box: Mailbox, **others: Any) -> AlertSettings:
    return AlertSettings(
        sender="Briefbook <watch@example.org>",
        smtp_host="localhost",
        smtp_port=box.port,
        timeout_s=5,
        **others,
    )


def test_a_mail_tells_all_alerts_over_starttls_with_an_account(mailbox: Mailbox) -> None:
    account = {"BRIEFBOOK_SMTP_USER": "watch", "BRIEFBOOK_SMTP_PASSWORD": "密码"}
    target = Target("email", "press@example.org")
    deliver(
        make_parcel(target), mail_settings(mailbox), {**account, "BRIEFBOOK_SMTP_PASSWORD": "x"}
    )
    [message] = mailbox.messages
    assert mailbox.secured and mailbox.account == ("watch", "x")
    assert message["To"] == "press@example.org"
    assert (
        message["Subject"] == "[Briefbook] 2 alarms: 召回: 9 documents in 2024-01-21, 1.0 expected"
    )
    assert message["Message-ID"] == "<par-1@example.org>"
    text = message.get_content()
    assert text.count("The recall is a disaster.") == 2
    assert "a/letter.pdf, page 2" in text and "after 4 tests 1e-05" in text


def test_a_mail_goes_over_a_line_that_is_secure_from_the_start() -> None:
    with mail_server(at_once=True) as box:
        settings = mail_settings(box, smtp_security="ssl")
        deliver(make_parcel(Target("email", "press@example.org")), settings, {})
    assert len(box.messages) == 1


def test_the_same_mail_again_bears_the_same_message_id(mailbox: Mailbox) -> None:
    for attempts in (1, 2):
        parcel = make_parcel(Target("email", "press@example.org"), attempts=attempts)
        deliver(parcel, mail_settings(mailbox, smtp_security="none"), {})
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_a_password_never_goes_in_the_clear(mailbox: Mailbox) -> None:
    with pytest.raises(DeliveryFailed, match="in the clear"):
        deliver(
            make_parcel(Target("email", "press@example.org")),
            mail_settings(mailbox, smtp_security="none"),
            {"BRIEFBOOK_SMTP_USER": "watch"},
        )
    assert mailbox.account is None and mailbox.messages == []


def test_a_server_that_nobody_vouches_for_gets_no_mail(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with pytest.raises(DeliveryFailed, match="certificate"):
        deliver(make_parcel(Target("email", "a@example.org")), mail_settings(mailbox), {})
    assert mailbox.messages == []


def test_a_refused_mail_says_what_the_server_said(mailbox: Mailbox) -> None:
    mailbox.refuses = "550 no such person"
    with pytest.raises(DeliveryFailed, match="no such person"):
        deliver(make_parcel(Target("email", "a@example.org")), mail_settings(mailbox), {})


def test_mail_without_a_server_says_what_to_set() -> None:
    with pytest.raises(DeliveryFailed, match="smtp_host"):
        deliver(make_parcel(Target("email", "a@example.org")), AlertSettings(), {})


# Webhooks


@pytest.fixture
def web() -> Iterator[Requests]:
    with web_server() as requests:
        yield requests


SETTINGS = AlertSettings(timeout_s=5, pause_s=0)


def test_a_webhook_gets_all_alerts_signed(web: Requests) -> None:
    deliver(
        make_parcel(Target("webhook", web.address)), SETTINGS, {"BRIEFBOOK_WEBHOOK_KEY": "钥匙"}
    )
    [body], [headers] = web.bodies, web.headers
    assert json.loads(body)["delivery"] == "par-1"
    assert [row["id"] for row in json.loads(body)["alerts"]] == ["alr-1", "alr-2"]
    assert headers["X-Briefbook-Signature"] == "sha256=" + signature(body, "钥匙")
    assert headers["Idempotency-Key"] == "par-1"


def test_a_request_without_a_key_is_not_signed(web: Requests) -> None:
    deliver(make_parcel(Target("webhook", web.address)), SETTINGS, {})
    assert "X-Briefbook-Signature" not in web.headers[0]


def test_a_server_that_is_busy_is_asked_again_with_the_same_bytes(web: Requests) -> None:
    web.statuses += [503, 429]
    deliver(make_parcel(Target("webhook", web.address)), SETTINGS, {})
    assert len(web.bodies) == 3 and len(set(web.bodies)) == 1


def test_a_server_that_refuses_is_not_asked_again(web: Requests) -> None:
    web.statuses += [403] * 3
    with pytest.raises(DeliveryFailed, match="status 403"):
        deliver(make_parcel(Target("webhook", web.address)), SETTINGS, {})
    assert len(web.bodies) == 1


def test_a_server_that_stays_down_is_a_failure(web: Requests) -> None:
    web.statuses += [500] * 3
    with pytest.raises(DeliveryFailed, match="status 500"):
        deliver(make_parcel(Target("webhook", web.address)), SETTINGS, {})
    assert len(web.bodies) == 3


def test_nobody_there_is_a_failure() -> None:
    with web_server() as gone:
        pass
    with pytest.raises(DeliveryFailed, match="did not take it"):
        deliver(make_parcel(Target("webhook", gone.address)), SETTINGS, {})


@pytest.mark.parametrize(
    "wrong",
    [{"email": ("nobody",)}, {"webhooks": ("ftp://x",)}, {"attempts": 0}, {"email": ("a@b\nc",)}],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        AlertSettings(**wrong)
