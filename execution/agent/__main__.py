"""`python -m execution.agent`: enrol once, then run."""

import argparse
import fcntl
import getpass
import logging
import os
import sys
from pathlib import Path
from typing import Optional

from execution.agent.version import VERSION

TOKEN_CHARACTERS = 512


def main(arguments: Optional[list[str]] = None) -> int:
    """The exit status: 0 done, 1 refused with a sentence, 2 not understood."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    try:
        return int(asked.does(asked))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    # Unabbreviated, or `--token` would be taken for `--token-file`.
    parser = argparse.ArgumentParser(
        prog="python -m execution.agent", description="The dd0c/run agent.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"ddrun-agent {VERSION}")
    parser.add_argument("--state", type=Path, default=_usual_state(), help="folder of its files")
    commands = parser.add_subparsers(required=True, metavar="enrol | run")
    enrol = commands.add_parser(
        "enrol", allow_abbrev=False, help="join an organisation with a one-time token"
    )
    enrol.add_argument(
        "--server", required=True, help="address of the server, such as https://run.example.com"
    )
    enrol.add_argument("--name", default="", help="what people call it; default: the host's name")
    enrol.add_argument("--token-file", type=Path, help="holds the token; default: ask, or read the input")
    enrol.set_defaults(does=_enrol)
    run = commands.add_parser("run", help="connect and run what is dispatched")
    run.set_defaults(does=_run)
    return parser


def _usual_state() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/ddrun-agent")
    return Path.home() / ".local" / "share" / "ddrun-agent"


def _enrol(asked: argparse.Namespace) -> int:
    from execution.agent import configuration, identity

    try:
        state = identity.make_state(asked.state)
        made = identity.enrol(
            state,
            configuration.load(state),
            server=asked.server,
            token=_token(asked.token_file),
            name=asked.name or configuration.host_facts()["hostname"],
            program=VERSION,
        )
    except (identity.NotEnrolled, configuration.BadConfiguration, OSError) as problem:
        print(f"Not enrolled: {problem}.", file=sys.stderr)
        return 1
    print(f"Enrolled as {made.name}. Start it with: python -m execution.agent --state {state} run")
    return 0


def _token(file: Optional[Path]) -> str:
    if file is not None:
        return file.read_text().strip()[:TOKEN_CHARACTERS]
    if sys.stdin.isatty():
        return getpass.getpass("One-time token: ").strip()
    return sys.stdin.read(TOKEN_CHARACTERS).strip()


def _run(asked: argparse.Namespace) -> int:
    from execution.agent import configuration, identity
    from execution.agent.loop import Agent

    try:
        who, seed = identity.load(asked.state)
        state = identity.make_state(asked.state.resolve())
        lock = os.open(state / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        agent = Agent(state, who, seed)
    except BlockingIOError:
        print(f"Not started: another agent runs in {asked.state}.", file=sys.stderr)
        return 1
    except (identity.NotEnrolled, configuration.BadConfiguration, OSError) as problem:
        print(f"Not started: {problem}.", file=sys.stderr)
        return 1
    agent.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
