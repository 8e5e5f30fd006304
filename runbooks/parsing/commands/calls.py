"""Calls that are known by their form alone: a script's path, a line that is no more than `cd infra_prod`."""

from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.document import Line

# "./deploy.sh", "cd infra_prod", "git pull (in both)"
_BY_ITSELF: Final = compile(
    r"(?:\./[\w./-]+\.(?:sh|py|bash)|cd (?=\S*[/_~$-])[\w./~$-]+|(?:cp|mv) \S*[./_]\S* [\w./~$-]+|git pull)"
    r"(?= \([^()]+\)$|$)"
)
_PATH: Final = compile(r"(?:\./|/|[\w.-]+/)[\w./-]+\.(?:sh|py|bash)")
# "Install the site blocks: `deploy/install.sh`"
_ACT: Final = compile(
    r"\b(?:install|deploy|apply|start|restart|restore|back ?up|create|rotate|render|upgrade|rebuild|migrate"
    r"|clean|bootstrap)\b[^:.`]{0,50}: *$",
    IGNORECASE,
)


def call_by_itself(line: Line) -> Line | None:
    """The call that a line of plain text is, less the aside behind it."""
    match = _BY_ITSELF.match(line.text) if line.text[:1] in "./cmg" else None
    return line.cut(0, match.end()) if match else None


def is_script(text: str) -> bool:
    """The path of a script: asked for where something orders it to be run."""
    return _PATH.fullmatch(text) is not None


def is_script_of_an_act(text: str, before: str) -> bool:
    """The path of a script behind what it does and a colon."""
    return is_script(text) and _ACT.search(before) is not None
