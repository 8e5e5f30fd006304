"""What is offered beside a command: the way back, the form that changes nothing, the milder form."""

import shlex
from itertools import chain
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbooks.risk.advice.advise import advise, advise_all
from runbooks.risk.classify import classify_all
from runbooks.risk.confirm import agreements
from runbooks.risk.desk import Desk
from runbooks.risk.shell import PARSER
from runbooks.risk.tools.registry import HANDLERS, PLAIN
from runbooks.types import Language, Risk
from runbooks.types.advice import Advice

_GOLDEN: Final = Path(__file__).resolve().parents[1] / "golden" / "risk"
_CASES: Final = _GOLDEN / "advice.txt"


def _advice(command: str, language: Language = Language.SHELL) -> Advice:
    risk = classify_all([(command, language)])[0].risk
    return advise_all([(command, language)], [risk])[0]


def _cases() -> list[tuple[str, dict[str, str]]]:
    """The commands of the list, with what is offered beside each by kind."""
    cases: list[tuple[str, dict[str, str]]] = []
    for line in _CASES.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        if line.startswith("  "):
            kind, _, text = line.strip().partition(": ")
            cases[-1][1][kind] = text
        else:
            cases.append((line, {}))
    return cases


@pytest.mark.parametrize(("command", "expected"), _cases(), ids=[command for command, _ in _cases()])
def test_each_command_of_the_list_has_its_offers(command: str, expected: dict[str, str]) -> None:
    advice = _advice(command)
    offers = {"undo": advice.undo, "dry": advice.dry_run, "safer": advice.safer}
    made = {kind: offer.text for kind, offer in offers.items() if offer}
    made.update(("first", offer.first) for offer in (advice.undo, advice.safer) if offer and offer.first)
    if advice.no_undo and advice.no_undo != "No undo is known for this command.":
        made["never"] = advice.no_undo
    assert made == expected


def _known() -> list[str]:
    lists = [
        (_GOLDEN / name).read_text(encoding="utf-8").splitlines() for name in ("everyday.txt", "hostile.txt")
    ]
    lines = [
        line.replace("\\n", "\n") for line in chain(*lists) if line.strip() and not line.startswith("# ")
    ]
    return [*dict.fromkeys([*lines, *(command for command, _ in _cases())])]


def _offers() -> list[tuple[str, Risk, Advice, Advice]]:
    """Every known command that is not safe, with its offers before and after they are judged."""
    pairs = [(command, Language.SHELL) for command in _known()]
    risks = [verdict.risk for verdict in classify_all(pairs)]
    judged = advise_all(pairs, risks)
    return [
        (command, risk, advise(command, Language.SHELL), offers)
        for (command, _), risk, offers in zip(pairs, risks, judged, strict=True)
        if risk is not Risk.GREEN
    ]


def test_every_offer_is_read_alike_by_both_parsers() -> None:
    texts = {
        text
        for _, _, _, advice in _offers()
        for offer in (advice.undo, advice.dry_run, advice.safer)
        if offer
        for text in filter(None, (offer.text, offer.first))
    }
    assert len(texts) > 100
    desk = Desk(HANDLERS, PLAIN)
    scripts = []
    for text in sorted(texts):
        desk.script(text, 0)
        scripts.append(desk.scripts[-1])
        assert not PARSER.parse(desk.scripts[-1].source).root_node.has_error, text
    agreed = agreements(scripts)
    assert [script.source.decode() for script in scripts if not agreed[script]] == []


def test_a_dry_run_is_never_dangerous_and_a_safer_form_never_worse() -> None:
    offers = _offers()
    listed = {command for command, _ in _cases()}
    left = [c for c, _, drafted, kept in offers if c in listed and drafted.dry_run and not kept.dry_run]
    left += [c for c, _, drafted, kept in offers if c in listed and drafted.safer and not kept.safer]
    assert left == []
    assert all(kept.dry_run.risk is not Risk.RED for _, _, _, kept in offers if kept.dry_run)
    kept = [(risk, advice.safer.risk) for _, risk, _, advice in offers if advice.safer]
    assert all(safer.rank <= risk.rank for risk, safer in kept)


