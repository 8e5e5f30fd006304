"""The tools whose rule is only data, read from `tables/tools.txt`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from runbooks.risk.desk import Handler
from runbooks.risk.tools.kit import by_verbs, changes, destroys, harmless, reads

TABLE: Final = Path(__file__).parent.parent / "tables" / "tools.txt"
BLOCK: Final = re.compile(r"(harmless|reads|verbs|changes|destroys): ([^|]*)(?:\| ?(~ )?(.*))?")


def declared() -> dict[str, Handler]:
    """The handlers of the table, by the names of their tools."""
    handlers: dict[str, Handler] = {}
    for block in _blocks(TABLE.read_text(encoding="utf-8").splitlines()):
        found = BLOCK.fullmatch(block[0])
        if found is None:
            raise ValueError(f"A line of {TABLE.name} is not understood: {block[0]}")
        kind, names, single_dash, data = found.groups()
        handler = _handler(kind, data or "", block[1:], single_dash=single_dash is not None)
        handlers |= dict.fromkeys(names.split(), handler)
    return handlers


def _handler(kind: str, data: str, rows: list[str], *, single_dash: bool) -> Handler:
    if kind == "reads":
        return reads(data, single_dash=single_dash)
    if kind == "verbs":
        return by_verbs("\n".join(rows), data, single_dash=single_dash)
    return {"changes": changes, "destroys": destroys}[kind](data) if kind != "harmless" else harmless


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """The lines of each block; a line indented by four or more goes on with the one before."""
    block: list[str] = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("    "):
            block[-1] += " " + line.strip()
        elif line.startswith("  "):
            block.append(line.strip())
        else:
            if block:
                yield block
            block = [line]
    if block:
        yield block


DECLARED: Final = declared()
