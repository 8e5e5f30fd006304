"""What a language model may propose about a page, read strictly: it is text from outside (law 11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from runbooks.types import Risk

# More than anyone would read; a longer list is a broken or a hostile answer.
_MOST_ITEMS: Final = 400
_MOST_CHARACTERS: Final = 4_000

TEXT: Final = {"type": "string"}


def list_of(**fields: object) -> dict[str, Any]:
    """The schema of a list of closed objects with those fields."""
    closed = {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
    return {"type": "array", "items": closed}


_FIELDS: Final[dict[str, Any]] = {
    "title": TEXT,
    "steps": list_of(quote=TEXT, title=TEXT),
    "questions": list_of(quote=TEXT, question=TEXT),
    "risks": list_of(quote=TEXT, risk={"type": "string", "enum": ["yellow", "red"]}, why=TEXT),
    "language": TEXT,
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
        steps = items(value, "steps")
        questions = items(value, "questions")
        risks = items(value, "risks")
        return cls(
            title=text_of(value, "title"),
            steps=tuple(ProposedStep(text_of(one, "quote"), text_of(one, "title")) for one in steps),
            questions=tuple(
                ProposedQuestion(text_of(one, "quote"), text_of(one, "question")) for one in questions
            ),
            risks=tuple(
                ProposedRisk(text_of(one, "quote"), _raised(text_of(one, "risk")), text_of(one, "why"))
                for one in risks
            ),
        )


def items(value: Any, name: str) -> list[Mapping[str, Any]]:
    """The objects in the list of that name; raises `BadProposal` where there is none, or one too long."""
    if not isinstance(value, dict):
        raise BadProposal("the model's answer is no JSON object")
    found = value.get(name)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise BadProposal(f"the model's answer has no list of {name}")
    if len(found) > _MOST_ITEMS:
        raise BadProposal(f"the model's answer has {len(found)} {name}; at most {_MOST_ITEMS} are read")
    return found


def text_of(value: Mapping[str, Any], name: str) -> str:
    """The text of that name without blanks around it; raises `BadProposal` where there is none."""
    text = value.get(name)
    if not isinstance(text, str):
        raise BadProposal(f"the model's answer has no text for {name}")
    return text.strip()[:_MOST_CHARACTERS]


def _raised(text: str) -> Risk:
    if text not in (Risk.YELLOW, Risk.RED):
        raise BadProposal("a model may raise a risk to yellow or red, never lower it")
    return Risk(text)
