"""Consoles of other languages: which command opens one, and what a line typed into it looks like."""

from re import IGNORECASE, Pattern, compile
from typing import Final

from runbooks.parsing.commands.tools import REDIS_COMMANDS
from runbooks.types import Language

# `Project.find(1)`, `x = Model.first`, `Redis::Cache.with do |redis|`
_RUBY: Final = compile(
    r"^(?:@?[a-z_]\w*\s*(?:\|\|)?=\s*)?(?:::)?[A-Z]\w*(?:::[A-Z]\w*)*\.[a-z_]\w*[!?]?"
    r"(?:\(|\s*\{|\.[a-z_]\w*[!?]?|\s+do\b|\s*\[|\s+['\":&]|$)"
)
_RUBY_LINE: Final = compile(
    r"^(?:@?[a-z_]\w*\s*(?:[|+-]*=(?!=|>)\s*\S)|[@$:]?[A-Za-z_][\w:]*(?:\.[a-z_]\w*[!?]?)+|puts\b|pp?\s"
    r"|require\b"
    r"|load\b|(?:end|begin)\b|[}\])]|(?:if|unless|while|until|def|return|exit)\b)"
)
_PYTHON_LINE: Final = compile(
    r"^(?:from \S+ import\b|import \w|[A-Za-z_][\w.]*\s*=(?!=)\s*\S|[A-Za-z_][\w.]*\(|(?:for|with|if"
    r"|while|def|print)\b)"
)
_MONGO_LINE: Final = compile(r"^(?:(?:db|rs|sh)\.\w|use \w+$|show \w+$)")
# What these open: the words of the command, and the language that is typed there.
_OPENERS: Final = (
    (compile(r"(?:^|[ /])(?:gitlab-)?(?:rails|bin/rails)[ -](?:console|c)\b|(?:^|[ /])irb\b"), Language.RUBY),
    (compile(r"(?:^|[ /])(?:redis|valkey)-cli\b(?!.*\s(?:--\w|[A-Za-z]+$))"), Language.REDIS),
    (compile(r"(?:^|[ /])manage\.py shell\b|(?:^|[ /])(?:i?python[\d.]*)$"), Language.OTHER),
    (compile(r"(?:^|[ /])mongo(?:sh)?\b(?!.*--eval)"), Language.OTHER),
)
# A router or a switch: what it is asked, and what opens its configuration.
_ASKED: Final = compile(
    r"(?:show|sh|display|clear|debug|undebug|monitor) (?:ip|ipv6|bgp|interfaces?|int|vlans?|mac|arp"
    r"|mac-address-table|routes?|routing-table|run|running-config|startup-config|logg?ing|cdp|lldp|spanning-tree|ospf|isis|mpls"
    r"|vrf|inventory|environment|chassis|policy-map|access-lists?|standby|vrrp|hsrp|etherchannel|port-channel"
    r"|lacp|crypto|ntp|snmp|controllers?|redundancy|vpc|nve|evpn|l2vpn|pim|igmp|bfd|nat|errdisable|counters"
    r"|processes (?:cpu|mem\w*)|tech-support|high-availability|transceiver|power|platform|neighbors?)(?:\s|$)"
)
_SHOWN: Final = compile(r"show [a-z][\w-]*(?: [^\s,;.]\S*){0,6}$")
_CONFIGURES: Final = compile(
    r"conf(?:ig(?:ure)?)?(?: t(?:erminal)?| private| exclusive)$|write (?:memory|mem)$|wr mem$|system-view$"
    r"|copy run(?:ning-config)? start(?:up-config)?$|(?:no )?terminal (?:length|monitor)\b|commit confirmed\b"
)
# What the consoles of an Oracle database are told: DGMGRL, RMAN.
_ORACLE: Final = compile(
    r"(?:switchover to|failover to|reinstate database|(?:enable|disable|show) (?:configuration|database"
    r"|fast_start)|crosscheck|restore (?:database|tablespace|controlfile|archivelog)|recover database"
    r"|backup (?:database|archivelog|incremental|as|current)|delete (?:noprompt|obsolete|expired|archivelog)"
    r"|list (?:backup|incarnation|failure)|validate (?:backup|database)|startup (?:mount|nomount|force)"
    r"|shutdown (?:immediate|abort|transactional))\b[^;]{0,200};$",
    IGNORECASE,
)
_OPENS_CONFIGURATION: Final = compile(r"(?:conf|system-view)")
_CONSOLE: Final = compile(r"\b(?:rails|ruby|irb)[ -]?(?:console|shell|session)\b", IGNORECASE)
_LONGEST: Final = 2000


def is_ruby(text: str) -> bool:
    """A call of a class's method, as typed into a Ruby console."""
    return len(text) < _LONGEST and _RUBY.match(text) is not None


def names_ruby(words: str) -> bool:
    """The words before a block speak of a Ruby console."""
    return _CONSOLE.search(words) is not None


def opened_by(command: str) -> Language | None:
    """The language of the console that this command opens."""
    line = command.strip()
    if "\n" in line or len(line) > _LONGEST:
        return None
    return next((language for opener, language in _OPENERS if opener.search(line)), None)


def asks_device(text: str) -> bool:
    """What a router or a switch is told: `show ip bgp summary`, `write memory`."""
    return len(text) < _LONGEST and bool(_ASKED.match(text) or _CONFIGURES.match(text))


def tells_oracle(text: str) -> bool:
    """A statement of DGMGRL or RMAN: `switchover to standby;`."""
    return _ORACLE.match(text) is not None


def shows(text: str) -> bool:
    """`show` and what: no program of a shell, but one of many consoles."""
    return len(text) < _LONGEST and _SHOWN.match(text) is not None


def configures_device(text: str) -> bool:
    """All that follows is typed into the configuration of a device."""
    return _CONFIGURES.match(text) is not None and _OPENS_CONFIGURATION.match(text) is not None


_TYPED: Final[dict[Language, tuple[Pattern[str], ...]]] = {
    Language.RUBY: (_RUBY_LINE,),
    Language.OTHER: (_MONGO_LINE, _PYTHON_LINE),
}


def typed_there(text: str, language: Language) -> bool:
    """The line may have been typed into a console of this language."""
    if len(text) > _LONGEST:
        return False
    if language is Language.REDIS:
        return text.split(None, 1)[0].upper() in REDIS_COMMANDS
    return any(pattern.match(text) for pattern in _TYPED.get(language, ()))
