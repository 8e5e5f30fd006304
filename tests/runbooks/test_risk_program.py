"""`manage.py classify` as a program: lines in, lines out, without Django."""

import json
import subprocess
import sys


def classify(text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "runbooks.risk"], input=text, capture_output=True, text=True)


def test_each_line_gets_its_label_and_reasons() -> None:
    lines = [
        {"id": "a", "command": "ls", "language": "shell"},
        {"id": 2, "command": "DROP TABLE x", "language": "sql"},
        {"id": "c", "command": "?", "language": "cobol"},
    ]
    done = classify("\n".join(map(json.dumps, lines)) + "\n")
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(answer["id"], answer["label"]) for answer in answers] == [
        ("a", "green"),
        (2, "red"),
        ("c", "yellow"),
    ]
    assert all(answer["reasons"] for answer in answers)


def test_a_broken_line_is_named_and_the_others_are_judged() -> None:
    done = classify('{"id": 1, "command": "ls"}\nnonsense\n{"id": 2, "command": "rm x"}\n')
    assert done.returncode == 1
    assert "Line 2 is not a JSON object" in done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 2]


def test_judging_needs_no_django() -> None:
    code = "import sys; import runbooks.risk.__main__; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
