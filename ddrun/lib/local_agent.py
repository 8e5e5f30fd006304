"""The agent of the machine that `manage.py up` runs on: a person lets it join, the launcher starts it.

The two meet in the agent's own directory, which the launcher names in DDRUN_LOCAL_AGENT: the page leaves a
one-time token there, and the launcher takes it away.
"""

import os
import re
import socket
from pathlib import Path
from typing import Final

IDENTITY: Final = "identity.json"
INVITATION: Final = "invitation"


def waits(state: str) -> bool:
    """Whether there is a local agent that belongs to nobody and was not invited yet."""
    return bool(state) and not (Path(state) / IDENTITY).exists() and not (Path(state) / INVITATION).exists()


def name_of_machine() -> str:
    """The machine's name, as agents are named: letters, digits, dots and dashes."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", socket.gethostname()).strip("-._")[:60] or "local"


def leave_invitation(state: str, name: str, token: str) -> None:
    """The launcher will find the token; only the two programs' own user can read it."""
    place = Path(state)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = place / f"{INVITATION}.half"
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(f"{name}\n{token}\n")
    half.replace(place / INVITATION)


def take_invitation(state: Path) -> tuple[str, str] | None:
    """Name and token that were left, and are there no more; None when none were."""
    file = state / INVITATION
    try:
        name, token = file.read_text().split()
    except FileNotFoundError:
        return None
    file.unlink()
    return name, token
