"""Settings, help texts, glosses and names that look like commands; commands in places where few look."""

import pytest

from runbooks.parsing.pipeline import read_unjudged

STEPS = "# Page\n\n## Steps\n\n"


def commands_of(page: str) -> list[tuple[str, str]]:
    return [(c.language.value, c.text) for step in read_unjudged(page).steps for c in step.commands]


def texts_of(page: str) -> list[str]:
    return [text for _, text in commands_of(page)]


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (  # a settings file, though the fence says shell
            "```bash\n# server.conf\nmaxmemory 4gb\nmaxmemory-policy allkeys-lru\ntimeout 0\n"
            "tcp-backlog 511\nrequirepass ${PASSWORD}\n```\n",
            [],
        ),
        (
            "```bash\nmytool drain --node 4\nother -n on\nthird --all 5\n```\n",
            ["mytool drain --node 4", "other -n on", "third --all 5"],
        ),
        ("Such as:\n\n```\nhost = db01\naddr = 10.0.0.1:6789\n```\n", []),
        (  # the help that a program prints
            "See the help:\n\n```\nsh check.sh -h\n\nScript for checks\ncheck.sh -m check -p 95\n```\n",
            ["sh check.sh -h"],
        ),
        ("```\ndf -h\nfind /var/log -size +1G\n```\n", ["df -h", "find /var/log -size +1G"]),
        (  # the fence has the whole of what the sentence names
            "1. Remove it with the `etcdctl member remove` command:\n\n"
            "   ```\n   etcdctl member remove 6fc1\n   ```\n",
            ["etcdctl member remove 6fc1"],
        ),
        (
            "Run `find -type d -ctime +1`\n\nThere:\n\n- `find -type d` - all directories\n"
            "- `-ctime +1` - older than a day\n",
            ["find -type d -ctime +1"],
        ),
        ("The `ceph status` command is executed when the job starts. Run `ceph df`.\n", ["ceph df"]),
        ("Look at the `db.Query()` span. Then run `db.stats()`.\n", ["db.stats()"]),
        (  # code within code
            "Run:\n\n`knife ssh 'roles:x' \"dpkg-query --show 'linux-*' | xargs -r sudo apt-get purge\"`\n",
            ["knife ssh 'roles:x' \"dpkg-query --show 'linux-*' | xargs -r sudo apt-get purge\""],
        ),
    ],
)
def test_what_only_looks_like_a_command_is_none(page: str, wanted: list[str]) -> None:
    assert texts_of(STEPS + page) == wanted


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (
            '```json\nPOST /tasks/resize\n{"size": 1}\n```\n',
            [("http", 'POST /tasks/resize\n{"size": 1}')],
        ),
        (
            "```traceql\n# slow\n{ duration > 5s &&\n  status = error }\n```\n",
            [("other", "{ duration > 5s &&\n  status = error }")],
        ),
        (
            "```kusto\nAzureDiagnostics\n| where Level == 2\n| take 5\n```\n",
            [("other", "AzureDiagnostics\n| where Level == 2\n| take 5")],
        ),
        ("1. Delete it via the console `DELETE _cold/logs-2024`\n", [("http", "DELETE _cold/logs-2024")]),
        (
            "- Check health:\n  - curl http://localhost:8080/health\n",
            [("shell", "curl http://localhost:8080/health")],
        ),
        ("1. Check the state: docker compose ps\n", [("shell", "docker compose ps")]),
        (
            "1. If it crashed, restart it: docker compose restart app\n",
            [("shell", "docker compose restart app")],
        ),
        (
            "```\nkubectl get pods -o wide\nnode_name=<NODE>\nssh $node_name\n```\n",
            [
                ("shell", "kubectl get pods -o wide"),
                ("shell", "node_name=<NODE>"),
                ("shell", "ssh $node_name"),
            ],
        ),
        (  # the numbers of remarks below a listing
            "```terminal\n$ oc get machine m0 \\ <1>\n    -o yaml\n$ oc get secrets | grep m0 <2>\n```\n",
            [("shell", "oc get machine m0 \\ <1>\n    -o yaml"), ("shell", "oc get secrets | grep m0")],
        ),
        (
            "```bash\naws rds reboot-db-instance \\  # now\n  --db-instance-identifier db1\n```\n",
            [("shell", "aws rds reboot-db-instance \\  # now\n  --db-instance-identifier db1")],
        ),
        (
            "In the output, look for errors like these:\n\n```\n# Confirm it\nkubectl top pod web-0\n```\n",
            [("shell", "kubectl top pod web-0")],
        ),
    ],
)
def test_commands_in_unusual_dress_are_found(page: str, wanted: list[tuple[str, str]]) -> None:
    assert commands_of(STEPS + page) == wanted


def test_points_under_the_numbers_of_a_printed_list_are_points() -> None:
    page = (
        "How to fix it\n\n  1. Check queues\n    • Get-Queue | Format-List Name\n  2. Check the service\n"
        "    • Get-Service Transport\n    • After that: Restart-Service Transport\n"
    )
    steps = [[c.text for c in step.commands] for step in read_unjudged(page).steps if step.commands]
    assert steps == [
        ["Get-Queue | Format-List Name"],
        ["Get-Service Transport"],
        ["Restart-Service Transport"],
    ]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("App Service → Diagnose and Solve Problems", []),
        ("Traces: Collect slow traces → Find the slow span", []),
        ("Disk full → Delete old logs", ["Disk full"]),
        ("If a block cannot be resolved it can be deleted manually.", ["a block cannot be resolved"]),
        (
            "Leader Election\nIf a partition has no leader:\n\n- Check the broker",
            ["a partition has no leader"],
        ),
    ],
)
def test_a_place_to_click_is_no_decision(sentence: str, wanted: list[str]) -> None:
    page = f"{STEPS}{sentence}\n\nRestart the service.\n"
    assert [decision.condition for decision in read_unjudged(page).decisions] == wanted
