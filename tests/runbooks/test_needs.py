"""What the commands of a runbook need is on its checklist, marked as implied, with the command behind it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbooks.parsing.pipeline import read, read_unjudged
from runbooks.parsing.wire import as_json
from runbooks.risk.classify import classify_all
from runbooks.types import Language, Risk
from runbooks.versions import written


def needs(command: str) -> set[tuple[str, str]]:
    return {(one.what, one.text) for one in read_unjudged(f"```sh\n{command}\n```\n").needs}


@pytest.mark.parametrize(
    ("command", "what", "text"),
    [
        ("kubectl get pods -n payments", "tool", "kubectl"),
        ("kubectl get pods -n payments", "access", "access to the Kubernetes cluster"),
        ("kubectl get pods -n payments", "role", "rights in the namespace payments"),
        (
            "kubectl --context prod-eu get nodes",
            "access",
            "access to the Kubernetes cluster (context prod-eu)",
        ),
        ("aws ec2 describe-instances --profile prod", "credentials", "AWS credentials (prod)"),
        ("psql -h db1 -c 'select 1'", "reach", "PostgreSQL at db1"),
        ("sudo systemctl restart nginx", "role", "root rights (sudo) on the machine"),
        ("sudo -u postgres psql", "tool", "psql"),
        ("ssh admin@bastion-1 uptime", "access", "SSH access to bastion-1"),
        ("docker logs api", "access", "access to the container engine of the machine"),
        ("curl -s https://api.example.com/health", "reach", "api.example.com"),
        ("cat f | jq .x && terraform plan", "tool", "terraform"),
    ],
)
def test_a_command_says_what_it_needs(command: str, what: str, text: str) -> None:
    assert (what, text) in needs(command)


@pytest.mark.parametrize(
    "command",
    ["ls -l", "echo 'kubectl get pods'", "curl http://localhost:8080/", "cat /etc/hosts | grep x"],
)
def test_what_every_machine_has_is_no_need(command: str) -> None:
    assert {one for one in needs(command) if one != ("tool", "curl")} == set()


def test_what_runs_elsewhere_is_no_need_here() -> None:
    assert ("tool", "psql") not in needs("kubectl exec db-0 -- psql -c 'select 1'")
    assert ("tool", "docker") not in needs("ssh web1 'docker ps; docker logs api'")


def test_a_need_is_on_the_list_once_with_every_step_that_has_it() -> None:
    parsed = read_unjudged("1. Look: `kubectl get pods`\n2. Wait.\n3. Look again: `kubectl get nodes`\n")
    tool = next(one for one in parsed.needs if one.what == "tool")
    assert tool.steps == (1, 3)
    assert parsed.source[tool.span.start : tool.span.end] == "kubectl get pods"


def test_the_wire_marks_what_is_implied_and_leaves_what_the_text_says_alone() -> None:
    shape = as_json(
        read("## Prerequisites\n\n- The VPN\n\n## Steps\n\n1. Look: `kubectl get pods -n shop`\n")
    )
    assert [one["text"] for one in shape["prerequisites"]] == ["The VPN"]
    assert set(shape["prerequisites"][0]) == {"text", "start", "end"}
    assert all(one["implied"] for one in shape["implied_prerequisites"])
    probe = next(one for one in shape["probes"] if "can-i" in one["command"])
    assert (probe["drafted"], probe["risk"]) == (True, "green")
    json.dumps(shape)


def test_needs_and_probes_are_kept_with_the_version() -> None:
    parsed = read("## Prerequisites\n\n- kubectl access\n\n## Steps\n\n1. `kubectl get pods -n shop`\n")
    assert parsed.needs
    assert parsed.probes
    assert written.read(written.write(parsed), parsed.source) == parsed


_SAID = (
    "sudo -u psql -h db1 kubectl get pods -n shop ; | && ' \" ( ) $( ` aws --profile a;b $(id) ssh host -p 22"
    " curl https://x.y redis-cli --context \\ \n <ns> `x` docker etcdctl vault oc delete"
)
_WORDS = st.sampled_from(_SAID.split(" "))


@given(st.lists(_WORDS, max_size=14).map(" ".join))
def test_whatever_a_command_says_every_probe_is_green_and_every_span_the_commands_own(text: str) -> None:
    parsed = read_unjudged(f"## Prerequisites\n\n- {text}\n\n## Steps\n\n```sh\n{text}\n```\n")
    verdicts = classify_all([(probe.command, Language.SHELL) for probe in parsed.probes])
    assert [verdict.risk for verdict in verdicts] == [Risk.GREEN] * len(parsed.probes)
    spans = {command.span for step in parsed.steps for command in step.commands}
    assert {need.span for need in parsed.needs} <= spans
