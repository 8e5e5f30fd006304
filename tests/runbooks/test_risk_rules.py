"""What each verdict says and carries, told by examples."""

import pytest

from runbooks.risk.classify import classify, classify_all
from runbooks.risk.confirm import agreements
from runbooks.risk.desk import Script
from runbooks.types import Language, Risk, Span


def shell(text: str) -> Risk:
    return classify(text, Language.SHELL).risk


def test_a_deletion_names_what_is_lost_and_points_at_it() -> None:
    verdict = classify("ls; rm -rf /var/data", Language.SHELL)
    assert verdict.risk is Risk.RED
    assert verdict.reasons[0] == "`rm` deletes /var/data; it cannot be undone."
    assert verdict.words == (Span(11, 20),)


def test_spans_count_characters_and_not_bytes() -> None:
    text = "echo 'größe'; rm data"
    (word,) = classify(text, Language.SHELL).words
    assert text[word.start : word.end] == "data"


def test_a_recursive_deletion_beside_a_variable_says_that_it_may_be_empty() -> None:
    assert "may be empty" in classify('rm -rf "$DIR"/*', Language.SHELL).reasons[0]


def test_a_reason_names_its_command_and_points_at_the_words_that_decided() -> None:
    text = "sudo kubectl -n pay delete pvc data-0 --force"
    verdict = classify(text, Language.SHELL)
    assert verdict.reasons[0] == "`kubectl delete --force` deletes and makes anew."
    assert [text[word.start : word.end] for word in verdict.words] == ["kubectl", "delete", "--force"]
    assert classify("kill -9 1", Language.SHELL).reasons == ("`kill` ends processes.",)
    assert classify("aws ec2 reboot-instances --instance-ids i-1", Language.SHELL).reasons == (
        "`aws ec2 reboot-instances` restarts instances.",
    )


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("SELECT 1; DROP TABLE users", Language.SQL, "DROP TABLE users"),
        ("DELETE /index HTTP/1.1", Language.HTTP, "DELETE /index HTTP/1.1"),
        ("FLUSHALL", Language.REDIS, "FLUSHALL"),
        ("db.x.drop()", Language.OTHER, "drop"),
    ],
)
def test_statements_of_every_language_point_at_their_verb(text: str, language: Language, words: str) -> None:
    (span,) = classify(text, language).words
    assert text[span.start : span.end] == words


def test_git_is_green_only_with_its_configuration_pinned() -> None:
    pins = dict(classify("git log --oneline -5", Language.SHELL).pins)
    assert pins["GIT_PAGER"] == "cat"
    assert (
        pins[next(k for k, v in pins.items() if v == "core.hooksPath").replace("KEY", "VALUE")] == "/dev/null"
    )


def test_psql_is_green_only_without_its_start_file() -> None:
    assert dict(classify("psql -c 'select 1'", Language.SHELL).pins)["PSQLRC"] == "/dev/null"


@pytest.mark.parametrize(
    "text",
    [
        "kubectl logs <pod> -n <namespace>",
        "kubectl logs {{ pod }}",
        "kubectl logs $POD",
        "kubectl logs ${POD}",
    ],
)
def test_a_value_to_be_filled_in_is_one_word(text: str) -> None:
    assert shell(text) is Risk.GREEN


@pytest.mark.parametrize(
    "text",
    [
        "<command> x",
        "{{ command }} x",
        "kubectl exec p -- <command>",
        "bash -c '<x>'",
        "psql -c 'select <x>'",
        "sed <script> f",
        "cat <in> out",
    ],
)
def test_a_value_that_could_act_is_never_green(text: str) -> None:
    assert shell(text) is not Risk.GREEN


@pytest.mark.parametrize(
    "sign", ["\u200b", "\u202e", "\u2066", "\u00a0", "\x07", "\x1b", "\u00ad", "\ufeff", "\r", "\u2028"]
)
def test_a_command_with_a_character_nobody_sees_is_not_green(sign: str) -> None:
    verdict = classify(f"ls{sign} /tmp", Language.SHELL)
    assert verdict.risk is not Risk.GREEN


def test_text_that_only_mentions_a_deletion_is_harmless() -> None:
    assert shell("echo 'rm -rf /'; grep 'drop table' app.log") is Risk.GREEN


def test_the_second_parser_must_see_the_same_words() -> None:
    good = Script(b"ls -l", frozenset({("w", 0, 2), ("w", 3, 5)}))
    bad = Script(b"ls -l", frozenset({("w", 0, 2)}))
    agreed = agreements([good, bad])
    assert [agreed[one] for one in (good, bad)] == [True, False]


