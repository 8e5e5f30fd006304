"""Opens an evidence pack without trusting it: no path leaves it, nothing in it outgrows its bounds."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from compliance.chain.canonical import NotCanonical, canonical, read
from compliance.chain.pack import FIXED_FILES, OUTPUTS, README
from compliance.types import JSON
from compliance.verifier.layout import misplaced

# An incident with 50 MB of output per attempt stays far below; a bomb does not.
LARGEST_PACK: Final = 1 << 30
MOST_FILES: Final = 20_000
LONGEST_LINE: Final = 4 << 20
_CHUNK: Final = 1 << 20
_SYMLINK: Final = 0o120000

# What reading a damaged or hostile member may raise.
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)


class BadEvidence(ValueError):
    """The evidence does not hold; the message is a sentence that names the first bad thing."""


class Pack:
    """An open pack whose file names were checked; contents are read one at a time."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, struct.error, ValueError, EOFError, NotImplementedError) as problem:
            raise BadEvidence(f"{path.name} is not a readable zip file ({problem})") from problem
        self._path = path
        self._left = LARGEST_PACK
        try:
            self.files = self._checked()
        except BadEvidence:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece; raises `BadEvidence` when they are damaged or too many."""
        try:
            with self._zip.open(self.files[name]) as opened:
                while chunk := opened.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise BadEvidence(
                            f"the pack unpacks to more than {LARGEST_PACK >> 20} MB; it was not read on"
                        )
                    yield chunk
        except BadEvidence:
            raise
        except _DAMAGE as problem:
            raise BadEvidence(f"{name} is damaged: {problem}") from problem

    def json(self, name: str) -> JSON:
        """The one JSON value of a file, which must be canonical."""
        return parsed(b"".join(self.chunks(name)), name)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file without their ends; the last must be ended too."""
        rest = b""
        for chunk in self.chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if len(rest) > LONGEST_LINE:
                raise BadEvidence(f"{name} holds a line longer than {LONGEST_LINE >> 20} MB")
        if rest:
            raise BadEvidence(f"{name} ends in the middle of a line")

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        members = self._zip.infolist()
        if len(members) > MOST_FILES:
            raise BadEvidence(f"the pack holds {len(members)} files; at most {MOST_FILES} are read")
        if sum(member.file_size for member in members) > LARGEST_PACK:
            raise BadEvidence(
                f"the pack says it unpacks to more than {LARGEST_PACK >> 20} MB; it was not opened"
            )
        files: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            _refuse_name(member)
            if member.filename in files:
                raise BadEvidence(f"{member.filename} is in the pack twice")
            files[member.filename] = member
        for name in sorted(FIXED_FILES - {README}):
            if name not in files:
                raise BadEvidence(f"{name} is missing from the pack")
        if wrong := misplaced(self._path, members):
            raise BadEvidence(f"{wrong} is not as it was exported; somebody changed or repacked it")
        return files


def parsed(text: bytes, name: str) -> JSON:
    """The JSON value that `text` spells canonically; `name` says in the refusal where it stood."""
    try:
        value = read(text)
        again = canonical(value)
    except (ValueError, RecursionError, NotCanonical) as problem:
        raise BadEvidence(f"{name} is not readable JSON: {problem}") from problem
    if again != text:
        raise BadEvidence(f"{name} is not written in its one canonical form (RFC 8785); it was changed")
    return value


def _refuse_name(member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ".." in parts or ":" in name or "\x00" in name:
        raise BadEvidence(f"the pack holds a path that leads out of it: {name!r}")
    if member.external_attr >> 16 & 0o170000 == _SYMLINK:
        raise BadEvidence(f"{name!r} is a link, and a pack holds only files")
    if member.flag_bits & 0x1:
        raise BadEvidence(f"{name!r} is encrypted, and a pack never is")
    if name not in FIXED_FILES and not (name.startswith(OUTPUTS) and name != OUTPUTS and all(parts)):
        raise BadEvidence(f"the pack holds a file that does not belong there: {name!r}")
