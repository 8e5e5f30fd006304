"""Alert facts that become the variables of a run."""

from hypothesis import given
from hypothesis import strategies as st

from incidents.context.inject import AlertFacts, fill


def filled(*names: str, **labels: str) -> dict[str, str]:
    return filled_by((AlertFacts("HighLatency", "critical", labels=labels),), *names)


def filled_by(known: tuple[AlertFacts, ...], *names: str) -> dict[str, str]:
    return {variable.name: variable.value for variable in fill(names, known)}


def test_a_variable_takes_the_label_of_its_name_and_says_so() -> None:
    (variable,) = fill(["pod"], [AlertFacts("Crash", "warning", labels={"pod": "web-1"})])
    assert (variable.value, variable.origin) == ("web-1", "label pod of Crash")


def test_spelling_does_not_matter() -> None:
    assert filled("POD_NAME", **{"pod.name": "web-1"}) == {"POD_NAME": "web-1"}


def test_a_synonym_fills_a_variable() -> None:
    assert filled("ns", "host", "db", kubernetes_namespace="prod", hostname="db-1", datname="shop") == {
        "ns": "prod",
        "host": "db-1",
        "db": "shop",
    }


def test_the_exact_name_goes_before_a_synonym() -> None:
    assert filled("pod", pod="the-one", exported_pod="another") == {"pod": "the-one"}


def test_the_shape_of_a_value_fills_what_no_name_fills() -> None:
    (variable,) = fill(["pod"], [AlertFacts("X", "info", labels={"target": "web-6d4b9c7f58-x2x7q"})])
    assert variable.value == "web-6d4b9c7f58-x2x7q"
    assert variable.origin == "label target of X, by the shape of a pod's name"


def test_severity_service_and_name_come_from_the_alert_itself() -> None:
    alert = AlertFacts("HighLatency", "critical", service="checkout", environment="production")
    assert filled_by((alert,), "severity", "app", "alertname", "env") == {
        "severity": "critical",
        "app": "checkout",
        "alertname": "HighLatency",
        "env": "production",
    }


def test_two_alerts_that_disagree_leave_the_variable_to_a_person() -> None:
    two = tuple(AlertFacts("X", "warning", labels={"pod": pod, "namespace": "prod"}) for pod in ("a", "b"))
    assert filled_by(two, "pod", "namespace") == {"namespace": "prod"}


def test_what_no_fact_fills_stays_open() -> None:
    assert filled("ticket", "pod", region="eu-west-1") == {}


def test_a_value_with_nul_or_of_absurd_length_is_not_used() -> None:
    assert filled("pod", "node", pod="a\x00b", node="n" * 5000) == {}


def test_a_hostile_value_arrives_as_it_is_to_be_quoted_where_it_lands() -> None:
    assert filled("pod", pod="$(reboot); '`\"") == {"pod": "$(reboot); '`\""}


@given(st.lists(st.text()), st.dictionaries(st.text(), st.text()))
def test_no_labels_whatever_break_the_filling(names: list[str], labels: dict[str, str]) -> None:
    for variable in fill(names, [AlertFacts("X", "info", labels=labels)]):
        assert variable.origin
        assert "\x00" not in variable.value