def test_one_command_that_does_not_parse_leaves_its_neighbours_alone() -> None:
    unread = Script(b'echo "a', frozenset({("w", 0, 4)}))
    good = Script(b"ls", frozenset({("w", 0, 2)}))
    agreed = agreements([good, unread, good])
    assert [agreed[one] for one in (good, unread, good)] == [True, False, True]


def test_many_commands_are_judged_in_their_order() -> None:
    pairs = [
        ("ls", Language.SHELL),
        ("rm x", Language.SHELL),
        ("up", Language.PROMQL),
        ("ls 'a", Language.SHELL),
        ("GET k", Language.REDIS),
    ]
    assert [v.risk.value for v in classify_all(pairs)] == ["green", "red", "green", "yellow", "green"]


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("select count(*) from t where a > now() - interval '1 hour'", Risk.GREEN),
        ("with x as (select 1) select * from x", Risk.GREEN),
        ("EXPLAIN select 1", Risk.GREEN),
        ("SHOW max_connections", Risk.GREEN),
        ("update t set a = 1 where id = 2", Risk.YELLOW),
        ("update t set a = 1", Risk.RED),
        ("with d as (delete from t returning *) select * from d", Risk.RED),
        ("select my_own_function()", Risk.YELLOW),
        ("select pg_sleep(9)", Risk.YELLOW),
        ("CHECKPOINT", Risk.YELLOW),
        ("select 1; drop table t", Risk.RED),
        ("select from where", Risk.YELLOW),
        ("select 1 delete from users", Risk.YELLOW),  # two statements in T-SQL, a name in others
        ("select name shutdown from t", Risk.YELLOW),
        ("select 1 as total from t as u", Risk.GREEN),
        ("select * from t with (updlock, rowlock)", Risk.YELLOW),
        ("show columns from t where sleep(5)", Risk.YELLOW),
        ("show columns from t where field = 'a'", Risk.GREEN),
        ("select * from `mysql`.`user`", Risk.YELLOW),
        ("select * from mysql . global_priv", Risk.YELLOW),
        ("select * from sys.sql_logins", Risk.YELLOW),
        ("select * from system_auth.roles", Risk.YELLOW),
    ],
)
def test_sql_is_judged_by_what_it_does(text: str, risk: Risk) -> None:
    assert classify(text, Language.SQL).risk is risk


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("INFO memory", Risk.GREEN),
        ("HGETALL k", Risk.GREEN),
        ("SET k v", Risk.YELLOW),
        ("FLUSHALL", Risk.RED),
        ("EVAL x 0", Risk.YELLOW),
    ],
)
def test_redis_is_judged_by_the_servers_own_table(text: str, risk: Risk) -> None:
    assert classify(text, Language.REDIS).risk is risk


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("GET /health", Risk.GREEN),
        ("POST /x", Risk.YELLOW),
        ("DELETE /x", Risk.RED),
        ("GET /health\n\nGET /ready", Risk.GREEN),
        ("GET /health\n\nGET /restart", Risk.YELLOW),
        ("GET /health\nPURGE /x", Risk.YELLOW),
        ("GET _cat/indices\ndelete logs-1", Risk.RED),
        ("GET /graphql?query=mutation{x}", Risk.YELLOW),
    ],
)
def test_a_request_is_judged_by_its_method(text: str, risk: Risk) -> None:
    assert classify(text, Language.HTTP).risk is risk


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\x00", "(" * 5000, "a" * 200_000, "$(" * 500, "`" * 999, "<<" * 300, "ls " + "-l " * 3000],
)
def test_bad_input_gets_a_verdict_and_never_a_crash(text: str) -> None:
    assert classify(text, Language.SHELL).risk in list(Risk)


@pytest.mark.parametrize("sign", ["\U0003b558", "\U000def9f", "\U0010ffff", "\U0001f600", "é", "中"])
def test_no_sign_of_unicode_takes_the_parser_down(sign: str) -> None:
    assert classify(f"9\x1e\x13R{sign}O\r{{{sign}5", Language.SHELL).risk is Risk.YELLOW
    assert classify(f"{sign}=1 $({sign}) <<{sign}", Language.SHELL).risk is Risk.YELLOW


def test_words_of_any_language_may_be_searched_for() -> None:
    assert shell("grep 'größer 中文' app.log | head -5") is Risk.GREEN


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("newtool cluster delete prod", Risk.RED),
        ("newtool destroy", Risk.RED),
        ("newtool -f destroy --yes", Risk.RED),
        ("doctl databases delete prod", Risk.RED),
        ("consul namespace delete prod", Risk.RED),
        ("newtool list", Risk.YELLOW),
        ("newtool apply a b c d delete", Risk.YELLOW),  # a name that far behind is no verb
    ],
)
def test_a_tool_that_is_told_to_delete_is_red_though_it_is_not_known(text: str, risk: Risk) -> None:
    assert shell(text) is risk
