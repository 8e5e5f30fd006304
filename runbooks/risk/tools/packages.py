"""Packages, and servers that check their own configuration."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.tools.kit import by_table, entries, reads, settled
from runbooks.risk.words import Call, listed


def _pip_rule(call: Call, desk: Desk) -> Ruling:
    return _pip(call)


def _uv_rule(call: Call, desk: Desk) -> Ruling:
    return _uv(call)


def _dpkg_rule(call: Call, desk: Desk) -> Ruling:
    return _dpkg(call)


def _rpm_rule(call: Call, desk: Desk) -> Ruling:
    return _rpm(call)


def _nginx(call: Call, desk: Desk) -> Ruling:
    if [w.text for w in call.arguments] in (["-t"], ["-T"], ["-v"], ["-V"], ["-h"], ["-tq"], ["-t", "-q"]):
        return green("It checks or prints the configuration.")
    if "stop" in [w.text for w in call.arguments]:
        return red("It ends the server.", call.words[0])
    return yellow("It changes the server.", call.words[0])


def _apachectl(call: Call, desk: Desk) -> Ruling:
    if call.arguments and all(
        w.plain and w.text in listed("-t -S -v -V -M -l configtest status -D DUMP_VHOSTS DUMP_MODULES")
        for w in call.arguments
    ):
        return green("It checks or prints the configuration.")
    if any(w.text in ("stop", "graceful-stop") for w in call.arguments):
        return red("It ends the server.", call.words[0])
    return yellow("It changes the server.", call.words[0])


def _haproxy(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if line.has("-c", "-v"):
        return None
    return yellow("It starts a server.", call.words[0])


def _postqueue(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if line.has("-p", "-j"):
        return None
    return yellow("It flushes the queue.", call.words[0])


def _postconf(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if any("=" in w.text for w in line.operands):
        return yellow("It changes the mail server.", call.words[0])
    return None


def _postsuper(call: Call, desk: Desk) -> Ruling:
    if any(w.text == "-d" for w in call.arguments):
        return red("It deletes mail.", call.words[0])
    return yellow("It changes the queue.", call.words[0])


def _jmap(call: Call, desk: Desk) -> Ruling:
    return yellow("It may write a dump or stop the process for a while.", call.words[0])


def _jcmd(call: Call, desk: Desk) -> Ruling:
    if len(call.arguments) <= 1 or (
        call.arguments[1].plain
        and call.arguments[1].text
        in listed(
            "Thread.print VM.version VM.flags VM.uptime GC.heap_info VM.native_memory VM.command_line "
            "VM.dynlibs VM.classloader_stats Compiler.queue JFR.check help"
        )
        and all(w.text in ("-l", "-e", "summary", "detail") for w in call.arguments[2:])
    ):
        return green("It only shows.")
    return yellow("It may change the process.", call.words[0])


def _py_spy(call: Call, desk: Desk) -> Ruling:
    if (
        call.arguments
        and call.arguments[0].text in ("dump", "top")
        and (not any(w.loose for w in call.arguments))
    ):
        return green("It only shows.")
    return yellow("It writes a file.", call.words[0])


def _wg(call: Call, desk: Desk) -> Ruling:
    if not call.arguments or [w.text for w in call.arguments] == ["show"]:
        return green("It only shows.")
    return yellow("It changes or prints keys.", call.words[0])


def _pip(call: Call) -> Ruling:
    line = read_options(
        call.arguments,
        arity(
            "v q l o u e f: i: r: --format= --user --outdated --path= --local --verbose "
            "--not-required --all --exclude= --pre --files --global --site --help --version h V "
            "--cache-info-x"
        ),
    )
    table = entries(
        "green: list show freeze check inspect config/list config/get-x debug help cache/dir "
        "cache/info cache/list index/versions hash\nyellow: install download wheel uninstall cache "
        "config search run upgrade | changes packages"
    )
    if line.has("--help", "--version", "-h", "-V") and not line.strange:
        return green("It prints a text.")
    return settled(call, line, by_table(call, line, table)[1])


def _uv(call: Call) -> Ruling:
    texts = [word.text for word in call.arguments]
    if texts in (
        ["--version"],
        ["version"],
        ["pip", "list"],
        ["tree"],
        ["pip", "freeze"],
        ["python", "list"],
        ["tool", "list"],
        ["cache", "dir"],
    ):
        return green("It only lists.")
    return yellow("It changes packages or runs code.", call.words[0])


def _dpkg(call: Call) -> Ruling:
    line = read_options(
        call.arguments,
        arity(
            "l L s S p c I C V --list --listfiles --status --search --get-selections --audit "
            "--verify --print-architecture --print-avail --contents --info --compare-versions"
        ),
    )
    if not line.strange and not line.loose and line.options:
        return green("It only lists.")
    return (
        red("It removes packages.", call.words[0])
        if any(re.match(r"-r$|-P$|--remove|--purge", w.text) for w in call.arguments)
        else yellow("It changes packages.", call.words[0])
    )


# Other options of rpm load macros, and a macro may be a command.
RPM: Final = arity(
    "aqilcdLRpsvVfgh --all --info --list --file --package --group --changelog --changes --configfiles "
    "--docfiles --licensefiles --scripts --triggers --filetriggers --filesbypkg --last --dump --state "
    "--provides --requires --conflicts --obsoletes --recommends --suggests --supplements --enhances "
    "--whatprovides --whatrequires --whatconflicts --whatobsoletes --whatrecommends --qf= --queryformat= "
    "--query --verify --nodeps --nofiles --nodigest --nosignature --noscripts --nomd5 --nosize --nomtime "
    "--nomode --nouser --nogroup --nocaps --nolinkto --nordev --noconfig --quiet --verbose "
    "--artifactfiles --fileclass --filecaps --filerequire --fileprovide --showrc-x --version --help "
    "--checksig --hash"
)


def _rpm(call: Call) -> Ruling:
    line = read_options(call.arguments, RPM)
    asks = line.has("-q", "-V", "--query", "--verify") or [w.text for w in call.arguments] == ["--version"]
    if asks and not line.strange and not line.loose:
        return green("It only asks.", pins=(("PAGER", "cat"),))
    removes = any(re.match(r"-e|--erase", word.text) for word in call.arguments[:1])
    return (
        red("It removes packages.", call.words[0])
        if removes
        else yellow("It changes packages.", call.words[0])
    )


HANDLERS: Final[dict[str, Handler]] = {
    **dict.fromkeys(("pip", "pip3", "pipx"), _pip_rule),
    "uv": _uv_rule,
    "dpkg": _dpkg_rule,
    "rpm": _rpm_rule,
    "nginx": _nginx,
    **dict.fromkeys(("apachectl", "apache2ctl", "httpd"), _apachectl),
    "haproxy": reads("c v f: V", _haproxy),
    "postqueue": reads("p j", _postqueue),
    "postconf": reads("n d", _postconf),
    "postsuper": _postsuper,
    "jmap": _jmap,
    "jcmd": _jcmd,
    "py-spy": _py_spy,
    "wg": _wg,
}
