"""Reads over runs and agents: frozen dataclasses out. Everything others may ask stands here by name."""

from execution.queries.agents import agent, agents, hold
from execution.queries.changes import open_changes
from execution.queries.consent import approval, waiting_approvals
from execution.queries.exceptions import exceptions
from execution.queries.judging import foreseen
from execution.queries.lists import live_runs, recent_runs, runs_of_incident
from execution.queries.output import newest_attempt, output
from execution.queries.page import events_since, run_page

__all__ = [
    "agent",
    "agents",
    "approval",
    "events_since",
    "exceptions",
    "foreseen",
    "hold",
    "live_runs",
    "newest_attempt",
    "open_changes",
    "output",
    "recent_runs",
    "run_page",
    "runs_of_incident",
    "waiting_approvals",
]
