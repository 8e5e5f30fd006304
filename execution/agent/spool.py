"""What a command wrote and how it ended, on the agent's disk: one writer (its keeper), one reader.

A folder an attempt. `head` holds the beginning as records, `tail` (made at the end) the last bytes where
the limit cut the middle out, `end.json` the end, put there whole. A record is stream, offset, length, bytes.
"""

import contextlib
import hashlib
import json
import os
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Optional

HEADER: Final = struct.Struct("!BQI")
STREAM_NAMES: Final = ("stdout", "stderr")
READ_BYTES: Final = 131_072


@dataclass(frozen=True)
class End:
    """How an attempt ended. `total` and `dropped` count masked bytes."""

    how: str
    exit: Optional[int]
    signal: Optional[int]
    total: int
    dropped: int
    output_digest: str
    milliseconds: int
    confirmed: bool
    left: list[str]
    reason: str


@dataclass(frozen=True)
class Piece:
    """Output of one stream from `offset`; `dropped` bytes directly before it were not kept."""

    stream: str
    offset: int
    data: bytes
    dropped: int


class SpoolWriter:
    """Keeps the first and the last half of `limit` bytes, and counts what lies between."""

    def __init__(self, folder: Path, limit: int) -> None:
        limit = max(limit, 2)  # a beginning and an end
        self._folder = folder
        self._head_room = limit - limit // 2
        self._tail_room = limit // 2
        self._head = os.open(folder / "head", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._tails = [folder / "tail.0", folder / "tail.1"]
        self._tail: Optional[int] = None
        self._tail_bytes = 0
        self._hash = hashlib.sha256()
        self._kept_head = 0
        self._unwritten = 0
        self.total = 0
        self.problem = ""

    def write(self, stream: int, data: bytes) -> None:
        """Appends masked bytes; beyond the first half they go round in the last half."""
        room = self._head_room - self._kept_head
        first, rest = (data[:room], data[room:]) if self.total == self._kept_head else (b"", data)
        if first and self._append(self._head, stream, first):
            self._hash.update(first)
            self._kept_head += len(first)
        elif first:
            self.total += len(first)
        if rest:
            self._write_tail(stream, rest)

    def finish(self, **end: Any) -> End:
        """Writes the end: from now on readers find all of it. `flush` makes it outlive a power cut."""
        dropped = self._settle_tail()
        reason = "; ".join(each for each in (end.pop("reason", ""), self.problem) if each)
        finished = End(
            total=self.total,
            dropped=dropped,
            output_digest=self._hash.hexdigest(),
            reason=reason,
            **end,
        )
        end_file = self._folder / "end.json"
        beside = end_file.with_suffix(".new")
        beside.write_bytes(json.dumps(asdict(finished)).encode())
        beside.replace(end_file)
        return finished

    def flush(self) -> None:
        """Output and end are on the disk when this returns."""
        for name in ("head", "tail", "end.json", "."):
            with contextlib.suppress(FileNotFoundError):
                file = os.open(self._folder / name, os.O_RDONLY)
                try:
                    os.fsync(file)
                finally:
                    os.close(file)

    def _append(self, file: int, stream: int, data: bytes) -> bool:
        record = HEADER.pack(stream, self.total, len(data)) + data
        before = os.fstat(file).st_size
        try:
            if os.write(file, record) != len(record):
                raise OSError("the disk took only a part")
        except OSError as problem:
            os.ftruncate(file, before)
            self.problem = f"the agent's disk did not take all of the output: {problem.strerror or problem}"
            return False
        self.total += len(data)
        return True

    def _write_tail(self, stream: int, data: bytes) -> None:
        if self._tail is None or self._tail_bytes >= self._tail_room:
            self._turn()
        if self._tail is None or not self._append(self._tail, stream, data):
            self.total += len(data)
        self._tail_bytes += len(data)

    def _turn(self) -> None:
        if self._tail is not None:
            os.close(self._tail)
            self._tail = None
            self._tails.reverse()
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
            self._tail = os.open(self._tails[0], flags, 0o600)
        except OSError as problem:
            self.problem = f"the agent's disk did not take all of the output: {problem.strerror}"
        self._tail_bytes = 0

    def _settle_tail(self) -> int:
        """Makes `tail` of the last bytes; gives how many were dropped before it."""
        if self.total == self._kept_head:
            return 0
        start = max(self._kept_head, self.total - self._tail_room)
        kept = 0
        with (self._folder / "tail").open("wb") as file:
            for path in reversed(self._tails):
                for stream, offset, data in _records(path):
                    late = data[max(0, start - offset) :]
                    if late:
                        file.write(HEADER.pack(stream, offset + len(data) - len(late), len(late)) + late)
                        self._hash.update(late)
                        kept += len(late)
        for path in self._tails:
            path.unlink(missing_ok=True)
        return self.total - self._kept_head - kept


class SpoolReader:
    """Gives what is there from an offset on, piece by piece."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = (0, 0)  # offset up to which `head` was walked, and its byte position

    def end(self) -> Optional[End]:
        """How it ended; None while it has not."""
        try:
            return End(**json.loads((self._folder / "end.json").read_bytes()))
        except (FileNotFoundError, ValueError):  # ValueError: a power cut left the name without the content
            return None

    def piece(self, offset: int, limit: int = READ_BYTES) -> Optional[Piece]:
        """The next output from `offset` on, at most `limit` bytes of one stream; None if there is none."""
        found = self._from_head(offset, limit)
        if found is not None or not (self._folder / "tail").exists() or self.end() is None:
            return found
        for stream, start, data in _records(self._folder / "tail"):
            if start + len(data) > offset:
                begin = max(start, offset)
                part = data[begin - start :][:limit]
                return Piece(STREAM_NAMES[stream], begin, part, begin - offset)
        return None

    def size(self) -> int:
        """Bytes of output that lie in `head`."""
        total = 0
        for _, offset, data in _records(self._folder / "head"):
            total = offset + len(data)
        return total

    def _from_head(self, offset: int, limit: int) -> Optional[Piece]:
        if offset < self._place[0]:
            self._place = (0, 0)
        parts: list[bytes] = []
        stream, begin, size = 0, offset, 0
        try:
            file = (self._folder / "head").open("rb")
        except FileNotFoundError:
            return None
        with file:
            file.seek(self._place[1])
            while size < limit and (header := _header(file)) is not None:
                kind, start, length = header
                if parts and kind != stream:
                    break
                skip = max(0, offset + size - start)
                take = min(length - skip, limit - size)
                if take > 0:
                    file.seek(skip, os.SEEK_CUR)
                    data = file.read(take)
                    if len(data) < take:
                        break
                    stream, size = kind, size + take
                    parts.append(data)
                if skip + max(take, 0) < length:
                    break
                file.seek(self._place[1] + HEADER.size + length)
                self._place = (start + length, file.tell())
        return Piece(STREAM_NAMES[stream], begin, b"".join(parts), 0) if parts else None


def write_whole(path: Path, content: bytes) -> None:
    """Puts `content` at `path` so that after any crash it is there entirely or not at all."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _header(file: Any) -> Optional[tuple[int, int, int]]:
    raw = file.read(HEADER.size)
    return HEADER.unpack(raw) if len(raw) == HEADER.size else None


def _records(path: Path) -> Iterator[tuple[int, int, bytes]]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        while (header := _header(file)) is not None:
            stream, offset, length = header
            data = file.read(length)
            if len(data) < length:
                return
            yield stream, offset, data
