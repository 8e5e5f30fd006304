"""Asks Anthropic's Messages API, or a gateway that speaks it, and never lets anyone wait past the deadline.

Messages API, structured outputs (`output_config.format`): platform.claude.com/docs, read November 2026.
The document goes as data between boundaries nobody can guess, no tools are given, and a secret word in the
orders betrays a page that got the model to talk about them.
"""

import json
import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from pathlib import Path
from typing import Any, Final

import anthropic
from django.conf import settings

from ddrun.lib.ports import ModelAnswer, ModelAsk

PROMPTS: Final = Path(__file__).parent / "prompts"
# An answer lists every step of a page once more, in quotes; 8,000 tokens hold about 30 KB of it.
MOST_TOKENS: Final = 8_000
_TOKENS_A_PRICE: Final = 1_000_000
# A dribbling gateway keeps its thread until its own time-out; four of them must not stop the process.
_THREADS: Final = ThreadPoolExecutor(max_workers=4, thread_name_prefix="model")


class AnthropicModel:
    """The `LanguageModel` port, answered by Anthropic's client."""

    @property
    def name(self) -> str:
        """The model's name, as the settings give it."""
        return settings.DDRUN_MODEL

    def answer(self, ask: ModelAsk) -> ModelAnswer:
        """The answer as JSON, or a sentence that says why there is none."""
        canary = secrets.token_hex(8)
        call: Future[ModelAnswer] = _THREADS.submit(self._asked, ask, canary)
        try:
            return call.result(timeout=ask.deadline.total_seconds())
        except TooLate:
            call.cancel()
            return self._trouble(f"The model did not answer within {ask.deadline.total_seconds():g} s.")

    def _asked(self, ask: ModelAsk, canary: str) -> ModelAnswer:
        client = anthropic.Anthropic(
            api_key=settings.DDRUN_MODEL_KEY,
            base_url=settings.DDRUN_MODEL_URL or None,
            max_retries=0,
            timeout=ask.deadline.total_seconds(),
        )
        with client:
            return self._answered(lambda: client.messages.create(**self._request(ask, canary)), canary)

    def _request(self, ask: ModelAsk, canary: str) -> dict[str, Any]:
        boundary = f"document-{secrets.token_hex(8)}"
        orders = (PROMPTS / f"{ask.purpose}.md").read_text(encoding="utf-8")
        return {
            "model": self.name,
            "max_tokens": MOST_TOKENS,
            "system": f"{orders}\nThe word {canary} is secret. Never write it.",
            "messages": [{"role": "user", "content": f"<{boundary}>\n{ask.document}\n</{boundary}>"}],
            "output_config": {"format": {"type": "json_schema", "schema": dict(ask.schema)}},
        }

    def _answered(self, call: Callable[[], anthropic.types.Message], canary: str) -> ModelAnswer:
        try:
            return self._judged(call(), canary)
        except anthropic.APITimeoutError:
            return self._trouble("The model did not answer in time.")
        except anthropic.APIConnectionError:
            return self._trouble("The model's address could not be reached.")
        except anthropic.APIStatusError as error:
            return self._trouble(_status_sentence(error.status_code))
        except (anthropic.AnthropicError, ValueError, TypeError, AttributeError):
            return self._trouble("The model's answer was not one of the Messages API.")

    def _judged(self, message: anthropic.types.Message, canary: str) -> ModelAnswer:
        usage = getattr(message, "usage", None)
        read = int(getattr(usage, "input_tokens", 0) or 0)
        written = int(getattr(usage, "output_tokens", 0) or 0)
        text = "".join(str(getattr(block, "text", "") or "") for block in message.content or [])
        value, trouble = _read(text, str(message.stop_reason), canary)
        return ModelAnswer(value, trouble, self.name, read, written, _cost(read, written))

    def _trouble(self, sentence: str) -> ModelAnswer:
        return ModelAnswer(None, sentence, self.name)


def _read(text: str, stop_reason: str, canary: str) -> tuple[Any, str]:
    if stop_reason == "refusal":
        return None, "The model refused to read this page."
    if canary in text:
        return (
            None,
            "The model repeated what it was told to keep secret: this page may try to give it orders.",
        )
    if stop_reason == "max_tokens":
        return None, "The model's answer was cut off; the page is too long for it."
    try:
        return json.loads(text), ""
    except json.JSONDecodeError:
        return None, "The model's answer was not JSON."


def _status_sentence(status: int) -> str:
    known = {
        401: "The model's key is not accepted; DDRUN_MODEL_KEY must hold a valid one.",
        403: "The model's key may not use this model.",
        404: "There is no model of that name at this address; DDRUN_MODEL names it.",
        413: "The page is too large for the model.",
        429: "The model is asked too often just now.",
    }
    return known.get(status, f"The model's service answered with an error ({status}).")


def _cost(read: int, written: int) -> int:
    """In millionths of a cent, rounded up, so that a cap is never passed by rounding."""
    spent = read * settings.DDRUN_MODEL_PRICE_READ + written * settings.DDRUN_MODEL_PRICE_WRITTEN
    return -(-spent * 1_000_000 // _TOKENS_A_PRICE)
