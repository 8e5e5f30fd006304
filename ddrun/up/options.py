"""What can be said to `manage.py up`, and what of it is refused before anything starts."""

import argparse
import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ddrun.lib.errors import Refusal
from ddrun.up.data import DEFAULT

PORT: Final = 8000
BACKLOG: Final = 1024


class NotOffered(Refusal):
    """The address cannot be served; the message says why and what can be done."""


@dataclass(frozen=True)
class Options:
    """The wishes of one start."""

    host: str
    port: int
    data: Path
    demo: bool
    reset_demo: bool


def read_options(arguments: Sequence[str]) -> Options:
    """The options on the command line; a wrong one ends the process with the usage."""
    parser = argparse.ArgumentParser(
        prog="manage.py up", description="Starts dd0c/run with everything it needs."
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="the port; 0 takes a free one (%(default)s)")
    parser.add_argument("--data", type=Path, default=None, help="the data directory (.ddrun in this tree)")
    parser.add_argument(
        "--no-demo", action="store_true", help="without the demo organisation and its service"
    )
    parser.add_argument(
        "--reset-demo", action="store_true", help="begins the demo anew; its old ledger is kept"
    )
    said = parser.parse_args(arguments)
    if said.no_demo and said.reset_demo:
        parser.error("--reset-demo begins the demo anew, --no-demo leaves it out: say one of them")
    if not 0 <= said.port <= 65535:
        parser.error(f"--port is {said.port}; it must lie between 0 and 65535")
    data = said.data or Path(os.environ.get("DDRUN_DATA") or DEFAULT)
    return Options(said.host, said.port, data.absolute(), not said.no_demo, said.reset_demo)


def listen(options: Options) -> socket.socket:
    """A listening socket. Raises NotOffered when the address is taken, not ours or not allowed."""
    public = os.environ.get("DDRUN_PUBLIC_URL", "")
    if not is_loopback(options.host) and not public.startswith("https://"):
        raise NotOffered(
            f"Plain HTTP stays on this machine: to listen on {options.host}, put a proxy with TLS in front "
            "and set DDRUN_PUBLIC_URL to its https:// address."
        )
    if public.startswith("https://") and options.demo:
        raise NotOffered(
            "The demo speaks plain HTTP and stays on this machine: with a DDRUN_PUBLIC_URL of your own, "
            "start with --no-demo."
        )
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except PermissionError as error:
        raise NotOffered(
            f"Port {options.port} is not for this user: choose one above 1023 with --port."
        ) from error
    except OSError as error:
        where = f"{options.host}:{options.port}"
        raise NotOffered(
            f"Cannot listen on {where} ({error.strerror}): choose another with --port."
        ) from error
    listener.listen(BACKLOG)
    return listener


def public_url(options: Options, port: int) -> str:
    """What hooks, agents and links are told."""
    return (os.environ.get("DDRUN_PUBLIC_URL") or local_url(options, port)).rstrip("/")


def local_url(options: Options, port: int) -> str:
    """Where this machine reaches the web server."""
    host = options.host if is_loopback(options.host) else "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def allowed_hosts(options: Options, port: int) -> str:
    """The host names the web server answers to, with commas."""
    own = urlsplit(public_url(options, port)).hostname or ""
    return ",".join(dict.fromkeys(filter(None, ("127.0.0.1", "localhost", "[::1]", options.host, own))))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
