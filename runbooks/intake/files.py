"""Uploaded files become texts; a zip is opened without trusting it."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from ddrun.lib.decoding import decoded

TAKEN: Final = (".md", ".markdown", ".txt")
LARGEST_TEXT: Final = 512 * 1024
LARGEST_UPLOAD: Final = 10 * 1024 * 1024
# A zip of that many runbooks is a library; more is taken in parts.
MOST_FILES: Final = 500
LARGEST_UNPACKED: Final = 32 * 1024 * 1024
_MAC: Final = "__MACOSX"


@dataclass(frozen=True)
class ReadFile:
    """A file that came in: its text, or the sentence why it was refused."""

    path: str
    text: str = ""
    refused: str = ""


def texts(uploads: Iterator[tuple[str, bytes]]) -> Iterator[ReadFile]:
    """The texts in uploaded files, those in zips too, each once, in order."""
    for name, content in uploads:
        if len(content) > LARGEST_UPLOAD:
            yield ReadFile(name, refused=f"It is larger than {LARGEST_UPLOAD >> 20} MB.")
        elif PurePosixPath(name).suffix.lower() == ".zip":
            yield from _unpacked(name, content)
        else:
            yield _text(name, content)


def too_long(text: str) -> str:
    """The sentence that refuses a text for its length; empty when it is short enough."""
    if len(text.encode(errors="replace")) > LARGEST_TEXT:
        return f"The text is longer than {LARGEST_TEXT >> 10} KB; split it into one runbook each."
    return ""


def _text(path: str, content: bytes) -> ReadFile:
    if PurePosixPath(path).suffix.lower() not in TAKEN:
        return ReadFile(path, refused=f"Only {', '.join(TAKEN)} and .zip files are read.")
    if len(content) > LARGEST_TEXT:
        return ReadFile(
            path, refused=f"It is longer than {LARGEST_TEXT >> 10} KB; split it into one runbook each."
        )
    try:
        text = decoded(content)
    except UnicodeDecodeError as problem:
        return ReadFile(path, refused=f"It is not UTF-8 text (byte {problem.start} is not).")
    if "\x00" in text:
        return ReadFile(path, refused="It holds a NUL character, so it is not text.")
    if not text.strip():
        return ReadFile(path, refused="It is empty.")
    return ReadFile(path, text)


def _unpacked(name: str, content: bytes) -> Iterator[ReadFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = [m for m in packed.infolist() if not m.is_dir() and not _beside(m.filename)]
            refused = _refused(members)
            if refused:
                yield ReadFile(name, refused=refused)
                return
            left = LARGEST_UNPACKED
            for member in members:
                read = _member(packed, member, left)
                left -= len(read.text)
                yield read
    except (zipfile.BadZipFile, ValueError, EOFError, OSError) as problem:
        yield ReadFile(name, refused=f"It is not a readable zip file ({problem}).")


def _refused(members: list[zipfile.ZipInfo]) -> str:
    if len(members) > MOST_FILES:
        return f"It holds {len(members)} files; at most {MOST_FILES} are taken at once."
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        return f"It unpacks to more than {LARGEST_UNPACKED >> 20} MB; it was not unpacked."
    return "" if members else "It holds no file."


def _member(packed: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> ReadFile:
    path = member.filename
    if path.startswith("/") or "\\" in path or ".." in PurePosixPath(path).parts or ":" in path:
        return ReadFile(path, refused="Its path leads out of the zip.")
    if member.flag_bits & 0x1:
        return ReadFile(path, refused="It is encrypted.")
    if PurePosixPath(path).suffix.lower() not in TAKEN:
        return ReadFile(path, refused=f"Only {', '.join(TAKEN)} files are read.")
    try:
        with packed.open(member) as opened:
            # One byte more than may be: what the zip says of a size is not believed.
            content = opened.read(min(LARGEST_TEXT, left) + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as problem:
        return ReadFile(path, refused=f"It is damaged ({problem}).")
    if len(content) > left:
        return ReadFile(
            path, refused=f"The zip unpacks to more than {LARGEST_UNPACKED >> 20} MB; it was not read on."
        )
    return _text(path, content)


def _beside(path: str) -> bool:
    """What archivers put beside the files."""
    parts = PurePosixPath(path).parts
    return bool(parts) and (parts[0] == _MAC or parts[-1].startswith("."))
