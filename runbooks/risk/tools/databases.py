"""Database clients: psql, mysql, sqlite, redis-cli, mongo, and the tools that stand beside the servers."""

import re
from collections.abc import Sequence
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import arity, read_options
from runbooks.risk.redis import rule_redis
from runbooks.risk.ruling import Ruling, at_least, green, red, worst, yellow
from runbooks.risk.sql import rule_sql
from runbooks.risk.tools.kit import by_table, changes, destroys, entries, harmless, reads, settled, union
from runbooks.risk.words import OPAQUE, Call, Word
from runbooks.types import Risk

PSQL_PINS: Final = (("PSQLRC", "/dev/null"), ("PSQL_PAGER", "cat"), ("PAGER", "cat"), ("PSQL_HISTORY", "/dev/null"))
PSQL: Final = arity(
    "aAbeEHlnqsStVwWxXz0 1 ? c: d: F: h: p: P: R: T: U: v: f: o: L: --command= --dbname= --host= --port= --username= --no-psqlrc --tuples-only --no-align --expanded --html --csv --quiet --list --version "
    "--help=? --no-password --password --field-separator= --record-separator= --pset= --set= --variable= --echo-all --echo-errors --echo-queries --echo-hidden --single-transaction --no-readline --table-attr= "
    "--field-separator-zero --record-separator-zero --file= --output= --log-file= --single-step --single-line"
)  # fmt: skip
# \d and its kin, \l, \x, \timing, \conninfo, \echo and \pset only look; no argument of theirs runs anything.
META: Final = re.compile(r"\s*\\(d[A-Za-z]*[+S]*|l\+?|z|sf\+?|sv\+?|conninfo|timing|x|encoding|dt|dn|du|dx|di|df|dv|ds|q|echo|pset|t|a|H)(\s+[\w.\"*?+$-]*)*\s*;?\s*")


def _one_sql(word: Word, dialect: str) -> Ruling:
    if not word.plain:
        found = rule_sql(word.text.replace(OPAQUE, "x"), dialect)
        return at_least(Risk.YELLOW, found, "A value stands inside the SQL.", word)
    return _at(rule_sql(word.text, dialect), word)


def _at(ruling: Ruling, word: Word) -> Ruling:
    from dataclasses import replace

    return replace(ruling, words=(word,), parts=tuple(_at(part, word) for part in ruling.parts))


def _from_input(call: Call, dialect: str) -> Ruling:
    if call.stdin.kind == "text" and call.stdin.text is not None and call.words:
        if "\\" in call.stdin.text:
            return yellow("It may hold a command of the client.", call.words[0])
        return _one_sql(Word(call.stdin.text, call.words[0].start, call.words[0].end), dialect)
    if call.stdin.kind == "none":
        return yellow("It opens a prompt.", call.words[0])
    return yellow("It runs what it reads.", call.words[0])


def psql(call: Call, desk: Desk) -> Ruling:
    """`psql`: by the SQL of `-c`; files and meta commands are not read."""
    line = read_options(call.arguments, PSQL)
    if line.has("--help", "--version", "-V", "-?") and not line.strange:
        return green("It prints a text.")
    rulings: list[Ruling] = []
    if line.strange or any(word.loose for word in line.operands):
        rulings.append(yellow("An option is not known.", *(line.strange or line.loose)[:1]))
    if line.has("-o", "--output", "-L", "--log-file"):
        rulings.append(yellow("It writes a file.", call.words[0]))
    scripts = [option.value for option in line.all("-c", "--command") if option.value]
    if line.has("-f", "--file"):
        rulings.append(yellow("It runs SQL from a file.", call.words[0]))
    for word in scripts:
        if word.plain and META.fullmatch(word.text) and "`" not in word.text and "|" not in word.text:
            rulings.append(green("The meta command only looks."))
        elif "\\" in word.text:
            rulings.append(worst([yellow("It may hold a meta command.", word), _one_sql(word, "postgres")]))
        else:
            rulings.append(_one_sql(word, "postgres"))
    if any(re.search(r"(?i)service\s*=|\bsslkey|sslpassword|passfile", o.text) for o in line.all("-d", "--dbname")):
        rulings.append(yellow("The connection is only known when it runs.", call.words[0]))
    if line.has("-v", "--set", "--variable") and any(":" in word.text.replace("::", "") for word in scripts):
        rulings.append(yellow("A variable stands inside the SQL.", call.words[0]))
    if any(re.match(r"(?i)(prompt|editor|pager|on_error|fetch|histfile|shell)", o.text) for o in line.all("-v", "--set", "-P", "--pset", "--variable")) and not all(
        re.match(r"(?i)(on_error_stop|pager=off|fetch_count|pager=0)", o.text) for o in line.all("-v", "--set", "-P", "--pset", "--variable")):  # fmt: skip
        rulings.append(yellow("A setting may run a program.", call.words[0]))
    if not scripts and not line.has("-f", "--file"):
        rulings.append(green("It lists the databases.") if line.has("-l", "--list") else _from_input(call, "postgres"))
    found = worst(rulings)
    return green("The query only reads.", pins=PSQL_PINS) if found.risk is Risk.GREEN else found


