"""What becomes of a running command when the whole launcher is killed."""

from pathlib import Path
from urllib.parse import urlsplit

from tests.launched import all_gone, descendants, launched, signed_in
from tests.plain_browser import PlainBrowser, reached


def test_a_command_outlives_the_killed_launcher_and_the_next_start_takes_it_over(tmp_path: Path) -> None:
    data, gate = tmp_path / "data", tmp_path / "gate"
    with launched(data) as up:
        up.read_until(r"connected as orders-host")
        with signed_in(up, "Dana Reyes") as dana:
            run = start_waiting_command(dana, gate)
        family = up.family()
        # The one keeper; and for a moment a child of its, which bears its name until it is what it runs.
        keepers = {pid for pid in family if name_of(pid) == "ddrun-keeper"}
        kept = keepers | descendants(keepers)
        assert keepers
        up.process.kill()
        up.process.wait()
        assert all_gone(family - kept)
        assert [pid for pid in keepers if name_of(pid) == "ddrun-keeper"], "the keeper is still there"
        gate.touch()
        assert all_gone(kept)
    with launched(data) as again, signed_in(again, "Dana Reyes") as dana:
        page = reached(dana, run, "/finish", having="late words")
        assert "may have run" not in page.text


def start_waiting_command(dana: PlainBrowser, gate: Path) -> str:
    """The path of a run whose only step waits for `gate`."""
    incidents = dana.get("/incidents/")
    incident = dana.press(incidents, "/incidents/open", title="Something is odd", severity="warning")
    run = urlsplit(dana.press(incident, "/empty-run").url).path
    command = f"until [ -e {gate} ]; do sleep 0.05; done; echo late words"
    dana.press(dana.get(run), "/add", title="Wait", command=command)
    dana.press(reached(dana, run, "/step"), "/step")
    reached(dana, run, "/stop")
    return run


def name_of(pid: int) -> str:
    """What the process calls itself; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
