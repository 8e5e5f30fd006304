"""Who this agent is: its key, the server's pinned key, and where to dial; and how it comes by them."""

import base64
import json
import os
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from execution.agent.configuration import Configuration, host_facts
from execution.agent.spool import write_whole
from execution.agent.surroundings import make_quiet
from execution.protocol import signing
from execution.protocol.messages import VERSIONS

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
ANSWER_BYTES: Final = 65_536
ANSWER_SECONDS: Final = 30


class NotEnrolled(Exception):
    """There is no agent here, or the server did not take it; the sentence says which."""


@dataclass(frozen=True)
class Identity:
    """What enrolment gave. `server_key` is pinned: base64 of the raw public key."""

    agent: str
    organisation: str
    name: str
    server_key: str
    socket: str

    @property
    def pinned(self) -> bytes:
        """The server's public key."""
        return base64.b64decode(self.server_key)


def load(state: Path) -> tuple[Identity, bytes]:
    """The identity in `state` and the private key. Raises `NotEnrolled`."""
    try:
        return Identity(**json.loads((state / "identity.json").read_text())), (state / "key").read_bytes()
    except FileNotFoundError:
        raise NotEnrolled(f"no agent is enrolled in {state}; run `enrol --server URL` first") from None
    except (ValueError, TypeError) as problem:
        raise NotEnrolled(f"the identity in {state} cannot be read: {problem}") from problem


def enrol(
    state: Path, configuration: Configuration, *, server: str, token: str, name: str, program: str
) -> Identity:
    """Makes a key, presents it with `token`, pins the server's key. Raises `NotEnrolled`."""
    if (state / "identity.json").exists():
        raise NotEnrolled(f"an agent is enrolled in {state} already; use another state folder")
    _refuse_open_wire(server, "http")
    seed = signing.new_seed()
    answer = _post(
        server.rstrip("/") + "/agents/enrol",
        {
            "token": token,
            "public_key": base64.b64encode(signing.public_key(seed)).decode(),
            "proof": signing.proof_of_enrolment(seed, token),
            "name": name,
            "program": program,
            "versions": list(VERSIONS),
            "environment": configuration.environment,
            "labels": configuration.labels,
            "host": host_facts(),
        },
    )
    try:
        identity = Identity(**{field: str(answer[field]) for field in Identity.__dataclass_fields__})
        pinned_size = len(identity.pinned)
    except (KeyError, ValueError, TypeError) as problem:
        raise NotEnrolled(f"the server's answer misses something: {problem}") from problem
    if pinned_size != signing.KEY_BYTES:
        raise NotEnrolled("the server's answer holds no Ed25519 key")
    _refuse_open_wire(identity.socket, "ws")
    write_whole(state / "key", seed)
    write_whole(state / "identity.json", json.dumps(asdict(identity), indent=2).encode())
    return identity


def _refuse_open_wire(address: str, plain: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == plain + "s":
        return
    if parts.scheme != plain or parts.hostname not in LOOPBACK:
        raise NotEnrolled(f"{parts.scheme}://{parts.netloc} is not encrypted; use {plain}s beyond this host")


def _post(address: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        address,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as response:  # noqa: S310
            answer = json.loads(response.read(ANSWER_BYTES))
    except urllib.error.HTTPError as refusal:
        raise NotEnrolled(f"the server refused: {_sentence(refusal)}") from refusal
    except (OSError, ValueError) as problem:
        raise NotEnrolled(f"the server at {address} did not answer: {problem}") from problem
    if not isinstance(answer, dict):
        raise NotEnrolled("the server's answer is not an object")
    return answer


def _sentence(refusal: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(refusal.read(ANSWER_BYTES))["error"])
    except (OSError, ValueError, KeyError, TypeError):
        return f"status {refusal.code}"


def make_state(state: Path) -> Path:
    """The state folder and its rooms, closed to others."""
    for folder in (state, state / "spool", state / "home"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_quiet(state / "home")
    os.chmod(state, 0o700)  # noqa: PTH101
    return state
