"""The wire: every message survives the journey, nothing else is let in, and one byte voids a digest."""

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execution.protocol import codec, digest, ed25519_openssl, ed25519_plain, signing
from execution.protocol import messages as wire
from execution.protocol.messages import Dispatch, Output, TargetFacts

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
TABLE = st.dictionaries(TEXT, TEXT, max_size=3)
WHOLE = st.integers(0, 2**53 - 1)
FIELDS: dict[Any, st.SearchStrategy[Any]] = {
    "str": TEXT,
    "int": WHOLE,
    "bool": st.booleans(),
    "bytes": st.binary(max_size=100),
    "Optional[int]": st.none() | WHOLE,
    "list[str]": st.lists(TEXT, max_size=3),
    "list[int]": st.lists(WHOLE, max_size=3),
    "dict[str, str]": TABLE,
    "TargetFacts": st.builds(TargetFacts, name=TEXT, labels=TABLE),
    "GuardSummary": st.builds(
        wire.GuardSummary, max_risk=TEXT, allowed=WHOLE, denied=WHOLE, killed=st.booleans()
    ),
}
CHOICES = {
    "risk": wire.RISKS, "judged": wire.RISKS, "begin_with": wire.STOP_SIGNALS, "stream": wire.STREAMS,
    "cause": wire.REFUSALS, "how": wire.HOWS, "state": wire.STATES,
}  # fmt: skip


def a_message(kind: type[Any]) -> st.SearchStrategy[Any]:
    def strategy(each: dataclasses.Field[Any]) -> st.SearchStrategy[Any]:
        if each.name in CHOICES:
            return st.sampled_from(CHOICES[each.name])
        name = getattr(each.type, "__name__", "") if isinstance(each.type, type) else ""
        written = str(each.type).replace("typing.", "")
        return FIELDS[written if written in FIELDS else name]

    return st.builds(kind, **{each.name: strategy(each) for each in dataclasses.fields(kind)})


FROM_SERVER = st.one_of([a_message(kind) for kind in wire.FROM_SERVER.values()])
FROM_AGENT = st.one_of([a_message(kind) for kind in wire.FROM_AGENT.values()])
DISPATCH = a_message(Dispatch)


@given(FROM_SERVER)
def test_what_the_server_says_arrives_as_it_was_said(message: wire.FromServer) -> None:
    assert codec.from_server(codec.encode(message)) == message


@given(FROM_AGENT)
def test_what_the_agent_says_arrives_as_it_was_said(message: wire.FromAgent) -> None:
    assert codec.from_agent(codec.encode(message)) == message


@given(FROM_AGENT, st.data())
def test_a_frame_with_a_missing_or_foreign_key_is_refused(
    message: wire.FromAgent, data: st.DataObject
) -> None:
    frame = json.loads(codec.encode(message))
    del frame[data.draw(st.sampled_from(sorted(frame)))]
    with pytest.raises(codec.Malformed):
        codec.from_agent(json.dumps(frame))
    with pytest.raises(codec.Malformed):
        codec.from_agent(json.dumps({**json.loads(codec.encode(message)), "extra": 1}))


@given(st.text(max_size=200) | st.binary(max_size=50).map(lambda data: data.decode("latin-1")))
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(codec.Malformed):
        codec.from_agent(text)


@pytest.mark.parametrize("frame", [
    "[]", "null", '{"v":2,"type":"ask"}', '{"v":true,"type":"ask"}', "[" * 5000, '{"v":1,"v":1}',
    '{"v":1.0,"type":"ack","connection":"c","attempt":"a","offset":1,"settled":false,"signature":""}',
    '{"v":1,"type":"ack","connection":"c","attempt":"a","offset":1.5,"settled":false,"signature":""}',
    '{"v":1,"type":"ack","connection":"c","attempt":"a","offset":-1,"settled":false,"signature":""}',
    '{"v":1,"type":"ack","connection":"c","attempt":"a","offset":true,"settled":false,"signature":""}',
    '{"v":1,"type":"ack","connection":"c","attempt":"\\ud800","offset":1,"settled":false,"signature":""}',
    '{"v":1,"type":"ack","connection":"c","attempt":"a\\u0000","offset":1,"settled":false,"signature":""}',
    '{"v":1,"type":"ack","connection":"c","attempt":"a","offset":NaN,"settled":false,"signature":""}',
    '{"v":1,"type":"ended","connection":"c"}',
])  # fmt: skip
def test_odd_frames_are_refused(frame: str) -> None:
    with pytest.raises(codec.Malformed):
        codec.from_server(frame)


