"""Tools with a small language of their own: sed, awk, jq and their kin."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.tools.awk import awk_verdict
from runbooks.risk.tools.kit import doubtful, reads
from runbooks.risk.words import Call, listed

SED: Final = arity(
    "nErsuz e: f: l: --quiet --silent --expression= --file= --regexp-extended --null-data --separate "
    "--unbuffered --posix --debug --sandbox --line-length= --help --version"
)
AWK: Final = arity(
    "F: v: f: W: --field-separator= --assign= --version --help --posix --re-interval --sandbox --csv"
)
# Addresses, then one command letter that neither writes, reads a program nor runs one.
SED_ADDRESS: Final = (
    r"(?:(?:\d+(?:~\d+)?|\$|/(?:\\.|[^/\\\n])*/[IM]?)(?:\s*,\s*(?:[+~]?\d+|\$|/(?:\\.|"
    r"[^/\\\n])*/[IM]?))?\s*!*\s*)?"
)
SED_PLAIN: Final = re.compile(
    SED_ADDRESS
    + (
        r"(?:[pPdDhHgGxnN=l]|[qQ]\s*\d*|b\s*\w*|t\s*\w*|T\s*\w*|[{}]|:\s*\w+|"
        r"y(?P<y>.)(?:(?!(?P=y))[^\\])+(?P=y)(?:(?!(?P=y))[^\\])+(?P=y))?\s*"
    )
)
SED_TEXT: Final = re.compile(SED_ADDRESS + r"[aic]\\?[^\n]*(?:\n|$)")


def sed_is_plain(script: str) -> bool:
    """True when every command of a sed script is known and neither writes nor runs."""
    if re.search(r"\[[^\]a-zA-Z0-9]*[/|,#%@!][^\]]*\]", script) and not re.search(
        r"^[^\[]*\[\^?[\w /.-]*\][^\[]*$", script
    ):
        return False  # seds differ over a delimiter that stands in brackets
    if re.search(r"\[[^\]]*/[^\]]*\]", script):
        return False
    place = 0
    while place < len(script):
        if script[place] in " \t\n;":
            place += 1
            continue
        end = _sed_substitute(script, place)
        if end:
            place = end
            continue
        found = SED_TEXT.match(script, place)
        if found and re.search(r"^" + SED_ADDRESS + r"[aic]", found[0]):
            place = found.end()
            continue
        found = SED_PLAIN.match(script, place)
        if not found or found.end() == place:
            return False
        place = found.end()
        if place < len(script) and script[place] not in ";\n}{" and script[place - 1] not in "{};\n":
            return False
    return True


def _sed_substitute(script: str, place: int) -> int:
    found = re.compile(SED_ADDRESS + r"s").match(script, place)
    if not found:
        return 0
    at = found.end()
    if at >= len(script) or script[at] in "\\\n" or script[at].isalnum():
        return 0
    sign, at = script[at], at + 1
    for _ in range(2):
        while at < len(script) and script[at] != sign:
            if script[at] == "\\":
                at += 1
            at += 1
        if at >= len(script):
            return 0
        at += 1
    flags = re.compile(r"[gpiIm0-9]*").match(script, at)
    at = flags.end() if flags else at
    if at < len(script) and not re.match(r"\s*([;}\n]|$)", script[at:]):
        return 0
    return at


def sed(call: Call, desk: Desk) -> Ruling:
    """`sed`: prints, unless it edits in place, writes or runs."""
    line = read_options(call.arguments, SED)
    for option in line.strange:
        if option.text.startswith(("-i", "--in-place")) or re.match(r"-[nErsuz]*i", option.text):
            return yellow("It edits files in place.", option)
    scripts = [option.value for option in line.all("-e", "--expression") if option.value]
    operands = list(line.operands)
    if not scripts and not line.has("-f", "--file") and operands:
        scripts = [operands.pop(0)]
    if line.has("-f", "--file"):
        return yellow("It runs a script from a file.", call.words[0])
    if line.strange or any(word.many and word.dash for word in operands):
        return yellow("An option is not known.", *(line.strange or line.loose)[:1])
    joined = "\n".join(word.text for word in scripts)
    if any(not word.plain for word in scripts) or not sed_is_plain(joined):
        return yellow("Its script may write a file or run a command.", *scripts[:1])
    return green("`sed` only prints.")


def awk(call: Call, desk: Desk) -> Ruling:
    """`awk` and its kin: print, unless they write, run or read a program from a file."""
    line = read_options(call.arguments, AWK, stop=True)
    if line.has("-f", "--file"):
        return yellow("It runs a program from a file.", call.words[0])
    if line.strange:
        return yellow("An option is not known.", line.strange[0])
    if not line.rest:
        fine = line.has("--version", "--help") or any(o.text == "version" for o in line.all("-W"))
        return green() if fine else yellow("It names no program.", call.words[0])
    if any(o.text not in ("version",) for o in line.all("-W")):
        return yellow("An option is not known.", call.words[0])
    program, operands = line.rest[0], line.rest[1:]
    if not program.plain:
        return yellow("Its program is only known when it runs.", program)
    settings = [option.value for option in line.all("-v", "--assign") if option.value]
    if any(re.match(r"/inet", word.text) for word in operands):
        return yellow("It opens a connection.", program)
    del settings
    return awk_verdict(program.text, program, call, desk)


JQ_ENVIRONMENT: Final = re.compile(r"\$ENV|(?<![.\w\"$])env\b|\$__prog_args")


def jq(call: Call, desk: Desk) -> Ruling:
    """`jq` only prints; a filter that reads the environment may print secrets."""
    line = read_options(
        call.arguments,
        arity(
            "rcnesSMCajR f: L: --raw-output --raw-output0 --compact-output --null-input "
            "--exit-status --slurp --sort-keys --color-output --monochrome-output --ascii-output "
            "--join-output --raw-input --tab --indent= --stream --stream-errors --seq "
            "--unbuffered --from-file= --args --jsonargs --help --version h"
        ),
    )
    strange = [
        word for word in line.strange if word.text not in ("--arg", "--argjson", "--slurpfile", "--rawfile")
    ]
    if strange or line.has("-f", "--from-file", "-L"):
        return yellow(
            "It reads a program from a file, or an option is not known.", *(strange or call.words)[:1]
        )
    if any(JQ_ENVIRONMENT.search(word.text) for word in line.operands):
        return yellow("Its filter may print the environment.", *line.operands[:1])
    loose = [word for word in line.operands if word.dash]
    return yellow("A word of `jq` may become an option.", loose[0]) if loose else green("`jq` only prints.")


def yq(call: Call, desk: Desk) -> Ruling:
    """`yq` prints unless it edits in place."""
    line = read_options(
        call.arguments,
        arity(
            "PrCMNjnesy p: o: I: --prettyPrint --colors --no-colors --no-doc --unwrapScalar=? "
            "--input-format= --output-format= --indent= --null-input --exit-status --raw-output "
            "--tojson --version --help V"
        ),
    )
    for option in line.options:
        if option.name in ("-i", "--inplace", "--in-place", "-s", "--split-exp"):
            return yellow("It edits the file in place.", option.word)
    if any(
        re.search(r"\b(load\w*|env|strenv|eval|system)\b\s*\(|\$ENV|\b(env|envsubst)\b", word.text)
        for word in line.operands
    ):
        return yellow("Its expression may read files or the environment.", *line.operands[:1])
    return doubtful(call, line) or green("`yq` only prints.")


def interpreter(call: Call, desk: Desk) -> Ruling:
    """A general language: its code is not read."""
    words = [word.text for word in call.arguments]
    if words in (["-V"], ["-v"], ["version"], ["--version"], ["-version"]):
        return green("It prints its version.")
    if call.stdin.fetched and (not words or words == ["-"]):
        return red("It runs code that was fetched or decoded.", call.words[0])
    if call.name.startswith("python") and words[:2] in (["-m", "json.tool"],) and len(words) == 2:
        return green(
            "It only prints JSON.", pins=(("PYTHONSAFEPATH", "1"), ("PYTHONPATH", ""), ("PYTHONHOME", ""))
        )
    code = " ".join(words)
    danger = re.search(
        (
            r"rmtree|os\.remove|unlink|os\.system\(.{0,3}rm |rm -rf|DROP TABLE|shutil\.move|"
            r"FileUtils\.rm|File\.delete"
        ),
        code,
    )
    if danger:
        return red("Its code deletes.", *call.arguments[:1])
    if re.search(r"b64decode|decode_base64|fromhex|exec\(.*(decode|urlopen|requests)", code):
        return red("It runs decoded or fetched code.", *call.arguments[:1])
    return yellow("Its code is not read.", call.words[0])


def perl_or_plain(call: Call, desk: Desk) -> Ruling:
    """`perl`, `ruby`…: opaque."""
    return interpreter(call, desk)


LANGUAGES: Final = listed(
    "python python2 python3 perl ruby node nodejs php lua tclsh expect osascript pwsh powershell "
    "Rscript groovy jshell irb deno bun java gdb lldb ghci erl iex scala vim vi nano emacs ex ed "
    "view pico"
)


HANDLERS: Final[dict[str, Handler]] = {
    "sed": sed,
    "gsed": sed,
    "awk": awk,
    "gawk": awk,
    "mawk": awk,
    "nawk": awk,
    "jq": jq,
    "gojq": jq,
    "jaq": jq,
    "yq": yq,
    **dict.fromkeys(LANGUAGES, interpreter),
    **{f"python3.{minor}": interpreter for minor in range(6, 15)},
    "rg": reads(
        (
            "aceEFhHiIlLnNoPpqsSuUvVwxz0. A: B: C: e: f: g: t: T: m: M: r: j: --hidden --no-ignore "
            "--files --files-with-matches --count --json --line-number --ignore-case --smart-case "
            "--type= --glob= --context= --after-context= --before-context= --max-count= --max-depth= "
            "--color= --colors= --sort= --stats --multiline --fixed-strings --word-regexp --regexp= "
            "--no-heading --heading --with-filename --no-filename --only-matching --invert-match "
            "--type-list --search-zip --text --no-config --help --version -d="
        ),
        pins=(("RIPGREP_CONFIG_PATH", ""),),
    ),
}
