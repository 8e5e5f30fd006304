"""Values land in commands as exactly the bytes they are: proven with the real shells."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from execution.policy.quoting import placeholders, resolve
from runbooks.risk.placeholders import fill_places
from runbooks.types import Language

SHELLS = [shell for shell in ("bash", "dash") if shutil.which(shell)]

# `printf '%s'` shows its argument byte for byte, and says "many" when there is a second one.
SHOW = """sh -c 'test $# -eq 1 || { echo many; exit 9; }; printf "%s." "$1"' show """
PLACES = {
    "a bare word": "{show} <pod>",
    "single quotes": "{show} '<pod>'",
    "double quotes": '{show} "<pod>"',
    "braces of a template": "{show} {{{{ pod }}}}",
    "a shell variable": '{show} "$POD"',
    "a shell variable in braces": "{show} ${{POD}}",
    "a shell variable in single quotes": "{show} '${{POD}}'",
    "a loop": "for i in 1; do {show} <pod>; done",
    "the second line": "true\n{show} <pod>\n",
}
INNER = {
    "a bare word of an inner shell": "{shell} -c 'printf %s. <pod>'",
    "double quotes of an inner shell": "{shell} -c 'printf %s. \"<pod>\"'",
    "a bare word within double quotes": '{shell} -c "printf %s. <pod>"',
    "single quotes within double quotes": "{shell} -c \"printf %s. '<pod>'\"",
    "words that are joined again": "eval printf %s. <pod>",
    "ssh with one quoted command": "ssh host 'printf %s. <pod>'",
    "ssh with a command of several words": "ssh -p 22 host printf %s. <pod>",
}
HOSTILE = (
    "a b", "$(touch pwned)", "`id`", "it's", 'say "hi"', "a\nb", "; rm -rf x", "$HOME", "\\", "\\'", "*", "~",
    "é ‘look’ аlike","a'\"'\"'b", "!!", "#no", "x=y", "${IFS}", "\t", "%s", "a\\\nb",
)  # fmt: skip
VALUES = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=60
).filter(lambda value: not value.startswith("-"))


def _seen(shell: str, command: str, tmp_path: str) -> str:
    # An `ssh` that does what sshd does with what it is sent: joins the words and hands them to a shell.
    prelude = 'ssh() { while [ "$1" != host ]; do shift; done; shift; SHELL_AT_THE_END -c "$*"; }\n'
    script = prelude.replace("SHELL_AT_THE_END", shell) + command
    done = subprocess.run([shell, "-c", script], capture_output=True, cwd=tmp_path, timeout=20)
    return done.stdout.decode("utf-8", "surrogateescape")


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("place", [*PLACES, *INNER])
def test_a_hostile_value_arrives_as_exactly_itself(shell: Any, place: Any, tmp_path: Path) -> None:
    command = {**PLACES, **INNER}[place].format(show=SHOW, shell=shell)
    for value in HOSTILE:
        resolved = resolve(command, {"pod": value})
        assert resolved.filled, (resolved, value)
        assert _seen(shell, resolved.text, str(tmp_path)) == value + "."
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=40, deadline=None)
@given(value=VALUES, place=st.sampled_from([*PLACES, *INNER]), shell=st.sampled_from(SHELLS))
@example(value="'", place="ssh with one quoted command", shell=SHELLS[-1])
def test_any_value_in_any_place_stays_one_value(
    value: Any, place: Any, shell: Any, tmp_path_factory: Any
) -> None:
    command = {**PLACES, **INNER}[place].format(show=SHOW, shell=shell)
    resolved = resolve(command, {"pod": value})
    assert resolved.filled
    assert _seen(shell, resolved.text, str(tmp_path_factory.getbasetemp())) == value + "."


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("quote", ["EOF", "'EOF'"])
def test_a_value_in_a_here_document_is_text_and_cannot_end_it(shell: Any, quote: Any, tmp_path: Path) -> None:
    command = f"cat <<{quote}\n<pod>.\nEOF\n"
    for value in HOSTILE:
        resolved = resolve(command, {"pod": value})
        if "\n" in value:
            assert "several lines" in resolved.refused
        else:
            assert _seen(shell, resolved.text, str(tmp_path)) == value + ".\n"
    assert resolve("cat <<EOF\n<pod>\nEOF\n", {"pod": "EOF\ntouch pwned"}).refused


@pytest.mark.parametrize(
    ("command", "value", "because"),
    [
        ("kubectl logs <pod>", "--all", "would become an option"),
        ("kubectl logs '<pod>'", "-f", "would become an option"),
        ("kubectl logs <pod>", "a\0b", "NUL"),
        ("<pod> --version", "rm", "may not choose what runs"),
        ("A=1 <pod> x", "rm", "may not choose what runs"),
        ("awk '/<pod>/ {print}' log", "x/{system(1)}", "within a pattern"),
        ("sed s/<pod>/y/ f", "a/b", "within a pattern"),
        ('psql -c "select <pod>"', "1; drop table x", "within code"),
        ("psql -c \"select * from x where id='<pod>'\"", "1--", "within code"),
        ("echo $((<pod> + 1))", "a[$(id)]", "a number"),
        ("[[ <pod> -gt 5 ]]", "a[$(id)]", "within code"),
        ("ls $(dirname <pod>)", "a b", "within a substitution"),
        ("ls `dirname <pod>`", "a b", "within a substitution"),
        ("ssh <pod> uptime", "-oProxyCommand=id", "would become an option"),
        ("ssh <pod> uptime", "host id", "within code"),
        ("ssh host 'kubectl delete pod <pod>'", "--all", "would become an option"),
        ("bash -c \"kubectl delete pod '<pod>'\"", "--all", "would become an option"),
        ("psql -c 'select 1' '<pod>'", "-f", "would become an option"),
        ("echo $<pod>", "HOME", "behind a $"),
        ("ssh host 'echo $<pod>'", "HOME", "behind a $"),
        ("x[<pod>]=1", "$(id)", ""),
        ("ls <pod>", "x" * 5000, "longer than"),
        ("psql <<EOF\nselect <pod>;\nEOF\n", "1; drop table x", "within code"),
        ("cat <<EOF | ssh host bash\nls <pod>\nEOF\n", "$(id)", "within code"),
    ],
)
def test_a_value_that_could_do_harm_where_it_stands_is_refused_with_the_reason(
    command: Any, value: Any, because: Any
) -> None:
    resolved = resolve(command, {"pod": value})
    assert resolved.refused
    assert because in resolved.refused
    assert value not in resolved.text or value == "rm"


def test_a_plain_value_is_written_without_noise() -> None:
    assert resolve(
        "kubectl logs -n <namespace> pod/{{ .pod }}", {"pod": "api-7f", "Namespace": "shop"}
    ).text == ("kubectl logs -n shop pod/api-7f")


@pytest.mark.parametrize("command", ["ls <pod>", "ls {{ pod }}", "ls $POD", 'ls "${POD}"', "ls <Pod Name>"])
def test_a_command_with_an_unfilled_placeholder_is_not_ready(command: Any) -> None:
    resolved = resolve(command, {"pod": "", "other": "x"})
    assert not resolved.filled
    assert resolved.text == command


@pytest.mark.parametrize(
    "command",
    ["sort <in.txt >out.txt", "for POD in a b; do echo $POD; done", "echo $HOME", "POD=1; echo $POD",
     "awk '{print $NF}' f", "psql -c 'select 1 where a<b and c>d'", "read POD; echo $POD", "echo $name"],
)  # fmt: skip
def test_what_the_shell_fills_by_itself_is_no_placeholder(command: Any) -> None:
    wanted = placeholders(command)
    assert wanted == () or command.startswith("awk")


def test_names_are_the_same_in_every_spelling() -> None:
    assert placeholders("a <Pod-Name> {{ pod_name }} $POD_NAME <podName> <your-pod> $POD") == ("pod",)
    assert placeholders("a <common-name> <user_id> {{ $labels.zone }}") == ("common_name", "user_id", "zone")


def test_in_other_languages_only_a_plain_word_is_written() -> None:
    assert resolve("select * from t where id = <id>", {"id": "7"}, Language.SQL).text.endswith("= 7")
    assert resolve("select * from t where id = <id>", {"id": "7 or 1=1"}, Language.SQL).refused


def test_pieces_tell_which_text_came_from_which_variable() -> None:
    pieces = resolve("ls <dir>/x", {"dir": "/var/a b"}).pieces
    assert [(piece.text, piece.variable) for piece in pieces] == [
        ("ls ", ""),
        ("'/var/a b'", "dir"),
        ("/x", ""),
    ]


def test_what_is_read_as_one_word_when_judged_is_always_filled_before_it_runs() -> None:
    for command in (
        "kubectl get pods <pod-> -n x",
        "cp <path/to/file> .",
        "ls <a.> b",
        f"ls <{'x' * 90}>",
        "ls <a  b> c",
    ):
        assert placeholders(command), command


@given(
    st.from_regex(
        r"[a-z]{1,6} (<[A-Za-z0-9_. -]{0,12}>|\{\{ ?[a-z_-]{0,6} ?\}\})( [a-z-]{1,5})?", fullmatch=True
    )
)
def test_no_placeholder_is_judged_that_would_not_be_filled(command: str) -> None:
    assert len(fill_places(command)[1]) <= len(placeholders(command))


def test_fields_of_a_programs_own_template_are_no_placeholders() -> None:
    for command in (
        "docker ps --format '{{.Names}}'",
        "docker inspect -f '{{ .State }}' api",
        "kubectl get pods -o go-template='{{range .items}}{{.metadata.name}}{{end}}'",
        "awk '{print $NF, $NR}' log",
    ):
        assert placeholders(command) == ()


def test_a_bare_word_is_filled_only_where_the_run_has_it() -> None:
    command = "kubectl logs POD_NAME -n [namespace]"
    assert placeholders(command) == ()
    assert placeholders("ls $(dirname PATH_NAME)", frozenset({"path"})) == ("path",)
    assert placeholders(command, frozenset({"pod", "namespace"})) == ("pod", "namespace")
    assert resolve(command, {"pod": "api; rm", "namespace": "shop"}).text == "kubectl logs 'api; rm' -n shop"
    assert placeholders('psql -c "ALTER DATABASE x"', frozenset({"database"})) == ()


def test_a_default_of_the_shell_stands_until_the_run_has_a_value() -> None:
    command = "kubectl get pods -n ${NS:-payments}"
    assert resolve(command, {}).filled
    assert resolve(command, {}).text == command
    assert resolve(command, {"ns": "shop"}).text == "kubectl get pods -n shop"
