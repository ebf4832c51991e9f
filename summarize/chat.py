"""One request of OpenAI's chat protocol goes out, and what comes back is looked at closely."""

import time
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from briefbook.errors import ModelError

_MOST_BYTES = 1 << 20  # of an answer; a digest has a few thousand
_MOST_SHOWN = 200  # characters of what a service says when it refuses


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whatever it is."""

    status: int
    phrase: str  # "Too Many Requests"
    data: bytes
    retry_after_s: float  # 0: it does not say


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote."""

    text: str
    stopped: bool  # it was not at its end
    cost: int | None  # tokens, sent and received; None when the service does not say


@dataclass(frozen=True, slots=True)
class _Usage:
    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


@dataclass(frozen=True, slots=True)
class _Message:
    content: str | None = None


@dataclass(frozen=True, slots=True)
class _Choice:
    message: _Message
    finish_reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    choices: tuple[_Choice, ...]
    usage: _Usage | None = None


def send(client: httpx.Client, address: str, request: dict[str, Any], *, timeout_s: float) -> Reply:
    """Post a request and return the whole reply.

    Raises ModelError when there is none within `timeout_s`, or it is far too large.
    """
    host, start, data = httpx.URL(address).netloc.decode("ascii"), time.monotonic(), b""
    try:
        with client.stream("POST", address, json=request) as response:
            for part in response.iter_bytes():
                data += part
                if len(data) > _MOST_BYTES:
                    raise ModelError(f"cannot use the answer of {host}: it is over 1 MiB")
                if time.monotonic() - start > timeout_s:  # drop by drop, the client never minds
                    raise ModelError(_too_slow(host, timeout_s))
    except httpx.TimeoutException as error:
        raise ModelError(_too_slow(host, timeout_s)) from error
    except httpx.HTTPError as error:
        raise ModelError(f"cannot reach {host}: {error or type(error).__name__}") from error
    after = response.headers.get("retry-after", "")
    pause_s = float(after) if after.isdecimal() else 0.0
    return Reply(response.status_code, response.reason_phrase, data, pause_s)


def _too_slow(host: str, timeout_s: float) -> str:
    return f"cannot get a digest from {host}: no answer within {timeout_s:g} s"


def read_completion(data: bytes, host: str) -> Completion:
    """Read what a model wrote.

    Raises ModelError when `data` are no completion.
    """
    try:
        answer = msgspec.json.decode(data, type=_Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelError(f"cannot understand the answer of {host}: {error}") from error
    if not answer.choices:
        raise ModelError(f"cannot understand the answer of {host}: it holds no choice")
    choice, usage = answer.choices[0], answer.usage
    cost = max(usage.prompt_tokens + usage.completion_tokens, usage.total_tokens) if usage else 0
    text = choice.message.content or ""
    return Completion(text, choice.finish_reason == "length", cost if cost > 0 else None)


def describe_refusal(reply: Reply) -> str:
    """Return in a line how a service refused: its status, and what it says of it if anything."""
    try:
        said = msgspec.json.decode(reply.data, type=dict[str, Any]).get("error", "")
        text = said.get("message", "") if isinstance(said, dict) else said
    except (msgspec.MsgspecError, UnicodeDecodeError):
        text = reply.data.decode("utf-8", "replace")
    text = " ".join(str(text).split())[:_MOST_SHOWN]
    return " ".join(part for part in (f"{reply.status} {reply.phrase}:", text) if part).rstrip(": ")
