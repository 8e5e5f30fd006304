"""How runbooks write a value that is still to be filled in; one grammar for reading, judging and filling.

`<pod>` and `{{ pod }}` are placeholders wherever they stand. `$POD` and `${POD}` are where nothing in the
command and nothing around it gives them a value. `POD_NAME` and `[cluster]` are where they stand alone as
an argument and name a kind of thing that is filled in.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from runbooks.types.variables import NAMED, PAIRED

# A name with spaces right after a letter is a comparison (`a<b and c>d`), not a placeholder.
MARKED: Final = re.compile(
    r"(?<![<>&])<([A-Za-z][A-Za-z0-9_.-]*)>"
    r"|(?<![<>&A-Za-z0-9_)])<([A-Za-z][A-Za-z0-9_.-]*(?:(?: +|[/|])[A-Za-z0-9_.-]+)*)>"
    r"|(?<!\{)\{\{-?\s*(\.|\$labels\.)?([A-Za-z_][A-Za-z0-9_-]*(?:[. ][A-Za-z0-9_-]+)*)\s*-?\}\}(?!\})"
)
DOLLAR: Final = re.compile(
    r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::?[-=]([^{}$`\"'\\\n]*))?\}|\$([A-Za-z_][A-Za-z0-9_]*)"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What the shell or the agent gives by itself; every other capital `$NAME` must have a value of ours.
GIVEN: Final = _words(
    "HOME PATH USER LOGNAME PWD OLDPWD SHELL HOSTNAME LANG TERM TMPDIR RANDOM SECONDS UID EUID PPID IFS"
    " LINENO BASHPID OPTARG OPTIND REPLY PIPESTATUS KUBECONFIG AWS_PROFILE AWS_REGION PGPASSFILE"
    " SSH_AUTH_SOCK"
)
_AWK: Final = _words("NF NR FNR FS OFS RS ORS FILENAME RSTART RLENGTH SUBSEP ENVIRON ARGV ARGC")
_SHORT_FOR: Final = {
    "ns": "namespace",
    "svc": "service",
    "db": "database",
    "env": "environment",
    "deploy": "deployment",
    "sts": "statefulset",
    "ds": "daemonset",
}
_TEMPLATE_WORDS: Final = frozenset(("end", "else"))
# A program that prints by a template of its own: `{{.Names}}` there names a field of its output.
_TEMPLATED: Final = re.compile(r"--format\b|\btemplate\b|--template\b|\binspect\b|(?:^|\s)-f\s+['\"]?\{\{")
_ASSIGNED: Final = re.compile(
    r"(?:^|[\s;&|(])(?:export\s+|local\s+|readonly\s+|declare\s+(?:-\w+\s+)?)?([A-Za-z_]\w*)\+?="
    r"|\bfor\s+([A-Za-z_]\w*)\b|\bread\s+(?:-\w+\s+)*([A-Za-z_][\w ]*)"
    r"|\b(?:mapfile|readarray)\s+(?:-\w+\s+)*([A-Za-z_]\w*)|\bprintf\s+-v\s+([A-Za-z_]\w*)"
)
_ARTICLE: Final = re.compile(r"^(?:your|my|the|an?|insert|enter)_(?=\w)")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LABELS: Final = re.compile(r"^\$?(?:common|group)?labels_", re.IGNORECASE)
_WORD: Final = re.compile(
    r"(?<![^\s/=:@,])(?:\[([A-Za-z][A-Za-z0-9_ -]{0,40}[A-Za-z0-9])\]|([A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*))"
    r"(?![^\s/:@,;|&)])"
)
_QUOTED: Final = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"|#.*")
_PART: Final = re.compile(r"[^;|&\n(]+")
_TELLS: Final = re.compile(r"[@/:]$|(?:^|\s)-[\w-]*[ =]$")
_PATTERN_TOOLS: Final = _words(
    "grep egrep fgrep rg zgrep ag ack awk gawk sed perl ps sort jq yq echo printf test find"
)
# Their own words are written in capitals; an argument of theirs stands behind an option.
_CAPITAL_TOOLS: Final = _words(
    "redis-cli valkey-cli dig host nslookup psql mysql iptables sqlite3 mongosh mongo cqlsh"
)
_SHORT: Final = frozenset(("ns", "n", "id", "from", "end", "start", "begin", "pass", "type", "kind"))


class Placeholder(NamedTuple):
    """One place to fill in: `[start, end)` of the text, its canonical name, its default if it has one."""

    start: int
    end: int
    name: str
    spelled: str
    default: str | None = None
    marked: bool = False


def canonical(name: str) -> str:
    """The one name of a variable: `Pod Name`, `your-pod-name`, `podName` and `POD` are the same."""
    spaced = _CAMEL.sub("_", name.strip()) if not name.isupper() else name.strip()
    plain = re.sub(r"[ ./|-]+", "_", spaced).lower().strip("_") or name.strip()
    plain = _ARTICLE.sub("", _LABELS.sub("", plain))
    stem = plain.removesuffix("name").removesuffix("_")
    plain = stem if stem != plain and stem.rpartition("_")[2] in NAMED else plain
    return _SHORT_FOR.get(plain, plain)


def is_given(name: str, command: str) -> bool:
    """Whether the shell, or the program the command runs, gives `$name` a value by itself."""
    return name in GIVEN or (name in _AWK and "awk" in command)


def assigned_in(command: str) -> frozenset[str]:
    """The shell variables that the command itself sets."""
    if "=" not in command and not re.search(r"\b(?:for|read|mapfile|readarray|printf)\b", command):
        return frozenset()
    groups = (group for match in _ASSIGNED.finditer(command) for group in match.groups() if group)
    return frozenset(name for group in groups for name in group.split())


def is_templated(command: str) -> bool:
    """Whether `{{.Field}}` in the command is a field of its own output."""
    return "{{" in command and _TEMPLATED.search(command) is not None


def marked(match: re.Match[str], *, templated: bool) -> str:
    """The name that a match of `MARKED` writes; "" where it is a word of a template."""
    name = match[1] or match[2] or match[4]
    if match[4] and ((match[3] == "." and templated) or name in _TEMPLATE_WORDS):
        return ""
    return name


def words_to_fill(command: str) -> Iterator[Placeholder]:
    """`POD_NAME` and `[cluster]`: whole arguments, outside quotes, that name a kind of thing."""
    if "<<" in command or ("[" not in command and command == command.lower()):
        return
    shown = _QUOTED.sub(lambda match: "\0" * len(match[0]), command).replace("\\\n", "  ")
    for part in _PART.finditer(shown):
        head = next((word for word in part[0].split() if _names_a_program(word)), "")
        tool = head.rpartition("/")[2]
        if tool in _PATTERN_TOOLS:
            continue
        begins = part.start() + part[0].find(head) + len(head)
        for match in _WORD.finditer(shown, begins, part.end()):
            name = match[1] or match[2]
            before = shown[max(begins, match.start() - 60) : match.start()]
            told = tool not in _CAPITAL_TOOLS or _TELLS.search(before)
            if told and _names_a_thing(name, bracketed=bool(match[1])):
                yield Placeholder(*match.span(), canonical(name), match[0])


def placeholders_in(command: str) -> tuple[Placeholder, ...]:
    """Every place of `command` that is to be filled in from outside it, in order, none in another."""
    templated, mine = is_templated(command), assigned_in(command)
    found = [
        Placeholder(*match.span(), canonical(name), match[0], marked=True)
        for match in (MARKED.finditer(command) if "<" in command or "{{" in command else ())
        if (name := marked(match, templated=templated))
    ]
    for match in DOLLAR.finditer(command) if "$" in command else ():
        name = match[1] or match[3]
        if name.isupper() and name not in mine and not is_given(name, command) and not _escaped(match):
            found.append(Placeholder(*match.span(), canonical(name), match[0], match[2]))
    found += words_to_fill(command)
    found.sort()
    return tuple(one for number, one in enumerate(found) if not number or one.start >= found[number - 1].end)


def stand_ins(command: str, words: Mapping[str, str]) -> tuple[Placeholder, ...]:
    """The places of `command` where one of `words` stands (each with its canonical name), or a word that
    names a thing to fill in: what a run must not take for a value.
    """
    found = sorted([*_standing(command, words), *words_to_fill(command)], key=lambda one: (one[0], -one[1]))
    kept: list[Placeholder] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _standing(command: str, words: Mapping[str, str]) -> Iterator[Placeholder]:
    for word, name in words.items():
        if word in command:
            for match in re.finditer(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", command):
                yield Placeholder(*match.span(), name, word)


def _escaped(match: re.Match[str]) -> bool:
    return match.string[match.start() - 1 : match.start()] == "\\"


def _names_a_thing(name: str, *, bracketed: bool) -> bool:
    lower = re.sub(r"[ -]+", "_", name.lower())
    if lower.startswith(("your_", "my_")):
        return True
    last = lower.rpartition("_")[2]
    if not bracketed and "_" not in lower and "-" not in lower and (last in _SHORT or len(last) < 2):
        return False
    return last in NAMED or any(lower.endswith(pair) for pair in PAIRED)


def _names_a_program(word: str) -> bool:
    return word not in ("sudo", "env", "time", "exec") and not re.match(r"-|[A-Za-z_]\w*=", word)
