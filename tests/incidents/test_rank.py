"""Which runbook fits an alert, why, and when none does."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from incidents.matching.rank import AlertText, Learned, rank
from incidents.matching.words import tokens_of
from runbooks.types import Candidate


def a_page(title: str, body: str = "", *, commands: str = "", path: str = "") -> Candidate:
    return Candidate(uuid4(), uuid4(), title, "", body, commands, path)


DISK = a_page("Disk is filling up", "The root volume runs low on space. Find large files and delete logs.")
CRASH = a_page(
    "KubePodCrashLooping",
    "A pod is being restarted again and again.\n```\nkubectl logs --previous\n```",
    commands="kubectl logs --previous",
)
CERT = a_page("TLS certificate expires", "Renew the certificate before it expires.", commands="certbot renew")
LIBRARY = (DISK, CRASH, CERT)


def best(alert: AlertText, *pages: Candidate) -> str:
    ranking = rank(alert, pages or LIBRARY)
    return "" if ranking.abstained else ranking.ranked[0].title


def test_the_runbook_named_like_the_alert_is_found_and_says_so() -> None:
    alert = AlertText("KubePodCrashLooping", "warning", "Pod is crash looping.", labels={"pod": "web-1"})
    ranking = rank(alert, LIBRARY)
    assert ranking.ranked[0].title == "KubePodCrashLooping"
    assert "Its title names the alert: KubePodCrashLooping." in ranking.reason


def test_a_title_that_says_each_word_of_the_name_is_a_reason() -> None:
    ranking = rank(AlertText("DiskFilling", "warning"), LIBRARY)
    assert "Its title says each word of DiskFilling." in ranking.reason


def test_a_runbook_written_in_other_forms_of_the_words_is_found() -> None:
    assert best(AlertText("DiskSpaceLow", "warning", "The disk fills; free space runs out")) == DISK.title
    assert best(AlertText("", "critical", "Certificates are expiring")) == CERT.title


def test_an_alert_that_no_runbook_covers_gets_none_and_the_nearest_is_named() -> None:
    ranking = rank(AlertText("CassandraCompactionPending", "warning", "Many pending compactions"), LIBRARY)
    assert ranking.abstained
    assert "No runbook" in ranking.reason
    near = rank(AlertText("RabbitmqNoDiskAlarmHandler", "warning", "Queue broker alarm, space"), LIBRARY)
    assert near.abstained
    assert f"“{DISK.title}”" in near.reason


def test_nothing_to_go_by_is_said() -> None:
    assert rank(AlertText("", "info"), LIBRARY).abstained
    assert rank(AlertText("X", "info"), ()).reason == "No runbook here shares a word with this alert."


def test_the_severity_tells_twins_apart() -> None:
    text = "Connections are close to the limit."
    warning, critical = a_page("HighConnectionsWarning", text), a_page("HighConnectionsCritical", text)
    for severity, wanted in (("warning", warning), ("critical", critical)):
        alert = AlertText("HighConnections", severity, "Connections are close to the limit.")
        assert best(alert, warning, critical) == wanted.title


def test_small_words_tell_siblings_apart() -> None:
    up, down = (
        a_page("Node not ready", "The node is not ready"),
        a_page("Node ready again", "The node is ready"),
    )
    assert best(AlertText("KubeNodeNotReady", "warning", "Node is not ready"), up, down) == up.title


def test_values_that_stand_in_the_labels_are_not_words_to_match() -> None:
    trap = a_page("The certbot pod", "About certbot.")
    alert = AlertText("CrashLooping", "warning", "Pod certbot is restarted again", labels={"pod": "certbot"})
    assert best(alert, trap, CRASH) == CRASH.title


def test_a_confirmed_resolution_of_the_same_alert_wins_and_says_how_often() -> None:
    alert = AlertText("Zonk", "warning", "Something odd")
    learned = [Learned(CERT.runbook_id, "Zonk", "Something odd")] * 3
    ranking = rank(alert, LIBRARY, learned=learned)
    assert not ranking.abstained
    assert ranking.ranked[0].title == CERT.title
    assert "The same alert was resolved with this 3 times." in ranking.ranked[0].reasons


def test_a_word_is_read_whole_and_in_parts() -> None:
    assert tokens_of("KubeNodeNotReady") == ("kubenodenotready", "kub", "nod", "not", "ready")
    assert tokens_of("etcd_members") == ("etcdmembers", "etcd", "member")
    assert tokens_of("failed") == tokens_of("failing") == tokens_of("fails")


@given(st.text(), st.text(), st.dictionaries(st.text(), st.text(), max_size=3), st.text(max_size=400))
def test_no_text_whatever_breaks_the_matcher(
    name: str, summary: str, labels: dict[str, str], body: str
) -> None:
    ranking = rank(AlertText(name, "warning", summary, labels=labels), (*LIBRARY, a_page(body[:50], body)))
    assert ranking.reason
    assert all(0 <= one.score <= 1 for one in ranking.ranked)
    ids: list[UUID] = [one.runbook_id for one in ranking.ranked]
    assert len(ids) == len(set(ids))
