"""Masks secrets in a stream of bytes before any of it is written down or sent.

Two stages. Known values (and what base64, URLs, quoting and JSON make of them) are masked wherever the
stream is cut: how it is split into chunks never changes the result. Likely secrets are then masked by
pattern, line by line. What is held back is given out when its line ends, or by `flush`.
"""

import base64
import json
import re
import shlex
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, quote_plus

MASK: Final = b"[masked]"
SHORTEST: Final = 4  # a shorter value would blank out ordinary text
LONGEST_LINE: Final = 65_536


def variants(secret: bytes) -> set[bytes]:
    """Every way `secret` may be written: itself, its long lines, base64, URL-encoded, quoted, in JSON."""
    found = {secret, secret.strip()}
    found.update(line.strip() for line in secret.splitlines() if len(line.strip()) >= 8)
    for value in list(found):
        found.update(_encoded(value))
    return {each for each in found if len(each) >= SHORTEST}


def _encoded(value: bytes) -> Iterable[bytes]:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(value)
        yield encode(value).rstrip(b"=")
        # Inside longer text a value lies at one of three places of the four-letter groups; the letters
        # that also depend on the neighbours are left out.
        for before, skip in ((0, 0), (1, 2), (2, 3)):
            letters = encode(b"\x00" * before + value).rstrip(b"=")
            inner = letters[skip : len(letters) - (1 if (before + len(value)) % 3 else 0)]
            if len(inner) >= 8:
                yield inner
    yield value.hex().encode() if len(value) >= 6 else value
    text = value.decode("utf-8", "replace")
    if "�" not in text:
        for quoted in (quote(text, safe=""), quote(text), quote_plus(text)):
            yield quoted.encode()
            yield re.sub("%[0-9A-F]{2}", lambda found: found.group().lower(), quoted).encode()
        yield shlex.quote(text).encode()
        yield text.replace("'", "'\\''").encode()
        yield json.dumps(text)[1:-1].encode()
        yield json.dumps(text, ensure_ascii=False)[1:-1].encode()


class KnownValues:
    """Masks listed values in one stream, however it is cut."""

    def __init__(self, secrets: Iterable[bytes]) -> None:
        every: set[bytes] = set()
        for secret in secrets:
            every |= variants(secret)
        self._values = sorted(every, key=len, reverse=True)
        self._firsts = frozenset(value[0] for value in self._values)
        self._longest = max((len(value) for value in self._values), default=0)
        self._pattern = re.compile(b"|".join(re.escape(value) for value in self._values))
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """What may leave after `data` came in."""
        if not self._values:
            return data
        buffer = self._held + data
        out: list[bytes] = []
        done = 0
        safe = self._first_open(buffer, done)
        for match in self._pattern.finditer(buffer):
            # A match that begins before the first open place is complete and cannot grow longer.
            if match.start() >= safe:
                break
            out += (buffer[done : match.start()], MASK)
            done = match.end()
            if done > safe:
                safe = self._first_open(buffer, done)
        self._held = buffer[safe:]
        out.append(buffer[done:safe])
        return b"".join(out)

    def finish(self) -> bytes:
        """What was held back, masked: nothing more comes."""
        held, self._held = self._held, b""
        return self._pattern.sub(MASK, held) if self._values else held

    def _first_open(self, buffer: bytes, done: int) -> int:
        """The first place from `done` where the rest could be the beginning of a longer value."""
        size = len(buffer)
        for at in range(max(done, size - self._longest + 1), size):
            if buffer[at] in self._firsts:
                rest = buffer[at:]
                if any(len(value) > len(rest) and value.startswith(rest) for value in self._values):
                    return at
        return size


