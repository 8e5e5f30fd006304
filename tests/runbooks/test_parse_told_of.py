"""Commands that a text only speaks of, and commands that nothing but their look sets apart."""

import pytest

from runbooks.parsing.pipeline import read_unjudged


def texts_of(page: str) -> list[str]:
    return [c.text for step in read_unjudged(page).steps for c in step.commands if not c.drafted]


@pytest.mark.parametrize(
    "sentence",
    [
        "Use the `redis-cli` command line program of the image.",
        "Never run `rm -rf /srv/data` on a primary.",
        "Do not use `kill -9 1234` for this.",
        "Restart it from the console instead of running `systemctl restart db`.",
        "This is equivalent to `kubectl delete pod web-0`, so wait for it.",
        "Pass `-C 1` so that `knife ssh` takes one host at a time.",
        "The `rs.status()` section shows the members.",
        "The `kubectl debug node` command deploys a pod; `chroot /host` will fail in it.",
        "You can `rm -rf` the directory now.",
        "Look at `iostat`_ of the host.",
        'Wait until you see the response "ceph v2" there.',
        "It is fine. <!-- or `rm -rf /srv/data` at once -->",
    ],
)
def test_a_command_that_is_only_spoken_of_is_none(sentence: str) -> None:
    assert texts_of(f"## Steps\n\nCheck the host first. {sentence}\n") == []


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "1. KEY=$(grep TOKEN= /etc/run.conf | cut -d= -f2)",
            "KEY=$(grep TOKEN= /etc/run.conf | cut -d= -f2)",
        ),
        ("1. URL=https://example.org/x.png", "URL=https://example.org/x.png"),
        ("1. echo $URL | base64", "echo $URL | base64"),
        ("- the key lies in the vault (`/srv/chef/bin/show-secret web`)", "/srv/chef/bin/show-secret web"),
    ],
)
def test_a_list_item_that_is_nothing_but_a_command_is_one(line: str, wanted: str) -> None:
    assert texts_of(f"## Steps\n\n{line}\n") == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Find the primary by running `db-ctl list` on any node.", "db-ctl list"),
        ("List the databases: `\\l`", "\\l"),
        ("Check the disk: `fsck.ext4 /dev/sdb1`.", "fsck.ext4 /dev/sdb1"),
        ("1. sudo systemctl reload nginx", "sudo systemctl reload nginx"),
        ("- curl -fsS http://localhost:8080/health returns 200", "curl -fsS http://localhost:8080/health"),
        ("Stop the broker: ~systemctl stop kafka~", "systemctl stop kafka"),
        ("Look at the state:\n\n- `gitlab-ctl status`", "gitlab-ctl status"),
        ("To stop it:\n\n.. prompt:: bash\n\n   sudo pmm-admin stop --all", "sudo pmm-admin stop --all"),
        ("Wait a minute, then run\n`node-tool drain now` on it.", "node-tool drain now"),
    ],
)
def test_a_command_is_found_by_what_the_sentence_says_of_it(text: str, wanted: str) -> None:
    assert texts_of(f"## Steps\n\n{text}\n") == [wanted]


def test_inline_code_over_two_lines_is_one_command_that_waits_for_a_person() -> None:
    page = "## Steps\n\n1. Mount it: `mkdir /mnt/a; mount -o ro\n   /dev/sdb1 /mnt/a` and look at `/mnt/a`.\n"
    ((command,),) = [step.commands for step in read_unjudged(page).steps]
    assert (command.text, command.drafted) == ("mkdir /mnt/a; mount -o ro /dev/sdb1 /mnt/a", True)
    assert page[command.span.start : command.span.end].split() == command.text.split()


def test_what_a_page_hides_in_a_comment_is_no_command() -> None:
    page = "## Steps\n\n1. Look.\n\n<!--\n```bash\nkubectl delete ns prod\n```\n-->\n\n2. Run `df -h`.\n"
    assert texts_of(page) == ["df -h"]
    assert texts_of("## Steps\n\n<!-- never closed\n\n1. Run `df -h`.\n") == ["df -h"]


def test_an_unmarked_command_after_a_colon_is_drafted() -> None:
    steps = read_unjudged("## Steps\n\n1. Take a backup: pg_dump -h db1 -f /backup/a.sql app\n").steps
    assert [(c.text, c.drafted) for s in steps for c in s.commands] == [
        ("pg_dump -h db1 -f /backup/a.sql app", True)
    ]


def test_what_is_announced_as_output_holds_no_commands() -> None:
    page = (
        "## Steps\n\nYou will get an output similar to:\n\n```\n      command\n----------------\n"
        " VACUUM FREEZE notes; select pg_sleep(2);\n(1 row)\n```\n"
    )
    assert texts_of(page) == []
