"""Checks a pack from its signature down to its last file; the first thing that does not hold is named.

The order is chosen so that the sentence names the cause:
1. the manifest is the one the server signed (it says what the pack is about);
2. every entry stands in its place: content, digest, hash, and the hash of the one before;
3. the signed heads are those of this chain;
4. every file is the one the manifest lists, and which entry vouches for it.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from compliance.chain.canonical import canonical
from compliance.chain.checkpoint import MANIFEST_PREFIX, BadCheckpoint, Checkpoint, holds
from compliance.chain.hashing import Link, digest_of
from compliance.chain.pack import (
    ENTRIES,
    ENTRY_FIELDS,
    FORMAT,
    HEADS,
    MANIFEST,
    OUTPUTS,
    SIGNATURE,
    STUB_FIELDS,
)
from compliance.types import JSON
from compliance.verifier.reading import BadEvidence, Pack, parsed

_HEX: Final = re.compile(r"[0-9a-f]{64}")
_UNSIGNED: Final = frozenset({MANIFEST, SIGNATURE})


@dataclass
class Chain:
    """What was read of the entries: hashes by place, and every digest that a fact names."""

    organisation: str
    first: int = 0
    last: int = 0
    before_first: str = ""
    full: int = 0
    stubs: int = 0
    hashes: dict[int, str] = field(default_factory=dict)
    vouched: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Verified:
    """A pack that holds: what it is about, and what the reader should know beside that."""

    organisation: str
    chain: Chain
    head: Checkpoint
    exported_at: str
    files: int
    vouched: int
    notes: tuple[str, ...]


def verify(pack: Pack, *, key: str = "", older: Checkpoint | None = None) -> Verified:
    """Everything that can be checked of the pack; raises `BadEvidence` at the first thing that does not hold.

    `key` is a public key (hex) had from elsewhere, `older` a signed head kept from before.
    """
    manifest, signer = _signed_manifest(pack, key)
    chain = _chain(pack, str(manifest["organisation"]))
    head = _heads(pack, chain, signer)
    notes = list(_compared_with_older(older, chain, str(manifest["exported_at"])))
    unvouched = _files(pack, manifest, chain)
    if unvouched:
        notes.append(
            f"{len(unvouched)} files are covered by the pack's signature alone, by no entry: "
            + ", ".join(unvouched[:5])
            + ("…" if len(unvouched) > 5 else "")
        )
    if not key:
        notes.append(f"the key was taken from the pack itself; compare it with the one you trust: {signer}")
    outputs = sum(name.startswith(OUTPUTS) for name in pack.files)
    return Verified(
        organisation=chain.organisation,
        chain=chain,
        head=head,
        exported_at=str(manifest["exported_at"]),
        files=outputs,
        vouched=outputs - len(unvouched),
        notes=tuple(notes),
    )


def _signed_manifest(pack: Pack, key: str) -> tuple[Mapping[str, Any], str]:
    signed = pack.json(SIGNATURE)
    if not isinstance(signed, dict) or set(signed) != {"public_key", "signature"}:
        raise BadEvidence(f"{SIGNATURE} must hold exactly a public key and a signature")
    signer = str(signed["public_key"])
    if key and signer != key:
        raise BadEvidence(f"the pack is signed with the key {signer}, not with the one you gave, {key}")
    manifest = pack.json(MANIFEST)
    if not holds(signer, str(signed["signature"]), MANIFEST_PREFIX + canonical(manifest)):
        raise BadEvidence(f"{MANIFEST} or its signature was changed: the signature does not hold")
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadEvidence(f"this verifier reads the format {FORMAT!r}, and the pack is in another")
    missing = {"organisation", "exported_at", "first", "last", "files"} - set(manifest)
    if missing:
        raise BadEvidence(f"{MANIFEST} does not say {' and '.join(sorted(missing))}")
    return manifest, signer


def _chain(pack: Pack, organisation: str) -> Chain:
    chain = Chain(organisation)
    previous = ""
    for number, line in enumerate(pack.lines(ENTRIES), start=1):
        name = f"entry {chain.last + 1}" if chain.last else f"the entry on line {number}"
        entry = parsed(line, name)
        if not isinstance(entry, dict) or set(entry) not in (STUB_FIELDS, ENTRY_FIELDS):
            raise BadEvidence(f"{name} has other fields than an entry has")
        previous = _checked_entry(entry, chain, previous, name)
    if not chain.last:
        raise BadEvidence(f"{ENTRIES} holds no entry")
    return chain


def _checked_entry(entry: Mapping[str, Any], chain: Chain, previous: str, name: str) -> str:
    """The hash of `entry`, which stood up to every question asked of one entry alone and of its neighbour."""
    sequence = entry["sequence"]
    if type(sequence) is not int or sequence < 1:
        raise BadEvidence(f"{name} has no place: its sequence is {sequence!r}")
    if chain.last and sequence != chain.last + 1:
        raise BadEvidence(
            f"entry {chain.last + 1} is missing: after entry {chain.last} comes entry {sequence}"
        )
    for wanted in ("previous", "digest", "hash"):
        if not isinstance(entry[wanted], str) or not _HEX.fullmatch(entry[wanted]):
            raise BadEvidence(f"entry {sequence}: its {wanted} is not a SHA-256")
    if previous and entry["previous"] != previous:
        raise BadEvidence(
            f"entry {sequence} does not follow entry {sequence - 1}: the hash it names is another"
        )
    if "content" in entry:
        _checked_content(entry["content"], entry["digest"], sequence, chain)
    link = Link(chain.organisation, sequence, entry["previous"], entry["digest"])
    if link.hash != entry["hash"]:
        raise BadEvidence(f"entry {sequence}: its hash does not match its place and digest")
    if not chain.last:
        chain.first, chain.before_first = sequence, entry["previous"]
    chain.last = sequence
    chain.hashes[sequence] = link.hash
    chain.full += "content" in entry
    chain.stubs += "content" not in entry
    return link.hash


def _checked_content(content: JSON, digest: str, sequence: int, chain: Chain) -> None:
    if digest_of(canonical(content)) != digest:
        raise BadEvidence(
            f"entry {sequence}: its content does not match its digest; what it says was changed"
        )
    if not isinstance(content, dict) or content.get("organisation") != chain.organisation:
        raise BadEvidence(f"entry {sequence} speaks of another organisation")
    for text in _texts(content.get("facts")):
        if _HEX.fullmatch(text):
            chain.vouched.setdefault(text, sequence)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _heads(pack: Pack, chain: Chain, signer: str) -> Checkpoint:
    """The signed head at the pack's last entry; every earlier one must be of this chain as well."""
    said = pack.json(HEADS)
    if (
        not isinstance(said, dict)
        or set(said) != {"head", "earlier"}
        or not isinstance(said["earlier"], list)
    ):
        raise BadEvidence(f"{HEADS} must hold exactly the head and the earlier ones")
    try:
        head = Checkpoint.from_json(said["head"])
        earlier = [Checkpoint.from_json(one) for one in said["earlier"]]
        for one in (*earlier, head):
            one.verify()
    except BadCheckpoint as problem:
        raise BadEvidence(f"{HEADS}: {problem}") from problem
    for one in (*earlier, head):
        _same_chain(one, chain)
    if head.public_key != signer:
        raise BadEvidence("the head and the manifest are signed with different keys")
    if head.sequence != chain.last:
        raise BadEvidence(
            f"the signed head is entry {head.sequence}, but the pack ends at entry {chain.last}"
        )
    return head


