"""Addresses that a plain GET should not reach unasked: they act, hand out credentials or print secrets."""

import re
from typing import Final

from runbooks.risk.words import OPAQUE, listed

OTHER_PROTOCOLS: Final = re.compile(
    r"(?i)(telnet|smtp|smtps|imaps?|pop3s?|ldaps?|mqtt|rtsp|gophers?|dict|scp|sftp|smbs?|tftp|"
    r"rtmp\w*|ws|wss)://|(telnet|smtp|imap|pop3|ldap|gopher|dict)\."
)
HANDS_OUT: Final = re.compile(
    r"meta-data/iam|security-credentials|user-data|metadata/identity|service-accounts|169\.254\.170\.2|"
    r"169\.254\.169\.254.*(token|\ufffc)|169\.254\.169\.254/?$"
)
# Kubernetes' and Vault's secrets, and dumps of a program's memory or environment.
PRINTS_SECRETS: Final = re.compile(
    r"(?i)/(secrets?|kv|credentials?|tokens?|api-?keys?|heapdump|heap_dump|hprof)(/|\?|$)|/v1/(secret|kv|aws|database)/|"
    r"/(actuator/env|serviceaccount/token|\.env|\.git/config|\.aws/|latest/api/token)(\?|/|$)"
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
    "cleanup clean cron.php wp-cron.php cronjob "
)
ACTING_PLACE: Final = re.compile(
    r"(?i)/jolokia/(exec|write)/|/(manager|host-manager)/text/(?!list|serverinfo|sessions|resources|threaddump|vminfo)|"
    r"/-/(quit|reload)|/healthcheck/(fail|ok)|/buildbytoken|/trigger/|/push/[\w-]+|/ping/[0-9a-f-]{8,}|hc-ping\.com|"
    r"/(stages|jobs?|app)/(stage/)?kill|/nic/update|/set_|cmd\.cgi|/webhooks?/|hooks\.slack\.com|/hooks?/catch/|"
    r"[?&;](action|op|operation|cmd|command|do|task|method|_method|act)=(?!(get|list|status|show|read|view|info|"
    r"describe|search|query|stats?|count|find|liststatus|getfilestatus|getcontentsummary|opcodes)\w*(&|$))|"
    r"[?&](commit|delete|stream\.body|reset|refresh|flush|kill|restart|shutdown|force|clear|purge)(=(true|1|yes|on)?)?(&|$)"
)


def address_alarm(address: str) -> str:
    """The sentence about what a GET of this address may do beyond reading; empty for none."""
    if OTHER_PROTOCOLS.match(address):
        return "The protocol may change something."
    if HANDS_OUT.search(address):
        return "It may print credentials of the machine."
    if re.match(r"(?i)file:", address):
        return "It may print a secret." if PRIVATE_FILE.search(address) else ""
    place = re.sub(r"^[A-Za-z][\w+.-]*://", "", address.partition("#")[0])
    path = place.partition("?")[0]
    if PRINTS_SECRETS.search(place):
        return "It may print a secret."
    parts = [part for part in path.split("/")[1:] if part]
    if (parts and parts[-1].lower() in ACTS) or ACTING_PLACE.search(place):
        return "Servers may act on a GET of this address."
    return ""


def is_unknown(address: str) -> bool:
    """True when nothing of the address is known before it runs."""
    return address.strip(OPAQUE) == ""