MYSQL: Final = arity(
    "ABCEHNSVXbfginqrstvw? D: e: h: P: S: u: p --batch --skip-column-names --execute= --database= --host= --port= --socket= --user= --password=? --table --vertical --xml --html --raw --silent --verbose "
    "--version --help --ssl-mode= --ssl-ca= --protocol= --connect-timeout= --default-character-set= --column-names --no-auto-rehash --quick --force --compress --safe-updates --i-am-a-dummy --login-path= "
    "--defaults-file-x --skip-ssl --ssl"
)  # fmt: skip


def mysql(call: Call, desk: Desk) -> Ruling:
    """`mysql`: by the SQL of `-e`."""
    words = [word for word in call.arguments if not re.fullmatch(r"-p.+", word.text)]
    line = read_options(words, MYSQL)
    if line.has("--help", "--version", "-V", "-?") and not line.strange:
        return green("It prints a text.")
    rulings: list[Ruling] = []
    if line.strange or line.loose:
        rulings.append(yellow("An option is not known.", *(line.strange or line.loose)[:1]))
    scripts = [option.value for option in line.all("-e", "--execute") if option.value]
    for word in scripts:
        text = word.text.strip()
        if re.search(r"(?m)(^|;)\s*\\?(!|system|source|\.|tee|pager|edit|nopager|notee|delimiter|\\)", text, re.I):
            rulings.append(yellow("It may hold a command of the client.", word))
        rulings.append(_one_sql(Word(re.sub(r"\\G\s*$", "", text), word.start, word.end, word.opaque, word.many), "mysql"))
    if not scripts:
        rulings.append(_from_input(call, "mysql"))
    found = worst(rulings)
    return green("The query only reads.", pins=(("PAGER", "cat"), ("MYSQL_HISTFILE", "/dev/null"))) if found.risk is Risk.GREEN else found


def sqlite(call: Call, desk: Desk) -> Ruling:
    """`sqlite3` and `duckdb`: by their SQL; dot commands are not read but for a few."""
    known = arity("-line -column -html -csv -json -markdown -table -box -list -quote -header -noheader -readonly -batch -bail -separator= -newline= -nullvalue= -lookaside== -version -help -tabs -ascii -immutable -safe -memtrace -stats -echo -no-stdin -c= -s= -unsigned -jsonlines -ascii")
    words = list(call.arguments)
    texts = [word.text for word in words]
    if texts in (["-help"], ["--help"], ["-version"], ["--version"]):
        return green("It prints a text.")
    for place, text in enumerate(texts):
        if text in ("-lookaside", "--lookaside", "-pagecache") and place + 2 < len(words):
            del words[place : place + 3]
            break
    line = read_options(words, known, single_dash=True)
    operands = list(line.operands)
    scripts = [o.value for o in line.all("-c", "-s") if o.value] + operands[1:]
    rulings: list[Ruling] = []
    if line.strange or line.loose:
        rulings.append(yellow("An option is not known.", *(line.strange or line.loose)[:1]))
    if not scripts:
        return worst([*rulings, _from_input(call, "sqlite") if operands else yellow("It opens a prompt.", call.words[0])])
    if any(word.many for word in operands):
        rulings.append(yellow("A file that matches is taken for SQL.", *operands[:1]))
    for word in scripts:
        if re.fullmatch(r"\.(tables|schema|indexes|indices|databases|dbinfo|show|fullschema|stats)(\s+[\w.%*]+)?", word.text.strip()):
            rulings.append(green("It only looks."))
        elif word.text.lstrip().startswith("."):
            rulings.append(yellow("A dot command may write or run something.", word))
        elif re.search(r"(?i)\b(attach|detach|load_extension|writefile|readfile|edit|copy|install|load|export|import|read_csv|read_parquet|read_json|fts3_tokenizer)\b", word.text):
            rulings.append(yellow("It reaches beyond the database.", word))
        else:
            rulings.append(_one_sql(word, "duckdb" if call.name == "duckdb" else "sqlite"))
    found = worst(rulings)
    if found.risk is Risk.GREEN and call.name == "duckdb" and any(re.search(r"'[^']*'", word.text) and re.search(r"(?i)from\s+'", word.text) for word in scripts):
        return yellow("It reads a file as a table.", call.words[0])
    return green("The query only reads.", pins=(("SQLITE_HISTORY", "/dev/null"),)) if found.risk is Risk.GREEN else found


