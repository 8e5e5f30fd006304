"""The root of a closed world: an overlay over the machine's own, from the strongest way that works."""

import os
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.proof.world import Plan

NODES: Final = ("null", "zero", "full", "random", "urandom", "tty")
# Trees of the machine that are laid into the new root one by one where the whole root cannot be.
NOT_TREES: Final = ("proc", "sys", "dev", "mnt", "media", "lost+found")
OVERLAY: Final = "an overlay over the whole root"
TREES: Final = "an overlay over each tree of the root"
READ_ONLY: Final = "a read-only root with empty writable places"
STRENGTHS: Final = (OVERLAY, TREES, READ_ONLY)
KERNEL: Final = ("sys", "sysrq-trigger")
WRITABLE: Final = ("tmp", "var/tmp", "run", "var/log", "var/cache")


@dataclass(frozen=True)
class Layer:
    """A directory in which changes of `tree` appear, and what lies below it; all held open."""

    tree: str
    changes: int
    below: tuple[int, ...]


@dataclass(frozen=True)
class Watched:
    """Everything in which a change of the world must appear."""

    layers: tuple[Layer, ...]

    def manifest(self) -> set[str]:
        """A line for each thing that was made, changed or removed: path, kind, size, time of change."""
        return {line for layer in self.layers for line in _changes(layer)}


def _changes(layer: Layer) -> Iterator[str]:
    for place, _, files, at in os.fwalk(".", dir_fd=layer.changes, follow_symlinks=False):
        path = os.path.normpath(f"/{layer.tree}/{place}").replace("//", "/")
        mode = os.fstat(at).st_mode
        if place != "." and not any(_mode(place, each) == mode for each in layer.below):
            yield f"{path}\t{stat.filemode(mode)}"
        for name in files:
            found = os.stat(name, dir_fd=at, follow_symlinks=False)
            if stat.S_ISREG(found.st_mode) and _same(f"{place}/{name}", layer):
                continue  # opened for writing, and nothing written
            kind = stat.filemode(found.st_mode)
            yield f"{os.path.normpath(path + '/' + name)}\t{kind}\t{found.st_size}\t{found.st_mtime_ns}"


def _same(path: str, layer: Layer) -> bool:
    for below in layer.below:
        if _mode(path, below):
            return _mode(path, below) == _mode(path, layer.changes) and _read(path, below) == _read(
                path, layer.changes
            )
    return False


def _read(path: str, at: int) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY, dir_fd=at), "rb") as file:
        return file.read()


def _mode(place: str, at: int) -> int:
    try:
        return os.stat(place, dir_fd=at).st_mode
    except OSError:
        return 0


def build_root(plan: Plan) -> Watched:
    """Makes the new root, enters it, and returns what to watch. Raises `CalledProcessError`."""
    base = Path(plan.base)
    root = base / "root"
    watched = {OVERLAY: _whole, TREES: _by_tree, READ_ONLY: _read_only}[plan.strength](base, root)
    _mount("-t", "proc", "proc", str(root / "proc"))
    # Started by root, the user of a world is the machine's own root, whom the kernel's settings obey in every
    # world.
    for name in KERNEL:
        if (root / "proc" / name).exists():
            _mount("--bind", str(root / "proc" / name), str(root / "proc" / name))
            _mount("-o", "remount,bind,ro", str(root / "proc" / name))
    _mount("-t", "sysfs", "-o", "ro", "sysfs", str(root / "sys"))
    _devices(root / "dev")
    for source, target in plan.binds:
        _mount("--bind", source, str(root) + target)
    _loopback()
    os.chdir(root)
    subprocess.run(["pivot_root", ".", "."], check=True)
    subprocess.run(["umount", "-l", "."], check=True)
    os.chdir("/")
    return watched


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True, text=True)


def _whole(base: Path, root: Path) -> Watched:
    return Watched((_overlay("", (base / "fixtures", base / "lower"), base, root),))


def _by_tree(base: Path, root: Path) -> Watched:
    _mount("-t", "tmpfs", "tmpfs", str(root))
    layers: list[Layer] = []
    for tree in sorted({each.name for each in (*Path("/").iterdir(), *(base / "fixtures").iterdir())}):
        real, ours = Path("/") / tree, base / "fixtures" / tree
        if real.is_symlink():
            (root / tree).symlink_to(real.readlink())
        elif tree not in NOT_TREES and (real.is_dir() or ours.is_dir()):
            (root / tree).mkdir()
            lower = tuple(each for each in (ours, real) if each.is_dir())
            layers.append(_overlay(tree, lower, base, root / tree))
    for name in ("proc", "sys", "dev"):
        (root / name).mkdir()
    return Watched(tuple(layers))


def _read_only(base: Path, root: Path) -> Watched:
    """The fixtures cannot be laid over what is there; only their own trees are seen."""
    _mount("--rbind", "/", str(root))
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        at, flags = line.split()[4:6]
        if at == str(root) or at.startswith(f"{root}/"):
            _mount("-o", f"remount,bind,ro,{flags}".replace(",rw", ""), at)
    layers = []
    for place in WRITABLE:
        if (root / place).is_dir() and not (root / place).is_symlink():
            _mount("-t", "tmpfs", "tmpfs", str(root / place))
            layers.append(Layer(place, _opened(root / place), ()))
            ours = base / "fixtures" / place
            if ours.is_dir():
                subprocess.run(["cp", "-a", f"{ours}/.", str(root / place)], check=True)
    return Watched(tuple(layers))


def _overlay(tree: str, lower: tuple[Path, ...], base: Path, at: Path) -> Layer:
    upper, work = base / "upper" / tree, base / "work" / tree
    upper.mkdir(exist_ok=True)
    work.mkdir(exist_ok=True)
    below = ":".join(map(str, lower))
    options = f"lowerdir={below},upperdir={upper},workdir={work},userxattr"
    _mount("-t", "overlay", "overlay", "-o", options, str(at))
    return Layer(tree, _opened(upper), tuple(map(_opened, lower)))


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY)


def _devices(dev: Path) -> None:
    _mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(dev))
    for name in NODES:
        (dev / name).touch()
        _mount("--bind", f"/dev/{name}", str(dev / name))
    for name, target in (
        ("fd", "/proc/self/fd"),
        ("stdin", "fd/0"),
        ("stdout", "fd/1"),
        ("stderr", "fd/2"),
        ("ptmx", "pts/ptmx"),
    ):
        (dev / name).symlink_to(target)
    for name in ("shm", "pts"):
        (dev / name).mkdir()
    _mount("-t", "devpts", "-o", "newinstance,ptmxmode=0666,mode=0620", "devpts", str(dev / "pts"))


def _loopback() -> None:
    """Every address of the world answers here, so that a client gets as far as it can."""
    for words in (
        ("link", "set", "lo", "up"),
        ("route", "add", "local", "0.0.0.0/0", "dev", "lo"),
        ("-6", "route", "add", "local", "::/0", "dev", "lo"),
    ):
        subprocess.run(["ip", *words], check=False, capture_output=True)
