"""Evidence packs, good and bad: each bad one is a good one after somebody's hand was in it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from compliance.chain.canonical import canonical
from compliance.chain.checkpoint import MANIFEST_PREFIX, Checkpoint, public_hex, signature
from compliance.chain.hashing import GENESIS, Link, digest_of
from compliance.chain.pack import (
    ENTRIES,
    FORMAT,
    HEADS,
    MANIFEST,
    README,
    SIGNATURE,
    entry_line,
    member,
    stub_line,
)

HOUSE = "0190b1c2-0000-7000-8000-00000000000a"
KEY = Ed25519PrivateKey.from_private_bytes(b"\x11" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"\x22" * 32)
OUTPUT = b"lag 0 s\n"
STUBS = (2, 4)

type Files = dict[str, bytes]
Change = Callable[[dict[str, Any]], dict[str, Any] | None]


def good_files(entries: int = 5, *, key: Ed25519PrivateKey = KEY) -> Files:
    """The files of a pack: some entries are stubs, and entry 3 vouches for the one output."""
    links, lines = [], []
    previous = GENESIS
    for sequence in range(1, entries + 1):
        content = canonical(_content(sequence)).decode()
        link = Link(HOUSE, sequence, previous, digest_of(content.encode()))
        lines.append(stub_line(link) if sequence in STUBS else entry_line(link, content))
        links.append(link)
        previous = link.hash
    earlier = [signed_head(links[1], key=key).to_json()]
    files = {
        README: b"Read me.\n",
        ENTRIES: b"".join(lines),
        HEADS: canonical({"head": signed_head(links[-1], key=key).to_json(), "earlier": earlier}),
        "outputs/runs/1/step-1.txt": OUTPUT,
    }
    return signed(files, first=1, last=entries, key=key)


def signed_head(
    link: Link, *, key: Ed25519PrivateKey = KEY, at: str = "2026-11-23T02:58:00.000000Z"
) -> Checkpoint:
    """The head at `link`."""
    return Checkpoint.signed(
        key, organisation=link.organisation, sequence=link.sequence, head=link.hash, at=at
    )


def signed(files: Files, *, first: int, last: int, key: Ed25519PrivateKey = KEY) -> Files:
    """`files` with a manifest that fits them and its signature, in place of those they had."""
    rest = {name: content for name, content in files.items() if name not in (MANIFEST, SIGNATURE)}
    manifest = canonical(
        {
            "format": FORMAT,
            "organisation": HOUSE,
            "exported_at": "2026-11-23T03:00:00.000000Z",
            "first": first,
            "last": last,
            "files": {
                name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
                for name, content in rest.items()
            },
        }
    )
    said = {"public_key": public_hex(key), "signature": signature(key, MANIFEST_PREFIX + manifest)}
    return {**rest, MANIFEST: manifest, SIGNATURE: canonical(said)}


def zipped(files: Files, path: Path) -> Path:
    """A zip of `files` at `path`."""
    with zipfile.ZipFile(path, "w") as pack:
        for name, content in files.items():
            with member(pack, name) as opened:
                opened.write(content)
    return path


def with_entry(files: Files, sequence: int, change: Change) -> Files:
    """`files` after somebody changed one line of the entries; None takes the line away."""
    lines = files[ENTRIES].splitlines(keepends=True)
    changed = change(json.loads(lines[sequence - 1]))
    lines[sequence - 1] = b"" if changed is None else canonical(changed) + b"\n"
    return {**files, ENTRIES: b"".join(lines)}


def bomb() -> bytes:
    """A small zip that says it holds one small file and unpacks to far more than it may."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack,
        pack.open("outputs/bomb.txt", "w") as member,
    ):
        for _ in range(1100):
            member.write(b"\0" * (1 << 20))
    return made.getvalue()


def _content(sequence: int) -> dict[str, Any]:
    return {
        "at": f"2026-11-23T02:5{sequence}:00.000000Z",
        "kind": "attempt.ended",
        "actor": {"kind": "person", "id": "a1", "name": "Ana"},
        "organisation": HOUSE,
        "incident": None,
        "run": None,
        "facts": {"exit": 0, "output_sha256": digest_of(OUTPUT)} if sequence == 3 else {"step": sequence},
        "salt": f"{sequence:032x}",
    }