def sqlcmd(call: Call, desk: Desk) -> Ruling:
    """`sqlcmd`, old and new."""
    texts = [word.text for word in call.arguments]
    old = read_options(call.arguments, arity("S: U: P: d: Q: q: E C W h: s: w: y: Y: b t: l: N G I --query="))
    queries = [o.value for o in old.all("-Q", "--query") if o.value]
    if queries and not old.strange and not old.operands:
        return worst([_one_sql(word, "tsql") if not re.search(r"(?m)^\s*(:|!!|exit|quit|ed\b)", word.text) else yellow("It may run a program.", word) for word in queries])
    if texts[:1] == ["query"]:
        line = read_options(call.arguments[1:], arity("t d: q: --database= --query= --text --help"))
        if line.has("--help"):
            return green("It prints its help.")
        given = [*line.operands, *(o.value for o in line.all("-q", "--query") if o.value)]
        if given and not line.strange and not line.loose:
            return worst([_one_sql(word, "tsql") for word in given])
    if texts in (["config", "view"], ["config", "get-contexts"], ["config", "current-context"]):
        return green("It only shows.")
    if texts[:1] == ["delete"]:
        return red("It deletes a server.", call.words[0])
    return yellow("It opens a prompt or changes a server.", call.words[0])


def redis_cli(call: Call, desk: Desk) -> Ruling:
    """`redis-cli`: by the server's command."""
    known = arity("h: p: s: a: u: r: i: n: 2 3 x c d: D: X: e --raw --no-raw --csv --json --quoted-json --tls --cacert= --cert= --key= --sni= --insecure --user= --pass= --askpass --no-auth-warning --verbose --show-pushes= "
                  "--stat --latency --latency-history --latency-dist --intrinsic-latency= --bigkeys --memkeys --memkeys-samples= --hotkeys --scan --pattern= --quoted-pattern= --count= --cursor= --version v --help --verbose -4 -6")  # fmt: skip
    line = read_options(call.arguments, known, stop=True)
    if line.has("--version", "-v", "--help") and not line.rest:
        return green("It prints a text.")
    words = list(line.rest)
    rulings: list[Ruling] = []
    if [word.text for word in line.strange] == ["--cluster"] and len(words) == 2 and words[0].text in ("check", "info"):
        return green("It only looks at the cluster.")
    if line.strange:
        rulings.append(yellow("An option is not known.", line.strange[0]))
    if line.has("-x", "-X"):
        rulings.append(yellow("It reads its last word.", call.words[0]))
    if words:
        rulings.append(_redis_words(words))
    elif not line.has("--stat", "--latency", "--latency-history", "--latency-dist", "--bigkeys", "--memkeys", "--hotkeys", "--scan"):
        if call.stdin.kind == "text" and call.stdin.text is not None:
            rulings += [rule_redis(text.split()) for text in call.stdin.text.splitlines() if text.strip()]
        else:
            rulings.append(yellow("It opens a prompt or runs what it reads.", call.words[0]))
    found = worst(rulings or [green("It only reads.")])
    return green(found.why, pins=(("REDISCLI_RCFILE", "/dev/null"), ("REDISCLI_HISTFILE", "/dev/null"))) if found.risk is Risk.GREEN else found


