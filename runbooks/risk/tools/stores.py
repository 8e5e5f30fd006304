"""Stores beside the databases: Redis, Mongo, etcd, Kafka, and the programs that stand beside the servers."""

import re
from collections.abc import Sequence
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.redis import asks_alone, rule_redis
from runbooks.risk.ruling import Ruling, at_least, green, red, worst, yellow
from runbooks.risk.sql_words import SECRET_COLUMN
from runbooks.risk.tools.databases import placed
from runbooks.risk.tools.kit import by_table, entries, reads, settled
from runbooks.risk.words import OPAQUE, Call, Word, listed
from runbooks.types import Risk

REDIS_CLI: Final = arity(
    "h: p: s: a: u: r: i: n: 2 3 x c d: D: X: e --raw --no-raw --csv --json --quoted-json "
    "--tls --cacert= --cert= --key= --sni= --insecure --user= --pass= --askpass "
    "--no-auth-warning --verbose --show-pushes= --stat --latency --latency-history "
    "--latency-dist --intrinsic-latency= --bigkeys --memkeys --memkeys-samples= --hotkeys "
    "--scan --pattern= --quoted-pattern= --count= --cursor= --version v --help --verbose -4 -6"
)
REDIS_LOOKS: Final = listed(
    "--stat --latency --latency-history --latency-dist --bigkeys --memkeys --hotkeys --scan"
)
REDIS_PINS: Final = (("REDISCLI_RCFILE", "/dev/null"), ("REDISCLI_HISTFILE", "/dev/null"))


def redis_cli(call: Call, desk: Desk) -> Ruling:
    """`redis-cli`: by the server's command."""
    line = read_options(call.arguments, REDIS_CLI, stop=True)
    if line.has("--version", "-v", "--help") and not line.rest:
        return green("It prints a text.")
    strange = [word.text for word in line.strange]
    if strange == ["--cluster"] and len(line.rest) == 2 and line.rest[0].text in ("check", "info"):
        return green("It only looks at the cluster.")
    rulings: list[Ruling] = []
    if line.strange:
        rulings.append(yellow("An option is not known.", line.strange[0]))
    if line.has("-x", "-X"):
        rulings.append(yellow("It reads its last word.", call.words[0]))
    if line.rest:
        rulings.append(_redis_words(line.rest))
    elif not line.has(*REDIS_LOOKS):
        rulings.append(_redis_input(call))
    found = worst(rulings or [green("It only reads.")])
    return green(found.why, pins=REDIS_PINS) if found.risk is Risk.GREEN else found


def _redis_input(call: Call) -> Ruling:
    if call.stdin.kind != "text" or call.stdin.text is None:
        return yellow("It opens a prompt or runs what it reads.", call.words[0])
    return worst([rule_redis(text.split()) for text in call.stdin.text.splitlines() if text.strip()])


def _redis_words(words: Sequence[Word]) -> Ruling:
    texts = [word.text for word in words]
    if len(texts) == 1 and " " in texts[0]:
        texts = texts[0].split()
    ruling = rule_redis(texts)
    # What asks alone asks with any words after it; a command of two words is only known by both.
    part = any(word.loose for word in words[1:2]) and not asks_alone(texts[0])
    if words[0].loose or words[0].opaque or part:
        return at_least(Risk.YELLOW, ruling, "The command is only known when it runs.", words[0])
    return placed(ruling, words[0]) if ruling.risk is not Risk.GREEN else ruling


MONGO_RED: Final = re.compile(
    r"\.(drop\w*|delete\w*|remove|shutdownServer|fsyncLock)\s*\(|dropDatabase|killOp"
)


MONGO_COMMAND: Final = re.compile(
    "db\\.(adminCommand|runCommand)\\(\\s*(\\{\\s*)?['\\\"]?(serverStatus|replSetGetStatus|currentOp|"
    r"connPoolStats|hello|isMaster|ping|dbStats|listDatabases|top|buildInfo|hostInfo|"
    "replSetGetConfig)['\\\"]?(\\s*:\\s*(1|true)\\s*\\})?\\s*\\)[.\\w]*;?"
)
MONGO_CALL: Final = re.compile(r"\.?\s*([A-Za-z_]\w*)\s*\(")


MONGO_READS: Final = listed(
    "find findOne count countDocuments estimatedDocumentCount distinct explain limit sort skip "
    "pretty toArray serverStatus currentOp stats dataSize totalSize storageSize getIndexes "
    "getCollectionNames getCollectionInfos getCollection getSiblingDB getMongo hello isMaster "
    "printReplicationInfo printSecondaryReplicationInfo printSlaveReplicationInfo status conf "
    "getProfilingStatus version hostInfo getLogComponents listCommands projection hint maxTimeMS "
    "size itcount tojson printjson print JSON stringify EJSON ObjectId ISODate getName "
    "getReplicationInfo rs sh db getUsers-x adminCommand-x serverBuildInfo buildInfo setReadPref "
    "readPref latencyStats printShardingStatus isBalancerRunning getBalancerState aggregate"
)


