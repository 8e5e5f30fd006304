"""Every byte of a pack counts: also those of the zip around the files."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance.verifier.check import verify
from compliance.verifier.reading import BadEvidence, Pack
from tests.compliance import packs


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    """A good pack, as it lies on the disk."""
    return packs.zipped(packs.good_files(), tmp_path / "good.zip").read_bytes()


def refused(content: bytes, path: Path) -> bool:
    """Whether the verifier names something bad in a pack of these bytes."""
    path.write_bytes(content)
    try:
        with Pack(path) as pack:
            verify(pack)
    except BadEvidence:
        return True
    return False


def test_no_byte_of_the_zip_can_be_changed_unseen(whole: bytes, tmp_path: Path) -> None:
    unseen = []
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        if not refused(bytes(changed), tmp_path / "evidence.zip"):
            unseen.append(place)
    assert unseen == []


@pytest.mark.parametrize("bit", range(8))
def test_no_bit_of_the_headers_can_be_changed_unseen(whole: bytes, tmp_path: Path, bit: int) -> None:
    with zipfile.ZipFile(io.BytesIO(whole)) as pack:
        first, directory = pack.infolist()[0], pack.start_dir
    headers = [*range(first.header_offset, 50 + len(first.filename)), *range(directory, len(whole))]
    unseen = []
    for place in headers:
        changed = bytearray(whole)
        changed[place] ^= 1 << bit
        if not refused(bytes(changed), tmp_path / "evidence.zip"):
            unseen.append(place)
    assert unseen == []


ADDED: dict[str, Callable[[bytes], bytes]] = {
    "before": lambda whole: b"x" + whole,
    "behind": lambda whole: whole + b"x",
    "between": lambda whole: whole.replace(b"PK\x01\x02", b"xPK\x01\x02", 1),
}


@pytest.mark.parametrize("add", ADDED.values(), ids=ADDED)
def test_no_byte_can_be_added_unseen(whole: bytes, tmp_path: Path, add: Callable[[bytes], bytes]) -> None:
    assert refused(add(whole), tmp_path / "evidence.zip")


def test_a_pack_that_was_zipped_anew_is_not_the_one_that_was_exported(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evidence.zip", "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in packs.good_files().items():
            pack.writestr(name, content)
    with pytest.raises(BadEvidence, match=r"the header of README\.txt is not as it was exported"):
        Pack(tmp_path / "evidence.zip")


def test_a_comment_on_the_pack_is_refused(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "evidence.zip").write_bytes(whole)
    with zipfile.ZipFile(tmp_path / "evidence.zip", "a") as pack:
        pack.comment = b"All is well."
    with pytest.raises(BadEvidence, match="the end of the pack is not as it was exported"):
        Pack(tmp_path / "evidence.zip")
