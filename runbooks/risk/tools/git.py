"""git and gh. What a repository's own configuration may run is pinned away."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Arity, Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.tools.kit import by_table, entries, settled, union
from runbooks.risk.words import OPAQUE, Call, listed
from runbooks.types import Risk

PINS: Final = (
    ("GIT_PAGER", "cat"),
    ("PAGER", "cat"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_EXTERNAL_DIFF", ""),
    ("GIT_SSH_COMMAND", "ssh"),
    ("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh"),
    ("GIT_CONFIG_COUNT", "5"),
    ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
    ("GIT_CONFIG_VALUE_0", "false"),
    ("GIT_CONFIG_KEY_1", "core.hooksPath"),
    ("GIT_CONFIG_VALUE_1", "/dev/null"),
    ("GIT_CONFIG_KEY_2", "diff.external"),
    ("GIT_CONFIG_VALUE_2", ""),
    ("GIT_CONFIG_KEY_3", "log.showSignature"),
    ("GIT_CONFIG_VALUE_3", "false"),
    ("GIT_CONFIG_KEY_4", "credential.helper"),
    ("GIT_CONFIG_VALUE_4", ""),
)


GLOBAL: Final = arity(
    "C: p P c: --git-dir= --work-tree= --namespace= --no-pager --paginate --bare "
    "--no-replace-objects --literal-pathspecs --no-optional-locks --version --help --exec-path=? "
    "--html-path --man-path --info-path --config-env= --no-lazy-fetch"
)


READ_OPTIONS: Final = union(
    (
        "a b: c d e f g h i j k: l m n: p q r s t u v w x z A B C D E F: G: H I K L: M N O P R S: T "
        "U: V W X: 0 1 2 3 4 5 6 7 8 9"
    ),
    (
        "--oneline --graph --all --stat=? --shortstat --numstat --name-only --name-status --patch "
        "--no-patch --cached --staged --follow --decorate=? --no-decorate --abbrev-commit --abbrev=? "
        "--author= --committer= --grep= --since= --after= --until= --before= --max-count= --skip= "
        "--reverse --merges --no-merges --first-parent --branches=? --tags=? --remotes=? --format= "
        "--pretty=? --date= --color=? --no-color --word-diff=? --unified= --summary --dirstat=? "
        "--diff-filter= --find-renames=? --left-right --cherry-pick --cherry-mark --short=? "
        "--porcelain=? --branch --show-stash --ignored=? --untracked-files=? --long --ahead-behind "
        "--no-ahead-behind --show-current --list --contains= --merged=? --no-merged=? --points-at= "
        "--sort= --verbose --show-toplevel --git-dir --is-inside-work-tree --abbrev-ref=? --verify "
        "--quiet --symbolic --symbolic-full-name --is-bare-repository --is-inside-git-dir "
        "--absolute-git-dir --show-prefix --show-cdup --count --objects --not --heads --refs "
        "--exit-code --get-url --symref --others --modified --deleted --stage --unmerged "
        "--exclude-standard --full-name --error-unmatch --cached --directory --full-index --raw "
        "--binary --check --no-ext-diff --no-textconv --minimal --patience --histogram "
        "--diff-algorithm= --ignore-space-change --ignore-all-space --ignore-blank-lines "
        "--ignore-space-at-eol --text --function-context --no-index --merge-base --topo-order "
        "--date-order --ancestry-path --boundary --simplify-by-decoration --full-history --no-walk "
        "--source --no-notes --notes=? --show-signature-x --submodule=? --summary --numbered --email "
        "--porcelain --line-porcelain --incremental --root --show-name --show-number --show-email "
        "--cc --combined --always --dirty=? --exact-match --candidates= --match= --exclude= --long "
        "--get --get-all --get-regexp --get-urlmatch --global --system --local --worktree --file= "
        "--blob= --show-origin --show-scope --name-only --type= --bool --int --path --null --includes "
        "--no-includes --default= --recursive --help --no-renames --name-rev --refs= --stdin "
        "--fixed-strings --ignore-case --line-number --count --files-with-matches "
        "--files-without-match --extended-regexp --perl-regexp --word-regexp --and --or --untracked "
        "--column=? --no-column --cumulative --verbose --expire= --unreachable-x --full --strict "
        "--connectivity-only --no-dangling --tree --batch-x --no-expand-tabs --encoding= "
        "--compact-summary --relative=? -G= --find-object= --pickaxe-all --pickaxe-regex --no-prefix "
        "--src-prefix= --dst-prefix= --ita-invisible-in-index --max-depth= --threads= --tree-filter-x "
        "--show-index --refs"
    ),
)


TABLE: Final = entries("""
green: status log show diff shortlog describe rev-parse rev-list blame annotate ls-files ls-tree ls-remote
    cat-file show-ref for-each-ref name-rev merge-base cherry
green: whatchanged diff-tree diff-index diff-files reflog/show count-objects verify-commit-x var version
    grep range-diff show-branch check-ignore check-attr
green: check-ref-format check-mailmap get-tar-commit-id patch-id help stash/list stash/show worktree/list
    submodule/status remote/show remote/get-url notes/list notes/show
green: bisect/log bundle/list-heads bundle/verify archive fsck-x hash-object stripspace merge-tree-x
    sparse-checkout/list lfs/ls-files lfs/status lfs/env maintenance-x
yellow: add commit push pull fetch merge cherry-pick revert checkout switch restore reset rebase stash clone
    init rm mv am apply submodule bisect bundle format-patch notes
yellow: remote tag branch config symbolic-ref update-ref update-index replace gc prune repack worktree
    reflog filter-branch sparse-checkout lfs maintenance instaweb daemon
yellow: send-email subtree read-tree write-tree commit-tree mktag mktree pack-objects unpack-objects
    fast-import fast-export credential difftool mergetool gui citool request-pull svn p4 rerere | changes
    the repository
red: clean | deletes files that are not tracked
""")


DANGEROUS: Final = re.compile(
    r"--(output|ext-diff|textconv|open-files-in-pager|exec|upload-pack|receive-pack|show-signature|"
    r"batch-check-x|filters|run|receive)(=.*)?|-O\S*|--no-index-x"
)


FORCES: Final = listed("--force -f --force-with-lease --mirror --delete -d -D --prune")


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
