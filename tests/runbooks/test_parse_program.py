"""`python -m runbooks.parsing`: the shape that other programs rely on, without Django."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "tests" / "golden" / "pages" / "numbered_with_jumps.md"
BLOCKED = """import sys
sys.modules["django"] = None
from runbooks.parsing.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def run(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *words],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_json_shape_is_the_contract() -> None:
    parsed = json.loads(run(str(PAGE), "--json").stdout)
    assert set(parsed) >= {"title", "prerequisites", "steps", "decisions", "quality"}
    assert set(parsed["prerequisites"][0]) == {"text", "start", "end"}
    step = parsed["steps"][0]
    assert set(step) >= {"number", "title", "text", "start", "end", "kind", "vague", "commands"}
    command = step["commands"][0]
    assert set(command) >= {"text", "start", "end", "language", "risk", "reasons", "drafted"}
    assert command["risk"] in ("green", "yellow", "red")
    assert PAGE.read_text(encoding="utf-8")[command["start"] : command["end"]] == command["text"]
    assert set(parsed["decisions"][0]) >= {"step", "condition", "start", "end", "branches"}
    assert set(parsed["decisions"][0]["branches"][0]) >= {"label", "goto"}
    assert 0 <= parsed["quality"]["score"] <= 100


def test_html_comes_back_with_the_text_its_offsets_count_in() -> None:
    parsed = json.loads(run("-", "--json", typed="<html><p>Run <code>df -h</code></p></html>").stdout)
    command = parsed["steps"][0]["commands"][0]
    assert parsed["source"][command["start"] : command["end"]] == "df -h"


def test_without_json_people_can_read_it() -> None:
    shown = run(str(PAGE)).stdout
    assert "Disk full on a database host" in shown
    assert "quality" in shown


def test_a_file_that_is_not_there_gets_a_sentence() -> None:
    done = run("no such file.md")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