def _redis_words(words: Sequence[Word]) -> Ruling:
    texts = [word.text for word in words]
    if len(texts) == 1 and " " in texts[0]:
        texts = texts[0].split()
    ruling = rule_redis(texts)
    if words[0].loose or words[0].opaque or any(word.loose for word in words[1:2]):
        return at_least(Risk.YELLOW, ruling, "The command is only known when it runs.", words[0])
    return _at(ruling, words[0]) if ruling.risk is not Risk.GREEN else ruling


MONGO_RED: Final = re.compile(r"\.(drop\w*|delete\w*|remove|shutdownServer|fsyncLock)\s*\(|dropDatabase|killOp")
MONGO_CALL: Final = re.compile(r"\.?\s*([A-Za-z_]\w*)\s*\(")
MONGO_READS: Final = frozenset(
    "find findOne count countDocuments estimatedDocumentCount distinct explain limit sort skip pretty toArray serverStatus currentOp stats dataSize totalSize storageSize getIndexes "
    "getCollectionNames getCollectionInfos getCollection getSiblingDB getMongo hello isMaster printReplicationInfo printSecondaryReplicationInfo printSlaveReplicationInfo status conf "
    "getProfilingStatus version hostInfo getLogComponents listCommands projection hint maxTimeMS size itcount tojson printjson print JSON stringify EJSON ObjectId ISODate getName getReplicationInfo "
    "rs sh db getUsers-x adminCommand-x serverBuildInfo buildInfo setReadPref readPref latencyStats printShardingStatus isBalancerRunning getBalancerState".split()
)


def rule_mongo(text: str) -> Ruling:
    """The ruling on code of the mongo shell."""
    if MONGO_RED.search(text):
        return red("It deletes data or ends the server.")
    calls = MONGO_CALL.findall(re.sub(r"\"[^\"]*\"|'[^']*'", "0", text))
    fine = re.fullmatch(r"[\w\s.(),{}:$\[\]'\"/*+<>=@-]*;?", text) and not re.search(r"\$(out|merge|where|function|accumulator)|=>|function|`|(?<![=!<>])=(?!=)|\[\s*['\"]", text)
    if text.strip() in ("show dbs", "show collections", "show databases", "rs.status()", "db.stats()"):
        return green("It only looks.")
    if calls and fine and set(calls) <= MONGO_READS and not re.search(r"\b(load|eval|run|adminCommand|runCommand)\b", text):
        return green("The query only reads.")
    return yellow("It is not proven to only read.")


def mongo(call: Call, desk: Desk) -> Ruling:
    """`mongosh --eval`."""
    line = read_options(call.arguments, arity("u: p: h: --eval= --quiet --host= --port= --username= --password= --authenticationDatabase= --norc --json=? --tls --tlsCAFile= --tlsCertificateKeyFile= --tlsAllowInvalidCertificates --ssl --version --help --nodb --authenticationMechanism="))
    if line.has("--version", "--help"):
        return green("It prints a text.")
    scripts = [o.value for o in line.all("--eval") if o.value]
    if not scripts:
        return yellow("It opens a prompt or runs a file.", call.words[0])
    found = worst([_at(rule_mongo(word.text), word) for word in scripts])
    files = [word for word in line.operands if word.text.endswith(".js")]
    if line.strange or line.loose or files or not line.has("--norc") and False or any(not word.plain for word in scripts):
        return at_least(Risk.YELLOW, found, "It is only known when it runs.", call.words[0])
    return found


ETCD: Final = entries("""
green: get endpoint/health endpoint/status endpoint/hashkv member/list alarm/list version check/perf-x lease/list lease/timetolive watch role/list user/list role/get user/get auth/status help
yellow: put txn snapshot member/add member/update member/promote lease/grant lease/keep-alive compaction defrag alarm/disarm elect lock make-mirror move-leader user role auth check migrate | changes the store
red: del member/remove lease/revoke downgrade user/delete role/delete auth/disable snapshot/restore | deletes from the store
""")
ETCD_OPTIONS: Final = arity(
    "w: --endpoints= --cacert= --cert= --key= --user= --password= --write-out= --prefix --keys-only --count-only --limit= --order= --sort-by= --rev= --print-value-only --from-key --consistency= --cluster "
    "--command-timeout= --dial-timeout= --insecure-skip-tls-verify --insecure-transport=? --hex --discovery-srv= --debug --keepalive-time= --detail --keys --help h"
)


