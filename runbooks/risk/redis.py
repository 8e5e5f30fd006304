"""Redis and Valkey: by the server's own command table, and a hand list for what it does not flag."""

import shlex
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final

from runbooks.risk.ruling import Ruling, green, red, worst, yellow
from runbooks.risk.words import listed

TABLE: Final = Path(__file__).parent / "tables" / "redis_commands.txt"
UNFLAGGED_READS: Final = listed(
    "ping echo info time lastsave role select hello command command|count command|docs command|"
    "info command|list command|getkeys client|list client|info client|getname client|id client|"
    "trackinginfo client|getredir cluster|info cluster|nodes cluster|slots cluster|shards cluster|"
    "myid cluster|keyslot cluster|links cluster|replicas cluster|slaves cluster|countkeysinslot "
    "cluster|getkeysinslot cluster|count-failure-reports cluster|slot-stats cluster|myshardid "
    "commandlog|get commandlog|len latency|doctor latency|graph latency|histogram latency|history "
    "latency|latest memory|doctor memory|stats memory|malloc-stats module|list pubsub|channels "
    "pubsub|numpat pubsub|numsub pubsub|shardchannels pubsub|shardnumsub script|exists function|"
    "stats slowlog|get slowlog|len acl|whoami acl|cat acl|users acl|log subscribe psubscribe "
    "ssubscribe sentinel|masters sentinel|master sentinel|replicas sentinel|slaves sentinel|"
    "sentinels sentinel|get-master-addr-by-name sentinel|ckquorum help"
)
OPAQUE: Final = frozenset(("eval_ro", "evalsha_ro", "fcall_ro", "sort_ro", "touch", "dump"))
DESTROYS: Final = listed(
    "flushall flushdb del unlink delifeq shutdown script|flush function|flush function|delete "
    "cluster|reset cluster|flushslots cluster|forget cluster|delslots debug xgroup|destroy "
    "replicaof slaveof"
)
SECRET_CONFIG: Final = (
    "requirepass",
    "masterauth",
    "masteruser",
    "primaryauth",
    "tls-key-file-pass",
    "tls-client-key-file-pass",
)


@cache
def _readonly() -> frozenset[str]:
    text = TABLE.read_text(encoding="utf-8")
    return frozenset(text.split("\nreadonly\n")[1].split("\nwrite\n")[0].split()) - OPAQUE


def _may_be_secret(pattern: str) -> bool:
    return "\ufffc" in pattern or any(fnmatchcase(name, pattern.lower()) for name in SECRET_CONFIG)


def asks_alone(name: str) -> bool:
    """True for a command of one word that only reads, whatever its arguments."""
    return name.lower() in _readonly()


def rule_redis(words: Sequence[str]) -> Ruling:
    """The ruling on one command of the server, its name first."""
    if not words:
        return yellow("There is no command.")
    name = words[0].lower()
    if name == "latency" and len(words) == 1:
        return yellow("It is not a whole command.")
    full = f"{name}|{words[1].lower()}" if len(words) > 1 else name
    shown = full.replace("|", " ").upper()
    if full == "config|get":
        if len(words) < 3 or any(_may_be_secret(word) for word in words[2:]):
            return yellow("It may print the server's password.")
        return green("CONFIG GET only reads.")
    if full == "acl|log" and len(words) > 2 and not words[2].isdigit():
        return yellow("It clears the log.")
    if name in DESTROYS or full in DESTROYS:
        return red(f"{shown if full in DESTROYS else name.upper()} destroys data or ends service.")
    if name in _readonly() or full in _readonly() or name in UNFLAGGED_READS or full in UNFLAGGED_READS:
        if "store" in (word.lower() for word in words[1:]):
            return yellow("It stores its result.")
        return green(f"{shown if full in UNFLAGGED_READS else name.upper()} only reads.")
    return yellow(f"{name.upper()[:30]} changes something or is not known.")


def rule_redis_text(text: str) -> Ruling:
    """The ruling on commands as they are typed at the prompt, one a line."""
    rulings: list[Ruling] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            words = shlex.split(line)
        except ValueError:
            words = line.split()
            rulings.append(yellow("It was not understood."))
        if words and words[0] in ("redis-cli", "valkey-cli"):
            rulings.append(yellow("It is a command of the shell."))
        rulings.append(rule_redis(words))
    return worst(rulings) if rulings else yellow("There is no command.")
