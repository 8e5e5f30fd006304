"""The second parser: one run a page, two at the most, and nothing is green without it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from runbooks.parsing.pipeline import read, read_to_show
from runbooks.queries import drawn
from runbooks.risk import confirm
from runbooks.risk.advice.advise import advise_all, forget_offers
from runbooks.risk.classify import classify_all
from runbooks.risk.confirm import agreements, forget_agreements, shfmt
from runbooks.risk.desk import Desk
from runbooks.risk.tools.registry import HANDLERS, PLAIN
from runbooks.types import Language, Risk

Counted = Callable[[], int]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """How often shfmt was started since the test began, with nothing remembered."""
    log, counting = tmp_path / "runs", tmp_path / "shfmt"
    log.write_text("")
    counting.write_text(f'#!/bin/sh\necho run >> {log}\nexec {shfmt()} "$@"\n')
    counting.chmod(0o755)
    monkeypatch.setattr(confirm, "shfmt", lambda: str(counting))
    forget_offers()
    forget_agreements()
    return lambda: len(log.read_text().split())


PAGE = """# Disk

1. Look: `df -h $DIR` and `du -sh "$DIR"`.
2. Scale down: `kubectl scale deploy "$APP" --replicas=0`
3. Remove it: `kubectl delete pod "$POD" -n "$NS"`, and `rm -rf "$DIR"/old`.
"""


def test_a_page_with_its_offers_asks_shfmt_once(runs: Counted) -> None:
    page = drawn(read_to_show(PAGE))
    lines = [line for step in page.steps for line in step.commands]
    assert {line.risk for line in lines} >= {Risk.GREEN, Risk.RED}
    assert any(line.drafts for line in lines)
    assert runs() == 1
    drawn(read_to_show(PAGE))
    assert runs() == 1


def test_not_even_the_plainest_command_is_green_before_it_was_asked(runs: Counted) -> None:
    assert classify_all([("ls", Language.SHELL)])[0].risk is Risk.GREEN
    assert runs() == 1


def test_scripts_that_do_not_parse_cost_two_runs_and_their_neighbours_nothing(runs: Counted) -> None:
    desk = Desk(HANDLERS, PLAIN)
    for text in ("ls $a", "ls $b; done", 'echo "$c', "ls $d; fi", "ls $e"):
        desk.script(text, 0)
    agreed = agreements(desk.scripts)
    assert [agreed[script] for script in desk.scripts] == [True, False, False, False, True]
    assert runs() == 2


def test_an_offer_that_does_not_parse_leaves_the_others_on_the_page() -> None:
    broken = ["rm $x; done", "rm $x; fi", "rm $x; }", "rm $x; then ls", "rm $x) y"]
    pairs = [(text, Language.SHELL) for text in [*broken, 'rm -rf "$DIR"']]
    risks = [verdict.risk for verdict in classify_all(pairs)]
    assert advise_all(pairs, risks)[-1].safer is not None


def test_where_there_is_no_shfmt_nothing_is_green(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirm, "shfmt", lambda: None)
    assert classify_all([("ls", Language.SHELL)])[0].risk is Risk.YELLOW


def test_a_pipe_too_long_for_json_is_yellow_and_its_page_is_read() -> None:
    long = "ls $x " + "| grep -v x " * 900
    parsed = read(f"# Look\n\n```sh\n{long}\n```\n\nThen:\n\n```sh\nls $y\n```\n")
    verdicts = [command.verdict for step in parsed.steps for command in step.commands]
    assert [verdict.risk for verdict in verdicts if verdict] == [Risk.YELLOW, Risk.GREEN]
