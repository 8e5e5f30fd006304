"""The second parser: one run a page, two at the most; plain scripts go without."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from runbooks.parsing.pipeline import read, read_to_show
from runbooks.queries import drawn
from runbooks.risk import confirm
from runbooks.risk.advice.advise import advise_all, forget_offers
from runbooks.risk.classify import classify_all
from runbooks.risk.confirm import confirmed_by_shfmt, forget_agreements, shfmt
from runbooks.risk.desk import Desk, Script
from runbooks.risk.plain import plain_marks
from runbooks.risk.tools.registry import HANDLERS, PLAIN
from runbooks.risk.words import listed
from runbooks.types import Language, Risk
from tests.runbooks.test_risk_lists import commands

PIECES = [*"a-=+./:@%,_02", "ls", "--", "''", '""', "'a b'", '"a b"', "'$(rm x)'", '"it\'s"']
PIECES += ["'#'", '"#!"', "'|'", '"&&"', "';'", '"<x>"', "'`'"]
HEADS = ["ls", "./x", "a-b", "git", "9", "-", "+", "@x", "%1", "a,b", "time.sh", "donex", "ifs", "."]
BETWEEN = [" ", "  ", " | ", "|", " && ", "||", "; ", ";", " ; "]
# `compgen -k` of bash, and the builtins whose words are no plain words to shfmt.
SYNTAX = listed(
    "if then else elif fi case esac for select while until do done in function time coproc "
    "declare local export readonly typeset nameref let"
)


def made(random: Random) -> str:
    """A plain script that nobody wrote."""
    script = random.choice(HEADS)
    for _ in range(random.randrange(8)):
        between = random.choice(BETWEEN)
        word = "".join(random.choices(PIECES, k=random.randrange(1, 4)))
        script += between + (word if between.isspace() else random.choice(HEADS))
    return script


def test_what_is_plain_is_read_the_same_by_shfmt() -> None:
    random = Random(20_26)
    texts = [made(random) for _ in range(4_000)]
    texts += [text for name in ("everyday.txt", "hostile.txt", "acting.txt") for text in commands(name)]
    marked = [(text.encode(), plain_marks(text.encode())) for text in dict.fromkeys(texts)]
    plain = [Script(source, marks) for source, marks in marked if marks is not None]
    assert len(plain) > 4_000
    assert [script.source for script, same in confirmed_by_shfmt(plain).items() if not same] == []


@pytest.mark.parametrize("word", sorted(SYNTAX))
def test_a_word_of_the_shells_syntax_is_left_to_shfmt(word: str) -> None:
    for script in (word, f"{word} x", f"ls | {word} x", f"ls;{word} x"):
        assert plain_marks(script.encode()) is None
    assert plain_marks(f"echo {word}".encode()) is not None


OPEN = r"""
ls 'a
ls "a
ls $x
ls `x`
ls "$x"
ls "`x`"
ls "\""
ls > x
ls 2>x
ls < x
ls &
ls & x
ls |& x
ls *
ls ?(x)
ls ~
ls {a,b}
ls # x
ls ^x
! ls
ls !x
(ls)
{ ls
a=b ls
a+=b
echo a=(b)
a() b
ls ;
; ls
ls ;; x
ls |
| ls
ls || | x
[ -f x ]
"""


@pytest.mark.parametrize(
    "script",
    [
        *OPEN.strip().split("\n"),
        *("ls\nrm x", "ls \\\n x", " ls", "ls ", "", "ls\tx", "ls é"),
    ],
)
def test_whatever_may_mean_something_is_left_to_shfmt(script: str) -> None:
    assert plain_marks(script.encode()) is None


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


def test_a_page_of_plain_commands_does_not_ask_shfmt(runs: Counted) -> None:
    page = drawn(
        read_to_show("# Pods\n\n1. Look: `kubectl get pods -n prod | grep web`\n2. `rm -rf /srv/old`\n")
    )
    assert [step.risk for step in page.steps] == [Risk.GREEN, Risk.RED]
    assert runs() == 0


def test_scripts_that_do_not_parse_cost_two_runs_and_their_neighbours_nothing(runs: Counted) -> None:
    desk = Desk(HANDLERS, PLAIN)
    for text in ("ls $a", "ls $b; done", 'echo "$c', "ls $d; fi", "ls $e"):
        desk.script(text, 0)
    agreed = confirmed_by_shfmt(desk.scripts)
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