def etcdctl(call: Call, desk: Desk) -> Ruling:
    """`etcdctl`: by verb; the keys of Kubernetes hold secrets."""
    line = read_options(call.arguments, ETCD_OPTIONS)
    path, ruling = by_table(call, line, ETCD)
    if path == "watch" and "--" in [word.text for word in call.arguments]:
        return yellow("It runs a command at each change.", call.words[0])
    if path == "get" and not line.has("--keys-only", "--count-only") and (any(re.search(r"secret|^/?$|^/registry/?$|" + OPAQUE, w.text) for w in line.operands[1:]) or line.has("--prefix", "--from-key") and any(w.text in ("", "/", "/registry", "/registry/") for w in line.operands[1:])):
        return yellow("It may print secrets.", call.words[0])
    return settled(call, line, ruling)


def by_verbs(rows: str, options: str = "", *, single_dash: bool = False) -> Handler:
    """A tool by a table of its verbs."""
    table = entries(rows)
    known = union(options, "h --help --version")

    def handler(call: Call, desk: Desk) -> Ruling:
        line = read_options(call.arguments, known, single_dash=single_dash)
        if line.has("-h", "--help", "--version", "-help", "-version") and not line.strange and len(line.operands) < 2:
            return green("It prints a text.")
        return settled(call, line, by_table(call, line, table)[1])

    return handler


