"""A text is read, a command is judged: nothing is stored."""

from runbooks.parsing.html import as_text
from runbooks.parsing.pipeline import read
from runbooks.risk.classify import classify as judge
from runbooks.types import Language, ParsedRunbook, Verdict


def parse(text: str) -> ParsedRunbook:
    """The runbook that `text` (Markdown, prose, a copied page) says, every command judged."""
    return read(text)


def page_text(html: str) -> str:
    """The text of a copied page, its headings, lists and code as Markdown writes them."""
    return as_text(html)


def classify(command: str, language: Language) -> Verdict:
    """What one command may do, with the reasons."""
    return judge(command, language)
