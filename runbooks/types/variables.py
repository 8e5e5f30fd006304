"""Variables of a runbook: what it leaves to be filled in, what kind of value each takes, where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from runbooks.types.texts import Span


class VariableType(StrEnum):
    """What kind of value a variable takes."""

    HOST = "host"
    NODE = "node"
    POD = "pod"
    CONTAINER = "container"
    NAMESPACE = "namespace"
    CLUSTER = "cluster"
    WORKLOAD = "workload"
    SERVICE = "service"
    RESOURCE = "resource"
    DATABASE = "database"
    USER = "user"
    REGION = "region"
    ENVIRONMENT = "environment"
    NUMBER = "number"
    PORT = "port"
    SIZE = "size"
    DURATION = "duration"
    TIME = "time"
    PATH = "path"
    URL = "url"
    IP = "ip"
    DOMAIN = "domain"
    EMAIL = "email"
    VERSION = "version"
    IDENTIFIER = "identifier"
    CREDENTIAL = "credential"
    TEXT = "text"


# The last word of a name says what it is: `old_primary_host` is a host, `host_port` a port.
_NAMES: Final = {
    VariableType.HOST: "host hostname server machine vm instance bastion jumphost master primary standby"
    " replica broker target peer hostnames hosts servers",
    VariableType.NODE: "node nodename worker nodes",
    VariableType.POD: "pod podname pods",
    VariableType.CONTAINER: "container containers sidecar",
    VariableType.NAMESPACE: "namespace ns project tenant namespaces",
    VariableType.CLUSTER: "cluster context clusters",
    VariableType.WORKLOAD: "deployment deploy statefulset sts daemonset ds workload replicaset job cronjob"
    " release chart",
    VariableType.SERVICE: "service svc app application component unit daemon",
    VariableType.RESOURCE: "resource object secret configmap cm pvc pv claim persistentvolumeclaim"
    " persistentvolume volume snapshot bucket queue topic group role policy stack pool device disk"
    " interface partition repository repo branch tag image cert certificate key storageclass ingress"
    " route template profile subscription vpc subnet lock plugin operator alert kind type label selector"
    " crd backup slot publication table index collection schema view column function workspace vault",
    VariableType.DATABASE: "database db dbname datname",
    VariableType.USER: "user username login account owner member email_user uid",
    VariableType.REGION: "region zone az location datacenter dc",
    VariableType.ENVIRONMENT: "environment env stage tier",
    VariableType.NUMBER: "number count replicas num n amount limit pid ppid offset threshold revision line"
    " lines percent percentage size_gb shards partitions weight priority minpods maxpods rev",
    VariableType.PORT: "port ports",
    VariableType.SIZE: "size bytes capacity memory storage",
    VariableType.DURATION: "duration timeout interval seconds minutes hours days period delay ttl age window"
    " since",
    VariableType.TIME: "time timestamp date datetime start end begin from until",
    VariableType.PATH: "path file filename dir directory folder mount mountpoint filesystem manifest"
    " kubeconfig config logfile mnt yaml location_path",
    VariableType.URL: "url uri endpoint link webhook address_url dsn",
    VariableType.IP: "ip address addr ipaddress cidr ips",
    VariableType.DOMAIN: "domain fqdn zone_name",
    VariableType.EMAIL: "email mail",
    VariableType.VERSION: "version release_version image_tag",
    VariableType.IDENTIFIER: "id uuid guid arn identifier hash sha digest commit uid ids oid name serial"
    " ticket incident ref handle",
    VariableType.CREDENTIAL: "password passwd pass token secret_value passphrase credential"
    " credentials apikey",
    VariableType.TEXT: "text message reason value pattern query string comment description title words",
}
NAMED: Final[Mapping[str, VariableType]] = {
    word: kind for kind, words in _NAMES.items() for word in words.split()
}
# Two words that together mean another kind than the last alone.
PAIRED: Final[Mapping[str, VariableType]] = {
    "api_key": VariableType.CREDENTIAL,
    "access_key": VariableType.CREDENTIAL,
    "secret_key": VariableType.CREDENTIAL,
    "secret_value": VariableType.CREDENTIAL,
    "image_tag": VariableType.VERSION,
    "config_path": VariableType.PATH,
    "key_file": VariableType.PATH,
    "time_out": VariableType.DURATION,
    "ip_address": VariableType.IP,
    "email_address": VariableType.EMAIL,
    "ip_port": VariableType.HOST,
    "ip_range": VariableType.IP,
    "start_date": VariableType.TIME,
    "service_account": VariableType.RESOURCE,
    "storage_class": VariableType.RESOURCE,
    "config_map": VariableType.RESOURCE,
    "node_pool": VariableType.RESOURCE,
    "stateful_set": VariableType.WORKLOAD,
    "daemon_set": VariableType.WORKLOAD,
    "replica_set": VariableType.WORKLOAD,
}


@dataclass(frozen=True)
class Quote:
    """Words of the source, as they stand at `span`."""

    text: str
    span: Span


@dataclass(frozen=True)
class Mention:
    """One place where a variable stands, as it is spelled there.

    `step` is the number of the step around it, `command` counts that step's commands from 0; each None
    where the place is in no step, or in its prose.
    """

    text: str
    span: Span
    step: int | None = None
    command: int | None = None


@dataclass(frozen=True)
class Variable:
    """A value the text leaves open, once for all its spellings.

    `default` is what the text itself gives it, `example` what it only shows. `produced_in` is the number
    of the step whose command sets it, so nobody has to be asked for it; None where it is open.
    """

    name: str
    type: VariableType
    mentions: tuple[Mention, ...]
    default: Quote | None = None
    example: Quote | None = None
    produced_in: int | None = None

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that mention it, each once, in order."""
        return tuple(dict.fromkeys(one.step for one in self.mentions if one.step is not None))


@dataclass(frozen=True)
class Probe:
    """A drafted command that shows whether a need is met; it waits until a person accepts it.

    `span` is what led to it.
    """

    need: str
    command: str
    span: Span


@dataclass(frozen=True)
class Need:
    """Something that the commands need though the text may not say so: `text` names it, `span` led to it.

    `what` is tool, access, credentials, role or reach.
    """

    text: str
    what: str
    span: Span
    steps: tuple[int, ...] = ()
