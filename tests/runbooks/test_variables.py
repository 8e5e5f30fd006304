"""Every value that a runbook leaves open is one variable: typed, with what the text says of it, grounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbooks.parsing.pipeline import read_unjudged
from runbooks.types import ParsedRunbook
from runbooks.types.placeholders import canonical
from runbooks.types.variables import Variable, VariableType
from runbooks.versions.written import read, write


def named(text: str) -> dict[str, Variable]:
    return {one.name: one for one in read_unjudged(text).variables}


def assert_grounded(parsed: ParsedRunbook) -> None:
    """What is shown stands there, no two mentions share a character, and no two variables mean the same."""
    ends = 0
    mentions = sorted((m.span.start, m.span.end, m.text) for one in parsed.variables for m in one.mentions)
    for start, end, text in mentions:
        assert parsed.source[start:end] == text
        assert start >= ends
        ends = end
    for one in parsed.variables:
        assert one.mentions
        assert {canonical(one.name)} == {one.name}
        for quote in (one.default, one.example):
            assert quote is None or parsed.source[quote.span.start : quote.span.end] == quote.text
    assert len({one.name for one in parsed.variables}) == len(parsed.variables)


@pytest.mark.parametrize(
    "spelled", ["<pod>", "$POD", "${POD}", "{{ pod }}", "POD_NAME", "[pod]", "<your-pod-name>", "<podName>"]
)
def test_a_value_is_one_variable_however_it_is_spelled(spelled: str) -> None:
    text = f"1. Look: `kubectl describe pod <pod>`\n2. Read it: `kubectl logs {spelled} -n shop`\n"
    found = named(text)
    assert list(found) == ["pod"]
    assert found["pod"].type is VariableType.POD
    assert found["pod"].steps == (1, 2)
    assert [mention.text for mention in found["pod"].mentions] == ["<pod>", spelled]


@pytest.mark.parametrize(
    ("line", "example"),
    [
        ("Use the pod's name for `<pod>`, e.g. `api-7f9c`.", "api-7f9c"),
        ("Replace `<pod>` with the name of the pod (api-7f9c).", "api-7f9c"),
        ("`<pod>`: der Name des Pods, z. B. `api-7f9c`", "api-7f9c"),
        ("Ersetzen Sie `<pod>` durch `api-7f9c`.", "api-7f9c"),
        ("Reemplace `<pod>` por `api-7f9c`.", "api-7f9c"),
        ("Remplacez `<pod>` par le nom du pod (par exemple `api-7f9c`).", "api-7f9c"),
        ("Substitua `<pod>` por `api-7f9c`.", "api-7f9c"),
        ("将 `<pod>` 替换为 `api-7f9c`。", "api-7f9c"),
        ("`<pod>` を `api-7f9c` に置き換えます。", "api-7f9c"),
        ("| Placeholder | Example |\n|---|---|\n| `<pod>` | api-7f9c |", "api-7f9c"),
        ("Replace `<pod>` with your own.", None),
        ("Here <pod> is the pod that the alert names, such as `api-7f9c`.", "api-7f9c"),
    ],
)
def test_an_example_in_the_text_is_the_variables_example(line: str, example: str | None) -> None:
    shown = named(f"# Fix\n\n{line}\n\n1. Look: `kubectl logs <pod>`\n")["pod"].example
    assert (shown and shown.text) == example


@pytest.mark.parametrize(
    ("setting", "default"),
    [
        ("export NAMESPACE=payments", "payments"),
        ('NAMESPACE="payments"', "payments"),
        ("NAMESPACE=your-namespace", None),
        ("kubectl get ns ${NAMESPACE:-payments}", "payments"),
    ],
)
def test_a_value_that_the_page_sets_itself_is_the_default(setting: str, default: str | None) -> None:
    found = named(f"```sh\n{setting}\nkubectl get pods -n $NAMESPACE\n```\n")["namespace"]
    assert (found.default and found.default.text) == default
    assert found.produced_in is None


def test_what_a_command_finds_out_is_produced_and_not_asked_for() -> None:
    text = "```sh\nPOD=$(kubectl get pod -o name | head -1)\nkubectl logs $POD\n```\n"
    assert named(text)["pod"].produced_in == 1
    later = "```sh\nkubectl logs $POD\nPOD=$(kubectl get pod -o name)\n```\n"
    assert named(later)["pod"].produced_in is None


def test_what_the_shell_or_a_program_has_by_itself_is_no_variable() -> None:
    text = """```sh
for i in 1 2; do echo $i $HOME $USER $? $1; done
awk '{print $1, $NF}' log
docker ps --format '{{.Names}}'
kubectl get pods -o go-template='{{range .items}}{{.metadata.name}}{{end}}'
grep ERROR /var/log/app.log
redis-cli CLUSTER NODES
psql -c "ALTER DATABASE shop SET work_mem = '64MB'"
printf '%s' x
curl -X POST http://localhost/
while read line; do echo "$line"; done < hosts
```
"""
    assert named(text) == {}


def test_markup_and_plain_words_are_no_variables() -> None:
    text = "# A\n\nSee [the dashboard](https://x.y) <br> <details>\n\n1. Start the `POD`.\n2. <b>Wait</b>.\n"
    assert named(text) == {}


@pytest.mark.parametrize(
    ("command", "name", "kind"),
    [
        ("ssh <bastion-host>", "bastion_host", "host"),
        ("ping <ip-address>", "ip_address", "ip"),
        ("curl <health-url>", "health_url", "url"),
        ("nc -z db <port>", "port", "port"),
        ("kubectl scale deploy/api --replicas=<replicas>", "replicas", "number"),
        ("sleep <timeout>", "timeout", "duration"),
        ("tail <log-file>", "log_file", "path"),
        ("aws ec2 stop-instances --instance-ids <instance-id>", "instance_id", "identifier"),
        ("kubectl get pods -n <x>", "x", "namespace"),
        ("ssh <whatever>", "whatever", "host"),
        ("echo <greeting>", "greeting", "text"),
        ("kubectl logs $CONTROLLERPOD", "controllerpod", "pod"),
        (
            "kubectl get ns <value of namespace label from alert>",
            "value_of_namespace_label_from_alert",
            "namespace",
        ),
    ],
)
def test_a_variable_says_what_kind_of_value_it_takes(command: str, name: str, kind: str) -> None:
    assert named(f"1. Do it: `{command}`\n")[name].type.value == kind


def test_the_shape_of_a_value_tells_the_kind_where_the_name_does_not() -> None:
    text = "Replace `<x>` with `10.0.0.7`.\n\n1. Look: `ping <x>`\n"
    assert named(text)["x"].type is VariableType.IP


def test_an_ordinary_word_that_is_replaced_is_a_variable() -> None:
    text = "Replace `my-app` with the name of your app.\n\n1. Look: `kubectl logs my-app`\n"
    assert [m.text for m in named(text)["app"].mentions] == ["my-app"]


@pytest.mark.parametrize(
    "said",
    [
        "`pay-1` should be replaced with your own.",
        "In what follows `pay-1` must be substituted by the name of the deployment.",
        "Look at the logs, where `pay-1` is the name of the deployment:",
        "`pay-1` is the name of your deployment.",
        "`pay-1` muss durch den Namen Ihres Deployments ersetzt werden.",
        "`pay-1` debe reemplazarse por el nombre del despliegue.",
        "`pay-1` doit être remplacé par le nom du déploiement.",
    ],
)
def test_a_word_is_a_variable_in_every_way_a_text_says_that_it_stands_for_another(said: str) -> None:
    text = f"{said}\n\n1. Look: `kubectl logs pay-1`\n"
    assert [m.text for m in named(text)["pay_1"].mentions] == ["pay-1"]


@pytest.mark.parametrize(
    "said",
    [
        "`pay-1` is the deployment of the payments team.",
        "Look at the logs where `pay-1` is slow.",
        "`pay-1` is changed to the standby by hand.",
    ],
)
def test_a_name_that_is_told_of_is_no_variable(said: str) -> None:
    assert named(f"{said}\n\n1. Look: `kubectl logs pay-1`\n") == {}


def test_a_capital_word_that_is_to_be_replaced_is_one_within_quotes_too() -> None:
    text = 'Replace TABLE_NAME with your table.\n\n1. Count: `psql -c "select count(*) from TABLE_NAME"`\n'
    assert [m.command for m in named(text)["table"].mentions] == [None, 0]


def test_an_argument_on_the_next_line_is_one_as_on_the_first() -> None:
    text = "```\nkubectl get pods \\\n  -n NAMESPACE_NAME\n```\n"
    assert [m.text for m in named(text)["namespace"].mentions] == ["NAMESPACE_NAME"]


def test_the_value_of_a_credential_is_never_shown() -> None:
    text = "```sh\nexport DB_PASSWORD=hunter2\nmysql -p$DB_PASSWORD\n```\n"
    assert named(text)["db_password"].default is None


def test_variables_are_kept_with_the_version() -> None:
    parsed = read_unjudged("Replace `<pod>` with `api-0`.\n\n1. `kubectl logs <pod> -n ${NS:-shop}`\n")
    assert parsed.variables
    assert read(write(parsed), parsed.source) == parsed


_PIECES = st.sampled_from(
    [
        "<pod>", "$POD", "${POD:-a}", "{{ pod }}", "[cluster]", "POD_NAME", "POD=x", "POD=$(ls)", "export ",
        "`", "kubectl logs ", "-n ", "\n", "\n\n", "1. ", "- ", "```\n", "e.g. ", "`api-0`", "replace ",
        " with ", "| ", "default ", "'", '"', "<", ">", "#", "for ", "\\\n", "  ", "。", "例えば",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_every_mention_stands_where_it_says_and_none_in_another(text: str) -> None:
    assert_grounded(read_unjudged(text))
