"""The README is right: its quickstart runs on a clean clone, and its table names every setting."""

import re
import shutil
import signal
import subprocess
from pathlib import Path

import httpx

from ddrun.up.environment import ROOT
from tests.launched import launched

README = (ROOT / "README.md").read_text()
# Set by the launcher for its children and by the tests; nobody else has a use for them.
INTERNAL = {
    "DDRUN_DEMO",
    "DDRUN_DEMO_SERVICE",
    "DDRUN_LOCAL_AGENT",
    "DDRUN_TEST_DATABASE",
    "DDRUN_CHANNEL_PREFIX",
    "DDRUN_OLD_SECRET_KEYS",
}


def quickstart() -> list[str]:
    """The commands a reader is told to type, in order."""
    return re.findall(r"^```console\n\$ (.+)$", README, flags=re.MULTILINE)


def test_the_quickstart_is_two_commands() -> None:
    assert quickstart() == ["python3 manage.py up", "python3 manage.py test"]


def test_the_first_command_of_the_quickstart_shows_the_product_on_a_clean_clone(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", ROOT, clone], check=True)
    # What is being tested is what is there, not only what is committed.
    for changed in _uncommitted():
        target = clone / changed
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / changed, target)
    with launched(tmp_path / "data", root=clone) as up:
        assert httpx.get(f"{up.url}/try").status_code == 200
        up.read_until("^sign in as")
        link = up.link(r"^sign in as \S+ \S+\s+(http://\S+)$")
        with httpx.Client(follow_redirects=True) as browser:
            assert "Incidents" in browser.get(link).text
        assert up.end(signal.SIGINT) == 0


def test_the_table_of_settings_names_every_setting() -> None:
    text = (ROOT / "ddrun" / "settings.py").read_text()
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text)) - INTERNAL
    named = set(re.findall(r"`([A-Z_]+)`", README))
    short = {f"DDRUN_SMTP{end}" for end in re.findall(r"`(_[A-Z]+)`", README)}
    assert read - named - short == set(), "these settings are not in the table"


def _uncommitted() -> list[str]:
    status = subprocess.run(
        ["git", "status", "--porcelain", "-z", "--untracked-files=all"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [entry[3:] for entry in status.stdout.split("\0") if entry]
    return [name for name in names if (ROOT / name).is_file()]
