"""Files for commands to read: what their operands name, in a tree that is laid over the machine's own."""

import contextlib
import gzip
import io
import os
import re
import shlex
import sqlite3
import subprocess
import tarfile
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from execution.agent.surroundings import make_quiet
from runbooks.risk.words import listed

HOME: Final = "/srv/proof/home"
WORK: Final = "/srv/proof/work"
HOSTS: Final = re.compile(
    r"(?<![\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?![\w-])"
)
ATTACHED: Final = re.compile(r"((?:^|\s)-[a-zA-Z])(?=\w)")  # an option's value may follow at once
ORIGIN: Final = "example.com"  # where the repository says it came from
NAMESERVER: Final = "10.77.0.53"
OPERAND: Final = re.compile(r"[\w.+@%,=-]*(/[\w.+@%,=-]+)*/?")
# Nothing is laid over what programs, the kernel or the world itself need.
UNTOUCHED: Final = ("/proc", "/sys", "/dev", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/srv/proof")
LINES: Final = "".join(
    f"2026-11-23T08:{minute:02}:00Z host app[{minute}]: {level} request {minute} took {minute * 7} ms,a,b\n"
    for minute, level in enumerate(("INFO", "ERROR", "WARN", "error: timeout", "INFO") * 4)
)
ADDED: Final = listed("notes.txt app.log data.json values.yaml logs/app.log a b f file.txt x.csv")


def lay_tree(root: Path, commands: Iterable[str]) -> None:
    """The home, the place to work in with its repository, the hosts, and what the commands name."""
    listed = [*commands, ORIGIN]
    for place in (HOME, WORK):
        (root / place[1:]).mkdir(parents=True, exist_ok=True)
    make_quiet(root / HOME[1:])
    _lay_repository(root / WORK[1:])
    etc = root / "etc"
    etc.mkdir(exist_ok=True)
    (etc / "resolv.conf").write_text(f"nameserver {NAMESERVER}\noptions timeout:1 attempts:1\n")
    (etc / "hosts").write_text(
        "127.0.0.1 localhost\n" + "".join(f"{at} {name}\n" for name, at in addresses(listed).items())
    )
    for operand in [*ADDED, *sorted({each for text in listed for each in operands(text)})]:
        _lay(root, operand)


def operands(command: str) -> set[str]:
    """The words of a command that may name a file, as far as they are known without running it."""
    found: set[str] = set()
    words = re.split(r"[\s|;&<>()'\"`]+", command)
    with contextlib.suppress(ValueError):
        words += shlex.split(command)
    for word in words:
        for part in (word, word.partition("=")[2], word.removeprefix("@"), word.partition(":")[2]):
            plain = part.replace("*", "1").replace("~/", HOME + "/")
            if plain and plain[0] not in "-=" and OPERAND.fullmatch(plain) and not plain.isdigit():
                found.add(plain)
    return found


@cache
def _address(name: str) -> str:
    number = sum((place + 1) * ord(sign) * 31 for place, sign in enumerate(name)) % 60000
    return f"10.77.{1 + number // 250}.{1 + number % 250}"


def addresses(commands: Iterable[str]) -> dict[str, str]:
    """An address of its own for each word that may name a host."""
    found = {name for command in commands for name in HOSTS.findall(ATTACHED.sub(r"\1 ", command))}
    names = {name for name in found if not _is_address(name)}
    return {name: _address(name) for name in sorted(names - {"localhost"})}


def _is_address(name: str) -> bool:
    return bool(re.fullmatch(r"[\d.]+", name))


def _lay(root: Path, operand: str) -> None:
    full = os.path.normpath(operand if operand.startswith("/") else f"{WORK}/{operand}")
    if full.startswith(UNTOUCHED[:-1]) or Path(full).exists() or len(full) > 200:
        return
    path = root / full[1:]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if operand.endswith("/"):
            path.mkdir(exist_ok=True)
        elif not path.exists():
            path.write_bytes(content(path.name))
    except OSError:
        # One operand names a file where another needs a directory: the first stays.
        return


@cache
def _certificate() -> tuple[bytes, bytes]:
    with TemporaryDirectory() as place:
        key, made = Path(place) / "key", Path(place) / "made"
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key)]
        done = subprocess.run(
            [*words, "-out", str(made), "-subj", "/CN=proof"], capture_output=True, check=False
        )
        return (made.read_bytes(), key.read_bytes()) if not done.returncode else (b"", b"")


@cache
def _database() -> bytes:
    with TemporaryDirectory() as place:
        path = Path(place) / "made"
        with sqlite3.connect(path) as made:
            made.execute("create table users (id integer primary key, name text)")
            made.execute("insert into users (name) values ('a'), ('b')")
        made.close()
        return path.read_bytes()


@cache
def _archive(mode: str) -> bytes:
    out = io.BytesIO()
    if mode == "zip":
        with zipfile.ZipFile(out, "w") as made:
            made.writestr("a/file.txt", LINES)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode=mode) as packed:  # type: ignore[call-overload]
        entry = tarfile.TarInfo("a/file.txt")
        entry.size = len(LINES)
        packed.addfile(entry, io.BytesIO(LINES.encode()))
    return out.getvalue()


def content(name: str) -> bytes:
    """What a file of this name holds."""
    for ending, mode in (
        (".tar.gz", "w:gz"),
        (".tgz", "w:gz"),
        (".tar.bz2", "w:bz2"),
        (".tar.xz", "w:xz"),
        (".tar", "w"),
    ):
        if name.endswith(ending):
            return _archive(mode)
    if name.endswith((".zip", ".jar")):
        return _archive("zip")
    if name.endswith(".gz"):
        return gzip.compress(LINES.encode())
    if name.endswith((".crt", ".pem", ".cer", ".cert")):
        return _certificate()[0]
    if name.endswith(".key"):
        return _certificate()[1]
    if name.endswith((".db", ".sqlite", ".sqlite3")):
        return _database()
    if name.endswith(".json"):
        return b'{"items": [{"name": "a", "status": "ok", "n": 1}], "status": "ok"}\n'
    if name.endswith((".yaml", ".yml")):
        return b"items:\n- name: a\n  status: ok\n"
    return LINES.encode()


def _lay_repository(work: Path) -> None:
    (work / "README.md").write_text("one\n")
    (work / "src").mkdir()
    (work / "src" / "main.py").write_text("print(1)\n")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "init.defaultBranch=main")

    def git(*words: str) -> None:
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", *who, *words], cwd=work, env=environment, check=True, capture_output=True)

    git("init", "-q")
    for number in range(3):
        (work / "README.md").write_text(f"{number}\n" * 5)
        git("add", "README.md", "src")
        git("commit", "-q", "-m", f"Change {number}")
        git("tag", f"v{number}.0")
    git("branch", "feature")
    git("remote", "add", "origin", f"https://{ORIGIN}/shop.git")
    (work / "README.md").write_text("changed\n")
