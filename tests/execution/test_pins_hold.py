"""What the rules pin, handed to a command as the agent hands it over, holds against the place it runs in."""

import shutil
import subprocess
from pathlib import Path

import pytest

from execution.agent.configuration import PATH
from execution.agent.surroundings import environment, make_quiet, unpinnable
from runbooks.risk.classify import classify
from runbooks.types import Language, Risk


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    make_quiet(made)
    return made


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The green command, as the agent runs it, in its home."""
    program = command.split()[0]
    if shutil.which(program, path=PATH) is None:
        pytest.skip(f"{program} is not installed")
    verdict = classify(command, Language.SHELL)
    assert verdict.risk is Risk.GREEN
    assert unpinnable(dict(verdict.pins)) == []
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", command],
        env=environment(dict(verdict.pins), {}, path=PATH, home=home),
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def repository(home: Path, settings: str) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    for words in (["init", "-q"], ["add", "a"], ["commit", "-q", "-m", "one"]):
        (home / "a").write_text("before\n")
        subprocess.run(["git", *who, *words], cwd=home, check=True, capture_output=True)
    (home / "a").write_text("after\n")
    with (home / ".git" / "config").open("a") as config:
        config.write(settings)


def test_curl_obeys_no_settings_of_the_home(home: Path) -> None:
    (home / ".curlrc").write_text(f"trace = {home}/owned\n")

    run("curl -s http://127.0.0.1:1/", home)

    assert not (home / "owned").exists()


def test_a_login_shell_obeys_no_start_file_of_the_home(home: Path) -> None:
    for name in (".bash_profile", ".profile", ".bashrc"):
        (home / name).write_text(f"touch {home}/owned\n")

    assert run("bash -lc 'pwd'", home).stdout.strip() == str(home)
    assert not (home / "owned").exists()


def test_docker_starts_no_plugin_of_the_home(home: Path) -> None:
    plugin = home / ".docker" / "cli-plugins" / "docker-evil"
    plugin.parent.mkdir(parents=True)
    plugin.write_text(f"#!/bin/sh\ntouch {home}/owned\n")
    plugin.chmod(0o755)

    run("docker --help", home)

    assert not (home / "owned").exists()


def test_a_tool_written_in_python_loads_no_module_of_the_home(home: Path) -> None:
    for minor in range(9, 15):
        modules = home / ".local" / "lib" / f"python3.{minor}" / "site-packages"
        modules.mkdir(parents=True)
        (modules / "usercustomize.py").write_text(f"open('{home}/owned', 'w')\n")

    run("pip list", home)
    run("python3 -m json.tool < /dev/null", home)

    assert not (home / "owned").exists()


def test_terraform_leaves_no_word_of_itself_in_the_home(home: Path) -> None:
    run("terraform version", home)

    assert list(home.iterdir()) == []


def test_git_diff_shows_what_changed_and_runs_no_program_of_the_repository(home: Path) -> None:
    repository(home, f'[diff]\n\texternal = "touch {home}/owned;:"\n[core]\n\taskPass = touch\n')

    shown = run("git diff", home)

    assert shown.returncode == 0
    assert "-before" in shown.stdout
    assert "+after" in shown.stdout
    assert not (home / "owned").exists()


def test_git_obeys_no_settings_of_the_home(home: Path) -> None:
    repository(home, "")
    (home / ".gitattributes").write_text("* diff=evil\n")
    (home / ".gitconfig").write_text(f'[diff "evil"]\n\ttextconv = "touch {home}/owned;cat"\n')

    assert "before" in run("git log -p", home).stdout
    assert not (home / "owned").exists()
