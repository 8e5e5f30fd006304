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
        (  # a command called by its name, the whole of it under a line of its own
            "Use the `kubectl get pods` command to see it.\n\nFor one cluster:\n\n"
            "```\nkubectl get pods -n dns\n```\n\nLook with the `kubectl get service` command.\n\n"
            "```\nkubectl get svc\n```\n",
            ["kubectl get pods -n dns", "kubectl get svc"],
        ),
        (  # roles of reStructuredText link to what they name
            "Remove it\n=========\n\n.. _remove:\n\n"
            "Change it with :func:`rs.reconfig()`. Run :command:`df -h` first.\n",
            ["df -h"],
        ),
        (
            "Run `df -h` and re-run step 3 for that pod. You have the file from the original `df -i`.\n",
            ["df -h"],
        ),
        ("- `CREATE INDEX (conc)`: a share lock\n- Run `VACUUM FULL orders;`\n", ["VACUUM FULL orders;"]),
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
        ("Check the state: `SHOW POOLS`\n", [("sql", "SHOW POOLS")]),
        ("First see them:\n\n_`kubectl get nodes -o wide`_\n", [("shell", "kubectl get nodes -o wide")]),
        (
            'Cordon it\n`site-cordon --reason "down" $NODE`\n',
            [("shell", 'site-cordon --reason "down" $NODE')],
        ),
        (
            "The rest:\n\n`./site unseal -address=https://h:98`\n",
            [("shell", "./site unseal -address=https://h:98")],
        ),
        (
            "List the backups:\n\n```\nsite-ctl --store=s3://a list\nsite-ctl --store=s3://b list\n```\n",
            [("shell", "site-ctl --store=s3://a list"), ("shell", "site-ctl --store=s3://b list")],
        ),
        (
            "```bash\nnpm audit  # is it fixed\nsafety check  # for Python\n```\n",
            [("shell", "npm audit  # is it fixed"), ("shell", "safety check  # for Python")],
        ),
        ("State of it\ncurl localhost:9200/_health\n", [("shell", "curl localhost:9200/_health")]),
        (
            "1. SSH in and check:\n    systemctl status   # what failed\n    df -h   # the disks\n",
            [("shell", "systemctl status   # what failed"), ("shell", "df -h   # the disks")],
        ),
        (  # root's prompt before a program that the page has named
            "1. Execute `site-ctl list`\n2. Look again:\n\n"
            "   ```\n   # site-ctl list --all\n   a | b\n   ```\n",
            [("shell", "site-ctl list"), ("shell", "site-ctl list --all")],
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


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (  # the first of several headings side by side is no title
            "---\ntitle: DNS\n---\n\nHints.\n\n### Create a pod\n\n```\nkubectl apply -f dns.yaml\n```\n\n"
            "If `nslookup` fails, check the following:\n\n### Look inside\n\n`cat /etc/resolv.conf`\n",
            ["`nslookup` fails"],
        ),
        (
            "# P\n\n## Steps\n\n1. **Expand the disk** if the claim supports it here:\n\n"
            "   - Run `kubectl edit pvc data`\n",
            ["the claim supports it here"],
        ),
        (
            "# P\n\n## Escalation\n\nEscalate if:\n\n- The cause is unclear\n- Code must change\n",
            ["The cause is unclear"],
        ),
        (
            "# P\n\n## Steps\n\nIf the node did start, in a separate terminal run:\n\n```\nuptime\n```\n",
            ["the node did start"],
        ),
        (
            "# P\n\n## Escalate\n\n1. **First**: Read on\n"
            "2. **Second**: If users wait and the rollback failed:\n"
            "   - Escalate to the on-call engineer\n   - Page the lead\n",
            ["users wait and the rollback failed"],
        ),
        (
            "# P\n\n| Issue | Command |\n|---|---|\n| Kill query | `kill 4` |\n| Disk full | `df -h` |\n",
            ["Disk full"],
        ),
    ],
)
def test_decisions_where_few_look(page: str, wanted: list[str]) -> None:
    assert [decision.condition for decision in read_unjudged(page).decisions] == wanted


def test_a_table_of_commands_is_read_in_a_quick_reference_too() -> None:
    page = (
        "# P\n\n## Quick Reference\n\n| Issue | Command |\n|---|---|\n| Locks | `SELECT * FROM pg_locks;` |\n"
    )
    assert texts_of(page) == ["SELECT * FROM pg_locks;"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("User error - Executing `kubectl delete ns dev`", []),
        ("Executing `terraform state rm module.a` will remove it from the state.", []),
        ("- `docker compose down -v` **deletes volumes** with all data.", []),
        ("The pipeline runs `helm upgrade` or `docker stack deploy`.", []),
        ("- Run `deploy/scripts/bootstrap.sh` as root.", ["deploy/scripts/bootstrap.sh"]),
        ("- Install site blocks: `deploy/install.sh`.", ["deploy/install.sh"]),
        ("- Source: `deploy/install.sh`.", []),
        ("- The hook is in `deploy/scripts/bootstrap.sh`.", []),
        ("- `./up.sh` # compose up\n- `./down.sh`", ["./up.sh", "./down.sh"]),
        (
            "- cd shop_infra\n- cp env/prod.example .env\n- ./scripts/deploy.sh",
            ["cd shop_infra", "cp env/prod.example .env", "./scripts/deploy.sh"],
        ),
        ("- git pull (in both repositories)", ["git pull"]),
        ("- git pull requests are reviewed first", []),
    ],
)
def test_a_line_that_is_a_call_and_a_call_that_is_only_told_of(text: str, wanted: list[str]) -> None:
    assert texts_of(f"{STEPS}{text}\n") == wanted


def test_a_line_that_heads_a_list_of_symptoms_ends_with_it() -> None:
    page = (
        "Error rate\n\nSymptoms\n\n- Many failures\n\nStep 1: Verify (1 minute)\n\n"
        "```\n# the logs\nkubectl logs -l app=shop | grep ERROR\n```\n"
    )
    assert texts_of(page) == ["kubectl logs -l app=shop | grep ERROR"]


def test_the_title_of_a_script_is_its_whole_path() -> None:
    page = f"{STEPS}- `./up.sh`\n- ./scripts/deploy.sh\n"
    assert [step.title for step in read_unjudged(page).steps][-2:] == ["./up.sh", "./scripts/deploy.sh"]
