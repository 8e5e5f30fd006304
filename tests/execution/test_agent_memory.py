"""What the agent masks, spools and remembers, however it is cut and whatever dies."""

import ast
import base64
import hashlib
import json
import shlex
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execution.agent import configuration, keeper
from execution.agent.journal import BURIED, WRITTEN, Journal
from execution.agent.redact import MASK, KnownValues, Masker
from execution.agent.spool import SpoolReader, SpoolWriter

SECRET = b"s3cr3t/value+long'x"


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


@given(
    st.lists(
        st.sampled_from([SECRET, b"abcd", b"abcdef", b"ab", b"\n", b" ", b"s3", b"x", b"\xff"]), max_size=12
    ),
    st.lists(st.integers(0, 500), max_size=8),
)
def test_how_output_is_cut_never_changes_what_is_masked(parts: list[bytes], places: list[int]) -> None:
    data = b"".join(parts)
    secrets = [SECRET, b"abcd", b"abcdef"]
    whole = KnownValues(secrets)
    in_pieces = KnownValues(secrets)

    expected = whole.feed(data) + whole.finish()
    got = b"".join(in_pieces.feed(piece) for piece in cut(data, places)) + in_pieces.finish()

    assert got == expected
    assert SECRET not in got and b"abcd" not in got


@given(
    st.binary(min_size=6, max_size=40), st.binary(max_size=20), st.binary(max_size=20), st.integers(0, 100)
)
@settings(max_examples=200)
def test_no_encoding_of_a_secret_passes(secret: bytes, before: bytes, after: bytes, place: int) -> None:
    text = secret.decode("latin-1")
    spoken = [
        secret,
        base64.b64encode(secret),
        base64.urlsafe_b64encode(secret),
        quote(text, safe="").encode(),
    ]
    masker = KnownValues([secret, text.encode()])
    for each in spoken:
        data = before + each + after
        out = b"".join(masker.feed(piece) for piece in cut(data, [place])) + masker.finish()

        assert secret not in out.replace(MASK, b"") or secret in before + after
        assert each not in out.replace(MASK, b"\0") or each in before + after


def test_a_shell_quoted_and_a_json_secret_are_masked() -> None:
    masker = Masker([SECRET])
    text = SECRET.decode()
    said = f"{shlex.quote(text)}\n{json.dumps(text)}\n".encode()

    assert b"value" not in masker.feed(said) + masker.finish()


def test_a_private_key_is_masked_over_its_lines() -> None:
    masker = Masker([])
    lines = [
        b"before\n",
        b"-----BEGIN RSA PRIVATE KEY-----\n",
        b"MIIEabc\n",
        b"-----END RSA PRIVATE KEY-----\n",
        b"after\n",
    ]

    out = b"".join(masker.feed(line) for line in lines) + masker.finish()

    assert out == b"before\n" + MASK + b"\nafter\n" or out == b"before\n" + MASK + b"\n" + MASK + b"\nafter\n"


def test_half_a_likely_secret_waits_for_its_other_half() -> None:
    masker = Masker([])

    shown = masker.feed(b"ready password=hun") + masker.flush()
    rest = masker.feed(b"ter22\n") + masker.finish()

    assert shown == b"ready "
    assert rest == b"password=" + MASK + b"\n"


PIECES = st.lists(st.tuples(st.sampled_from([0, 1]), st.binary(min_size=1, max_size=40)), max_size=30)