def _same_chain(head: Checkpoint, chain: Chain) -> None:
    if head.organisation != chain.organisation:
        raise BadEvidence(f"the head signed on {head.at} is another organisation's")
    here = chain.before_first if head.sequence == chain.first - 1 else chain.hashes.get(head.sequence)
    if here is not None and here != head.hash:
        raise BadEvidence(f"entry {head.sequence} is not the one that was signed as the head on {head.at}")


def _compared_with_older(older: Checkpoint | None, chain: Chain, exported_at: str) -> Iterator[str]:
    if older is None:
        return
    try:
        older.verify()
    except BadCheckpoint as problem:
        raise BadEvidence(f"the head you gave cannot be used: {problem}") from problem
    _same_chain(older, chain)
    if older.sequence > chain.last and older.at <= exported_at:
        raise BadEvidence(
            f"entry {older.sequence} was signed as the head on {older.at}, but this pack, made later, "
            f"ends at entry {chain.last}: entries were taken away"
        )
    if older.sequence > chain.last:
        yield "the head you gave is younger than this pack, so nothing could be compared"
    elif older.sequence < chain.first - 1:
        yield (
            f"the head you gave is entry {older.sequence}, and this pack begins at entry {chain.first}, "
            "so nothing could be compared"
        )
    else:
        yield f"the head you gave, entry {older.sequence} of {older.at}, is in this chain"


def _files(pack: Pack, manifest: Mapping[str, Any], chain: Chain) -> list[str]:
    """The files under outputs/ that no entry vouches for; raises when one differs from the manifest."""
    listed = manifest["files"]
    if not isinstance(listed, dict) or (manifest["first"], manifest["last"]) != (chain.first, chain.last):
        raise BadEvidence(
            f"{MANIFEST} speaks of entries {manifest['first']} to {manifest['last']}, and others are here"
        )
    for name in sorted(set(listed) ^ (set(pack.files) - _UNSIGNED)):
        missing = name in listed
        raise BadEvidence(f"{name} is missing from the pack" if missing else f"{name} is not in the manifest")
    unvouched = []
    for name in sorted(listed):
        digest, size = hashlib.sha256(), 0
        for chunk in pack.chunks(name):
            digest.update(chunk)
            size += len(chunk)
        if listed[name] != {"sha256": digest.hexdigest(), "bytes": size}:
            raise BadEvidence(f"{name} is not the file that was exported: its SHA-256 is another")
        if name.startswith(OUTPUTS) and digest.hexdigest() not in chain.vouched:
            unvouched.append(name)
    return unvouched
