"""The verifier: what an auditor runs offline on a pack nobody vouches for."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.chain.canonical import canonical
from compliance.chain.checkpoint import public_hex
from compliance.chain.hashing import Link, digest_of
from compliance.chain.pack import ENTRIES, HEADS, MANIFEST, README, SIGNATURE
from compliance.verifier import reading
from compliance.verifier.check import verify
from compliance.verifier.reading import BadEvidence, Pack
from tests.compliance import packs


def check(files: packs.Files, tmp_path: Path, **asked: Any) -> Any:
    with Pack(packs.zipped(files, tmp_path / "evidence.zip")) as pack:
        return verify(pack, **asked)


def links_of(files: packs.Files) -> list[Link]:
    rows = [json.loads(line) for line in files[ENTRIES].splitlines()]
    return [Link(packs.HOUSE, row["sequence"], row["previous"], row["digest"]) for row in rows]


def test_good_evidence_holds(tmp_path: Path) -> None:
    found = check(packs.good_files(), tmp_path)
    assert (found.chain.first, found.chain.last, found.chain.full, found.chain.stubs) == (1, 5, 3, 2)
    assert (found.files, found.vouched) == (1, 1)
    assert "compare it with the one you trust" in found.notes[-1]


def changed_fact(entry: Any) -> Any:
    entry["content"]["facts"]["step"] = 99
    return entry


def changed_fact_with_its_digest(entry: Any) -> Any:
    entry["content"]["facts"]["step"] = 99
    return entry | {"digest": digest_of(canonical(entry["content"]))}


def changed_fact_with_digest_and_hash(entry: Any) -> Any:
    entry = changed_fact_with_its_digest(entry)
    return entry | {"hash": Link(packs.HOUSE, entry["sequence"], entry["previous"], entry["digest"]).hash}


ZEROS = "0" * 64
BAD_ENTRIES = {
    "a fact was changed": (1, changed_fact, "entry 1: its content does not match its digest"),
    "a fact and its digest were changed": (
        1,
        changed_fact_with_its_digest,
        "entry 1: its hash does not match its place and digest",
    ),
    "a fact, its digest and its hash were changed": (
        1,
        changed_fact_with_digest_and_hash,
        "entry 2 does not follow entry 1",
    ),
    "the last entry was written anew": (
        5,
        changed_fact_with_digest_and_hash,
        "entry 5 is not the one that was signed",
    ),
    "a stub's digest was changed": (2, lambda e: e | {"digest": ZEROS}, "entry 2: its hash does not match"),
    "an entry names another before it": (
        3,
        lambda e: e | {"previous": ZEROS},
        "entry 3 does not follow entry 2",
    ),
    "an entry was taken away": (3, lambda e: None, "entry 3 is missing: after entry 2 comes entry 4"),
    "an entry has a sequence of its own": (3, lambda e: e | {"sequence": 7}, "entry 3 is missing"),
    "an entry has no place": (1, lambda e: e | {"sequence": True}, "has no place"),
    "an entry's hash is not a hash": (2, lambda e: e | {"hash": "AB"}, "entry 2: its hash is not a SHA-256"),
    "an entry has a field more": (2, lambda e: e | {"note": "x"}, "entry 2 has other fields"),
    "the first entry was taken away": (1, lambda e: None, "speaks of entries 1 to 5, and others are here"),
    "the last entry was taken away": (
        5,
        lambda e: None,
        "the signed head is entry 5, but the pack ends at entry 4",
    ),
}


@pytest.mark.parametrize(("sequence", "change", "sentence"), BAD_ENTRIES.values(), ids=BAD_ENTRIES)
def test_the_first_bad_entry_is_named(tmp_path: Path, sequence: Any, change: Any, sentence: Any) -> None:
    with pytest.raises(BadEvidence, match=sentence):
        check(packs.with_entry(packs.good_files(), sequence, change), tmp_path)


@pytest.mark.parametrize(("sequence", "change", "sentence"), BAD_ENTRIES.values(), ids=BAD_ENTRIES)
def test_signing_the_manifest_anew_with_the_same_key_does_not_help(
    tmp_path: Path, sequence: Any, change: Any, sentence: Any
) -> None:
    files = packs.with_entry(packs.good_files(), sequence, change)
    with pytest.raises(BadEvidence, match=sentence):
        check(packs.signed(files, first=1, last=5), tmp_path)


def edited(name: str, old: bytes, new: bytes) -> Any:
    return lambda files: {**files, name: files[name].replace(old, new, 1)}


def without(name: str) -> Any:
    return lambda files: {other: content for other, content in files.items() if other != name}


def heads(change: Any) -> Any:
    def changed(files: Any) -> Any:
        said = json.loads(files[HEADS])
        change(said)
        return {**files, HEADS: canonical(said)}

    return changed


BAD_FILES = {
    "an output was changed": (
        edited("outputs/runs/1/step-1.txt", b"lag 0 s", b"lag 9 s"),
        "outputs/runs/1/step-1.txt is not the file that was exported",
    ),
    "an output was taken away": (
        without("outputs/runs/1/step-1.txt"),
        "outputs/runs/1/step-1.txt is missing from the pack",
    ),
    "an output was put in": (
        lambda files: {**files, "outputs/more.txt": b"x"},
        "outputs/more.txt is not in the manifest",
    ),
    "the read me was changed": (
        edited(README, b"Read", b"Heed"),
        "README.txt is not the file that was exported",
    ),
    "the manifest was changed": (edited(MANIFEST, b"03:00:00", b"04:00:00"), "the signature does not hold"),
    "the signature was changed": (
        edited(SIGNATURE, b'"signature":"', b'"signature":"0'),
        "signature does not hold",
    ),
    "the manifest is spaced otherwise": (
        edited(MANIFEST, b",", b", "),
        "not written in its one canonical form",
    ),
    "the entries are spaced otherwise": (
        edited(ENTRIES, b",", b", "),
        "not written in its one canonical form",
    ),
    "an entry says a thing twice": (
        edited(ENTRIES, b'"digest":', b'"digest":"","digest":'),
        "not written in its one canonical form",
    ),
    "an entry is no JSON": (edited(ENTRIES, b"{", b"["), "the entry on line 1 is not readable JSON"),
    "an entry is nested without end": (
        lambda files: {**files, ENTRIES: b"[" * 100_000 + b"\n"},
        "not readable JSON",
    ),
    "the last line is cut": (
        lambda files: {**files, ENTRIES: files[ENTRIES][:-9]},
        "ends in the middle of a line",
    ),
    "there is no entry": (lambda files: {**files, ENTRIES: b""}, "holds no entry"),
    "the head's signature was changed": (
        heads(lambda said: said["head"].update(signature="00" * 64)),
        "the signature of the head at entry 5 does not hold",
    ),
    "the head's time was changed": (
        heads(lambda said: said["head"].update(at="2026-11-24T00:00:00.000000Z")),
        "the signature of the head at entry 5 does not hold",
    ),
    "the head is an earlier one": (
        heads(lambda said: said.update(head=said["earlier"][0])),
        "the signed head is entry 2, but the pack ends at entry 5",
    ),
    "the head has a field less": (heads(lambda said: said["head"].pop("at")), "a signed head has exactly"),
    "the head counts in words": (
        heads(lambda said: said["head"].update(sequence="5")),
        "sequence of a signed head is not",
    ),
    "the heads are missing": (without(HEADS), "checkpoint.json is missing from the pack"),
    "the entries are missing": (without(ENTRIES), "entries.jsonl is missing from the pack"),
    "a path leads out": (lambda files: {**files, "outputs/../../x": b""}, "a path that leads out of it"),
    "a path begins at the root": (
        lambda files: {**files, "/etc/cron.d/x": b""},
        "a path that leads out of it",
    ),
    "a path has a drive": (lambda files: {**files, "C:x": b""}, "a path that leads out of it"),
    "a program came along": (lambda files: {**files, "run.exe": b""}, "a file that does not belong there"),
}


@pytest.mark.parametrize(("change", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_evidence_that_was_tampered_with_does_not_hold(tmp_path: Path, change: Any, sentence: Any) -> None:
    with pytest.raises(BadEvidence, match=sentence):
        check(change(packs.good_files()), tmp_path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_single_byte_of_any_file_can_be_changed(data: Any, tmp_path_factory: Any) -> None:
    files = packs.good_files()
    name = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.integers(0, len(files[name]) - 1))
    other = data.draw(st.integers(1, 255))
    content = bytearray(files[name])
    content[place] ^= other
    with pytest.raises(BadEvidence):
        check({**files, name: bytes(content)}, tmp_path_factory.mktemp("pack"))


def test_a_pack_forged_whole_with_another_key_does_not_pass_for_the_pinned_one(tmp_path: Path) -> None:
    forged = packs.good_files(key=packs.OTHER_KEY)
    assert check(forged, tmp_path).chain.last == 5
    with pytest.raises(BadEvidence, match="not with the one you gave"):
        check(forged, tmp_path, key=public_hex(packs.KEY))


def test_a_head_kept_from_before_is_found_in_the_chain(tmp_path: Path) -> None:
    files = packs.good_files()
    older = packs.signed_head(links_of(files)[2])
    assert (
        "entry 3 of 2026-11-23T02:58:00.000000Z, is in this chain"
        in check(files, tmp_path, older=older).notes[0]
    )


def test_a_chain_written_anew_from_the_start_is_betrayed_by_a_head_kept_from_before(tmp_path: Path) -> None:
    kept = packs.signed_head(Link(packs.HOUSE, 3, ZEROS, ZEROS))
    with pytest.raises(BadEvidence, match="entry 3 is not the one that was signed as the head"):
        check(packs.good_files(), tmp_path, older=kept)


def test_entries_cut_off_at_the_end_are_betrayed_by_a_head_kept_from_before(tmp_path: Path) -> None:
    kept = packs.signed_head(Link(packs.HOUSE, 9, ZEROS, ZEROS))
    with pytest.raises(BadEvidence, match="ends at entry 5: entries were taken away"):
        check(packs.good_files(), tmp_path, older=kept)


def test_a_younger_head_is_not_held_against_an_older_pack(tmp_path: Path) -> None:
    kept = packs.signed_head(Link(packs.HOUSE, 9, ZEROS, ZEROS), at="2026-12-01T00:00:00.000000Z")
    assert "younger than this pack" in check(packs.good_files(), tmp_path, older=kept).notes[0]


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = tmp_path / "bomb.zip"
    pack.write_bytes(packs.bomb())
    with pytest.raises(BadEvidence, match="unpacks to more than 1024 MB; it was not opened"):
        Pack(pack)


def test_a_pack_that_grows_while_it_is_read_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading.Pack, "_checked", lambda self: {i.filename: i for i in self._zip.infolist()})
    path = packs.zipped({"outputs/long.txt": b"x" * 4096}, tmp_path / "long.zip")
    with Pack(path) as pack:
        pack._left = 1024
        with pytest.raises(BadEvidence, match="unpacks to more than"):
            list(pack.chunks("outputs/long.txt"))


def test_a_link_in_the_pack_is_refused(tmp_path: Path) -> None:
    path = packs.zipped(packs.good_files(), tmp_path / "link.zip")
    link = zipfile.ZipInfo("outputs/passwd")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as pack:
        pack.writestr(link, "/etc/passwd")
    with pytest.raises(BadEvidence, match="is a link"):
        Pack(path)
