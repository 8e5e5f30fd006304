"""What a finding says of a command: its own name, what it does, and the words that made it so."""

import re
from dataclasses import replace
from typing import Final

from runbooks.risk.ruling import Ruling
from runbooks.risk.words import Call, Word, listed
from runbooks.types import Risk

_QUOTED: Final = re.compile(r"`([^`]*)`")
_VAGUE: Final = re.compile(
    r"`([^`]+)` (?:changes something|changes something here|deletes it|deletes or ends something|"
    r"(?:ends or deletes|takes something away or ends service))(?:,? or is not known)?\."
)
_SUBS: Final = listed(
    "git docker podman kubectl oc helm systemctl terraform tofu ip nmcli gh zfs zpool ceph nodetool "
    "rabbitmqctl apt apt-get dnf yum pip npm brew snap vault consul nomad etcdctl drbdadm virsh lxc "
    "btrfs tc ufw"
)
# Options that make a change a worse one, wherever a tool has them.
_DECIDE: Final = listed(
    "--force -f -rf -fr -Rf -R --recursive --delete -delete --hard -9 -KILL -SIGKILL --all --all- "
    "namespaces --prune --purge --mirror --execute --privileged --in-place --no-preserve-root "
    "--grace-period=0 --replicas=0 --now --skip-final-snapshot --volumes --flush --auto-approve "
    "-auto-approve"
)
_REGULAR: Final = listed(
    "create delete update remove start stop restart attach detach enable disable add register "
    "deregister associate disassociate run send tag untag cancel restore import export resize "
    "deallocate assign unassign grant revoke reset rotate scale deploy upload download rename "
    "install uninstall upgrade invoke destroy suspend resume pause merge clone set unset rollback "
    "promote reload lock unlock sync archive allocate release accept reject subscribe unsubscribe "
    "receive mount unmount regenerate renew disconnect connect drain undrain abort migrate fail "
    "activate deactivate generate submit rebuild bind unbind freeze unfreeze evict insert transfer"
)
_THIRD: Final = {verb: f"{verb}s" for verb in _REGULAR} | {
    "put": "writes",
    "modify": "changes",
    "change": "changes",
    "edit": "changes",
    "patch": "changes",
    "terminate": "ends",
    "kill": "ends",
    "reboot": "restarts",
    "purge": "empties",
    "publish": "publishes",
    "push": "pushes",
    "fetch": "fetches",
    "pull": "fetches",
    "copy": "copies",
    "cp": "copies",
    "mv": "moves",
    "rm": "removes",
    "del": "deletes",
    "apply": "applies",
    "replace": "replaces",
    "new": "creates",
    "redeploy": "restarts",
    "failover": "moves",
    "switch": "changes",
    "authorize": "allows",
}


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
    vague = _VAGUE.fullmatch(why)
    return why if vague is None else _deed(vague[1]) or why


def _shown(call: Call) -> str:
    """The command as people call it: its name, with the sub-command where it has them."""
    name = call.name[:40]
    if name not in _SUBS:
        return name
    verb = call.words[1].text if len(call.words) > 1 else ""  # behind an option it might be a value
    return f"{name} {verb}" if re.fullmatch(r"[a-z][a-z-]{1,20}", verb) else name


def _deed(shown: str) -> str:
    """What an operation does, by its own verb; empty where the verb is not known."""
    verb, _, thing = shown.rpartition(" ")[2].partition("-")
    does = _THIRD.get(verb)
    if does is None:
        return ""
    if not thing:
        return f"`{shown}` {does} what it names."
    thing = thing.replace("-", " ")
    one = "" if thing.endswith("s") else "an " if thing[0] in "aeiou" else "a "
    return f"`{shown}` {does} {one}{thing}."


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
