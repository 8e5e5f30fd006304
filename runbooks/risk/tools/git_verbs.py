"""What git's verbs that both look and change do with the words they are given."""

import re
from collections.abc import Callable
from typing import Final

from runbooks.risk.options import Line
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.tools.git_words import FORCES
from runbooks.risk.words import Call, listed

VerbRule = Callable[[Line, list[str], list[str], Call], Ruling | None]
BRANCH_CHANGES: Final = listed(
    "-d --delete -m -M --move -c -C --copy -f --force -u --set-upstream-to --unset-upstream "
    "--edit-description --track -t"
)
BRANCH_LISTS: Final = listed("-l --list --contains --merged --no-merged --points-at")
PUSH_FORCES: Final = listed("-f --force --mirror --delete -d --prune")


def ruled_by_verb(verb: str, line: Line, words: list[str], call: Call) -> Ruling | None:
    """What a verb that both looks and changes does with these words; None where its table is right."""
    operands = [word.text for word in line.operands[1:]]
    judge = BY_VERB.get(verb)
    return judge(line, words, operands, call) if judge else None


def _branch(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if line.has("-D") or (line.has("-f", "--force") and any(text in FORCES for text in words)):
        return red("It deletes or moves a branch by force.", call.words[0])
    if line.has(*BRANCH_CHANGES) or (operands and not line.has(*BRANCH_LISTS)):
        return yellow("It changes branches.", call.words[0])
    return green()


def _tag(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if line.has("-d", "--delete", "-f", "--force", "-a", "-s", "-m", "-F", "-u", "--annotate", "--sign"):
        return yellow("It changes tags.", call.words[0])
    listing = line.has("-l", "--list", "-n", "--contains", "--points-at", "--merged")
    return green() if listing or not operands else None


def _config(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    asked = line.has("--get", "--get-all", "--get-regexp", "--get-urlmatch", "--list", "-l")
    asked = asked or operands[:1] in (["list"], ["get"])
    simple = len(operands) == 1 and not operands[0].startswith("-") and "." in operands[0]
    if not (asked or simple) or line.strange or line.has("-e", "--edit"):
        return None
    if re.search(r"(?i)token|password|extraheader|credential", " ".join(words)):
        return yellow("It may print a token.", call.words[0])
    return green()


def _stash(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if operands[:1] in (["clear"], ["drop"]):
        return red("It drops stashed work.", call.words[0])
    return green() if operands[:1] in (["list"], ["show"]) else None


def _reflog(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if operands[:1] in (["expire"], ["delete"]):
        return red("It drops the way back to lost commits.", call.words[0])
    return green() if operands[:1] not in (["drop"], ["write"]) else None


def _archive(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    form = line.last("--format")
    if form and form.text not in ("tar", "zip"):
        return yellow("The format may name a program.", form.word)
    if line.has("-o", "--output", "--remote", "--exec"):
        return yellow("It writes a file or runs a program.", call.words[0])
    return None


def _push(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if ("--dry-run" in words or "-n" in words) and not line.strange:
        return green("A dry run changes nothing.")  # the hooks are pinned away
    forced = any(text in PUSH_FORCES or text.startswith("--force-with-lease") for text in words)
    if forced or any(text.startswith((":", "+")) for text in operands):
        return red("It overwrites or deletes what others pushed.", call.words[0])
    return None


def _clean(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if line.has("-n", "--dry-run") and not line.has("-i") and not line.strange:
        if line.has("-f", "--force"):
            return yellow("A dry run stands beside `--force`: without the one, it deletes.", call.words[0])
        return green("A dry run changes nothing.")
    return red("It deletes files that are not tracked.", call.words[0])


def _checkout(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if any(text in ("-f", "--force", "--", ".", "--discard-changes", "*") for text in words):
        return red("It throws away what was not committed.", call.words[0])
    return None


def _help(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if len(words) > 1 or not set(words) <= {"-a", "-g", "--all"}:
        return yellow("It may open a browser.", call.words[0])
    return None


def _worktree(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if operands[:1] == ["remove"] and line.has("-f", "--force"):
        return red("It deletes files.", call.words[0])
    return green() if operands[:1] == ["list"] else None


def _when(danger: Callable[[list[str]], bool], why: str) -> VerbRule:
    """Red with this reason when the words say so."""

    def judge(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
        return red(why, call.words[0]) if danger(words) else None

    return judge


def _green_when(fine: Callable[[Line, list[str], list[str]], bool]) -> VerbRule:
    """Green when the words say so."""

    def judge(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
        return green() if fine(line, words, operands) else None

    return judge


def _hash_object(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    return yellow("It writes an object.", call.words[0]) if line.has("-w", "--stdin-paths") else None


def _dry(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    if line.has("-n", "--dry-run") and not line.strange:
        return green("A dry run changes nothing.")
    return None


def _rm(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    broad = any(text in (".", "*", "-rf") for text in words)
    return _dry(line, words, operands, call) or (red("It deletes files.", call.words[0]) if broad else None)


def _apply(line: Line, words: list[str], operands: list[str], call: Call) -> Ruling | None:
    looks = line.has("--check", "--stat", "--numstat", "--summary") and "--apply" not in words
    return green("It only looks at the patch.") if looks and not line.strange else None


BY_VERB: Final[dict[str, VerbRule]] = {
    "branch": _branch,
    "add": _dry,
    "mv": _dry,
    "apply": _apply,
    "tag": _tag,
    "config": _config,
    "stash": _stash,
    "reflog": _reflog,
    "archive": _archive,
    "push": _push,
    "clean": _clean,
    "checkout": _checkout,
    "switch": _checkout,
    "restore": _checkout,
    "help": _help,
    "worktree": _worktree,
    "hash-object": _hash_object,
    "remote": _green_when(
        lambda _, __, operands: not operands or operands == ["show"] or operands[0] in ("get-url", "show")
    ),
    "symbolic-ref": _green_when(
        lambda line, _, operands: len(operands) == 1 and not line.has("-d", "--delete")
    ),
    "replace": _green_when(lambda _, words, __: words in (["-l"], ["--list"], [])),
    "submodule": _green_when(lambda _, __, operands: operands[:1] in (["status"], ["summary"], [])),
    "bisect": _green_when(lambda _, __, operands: operands[:1] == ["log"]),
    "reset": _when(
        lambda words: "--hard" in words or "--merge" in words, "It throws away what was not committed."
    ),
    "update-ref": _when(lambda words: "-d" in words or "--delete" in words, "It drops history."),
    "gc": _when(lambda words: any("prune" in text for text in words), "It drops history."),
    "filter-branch": _when(lambda _: True, "It drops history."),
    "prune": _when(lambda _: True, "It drops history."),
    "rm": _rm,
}
