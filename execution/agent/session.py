"""One connection from the agent's side: who the other end is, and what may be believed of it."""

import time
from typing import Any, Final, Optional

from execution.agent.identity import Identity
from execution.agent.version import VERSION
from execution.agent.wire import Lost, Wire
from execution.protocol import codec, messages, signing
from execution.protocol.messages import (
    Accepted,
    FromAgent,
    FromServer,
    GuardSummary,
    Heartbeat,
    Hello,
    Welcome,
)

HANDSHAKE_SECONDS: Final = 10.0


class Forged(Exception):
    """A message is not from the pinned server, or not for this connection."""


class Session:
    """The nonces, the version and the time of one connection."""

    def __init__(self, wire: Wire, identity: Identity, seed: bytes, *, opened_at: float) -> None:
        self._wire = wire
        self._identity = identity
        self._seed = seed
        self._nonce = ""
        self._heard_at = opened_at
        self._pinged_at = opened_at
        self.opened_at: Final = opened_at
        self.connection = ""
        self.accepted = False
        self.guard: Optional[GuardSummary] = None

    def welcomed(self, welcome: Welcome, facts: dict[str, Any]) -> None:
        """Answers the server's nonce with who we are, once."""
        if self.connection:
            raise Forged("the server said welcome twice")
        if not set(welcome.versions) & set(messages.VERSIONS):
            raise Lost("the server speaks no version of the protocol that this agent does")
        self.connection = welcome.connection
        self._nonce = facts["nonce"]
        self.guard = facts["guard"]
        self.send(
            Hello(
                connection=welcome.connection,
                agent=self._identity.agent,
                versions=list(messages.VERSIONS),
                program=VERSION,
                **facts,
            )
        )

    def accept(self, accepted: Accepted) -> None:
        """From here on the server's messages count."""
        fresh = (accepted.connection, accepted.nonce, accepted.agent) == (
            self.connection,
            self._nonce,
            self._identity.agent,
        )
        if not self.connection or not fresh or accepted.version not in messages.VERSIONS:
            raise Forged("the server's acceptance is not an answer to this connection's greeting")
        self.accepted = True

    def require_genuine(self, message: FromServer) -> None:
        """Raises `Forged` unless the pinned key signed `message`, and the connection is accepted."""
        if not signing.is_genuine(message, self._identity.pinned):
            raise Forged(f"a {message.TYPE} message is not signed by the pinned server")
        if not self.accepted and not isinstance(message, Accepted):
            raise Forged(f"a {message.TYPE} message came before the acceptance")

    def require_bound(self, connection: str) -> None:
        """Raises `Forged` for a message of another connection, sent again."""
        if connection != self.connection:
            raise Forged("a message of another connection was sent again")

    def send(self, message: FromAgent) -> None:
        """Signs what is signed, and sends."""
        if message.SIGNED:
            message = signing.seal_with_seed(message, self._seed)
        self._wire.send(codec.encode(message))

    def beat(self, guard: GuardSummary, running: int, load_percent: int) -> None:
        """Says that we are here, and how."""
        self.guard = guard
        self.send(Heartbeat(self.connection, _wall_ms(), running, load_percent, guard))

    def heard(self, now: float) -> None:
        """Something came from the server."""
        self._heard_at = now

    def check_silence(self, now: float) -> None:
        """Pings in time. Raises `Lost` when the server has been silent for too long."""
        limit = messages.SILENCE_SECONDS if self.accepted else HANDSHAKE_SECONDS
        if now - self._heard_at > limit:
            raise Lost(f"the server has been silent for {limit:.0f} s")
        if now - self._pinged_at >= messages.HEARTBEAT_SECONDS:
            self._pinged_at = now
            self._wire.ping()


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000
