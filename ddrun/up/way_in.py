"""From the command line to the command: the environment first, then the one room that is asked for."""

import importlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final

from ddrun.up import environment

# Commands that decide on plain values; they never load Django.
PURE: Final = {
    "parse": "runbooks.parsing.__main__",
    "classify": "runbooks.risk.__main__",
    "verify": "compliance.verifier.__main__",
    "agent": "execution.agent.__main__",
}
# Commands of Django's kind that work in a throw-away database when no `up` runs.
BORROWING: Final = frozenset({"match"})
WHOLE: Final = {"up": "ddrun.up.launcher", "test": "ddrun.up.checks"}
HELP: Final = """\
dd0c/run: manage.py COMMAND

  up        the product, running, with its demo
  test      all checks and tests
  parse     FILE|- [--json]: the runbook in a text
  classify  JSON lines of commands in, their risk out
  match     --library FILE --alerts FILE: which runbook fits which alert
  alert     VENDOR FILE|-: what a payload of that vendor becomes
  verify    FILE: whether evidence is whole
  agent     the agent of a host
  bench     NAME: speed, beside an anchor

What is Django's own: manage.py help --commands
"""


def enter(arguments: Sequence[str]) -> None:
    """Does what the command line says, in the environment; ends the process."""
    # With it every start would compile the world again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if not environment.inside():
        if os.environ.pop("DDRUN_PREPARED", None):
            sys.exit(
                f"The environment in {environment.HOME} does not hold: remove that directory and try again."
            )
        try:
            environment.prepare()
        except environment.NotPrepared as refusal:
            sys.exit(str(refusal))
        except KeyboardInterrupt:
            sys.exit("Stopped. The next start prepares the environment again.")
        program = str(environment.PYTHON)
        os.environ["DDRUN_PREPARED"] = "yes"
        os.execv(program, [program, str(environment.ROOT / "manage.py"), *arguments])  # noqa: S606  (ourselves)
    os.environ.pop("DDRUN_PREPARED", None)
    sys.exit(do(arguments))


def do(arguments: Sequence[str]) -> int:
    """The exit status of the command."""
    name, rest = (arguments[0], list(arguments[1:])) if arguments else ("help", [])
    if name in ("help", "-h", "--help") and not rest:
        print(HELP, end="")
        return 0
    if name in PURE:
        return call(PURE[name], rest)
    if name in WHOLE:
        return call(WHOLE[name], rest)
    if name == "bench":
        return bench(rest)
    return django(list(arguments))


def call(module: str, arguments: list[str]) -> int:
    """Runs a module's `main` as if the module had been called by name."""
    sys.argv = [module.removesuffix(".__main__"), *arguments]
    status = importlib.import_module(module).main(arguments)
    return int(status or 0)


def bench(arguments: list[str]) -> int:
    """Prints one JSON object a line: what `tests/bench/NAME.py` measured."""
    measures = sorted(path.stem for path in (environment.ROOT / "tests" / "bench").glob("[a-z]*.py"))
    if len(arguments) != 1 or arguments[0] not in measures:
        print(f"Say which: manage.py bench {' | '.join(measures)}", file=sys.stderr)
        return 2
    for measure in importlib.import_module(f"tests.bench.{arguments[0]}").run():
        print(json.dumps(measure), flush=True)
    return 0


def django(arguments: list[str]) -> int:
    """Hands the command to Django, told where a running `up` keeps its data."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ddrun.settings")
    adopted = importlib.import_module("ddrun.up.data").adopt_running()
    management = importlib.import_module("django.core.management")
    with ExitStack() as stack:
        if arguments and arguments[0] in BORROWING and not adopted:
            stack.enter_context(importlib.import_module("ddrun.up.borrowed").throw_away_servers())
        management.execute_from_command_line(["manage.py", *arguments])
    return 0
