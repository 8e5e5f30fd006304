"""A claim that can be seen is locked: nobody holds a keeper for dead that has only just begun."""

import subprocess
import sys
from pathlib import Path

from execution.agent.keeper import claim, lives

ROUNDS = 400
KEEPER = """
import sys
from pathlib import Path
from execution.agent.keeper import claim
for folder in sorted(Path(sys.argv[1]).iterdir()):
    assert claim(folder)
print("claimed", flush=True)
sys.stdin.read()
"""


def test_whoever_sees_a_claim_finds_its_keeper_alive(tmp_path: Path) -> None:
    folders = [tmp_path / f"{number:04}" for number in range(ROUNDS)]
    for folder in folders:
        folder.mkdir()
    command = [sys.executable, "-c", KEEPER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as keeper:
        dead = []
        for folder in folders:
            while not (folder / "claim").exists():
                assert keeper.poll() is None
            if not lives(folder):
                dead.append(folder.name)
        assert dead == []
        assert not any(claim(folder) for folder in folders), "a claim is made once"
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == b"claimed\n"
        keeper.communicate()
    assert not any(lives(folder) for folder in folders)
    assert [path.name for path in folders[0].iterdir()] == ["claim"]
