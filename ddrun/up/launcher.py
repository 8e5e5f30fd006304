"""`manage.py up`: everything the product needs, under one supervisor.

Django is set up once, in this process, and copied into web server, worker and beat: a third of the time and
memory of three commands. Only the copy that serves imports the web server.
"""

import os
import socket
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from ddrun.lib.errors import Refusal
from ddrun.up import local
from ddrun.up.copies import beat, web, worker
from ddrun.up.data import Data, open_data, write_closed
from ddrun.up.options import Options, allowed_hosts, listen, local_url, public_url, read_options
from ddrun.up.servers import start_servers
from ddrun.up.supervisor import Supervisor, forked, say

READY_PATIENCE: Final = 60.0
TURN: Final = 0.5


@dataclass(frozen=True)
class Plan:
    """What this start shows and begins: lines to print when ready, a token for an agent that has to join."""

    lines: list[str]
    token: str = ""


def main(arguments: list[str]) -> int:
    """Runs until it is told to stop; the exit status."""
    options = read_options(arguments)
    try:
        with ExitStack() as stack:
            return serve(options, stack)
    except Refusal as refusal:
        print(f"{refusal}", file=sys.stderr)
    except OSError as error:
        print(
            f"`up` cannot go on: {error.strerror or error} ({error.filename or 'no file'}).", file=sys.stderr
        )
    except KeyboardInterrupt:
        say("up", "stopped")
    return 1


def serve(options: Options, stack: ExitStack) -> int:
    """Starts everything in order, looks after it, and stops it in the opposite order."""
    began = time.monotonic()
    listener = stack.enter_context(listen(options))
    port = listener.getsockname()[1]
    data = open_data(options.data)
    say("up", f"data in {data.path}")
    servers = start_servers(data, stack)
    environment = settings_for(options, port, data) | servers.addresses
    os.environ.update(environment)
    say("up", "migrating")
    prepare_database()
    plan = dress(options, data)
    import_what_all_need()
    leave_no_threads()
    supervisor = Supervisor()
    supervisor.listen_to_signals()
    stack.callback(supervisor.stop)
    stack.callback(say, "up", "stopping")
    supervisor.add("web", forked(web(listener, data)))
    supervisor.add("worker", forked(worker(listener, data)))
    supervisor.add("beat", forked(beat(listener, data)))
    url, links = local_url(options, port), public_url(options, port)
    if wait_until_ready(supervisor, listener):
        begin_locals(supervisor, data, plan, url)
        data.announce(environment)
        stack.callback(data.withdraw)
        say("up", f"started in {time.monotonic() - began:.1f} s")
        print("\n".join([f"ready {url}", *(line.format(url=links) for line in plan.lines)]), flush=True)
    while not supervisor.asked_to_stop:
        supervisor.turn(TURN)
        servers.look_after()
        local.join_when_invited(supervisor, data, url=url)
    return 0


def settings_for(options: Options, port: int, data: Data) -> dict[str, str]:
    """The settings of every process; what the environment says itself is kept."""
    wanted = data.keys() | {
        "DJANGO_SETTINGS_MODULE": "ddrun.settings",
        "DDRUN_DATA": str(data.path),
        "DDRUN_PUBLIC_URL": public_url(options, port),
        "DDRUN_ALLOWED_HOSTS": allowed_hosts(options, port),
        "DDRUN_DEMO": "yes" if options.demo else "no",
        "DDRUN_LOCAL_AGENT": str(local.agent_state(data)),
        # Celery would run all of Django's checks in every child; `manage.py test` runs them.
        "CELERY_SKIP_CHECKS": "true",
    }
    if options.demo:
        wanted["DDRUN_DEMO_SERVICE"] = f"http://127.0.0.1:{local.choose_port(data)}"
    kept = {name: os.environ[name] for name in wanted if os.environ.get(name)}
    files = {name for name in wanted if os.environ.get(f"{name}_FILE")}
    forced = ("DDRUN_DATA", "DDRUN_DEMO", "DDRUN_DEMO_SERVICE", "DDRUN_LOCAL_AGENT")
    return {name: value for name, value in wanted.items() if name not in files} | {
        name: value for name, value in kept.items() if name not in forced
    }


def prepare_database() -> None:
    """Django is set up and every table is there."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Refusal(str(error)) from error
    from django.core.management import call_command
    from django.db import OperationalError, connection

    from ddrun.lib.postgres.roles import as_owner

    try:
        with as_owner(connection):
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        if "No space left on device" in str(error):
            raise Refusal(
                "The disk that holds the database is full; free some space and try again."
            ) from error
        raise Refusal(f"The database does not answer: {str(error).strip()}.") from error


def dress(options: Options, data: Data) -> Plan:
    """What the database holds is made ready for this start."""
    from ddrun.accounts import queries
    from ddrun.accounts.tokens import welcome_token

    if not options.demo:
        link = "make your organisation: {url}/welcome/" + welcome_token() + "/"
        return Plan([] if queries.has_organisation() else [link])
    from ddrun.up.demo import seed

    if seed.seed(anew=options.reset_demo):
        local.forget_demo(data)
    key = local.orders_home(data) / "hook"
    key.parent.mkdir(mode=0o700, exist_ok=True)
    if not key.exists():
        write_closed(key, seed.hook_key())
    token = "" if local.enrolled(data) else seed.enrolment_token()
    return Plan(seed.sign_in_lines(), token)


def import_what_all_need() -> None:
    """Every copy begins with the pages and the jobs already in memory."""
    from django.urls import get_resolver

    from ddrun.celery import app

    app.loader.import_default_modules()
    _ = get_resolver().url_patterns


def leave_no_threads() -> None:
    """Closes every connection and pool: what is copied next must have one thread and no open line."""
    from django.db import connections

    line: Any
    for line in connections.all():
        line.close()
        line.close_pool()


def begin_locals(supervisor: Supervisor, data: Data, plan: Plan, url: str) -> None:
    """The local agent and, with the demo, its live service."""
    if plan.token:
        local.join_demo(data, token=plan.token, url=url)
    if local.enrolled(data):
        local.begin_agent(supervisor, data, url=url)
    service = os.environ.get("DDRUN_DEMO_SERVICE")
    if service:
        local.begin_service(supervisor, data, service=service, url=url)


def wait_until_ready(supervisor: Supervisor, listener: socket.socket) -> bool:
    """Whether the web server answered before somebody asked to stop; raises Refusal when it does not."""
    deadline = time.monotonic() + READY_PATIENCE
    with socket.socket(listener.family) as question:
        host, port = listener.getsockname()[:2]
        loopback = "::1" if listener.family == socket.AF_INET6 else "127.0.0.1"
        question.connect((loopback if host in ("0.0.0.0", "::") else host, port))  # noqa: S104  (compared, not bound)
        question.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        question.setblocking(False)
        while time.monotonic() < deadline and not supervisor.asked_to_stop:
            supervisor.turn(0.02)
            try:
                if question.recv(64).split(b" ")[1] == b"200":
                    return True
                raise Refusal("The web server answers, but is not well; the lines above say why.")
            except BlockingIOError:
                if supervisor.failing("web"):
                    raise Refusal("The web server does not start; the lines above say why.") from None
    if supervisor.asked_to_stop:
        return False
    raise Refusal(
        f"The web server did not answer within {READY_PATIENCE:.0f} seconds; the lines above say why."
    )
