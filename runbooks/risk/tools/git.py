"""git and gh. What a repository's own configuration may run is pinned away."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Arity, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, yellow
from runbooks.risk.tools.git_verbs import ruled_by_verb
from runbooks.risk.tools.git_words import DANGEROUS, GLOBAL, PINS, READ_OPTIONS, TABLE
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
    special = ruled_by_verb(verb, line, words, call)
    if special is not None:
        ruling = special
    if ruling.risk is not Risk.GREEN:
        return ruling
    bad = (
        [w for w in call.arguments[1:] if DANGEROUS.fullmatch(w.text)]
        if verb not in ("ls-files", "rev-parse") or any("output" in t for t in words)
        else []
    )
    signed = next((word for word in call.arguments[1:] if re.search(r"%G|%\(signature", word.text)), None)
    if signed:
        return yellow("It checks signatures with a program that the repository may name.", signed)
    if verb == "grep" and line.has("-O"):
        return yellow("It opens a pager on what it finds.", call.words[0])
    bad = [w for w in bad if not (w.text.startswith("-O") and verb not in ("grep", "diff", "log", "show"))]
    if bad:
        return yellow(f"`{bad[0].text[:30]}` writes a file or runs a program.", bad[0])
    if verb in ("ls-remote", "remote") and any(
        re.search(r"^ext::|^-|" + OPAQUE, word.text) for word in line.operands[1:]
    ):
        return yellow("The address may run a program.", *line.operands[1:2])
    if any(word.text.startswith("ext::") for word in line.operands):
        return yellow("The address may run a program.", call.words[0])
    loose_ok = all(not w.dash for w in line.loose) or verb in ("blame", "ls-files", "ls-tree", "check-ignore")
    return settled(
        call, line, green(f"`git {path.replace('/', ' ')}` only reads.", pins=PINS), loose_ok=loose_ok
    )


def _arity(verb: str) -> Arity:
    values = {
        "log": "n: L: S: G: U:",
        "add": "n f A u p v --dry-run --all",
        "mv": "n f k v --dry-run",
        "rm": "n f r q --dry-run --force --cached --quiet --ignore-unmatch",
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
        "for-each-ref": "--count=",
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


HANDLERS: Final[dict[str, Handler]] = {
    "git": git,
}
