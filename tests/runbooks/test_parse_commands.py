"""What is a command in a page, and what only looks like one."""

import pytest

from runbooks.parsing.pipeline import read_unjudged


def commands_of(page: str) -> list[tuple[str, str]]:
    return [(c.language.value, c.text) for step in read_unjudged(page).steps for c in step.commands]


def fenced(code: str, info: str = "") -> str:
    return f"# Page\n\n## Steps\n\nRun this:\n\n```{info}\n{code}\n```\n"


@pytest.mark.parametrize(
    ("code", "info", "wanted"),
    [
        ("kubectl get pods \\\n  -n prod", "bash", ["kubectl get pods \\\n  -n prod"]),
        ("for h in a b; do\n  ssh $h uptime\ndone", "sh", ["for h in a b; do\n  ssh $h uptime\ndone"]),
        ("cat <<EOF > x\na 'b\nEOF\nls -l", "", ["cat <<EOF > x\na 'b\nEOF", "ls -l"]),
        ('psql -c "\nSELECT 1;\n"\ndf -h', "bash", ['psql -c "\nSELECT 1;\n"', "df -h"]),
        ("# look first\ndf -h  # sizes", "bash", ["df -h  # sizes"]),
        ("$ df -h\nFilesystem Size\n/dev/sda1 40G\n$ exit", "console", ["df -h", "exit"]),
        ("[root@db1 ~]# systemctl stop mysqld\nStopping", "", ["systemctl stop mysqld"]),
        ("> oc get pods\nNAME READY\nx 1/1", "bash", ["oc get pods"]),
        ("# systemctl restart rpm-ostreed\n# reboot", "console", ["systemctl restart rpm-ostreed", "reboot"]),
        ("$ oc debug node/x\n# chroot /host", "console", ["oc debug node/x", "chroot /host"]),
        ("f() {\n  echo ${1}\n}\nf a", "bash", ["f() {\n  echo ${1}\n}", "f a"]),
        ("POD=$(kubectl get pod -o name | head -1)", "bash", ["POD=$(kubectl get pod -o name | head -1)"]),
        ("kubectl get pods", "yaml", ["kubectl get pods"]),
        (
            "mon-tool --rm b map  # and for each of the others",
            "console",
            ["mon-tool --rm b map  # and for each of the others"],
        ),
        ("SHOW REPLICA STATUS\\G  -- (8.0)", "sql", ["SHOW REPLICA STATUS\\G"]),
        ('GET _cluster/health\n{\n "a": 1\n}', "", ['GET _cluster/health\n{\n "a": 1\n}']),
        ("mysql> SHOW SLAVE STATUS\\G\n*** 1. row ***", "", ["SHOW SLAVE STATUS\\G"]),
        ("db=# SELECT a\ndb-# FROM b;\n a\n---\n 1", "", ["SELECT a\nFROM b;"]),
        ("BEGIN;\nUPDATE t SET a = 'x;y';\nCOMMIT;", "sql", ["BEGIN;", "UPDATE t SET a = 'x;y';", "COMMIT;"]),
        ("sum by (x) (\n  rate(a_total[5m])\n) > 0", "promql", ["sum by (x) (\n  rate(a_total[5m])\n) > 0"]),
        (
            "Get-Service W3SVC\nRestart-Service `\n  W3SVC",
            "powershell",
            ["Get-Service W3SVC", "Restart-Service `\n  W3SVC"],
        ),
    ],
)
def test_each_command_of_a_block_is_one_command(code: str, info: str, wanted: list[str]) -> None:
    assert [text for _, text in commands_of(fenced(code, info))] == wanted


@pytest.mark.parametrize(
    ("code", "info"),
    [
        ("NAME    READY   STATUS\nweb-0   1/1     Running", ""),
        (" a | b\n---+---\n 1 | 2\n(1 row)", ""),
        ("maxmemory 1gb\nappendonly yes", "conf"),
        ("apiVersion: v1\nkind: Pod", "yaml"),
        ("ERROR: duplicate key value violates unique constraint", ""),
        ('level=error ts=2024-01-01 msg="failed to send"', "console"),
        ('http_requests_total{code="500"} 42', "text"),
        ("I0428 02:23:13.498282 11418 daemon.go:1250] Enabling monitor", "console"),
        ("notAfter=Aug  6 13:11:20 2025 GMT", "bash"),
        ('default_runtime = "crun"', "bash"),
        ("Make sure we have enough CPU provisioned for the server.", "bash"),
        ("graph TD; A-->B", "mermaid"),
        ("DB_HOST=localhost\nDB_PORT=5432", ""),
        ("ExecStart=/usr/bin/api\nRestart=always", ""),
        ("deployment.apps/web scaled\nnode/worker-1 cordoned", ""),
        ('resource "aws_instance" "x" {\n}', "hcl"),
    ],
)
def test_output_and_configuration_are_no_commands(code: str, info: str) -> None:
    assert commands_of(fenced(code, info)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Open `/etc/nginx/nginx.conf` and look at `worker_connections`.",
        "Check whether the metric `node_load1` is high.",
        "To use `kubectl exec` you need the admin role.",
        "Find the pod that is not `Ready`.",
        "Set `spec.replicas` to `3`.",
        "Choose between `aws s3` and `gsutil`; compare the prices.",
    ],
)
def test_names_paths_and_settings_in_prose_are_no_commands(sentence: str) -> None:
    assert commands_of(f"## Steps\n\n{sentence}\n") == []


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Check the pods with `kubectl get pods -n prod`.", "kubectl get pods -n prod"),
        ('The command "ceph health" tells the state; check it.', "ceph health"),
        ("Run `uptime`.", "uptime"),
        ("Run <code>systemctl status nginx</code> on the host.", "systemctl status nginx"),
        ("$ systemctl status nginx", "systemctl status nginx"),
        ("Look at the load again: `uptime`", "uptime"),
    ],
)
def test_a_command_in_prose_is_found(sentence: str, wanted: str) -> None:
    assert [text for _, text in commands_of(f"## Steps\n\n{sentence}\n")] == [wanted]


@pytest.mark.parametrize("sentence", ["Restart the service: `nginx`", "Useful tools: `top`, `free`."])
def test_a_name_after_a_colon_is_no_command(sentence: str) -> None:
    assert commands_of(f"## Steps\n\n{sentence}\n") == []


def test_a_command_without_any_mark_is_only_drafted() -> None:
    steps = read_unjudged("## Steps\n\nRun kubectl get pods in the payments namespace.\n").steps
    assert [(c.text, c.drafted) for step in steps for c in step.commands] == [("kubectl get pods", True)]


def test_commands_of_different_list_items_never_share_a_step() -> None:
    page = (
        "## Steps\n\n1. Look:\n   - `df -h /var`\n   - `df -i /var`\n2. `free -m`\n\n`uptime -p` and so on.\n"
    )
    assert [[c.text for c in step.commands] for step in read_unjudged(page).steps] == [
        ["df -h /var"],
        ["df -i /var"],
        ["free -m"],
        ["uptime -p"],
    ]


@pytest.mark.parametrize(
    "title", ["Meaning", "Impact", "Background", "Links", "Ownership", "History", "Antecedentes"]
)
def test_sections_that_are_no_procedure_give_no_steps(title: str) -> None:
    page = f"# Page\n\n## {title}\n\nRestart it. Check `kubectl get pods -n prod`.\n\n- Call the owner.\n"
    assert read_unjudged(page).steps == ()
