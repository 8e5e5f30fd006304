"""What a runbook needs can be looked at before it starts, by commands that change nothing."""

from typing import Any

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from runbooks.parsing.probes import probes_of
from runbooks.parsing.programs import TOOLS
from runbooks.queries import classify, drawn, parse
from runbooks.types import (
    Language,
    ParsedCommand,
    ParsedStep,
    Prerequisite,
    Risk,
    Span,
    StepKind,
)
from runbooks.types.variables import Probe

TEXT = """# Queue is stuck

## Prerequisites

- kubectl access to the cluster
- AWS CLI with credentials of the payments account
- The VPN
- psql

## Steps

1. Look at the pods: `kubectl get pods -n payments`
2. Read the log: `kubectl logs -n payments worker-0 | jq .message`
3. Restart it: `kubectl rollout restart deployment/worker -n <namespace>`
4. Restart the proxy: `sudo systemctl restart nginx`
"""


def commands(text: str) -> list[str]:
    return [probe.command for probe in parse(text).probes]


def test_a_need_of_the_text_gets_a_command_that_shows_it() -> None:
    found = commands(TEXT)
    for command in (
        "command -v kubectl",
        "kubectl auth can-i get pods",
        "command -v aws",
        "aws sts get-caller-identity",
        "psql --version",
    ):
        assert command in found


def test_what_the_commands_use_is_a_need_too() -> None:
    found = commands(TEXT)
    for command in (
        "kubectl auth can-i get pods -n payments",
        "kubectl auth can-i get pods --subresource=log -n payments",
        "kubectl auth can-i patch deployment",
        "command -v jq",
        "command -v systemctl",
        "command -v sudo",
    ):
        assert command in found
    assert len(found) == len(set(found))


def test_each_stands_where_its_need_stands() -> None:
    for probe in parse(TEXT).probes:
        quoted = TEXT[probe.span.start : probe.span.end]
        tool = probe.command.removeprefix("command -v ").split()[0]
        assert tool in quoted.casefold() or probe.need in quoted


def test_what_cannot_be_looked_at_gets_no_command() -> None:
    assert commands("# VPN\n\nYou need: the VPN and patience.\n\n1. Tell the team.\n") == []


def test_every_command_that_can_be_drafted_is_safe() -> None:
    verbs = [
        "get pods",
        "describe node",
        "logs x",
        "exec -it x -- sh",
        "delete pvc y",
        "cordon z",
        "scale deploy/a",
    ]
    lines = [f"kubectl {verb} -n payments" for verb in verbs] + sorted(TOOLS)
    needs = [*sorted(TOOLS), "cluster access", "gcloud access", "azure login", "sudo rights", "aws role"]
    for probe in made(lines, needs):
        assert (probe.command, classify(probe.command, Language.SHELL).risk) == (probe.command, Risk.GREEN)


@given(st.lists(st.text(max_size=60), max_size=4), st.lists(st.text(max_size=60), max_size=4))
def test_no_text_makes_it_draft_anything_else(lines: list[str], needs: list[str]) -> None:
    prefixed = [f"kubectl get {line}" for line in lines] + [
        f"kubectl delete pods -n {line}" for line in lines
    ]
    for probe in made(lines + prefixed, needs):
        assert classify(probe.command, Language.SHELL).risk is Risk.GREEN


def test_the_page_shows_them_as_drafted_with_their_line() -> None:
    lines = drawn(parse(TEXT)).probes
    first = next(line for line in lines if line.command == "kubectl auth can-i get pods")
    assert (first.need, first.line) == ("kubectl access to the cluster", 5)


def test_who_pastes_a_text_sees_them(client: Client, db: Any) -> None:
    page = client.post("/try", {"text": TEXT}, headers={"HX-Request": "true"}).content.decode()
    assert "kubectl auth can-i get pods" in page
    assert "drafted, not in the text" in page


def made(lines: list[str], needs: list[str]) -> tuple[Probe, ...]:
    here = Span(0, 0)
    every = tuple(ParsedCommand(line, here, Language.SHELL) for line in lines)
    step = ParsedStep(1, "Step", "", here, StepKind.COMMAND, commands=every)
    return probes_of([Prerequisite(need, here) for need in needs], [step])
