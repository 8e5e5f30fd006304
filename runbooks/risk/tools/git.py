"""git and gh. What a repository's own configuration may run is pinned away."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Arity, Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.tools.git_words import DANGEROUS, FORCES, GLOBAL, PINS, READ_OPTIONS, TABLE
from runbooks.risk.tools.kit import by_table, settled
from runbooks.risk.words import OPAQUE, Call
from runbooks.types import Risk


def git(call: Call, desk: Desk) -> Ruling:
    """The ruling on git."""
    lead = read_options(call.arguments, GLOBAL, stop=True)
    if not lead.rest:
        return (
            green("It prints a text.")
            if not lead.strange and not lead.has("-c", "--config-env", "--exec-path")
            else yellow("It names no sub-command.", call.words[0])
        )
    inner = Call((call.words[0], *lead.rest), (), call.stdin, call.depth)
    ruling = _sub(inner)
    bad = [o for o in lead.options if o.name in ("-c", "--config-env") and not _safe_setting(o.text)]
    if (
        lead.strange
        or bad
        or any(o.name == "--exec-path" and o.value for o in lead.options)
        or (lead.has("-p", "--paginate"))
    ):
        return at_least(
            Risk.YELLOW, ruling, "A setting given here may run a program.", *(o.word for o in bad[:1])
        )
    if any(
        o.name in ("-C", "--git-dir", "--work-tree") and o.value is not None and o.value.many
        for o in lead.options
    ):
        return at_least(Risk.YELLOW, ruling, "The repository is only known when it runs.", call.words[0])
    return ruling


def _safe_setting(text: str) -> bool:
    return (
        bool(
            re.fullmatch(
                (
                    r"(?i)(color\.\w+(\.\w+)?=\w+|core\.(pager|fsmonitor|quotepath|abbrev)=(cat|false|"
                    r"off|\d+)|core\.pager=|pager\.\w+=(cat|false)|log\.\w+=\w+|advice\.\w+=\w+|"
                    r"safe\.directory=.*|core\.hookspath=/dev/null)"
                ),
                text,
            )
        )
        and "=!" not in text
    )


def _sub(call: Call) -> Ruling:
    verb = call.words[1].text if call.words[1].plain else ""
    line = read_options(call.arguments, _arity(verb))
    path, ruling = by_table(call, line, TABLE)
    if not path:
        return ruling
    words = [word.text for word in call.arguments[1:]]
    if any(text in ("-h", "--help") for text in words) and path:
        return green(
            "It prints its help.", pins=(("GIT_PAGER", "cat"), ("MANPAGER", "cat"), ("PAGER", "cat"))
        )
    special = _special(verb, path, line, words, call)
    if special is not None:
        ruling = special
    if ruling.risk is not Risk.GREEN:
        return ruling
    bad = (
        [w for w in call.arguments[1:] if DANGEROUS.fullmatch(w.text)]
        if verb not in ("ls-files", "rev-parse") or any("output" in t for t in words)
        else []
    )
    if verb == "grep" and line.has("-O"):
        return yellow("It opens a pager on what it finds.", call.words[0])
    bad = [w for w in bad if not (w.text.startswith("-O") and verb not in ("grep", "diff", "log", "show"))]
    if bad:
        return yellow(f"`{bad[0].text[:30]}` writes a file or runs a program.", bad[0])
    if verb in ("ls-remote", "remote") and any(
        re.search(r"^ext::|^-|" + OPAQUE, word.text) for word in line.operands[1:]
    ):
        return yellow("The address may run a program.", *line.operands[1:2])
    loose_ok = all(not w.dash for w in line.loose) or verb in ("blame", "ls-files", "ls-tree", "check-ignore")
    return settled(
        call, line, green(f"`git {path.replace('/', ' ')}` only reads.", pins=PINS), loose_ok=loose_ok
    )


def _arity(verb: str) -> Arity:
    values = {
        "log": "n: L: S: G: U:",
        "diff": "S: G: U: l:",
        "show": "U: S: G:",
        "blame": "L: b w e f",
        "grep": "A: B: C: e: f: m: n l c w i E F P",
        "ls-files": "x: X: o m d s u k t v z c i",
        "branch": "u: b a r v l d D m M c C f q",
        "tag": "n m: l u: a s f d F:",
        "config": "f: l z",
        "describe": "",
        "archive": "l v o: --format= --prefix= --output= --remote= --exec= --list --verbose 0123456789",
        "shortlog": "s n e c w",
        "rev-list": "n:",
        "status": "s b u z",
        "hash-object": "t: w --path= --stdin-paths",
        "push": (
            "f d n q u v --force --delete --dry-run --mirror --tags --all --force-with-lease=? "
            "--set-upstream --prune"
        ),
        "for-each-ref": "",
        "cat-file": "t s p e --batch=? --batch-check=? --textconv --filters --path=",
        "reflog": "n: --expire= --all",
        "stash": "p u a q m: --patch --stat",
        "ls-remote": "h t q o: --upload-pack= --server-option=",
        "cherry": "v",
        "remote": "v n",
        "checkout": "f b: B: q t d l p m",
        "reset": "q p --hard --soft --mixed --keep --merge",
        "worktree": "f b: B: v",
        "clean": "f d x X n q i e: --dry-run --force",
    }
    return READ_OPTIONS | arity(values.get(verb, ""))


def _special(verb: str, path: str, line: Line, words: list[str], call: Call) -> Ruling | None:
    operands = [word.text for word in line.operands[1:]]
    forced = any(text in FORCES for text in words)
    if verb == "branch":
        if line.has("-D") or (forced and line.has("-f", "--force")):
            return red("It deletes or moves a branch by force.", call.words[0])
        changing = line.has(
            "-d",
            "--delete",
            "-m",
            "-M",
            "--move",
            "-c",
            "-C",
            "--copy",
            "-f",
            "--force",
            "-u",
            "--set-upstream-to",
            "--unset-upstream",
            "--edit-description",
            "--track",
            "-t",
        )
        listing = line.has(
            "-a",
            "-r",
            "-l",
            "--list",
            "--show-current",
            "--contains",
            "--merged",
            "--no-merged",
            "--points-at",
            "-v",
            "-vv",
            "--all",
            "--remotes",
            "--verbose",
        )
        if changing or (
            operands and not line.has("-l", "--list", "--contains", "--merged", "--no-merged", "--points-at")
        ):
            return yellow("It changes branches.", call.words[0])
        return green() if listing or not operands else None
    if verb == "tag":
        if line.has("-d", "--delete", "-f", "--force", "-a", "-s", "-m", "-F", "-u", "--annotate", "--sign"):
            return yellow("It changes tags.", call.words[0])
        return (
            green()
            if line.has("-l", "--list", "-n", "--contains", "--points-at", "--merged") or not operands
            else None
        )
    if verb == "config":
        reading = line.has(
            "--get", "--get-all", "--get-regexp", "--get-urlmatch", "--list", "-l"
        ) or operands[:1] in (["list"], ["get"])
        simple = len(operands) == 1 and not operands[0].startswith("-") and "." in operands[0]
        if (reading or simple) and not line.strange and not line.has("-e", "--edit"):
            return (
                yellow("It may print a token.", call.words[0])
                if re.search(r"(?i)token|password|extraheader|credential", " ".join(words))
                else green()
            )
        return None
    if verb == "remote":
        return (
            green()
            if not operands or operands in (["show"],) or operands[:1] in (["get-url"], ["show"])
            else None
        )
    if verb == "stash":
        return (
            green()
            if operands[:1] in (["list"], ["show"])
            else (
                red("It drops stashed work.", call.words[0])
                if operands[:1] in (["clear"], ["drop"])
                else None
            )
        )
    if verb == "reflog":
        if operands[:1] in (["expire"], ["delete"]):
            return red("It drops the way back to lost commits.", call.words[0])
        return green() if operands[:1] != ["drop"] else None
    return _more(verb, line, words, operands, call)


def _more(verb: str, line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if verb in ("symbolic-ref",):
        return green() if len(operands) == 1 and not line.has("-d", "--delete") else None
    if verb == "replace":
        return green() if words in (["-l"], ["--list"], []) else None
    if (verb == "worktree" and operands[:1] == ["list"]) or (
        verb == "submodule" and operands[:1] in (["status"], ["summary"], [])
    ):
        return green()
    if (verb == "help" and len(words) > 1) or (verb == "help" and not set(words) <= {"-a", "-g", "--all"}):
        return yellow("It may open a browser.", call.words[0])
    form = line.last("--format")
    if verb in ("archive",) and form and form.text not in ("tar", "zip", "tgz", "tar.gz"):
        return yellow("The format may name a program.", form.word)
    if verb in ("archive",) and (line.has("-o", "--output", "--remote", "--exec")):
        return yellow("It writes a file or runs a program.", call.words[0])
    if verb == "hash-object" and line.has("-w", "--stdin-paths"):
        return yellow("It writes an object.", call.words[0])
    if verb == "push" and ("--dry-run" in words or "-n" in words):
        return yellow("A dry run still contacts the remote and runs hooks.", call.words[0])
    if verb == "push" and (
        any(
            t in ("-f", "--force", "--mirror", "--delete", "-d", "--prune")
            or t.startswith("--force-with-lease")
            for t in words
        )
        or any(t.startswith((":", "+")) for t in operands)
    ):
        return red("It overwrites or deletes what others pushed.", call.words[0])
    if verb == "reset" and ("--hard" in words or "--merge" in words):
        return red("It throws away what was not committed.", call.words[0])
    if verb == "clean":
        return (
            green()
            if line.has("-n", "--dry-run") and not line.has("-f", "--force", "-i") and not line.strange
            else red("It deletes files that are not tracked.", call.words[0], dry_run="git clean -n")
        )
    if verb in ("checkout", "switch", "restore") and (
        any(t in ("-f", "--force", "--", ".", "--discard-changes", "*") for t in words)
    ):
        return red("It throws away what was not committed.", call.words[0])
    if (
        (verb in ("update-ref",) and ("-d" in words or "--delete" in words))
        or (verb == "gc" and any("prune" in t for t in words))
        or verb in ("filter-branch", "prune")
    ):
        return red("It drops history.", call.words[0])
    if (verb == "rm" and any(t in (".", "*", "-rf") for t in words)) or (
        verb == "worktree" and operands[:1] == ["remove"] and line.has("-f", "--force")
    ):
        return red("It deletes files.", call.words[0])
    if verb == "bisect" and operands[:1] == ["log"]:
        return green()
    return None


HANDLERS: Final[dict[str, Handler]] = {
    "git": git,
}
