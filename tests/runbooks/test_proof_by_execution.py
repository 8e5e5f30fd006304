"""What is called green is really run, under `strace` in a closed world, and leaves everything as it was.

Here a sample, a command a program; `manage.py bench green` runs all of them and more.
"""

import shutil

import pytest

from execution.agent.configuration import PATH
from execution.queries.judging import INTERPRETER
from tests.proof.corpus import Green, golden_commands, green_of, runnable
from tests.proof.jobs import INTERPRETER as JOBS_INTERPRETER
from tests.proof.jobs import SLOW
from tests.proof.prove import force, prove
from tests.proof.sandbox import NoWorld, strongest
from tests.proof.trace import Allowed, violations
from tests.proof.understood import understood
from tests.proof.world import Job, Outcome

SAMPLE = 60

CHANGING = [
    "touch x",
    "bash -c 'echo > f'",
    "sort -o sorted /etc/hosts",
    "sed -i s/o/0/ README.md",
    "find src -name main.py -delete",
    "chmod 600 README.md",
    "mv README.md README.txt",
    "git -c diff.external='touch owned;:' diff",
    "git -c core.fsmonitor='touch owned;:' status",
    "git commit -q -a -m x --author 'A <a@example.com>'",
    "curl -s -o page http://localhost:8080/",
    "curl -s -X DELETE http://localhost:8080/orders/1",
    "curl -s http://169.254.169.254/",
    "awk 'BEGIN { print 1 > \"f\" }'",
    "hostname other",
    "kill 1",
    "ip link set lo down",
    "mount -t tmpfs none /mnt",
    "python3 -c \"open('f', 'w')\"",
]


@pytest.fixture(scope="module")
def world() -> str:
    """How strong the world is that can be closed here; without one these tests are skipped, loudly."""
    try:
        return strongest().strength
    except NoWorld as why:
        pytest.skip(f"nothing can be proven by execution on this machine: {why}")


def job(command: str) -> Job:
    """The command forced through the proof, as if every word of it had been understood and called green."""
    return Job(
        command=command,
        arguments=(shutil.which("bash", path=PATH) or "/bin/bash", *INTERPRETER[1:], command),
        environment={"PATH": PATH, "HOME": "/srv/proof/home", "LANG": "C.UTF-8"},
        directory="/srv/proof/work",
        programs=tuple({"bash", *understood(command)}),
        addresses=("127.0.0.1", "::1"),
    )


@pytest.fixture(scope="module")
def forced(world: str) -> dict[str, Outcome]:
    able = [each for each in CHANGING if shutil.which(each.split()[0], path=PATH) or each.startswith("echo")]
    return {outcome.command: outcome for outcome in force([job(each) for each in able])}


@pytest.mark.parametrize("command", CHANGING)
def test_a_command_that_changes_something_is_seen(command: str, forced: dict[str, Outcome]) -> None:
    if command not in forced:
        pytest.skip(f"{command.split()[0]} is not installed")
    assert forced[command].violations != []


def test_a_command_that_only_reads_is_not_accused(world: str) -> None:
    reading = ["cat README.md | sort | uniq -c", "ls -la > /dev/null 2>&1", "git log --oneline", "sleep 0.1"]
    outcomes = force([job(each) for each in reading])
    assert [(each.command, each.violations) for each in outcomes] == [(each, []) for each in reading]
    assert [each.status for each in outcomes] == [0, 0, 0, 0]


def test_one_broken_world_does_not_hide_what_the_next_command_does(world: str) -> None:
    make = "touch $HOME/../made"
    first, second, third = force([job(make), job("cat $HOME/../made"), job(make)])
    assert first.violations
    assert (second.status, second.violations) == (1, [])
    assert third.violations


@pytest.fixture(scope="module")
def sample() -> list[Green]:
    """Everyday commands that are green and can run here: those that show the most programs, and quickly."""
    able, _ = runnable(green_of(golden_commands()))
    seen: set[str] = set()
    chosen: list[Green] = []
    for green in able:
        if green.names - seen and not green.names & SLOW and "watch" not in green.names:
            chosen.append(green)
            seen |= green.names
    return chosen[:SAMPLE]


@pytest.mark.parametrize(
    "poisoned", [False, True], ids=["where nothing is wrong", "where everything is poisoned"]
)
def test_what_is_called_green_leaves_everything_as_it_was(
    world: str, sample: list[Green], *, poisoned: bool
) -> None:
    proof = prove(sample, poisoned=poisoned)
    assert [(each.command, each.violations) for each in proof.violations] == []
    assert proof.executed == len(sample)
    assert proof.executed > 20


