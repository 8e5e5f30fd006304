"""Real payloads kept with the tests; where they come from stands beside them."""

import json
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent.parent / "golden" / "payloads"


def raw(name: str) -> bytes:
    """The bytes of `vendor/file.json`."""
    return (FOLDER / name).read_bytes()


def read(name: str) -> Any:
    """What `vendor/file.json` says."""
    return json.loads(raw(name))
