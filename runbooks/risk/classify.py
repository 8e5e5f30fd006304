"""The risk of commands: what each may change, with the reasons in words."""

from collections.abc import Sequence

from runbooks.types import Language, Risk, Verdict


def classify(text: str, language: Language) -> Verdict:
    """The verdict on one command; green only when it is proven to change nothing."""
    return classify_all([(text, language)])[0]


def classify_all(pairs: Sequence[tuple[str, Language]]) -> list[Verdict]:
    """The verdicts on many commands, in their order."""
    return [_unproven(text, language) for text, language in pairs]


def _unproven(text: str, language: Language) -> Verdict:
    if text and language in (Language.PROMQL, Language.LOGQL):
        return Verdict(Risk.GREEN, ("A query of this language only reads.",))
    return Verdict(Risk.YELLOW, ("It is not proven to change nothing.",))
