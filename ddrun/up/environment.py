"""Finds or makes the Python environment in `.venv` and installs exactly what `requirements.lock` says.

Standard library only: this runs before anything is installed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
LOCK: Final = ROOT / "requirements.lock"
HOME: Final = ROOT / ".venv"
PYTHON: Final = HOME / "bin" / "python"
# Says for which lock and which Python the environment was filled.
STAMP: Final = HOME / "filled-from"

NO_NETWORK: Final = (
    "dns error",
    "resolve",
    "connection",
    "connect error",
    "network",
    "timed out",
    "unreachable",
    "error sending request",
    "proxy",
)
NO_SPACE: Final = ("no space left", "os error 28", "errno 28", "disk quota")


class NotPrepared(Exception):
    """The environment could not be made; the message is one sentence for the person at the terminal."""


def inside() -> bool:
    """Whether this very process runs in the environment, filled from the present lock."""
    return Path(sys.prefix).resolve() == HOME.resolve() and filled()


def filled() -> bool:
    """Whether the environment holds what the present lock says."""
    try:
        return STAMP.read_text() == wanted_stamp()
    except OSError:
        return False


def wanted_stamp() -> str:
    """The lock's digest and the Python's version."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{digest} {sys.version_info.major}.{sys.version_info.minor}\n"


def prepare() -> None:
    """The environment is there and filled. Raises NotPrepared."""
    with alone():
        if filled() and PYTHON.exists():
            return
        try:
            fill()
        except OSError as error:
            raise NotPrepared(
                f"The environment in {HOME} could not be made: {reason(str(error))}."
            ) from error


@contextmanager
def alone() -> Iterator[None]:
    """Only one process at a time prepares the environment."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def fill() -> None:
    """Makes the environment where it is missing or of another Python, and installs the lock.

    Bytecode is written by the first start, for what it imports: compiling all 10,000 files took longer
    than the whole first start.
    """
    tell("preparing the environment in .venv; this happens once for each version of the lock")
    uv = find_uv()
    if not usable():
        shutil.rmtree(HOME, ignore_errors=True)
        if uv:
            run([uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(HOME)])
        else:
            make_with_venv()
    uv = uv or find_uv() or install_uv()
    run(
        [
            uv,
            "pip",
            "install",
            "--python",
            str(PYTHON),
            "--require-hashes",
            "-r",
            str(LOCK),
        ]
    )
    STAMP.write_text(wanted_stamp())


def usable() -> bool:
    """Whether the environment's Python runs and has our version."""
    if not PYTHON.exists():
        return False
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([PYTHON, "-I", "-c", question], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == f"{sys.version_info.major}.{sys.version_info.minor}"


def make_with_venv() -> None:
    """An environment by the standard library, with pip in it."""
    try:
        run([sys.executable, "-m", "venv", str(HOME)])
    except NotPrepared as error:
        if "ensurepip" in str(error):
            raise NotPrepared(
                "This Python cannot make environments: install the package python3-venv, or uv."
            ) from error
        raise


def find_uv() -> str | None:
    """A uv on the path or in the environment."""
    for candidate in (shutil.which("uv"), str(HOME / "bin" / "uv")):
        if candidate and works([candidate, "--version"]):
            return candidate
    return None


def works(command: Sequence[str]) -> bool:
    """Whether the command can be run at all; a shim of pyenv may stand for nothing."""
    try:
        return subprocess.run(command, capture_output=True, check=False, cwd=ROOT).returncode == 0
    except OSError:
        return False


def install_uv() -> str:
    """uv by pip, of the version and digests in the lock."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
        only_uv.write(block_of("uv"))
        only_uv.flush()
        if not works([str(PYTHON), "-m", "pip", "--version"]):
            run([str(PYTHON), "-m", "ensurepip"])
        quiet = ["--disable-pip-version-check", "--quiet", "--require-hashes"]
        run([str(PYTHON), "-m", "pip", "install", *quiet, "-r", only_uv.name])
    return str(HOME / "bin" / "uv")


def block_of(package: str) -> str:
    """What the lock says about one package."""
    block: list[str] = []
    for line in LOCK.read_text().splitlines():
        if block and not line.startswith(" "):
            break
        if block or line.startswith(f"{package}=="):
            block.append(line)
    return "\n".join(block) + "\n"


def run(command: Sequence[str]) -> None:
    """Runs one step, its words passed on. Raises NotPrepared with the reason in one sentence."""
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as step:
        for line in step.stdout or ():
            said.append(line.rstrip())
            if not line.startswith((" + ", " - ", " ~ ")):
                tell(line.rstrip())
    if step.returncode != 0:
        raise NotPrepared(f"The environment could not be made: {reason(' '.join(said[-12:]))}.")


def reason(words: str) -> str:
    """Why, in a person's words where we know them."""
    lowered = words.lower()
    if any(sign in lowered for sign in NO_SPACE):
        return f"the disk that holds {ROOT} is full; free some space and try again"
    if "ensurepip" not in lowered and any(sign in lowered for sign in NO_NETWORK):
        return "the package index cannot be reached; the first start needs the network, later ones do not"
    if "permission denied" in lowered or "read-only" in lowered:
        return f"{ROOT} cannot be written to by this user"
    return words.strip().rstrip(".") or "the step ended without a word"


def tell(line: str) -> None:
    """One line of progress."""
    print(f"prepare │ {line}", file=sys.stderr, flush=True)
