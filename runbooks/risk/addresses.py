"""Addresses that a plain GET should not reach unasked: they act, hand out credentials or print secrets."""

import re
from typing import Final
from urllib.parse import unquote

from runbooks.risk.words import listed

OTHER_PROTOCOLS: Final = re.compile(
    r"(?i)(telnet|smtp|smtps|imaps?|pop3s?|ldaps?|mqtt|rtsp|gophers?|dict|scp|sftp|smbs?|tftp|"
    r"rtmp\w*|ws|wss)://|(telnet|smtp|imap|pop3|ldap|gopher|dict)\."
)
HANDS_OUT: Final = re.compile(
    r"(?i)meta-data/iam|security-credentials|user[-_]?data\b|metadata/identity|service-accounts|169\.254\.170\.2|"
    r"169\.254\.169\.254.*(token|\ufffc|/identity/|/password|meta_data\.json|recursive)|169\.254\.169\.254/?$|"
    r"computeMetadata/.*(attributes/|recursive)"
)
# Kubernetes' and Vault's secrets, and dumps of a program's memory or environment.
PRINTS_SECRETS: Final = re.compile(
    r"(?i)/(secrets?|kv|credentials?|tokens?|api-?keys?|heapdump|heap_dump|hprof)(/|\?|$)|/v1/(secret|kv|aws|database)/|"
    r"^[^/]*/v1/[\w-]+/(data|creds|static-creds|export)/|/v1/cubbyhole/|/(projects|groups)/[^/]+/variables(/|\?|$)|"
    r"/((actuator|manage(ment)?|admin)/env|serviceaccount/token|\.env|\.git/config|\.aws/|latest/api/token)(\?|/|$)"
)
PRIVATE_FILE: Final = re.compile(
    r"(?i)shadow|id_rsa|id_ed25519|\.pem|\.key|\.env|credentials|secret|token|environ"
)
# Last parts of a path that act on GET in servers that are in use: Jenkins, Solr, Tomcat, Flink…
ACTS: Final = listed(
    "quitquitquit abortabortabort quit exit shutdown shut_down poweroff reboot restart saferestart "
    "safeexit quietdown cancelquietdown reload refresh _refresh flush _flush flushall _forcemerge "
    "forcemerge _cache clear clearcache clear-cache clear_cache purge reset reset_counters "
    "reset_stats srst kill yarn-cancel cancel cancel-with-savepoint stop start pause resume suspend "
    "enable disable drain undrain undeploy deploy redeploy unload failover promote demote rollback "
    "delete remove destroy drop truncate trigger build buildwithparameters run execute invoke gc "
    "compact reindex rebuild sync resync invalidate expire rotate unseal seal logout sendmessage send "
    "publish notify fail ack acknowledge snooze approve reject toggle switch set update upgrade "
    "install uninstall create add write insert push commit rebalance evict expunge migrate vacuum "
    "cleanup clean cron.php unsubscribe confirm accept disconnect freeosmemory import leave join "
    "wp-cron.php cronjob "
)
ACTING_PLACE: Final = re.compile(
    r"(?i)/jolokia/(exec|write)/|/(manager|host-manager)/text/(?!list|serverinfo|sessions|resources|threaddump|vminfo)|"
    r"/-/(quit|reload)|/healthcheck/(fail|ok)|/buildbytoken|/trigger/|/push/[\w-]+|/ping/[0-9a-f-]{8,}|hc-ping\.com|"
    r"/heartbeats?/|nosnch\.in/|cronitor\.|/cron/|[?&]add2queue=|"
    r"/\w*\.(post|delete|archive|revoke|kick|set|update)((?-i:[A-Z])\w*)?(\?|$)|"
    r"/(delete|remove|acknowledge|restart|reboot|shutdown)(?!d|s)[a-z]{4,}\.\w+\?|"
    r"/(stages|jobs?|app)/(stage/)?kill|/nic/update|/set_|cmd\.cgi|/webhooks?/|hooks\.slack\.com|/hooks?/catch/|/debug/set|/log(ging|level|gers?|s)?\?(.*&)?level=|"
    r"[?&](query|q|sql|sql_query|stmt|statement|command|update)=[\s+]*(drop|delete|insert|update|alter|truncate|create|"
    r"grant|kill|set|optimize|system|replace|rename|detach|mutation|call|exec|clear|load|vacuum)[\s+{(]|[?&](turn|enable|disable|power|cmnd)=|"
    r"[?&;](action|op|operation|cmd|command|do|task|method|_method|act)=(?!(get|list|status|show|read|view|info|"
    r"describe|search|query|stats?|count|find|liststatus|getfilestatus|getcontentsummary|opcodes)\w*(&|$))|"
    r"[?&](commit|stream\.body|reset|refresh|flush|force|clear)(=(true|1|yes|on)?)?(&|$)|"
    r"[?&](delete|kill|restart|shutdown|purge|remove)(=(?!(false|0|no|off)(&|$))[^&]*)?(&|$)"
)


# What a name that begins with a deed ends in when it only tells of it: `build-info`, `sync_status`.
TELLS: Final = listed(
    "info status stats state time history list count log logs progress check config metrics summary report"
)
FILE: Final = re.compile(
    r"\.(sh|txt|log|json|html?|ya?ml|zip|t?gz|tar|xz|deb|rpm|exe|md|png|svg|css|js|xml|csv|conf|ini|crt|repo)$"
)
ENDS_IN_A_DEED: Final = listed("modify delete shutdown restart reboot stop kill remove purge flush")


def _acts(part: str) -> bool:
    """True when the name of a place is a deed: `restart`, `doDelete`, `drain_listeners`, `reboot.cgi`."""
    if part.lower() in ACTS:
        return True
    if FILE.search(part):
        return False
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", part)]
    if words[:1] in (["do"], ["force"]):
        words = words[1:]
    if not words or words[-1] in TELLS:
        return False
    return words[0] in ACTS or words[-1] in ENDS_IN_A_DEED


def address_alarm(address: str) -> str:
    """The sentence about what a GET of this address may do beyond reading; empty for none."""
    if OTHER_PROTOCOLS.match(address):
        return "The protocol may change something."
    if HANDS_OUT.search(address):
        return "It may print credentials of the machine."
    if re.match(r"(?i)file:", address):
        return "It may print a secret." if PRIVATE_FILE.search(address) else ""
    place = unquote(re.sub(r"^[A-Za-z][\w+.-]*://", "", address.partition("#")[0]))
    path = place.partition("?")[0]
    if PRINTS_SECRETS.search(place):
        return "It may print a secret."
    parts = [part for part in re.split(r"[/{},;]", path)[1:] if part.strip(".")]
    while len(parts) > 1 and re.fullmatch(r"[0-9]+|[0-9a-fA-F-]{8,}", parts[-1]):
        parts.pop()  # what the deed is done to
    chosen = parts if "{" in path else parts[-1:]
    if any(_acts(part) for part in chosen) or ACTING_PLACE.search(place):
        return "Servers may act on a GET of this address."
    return ""
