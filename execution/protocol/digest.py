"""What exactly was approved: the digest of an attempt, and the canonical JSON under it.

Canonical form: RFC 8785, over objects whose keys are text and whose numbers are whole.
"""

import hashlib
import json
from typing import Any

from execution.protocol.messages import Dispatch, TargetFacts

# The first bytes of everything hashed here, so that no other hash of the product can be mistaken for it.
DOMAIN = b"ddrun attempt 1\n"
EXCEPTION = b"ddrun exception 1\n"


def canonical(value: Any) -> bytes:
    """`value` as RFC 8785 writes it. Raises ValueError for floats and lone surrogates."""
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def attempt_digest(
    *,
    organisation: str,
    run: str,
    step: str,
    attempt: str,
    version: str,
    interpreter: list[str],
    command: str,
    agent: str,
    user: str,
    directory: str,
    environment: dict[str, str],
    passes: list[str],
    target: TargetFacts,
) -> str:
    """SHA-256, in hex, of everything an approval is given for. The order of `passes` does not count."""
    facts = {
        "organisation": organisation,
        "run": run,
        "step": step,
        "attempt": attempt,
        "version": version,
        "interpreter": interpreter,
        "command": command,
        "agent": agent,
        "user": user,
        "directory": directory,
        "environment": environment,
        "passes": sorted(passes),
        "target": {"name": target.name, "labels": target.labels},
    }
    return hashlib.sha256(DOMAIN + canonical(facts)).hexdigest()


def exception_digest(command: str, interpreter: list[str]) -> str:
    """SHA-256, in hex, of the one command an exception is for, byte for byte, and what interprets it."""
    facts = {"command": command, "interpreter": interpreter}
    return hashlib.sha256(EXCEPTION + canonical(facts)).hexdigest()


def digest_of(dispatch: Dispatch) -> str:
    """The digest the fields of `dispatch` have, whatever it claims."""
    return attempt_digest(
        organisation=dispatch.organisation,
        run=dispatch.run,
        step=dispatch.step,
        attempt=dispatch.attempt,
        version=dispatch.version,
        interpreter=dispatch.interpreter,
        command=dispatch.command,
        agent=dispatch.agent,
        user=dispatch.user,
        directory=dispatch.directory,
        environment=dispatch.environment,
        passes=dispatch.passes,
        target=dispatch.target,
    )


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        # RFC 8785 orders keys by UTF-16 code units, which differs from Python's order beyond U+FFFF.
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda k: k.encode("utf-16-be"))}
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if isinstance(value, float):
        raise ValueError("a canonical message holds whole numbers only")
    return value
