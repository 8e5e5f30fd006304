"""Ordinary words of the commands that wait for a value because the text says so.

"Replace `my-app` with the name of your deployment" makes `my-app` one of them in every command
of the page.
"""

from runbooks.types import ParsedRunbook
from runbooks.types.placeholders import assigned_in, placeholders_in


def words_that_stand_in(parsed: ParsedRunbook) -> dict[str, str]:
    """The ordinary words that the text says to replace, each with the canonical name of its variable."""
    commands = {
        (step.number, number): command.text
        for step in parsed.steps
        for number, command in enumerate(step.commands)
    }
    shown: dict[tuple[int, int], frozenset[str]] = {}
    found: dict[str, str] = {}
    for variable in parsed.variables:
        for mention in variable.mentions:
            if mention.step is None or mention.command is None:
                continue
            place = (mention.step, mention.command)
            if place not in shown:
                shown[place] = _shown(commands.get(place, ""))
            if mention.text not in shown[place]:
                found.setdefault(mention.text, variable.name)
    return found


def _shown(command: str) -> frozenset[str]:
    """What the command's own spelling shows to be a variable, or what it sets itself."""
    mine = assigned_in(command)
    uses = {spelled for name in mine for spelled in (f"${name}", f"${{{name}}}")}
    return mine | uses | {one.spelled for one in placeholders_in(command)}
