"""Messages to text frames and back: one JSON object a frame, every key known, every key present."""

import base64
import binascii
import dataclasses
import json
from collections.abc import Mapping
from typing import Any, Callable, Final, Optional, TypeVar, get_type_hints

from execution.protocol.digest import canonical
from execution.protocol.messages import (
    CHUNK_BYTES,
    COMMAND_BYTES,
    FRAME_BYTES,
    FROM_AGENT,
    FROM_SERVER,
    HOWS,
    REFUSALS,
    RISKS,
    STATES,
    STOP_SIGNALS,
    STREAMS,
    VERSIONS,
    Dispatch,
    FromAgent,
    FromServer,
    GuardSummary,
    Message,
    Output,
    TargetFacts,
)

LARGEST: Final = 2**53 - 1
TEXT_CHARACTERS: Final = 4096
ITEMS: Final = 256

_CHOICES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("dispatch", "risk"): RISKS,
    ("stop", "begin_with"): STOP_SIGNALS,
    ("output", "stream"): STREAMS,
    ("started", "judged"): RISKS,
    ("refused", "judged"): RISKS,
    ("refused", "cause"): REFUSALS,
    ("ended", "how"): HOWS,
    ("status", "state"): STATES,
}

Kind = TypeVar("Kind")


class Malformed(ValueError):
    """A frame is not a message of this protocol; the sentence says what is wrong with it."""


class WrongVersion(Malformed):
    """A frame is of a version that this end does not speak."""


def encode(message: Message) -> str:
    """The text frame of `message`. Raises `Malformed` for one that the other end would refuse."""
    fields = body_of(message)
    try:
        frame = canonical({"v": VERSIONS[0], "type": message.TYPE, **fields})
    except ValueError as problem:
        raise Malformed(f"the {message.TYPE} message cannot be written: {problem}") from problem
    if len(frame) > FRAME_BYTES:
        raise Malformed(f"the {message.TYPE} message takes {len(frame)} bytes; the limit is {FRAME_BYTES}")
    if isinstance(message, Output):
        if len(message.data) > CHUNK_BYTES:
            raise Malformed(f"a chunk is longer than {CHUNK_BYTES} bytes")
        fields["data"] = ""  # written a line above from bytes: there is nothing to check, and much to decode
    _check(type(message), fields)
    return frame.decode()


def from_server(frame: str) -> FromServer:
    """The server's message in `frame`. Raises `Malformed`."""
    return _decoded(frame, FROM_SERVER)


def from_agent(frame: str) -> FromAgent:
    """The agent's message in `frame`. Raises `Malformed`."""
    return _decoded(frame, FROM_AGENT)


def body_of(message: Message) -> dict[str, Any]:
    """The fields of `message` as plain JSON values."""
    body = dataclasses.asdict(message)
    if isinstance(message, Output):
        body["data"] = base64.b64encode(message.data).decode()
    return body


def _decoded(frame: str, kinds: Mapping[str, type[Kind]]) -> Kind:
    # Each character is at least one byte, so the cheap test comes before the exact one.
    if len(frame) > FRAME_BYTES or len(frame.encode("utf-8", "surrogatepass")) > FRAME_BYTES:
        raise Malformed(f"the frame is longer than {FRAME_BYTES} bytes")
    try:
        body = json.loads(
            frame, object_pairs_hook=_without_doubles, parse_constant=_no_number, parse_float=_no_number
        )
    except (ValueError, RecursionError) as problem:
        raise Malformed(f"the frame is not a JSON object of this protocol: {problem}") from problem
    if not isinstance(body, dict):
        raise Malformed("the frame is not a JSON object")
    version = body.pop("v", None)
    if type(version) is not int or version not in VERSIONS:
        raise WrongVersion(f"version {version!r} is not spoken here; this end speaks {list(VERSIONS)}")
    kind = kinds.get(str(body.pop("type", None)))
    if kind is None:
        raise Malformed("the frame carries no type of message that this end receives")
    return kind(**_check(kind, body))


def _check(kind: type[Any], body: Mapping[str, Any]) -> dict[str, Any]:
    shape = _SHAPES[kind]
    if set(body) != set(shape):
        odd = ", ".join(sorted(set(body) ^ set(shape)))
        raise Malformed(f"the {kind.TYPE} message has missing or unknown fields: {odd}")
    try:
        values = {name: check(body[name]) for name, check in shape.items()}
    except (ValueError, TypeError) as problem:
        raise Malformed(f"the {kind.TYPE} message is not well formed: {problem}") from problem
    for name, value in values.items():
        choices = _CHOICES.get((kind.TYPE, name))
        if choices is not None and value not in choices:
            raise Malformed(f"{name} of a {kind.TYPE} message is one of {', '.join(choices)}")
    return values


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not a whole number")


def _text(value: Any, limit: int = TEXT_CHARACTERS) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {type(value).__name__}")
    if len(value.encode()) > limit:  # raises ValueError for lone surrogates
        raise ValueError(f"a text is longer than {limit} bytes")
    if "\x00" in value:
        raise ValueError("a text holds a NUL character, which no command can carry")
    return value


def _command(value: Any) -> str:
    return _text(value, COMMAND_BYTES)


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise TypeError("expected a whole number from 0")
    return value


def _maybe_whole(value: Any) -> Optional[int]:
    return None if value is None else _whole(value)


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError("expected true or false")
    return value


def _list_of(item: Callable[[Any], Kind]) -> Callable[[Any], list[Kind]]:
    def check(value: Any) -> list[Kind]:
        if not isinstance(value, list) or len(value) > ITEMS:
            raise TypeError(f"expected a list of at most {ITEMS}")
        return [item(each) for each in value]

    return check


def _table(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > ITEMS:
        raise TypeError(f"expected an object of at most {ITEMS} texts")
    return {_text(key): _text(each) for key, each in value.items()}


def _bytes(value: Any) -> bytes:
    try:
        data = base64.b64decode(value, validate=True)
    except binascii.Error as problem:
        raise ValueError("the data is not base64") from problem
    if len(data) > CHUNK_BYTES:
        raise ValueError(f"a chunk is longer than {CHUNK_BYTES} bytes")
    return data


def _part(kind: type[Kind]) -> Callable[[Any], Kind]:
    def check(value: Any) -> Kind:
        shape = _shape(kind)
        if not isinstance(value, dict) or set(value) != set(shape):
            raise TypeError(f"expected an object with {', '.join(shape)}")
        return kind(**{name: each(value[name]) for name, each in shape.items()})

    return check


_CHECKS: Final[dict[Any, Callable[[Any], Any]]] = {
    str: _text,
    int: _whole,
    bool: _truth,
    bytes: _bytes,
    Optional[int]: _maybe_whole,
    list[str]: _list_of(_text),
    list[int]: _list_of(_whole),
    dict[str, str]: _table,
    TargetFacts: _part(TargetFacts),
    GuardSummary: _part(GuardSummary),
}


def _shape(kind: type[Any]) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(kind)
    shape = {each.name: _CHECKS[hints[each.name]] for each in dataclasses.fields(kind)}
    if kind is Dispatch:
        shape["command"] = _command
    return shape


_SHAPES: Final[dict[type[Any], dict[str, Callable[[Any], Any]]]] = {
    kind: _shape(kind) for kinds in (FROM_SERVER, FROM_AGENT) for kind in kinds.values()
}
