"""The plan of a closed world and what came of each command in it, as the two processes hand them over."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Final

POSTGRES_SOCKETS: Final = "/run/postgresql"  # where clients look for it by themselves
POSTGRES_PORT: Final = 5432


@dataclass(frozen=True)
class Job:
    """One command to run: how, where, with which variables, and what it may do."""

    command: str
    arguments: tuple[str, ...]
    environment: dict[str, str]
    directory: str
    programs: tuple[str, ...] = ()
    writes: str = ""  # a pattern of paths of its own, besides those that lead nowhere
    sockets: str = ""
    asks_to_dump: bool = False
    addresses: tuple[str, ...] = ()
    limit_seconds: float = 4.0
    kept: int = 400  # bytes of what it says


@dataclass(frozen=True)
class Plan:
    """A world: the layers of its root, what is bound into it, the ports that answer, the jobs in order."""

    base: str
    strength: str
    binds: tuple[tuple[str, str], ...]
    ports: tuple[int, ...]
    jobs: tuple[Job, ...]

    def to_text(self) -> str:
        """The plan as JSON."""
        return json.dumps(asdict(self))


def plan_from(text: str) -> Plan:
    """The plan that `to_text` wrote."""
    found: dict[str, Any] = json.loads(text)
    jobs = tuple(_job_from(job) for job in found.pop("jobs"))
    binds = tuple((source, target) for source, target in found.pop("binds"))
    return Plan(**{**found, "ports": tuple(found["ports"])}, binds=binds, jobs=jobs)


def _job_from(fields: dict[str, Any]) -> Job:
    lists = {key: tuple(value) for key, value in fields.items() if isinstance(value, list)}
    made: dict[str, Any] = {**fields, **lists}
    return Job(**made)


@dataclass(frozen=True)
class Outcome:
    """What a command did: which programs started, how it ended, what it said, what it must not have done."""

    command: str
    status: int | None  # None: it went on until it was ended
    programs: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    said: str = ""
