"""Reads the part of the shell's language that can be proven: plain words, pipes and lists of commands.

Anything that expands, substitutes, loops, branches or writes is not read at all; what is not read is not
proven. Nothing here tries to be a shell.
"""

import re
from dataclasses import dataclass, field
from typing import Final

BLANK: Final = " \t"
PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%^{}~*?[]")
GLOB: Final = frozenset("*?[")
RESERVED: Final = frozenset(
    [
        "if",
        "then",
        "else",
        "elif",
        "fi",
        "for",
        "while",
        "until",
        "do",
        "done",
        "case",
        "esac",
        "in",
        "function",
        "time",
        "select",
        "coproc",
        "{",
        "}",
        "!",
        "[[",
        "]]",
    ]
)
# Output to nowhere, and one stream joined to another, write nothing.
NOWHERE: Final = re.compile(r"(?:[12]?>>?[ \t]*/dev/null|&>>?[ \t]*/dev/null|2>&1|1>&2|>&2)(?=[\s;|&]|\Z)")
ASSIGNMENT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\[.*\])?\+?=")
SECRET_PLACE: Final = re.compile(
    r"/etc/(?:kubernetes|rancher|wireguard|ipsec|ppp|environment|krb5)|admin\.conf|redis\.conf|pgbouncer|userlist"
    r"|\.ovpn|wp-config|\.config/(?:gcloud|gh)|database\.yml|\.envrc|\.boto\b|\.s3cfg|rclone|\.terraformrc|\.mylogin|debian\.cnf|rc\.d/.*auth|"
    r"shadow|sudoers|id_(?:rsa|dsa|ecdsa|ed25519)|\.ssh\b|\.pem\b|\.key\b|\.p12\b|\.pfx\b|\.jks\b"
    r"|/private\b|\.aws\b|\.erlang\.cookie|\.m2\b|\.databrickscfg|unseal|passphrase"
    r"|kubeconfig|\.kube\b|\.netrc|\.pgpass|\.my\.cnf|\.env\b|environ\b|credential|secret|passw|token|\.gnupg"
    r"|\.docker|\.npmrc|\.pypirc|\.vault|keytab|htpasswd|authorized_keys|private_?key|api_?key|keyring|wallet"
    r"|_history\b|requirepass|masterauth|/dev/|/proc/(?:kcore|kmsg|\d+/mem|self)|\.tfstate|\.git/config",
    re.IGNORECASE,
)


class NotProven(Exception):
    """The command cannot be proven to read only; the sentence says at what the proof ended."""


@dataclass(frozen=True)
class Simple:
    """One command of a line: its words as the program gets them. `piped`: it reads another's output."""

    words: list[str]
    piped: bool = False
    globs: bool = False


@dataclass
class _Reading:
    text: str
    at: int = 0
    done: list[Simple] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    piped: bool = False
    wanting: bool = False
    globs: bool = False


def read(text: str) -> list[Simple]:
    """The simple commands of `text`. Raises `NotProven` for all that is not plain."""
    if any(ord(character) < 32 and character not in "\t\n" for character in text) or "\x7f" in text:
        raise NotProven("the command holds control characters")
    reading = _Reading(text)
    while reading.at < len(text):
        _step(reading)
    _close(reading, piped=False)
    if not reading.done:
        raise NotProven("there is no command")
    return reading.done


def _step(reading: _Reading) -> None:
    text, at = reading.text, reading.at
    character = text[at]
    nowhere = NOWHERE.match(text, at)
    if character in BLANK:
        reading.at += 1
    elif text.startswith("\\\n", at):
        reading.at += 2
    elif character == "#":
        end = text.find("\n", at)
        reading.at = len(text) if end < 0 else end
    elif nowhere:
        reading.at = nowhere.end()
    elif character in "\n;":
        if character == ";" and not reading.words:
            raise NotProven("a command is missing beside an operator")
        _close(reading, piped=False)
        reading.at += 1
    elif character in "|&":
        _operator(reading)
    else:
        _word(reading)


def _operator(reading: _Reading) -> None:
    doubled = reading.text[reading.at : reading.at + 2]
    if doubled in ("||", "&&"):
        _close(reading, piped=False, wanting=True)
        reading.at += 2
    elif doubled[0] == "|" and doubled != "|&":
        _close(reading, piped=True, wanting=True)
        reading.at += 1
    else:
        raise NotProven("a command in the background is not followed")


def _close(reading: _Reading, *, piped: bool, wanting: bool = False) -> None:
    """Ends a command; `wanting`: another one must follow."""
    if reading.words:
        reading.done.append(Simple(reading.words, reading.piped, reading.globs))
        reading.wanting = wanting
    elif wanting or (reading.wanting and reading.at >= len(reading.text)):
        raise NotProven("a command is missing beside an operator")
    reading.words, reading.piped, reading.globs = [], piped, False


def _word(reading: _Reading) -> None:
    parts: list[str] = []
    quoted = bare_glob = False
    first = reading.at
    while reading.at < len(reading.text):
        character = reading.text[reading.at]
        if character in " \t\n;|&":
            break
        if character == "'":
            parts.append(_single(reading))
            quoted = True
        elif character == '"':
            parts.append(_double(reading))
            quoted = True
        elif character == "\\":
            parts.append(_escaped(reading))
            quoted = True
        elif character in PLAIN:
            bare_glob = bare_glob or character in GLOB
            parts.append(character)
            reading.at += 1
        else:
            raise NotProven(f"{character} makes the shell do more than run a plain command")
    _take(reading, "".join(parts), reading.text[first : reading.at], quoted=quoted, glob=bare_glob)


def _take(reading: _Reading, word: str, raw: str, *, quoted: bool, glob: bool) -> None:
    if not quoted and "{" in raw and ("," in raw or ".." in raw):
        raise NotProven("braces may become several words")
    if raw.startswith("~") and not re.match(r"~(?:/|\Z)", raw):
        raise NotProven("another person's home is not known")
    if glob:
        # What a pattern becomes is not known; it must at least not become an option.
        if not raw.startswith(("/", "./")):
            raise NotProven("a pattern may become an option")
        reading.globs = True
    if not reading.words:
        if not quoted and word in RESERVED:
            raise NotProven(f"{word} is a word of the shell's own language")
        if ASSIGNMENT.match(raw):
            raise NotProven("a variable set before a command may change what it does")
        if glob or raw.startswith("~") or not word:
            raise NotProven("which program runs is not known")
    reading.words.append(word)


def _single(reading: _Reading) -> str:
    end = reading.text.find("'", reading.at + 1)
    if end < 0:
        raise NotProven("a quote is not closed")
    inner = reading.text[reading.at + 1 : end]
    reading.at = end + 1
    return inner


def _double(reading: _Reading) -> str:
    parts: list[str] = []
    at = reading.at + 1
    while at < len(reading.text):
        character = reading.text[at]
        if character == '"':
            reading.at = at + 1
            return "".join(parts)
        if character in "$`":
            raise NotProven("what a variable or a substitution becomes is not known")
        if character == "\\":
            following = reading.text[at + 1 : at + 2]
            if following not in ('"', "\\"):
                raise NotProven("a backslash between quotes is not followed")
            parts.append(following)
            at += 2
            continue
        parts.append(character)
        at += 1
    raise NotProven("a quote is not closed")


def _escaped(reading: _Reading) -> str:
    following = reading.text[reading.at + 1 : reading.at + 2]
    if following == "\n":
        reading.at += 2
        return ""
    if not following or ord(following) > 126:
        raise NotProven("a backslash is not followed")
    reading.at += 2
    return following