def rule_mongo(text: str) -> Ruling:
    """The ruling on code of the mongo shell."""
    if MONGO_RED.search(text):
        return red("It deletes data or ends the server.")
    if MONGO_COMMAND.fullmatch(text.strip()):
        return green("The command only reads.")
    calls = MONGO_CALL.findall(re.sub(r"\"[^\"]*\"|'[^']*'", "0", text))
    pieced = "aggregate" in calls and re.search(r"\+|\[\s*\(", text)  # a stage could be put together
    fine = (
        not pieced
        and re.fullmatch(r"[\w\s.(),{}:$\[\]'\"/*+<>=@-]*;?", text)
        and not re.search(
            r"\$(out|merge|where|function|accumulator)|=>|function|`|(?<![=!<>])=(?!=)|\[\s*['\"]|"
            r"system\.(users|keys|new_users)|\b(process|globalThis|this|config)\b|['\"]\s*\+|\+\s*['\"]",
            text,
        )
        and not any(SECRET_COLUMN.fullmatch(name) for name in re.findall(r"\w+", text))
    )
    if text.strip() in ("show dbs", "show collections", "show databases", "rs.status()", "db.stats()"):
        return green("It only looks.")
    if (
        calls
        and fine
        and set(calls) <= MONGO_READS
        and not re.search(r"\b(load|eval|run|adminCommand|runCommand)\b", text)
    ):
        return green("The query only reads.")
    return yellow("It is not proven to only read.")


def mongo(call: Call, desk: Desk) -> Ruling:
    """`mongosh --eval`."""
    line = read_options(
        call.arguments,
        arity(
            "u: p: h: --eval= --quiet --host= --port= --username= --password= "
            "--authenticationDatabase= --norc --json=? --tls --tlsCAFile= "
            "--tlsCertificateKeyFile= --tlsAllowInvalidCertificates --ssl --version --help --nodb "
            "--authenticationMechanism="
        ),
    )
    if line.has("--version", "--help"):
        return green("It prints a text.")
    scripts = [o.value for o in line.all("--eval") if o.value]
    if not scripts:
        return yellow("It opens a prompt or runs a file.", call.words[0])
    found = worst([placed(rule_mongo(word.text), word) for word in scripts])
    # The first may be the address of a database; what follows are scripts.
    files = [w for w in line.operands if re.search(r"\.(m?js|mongodb)$", w.text)] + list(line.operands[1:])
    if (
        line.strange
        or line.loose
        or files
        or (not line.has("--norc") and False)
        or any(not word.plain for word in scripts)
    ):
        return at_least(Risk.YELLOW, found, "It is only known when it runs.", call.words[0])
    return found


ETCD: Final = entries("""
green: get endpoint/health endpoint/status endpoint/hashkv member/list alarm/list version check/perf-x
    lease/list lease/timetolive watch role/list user/list role/get user/get auth/status help
yellow: put txn snapshot member/add member/update member/promote lease/grant lease/keep-alive compaction
    defrag alarm/disarm elect lock make-mirror move-leader user role auth check migrate | changes the store
red: del member/remove lease/revoke downgrade user/delete role/delete auth/disable snapshot/restore |
    deletes from the store
""")


ETCD_OPTIONS: Final = arity(
    "w: --endpoints= --cacert= --cert= --key= --user= --password= --write-out= --prefix "
    "--keys-only --count-only --limit= --order= --sort-by= --rev= --print-value-only --from-key "
    "--consistency= --cluster --command-timeout= --dial-timeout= --insecure-skip-tls-verify "
    "--insecure-transport=? --hex --discovery-srv= --debug --keepalive-time= --detail --keys --help h"
)


def etcdctl(call: Call, desk: Desk) -> Ruling:
    """`etcdctl`: by verb; the keys of Kubernetes hold secrets."""
    line = read_options(call.arguments, ETCD_OPTIONS)
    path, ruling = by_table(call, line, ETCD)
    if path == "watch" and "--" in [word.text for word in call.arguments]:
        return yellow("It runs a command at each change.", call.words[0])
    if path in ("get", "watch") and not line.has("--keys-only", "--count-only") and _reaches_secrets(line):
        return yellow("It may print secrets.", call.words[0])
    return settled(call, line, ruling)