def test_every_value_that_is_left_open_is_asked_for_with_a_command_that_only_reads() -> None:
    asked = [
        (command, offer)
        for command, _, drafted, _ in _offers()
        for offer in (drafted.undo,)
        if offer and offer.first
    ]
    labels = classify_all([(offer.first, Language.SHELL) for _, offer in asked])
    assert len(asked) > 10
    assert [c for (c, _), v in zip(asked, labels, strict=True) if v.risk is not Risk.GREEN] == []


def test_an_offer_says_which_words_led_to_it() -> None:
    advice = _advice("ssh web-1 'sudo systemctl -q stop nginx'")
    assert advice.undo is not None
    span = advice.undo.span
    assert "ssh web-1 'sudo systemctl -q stop nginx'"[span.start : span.end] == "stop"


def test_a_command_that_only_reads_needs_no_offer() -> None:
    assert _advice("kubectl get pods") == Advice()


def test_no_undo_is_offered_where_part_of_the_change_has_none() -> None:
    assert _advice("systemctl stop nginx && rm -rf /var/cache/nginx").undo is None
    assert _advice("systemctl stop nginx > /etc/motd").undo is None


def test_no_undo_is_offered_where_the_choice_may_be_another_by_then() -> None:
    assert _advice("kubectl get nodes -o name | xargs kubectl cordon").undo is None
    assert _advice("docker stop $(docker ps -q)").undo is None


def test_a_statement_of_sql_has_offers_of_its_own() -> None:
    advice = _advice("DELETE FROM jobs WHERE done;", Language.SQL)
    assert advice.dry_run is not None
    assert advice.dry_run.text == "SELECT count(*) FROM jobs WHERE done;"
    assert advice.dry_run.risk is Risk.GREEN
    assert advice.no_undo == "What is deleted or overwritten comes back only from a backup."


def test_two_statements_at_once_are_not_written_anew() -> None:
    advice = _advice("DELETE FROM jobs; DROP TABLE jobs;", Language.SQL)
    assert advice.dry_run is None
    assert advice.safer is None


_letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"))
_odd = st.text(_letters, min_size=1).filter(lambda text: not text.startswith("-"))
_shells = st.sampled_from(("ssh web-1", "bash -c", "su x -c"))
_wrappers = st.sampled_from(("{}", "sudo -n {}", "timeout 5 {}", "kubectl exec web-0 -- {}", "env A=b {}"))


@given(_odd, _wrappers)
def test_an_odd_operand_is_kept_as_it_was_typed(operand: str, wrapper: str) -> None:
    typed = shlex.quote(operand)
    advice = advise(wrapper.format(f"kubectl cordon {typed} -n 'a b'"), Language.SHELL)
    assert advice.undo is None or advice.undo.text == wrapper.format(f"kubectl uncordon {typed} -n 'a b'")
    assert advice.undo is not None or "\ufffc" in operand or any(sign in operand for sign in "<{")


@given(
    _odd.filter(lambda text: not text.startswith("-")), st.sampled_from(("ssh web-1", "bash -c", "su x -c"))
)
def test_a_script_in_quotes_keeps_the_words_the_far_shell_reads(operand: str, wrapper: str) -> None:
    inner = f"systemctl stop {shlex.quote(operand)} redis"
    advice = advise(f"{wrapper} {shlex.quote(inner)}", Language.SHELL)
    if advice.undo is None:
        # A pattern may fit other units by then, and systemctl reads it even in quotes.
        assert any(sign in operand for sign in "<{*?[") or not operand.isascii() or not operand.isprintable()
        return
    words = shlex.split(advice.undo.text)
    assert words[: len(wrapper.split())] == wrapper.split()
    assert shlex.split(words[-1]) == ["systemctl", "start", operand, "redis"]


@pytest.mark.parametrize("operand", ['"$NODE"', "$NODE", "<node>", "'it''s'", '"a b"', r"a\ b", "node-{1,2}"])
def test_variables_globs_and_places_stay_as_they_stand(operand: str) -> None:
    advice = advise(f"kubectl cordon --dry-run=none {operand}", Language.SHELL)
    assert advice.undo is None or advice.undo.text == f"kubectl uncordon {operand}"
    assert advise(f"git push --force origin {operand}", Language.SHELL).safer is not None


@given(st.text(max_size=60))
def test_no_text_breaks_the_offers(text: str) -> None:
    for language in (Language.SHELL, Language.SQL, Language.REDIS, Language.OTHER):
        assert isinstance(advise(text, language), Advice)
