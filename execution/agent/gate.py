"""May this dispatch start? Everything the agent asks before it writes the attempt into its journal.

The order is PROTOCOL.md's. Nothing here starts or records anything.
"""

import os
import pwd
import re
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Optional

from execution.agent import guard
from execution.agent.configuration import Configuration, secrets_and_values
from execution.agent.easing import eases, today
from execution.agent.identity import Identity
from execution.agent.job import Job
from execution.agent.surroundings import environment, unpinnable
from execution.protocol.digest import digest_of
from execution.protocol.messages import RISKS, Dispatch

ATTEMPT: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


class No(Exception):
    """Not to be started. `cause` is one of the protocol's; `judged` what the agent made of the command."""

    def __init__(self, cause: str, sentence: str, judged: str = "yellow") -> None:
        super().__init__(sentence)
        self.cause = cause
        self.judged = judged


@dataclass(frozen=True)
class Yes:
    """What to start, and what to say of it."""

    job: Job
    judged: str
    user: str
    directory: str
    host: str


@dataclass(frozen=True)
class Place:
    """Where this agent lives: who it is, what its administrator decided, and its folders."""

    identity: Identity
    configuration: Configuration
    state: Path

    def folder(self, attempt: str) -> Path:
        """The spool of an attempt."""
        return self.state / "spool" / attempt


def examine(dispatch: Dispatch, place: Place, start_by: float) -> Yes:
    """What to start for `dispatch`. Raises `No`. `start_by` is on the agent's monotonic clock."""
    _is_ours(dispatch, place)
    judged = _judge(dispatch, place.configuration)
    try:
        user, groups, user_name = _user(dispatch.user, place.configuration)
        directory = _directory(dispatch.directory, place)
        values, secrets = _passed(dispatch, place.configuration)
        program = _program(dispatch.interpreter[0], place.configuration)
    except No as no:
        no.judged = judged.risk
        raise
    job = Job(
        attempt=dispatch.attempt,
        folder=str(place.folder(dispatch.attempt)),
        bell=str(place.state / "bell"),
        arguments=[program, *dispatch.interpreter[1:], dispatch.command],
        directory=directory,
        environment=environment(
            dispatch.environment, values, path=place.configuration.path, home=place.state / "home"
        ),
        user=user,
        groups=groups,
        secrets=secrets,
        limit_seconds=dispatch.limit_seconds,
        output_bytes=dispatch.output_bytes,
        start_by=start_by,
        remote=guard.remote_end(dispatch.command),
    )
    return Yes(job, judged.risk, user_name, directory, socket.gethostname())


def _is_ours(dispatch: Dispatch, place: Place) -> None:
    identity = place.identity
    ours = (
        dispatch.organisation == identity.organisation
        and dispatch.agent == identity.agent
        and dispatch.target.name == identity.name
        and dispatch.target.labels == place.configuration.labels
    )
    if not ours:
        raise No("target", f"this agent is {identity.name}; the command was meant for {dispatch.target.name}")
    if digest_of(dispatch) != dispatch.digest:
        raise No("digest", "what arrived is not what was approved: the digest does not match")


def _judge(dispatch: Dispatch, configuration: Configuration) -> guard.Verdict:
    if configuration.kill_switch and Path(configuration.kill_switch).exists():
        raise No("guard", "the agent's kill switch is on: it starts nothing")
    if not dispatch.interpreter or not dispatch.command.strip():
        raise No("guard", "there is no command")
    command = dispatch.command
    if any(pattern.search(command) for pattern in configuration.deny):
        raise No("guard", "the command is on the agent's deny list")
    if configuration.allow and not any(pattern.search(command) for pattern in configuration.allow):
        raise No("guard", "the command is not on the agent's allow list")
    verdict = guard.judge(command, dispatch.interpreter, dispatch.environment)
    own = verdict.risk
    if own == "red" and eases(configuration.exceptions, command, dispatch.interpreter, today()):
        own = "yellow"
    # The server's verdict counts where it is the stricter one; it can lift nothing.
    risk = max(own, dispatch.risk, key=RISKS.index)
    if RISKS.index(risk) > RISKS.index(configuration.max_risk):
        whose = f"the agent judges it {verdict.risk} ({verdict.reason})" if own == risk else "the server does"
        raise No("guard", f"the agent's limit is {configuration.max_risk}; {whose}", verdict.risk)
    return verdict


def _program(name: str, configuration: Configuration) -> str:
    if name not in configuration.interpreters:
        known = ", ".join(configuration.interpreters)
        raise No("guard", f"{name} is not among the interpreters this agent runs ({known})")
    found = shutil.which(name, path=configuration.path)
    if found is None:
        raise No("tool missing", f"{name} is not installed on this host, or not in {configuration.path}")
    return found


def _user(name: str, configuration: Configuration) -> tuple[Optional[int], list[int], str]:
    own = _own_name()
    if name in ("", own):
        return None, [], own
    if name not in configuration.users:
        raise No("permission", f"the agent's administrator does not let it run commands as {name}")
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise No("permission", f"there is no user {name} on this host") from None
    if os.geteuid() != 0:
        raise No("permission", f"the agent runs as {own} and cannot become {name}")
    groups = os.getgrouplist(name, entry.pw_gid)
    return entry.pw_uid, [entry.pw_gid, *(each for each in groups if each != entry.pw_gid)], name


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _directory(asked: str, place: Place) -> str:
    configuration = place.configuration
    if not asked:
        return configuration.directory or str(place.state / "home")
    path = Path(asked)
    if not path.is_absolute() or not path.is_dir():
        raise No("environment", f"{asked} is not a directory of this host")
    real = path.resolve()
    allowed = [Path(each).resolve() for each in configuration.directories]
    if allowed and not any(real == each or each in real.parents for each in allowed):
        raise No("permission", f"the agent's administrator does not let commands run in {asked}")
    return asked


def _passed(dispatch: Dispatch, configuration: Configuration) -> tuple[dict[str, str], list[str]]:
    bad = unpinnable(dispatch.environment)
    if bad:
        raise No(
            "environment", f"a dispatch may not set {', '.join(bad)}; the agent's administrator can pass it"
        )
    missing = sorted(set(dispatch.passes) - set(configuration.passes))
    if missing:
        raise No("environment", f"the agent's administrator passes no {', '.join(missing)}")
    try:
        return secrets_and_values(configuration.passes, dispatch.passes)
    except (OSError, KeyError) as problem:
        raise No("environment", f"a value the command needs cannot be had: {problem}") from problem
