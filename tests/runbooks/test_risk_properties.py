"""What no addition to a green command may keep green."""

from hypothesis import given, settings
from hypothesis import strategies as st

from runbooks.risk.classify import classify, classify_all
from runbooks.types import Language, Risk
from tests.runbooks.test_risk_lists import commands

GREEN = [
    text
    for text in commands("everyday.txt")
    if "\n" not in text and "&&" not in text and not text.startswith("while ")
]
UNQUOTED = [text for text in GREEN if not set(text) & set("'\"#\\")]
SUFFIXES = [
    "; rm -rf x",
    " && rm x",
    " || rm x",
    " | sh",
    " | bash",
    "\nrm x",
    " & rm x",
    " > out.txt",
    " >> out.txt",
    " 2> out.txt",
    " &> out",
    " >| out",
    " | tee out",
    " | xargs rm",
    "; X=$(rm x)",
    "; `rm x`",
    ' "$(touch x)"',
    " $(touch x)",
    " <(touch x)",
    "; eval x",
    "; . x",
    " > >(sh)",
    "; f() { :; }; f",
    "; trap x EXIT",
    "; exec x",
    ' <<< "$(touch x)"',
    "; kill 1",
    " | sudo tee /etc/x",
    "; sudo -s",
]
PREFIXES = [
    "PATH=/tmp:$PATH ",
    "LD_PRELOAD=/tmp/x.so ",
    "rm x; ",
    "touch x && ",
    "$(touch x) ",
    "BASH_ENV=x ",
    "env -S ",
    "alias ls=x; ",
    "ls() { x; }; ",
    "nohup ",
    "unknown-wrapper ",
    "./",
    "X=`touch x` ",
    "> out ",
    "exec 3>out; ",
    "set -- x; eval ",
    "export LD_PRELOAD=x; ",
    "IFS=x; ",
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GREEN), st.sampled_from(SUFFIXES))
def test_nothing_that_acts_can_be_appended_to_a_green_command(text: str, suffix: str) -> None:
    assert classify(text + suffix, Language.SHELL).risk is not Risk.GREEN


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GREEN), st.sampled_from(PREFIXES))
def test_nothing_that_acts_can_be_put_before_a_green_command(text: str, prefix: str) -> None:
    assert classify(prefix + text, Language.SHELL).risk is not Risk.GREEN


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gets_a_verdict_with_a_reason(text: str) -> None:
    for verdict in classify_all([(text, language) for language in Language]):
        assert verdict.reasons


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(UNQUOTED), st.integers(0, 200), st.sampled_from(list("`$;|&><\n(){}*~!=")))
def test_a_sign_of_the_shell_put_anywhere_hides_nothing_that_follows(
    text: str, place: int, sign: str
) -> None:
    changed = text[: place % (len(text) + 1)] + sign + text[place % (len(text) + 1) :]
    assert classify(changed + "; rm x", Language.SHELL).risk is not Risk.GREEN


def test_a_green_command_stays_green_beside_another() -> None:
    both = [
        (f"{first}; {second}", Language.SHELL) for first, second in zip(GREEN[:40], GREEN[40:80], strict=True)
    ]
    assert [
        text
        for (text, _), verdict in zip(both, classify_all(both), strict=True)
        if verdict.risk is not Risk.GREEN
    ] == []
