"""A text is read, a command is judged: nothing is stored."""

from collections.abc import Sequence
from functools import lru_cache

from runbooks.parsing.html import as_text
from runbooks.parsing.pipeline import read
from runbooks.risk.advice.advise import advise_all, judge
from runbooks.risk.classify import classify_all
from runbooks.types import Language, ParsedRunbook, Risk, Verdict
from runbooks.types.advice import Advice


def parse(text: str) -> ParsedRunbook:
    """The runbook that `text` (Markdown, prose, a copied page) says, every command judged."""
    return read(text)


def page_text(html: str) -> str:
    """The text of a copied page, its headings, lists and code as Markdown writes them."""
    return as_text(html)


def classify(command: str, language: Language) -> Verdict:
    """What one command may do, with the reasons, and its undo where one is known."""
    return judge(command, language)


def judged(commands: Sequence[tuple[str, Language]]) -> list[Verdict]:
    """What each of several commands may do, judged together."""
    return classify_all(commands)


# A run's page is drawn again at every event of the run.
@lru_cache(maxsize=1024)
def advice(command: str, language: Language, risk: Risk) -> Advice:
    """What can be offered beside one command, which was judged `risk`."""
    return advices([(command, language)], [risk])[0]


def advices(commands: Sequence[tuple[str, Language]], risks: Sequence[Risk]) -> list[Advice]:
    """What can be offered beside each of several commands."""
    return advise_all(commands, risks)