def _reaches_secrets(line: Line) -> bool:
    """True when the keys asked for may be those of Kubernetes' secrets."""
    keys = [word.text for word in line.operands[1:]]
    if not keys or any("secret" in key or OPAQUE in key for key in keys):
        return True
    first, places = keys[0], ("/registry/secrets", "/kubernetes.io/secrets", "kubernetes.io/secrets")
    if line.has("--prefix"):
        return any(place.startswith(first) for place in places)
    if line.has("--from-key"):
        return any(first <= place + "0" for place in places)
    return len(keys) > 1 and any(first <= place + "0" and keys[1] > place for place in places)


KAFKA: Final = (
    "-bootstrap-server= --bootstrap-server= --zookeeper= --describe --list --topic= --group= "
    "--all-groups --all-topics --members --offsets --state --command-config= --verbose "
    "--topic-list= --broker-list= --under-replicated-partitions --unavailable-partitions "
    "--under-min-isr-partitions --version --help "
    "--entity-type= --entity-name= --timeout= --exclude-internal --topics-with-overrides --all"
)


def _pg_dump(call: Call, desk: Desk) -> Ruling:
    return yellow("It dumps a database.", call.words[0])


def _pg_restore(call: Call, desk: Desk) -> Ruling:
    if any(w.text in ("-c", "--clean") for w in call.arguments):
        return red("It drops what is there first.", call.words[0])
    return yellow("It writes a database.", call.words[0])


def _kafka_topics(call: Call, desk: Desk) -> Ruling:
    return _kafka(call)


def _kafka_topics_sh(call: Call, desk: Desk) -> Ruling:
    return _kafka(call)


def _kafka_consumer_groups(call: Call, desk: Desk) -> Ruling:
    return _kafka(call)


def _kafka_consumer_groups_sh(call: Call, desk: Desk) -> Ruling:
    return _kafka(call)


def _kafka_configs(call: Call, desk: Desk) -> Ruling:
    return _kafka(call)


def _kafka_configs_sh(call: Call, desk: Desk) -> Ruling:
    return _kafka(call)


def _memcached_tool(call: Call, desk: Desk) -> Ruling:
    if (
        len(call.arguments) == 2
        and call.arguments[1].text in ("stats", "display", "settings", "sizes")
        and call.arguments[0].plain
    ):
        return green("It only shows.")
    return yellow("It may dump or change.", call.words[0])


def _kafka_config(call: Call, line: Line, desk: Desk | None) -> Ruling | None:
    config = line.last("--command-config")
    fine = config is None or config.text.startswith("/etc/")
    return None if fine else yellow("A configuration of its own may name code to load.", call.words[0])


def _kafka_moves(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if not line.has("--list"):
        return yellow("It moves partitions, or lifts their throttles.", call.words[0])
    return _kafka_config(call, line, desk)


def _kafka(call: Call) -> Ruling:
    line = read_options(call.arguments, arity(KAFKA))
    texts = [word.text for word in call.arguments]
    if "--reset-offsets" in texts and "--dry-run" in texts and "--execute" not in texts:
        return yellow("A dry run shows the offsets that would be set.", call.words[0])
    if any(word.text in ("--delete", "--reset-offsets", "--delete-offsets") for word in call.arguments):
        return red("It deletes a topic, a group or its offsets.", call.words[0])
    doubt = _kafka_config(call, line, None)
    if doubt:
        return doubt
    if line.has("--describe", "--list", "--version", "--help"):
        return settled(call, line, green("It only lists."))
    return yellow("It changes a topic or a group.", call.words[0])


HANDLERS: Final[dict[str, Handler]] = {
    "redis-cli": redis_cli,
    "valkey-cli": redis_cli,
    "keydb-cli": redis_cli,
    "mongosh": mongo,
    "mongo": mongo,
    "etcdctl": etcdctl,
    "pg_dump": _pg_dump,
    "pg_restore": _pg_restore,
    "kafka-topics": _kafka_topics,
    "kafka-topics.sh": _kafka_topics_sh,
    "kafka-consumer-groups": _kafka_consumer_groups,
    "kafka-consumer-groups.sh": _kafka_consumer_groups_sh,
    "kafka-configs": _kafka_configs,
    "kafka-configs.sh": _kafka_configs_sh,
    **dict.fromkeys(("kafka-acls", "kafka-acls.sh"), _kafka_configs),
    "kafka-log-dirs.sh": reads(KAFKA, _kafka_config),
    "kafka-get-offsets.sh": reads(KAFKA, _kafka_config),
    "memcached-tool": _memcached_tool,
    **dict.fromkeys(
        ("kafka-reassign-partitions", "kafka-reassign-partitions.sh"),
        reads("--bootstrap-server= --list --timeout= --command-config=", _kafka_moves),
    ),
}
