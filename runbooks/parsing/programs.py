"""The programs a command starts, roughly: a word that is cut wrongly is no tool, and asks for nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import compile
from typing import Final

from runbooks.parsing.words import words

# Tools that do not come with every machine, by what has to be reached with them.
CLUSTER: Final = words(
    "kubectl oc helm istioctl linkerd cilium calicoctl argocd flux velero kubeseal stern k9s odo virtctl"
    " subctl kubectx kubens kustomize"
)


def _by_tool(tools: Mapping[str, str]) -> Mapping[str, str]:
    return {tool: what for what, names in tools.items() for tool in names.split()}


CLOUDS: Final = _by_tool(
    {
        "AWS credentials": "aws eksctl sam ecs-cli",
        "Google Cloud credentials": "gcloud gsutil bq",
        "an Azure login": "az azcopy",
        "a DigitalOcean token": "doctl",
        "an IBM Cloud login": "ibmcloud",
        "OpenStack credentials": "openstack",
        "Oracle Cloud credentials": "oci",
        "a Heroku login": "heroku",
        "a Fly.io login": "flyctl fly",
        "a Cloud Foundry login": "cf",
        "a Red Hat login": "rosa ocm",
        "object storage credentials": "s3cmd",
    }
)
SERVERS: Final = _by_tool(
    {
        "PostgreSQL": "psql pg_dump pg_restore pg_isready pg_basebackup vacuumdb pgbench",
        "the Patroni cluster": "patronictl",
        "MySQL": "mysql mysqladmin mysqldump mariadb mysqlcheck",
        "Redis": "redis-cli",
        "Valkey": "valkey-cli",
        "MongoDB": "mongosh mongo mongodump",
        "ClickHouse": "clickhouse-client",
        "Cassandra": "cqlsh nodetool",
        "InfluxDB": "influx",
        "SQL Server": "sqlcmd",
        "the Oracle database": "sqlplus",
        "CockroachDB": "cockroach",
        "etcd": "etcdctl",
        "RabbitMQ": "rabbitmqctl rabbitmq-diagnostics rabbitmqadmin",
        "Kafka": "kafka-topics kafka-consumer-groups kafka-configs kcat kafkacat kafka-reassign-partitions",
        "Consul": "consul",
        "Nomad": "nomad",
        "Vault": "vault",
        "Alertmanager": "amtool",
        "Prometheus": "promtool",
        "Loki": "logcli",
        "Ceph": "ceph rados rbd",
        "ZooKeeper": "zkCli.sh",
        "the Salt master": "salt",
        "the Chef server": "knife",
        "the machines of the Ansible inventory": "ansible ansible-playbook",
        "the Terraform state": "terraform tofu",
        "the Pulumi state": "pulumi",
        "GitHub": "gh",
        "GitLab": "glab",
        "the Git repository": "git",
    }
)
ENGINES: Final = words("docker docker-compose podman nerdctl crictl ctr")
MACHINE: Final = words(
    "systemctl journalctl service supervisorctl initctl rc-service nginx apachectl haproxy dmesg sysctl"
    " lvextend resize2fs xfs_growfs fdisk parted mdadm zpool zfs lsof strace tcpdump"
    " ss iptables nft reboot shutdown"
)
OTHERS: Final = words("jq yq curl wget dig nc openssl rsync ssh scp sudo tcpdump systemctl")
TOOLS: Final = CLUSTER | frozenset(CLOUDS) | frozenset(SERVERS) | ENGINES | OTHERS

_WORD: Final = compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'|;&()\\])+|[|;&()\n]+""")
_ASSIGNED: Final = compile(r"[A-Za-z_]\w*=")
_AHEAD: Final = frozenset(("env", "time", "nohup", "command", "watch", "exec", "then", "do", "else", "!"))
_LONGEST: Final = 20_000


@dataclass(frozen=True)
class Started:
    """One program with its words, the program's name without its folder; `root` when sudo starts it."""

    program: str
    words: tuple[str, ...]
    root: bool = False

    def option(self, *names: str) -> str:
        """The value of the first of these options, plain; "" where there is none or it is no plain word."""
        for number, word in enumerate(self.words):
            name, equals, value = word.partition("=")
            if name not in names:
                continue
            found = value if equals else self.words[number + 1] if number + 1 < len(self.words) else ""
            return found.strip("'\"") if PLAIN.fullmatch(found.strip("'\"")) else ""
        return ""


PLAIN: Final = compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")


def started_by(text: str) -> Iterator[Started]:
    """The programs of a shell command, in order; not those within its quotes or on another machine."""
    words: list[str] = []
    for match in _WORD.finditer(text[:_LONGEST].replace("\\\n", " ")):
        if match[0][0] in "|;&()\n":
            yield from _started(words)
            words = []
        else:
            words.append(match[0])
    yield from _started(words)


def _started(words: list[str]) -> Iterator[Started]:
    at, root = 0, False
    while at < len(words) and (words[at] in _AHEAD or words[at] == "sudo" or _ASSIGNED.match(words[at])):
        root = root or words[at] == "sudo"
        at += 1
        while root and at < len(words) and words[at].startswith("-"):
            at += 2 if words[at] in ("-u", "-g", "--user") else 1
    if at < len(words):
        yield Started(words[at].rpartition("/")[2].removesuffix(".sh"), tuple(words[at + 1 :]), root)
    elif root:
        yield Started("sudo", (), root)