KAFKA: Final = "-bootstrap-server= --bootstrap-server= --zookeeper= --describe --list --topic= --group= --all-groups --all-topics --members --offsets --state --command-config-x --verbose --under-replicated-partitions --unavailable-partitions --under-min-isr-partitions --version --help --entity-type= --entity-name= --timeout= --exclude-internal --topics-with-overrides --all"
HANDLERS: Final[dict[str, Handler]] = {
    "psql": psql, "mysql": mysql, "mariadb": mysql, "sqlite3": sqlite, "duckdb": sqlite, "sqlcmd": sqlcmd, "redis-cli": redis_cli, "valkey-cli": redis_cli, "keydb-cli": redis_cli,
    "mongosh": mongo, "mongo": mongo, "etcdctl": etcdctl,
    "pg_isready": reads("d: h: p: q t: U: --dbname= --host= --port= --quiet --timeout= --username="), "pg_lsclusters": harmless, "pg_controldata": reads("D: --pgdata="),
    "pg_dump": lambda call, desk: yellow("It dumps a database.", call.words[0]), "pg_dumpall": changes("It dumps every database."), "mysqldump": changes("It dumps a database."), "mongodump": changes("It writes a dump."),
    "pg_restore": lambda call, desk: red("It drops what is there first.", call.words[0]) if any(w.text in ("-c", "--clean") for w in call.arguments) else yellow("It writes a database.", call.words[0]),
    "pg_ctl": lambda call, desk: green("It only shows.") if any(w.text == "status" for w in call.arguments) and not any(w.text in ("stop", "start", "restart", "kill", "reload", "promote") or w.loose for w in call.arguments) else (red("It ends the server.", call.words[0]) if any(w.text in ("stop", "kill") for w in call.arguments) else yellow("It changes the server.", call.words[0])),
    "pg_ctlcluster": changes("It changes the server."), "pg_basebackup": changes("It writes a copy."), "pg_resetwal": destroys("It resets the log of changes; data can be lost."), "pg_rewind": destroys("It overwrites a cluster."), "createdb": changes("It makes a database."), "dropdb": destroys("It drops a database."),
    "dropuser": destroys("It drops a role."), "createuser": changes("It makes a role."), "vacuumdb": changes("It rewrites tables."), "reindexdb": changes("It rebuilds indexes."), "pgbench": changes("It loads the server."), "pgbackrest": by_verbs("green: info version\nyellow: backup check start stop | changes backups\nred: restore expire stanza-delete | overwrites or deletes", "--stanza= --output= --log-level-console= --repo="),
    "patronictl": by_verbs("green: list topology history version show-config dsn-x\nyellow: restart reload switchover pause resume edit-config | changes the cluster\nred: failover reinit remove flush | ends or rebuilds a member", "c: d: k f: --config-file= --format= --extended e W t --timestamp --watch="),
    "mysqladmin": lambda call, desk: _mysqladmin(call), "mysqlshow": reads("u: p h: P: S: t i k v --user= --host= --password=? --count"), "mysqlcheck": changes("It checks and may repair."), "innotop": changes("It opens a screen."),
    "cqlsh": lambda call, desk: _cqlsh(call), "nodetool": by_verbs("green: status info ring tpstats tablestats cfstats compactionstats netstats describecluster gossipinfo version proxyhistograms gettimeout getendpoints compactionhistory listsnapshots statusbinary statusgossip getcompactionthroughput getstreamthroughput failuredetector gcstats viewbuildstatus\nyellow: repair flush cleanup compact snapshot drain rebuild enablebinary enablegossip setcompactionthroughput scrub upgradesstables refresh | changes the node\nred: decommission removenode assassinate stop stopdaemon disablebinary disablegossip clearsnapshot truncatehints move | takes the node or its data away", "h: p: u: pw: H r --host= --port= --"),
    "kafka-topics": lambda call, desk: _kafka(call), "kafka-topics.sh": lambda call, desk: _kafka(call), "kafka-consumer-groups": lambda call, desk: _kafka(call), "kafka-consumer-groups.sh": lambda call, desk: _kafka(call), "kafka-configs": lambda call, desk: _kafka(call), "kafka-configs.sh": lambda call, desk: _kafka(call), "kafka-broker-api-versions.sh": reads("--bootstrap-server="), "kafka-log-dirs.sh": reads(KAFKA), "kafka-get-offsets.sh": reads(KAFKA),
    "rabbitmqctl": by_verbs("green: status cluster_status list_queues list_exchanges list_bindings list_connections list_channels list_consumers list_users list_vhosts list_permissions list_policies environment-x report-x node_health_check ping version list_unresponsive_queues alarms list_parameters list_feature_flags\nyellow: set_policy add_user add_vhost set_permissions start_app change_password clear_policy sync_queue set_vm_memory_high_watermark join_cluster eval eval_file await_startup rotate_logs set_user_tags | changes the broker\nred: stop stop_app reset force_reset purge_queue delete_queue delete_user delete_vhost forget_cluster_node close_connection close_all_connections shutdown force_boot | deletes or ends service", "n: p: q s t: --node= --vhost= --formatter= --quiet --silent --timeout= --online --offline --local --longnames l"),
    "rabbitmq-diagnostics": by_verbs("green: status check_running check_local_alarms check_port_connectivity ping cluster_status memory_breakdown listeners alarms check_alarms check_virtual_hosts is_booting is_running runtime_thread_stats node_health_check check_port_listener server_version list_network_interfaces disk_space consume_event_stream-x log_tail log_location", "n: q t: N: --node= --timeout= --formatter= --unit="),
    "consul": by_verbs("green: members info version catalog/services catalog/nodes catalog/datacenters operator/raft/list-peers kv/get health-x monitor watch-x\nyellow: kv/put reload join maint snapshot/save services/register config/write exec watch | changes the cluster\nred: kv/delete leave force-leave operator/raft/remove-peer services/deregister snapshot/restore config/delete | deletes or takes a member away", "-http-addr= -token= -datacenter= -detailed -recurse -keys -wan -status= -stale= -tags -service= -node= -base64 -detailed -log-level= -separator=", single_dash=True),
    "vault": by_verbs("green: status version auth/list secrets/list policy/list token/capabilities operator/key-status operator/members operator/raft/list-peers namespace/list list kv/list path-help audit/list\nyellow: read kv/get token/lookup print kv/metadata/get policy/read | may print secrets\nyellow: write kv/put login token/create token/renew operator/unseal operator/init auth/enable secrets/enable policy/write lease/renew unwrap | changes the vault\nred: delete kv/delete kv/destroy kv/metadata/delete operator/seal secrets/disable auth/disable token/revoke lease/revoke policy/delete operator/raft/remove-peer operator/step-down | deletes or seals", "-address= -format= -namespace= -detailed -field= -ca-cert= -tls-skip-verify", single_dash=True),
    "nomad": by_verbs("green: status node/status job/status alloc/status alloc/logs server/members version job/history deployment/status deployment/list deployment/list eval/status operator/raft/list-peers job/inspect-x system-x ui-x job/plan\nyellow: job/run run job/restart alloc/restart node/eligibility node/drain job/scale job/revert deployment/promote alloc/exec exec | changes jobs\nred: job/stop stop alloc/stop system/gc deployment/fail namespace/delete volume/delete job/purge-x | ends a job", "-address= -verbose -stats -short -self -json -t= -namespace= -f -n= -stderr -tail -allocs -region= -token= -filter=", single_dash=True),
    "elasticsearch-x": harmless, "influx": changes("It may write."), "clickhouse-client": lambda call, desk: _clickhouse(call), "cockroach": changes("It may change the cluster."), "memcached-tool": lambda call, desk: green("It only shows.") if len(call.arguments) == 2 and call.arguments[1].text in ("stats", "display", "settings", "sizes") and call.arguments[0].plain else yellow("It may dump or change.", call.words[0]),
    "ceph": by_verbs("green: status s health health/detail df osd/tree osd/df osd/status osd/stat osd/pool/ls osd/pool/stats osd/perf osd/dump mon/stat mon/dump mds/stat pg/stat pg/dump pg/dump_stuck pg/ls quorum_status fs/status fs/ls mgr/services versions orch/ps orch/ls orch/host/ls crash/ls crash/info osd/find device/ls osd/blocked-by log/last\nyellow: osd config tell auth mgr orch pg fs mon | changes the cluster\nred: osd/pool/delete osd/pool/rm osd/purge osd/destroy osd/out osd/down osd/rm fs/rm auth/del mon/remove orch/host/rm osd/lost osd/set-full-ratio-x | deletes or takes away", "s w f: --format= --connect-timeout= --cluster= --id= v"),
}  # fmt: skip


