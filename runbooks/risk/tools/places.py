"""Commands run elsewhere: other roots, name spaces and priorities; most are not fully opened."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, worst, yellow
from runbooks.risk.words import Call, listed
from runbooks.types import Risk

# Words with which these run nothing and only show.
SHOWS: Final = {
    "numactl": re.compile(r"(--hardware|-H|--show|-s)( (--hardware|-H|--show|-s))*"),
    "taskset": re.compile(r"(-p|-cp|-pc|-c -p|-p -c|-ap|-acp) \d+"),
    "chrt": re.compile(r"-a?p \d+"),
    "prlimit": re.compile(r"(--pid[ =]|-p ?)\d+( (--nofile|--nproc|--memlock|--core|--as|--stack))*"),
    "perf": re.compile(r"list( (hw|sw|cache|tracepoint|pmu|metric))?"),
}


def _unopened(call: Call, desk: Desk) -> Ruling:
    given = " ".join(word.text for word in call.arguments)
    if call.name in SHOWS and SHOWS[call.name].fullmatch(given) and all(w.plain for w in call.arguments):
        return green("It only shows.")
    inner = [
        desk.wrapped(call, call.arguments[i:])
        for i, w in enumerate(call.arguments[:6])
        if w.plain and w.text in desk.handlers and w.text not in ("test", "w")
    ]
    top = worst(inner or [green()])
    return at_least(Risk.YELLOW, top, f"What `{call.name}` runs is not fully understood.", call.words[0])


def chroot(call: Call, desk: Desk) -> Ruling:
    """`chroot /host command`: the machine itself, seen from a container that looks after it."""
    if call.arguments[:1] and call.arguments[0].plain and call.arguments[0].text.rstrip("/") == "/host":
        rest = call.arguments[1:]
        return desk.wrapped(call, rest) if rest else yellow("It opens a shell.", call.words[0])
    return _unopened(call, desk)


def nsenter(call: Call, desk: Desk) -> Ruling:
    """`nsenter -t 1 -n command`: the same program, with the network of another process.

    With `-m` or `-a` it would be another program of the same name.
    """
    line = read_options(
        call.arguments,
        arity("uinpCUT t: --uts --ipc --net --pid --cgroup --user --time --target="),
        stop=True,
    )
    target = line.last("-t", "--target")
    attached = any("=" in option.word.text and option is not target for option in line.options)
    fine = (
        target is not None and not line.strange and not attached and not any(w.loose for w in line.rest[:1])
    )
    return desk.wrapped(call, line.rest) if fine and line.rest else _unopened(call, desk)


UNOPENED: Final = listed(
    "setarch taskset strace ltrace unshare systemd-run cgexec chrt firejail proxychains torsocks "
    "pdsh sshpass tmux screen entr mosh clush fakeroot catchsegv numactl prlimit perf tsp retry "
    "crictl-exec direnv aws-vault op pkexec"
)


HANDLERS: Final[dict[str, Handler]] = {
    **dict.fromkeys(UNOPENED, _unopened),
    "chroot": chroot,
    "nsenter": nsenter,
}
