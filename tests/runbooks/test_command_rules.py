"""A rule fits commands as they run, through every wrapper, and never a mere mention."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddrun.lib.ids import uuid7
from runbooks.queries import classify, ruled
from runbooks.risk.fits import NoPattern, pattern_of
from runbooks.types import CommandRule, Effect, Language, Matches, Risk, Ruled

AT = datetime(2026, 11, 23, tzinfo=UTC)
DESTROY = "terraform destroy"


def rule(written: str, effect: Effect = Effect.FORBID, matches: Matches = Matches.COMMAND) -> CommandRule:
    return CommandRule(uuid7(), effect, matches, written, "we lost a week once", "Olga", AT)


def under(command: str, *rules: CommandRule, language: Language = Language.SHELL) -> Ruled:
    return ruled(command, language, classify(command, language), rules)


def forbidden(written: str, command: str) -> bool:
    return bool(under(command, rule(written)).forbidden)


@pytest.mark.parametrize(
    "command",
    [
        "terraform destroy",
        "sudo -n terraform -chdir=live destroy -auto-approve",
        "/usr/local/bin/terraform destroy",
        "terraform 'des'troy",
        "ssh -t bastion 'cd live && terraform destroy'",
        "bash -c 'terraform destroy'",
        "sh -c \"bash -c 'terraform destroy'\"",
        "env TF_LOG=x nice -n 5 timeout 60 terraform destroy",
        "kubectl exec -n ci runner -- terraform destroy",
        "docker exec ci terraform destroy",
        "docker run hashicorp/terraform terraform destroy",
        "echo live | xargs terraform destroy",
        "find . -name live -exec terraform destroy {} +",
        "true && if test -d live; then terraform destroy; fi",
        "x=$(terraform destroy)",
        "cat <(terraform destroy)",
        "echo terraform destroy | sh",
        "bash <<'END'\nterraform destroy\nEND",
        "VERB=destroy; terraform $VERB",
        "alias t=terraform; t destroy",
        "tmux new -d 'terraform destroy'",
        "python3 -c 'import os; os.system(\"terraform destroy\")'",
        "eval 'terraform destroy'",
        "mytool --then terraform destroy",
        "cat > go.sh <<'END'\nterraform destroy\nEND\nbash go.sh",
        "terraform destroy (",
        "trap 'terraform destroy' EXIT",
        "terraform {destroy,}",
        "terraform dest*",
        "GIT_SSH_COMMAND='terraform destroy' git pull",
        "ssh -o ProxyCommand='terraform destroy' host uptime",
        "git -c alias.x='!terraform destroy' x",
        "mysql -e 'system terraform destroy'",
        "psql -c '\\! terraform destroy'",
        "awk 'BEGIN{system(\"terraform destroy\")}'",
        "bundle exec terraform destroy",
        'set -- terraform destroy; "$@"',
    ],
)
def test_what_is_forbidden_is_found_wherever_it_hides(command: str) -> None:
    assert forbidden(DESTROY, command)


@pytest.mark.parametrize(
    "command",
    [
        'echo "terraform destroy"',
        "echo terraform destroy",
        "grep -r 'terraform destroy' docs/",
        "git commit -m 'explain terraform destroy'",
        "terraform plan -out destroy",
        "terraform workspace select destroy",
        "terraform plan # not terraform destroy",
        "cat > notes.txt <<'END'\nterraform destroy\nEND",
        "cd destroy && terraform plan",
    ],
)
def test_a_mention_is_not_the_command(command: str) -> None:
    assert under(command, rule(DESTROY)).forbidden == ""


@pytest.mark.parametrize(
    ("written", "command", "fits"),
    [
        ("kubectl delete namespace", "kubectl -n prod delete ns payments", True),
        ("kubectl delete ns", "kubectl delete --wait=false namespaces/payments", True),
        ("kubectl delete namespace", "kubectl delete pod/a ns/b", True),
        ("kubectl delete namespace", "kubectl delete pods,ns -l app=a", True),
        ("kubectl delete namespace", "kubectl delete pod namespace", False),
        ("kubectl delete namespace", "kubectl get ns", False),
        ("rm -rf", "rm -r -f /srv/a", True),
        ("rm -rf", "rm --recursive --force /srv/a", True),
        ("rm -rf", "rm -vfr /srv/a", True),
        ("rm -rf", "rm -r /srv/a", False),
        ("git push --force", "git -C repo push origin main -f", True),
        ("git push --force", "git push --force-with-lease", False),
        ("curl -X DELETE", "curl https://api.example.com/a -XDELETE", True),
        ("curl -X DELETE", "curl --request=DELETE https://api.example.com/a", True),
        ("curl -X DELETE", "curl https://api.example.com/DELETE", False),
        ("terraform apply -destroy", "terraform apply --destroy", True),
        ("terraform apply -destroy", "terraform apply", False),
        ("shutdown", "sudo /sbin/shutdown -r now", True),
        ("redis-cli flushall", "redis-cli -h cache -p 6379 FLUSHALL", True),
        ("kill -9", "kill -9 1", True),
        ("kill -9", "kill 9", False),
    ],
)
def test_a_word_is_known_in_its_other_spellings(written: str, command: str, fits: bool) -> None:
    assert forbidden(written, command) is fits


@pytest.mark.parametrize(
    ("command", "fits"),
    [
        ("psql -c 'drop table orders'", True),
        ("sudo -u postgres psql -Atc'DROP  TABLE IF EXISTS orders' shop", True),
        ("psql shop <<END\nbegin; drop /* now */ table orders; commit;\nEND", True),
        ("ssh db \"mysql -e 'drop table orders' shop\"", True),
        ("echo 'drop table orders' | psql", True),
        ('psql -c "do \\$\\$ begin drop table orders; end \\$\\$"', True),
        ("sqlite3 shop.db 'drop table orders'", True),
        ("psql -c \"select 'drop table orders'\"", False),
        ("psql -c 'alter table orders drop column tables'", False),
        ("echo 'drop table orders'", False),
    ],
)
def test_a_rule_on_sql_is_held_against_statements(command: str, fits: bool) -> None:
    assert bool(under(command, rule("DROP TABLE", matches=Matches.SQL)).forbidden) is fits


def test_statements_and_redis_commands_of_a_runbook_are_held_against_rules_too() -> None:
    drop = rule("drop table", matches=Matches.SQL)
    assert under("with a as (select 1) drop table orders", drop, language=Language.SQL).forbidden
    assert under("FLUSHALL", rule("redis-cli flushall"), language=Language.REDIS).forbidden
    assert not under("GET flushall", rule("redis-cli flushall"), language=Language.REDIS).forbidden


@pytest.mark.parametrize("command", ["terraform $ACTION", 'bash -c "terraform $1"', "ls | xargs terraform"])
def test_a_word_that_is_only_known_when_it_runs_may_be_the_forbidden_one(command: str) -> None:
    why = under(command, rule(DESTROY)).forbidden
    assert "it may be `terraform destroy`" in why
    assert "Write it out plainly, or do it by hand." in why


@pytest.mark.parametrize("command", ["./cleanup.sh", "python3 tool.py", "bash go.sh", "curl -s x | bash"])
def test_what_cannot_be_looked_into_says_so_and_is_never_green(command: str) -> None:
    found = under(command, rule(DESTROY))
    assert found.forbidden == ""
    assert found.verdict.risk is not Risk.GREEN
    assert "could not be checked against your organisation's rules on `terraform destroy`" in found.said[0]


def test_the_sentence_says_the_reason_who_and_when() -> None:
    found = under("terraform destroy", rule(DESTROY))
    said = "Forbidden by your organisation: we lost a week once (rule by Olga, 23 Nov 2026)."
    assert found.forbidden == found.verdict.reasons[0] == said
    assert found.verdict.risk is Risk.RED


def test_rules_raise_a_safe_command_and_keep_what_was_said_of_it() -> None:
    plain = classify("kubectl get pods", Language.SHELL)
    found = ruled("kubectl get pods", Language.SHELL, plain, (rule("kubectl get", Effect.CAUTION),))
    assert (plain.risk, found.verdict.risk) == (Risk.GREEN, Risk.YELLOW)
    assert found.verdict.reasons == (found.said[0], *plain.reasons)
    assert found.verdict.pins == plain.pins
    assert found.said[0].startswith("Raised to Caution by your organisation: we lost a week once")
    assert under("kubectl get pods", rule("kubectl", Effect.DANGER)).verdict.risk is Risk.RED


@pytest.mark.parametrize("written", ["", "a | b", "$(x)", "-rf", "rm 'x", "a; b", "x " * 13])
def test_words_that_cannot_be_followed_make_no_rule(written: str) -> None:
    with pytest.raises(NoPattern):
        pattern_of(written, Matches.COMMAND)


COMMANDS = st.sampled_from(
    [
        *("df -h", "kubectl get pods -n a", "systemctl restart worker", "rm -rf /srv/a", "terraform plan"),
        *(
            "terraform destroy",
            "psql -c 'select 1'",
            "./x",
            "kubectl delete ns a",
            "echo a | bash",
            "a (",
            "$X y",
        ),
        *("git push -f", "curl -X DELETE x", "find . -delete", "cat /etc/hosts", "ls | xargs rm"),
    ]
)
RULES = st.lists(
    st.builds(
        rule,
        st.sampled_from(
            ["terraform destroy", "kubectl", "rm -rf", "df", "cat /etc/hosts", "psql", "git push -f"]
        ),
        st.sampled_from(list(Effect)),
    ),
    max_size=4,
)


@given(COMMANDS, RULES, RULES)
def test_a_rule_never_lowers_a_label_and_more_rules_never_allow_more(
    command: str, few: list[CommandRule], more: list[CommandRule]
) -> None:
    plain = classify(command, Language.SHELL)
    some, every = under(command, *few), under(command, *few, *more)
    assert plain.risk.rank <= some.verdict.risk.rank <= every.verdict.risk.rank
    assert not some.forbidden or every.forbidden
    assert set(plain.reasons) <= set(some.verdict.reasons)


WRAPPERS = st.lists(
    st.sampled_from(
        [
            *(
                "sudo -n {}",
                "env A=b {}",
                "timeout 5 {}",
                "nice -n 3 {}",
                "nohup {}",
                "time {}",
                "stdbuf -oL {}",
            ),
            *("bash -c {q}", "ssh host {q}", "su - app -c {q}", "echo x | xargs {}", "kubectl exec p -- {}"),
            *("docker exec c {}", "watch {q}", "true; {}", "( {} )", "a=$({})", "cat < /dev/null | {}"),
            *("if true; then {}; fi", "flock /tmp/l {}", "! {}", "while true; do {}; done", "eval {q}"),
        ]
    ),
    max_size=3,
)


@given(WRAPPERS)
def test_a_rule_fits_through_every_wrapper(wrappers: list[str]) -> None:
    command = DESTROY
    for wrapper in wrappers:
        quoted = "'" + command.replace("'", "'\\''") + "'"
        command = wrapper.format(command, q=quoted)
    assert forbidden(DESTROY, command), command


@given(st.text(max_size=60))
def test_any_text_at_all_is_ruled_on(text: str) -> None:
    found = under(text, rule(DESTROY), rule("drop table", matches=Matches.SQL))
    assert found.verdict.risk.rank >= classify(text, Language.SHELL).risk.rank
