"""A service words an answer over a real connection, and what it adds is left out."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from briefbook.app.wording import word_answer
from briefbook.errors import ModelError, SettingsError
from briefbook.records import Answer, Sentence, Span
from summarize.settings import SummarizeSettings
from tests.factories import make_document

LEASE = make_document(
    "The lease of the warehouse ends on 31 March 2027.\nThe rent is 12,500 euros."
)
QUOTE = LEASE.evidence(Span(0, 49), producer="test@1", score=0.9)
ANSWER = Answer(
    "When does the lease of the warehouse end?",
    (Sentence(QUOTE.quote, (QUOTE,)),),
    0.9,
    "test@1",
    kind="span",
    values=("31 March 2027",),
)
SUPPLY = make_document("韧帛已于11月28日支付首笔赔款60万元。", "zh")
PAID = SUPPLY.evidence(Span(0, len(SUPPLY.text)), producer="test@1", score=0.9)
CHINESE = Answer(
    "韧帛付过赔款了吗？",
    (Sentence(PAID.quote, (PAID,)),),
    0.9,
    "test@1",
    kind="yes_no",
    values=("是",),
)
DOCUMENTS = {LEASE.id: LEASE, SUPPLY.id: SUPPLY}


@dataclass
class Service:
    """A service under way, and what it was asked."""

    address: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


@contextmanager
def serving(text: str, status: int = 200) -> Iterator[Service]:
    """Answer every request with this text."""
    service = Service()
    choice = {"message": {"content": text}, "finish_reason": "stop"}
    body = json.dumps({"choices": [choice]} if status == 200 else {"error": text}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            service.requests.append({"path": self.path, **json.loads(data)})
            service.keys.append(self.headers.get("Authorization"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        service.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()


def settings_of(service: Service, budget: int = 100_000) -> SummarizeSettings:
    return SummarizeSettings(endpoint=service.address, endpoint_model="small", token_budget=budget)


def test_a_service_words_the_answer_from_what_was_found() -> None:
    with serving("The lease of the warehouse ends on 31 March 2027.") as service:
        worded = word_answer(ANSWER, DOCUMENTS, settings_of(service), key="secret")

    assert worded.worded == "The lease of the warehouse ends on 31 March 2027."
    assert worded.sentences == ANSWER.sentences
    [request] = service.requests
    assert request["path"] == "/v1/chat/completions"
    assert "31 March 2027" in request["messages"][1]["content"]
    assert "12,500" not in request["messages"][1]["content"]  # no more of the document is sent
    assert service.keys == ["Bearer secret"]


def test_what_the_evidence_does_not_bear_is_left_out() -> None:
    said = (
        "<think>hm</think>The lease of the warehouse ends on 31 March 2027. It may be extended"
        " until 2029 by Northwind Trading."
    )
    with serving(said) as service:
        worded = word_answer(ANSWER, DOCUMENTS, settings_of(service))

    assert worded.worded == "The lease of the warehouse ends on 31 March 2027."


def test_a_wrong_date_leaves_nothing() -> None:
    with serving("The lease of the warehouse ends on 30 April 2028.") as service:
        worded = word_answer(ANSWER, DOCUMENTS, settings_of(service))

    assert worded.worded == ""
    assert not worded.abstained


def test_a_chinese_answer_is_asked_for_in_chinese() -> None:
    with serving("韧帛已于11月28日支付首笔赔款60万元。公司还将再付80万元。") as service:
        worded = word_answer(CHINESE, DOCUMENTS, settings_of(service))

    assert worded.worded == "韧帛已于11月28日支付首笔赔款60万元。"
    assert "用户给出问题" in service.requests[0]["messages"][0]["content"]


def test_an_abstention_is_not_worded() -> None:
    nothing = Answer("Who?", (), 0.1, "test@1")

    assert word_answer(nothing, {}, SummarizeSettings()) == nothing


def test_a_service_that_is_not_named_or_too_dear_is_not_asked() -> None:
    with pytest.raises(SettingsError, match="set summarize.endpoint"):
        word_answer(ANSWER, DOCUMENTS, SummarizeSettings())
    with serving("x") as service, pytest.raises(SettingsError, match="token_budget is 100"):
        word_answer(ANSWER, DOCUMENTS, settings_of(service, budget=100))
    assert service.requests == []


def test_a_service_that_refuses_says_why() -> None:
    with (
        serving("no such model", status=404) as service,
        pytest.raises(ModelError, match="no such model"),
    ):
        word_answer(ANSWER, DOCUMENTS, settings_of(service))
