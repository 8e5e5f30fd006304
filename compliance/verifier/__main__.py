"""`python -m compliance.verifier evidence.zip`: says whether evidence holds, offline, without Django.

Exit codes: 0 the evidence holds, 1 it does not (the first bad thing is named), 2 nothing could be checked.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Final

try:
    from compliance.chain.checkpoint import BadCheckpoint, Checkpoint
    from compliance.verifier.check import Verified, verify
    from compliance.verifier.reading import BadEvidence, Pack
except ModuleNotFoundError as missing:
    # An auditor's own Python has nothing of the product; a signature cannot be checked without it.
    print(
        f"Nothing was checked: this Python has no {missing.name}. Use the product's own,"
        " .venv/bin/python -m compliance.verifier, or install it: python3 -m pip install cryptography.",
        file=sys.stderr,
    )
    sys.exit(2)

HOLDS: Final = 0
DOES_NOT_HOLD: Final = 1
NOT_CHECKED: Final = 2


def main(arguments: list[str]) -> int:
    """Runs the verifier on the command line's words; gives the exit code."""
    asked = _asked(arguments)
    try:
        key = _key(asked.key)
        older = _older(asked.head)
        with Pack(asked.evidence) as pack:
            found = verify(pack, key=key, older=older)
    except BadEvidence as problem:
        print(f"{asked.evidence.name} does not hold: {problem}.")
        return DOES_NOT_HOLD
    except (OSError, BadCheckpoint, ValueError) as problem:
        print(f"Nothing was checked: {problem}.", file=sys.stderr)
        return NOT_CHECKED
    _tell(asked.evidence.name, found)
    return HOLDS


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m compliance.verifier", description=__doc__.splitlines()[0]
    )
    parser.add_argument("evidence", type=Path, help="the zip file that was exported")
    parser.add_argument(
        "--key", default="", help="the server's public key, 64 hex digits or a file that holds them"
    )
    parser.add_argument(
        "--head", type=Path, help="a signed head kept from before, or an older pack's checkpoint.json"
    )
    return parser.parse_args(arguments)


def _key(said: str) -> str:
    if not said:
        return ""
    text = said if re.fullmatch(r"[0-9a-fA-F]{64}", said) else Path(said).read_text().strip()
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise ValueError("the key is not 64 hex digits, nor a file that holds them")
    return text.lower()


def _older(path: Path | None) -> Checkpoint | None:
    if path is None:
        return None
    value = json.loads(path.read_text())
    if isinstance(value, dict) and "head" in value:
        value = value["head"]
    return Checkpoint.from_json(value)


def _tell(name: str, found: Verified) -> None:
    chain = found.chain
    print(f"{name} holds.")
    print(f"  Organisation {found.organisation}, exported {found.exported_at}.")
    print(
        f"  Entries {chain.first} to {chain.last} in an unbroken chain: "
        f"{chain.full} in full, {chain.stubs} of other matters as stubs."
    )
    print(f"  The head, entry {found.head.sequence}, was signed on {found.head.at} with the key")
    print(f"  {found.head.public_key}.")
    print(f"  Files: {found.files}, of which entries vouch for {found.vouched}.")
    for note in found.notes:
        print(f"  Note: {note}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
