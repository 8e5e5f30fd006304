"""Ordinary words that a text says to replace: never sent without a value, and quoted like any other."""

import re
import shutil
import subprocess
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from execution.policy.quoting import placeholders, resolve
from runbooks.parsing.pipeline import read_unjudged
from runbooks.types.placeholders import stand_ins
from runbooks.versions.freezing import freeze, variables

WORD = "my-app"
WORDS = {WORD: "app"}
SHELLS = [shell for shell in ("bash", "dash") if shutil.which(shell)]
SHOW = """sh -c 'test $# -eq 1 || { echo many; exit 9; }; printf "%s." "$1"' show """
PLACES = {
    "a bare word": "{show} my-app",
    "single quotes": "{show} 'my-app'",
    "double quotes": '{show} "my-app"',
    "a loop": "for i in 1; do {show} my-app; done",
    "the second line": "true # my-app\n{show} my-app\n",
    "a bare word of an inner shell": "{shell} -c 'printf %s. my-app'",
    "double quotes of an inner shell": "{shell} -c 'printf %s. \"my-app\"'",
    "a bare word within double quotes": '{shell} -c "printf %s. my-app"',
    "single quotes within double quotes": "{shell} -c \"printf %s. 'my-app'\"",
    "words that are joined again": "eval printf %s. my-app",
    "ssh with one quoted command": "ssh host 'printf %s. my-app'",
    "ssh with a command of several words": "ssh -p 22 host printf %s. my-app",
}
VALUES = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=60
).filter(lambda value: not value.startswith("-"))
SHELLISH = st.text(st.sampled_from("ab .$'\"`\\(){}<>|&;#=-\n\t[]*!/"), max_size=30)


def _resolve(command: str, **values: str) -> Any:
    return resolve(command, values, stand_ins=stand_ins(command, WORDS))


def _seen(shell: str, command: str, place: str) -> str:
    prelude = f'ssh() {{ while [ "$1" != host ]; do shift; done; shift; {shell} -c "$*"; }}\n'
    done = subprocess.run([shell, "-c", prelude + command], capture_output=True, cwd=place, timeout=20)
    return done.stdout.decode("utf-8", "surrogateescape")


@settings(max_examples=40, deadline=None)
@given(value=VALUES, place=st.sampled_from([*PLACES]), shell=st.sampled_from(SHELLS))
@example(value="$(touch pwned) `id` 'x", place="ssh with one quoted command", shell=SHELLS[-1])
@example(value="it's", place="single quotes within double quotes", shell=SHELLS[0])
def test_a_value_for_an_ordinary_word_arrives_as_exactly_itself(
    value: Any, place: Any, shell: Any, tmp_path_factory: Any
) -> None:
    command = PLACES[place].format(show=SHOW, shell=shell)
    assert not _resolve(command).filled
    resolved = _resolve(command, app=value)
    assert resolved.filled, resolved
    assert _seen(shell, resolved.text, str(tmp_path_factory.getbasetemp())) == value + "."


@given(before=SHELLISH, after=SHELLISH)
@example(before="echo \\", after="")
@example(before="echo ${X:-", after="}")
@example(before="cat <<", after="\nx\nmy-app\n")
@example(before='echo "\\', after='"')
@example(before="echo <pod ", after=">")
@example(before="echo {# ", after="")
def test_no_word_to_fill_is_ever_sent_without_a_value(before: str, after: str) -> None:
    command = before + WORD + after
    places = stand_ins(command, WORDS)
    assume(places)
    resolved = resolve(command, {}, stand_ins=places)
    in_comment = re.search(r"(?:^|[\s;&|()<>])#[^\n]*$", before) is not None
    assert not resolved.filled or in_comment
    assert resolved.text == command


@given(before=SHELLISH, after=SHELLISH, value=VALUES)
def test_a_word_that_has_a_value_is_replaced_or_the_command_refused(
    before: str, after: str, value: str
) -> None:
    command = before + WORD + after
    assume(value != WORD and "#" not in before and stand_ins(command, WORDS))
    resolved = _resolve(command, app=value)
    assert resolved.refused or any(piece.variable for piece in resolved.pieces)
    if resolved.filled:
        left = "".join(piece.text for piece in resolved.pieces if not piece.variable)
        assert left == before + after


@given(before=SHELLISH, after=SHELLISH)
def test_a_word_used_as_written_leaves_the_command_as_it_is(before: str, after: str) -> None:
    command = before + WORD + after
    # What is written as a placeholder anyhow, as in `<my-app>`, is filled whole.
    assume(not placeholders(command))
    resolved = _resolve(command, app=WORD)
    assert resolved.refused or resolved.text == command


def test_as_written_holds_where_no_other_value_could_stand() -> None:
    assert _resolve("my-app status", app=WORD).filled
    assert "may not choose what runs" in _resolve("my-app status", app="rm").refused
    assert _resolve("python my-app", app=WORD).text == "python my-app"


def test_an_option_cannot_be_made_of_an_ordinary_word() -> None:
    assert "option" in _resolve("kubectl logs my-app", app="--all").refused
    assert "option" in _resolve("ssh host 'kubectl logs my-app'", app="--all").refused
    assert _resolve("kubectl logs --tail=5 app/my-app", app="-x").filled


def test_what_a_page_says_to_replace_is_frozen_into_every_step_that_has_it() -> None:
    page = (
        "# Look\n\nReplace `my-app` with the name of your deployment.\n\n"
        "1. Logs\n\n   ```\n   kubectl logs deploy/my-app \\\n     -n POD_NAME\n   ```\n"
        "2. Down\n\n   ```\n   kubectl scale --replicas=0 'my-app'\n   ssh h \"docker stop my-app\"\n   ```\n"
    )
    steps = [step for step in freeze(read_unjudged(page)) if step.command]
    spelled = [[step.command[one.start : one.end] for one in step.stand_ins] for step in steps]
    assert spelled == [["my-app", "POD_NAME"], ["my-app"], ["my-app"]]
    assert variables(steps) == ("app", "pod")
    for step in steps:
        assert "app" in placeholders(step.command, stand_ins=step.stand_ins)


def test_what_a_command_sets_itself_is_no_word_to_fill() -> None:
    page = (
        "# Look\n\n1. Pod\n\n```\nPOD=$(kubectl get pods -o name | head -1); kubectl logs $POD\n```\n"
        "2. More\n\n```\nNS=shop\nkubectl logs -n $NS <pod>\n```\n"
    )
    assert [step.stand_ins for step in freeze(read_unjudged(page)) if step.command] == [(), (), ()]
