"""Calls that are known by their form alone: a script's path, a line that is no more than `cd infra_prod`."""

from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.commands import shape, tools
from runbooks.parsing.document import Block, Line

# "./deploy.sh", "cd infra_prod", "git pull (in both)"
_BY_ITSELF: Final = compile(
    r"(?:\./[\w./-]+\.(?:sh|py|bash)|cd (?=\S*[/_~$-])[\w./~$-]+|(?:cp|mv) \S*[./_]\S* [\w./~$-]+|git pull)"
    r"(?= \([^()]+\)$|$)|\./[\w./-]+\.(?:sh|py|bash)(?=[A-Z][a-z]+ )"
)
_PATH: Final = compile(r"(?:\./|/|[\w.-]+/)[\w./-]+\.(?:sh|py|bash)")
# "Install the site blocks: `deploy/install.sh`"
_ACT: Final = compile(
    r"\b(?:install|deploy|apply|start|restart|restore|back ?up|create|rotate|render|upgrade|rebuild|migrate"
    r"|clean|bootstrap)\b[^:.`]{0,50}: *$",
    IGNORECASE,
)

_TOOL: Final = compile(
    r"(?:sudo )?[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*(?:ctl|[-_]cli|[-_]admin|adm) (?=\S)|[a-z][\w.-]* --version$"
)
_OPEN: Final = compile(r"\b(?:enter|open|start|launch|leave|exit)\b[^:.`]{0,40}: *$", IGNORECASE)


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


def is_tool_by_form(text: str) -> bool:
    """It begins with a name that only command-line tools have: `linode-cli linodes list`."""
    return _TOOL.match(text) is not None and not shape.is_prose(text) and not shape.is_labelled(text)


def name_by_itself(block: Block) -> Line | None:
    """The name of what people type alone, when the whole paragraph is that; in bullets it may be any list."""
    line = block.lines[0]
    if len(block.lines) > 1 or (block.item is not None and not block.item.ordered):
        return None
    return (
        line.cut(1, len(line.text) - 1)
        if line.text.strip("`") in tools.ALONE and line.text[:1] == "`" == line.text[-1:]
        else None
    )


def opens_by_name(text: str, before: str) -> bool:
    """ "Enter the toolbox: `toolbox`": the name of what people type alone, behind an order to open it."""
    return text in tools.ALONE and _OPEN.search(before) is not None
