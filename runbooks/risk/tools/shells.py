"""Shells, here and on other hosts, and what changes the user."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.environment import rule_assignment
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, worst, yellow
from runbooks.risk.secrets import SECRET_FILE
from runbooks.risk.words import Call, Word, listed
from runbooks.types import Risk


def shell(call: Call, desk: Desk) -> Ruling:
    """`bash -c script`, or a shell that reads its script from elsewhere."""
    line = read_options(
        call.arguments,
        arity(
            "celxuinvsp o: O: --login --norc --noprofile --posix --verbose --rcfile= --init-file= "
            "--version --help"
        ),
        stop=True,
    )
    if line.has("-c"):
        ruling = yellow("It names no script.", call.words[0])
        if line.rest:
            ruling = desk.inside(line.rest[0], call, call.stdin)
        secret = any(SECRET_FILE.search(word.text) for word in line.rest[1:])
        odd = line.strange or line.has("--rcfile", "--init-file", "-O") or secret
        if odd or any(word.loose for word in line.rest[1:]):
            ruling = at_least(
                Risk.YELLOW, ruling, "An option of the shell is not proven to be harmless.", call.words[0]
            )
        if line.has("-l", "-i", "--login") and ruling.risk is Risk.GREEN:
            return green(
                "The script only reads; no start-up file of the user's is found.",
                pins=(*ruling.pins, ("BASH_ENV", ""), ("ENV", ""), ("HOME", "/proc/none")),
            )
        return ruling
    if line.has("--version", "--help") and not line.rest and not line.strange:
        return green("It prints a text.")
    reads_code = not line.rest or line.has("-s") or line.rest[0].text == "-"
    if (call.stdin.fetched and reads_code) or any(word.fetched for word in line.rest[:1]):
        return red("It runs code that was fetched or decoded.", call.words[0])
    if call.stdin.kind == "text" and call.stdin.text is not None and (not line.rest or line.has("-s")):
        inner = desk.inside(Word(call.stdin.text, call.words[0].start, call.words[0].end), call)
        return at_least(Risk.YELLOW, inner, "It runs what it reads.", call.words[0])
    return yellow("It runs code that is not in the command.", call.words[0])


SSH: Final = arity(
    "46AaCfGgKkMNnqsTtVvXxYy B: b: c: D: E: e: F: I: i: J: L: l: m: O: o: p: P: Q: R: S: W: w:"
)


SSH_FINE: Final = re.compile(
    r"(?i)(ConnectTimeout|StrictHostKeyChecking|BatchMode|UserKnownHostsFile|LogLevel|"
    r"ServerAlive\w+|User|Port|ConnectionAttempts|PreferredAuthentications|PasswordAuthentication|"
    r"IdentitiesOnly|AddressFamily|Compression|HostName)[= ].*"
)


# Other signs in a host's name reach a shell through ProxyJump and ProxyCommand.
SSH_PLACE: Final = re.compile(r"(?!-)(ssh://)?[\w.@:,\[\]%\ufffc-]+/?")


def ssh(call: Call, desk: Desk) -> Ruling:
    """`ssh host script`: judged by the script, which the far shell reads."""
    line = read_options(call.arguments, SSH, stop=True)
    rest = line.rest
    if line.has("-V") and not rest:
        return green("It prints its version.")
    asks = len(call.arguments) == 2 and not rest and not call.arguments[1].text.startswith("-")
    if asks and call.arguments[0].text == "-Q":
        return green("It lists what it can use.")
    if not rest:
        return yellow("It names no host.", call.words[0])
    host = rest[0]
    # The options may go on after the host.
    more = read_options(rest[1:], SSH, stop=True)
    given = (*line.options, *more.options)
    if not more.rest:
        return yellow("It opens a shell on another host.", call.words[0])
    text = " ".join(word.text for word in more.rest)
    opaque = any(not word.plain for word in more.rest)
    ruling = desk.inside(Word(text, more.rest[0].start, more.rest[-1].end, opaque), call, call.stdin)
    bad = [
        o
        for o in given
        if o.name in listed("-D -L -R -w -W -O -S -M -F -E -I -A -X -Y -f")
        or (o.name == "-o" and not SSH_FINE.fullmatch(o.text))
        or (o.name == "-J" and not SSH_PLACE.fullmatch(o.text))
    ]
    if line.strange or more.strange or bad or host.loose or not SSH_PLACE.fullmatch(host.text):
        return at_least(
            Risk.YELLOW, ruling, "An option of `ssh` may run a program or forward a port.", call.words[0]
        )
    return ruling


def su(call: Call, desk: Desk) -> Ruling:
    """`su user -c script`."""
    line = read_options(
        call.arguments, arity("lmp c: s: g: G: --login --command= --shell= --preserve-environment")
    )
    script = line.last("-c", "--command")
    if script is None or script.value is None:
        return yellow("It opens a shell as another user.", call.words[0])
    ruling = desk.inside(script.value, call, call.stdin)
    fine = [word for word in line.strange if word.text != "-"]
    if fine or line.has("-s", "--shell") or len([w for w in line.operands if w.text != "-"]) > 1:
        return at_least(Risk.YELLOW, ruling, "An option is not known.", call.words[0])
    return ruling


def sudo(call: Call, desk: Desk) -> Ruling:
    """`sudo`: judged by what it runs."""
    line = read_options(
        call.arguments,
        arity(
            "bEHnkSisPA u: g: C: h: p: r: t: U: T: R: D: lvKVe --user= --group= --non-interactive "
            "--login --set-home --preserve-env=? --stdin --list --validate --version --prompt= --shell"
        ),
        stop=True,
    )
    if not line.rest or line.has("-e", "-K", "-k", "-v"):
        if line.has("-l", "--list", "-V", "--version") and not line.strange:
            return green("It lists what may be run.")
        return yellow("It opens a shell or changes the ticket of `sudo`.", call.words[0])
    rest = list(line.rest)
    rulings: list[Ruling] = []
    while rest and re.match(r"[A-Za-z_]\w*=", rest[0].text):
        name, _, value = rest[0].text.partition("=")
        rulings.append(
            rule_assignment(
                name,
                Word(value, rest[0].start, rest[0].end, rest[0].opaque),
                alone=False,
                simple=True,
                at=rest[0],
            )
        )
        rest.pop(0)
    if line.has("-l", "--list") and rest:
        return green("It lists what may be run.")
    ruling = worst([*rulings, desk.wrapped(call, rest)])
    if line.strange or line.has("-b", "-A", "-R", "-C", "--preserve-env"):
        return at_least(
            Risk.YELLOW, ruling, "An option of `sudo` is not proven to be harmless.", call.words[0]
        )
    return ruling


HANDLERS: Final[dict[str, Handler]] = {
    "ssh": ssh,
    "su": su,
    "sudo": sudo,
    "runuser": su,
    **dict.fromkeys(listed("bash sh dash zsh ksh ash fish rbash mksh"), shell),
}