@pytest.mark.parametrize(
    "line",
    [
        'openat(AT_FDCWD</srv>, "x", O_WRONLY|O_CREAT, 0666) = 3</srv/x>',
        'open("/etc/passwd", O_RDWR) = -1 EACCES (Permission denied)',
        'rename("/srv/a", "/dev/null") = 0',
        'unlinkat(AT_FDCWD</srv>, "a", 0) = 0',
        'execve("/usr/bin/evil", ["evil"], 0x7ffe /* 3 vars */) = 0',
        'execve("/srv/ls", ["ls"], 0x7ffe /* 3 vars */) = 0',
        'connect(3, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr("10.0.0.1")}, 16) = 0',
        'connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/run/docker.sock"}, 110) = 0',
        "sendto(3<socket:[1]>, [{nlmsg_len=32, nlmsg_type=RTM_DELLINK, nlmsg_flags=NLM_F_REQUEST}], 32) = 32",
        "kill(1, SIGTERM) = 0",
        "ioctl(3</dev/sda>, BLKDISCARD, [0, 0]) = 0",
        "clock_settime(CLOCK_REALTIME, {tv_sec=0, tv_nsec=0}) = 0",
        "a_call_that_nobody_has_heard_of(1) = 0",
    ],
)
def test_an_act_of_a_trace_that_may_change_something_is_named(line: str) -> None:
    assert len(violations([f"7 {line}"], Allowed(programs=frozenset(("ls",))))) == 1


@pytest.mark.parametrize(
    "line",
    [
        'openat(AT_FDCWD</srv>, "x", O_RDONLY|O_CLOEXEC) = 3</srv/x>',
        'openat(AT_FDCWD</srv>, "/dev/null", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</dev/null>',
        'execve("/usr/bin/ls", ["ls"], 0x7ffe /* 3 vars */) = 0',
        'connect(3, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr("10.0.0.2")}, 16) = 0',
        "sendto(3<socket:[1]>, [{nlmsg_len=32, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST}], 32) = 32",
        "kill(7, SIGTERM) = 0",
        "kill(1, 0) = 0",
        "ioctl(1<pipe:[1]>, TIOCGWINSZ, 0x7ffe) = -1 ENOTTY (Inappropriate ioctl for device)",
        "+++ exited with 0 +++",
    ],
)
def test_an_act_of_a_trace_that_only_reads_is_left_alone(line: str) -> None:
    allowed = Allowed(programs=frozenset(("ls",)), addresses=frozenset(("10.0.0.2",)))
    assert violations([f"7 {line}"], allowed) == []


def test_an_act_that_another_process_interrupts_is_read_whole() -> None:
    lines = [
        '7 openat(AT_FDCWD</srv>, "x", O_WRONLY <unfinished ...>',
        "8 kill(8, SIGTERM) = 0",
        "7 <... openat resumed>) = 3</srv/x>",
    ]
    assert violations(lines, Allowed()) == ['openat(AT_FDCWD</srv>, "x", O_WRONLY']


def test_a_program_started_by_one_thread_of_many_is_named() -> None:
    lines = [
        '8 execve("/usr/bin/evil", ["evil"], 0xc0 /* 3 vars */ <pid changed to 7 ...>',
        "7 +++ superseded by execve in pid 8 +++",
        "7 <... execve resumed>) = 0",
    ]
    assert violations(lines, Allowed()) == ["ran /usr/bin/evil"]
    twice = [
        lines[0].replace("<pid changed to 7 ...>", "<unfinished ...>"),
        "8 <... execve resumed> <pid changed to 7 ...>",
    ]
    assert violations([*twice, *lines[1:]], Allowed()) == ["ran /usr/bin/evil"]


def test_an_act_that_death_cuts_short_is_named() -> None:
    lines = ['7 openat(AT_FDCWD</srv>, "x", O_WRONLY <unfinished ...>', "7 +++ killed by SIGKILL +++"]
    assert violations(lines, Allowed()) == ['openat(AT_FDCWD</srv>, "x", O_WRONLY']


def test_the_proof_starts_commands_as_the_product_does() -> None:
    assert JOBS_INTERPRETER == INTERPRETER
