"""What a language model may propose about a page, read strictly: it is text from outside (law 11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from runbooks.types import Risk

# More than anyone would read; a longer list is a broken or a hostile answer.
_MOST_ITEMS: Final = 400
_MOST_CHARACTERS: Final = 4_000

_TEXT: Final = {"type": "string"}


def _list_of(**fields: object) -> dict[str, Any]:
    closed = {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
    return {"type": "array", "items": closed}


_FIELDS: Final[dict[str, Any]] = {
    "title": _TEXT,
    "steps": _list_of(quote=_TEXT, title=_TEXT),
    "questions": _list_of(quote=_TEXT, question=_TEXT),
    "risks": _list_of(quote=_TEXT, risk={"type": "string", "enum": ["yellow", "red"]}, why=_TEXT),
    "language": _TEXT,
}
SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": _FIELDS,
    "required": list(_FIELDS),
    "additionalProperties": False,
}


class BadProposal(ValueError):
    """The answer does not have the form that was asked for."""


@dataclass(frozen=True)
class ProposedStep:
    """An instruction the model found; `quote` must stand in the source."""

    quote: str
    title: str


@dataclass(frozen=True)
class ProposedQuestion:
    """What the model would ask the author about the words in `quote`."""

    quote: str
    question: str


@dataclass(frozen=True)
class ProposedRisk:
    """A command the model holds for more dangerous than it looks."""

    quote: str
    risk: Risk
    why: str


@dataclass(frozen=True)
class Proposal:
    """Everything a model proposes about one page."""

    title: str
    steps: tuple[ProposedStep, ...]
    questions: tuple[ProposedQuestion, ...]
    risks: tuple[ProposedRisk, ...]

    @classmethod
    def from_json(cls, value: Any) -> "Proposal":
        """The proposal in `value`, which fits `SCHEMA`; raises `BadProposal` where it does not."""
        if not isinstance(value, dict):
            raise BadProposal("the model's answer is no JSON object")
        steps = _items(value, "steps")
        questions = _items(value, "questions")
        risks = _items(value, "risks")
        return cls(
            title=_text(value, "title"),
            steps=tuple(ProposedStep(_text(one, "quote"), _text(one, "title")) for one in steps),
            questions=tuple(
                ProposedQuestion(_text(one, "quote"), _text(one, "question")) for one in questions
            ),
            risks=tuple(
                ProposedRisk(_text(one, "quote"), _raised(_text(one, "risk")), _text(one, "why"))
                for one in risks
            ),
        )


def _items(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    items = value.get(name)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise BadProposal(f"the model's answer has no list of {name}")
    if len(items) > _MOST_ITEMS:
        raise BadProposal(f"the model's answer has {len(items)} {name}; at most {_MOST_ITEMS} are read")
    return items


def _text(value: Mapping[str, Any], name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str):
        raise BadProposal(f"the model's answer has no text for {name}")
    return text.strip()[:_MOST_CHARACTERS]


def _raised(text: str) -> Risk:
    if text not in (Risk.YELLOW, Risk.RED):
        raise BadProposal("a model may raise a risk to yellow or red, never lower it")
    return Risk(text)
