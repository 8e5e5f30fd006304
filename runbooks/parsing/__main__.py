"""`python -m runbooks.parsing FILE|- [--json]`: what a text becomes. Loads no Django."""

import json
import sys
from pathlib import Path
from typing import Final

from ddrun.lib.decoding import decoded
from runbooks.parsing.html import is_html
from runbooks.parsing.pipeline import read, read_to_show
from runbooks.parsing.wire import as_json
from runbooks.parsing.wire_advice import with_advice
from runbooks.types import ParsedRunbook, Risk

_USAGE: Final = "usage: parse FILE|- [--json]"


def main(argv: list[str]) -> int:
    """Prints the runbook in a file or in standard input; 0, or 2 with a sentence when it cannot be read."""
    if argv[:1] in (["-h"], ["--help"]):
        print(_USAGE)
        return 0
    names = [word for word in argv if word != "--json"]
    if len(names) != 1 or (names[0].startswith("-") and names[0] != "-"):
        print(_USAGE, file=sys.stderr)
        return 2
    try:
        raw = sys.stdin.buffer.read() if names[0] == "-" else Path(names[0]).read_bytes()
    except OSError as problem:
        print(f"{names[0]} cannot be read: {problem.strerror or problem}.", file=sys.stderr)
        return 2
    text = _text(raw)
    parsed = read_to_show(text) if "--json" in argv else read(text)
    if "--json" in argv:
        shape = with_advice(as_json(parsed), parsed)
        if is_html(text):
            shape["source"] = parsed.source
        sys.stdout.buffer.write(
            json.dumps(shape, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
        )
    else:
        sys.stdout.buffer.write(_readable(parsed).encode("utf-8", "replace") + b"\n")
    return 0


def _text(raw: bytes) -> str:
    """What is no text is shown with a sign for each byte that makes no sense."""
    try:
        return decoded(raw)
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def _readable(parsed: ParsedRunbook) -> str:
    lines = [parsed.title, ""]
    lines += [f"needs  {needed.text}" for needed in parsed.prerequisites]
    lines += [f"needs  {needed.text} (from the commands)" for needed in parsed.needs]
    lines += [f"value  {one.mentions[0].text}, {one.type}" for one in parsed.variables]
    for step in parsed.steps:
        lines.append(f"{step.number:>3}  {step.title}")
        for command in step.commands:
            risk = command.verdict.risk if command.verdict else Risk.YELLOW
            mark = f"{risk.word}{', drafted' if command.drafted else ''}"
            lines += [f"       {line}" for line in command.text.split("\n")]
            lines.append(f"       [{mark}] {' '.join(command.verdict.reasons) if command.verdict else ''}")
        if step.vague:
            lines.append(f"       ? {step.vague}")
        lines += [f"       if {d.condition}" for d in parsed.decisions if d.step == step.number]
    lines += [
        "",
        f"quality {parsed.quality.score} of 100",
        *(f"  {finding}" for finding in parsed.quality.findings),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
