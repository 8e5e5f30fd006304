"""Alert facts become the variables of a run: by name, by synonym, by the shape of the value.

Each value says where it came from. Nothing is guessed: two facts that differ leave a variable unfilled.
Values are data; they are quoted for the place they land in when the command is resolved.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from incidents.types import FilledVariable

# Words that name one fact, the most exact first.
SYNONYMS: Final[Sequence[tuple[str, ...]]] = (
    ("service", "service_name", "app", "application", "app_kubernetes_io_name", "k8s_app"),
    ("namespace", "ns", "kubernetes_namespace", "exported_namespace", "k8s_namespace_name"),
    ("pod", "pod_name", "kubernetes_pod_name", "exported_pod", "k8s_pod_name"),
    ("container", "container_name", "exported_container"),
    ("node", "node_name", "kubernetes_node", "nodename", "exported_node"),
    ("host", "hostname", "host_name", "server", "machine"),
    ("instance", "instance_name", "exported_instance"),
    ("instance_id", "instanceid", "ec2_instance_id"),
    ("cluster", "cluster_name", "kubernetes_cluster", "k8s_cluster_name"),
    ("region", "aws_region", "cloud_region", "location"),
    ("zone", "availability_zone", "az", "topology_kubernetes_io_zone"),
    ("environment", "env", "stage", "deployment_environment"),
    ("deployment", "deployment_name", "k8s_deployment_name"),
    ("statefulset", "statefulset_name", "sts"),
    ("daemonset", "daemonset_name", "ds"),
    ("job_name", "cronjob", "job"),
    ("persistentvolumeclaim", "pvc", "pvc_name", "claim"),
    ("persistentvolume", "pv", "pv_name"),
    ("queue", "queue_name", "topic"),
    ("database", "db", "dbname", "datname", "database_name", "db_name"),
    ("device", "disk", "volume"),
    ("mountpoint", "mount", "path", "filesystem"),
    ("domain", "dns_name", "common_name", "cn"),
    ("url", "endpoint", "target"),
    ("port",),
    ("customer", "tenant", "account", "customer_id"),
    ("severity", "priority", "level"),
    ("alert", "alertname", "alert_name"),
    ("user", "username", "role", "usename"),
)
_POD: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-[a-f0-9]{6,10}-[a-z0-9]{5}")
_ADDRESS: Final = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?")
_EC2: Final = re.compile(r"i-(?:[0-9a-f]{8}|[0-9a-f]{17})")
_REGION: Final = re.compile(r"(?:us|eu|ap|ca|sa|me|af|il|cn)(?:-gov)?-[a-z]+-\d")
_LINK: Final = re.compile(r"https?://[^\s<>\"']{1,2000}")
_SHAPES: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "pod": (_POD, "the shape of a pod's name"),
    "instance": (_ADDRESS, "the shape of an address"),
    "instance_id": (_EC2, "the shape of an instance id"),
    "region": (_REGION, "the shape of a region"),
    "url": (_LINK, "the shape of a link"),
}
_LONGEST_VALUE: Final = 4096
_WORD: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class AlertFacts:
    """What one alert says, as plain text."""

    name: str
    severity: str
    service: str = ""
    environment: str = ""
    summary: str = ""
    labels: Mapping[str, str] | None = None


@dataclass(frozen=True)
class _Fact:
    name: str
    value: str
    origin: str


def fill(variables: Iterable[str], alerts: Sequence[AlertFacts]) -> tuple[FilledVariable, ...]:
    """The variables that the alerts can fill, in the order asked; the rest is left for a person.

    Tried in turn: a fact of that very name, a synonym, a value of that shape. A turn in which the
    alerts disagree fills nothing and ends the search: which one is meant is for a person to say.
    """
    facts = tuple(_facts(alerts))
    return tuple(filled for name in dict.fromkeys(variables) if (filled := _filled(name, facts)))


def plain_name(name: str) -> str:
    """A variable or label as compared: `POD_NAME`, `pod-name` and `pod.name` are one."""
    return _WORD.sub("_", name.strip().lower()).strip("_")


def _filled(name: str, facts: Sequence[_Fact]) -> FilledVariable | None:
    wanted = plain_name(name)
    for found in _turns(wanted, facts):
        values = {fact.value for fact in found}
        if len(values) == 1:
            return FilledVariable(name, found[0].value, found[0].origin)
        if values:
            return None
    return None


def _turns(wanted: str, facts: Sequence[_Fact]) -> Iterator[list[_Fact]]:
    yield [fact for fact in facts if fact.name == wanted]
    group = next((words for words in SYNONYMS if wanted in words), ())
    for word in group:
        yield [fact for fact in facts if fact.name == word]
    if shape := _SHAPES.get(group[0] if group else wanted):
        pattern, said = shape
        yield [_Fact(wanted, f.value, f"{f.origin}, by {said}") for f in facts if pattern.fullmatch(f.value)]


def _facts(alerts: Sequence[AlertFacts]) -> Iterator[_Fact]:
    for alert in alerts:
        for label, value in (alert.labels or {}).items():
            if _usable(value):
                yield _Fact(plain_name(label), value, f"label {label} of {alert.name or 'the alert'}")
    for alert in alerts:
        said = alert.name or "the alert"
        labelled = {plain_name(label) for label in alert.labels or {}}
        for name, value in (
            ("service", alert.service),
            ("environment", alert.environment),
            ("severity", alert.severity),
            ("alert", alert.name),
        ):
            if name not in labelled and _usable(value):
                yield _Fact(name, value, f"the {name} of {said}" if name != "alert" else "the alert's name")


def _usable(value: str) -> bool:
    """Neither empty nor longer than any name is, and no NUL, which no command can carry."""
    return bool(value.strip()) and len(value) <= _LONGEST_VALUE and "\x00" not in value
