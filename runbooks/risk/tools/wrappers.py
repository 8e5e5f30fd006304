"""Commands that run another: opened, and judged by what they run."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.environment import rule_assignment
from runbooks.risk.options import Arity, Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, worst, yellow
from runbooks.risk.secrets import PRINTS_FILES, SECRET_FILE
from runbooks.risk.words import OPAQUE, UNKNOWN_ARGUMENT, Call, Word
from runbooks.types import Risk


def opens(known: Arity, *, skip: int = 0) -> Handler:
    """A wrapper with these options, then `skip` operands, then the command."""

    def handler(call: Call, desk: Desk) -> Ruling:
        line = read_options(call.arguments, known, stop=True)
        skipped, rest = line.rest[:skip], line.rest[skip:]
        if not rest:
            fine = not line.strange and line.has("--help", "--version", "-V", "-h")
            return green() if fine else yellow(f"`{call.name}` names no command.", call.words[0])
        ruling = desk.wrapped(call, rest)
        if line.strange or any(word.loose for word in skipped):
            bad = (*line.strange, *skipped)[:1]
            return at_least(Risk.YELLOW, ruling, f"An option of `{call.name}` is not known.", *bad)
        return ruling

    return handler


ENV: Final = arity(
    "i0v u: C: S: --ignore-environment --null --unset= --chdir= --split-string= --debug --help --version"
)


def env(call: Call, desk: Desk) -> Ruling:
    """`env`: sets variables and runs a command; alone it prints the environment."""
    line = read_options(call.arguments, ENV, stop=True)
    rest = list(line.rest[1:] if line.rest and line.rest[0].text == "-" else line.rest)
    rulings: list[Ruling] = []
    if line.has("-S", "--split-string") or line.strange:
        rulings.append(yellow("It splits a text into a command.", call.words[0]))
        split = line.last("-S", "--split-string")
        if split and split.value and OPAQUE not in split.text:
            text = split.text + " " + " ".join(word.text for word in rest)
            script = Word(text, call.words[0].start, call.words[-1].end)
            return worst([*rulings, desk.inside(script, call)])
    length = next((i for i, word in enumerate(rest) if not re.match(r"[^=]+=", word.text)), len(rest))
    tool = rest[length].text if length < len(rest) else ""
    rulings += [_assigned(word, plain_tool=desk.is_plain(tool)) for word in rest[:length]]
    if not tool:
        rulings.append(yellow("It prints the environment, which may hold secrets.", call.words[0]))
    else:
        rulings.append(desk.wrapped(call, rest[length:]))
    emptied = line.has("-i", "--ignore-environment", "-u", "--unset") or line.rest[:1] != tuple(rest[:1])
    if emptied and any(ruling.pins for ruling in rulings):
        rulings.append(yellow("It takes away the variables that keep the command harmless.", call.words[0]))
    return worst(rulings)


def _assigned(word: Word, *, plain_tool: bool) -> Ruling:
    name, _, text = word.text.partition("=")
    value = Word(text, word.start, word.end, word.opaque, word.many)
    return rule_assignment(name, value, alone=False, simple=True, at=word, plain_tool=plain_tool)


def xargs(call: Call, desk: Desk) -> Ruling:
    """`xargs`: runs a command with words that are not known."""
    line = read_options(
        call.arguments,
        arity(
            "0rtpxo a: d: E: I: L: n: P: s: i l e --null --no-run-if-empty --verbose "
            "--interactive --exit --open-tty --arg-file= --delimiter= --eof=? --replace=? "
            "--max-lines=? --max-args= --max-procs= --max-chars= --show-limits --process-slot-var="
        ),
        stop=True,
    )
    if not line.rest:
        return (
            yellow("It prints what it reads.", call.words[0])
            if line.strange
            else green("It echoes what it reads.")
        )
    loose = not call.stdin.names or line.has(
        "-a", "--arg-file", "-d", "--delimiter", "-0", "--null", "-s", "-E"
    )
    replaced = line.last("-I", "--replace", "-i")
    if replaced and (sign := replaced.text or "{}"):
        words = [
            Word(w.text.replace(sign, OPAQUE), w.start, w.end, True, False, loose and w.text.startswith(sign))
            if sign in w.text
            else w
            for w in line.rest
        ]
    else:
        words = [*line.rest, UNKNOWN_ARGUMENT._replace(dash=loose)]
    ruling = desk.wrapped(call, words)
    files = [option.text for option in line.all("-a", "--arg-file")]
    prints = line.rest[0].text.rsplit("/", 1)[-1] in PRINTS_FILES and call.stdin.secret
    if prints or any(SECRET_FILE.search(text) or OPAQUE in text for text in files):
        return at_least(Risk.YELLOW, ruling, "It may print a secret.", call.words[0])
    if line.strange or line.has("--process-slot-var"):
        return at_least(Risk.YELLOW, ruling, "An option of `xargs` is not known.", call.words[0])
    return ruling


def time(call: Call, desk: Desk) -> Ruling:
    """`time command`; with `-o` it writes."""
    line = read_options(call.arguments, arity("pv"), stop=True)
    if not line.rest:
        return green() if not line.strange else yellow("An option is not known.", *line.strange)
    ruling = desk.wrapped(call, line.rest)
    return (
        at_least(Risk.YELLOW, ruling, "An option of `time` may write a file.", *line.strange)
        if line.strange
        else ruling
    )


def watch(call: Call, desk: Desk) -> Ruling:
    """`watch` hands its words to a shell, joined by spaces."""
    line = read_options(
        call.arguments,
        arity(
            "bcdegtpxwr n: q: --interval= --differences=? --no-title --beep --errexit "
            "--chgexit --color --precise --exec --no-wrap"
        ),
        stop=True,
    )
    if not line.rest:
        return yellow("It names no command.", call.words[0])
    if line.has("-x", "--exec"):
        ruling = desk.wrapped(call, line.rest)
    else:
        text = " ".join(word.text for word in line.rest)
        loose = any(not word.plain for word in line.rest)
        ruling = desk.inside(Word(text, line.rest[0].start, line.rest[-1].end, loose), call)
    return at_least(Risk.YELLOW, ruling, "An option is not known.", *line.strange) if line.strange else ruling


def script(call: Call, desk: Desk) -> Ruling:
    """`script file command`: records; to /dev/null it only runs."""
    line = read_options(call.arguments, arity("qaefr c: --quiet --return --command= --flush"), stop=True)
    if line.strange or not line.rest or line.rest[0].text != "/dev/null":
        inner = [desk.wrapped(call, line.rest[1:])] if len(line.rest) > 1 else []
        return worst([yellow("It writes a recording.", call.words[0]), *inner])
    command = line.last("-c", "--command")
    if command and command.value:
        return desk.inside(command.value, call)
    if len(line.rest) < 2:
        return yellow("It opens a shell.", call.words[0])
    return desk.wrapped(call, line.rest[1:])


def parallel(call: Call, desk: Desk) -> Ruling:
    """GNU parallel hands a command to a shell."""
    line = read_options(call.arguments, arity("j: k --jobs= --keep-order --tag -0"), stop=True)
    words = []
    for word in line.rest:
        if word.text in (":::", "::::", ":::+"):
            break
        words.append(word)
    inner = desk.wrapped(call, [*words, UNKNOWN_ARGUMENT]) if words else green()
    return at_least(Risk.YELLOW, inner, "It runs a command with words that are not known.", call.words[0])


def flock(call: Call, desk: Desk) -> Ruling:
    """`flock file command`: takes a lock while it runs."""
    line = read_options(call.arguments, arity("nsxoeFu w: E: c: --timeout= --nonblock --shared"), stop=True)
    rest = line.rest[1:]
    if rest[:1] and rest[0].text in ("-c", "--command") and len(rest) > 1:
        inner = desk.inside(rest[1], call)
    else:
        inner = desk.wrapped(call, rest) if rest else green()
    return at_least(Risk.YELLOW, inner, "It makes a lock file.", call.words[0])


def _nohup(call: Call, desk: Desk) -> Ruling:
    return at_least(
        Risk.YELLOW,
        desk.wrapped(call, call.arguments),
        "It goes on after the end and writes nohup.out.",
        call.words[0],
    )


def _setsid(call: Call, desk: Desk) -> Ruling:
    return at_least(
        Risk.YELLOW,
        desk.wrapped(call, [w for w in call.arguments if not w.text.startswith("-")]),
        "It leaves its process group.",
        call.words[0],
    )


def _line(line: Line) -> Line:
    return line


HANDLERS: Final[dict[str, Handler]] = {
    "env": env,
    "xargs": xargs,
    "gxargs": xargs,
    "time": time,
    "watch": watch,
    "doas": opens(arity("n u: C: L")),
    "script": script,
    "parallel": parallel,
    "flock": flock,
    "timeout": opens(
        arity("k: s: v --preserve-status --foreground --kill-after= --signal= --verbose --help --version"),
        skip=1,
    ),
    "gtimeout": opens(arity("k: s: v --preserve-status --foreground --kill-after= --signal="), skip=1),
    "nice": opens(arity("n: --adjustment= 0123456789")),
    "ionice": opens(arity("c: n: t --class= --classdata= --ignore")),
    "nohup": _nohup,
    "setsid": _setsid,
    "stdbuf": opens(arity("i: o: e: --input= --output= --error=")),
    "unbuffer": opens(arity("p")),
    "chronic": opens(arity("ve")),
    "busybox": opens(arity("")),
    "toybox": opens(arity("")),
}
