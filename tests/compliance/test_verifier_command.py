"""The verifier's command, as an auditor runs it where nothing of the product is installed."""

import subprocess
import sys
from pathlib import Path

from compliance.chain.checkpoint import public_hex
from compliance.chain.pack import HEADS
from tests.compliance import packs

ROOT = Path(__file__).resolve().parents[2]
ZEROS = "0" * 64


def run_verifier(*words: str, without: str = "django") -> subprocess.CompletedProcess[str]:
    """The verifier as an auditor runs it, where importing that fails."""
    code = (
        f"import sys, runpy; sys.modules['{without}'] = None; sys.argv = ['verifier', *sys.argv[1:]];"
        "runpy.run_module('compliance.verifier', run_name='__main__')"
    )
    return subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True)


def test_the_command_says_that_good_evidence_holds_without_django(tmp_path: Path) -> None:
    path = packs.zipped(packs.good_files(), tmp_path / "evidence.zip")
    done = run_verifier(str(path), "--key", public_hex(packs.KEY))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("evidence.zip holds.\n")
    assert "Entries 1 to 5 in an unbroken chain: 3 in full, 2 of other matters as stubs." in done.stdout


def test_the_command_names_the_first_bad_entry_and_exits_with_one(tmp_path: Path) -> None:
    files = packs.with_entry(packs.good_files(), 3, lambda e: e | {"previous": ZEROS})
    done = run_verifier(str(packs.zipped(files, tmp_path / "evidence.zip")))
    assert done.returncode == 1
    assert done.stdout == (
        "evidence.zip does not hold: entry 3 does not follow entry 2: the hash it names is another.\n"
    )


def test_the_command_exits_with_two_when_nothing_could_be_checked(tmp_path: Path) -> None:
    done = run_verifier(str(tmp_path / "nothing.zip"))
    assert done.returncode == 2
    assert "Nothing was checked" in done.stderr


def test_a_file_that_is_no_zip_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 not really")
    done = run_verifier(str(tmp_path / "no.zip"))
    assert done.returncode == 1
    assert "is not a readable zip file" in done.stdout


def test_an_older_packs_checkpoint_file_serves_as_the_older_head(tmp_path: Path) -> None:
    files = packs.good_files()
    (tmp_path / "checkpoint.json").write_bytes(packs.good_files(3)[HEADS])
    path = packs.zipped(files, tmp_path / "evidence.zip")
    done = run_verifier(str(path), "--head", str(tmp_path / "checkpoint.json"))
    assert done.returncode == 0
    assert "the head you gave, entry 3" in done.stdout


def test_a_python_without_cryptography_gets_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    done = run_verifier(str(tmp_path / "evidence.zip"), without="cryptography")
    assert done.returncode == 2
    assert done.stderr.startswith("Nothing was checked: this Python has no cryptography.")
    assert "Traceback" not in done.stderr
