"""What the domain needs of the outside or of the floors above it, as Protocols; settings name who answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True)
class EvidenceScope:
    """What a piece of evidence is about: one incident, or a period `[since, until)`.

    `incident_ids` and `run_ids` are what the entries in scope belong to; `named_ids` is every id that their
    facts name (`version_id`, `attempt_id`…), so that a source can find its own.
    """

    organisation_id: UUID
    incident_id: UUID | None
    since: datetime | None
    until: datetime | None
    incident_ids: frozenset[UUID]
    run_ids: frozenset[UUID]
    named_ids: frozenset[UUID]


@dataclass(frozen=True)
class EvidenceFile:
    """A file for the pack: `path` is relative and in plain words, such as "runs/12/step-4-attempt-1.txt".

    The pack's verifier calls a file attested when an entry in the pack has the file's SHA-256 (hex)
    among its facts.
    """

    path: str
    content: bytes


class EvidenceSource(Protocol):
    """Whoever holds what the entries only name by digest: outputs, runbook sources, timelines."""

    def files(self, scope: EvidenceScope) -> Iterable[EvidenceFile]:
        """The files that belong to `scope`; called inside the organisation's transaction."""
        ...


class OrganisationId(Protocol):
    """Anything that carries an organisation's id, such as accounts' card of it."""

    @property
    def id(self) -> UUID:
        """The organisation's id."""
        ...


class Organisations(Protocol):
    """Whoever knows every organisation, for work that is done for each in turn."""

    def __call__(self) -> Iterable[OrganisationId]:
        """All of them, in any order."""
        ...


@dataclass(frozen=True)
class ModelAsk:
    """A question to a language model. `document` is data: whatever it says is not an order.

    `purpose` names the prompt; `schema` is the JSON Schema of the answer (every object closed).
    """

    purpose: str
    document: str
    schema: Mapping[str, Any]
    deadline: timedelta


@dataclass(frozen=True)
class ModelAnswer:
    """What came back. `value` is JSON or None; then `trouble` says why in a sentence.

    `cost` is in millionths of a cent.
    """

    value: Any
    trouble: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: int = 0


class LanguageModel(Protocol):
    """A model that answers within the deadline or says why not. It never raises and never retries."""

    @property
    def name(self) -> str:
        """Which model answers."""
        ...

    def answer(self, ask: ModelAsk) -> ModelAnswer:
        """The answer, or the trouble."""
        ...
