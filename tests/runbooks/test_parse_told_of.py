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