def test_a_version_that_is_not_spoken_is_told_apart() -> None:
    with pytest.raises(codec.WrongVersion, match="version 9"):
        codec.from_server('{"v":9,"type":"ask"}')


def test_a_frame_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(codec.Malformed, match="longer"):
        codec.from_server(" " * (wire.FRAME_BYTES + 1))


def test_a_command_longer_than_the_kernel_takes_is_refused() -> None:
    with pytest.raises(codec.Malformed, match="131071"):
        codec.encode(dispatch(command="x" * (wire.COMMAND_BYTES + 1)))
    codec.encode(dispatch(command="x" * wire.COMMAND_BYTES))


def test_a_chunk_that_is_too_long_is_refused() -> None:
    with pytest.raises(codec.Malformed):
        codec.encode(Output("c", "a", "stdout", 0, b"x" * (wire.CHUNK_BYTES + 1)))


DIGESTED = (
    "organisation", "run", "step", "attempt", "version", "interpreter", "command", "agent", "user",
    "directory",
    "environment", "passes", "target",
)  # fmt: skip


@given(DISPATCH, st.sampled_from(DIGESTED), st.data())
def test_changing_anything_that_was_approved_changes_the_digest(
    message: Dispatch, name: str, data: st.DataObject
) -> None:
    kind = next(each for each in dataclasses.fields(Dispatch) if each.name == name)
    written = str(kind.type).replace("typing.", "")
    strategy = FIELDS[written if written in FIELDS else getattr(kind.type, "__name__", "")]
    other = data.draw(strategy.filter(lambda value: _differs(name, value, getattr(message, name))))

    assert digest.digest_of(dataclasses.replace(message, **{name: other})) != digest.digest_of(message)


def _differs(name: str, one: Any, two: Any) -> bool:
    return bool(sorted(one) != sorted(two)) if name == "passes" else bool(one != two)


def test_the_digest_of_a_known_attempt_never_changes() -> None:
    """Approvals and evidence of years ago stay checkable."""
    known = "fef7618774292aff3699414ec61ba6746e0037185bb974d7c05baa6e8986a417"

    assert digest.digest_of(dispatch()) == known
    assert digest.digest_of(dispatch(passes=["A", "B"])) == known


@given(DISPATCH, st.binary(min_size=32, max_size=32))
def test_a_seal_holds_for_exactly_the_message_it_was_made_for(message: Dispatch, seed: bytes) -> None:
    public = signing.public_key(seed)
    sealed = signing.seal_with_seed(message, seed)

    assert signing.is_genuine(sealed, public)
    assert not signing.is_genuine(dataclasses.replace(sealed, connection=sealed.connection + "x"), public)
    assert not signing.is_genuine(sealed, signing.public_key(bytes(32)) if seed != bytes(32) else bytes(32))
    assert not signing.is_genuine(dataclasses.replace(sealed, signature="@@"), public)


# RFC 8032, 7.1: tests 1, 2, 3.
VECTORS = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
     "55141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
     "00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
     "027beceea1ec40a"),
]  # fmt: skip
WAYS = [ed25519_plain.Plain, ed25519_openssl.ByOpenSSL, signing.ByCryptography]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS)
def test_every_way_to_sign_gives_the_signatures_of_the_standard(
    way: Any, seed: str, public: str, message: str, signature: str
) -> None:
    by = way()
    said = bytes.fromhex(message)

    assert by.public_key(bytes.fromhex(seed)).hex() == public
    assert by.sign(bytes.fromhex(seed), said).hex() == signature
    assert by.verify(bytes.fromhex(public), bytes.fromhex(signature), said)
    assert not by.verify(bytes.fromhex(public), bytes.fromhex(signature), said + b"x")
    assert not by.verify(bytes.fromhex(public), bytes(64), said)
    assert not by.verify(b"\xff" * 32, bytes.fromhex(signature), said)
    assert not by.verify(b"", b"", said)


def test_every_message_is_described() -> None:
    page = (Path(codec.__file__).parent / "PROTOCOL.md").read_text()
    described = set(re.findall(r"`([a-z]+)`", page))

    assert set(wire.FROM_SERVER) | set(wire.FROM_AGENT) <= described


def dispatch(**changes: Any) -> Dispatch:
    made = Dispatch(
        connection="c", organisation="o", run="r", step="s", attempt="a", version="v",
        interpreter=["bash", "-c"],
        command="echo hi", agent="acme.1", user="", directory="", environment={}, passes=["B", "A"],
        target=TargetFacts("web-1", {"env": "test"}), digest="", risk="green", start_by_ms=1,
    )  # fmt: skip
    return dataclasses.replace(made, **changes)
