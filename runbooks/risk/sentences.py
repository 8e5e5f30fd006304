"""What a finding says of a command: its own name, what it does, and the words that made it so."""

import re
from dataclasses import replace
from typing import Final

from runbooks.risk.deeds import CLUSTER, DEEDS, THIRD
from runbooks.risk.ruling import Ruling
from runbooks.risk.words import Call, Word, listed
from runbooks.types import Risk

_QUOTED: Final = re.compile(r"`([^`]*)`")
_VAGUE: Final = re.compile(
    r"`([^`]+)` (?:changes something|changes something here|deletes it|deletes or ends something|"
    r"(?:ends or deletes|takes something away or ends service))(?:,? or is not known)?\."
)
_ON_CLUSTER: Final = re.compile(r"(`(?:kubectl|oc|k) ([a-z][a-z -]*)`) changes (?:resources|something)\.")
_METHOD: Final = re.compile(r"(?i)(post|put|patch) changes something\.")
_SUBS: Final = listed(
    "git docker podman kubectl oc helm systemctl terraform tofu ip nmcli gh zfs zpool ceph nodetool "
    "rabbitmqctl apt apt-get dnf yum pip npm brew snap vault consul nomad etcdctl drbdadm virsh lxc "
    "btrfs tc ufw"
)
# Options that make a change a worse one, wherever a tool has them.
_DECIDE: Final = listed(
    "--force -f -rf -fr -Rf -R --recursive --delete -delete --hard -9 -KILL -SIGKILL --all "
    "--all-namespaces --prune --purge --mirror --execute --privileged --in-place --no-preserve-root "
    "--grace-period=0 --replicas=0 --now --skip-final-snapshot --volumes --flush --auto-approve "
    "-auto-approve"
)


def named(ruling: Ruling, call: Call) -> Ruling:
    """The finding with its command as the subject and the words that decided cited; safe ones stay."""
    if ruling.risk is Risk.GREEN:
        return ruling
    if ruling.parts:
        parts = tuple(named(part, call) for part in ruling.parts)
        return replace(ruling, why=_sentence(ruling.why, call), parts=parts)
    return replace(ruling, why=_sentence(ruling.why, call), words=_words(ruling, call))


def _sentence(why: str, call: Call) -> str:
    if why.startswith("It "):
        return f"`{_shown(call)}` {why[3:]}"
    if why == "An option is not known.":
        return f"An option of `{call.name}` is not known."
    return told(why)


def _shown(call: Call) -> str:
    """The command as people call it: its name, with the sub-command where it has them."""
    name = call.name[:40]
    if name not in _SUBS:
        return name
    verb = call.words[1].text if len(call.words) > 1 else ""  # behind an option it might be a value
    return f"{name} {verb}" if re.fullmatch(r"[a-z][a-z-]{1,20}", verb) else name


def told(why: str) -> str:
    """The sentence, with what a known verb does in place of "changes something"."""
    cluster = _ON_CLUSTER.fullmatch(why)
    if cluster is not None:
        does = CLUSTER.get(cluster[2]) or CLUSTER.get(cluster[2].split()[0])
        return f"{cluster[1]} {does}." if does else why
    method = _METHOD.fullmatch(why)
    if method is not None:
        return f"{method[1].upper()} changes what the address names, or makes something there."
    vague = _VAGUE.fullmatch(why)
    return why if vague is None else _deed(vague[1]) or why


def _deed(shown: str) -> str:
    """What an operation does, by its own verb; empty where the verb is not known."""
    known = DEEDS.get(shown.replace("podman ", "docker ").replace("docker-compose ", "docker compose "))
    if known is not None:
        return f"`{shown}` {known}."
    path = shown.split(" ")
    for place in range(len(path) - 1, max(0, len(path) - 3), -1):
        verb, _, thing = path[place].partition("-")
        if verb in THIRD and (not thing or place == len(path) - 1):
            things = thing.replace("-", " ") or " ".join(path[1:place])
            return f"`{shown}` {THIRD[verb]} {_one(things) if things else 'what it names'}."
    return ""


def _one(thing: str) -> str:
    """A thing with its article."""
    return thing if thing.endswith("s") else f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def _words(ruling: Ruling, call: Call) -> tuple[Word, ...]:
    """The words cited; where that is the name alone, the sub-command and the options that decide too."""
    if not call.words or ruling.words != call.words[:1]:
        return ruling.words
    told = {token for quoted in _QUOTED.findall(ruling.why) for token in quoted.split()} | set(
        _shown(call).split()
    )
    told.discard(call.words[0].text)
    more = [
        word
        for word in call.arguments[:20]
        if word.end > word.start and (word.text in told or word.text in _DECIDE)
    ]
    return (*ruling.words, *more)