@given(PIECES, st.integers(2, 200), st.integers(1, 64))
def test_a_spool_gives_back_both_ends_in_order_and_counts_the_rest(
    pieces: list[tuple[int, bytes]], limit: int, step: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        writer = SpoolWriter(Path(folder), limit)
        for stream, data in pieces:
            writer.write(stream, data)
        end = writer.finish(
            how="exited", exit=0, signal=None, milliseconds=1, confirmed=True, left=[], reason=""
        )
        whole = b"".join(data for _, data in pieces)
        kept, offset, dropped = b"", 0, 0
        reader = SpoolReader(Path(folder))
        while (piece := reader.piece(offset, step)) is not None:
            assert piece.offset - piece.dropped == offset
            assert piece.data == whole[piece.offset : piece.offset + len(piece.data)]
            kept, offset, dropped = kept + piece.data, piece.offset + len(piece.data), dropped + piece.dropped

        assert offset == end.total == len(whole)
        assert dropped == end.dropped == max(0, len(whole) - limit)
        assert hashlib.sha256(kept).hexdigest() == end.output_digest
        assert reader.end() == end


@given(PIECES, st.data())
def test_output_can_be_read_again_from_any_offset(
    pieces: list[tuple[int, bytes]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        writer = SpoolWriter(Path(folder), 10_000)
        for stream, part in pieces:
            writer.write(stream, part)
        whole = b"".join(part for _, part in pieces)
        reader = SpoolReader(Path(folder))
        for _ in range(4):
            offset = data.draw(st.integers(0, len(whole)))
            piece = reader.piece(offset)
            assert (piece.data if piece else b"") == whole[
                offset : offset + len(piece.data if piece else b"")
            ]
            assert (piece is None) == (offset == len(whole))


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=12))
def test_an_attempt_is_written_once_and_only_the_first_word_counts(attempts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, started = Path(folder) / "journal", []
        journal = Journal(path)
        for attempt in attempts:
            if journal.write(attempt, WRITTEN, {}, boot="b", at_ms=1):
                started.append(attempt)
            # The agent is killed and started again after every dispatch.
            journal.close()
            journal = Journal(path)
        assert started == list(dict.fromkeys(attempts))
        journal.close()


def test_a_journal_keeps_its_identity_and_a_new_one_has_another(tmp_path: Path) -> None:
    first = Journal(tmp_path / "one")
    first.close()
    again, other = Journal(tmp_path / "one"), Journal(tmp_path / "two")

    assert again.identity == first.identity != other.identity
    again.close()
    other.close()


def test_what_was_buried_stays_buried(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.write("a", BURIED, {"reason": "late"}, boot="b", at_ms=1)

    assert not journal.write("a", WRITTEN, {}, boot="b", at_ms=2)
    line = journal.line("a")
    assert line is not None and line.state == BURIED
    journal.close()


def test_only_one_process_can_claim_an_attempt(tmp_path: Path) -> None:
    claims = [keeper.claim(tmp_path) for _ in range(3)]

    assert claims == [True, False, False]


@pytest.mark.parametrize("entry", [
    {"max_risk": "purple"}, {"allow": ["("]}, {"passes": {"A-B": "x"}},
    {"passes": {"A": {"file": "x", "value": "y"}}},
    {"labels": []}, {"nonsense": 1}, {"interpreters": "bash"},
])  # fmt: skip
def test_a_configuration_that_cannot_be_followed_is_refused_by_name(
    tmp_path: Path, entry: dict[str, object]
) -> None:
    (tmp_path / "agent.json").write_text(json.dumps(entry))

    with pytest.raises(configuration.BadConfiguration, match=next(iter(entry))):
        configuration.load(tmp_path)


def test_a_configuration_may_be_toml(tmp_path: Path) -> None:
    (tmp_path / "agent.toml").write_text('max_risk = "yellow"\n[labels]\nservice = "shop"\n')

    assert configuration.load(tmp_path).max_risk == "yellow"
    assert configuration.load(tmp_path).labels == {"service": "shop"}


def test_without_a_file_the_agent_runs_only_what_it_can_prove(tmp_path: Path) -> None:
    assert configuration.load(tmp_path).max_risk == "green"


def test_the_agent_runs_where_django_cannot_be_imported() -> None:
    program = (
        "import sys, runpy\n"
        "class No:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('django', 'ddrun', 'channels', 'runbooks', 'compliance'):\n"
        "            raise ImportError(f'{name} is not on this host')\n"
        "sys.meta_path.insert(0, No())\n"
        "import execution.agent.loop, execution.agent.guard, execution.agent.identity\n"
        "sys.argv = ['agent', '--version']\n"
        "runpy.run_module('execution.agent', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "ddrun-agent 0.1.0\n"), done.stderr


def test_a_token_is_never_taken_from_the_command_line() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "execution.agent",
            "enrol",
            "--server",
            "https://x.example",
            "--token",
            "acme.x",
        ],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2 and "acme.x" not in done.stdout


def test_an_open_wire_beyond_this_host_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "execution.agent",
            "--state",
            str(tmp_path),
            "enrol",
            "--server",
            "http://run.example.com",
        ],
        input="acme.token\n",
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1 and "not encrypted" in done.stderr


@pytest.mark.parametrize("room", ["agent", "protocol"])
def test_the_agent_is_written_for_hosts_with_an_older_python(room: str) -> None:
    for path in (Path(configuration.__file__).parents[1] / room).glob("*.py"):
        ast.parse(path.read_text(), filename=path.name, feature_version=(3, 9))
