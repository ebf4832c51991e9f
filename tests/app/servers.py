"""A mail server and a web server that keep what they are sent, for tests of alerts."""

import base64
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import trustme

_AUTHORITY = trustme.CA()  # made anew in each process: no key is kept


def trust(folder: Path) -> Path:
    """Write the certificate of the authority that the servers' own are signed by."""
    path = folder / "authority.pem"
    _AUTHORITY.cert_pem.write_to_path(str(path))
    return path


@dataclass
class Mailbox:
    """What a mail server was told."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    secured: bool = False
    account: tuple[str, str] | None = None  # name and password that a client gave
    refuses: str = ""  # the line with which all mail is refused


@contextmanager
def mail_server(*, at_once: bool = False) -> Iterator[Mailbox]:
    """Run an SMTP server (RFC 5321) with STARTTLS, or with `at_once` one that speaks TLS only."""
    mailbox = Mailbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _AUTHORITY.issue_cert("localhost").configure_cert(context)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(ssl.SSLError):  # a client that does not trust us hangs up
                if at_once:
                    self._secure()
                self._say("220 localhost ready")
                while line := self.rfile.readline():
                    self._answer(line.decode().strip())

        def finish(self) -> None:
            super().finish()
            self.connection.close()  # the secure one is another socket than was opened

        def _answer(self, line: str) -> None:
            verb = line[:4].upper()
            if verb == "EHLO":
                self._say("250-localhost\r\n250-STARTTLS\r\n250 AUTH PLAIN")
            elif line.upper() == "STARTTLS":
                self._say("220 go ahead")
                self._secure()
            elif verb == "AUTH":
                _, name, password = base64.b64decode(line.split()[2]).decode().split("\0")
                mailbox.account = (name, password)
                self._say("235 welcome")
            elif verb == "DATA":
                self._say("354 go ahead")
                self._receive()
            elif verb == "RCPT" and mailbox.refuses:
                self._say(mailbox.refuses)
            else:
                self._say("221 bye" if verb == "QUIT" else "250 well")

        def _receive(self) -> None:
            lines = iter(self.rfile.readline, b".\r\n")
            data = b"".join(line.removeprefix(b".") for line in lines)
            mailbox.messages.append(message_from_bytes(data, policy=policy.default))
            self._say("250 kept")

        def _secure(self) -> None:
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            mailbox.secured = True

        def _say(self, line: str) -> None:
            self.connection.sendall(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server, _running(server):
        mailbox.port = server.server_address[1]
        yield mailbox


@dataclass
class Requests:
    """What a web server was sent."""

    address: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)  # to answer with, first to last; then 200


@contextmanager
def web_server() -> Iterator[Requests]:
    """Run a web server that takes what is posted."""
    requests = Requests()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            requests.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            requests.headers.append(dict(self.headers.items()))
            self.send_response(requests.statuses.pop(0) if requests.statuses else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, _running(server):
        requests.address = f"http://127.0.0.1:{server.server_address[1]}/alerts"
        yield requests


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