def _mysqladmin(call: Call) -> Ruling:
    line = read_options([w for w in call.arguments if not re.fullmatch(r"-p.+", w.text)], arity("u: h: P: S: p r i: c: v s --user= --host= --port= --password=? --socket= --relative --sleep= --count= --ssl-mode= --connect-timeout= --verbose"))
    texts = [word.text for word in line.operands]
    if texts and not line.strange and not line.loose and set(texts) <= {"status", "extended-status", "processlist", "ping", "variables", "version", "proc"}:
        return green("It only shows.")
    if any(text in ("shutdown", "drop", "kill") for text in texts):
        return red("It ends the server or drops a database.", call.words[0])
    return yellow("It changes the server.", call.words[0])


def _cqlsh(call: Call) -> Ruling:
    line = read_options(call.arguments, arity("e: u: p: k: --execute= --ssl --request-timeout= --connect-timeout= --no-color --keyspace= --username= --password="))
    scripts = [o.value for o in line.all("-e", "--execute") if o.value]
    if not scripts:
        return yellow("It opens a prompt or runs a file.", call.words[0])
    found = worst([yellow("It may run a file.", w) if re.search(r"(?i)\b(source|capture|copy)\b", w.text) else _one_sql(w, "") for w in scripts])
    return settled(call, line, found)


def _kafka(call: Call) -> Ruling:
    line = read_options(call.arguments, arity(KAFKA))
    if any(word.text in ("--delete", "--reset-offsets", "--delete-offsets") for word in call.arguments):
        return red("It deletes a topic, a group or its offsets.", call.words[0])
    if line.has("--describe", "--list", "--version", "--help"):
        return settled(call, line, green("It only lists."))
    return yellow("It changes a topic or a group.", call.words[0])


def _clickhouse(call: Call) -> Ruling:
    line = read_options(call.arguments, arity("q: h: u: d: n m --query= --host= --port= --user= --password= --database= --format= --multiquery --secure --readonly= --max_execution_time= t --time"))
    scripts = [o.value for o in line.all("-q", "--query") if o.value]
    if not scripts:
        return yellow("It opens a prompt or runs what it reads.", call.words[0])
    return settled(call, line, worst([yellow("It may write a file.", w) if re.search(r"(?i)\binto\s+outfile|\b(url|file|s3|remote|executable|mysql|postgresql|input|hdfs|jdbc|odbc)\s*\(", w.text) else _one_sql(w, "clickhouse") for w in scripts]))
