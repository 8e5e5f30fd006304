"""What a command is made of: every simple command in it, and every part that cannot be looked into.

The desk that judges commands opens their wrappers; here it keeps what it saw, so that a rule is held against
the same words as the verdict is.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from runbooks.risk.desk import MAX_NESTING, PROGRAM_PLACES, Desk
from runbooks.risk.placeholders import fill_places
from runbooks.risk.ruling import Ruling, at_least
from runbooks.risk.shell import PARSER, Walker, seen_by_parsers
from runbooks.risk.tools.registry import HANDLERS, PLAIN
from runbooks.risk.words import OPAQUE, Call, Stdin, Word, listed
from runbooks.types import Language, Risk

LONGEST: Final = 20_000  # characters, as for a verdict
# Programs that run code or a command which the rules of their tool do not always open.
CARRIES: Final = listed(
    "bash sh dash zsh ksh ash fish rbash mksh source . eval exec python python2 python3 perl ruby node "
    "nodejs deno bun php lua tclsh expect osascript pwsh powershell awk gawk mawk sed ed vi vim nvim "
    "emacs make gmake just task rake npm npx yarn pnpm poetry tox ansible ansible-playbook ansible- "
    "console salt salt-call fab cap pdsh clush pssh parallel tmux screen at batch crontab systemd-run "
    "nsenter chroot unshare firejail strace ltrace gdb perf sshpass mosh vagrant multipass lxc incus "
    "flyctl fly heroku entr su runuser pkexec xargs gxargs watch script flock env ssh sudo doas trap "
    "coproc bundle mise rbenv pyenv pipenv uv uvx conda nix nix-shell toolbox distrobox dsh"
)
# Of these only the named sub-commands and options do.
CARRIES_BY: Final = {
    **dict.fromkeys(("kubectl", "oc", "k3s", "microk8s"), listed("exec run debug rsh create attach kubectl")),
    **dict.fromkeys(("docker", "podman", "nerdctl", "crictl", "ctr"), listed("exec run compose create")),
    "aws": listed("ssm ecs lambda"),
    "gcloud": listed("ssh"),
    "az": listed("run-command exec invoke"),
    "git": listed("bisect rebase submodule filter-branch -c --config-env --upload-pack --exec -x"),
    "tar": listed("--checkpoint-action --to-command --use-compress-program -I --rsh-command"),
    "rsync": listed("-e --rsh --rsync-path"),
    "nomad": listed("exec run"),
    "redis-cli": listed("EVAL eval SCRIPT script"),
    "find": listed("-exec -execdir -ok -okdir"),
}
# Variables whose value some program runs.
HOLDS_A_COMMAND: Final = re.compile(r"COMMAND|PAGER|EDITOR|VISUAL|BROWSER|ASKPASS|_RSH|_ENV|PRELOAD|_CMD")
RUNS_A_VALUE: Final = re.compile(r"(?i)(?:Proxy|Local|KnownHosts)Command")
DEEP: Final = "It is nested too deeply to be judged."


@dataclass(frozen=True)
class Blind:
    """A part that cannot be looked into: its text, as far as there is one, and why."""

    text: str
    why: str


@dataclass(frozen=True)
class Seen:
    """All that a command is made of. `sql` are texts that a database reads."""

    calls: tuple[Call, ...] = ()
    blind: tuple[Blind, ...] = ()
    sql: tuple[str, ...] = ()
    text: str = ""


@dataclass
class _Kept:
    calls: list[Call] = field(default_factory=list)
    blind: list[Blind] = field(default_factory=list)


class _Watching(Desk):
    """A desk that keeps every call it rules on."""

    def __init__(self) -> None:
        super().__init__(HANDLERS, PLAIN)
        self.kept = _Kept()

    def script(self, text: str, depth: int, stdin: Stdin | None = None) -> Ruling:
        """The ruling; a script that is not understood to its end is kept as one that cannot be seen."""
        ruling = super().script(text, depth, stdin)
        if depth > MAX_NESTING or any(leaf.why == DEEP for leaf in ruling.leaves()):
            self.kept.blind.append(Blind(text, "it is nested too deeply"))
        elif ruling.risk is not Risk.GREEN and (strange := _strange(text)):
            self.kept.blind.append(Blind(text, strange))
        return ruling

    def inside(self, word: Word, call: Call, stdin: Stdin | None = None) -> Ruling:
        """The ruling; what is not known of the script stays unknown in what is kept."""
        if word.plain or word.fetched:
            return super().inside(word, call, stdin)
        why = "some of its script is only known when it runs"
        self.kept.blind.append(Blind(word.text, why))
        inner = self.script(word.text.replace(OPAQUE, "{{ unknown }}"), call.depth + 1, stdin)
        return at_least(Risk.YELLOW, inner, why, word)

    def rule(self, call: Call) -> Ruling:
        """The ruling; the call is kept."""
        self.kept.calls.append(call)
        before = len(self.kept.calls)
        ruling = super().rule(call)
        opened = len(self.kept.calls) > before
        why = "" if ruling.risk is Risk.GREEN or not call.words else self._unseen(call, opened=opened)
        if why:
            said = " ".join(word.text for word in call.words)
            self.kept.blind.append(Blind(f"{said}\n{call.stdin.text or ''}", why))
        self.kept.blind += [
            Blind(value.text, f"the variable {name} may hold a command")
            for name, value in call.assignments
            if HOLDS_A_COMMAND.search(name) and value.text not in ("", "cat")
        ]
        return ruling

    def _unseen(self, call: Call, *, opened: bool) -> str:
        """Why what the call runs cannot be seen; empty where it is the program itself and its words."""
        head, name = call.words[0], call.name
        if not head.plain:
            return "which program runs is only known when it runs"
        if "/" in head.text and not PROGRAM_PLACES.fullmatch(head.text):
            return f"`{head.text[:60]}` is a program of its own"
        if name not in self.handlers:
            return f"nothing is known about `{name[:40]}`"
        if name in SQL_CLIENTS and not _sql_of(call):
            return f"`{name}` reads its statements from elsewhere"
        wanted = CARRIES_BY.get(name, frozenset())
        by_option = any(word.text.partition("=")[0] in wanted for word in call.arguments)
        if any(RUNS_A_VALUE.search(word.text) for word in call.arguments):
            return f"an option of `{name}` may hold a command"
        carries = (name in CARRIES or by_option) and not opened
        return f"`{name}` runs code that is not seen here" if carries else ""


@lru_cache(maxsize=2048)
def look(text: str, language: Language) -> Seen:
    """Every simple command and statement in `text`, and what of it cannot be seen."""
    if len(text) > LONGEST:
        return Seen(blind=(Blind(text, "it is too long"),), text=text)
    if language is Language.SHELL:
        return _shell(text)
    if language is Language.SQL:
        return Seen(sql=(text,), text=text)
    if language is Language.REDIS:
        return Seen(calls=tuple(_plain(f"redis-cli {line}") for line in text.splitlines()), text=text)
    if language is Language.HTTP:
        return Seen(calls=(_plain(f"http {text}"),), text=text)
    if language in (Language.PROMQL, Language.LOGQL):
        return Seen(text=text)
    return Seen(blind=(Blind(text, "nothing is known about its language"),), text=text)


def _shell(text: str) -> Seen:
    desk = _Watching()
    try:
        desk.script(text, 0)
    except RecursionError:
        desk.kept.blind.append(Blind(text, "it is nested too deeply"))
    calls = tuple(desk.kept.calls)
    return Seen(calls, tuple(desk.kept.blind), tuple(sql for call in calls for sql in _sql_of(call)), text)


# `--command=`, `-c`, `-tc`: what may stand before a text in its own word.
ATTACHED: Final = re.compile(r"(?:--?[\w-]+=|-[A-Za-z]{0,3}(?=[A-Za-z(]))?")
SQL_CLIENTS: Final = listed(
    "psql mysql mariadb sqlite3 cockroach clickhouse clickhouse-client duckdb sqlcmd bq snowsql pgcli "
    "mycli usql"
)


def _sql_of(call: Call) -> list[str]:
    """The texts that a client of a database may be handed: every word of several, and what it reads.

    A word may stand right after its option, or after the last of a cluster: it is taken without each of them.
    """
    if call.name not in SQL_CLIENTS:
        return []
    long = [word.text for word in call.arguments if re.search(r"\w\s", word.text)]
    starts = [found.end() for found in map(ATTACHED.match, long) if found]
    bare = [text[cut:] for text, end in zip(long, starts, strict=True) for cut in range(min(end, 4) + 1)]
    bare += [text[end:] for text, end in zip(long, starts, strict=True) if end > 4]
    return bare + ([call.stdin.text] if call.stdin.text else [])


def _plain(line: str) -> Call:
    return Call(tuple(Word(word, opaque=OPAQUE in word) for word in line.split()))


def _strange(text: str) -> str:
    source, holes = fill_places(text)
    if PARSER.parse(seen_by_parsers(source)).root_node.has_error:
        return "it does not parse"
    walker = Walker(source, holes, Desk(HANDLERS, PLAIN), 0)
    walker.rule(Stdin())
    return f"it contains {walker.evaluator.strange[0][1]}" if walker.evaluator.strange else ""
