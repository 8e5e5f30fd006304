"""Tables of agents and runs."""

from execution.models.agents import Agent, EnrolmentToken, OrganisationHold
from execution.models.attempts import Approval, Attempt, OutputChunk
from execution.models.exceptions import CommandException
from execution.models.runs import IdempotencyKey, Run, RunEvent, StepRun

__all__ = [
    "Agent",
    "Approval",
    "Attempt",
    "CommandException",
    "EnrolmentToken",
    "IdempotencyKey",
    "OrganisationHold",
    "OutputChunk",
    "Run",
    "RunEvent",
    "StepRun",
]
