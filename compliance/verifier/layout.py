"""The bytes of a pack that are in none of its files: each is derived anew and compared.

A zip says most things twice and leaves room for more. What an exported pack may say follows from
its list of names, sizes and checksums alone, so nothing around the files can be changed unseen.
"""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from compliance.chain.pack import ACCESS, SYSTEM

_LOCAL: Final = struct.Struct("<4s5HLLLHH")
_CENTRAL: Final = struct.Struct("<4sBBHHHHHLLLHHHHHLL")
_END: Final = struct.Struct("<4sHHHHLLH")
_LONG: Final = struct.Struct("<HHQQ")
_VERSION: Final = 45
_STORED: Final = 0
_FIRST_OF_1980: Final = 0x21
_IN_LONG: Final = 0xFFFFFFFF


def misplaced(path: Path, members: Sequence[zipfile.ZipInfo]) -> str:
    """What of the pack at `path` is not as an export writes it; empty when every byte is."""
    directory, offset = b"", 0
    with path.open("rb") as file:
        for member in members:
            try:
                local, central = _local(member), _central(member, offset)
            except (ValueError, struct.error):
                return f"the name or size of {member.filename!r}"
            file.seek(offset)
            if file.read(len(local)) != local:
                return f"the header of {member.filename}"
            directory += central
            offset += len(local) + member.file_size
        file.seek(offset)
        if file.read(len(directory)) != directory:
            return "the list of files at the end of the pack"
        end = _END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(directory), offset, 0)
        return "" if file.read(len(end) + 1) == end else "the end of the pack"


def _local(member: zipfile.ZipInfo) -> bytes:
    name = member.filename.encode("ascii")
    head = _LOCAL.pack(
        b"PK\3\4",
        _VERSION,
        0,
        _STORED,
        0,
        _FIRST_OF_1980,
        member.CRC,
        _IN_LONG,
        _IN_LONG,
        len(name),
        _LONG.size,
    )
    return head + name + _LONG.pack(1, 16, member.file_size, member.file_size)


def _central(member: zipfile.ZipInfo, offset: int) -> bytes:
    name = member.filename.encode("ascii")
    size = member.file_size
    versions = (_VERSION, SYSTEM, _VERSION, 0, _STORED, 0, _FIRST_OF_1980)
    head = _CENTRAL.pack(b"PK\1\2", *versions, member.CRC, size, size, len(name), 0, 0, 0, 0, ACCESS, offset)
    return head + name
