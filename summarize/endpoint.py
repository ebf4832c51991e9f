"""A service that speaks OpenAI's chat protocol writes digests, within a budget of tokens.

The one way in which text of documents leaves the machine, and only for who names such a service.
"""

import logging
import re
import time
from collections.abc import Sequence
from typing import Any

import httpx

from briefbook.errors import ModelError, SettingsError
from summarize.chat import Completion, describe_refusal, read_completion, send
from summarize.instructions import enclose, instruct
from summarize.trimming import whole_sentences, within
from summarize.words import length
from summarize.writing import Wish

_LOG = logging.getLogger(__name__)

_TRIES = 4  # of one request
_BUSY = {429, 500, 502, 503, 504}  # worth another try
_LONGEST_PAUSE_S = 30.0
#: Tokens around a message: roles, marks, what the service tells its model before.
_OVERHEAD = 64
_TOKENS_A_WORD = 4  # at most, in any language; two Chinese characters are a word
#: Times the words that were wished: so many are still a digest, and so many are none.
_SLACK, _RAMBLING = 1.5, 4

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = re.compile(r"^```\w*\s*|\s*```$")


class EndpointWriter:
    """A `Writer` that asks a service; get one from `open_endpoint`.

    Before each request all that it could cost is held against what is left of the budget, a token
    for each byte that is sent and every token that may come back; afterwards what it did cost is
    counted, or all of that where the service does not say. A text that there is no budget for gets
    "", so that its sentences are quoted instead, and `notes` says so.
    """

    def __init__(
        self, address: str, model: str, *, budget: int, key: str, timeout_s: float, pause_s: float
    ) -> None:
        """Keep what is asked of whom; nothing is sent yet."""
        self.host = httpx.URL(address).netloc.decode("ascii")
        self.producer = f"{model}@{self.host}"
        self.spent = 0  # tokens, sent and received
        self.unwritten = 0  # texts that there was no budget for
        self._address = f"{address.rstrip('/')}/chat/completions"
        self._model = model
        self._budget = budget
        self._key = key
        self._timeout_s = timeout_s
        self._pause_s = pause_s
        self._certificates = httpx.create_ssl_context()  # read once, which takes a while

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should know: that the budget was spent; empty while it is not."""
        if not self.unwritten:
            return ()
        return (
            f"the budget of {self._budget:,} tokens for {self.host} is spent: quoted, not written",
        )

    def write(self, texts: Sequence[str], wish: Wish) -> list[str]:
        """Ask for a digest of each text, one after the other.

        Raises ModelError when the service refuses, does not answer or answers something else.
        """
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        with httpx.Client(
            headers=headers, timeout=self._timeout_s, verify=self._certificates
        ) as client:
            return [self._digest(client, text, wish) if text.strip() else "" for text in texts]

    def _digest(self, client: httpx.Client, text: str, wish: Wish) -> str:
        told, shown = instruct(wish), enclose(text)
        most = _TOKENS_A_WORD * wish.most_words + _OVERHEAD
        request = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": told},
                {"role": "user", "content": shown},
            ],
            "max_tokens": most,
            "temperature": 0,
        }
        worst = len(told.encode()) + len(shown.encode()) + 2 * _OVERHEAD + most
        answer = self._ask(client, request, worst)
        if answer is None:
            self.unwritten += 1
            return ""
        return _digest_of(answer, wish)

    def _ask(self, client: httpx.Client, request: dict[str, Any], worst: int) -> Completion | None:
        """Send a request until it is answered; None when it could cost more than is left."""
        for attempt in range(_TRIES):
            if worst > self._budget - self.spent:
                return None
            # Counted until the answer says what it was: a request that breaks off may be billed.
            self.spent += worst
            size = len(request["messages"][-1]["content"])
            _LOG.info("sending %d characters of a document to %s", size, self.host)
            reply = send(client, self._address, request, timeout_s=self._timeout_s)
            if reply.status == httpx.codes.OK:
                answer = read_completion(reply.data, self.host)
                self.spent -= worst - (worst if answer.cost is None else answer.cost)
                return answer
            self.spent -= worst
            if reply.status not in _BUSY:
                break
            if attempt < _TRIES - 1:
                pause_s = reply.retry_after_s or self._pause_s * 2**attempt
                time.sleep(min(_LONGEST_PAUSE_S, pause_s))
        raise ModelError(f"cannot get a digest from {self.host}: {describe_refusal(reply)}")


def open_endpoint(
    address: str,
    model: str,
    *,
    budget: int,
    key: str = "",
    timeout_s: float = 60.0,
    pause_s: float = 1.0,
) -> EndpointWriter:
    """Return a writer that asks for completions at `address` ("https://host/v1").

    `budget` tokens are spent at most, by all that it writes; `pause_s` before the first repetition
    of a request that met a busy service. Raises SettingsError when the address, the model or the
    budget cannot work.
    """
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise SettingsError(f"summarize.endpoint is no address: {address}: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise SettingsError(f"summarize.endpoint is no address such as http://host/v1: {address}")
    if url.userinfo:
        raise SettingsError(
            "summarize.endpoint must not hold a password: use BRIEFBOOK_ENDPOINT_KEY"
        )
    if not model:
        raise SettingsError("summarize.endpoint needs summarize.endpoint_model, the model's name")
    if budget < 1:
        raise SettingsError("summarize.endpoint needs summarize.token_budget, above 0")
    return EndpointWriter(
        address, model, budget=budget, key=key, timeout_s=timeout_s, pause_s=pause_s
    )


def _digest_of(answer: Completion, wish: Wish) -> str:
    """Return the digest in an answer: no thoughts, no fences, no half sentence, not too long."""
    text = _FENCE.sub("", _THOUGHT.sub("", answer.text).strip()).replace("**", "").strip()
    if answer.stopped:
        text = whole_sentences(text)
    text = within(text, round(_SLACK * wish.most_words))
    return text if length(text) <= _RAMBLING * wish.most_words else ""