_NAMED: Final = re.compile(
    rb"""(?i)((?:pass(?:word|wd|phrase)|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)"""
    rb"""[A-Za-z0-9_-]{0,24}["']?[ \t]*[:=][ \t]*["']?)(?!\[masked\])([^\s"',;&]{4,})"""
)
_SHAPED: Final = re.compile(
    rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}"
    rb"|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bsk_(?:live|test)_[A-Za-z0-9]{10,}|\bglpat-[A-Za-z0-9_-]{16,}"
    rb"|\bAIza[A-Za-z0-9_-]{30,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"
)
_BEARER: Final = re.compile(
    rb"(?i)(authorization[\"']?[ \t]*:[ \t]*[\"']?(?:bearer|basic|token)?[ \t]*)([^\s\"']{4,})"
)
_IN_URL: Final = re.compile(rb"(://[^/\s:@]{0,64}:)([^/\s@]{1,256})(@)")
# Cheap to look for; the patterns run only over text that holds one of these.
_HINTS: Final = (
    b"pass",
    b"secret",
    b"token",
    b"key",
    b"credential",
    b"akia",
    b"asia",
    b"gh",
    b"xox",
    b"sk_",
    b"glpat-",
    b"aiza",
    b"eyj",
    b"authorization",
    b"://",
)
_OPENING: Final = re.compile(
    rb"(?i)(?:pass|secret|token|key|credential|authorization|eyJ|gh|xox|AKIA|ASIA|sk_|glpat|-----BEGIN)[^\n]*\Z"
)
_BEGIN: Final = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")
_END: Final = re.compile(rb"-----END [A-Z0-9 ]*PRIVATE KEY-----")


class LikelySecrets:
    """Masks what looks like a secret, whole lines at a time; private key blocks over many lines."""

    def __init__(self) -> None:
        self._held = b""
        self._in_key = False

    @property
    def holds(self) -> bool:
        """Whether an unfinished line waits."""
        return bool(self._held)

    def feed(self, data: bytes) -> bytes:
        """The whole lines that are ready after `data` came in, masked."""
        buffer = self._held + data
        cut = buffer.rfind(b"\n") + 1
        if len(buffer) - cut > LONGEST_LINE:
            cut = len(buffer)
        self._held = buffer[cut:]
        return self._masked(buffer[:cut]) if cut else b""

    def flush(self) -> bytes:
        """The unfinished line, masked, except an end of it that may be half a secret."""
        held, self._held = self._held, b""
        opened = _open_end(held)
        self._held = held[opened:]
        return self._masked(held[:opened])

    def finish(self) -> bytes:
        """All that is left, masked: nothing more comes."""
        held, self._held = self._held, b""
        return self._masked(held)

    def _masked(self, text: bytes) -> bytes:
        if self._in_key or b"PRIVATE KEY-----" in text:
            text = b"".join(self._without_key(line) for line in text.splitlines(keepends=True))
        lowered = text.lower()
        if not any(hint in lowered for hint in _HINTS):
            return text
        text = _BEARER.sub(rb"\1" + MASK, text)
        text = _NAMED.sub(rb"\1" + MASK, text)
        text = _IN_URL.sub(rb"\1" + MASK + rb"\3", text)
        return _SHAPED.sub(MASK, text)

    def _without_key(self, line: bytes) -> bytes:
        ending = b"\n" if line.endswith(b"\n") else b""
        if self._in_key:
            self._in_key = _END.search(line) is None
            return b"" if self._in_key else MASK + ending
        begin = _BEGIN.search(line)
        if begin is None:
            return line
        end = _END.search(line, begin.end())
        self._in_key = end is None
        return line[: begin.start()] + MASK + (line[end.end() :] if end else ending)


def _open_end(text: bytes) -> int:
    """Where a secret that is not finished may begin in `text`; its length when none does."""
    ends = [
        match.start()
        for pattern in (_NAMED, _BEARER, _SHAPED)
        for match in pattern.finditer(text)
        if match.end() == len(text)
    ]
    word = _OPENING.search(text)
    return min([*ends, word.start() if word else len(text)])


class Masker:
    """Both stages over one stream."""

    def __init__(self, secrets: Iterable[bytes]) -> None:
        self._known = KnownValues(secrets)
        self._likely = LikelySecrets()

    @property
    def holds(self) -> bool:
        """Whether an unfinished line waits for `flush`."""
        return self._likely.holds

    def feed(self, data: bytes) -> bytes:
        """What may leave after `data` came in."""
        return self._likely.feed(self._known.feed(data))

    def flush(self) -> bytes:
        """The unfinished line so far, where nothing in it may be half a secret."""
        return self._likely.flush()

    def finish(self) -> bytes:
        """All that is left."""
        return self._likely.feed(self._known.finish()) + self._likely.finish()
