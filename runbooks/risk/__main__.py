"""`manage.py classify`: JSON lines of commands in, JSON lines of labels with their reasons out."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

from runbooks.risk.advice.advise import advise_all
from runbooks.risk.advice.wire import advice_json
from runbooks.risk.classify import classify_all
from runbooks.types import Language

USAGE: Final = "usage: manage.py classify [FILE|-]   (JSON lines: id, command, language)"
BATCH: Final = 2000  # commands judged with one run of the second parser


def main(argv: list[str]) -> int:
    """Classify the lines of a file or of standard input; 0 when every line was read."""
    if argv[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    if len(argv) > 1:
        print(USAGE, file=sys.stderr)
        return 2
    if not argv or argv[0] == "-":
        return _classify(sys.stdin)
    path = Path(argv[0])
    if not path.is_file():
        print(f"There is no file {path}.", file=sys.stderr)
        return 2
    with path.open(encoding="utf-8") as lines:
        return _classify(lines)


def _classify(lines: TextIO) -> int:
    bad = 0
    for batch in _batches(lines):
        read = []
        for number, line in batch:
            case = _case(line)
            if case is None:
                bad += 1
                print(f"Line {number} is not a JSON object with id and command.", file=sys.stderr)
                continue
            read.append(case)
        pairs = [(command, language) for _, command, language in read]
        verdicts = classify_all(pairs)
        offers = advise_all(pairs, [verdict.risk for verdict in verdicts])
        for (key, _, _), verdict, advice in zip(read, verdicts, offers, strict=True):
            shape = {"id": key, "label": verdict.risk.value, "reasons": list(verdict.reasons)}
            print(json.dumps(shape | advice_json(advice), ensure_ascii=False))
    return 1 if bad else 0


def _batches(lines: TextIO) -> Iterator[Sequence[tuple[int, str]]]:
    batch: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            batch.append((number, line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _case(line: str) -> tuple[object, str, Language] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict) or "id" not in found or not isinstance(found.get("command"), str):
        return None
    language = found.get("language", Language.SHELL)
    return found["id"], found["command"], Language(language) if language in list(Language) else Language.OTHER


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
