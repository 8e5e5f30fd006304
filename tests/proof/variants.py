"""Commands nobody wrote: every option that a program of this machine says it has, tried on the rules.

Those that come out green are executed; an option that writes, and that the rules take for harmless, shows.
"""

import random
import re
import shutil
import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from execution.agent.configuration import PATH
from runbooks.risk.tools.registry import HANDLERS
from tests.proof.corpus import green_of
from tests.proof.jobs import jobs_for
from tests.proof.prove import force

SEED: Final = 20_26
LONG: Final = re.compile(r"(?<![\w-])--?[a-zA-Z][\w-]{2,}")
OPERANDS: Final = ("", "app.log", "app.log data.json", "/etc/hosts", "logs", "1")
# What a tool needs before its options mean anything.
FORMS: Final = {
    "git": "status log diff show branch tag remote blame grep stash ls-files ls-tree rev-parse describe "
    "shortlog reflog config cat-file for-each-ref show-ref rev-list diff-tree diff-index diff-files archive "
    "ls-remote fetch worktree submodule bisect notes count-objects fsck check-ignore name-rev whatchanged",
    "ip": "addr link route neigh rule netns maddress tunnel tcp_metrics monitor",
    "openssl": "x509 req verify s_client dgst rsa pkcs12 crl asn1parse version enc rand genrsa ciphers speed",
    "systemctl": "status list-units list-timers show cat is-active list-dependencies list-unit-files",
    "dpkg": "-l -L -s -S -V",
    "apt": "list show search policy",
    "apt-cache": "policy show search depends madison",
    "tc": "qdisc class filter",
    "sed": "-n s/a/b/ p",
    "awk": "'{print}'",
    "jq": ".",
    "grep": "a",
    "egrep": "a",
    "fgrep": "a",
    "zgrep": "a",
    "date": "+%s",
    "timeout": "1",
    "find": ". logs",
    "tar": "-tf",
    "unzip": "-l",
    "ssh-keygen": "-l",
    "curl": "http://localhost:8080/",
    "wget": "-O- --spider",
    "sysctl": "-a vm.swappiness",
    "service": "--status-all",
    "tmux": "ls",
    "docker": "ps images logs inspect info version stats top system network volume",
    "kubectl": "get describe logs top version config explain",
    "npm": "ls view outdated",
    "pip": "list show freeze check",
    "sqlite3": "data.db",
}


def variants(names: Iterable[str] = HANDLERS) -> list[str]:
    """Commands of each tool among `names` that is installed: every option alone, and some in pairs."""
    chance = random.Random(SEED)
    installed = sorted(name for name in set(names) if shutil.which(name, path=PATH))
    found: list[str] = []
    for name, options in _options_of(installed).items():
        forms = FORMS.get(name, "").split() or [""]
        for option in options:
            for form in chance.sample(forms, min(len(forms), 3)):
                found.append(_joined(name, form, option, chance.choice(OPERANDS)))
        for _ in range(len(options) // 2):
            pair = chance.sample(options, 2)
            found.append(_joined(name, chance.choice(forms), *pair, chance.choice(OPERANDS)))
    return list(dict.fromkeys(found))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _options_of(names: Sequence[str]) -> dict[str, list[str]]:
    """What may be options of each tool: every letter and every long word of its help."""
    asked = [replace(job, kept=100_000) for job in jobs_for(green_of(f"{name} --help" for name in names))]
    said = {outcome.command.split()[0]: outcome.said for outcome in force(asked)}
    return {name: sorted(_options(said.get(name, ""))) for name in names}


def _options(text: str) -> Iterator[str]:
    for letter in string.ascii_letters + string.digits:
        yield from (f"-{letter}", f"-{letter}owned", f"-{letter} owned", f"-{letter} 1")
    for word in set(LONG.findall(text)):
        yield from (word, f"{word}=owned", f"{word}=1")
