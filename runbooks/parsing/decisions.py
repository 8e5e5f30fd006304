"""Forks in the procedure: the condition, its ways out, and where each goes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from re import Match, compile
from typing import Final

from runbooks.parsing.answers import answered, check_of, only_if, opens_otherwise, referring
from runbooks.parsing.boundaries import COMMA, NO_COMMA, apart, bare_order, pauses
from runbooks.parsing.clauses import (
    LATER,
    acts,
    advised,
    became,
    enumerates,
    follows,
    is_bare,
    means,
    past_aside,
    referred,
)
from runbooks.parsing.document import Sentence
from runbooks.parsing.forks import GO_ON, LONGEST, Fork, shortened
from runbooks.parsing.instructions import instructs, is_order, opens_with_verb
from runbooks.parsing.memory import once_a_page
from runbooks.parsing.tongues.tongue import Tongue, plain
from runbooks.parsing.turns import arrow, turned

_DEPENDING: Final = compile(r"\W*depend", 2)
_LEAD: Final = compile(
    (
        r"^(?:[\s*_#>(\-–—•\U0001F300-\U0001FAFF\u2600-\u27bf\ufe0f]|\d{1,3}[.)]\s|\((?:optional|opt)\)"
        r"|(?:(?:note|hint|tip|nb)(?: \d+)?"
        r"|optional(?:ly)?"
        r"|however|but|so|for example|therefore|in an? [\w-]{2,20} (?:cluster|environment|setup|deployment)"
        r"|and|now|then|also|finally)\b[:,]?"
        r"|\**(?!(?:if|when|unless|in case|wenn|falls|sofern|si|se|cuando|quando|quand)\b)"
        r"[^:*`.,]{2,40}\**:\**\s)+"
    ),
    2,
)
_WHETHER: Final = compile(
    r"\b(?:check|see|verify|determine|confirm|validate|ensure|investigate|know|tell|decide|find out|look"
    r"|ask|inspect|examine|identify|assess|test|review|question)"
    r"(?:\s+\S+){0,8}?\s*$|\b(?:as|even)\s*$",
    2,
)
_HAPPENS: Final = compile(
    r"\b(?:happens?|occurs?|fires?|triggers?|triggered|seen|true|case|caused|arises?"
    r"|when(?:ever)?)\W*(?:\w+\W*)?$",
    2,
)
_PAUSE: Final = compile(r",\s")
_EVEN: Final = compile(
    r"\W*even if\b|.{0,200}\byou (?:should|will|would|may|might) "
    r"(?:see|get|receive|find|notice|encounter|observe)\b",
    2,
)
_CHOICE: Final = compile(r"\b(?:options?|ways?|choices?|possibilities|one of|either|do the following)\b", 2)
_NEGATED: Final = compile(
    r"unless|es sei denn|[aà] moins|sauf si|a menos|a no ser|salvo (?:que|se)|a n[aã]o ser|除非", 2
)
_PAUSED: Final = compile("[,、]")
WHEN_TO: Final = compile(r"when to\b", 2)
WHEN_TO_USE: Final = compile(r"^\W*when to use\W*:?\W*(?:(?:when|if)\b\s*)?", 2)
_WHEN: Final = compile(r"^\W*(?:(?:only|but|and|or) )?(?:when(?:ever)?|once|as long as)\b", 2)
_NEAR: Final = 60  # characters after a condition, within which the act is named


def forks_of(
    sentences: Sequence[Sentence], tongues: tuple[Tongue, ...], before: Sentence | None = None
) -> Iterator[Fork]:
    """The forks of a step's sentences; "otherwise …" joins the one before it. `before` stands before them."""
    waiting: Fork | None = None
    for sentence in sentences:
        written = sentence.text[:1500]
        text = plain(written)
        other = opens_otherwise(text, tongues)
        checked, before = before, sentence
        if waiting is None and other and checked is not None:
            fork = check_of(checked, tongues) or only_if(checked)
            if fork is not None:
                waiting = Fork(fork.condition, (*fork.actions, written[other:]))
                continue
        if waiting is not None and other:
            waiting = Fork(waiting.condition, (*waiting.actions, written[other:]))
            continue
        fork = None if other else answered(checked, text, tongues)
        if fork is None and not other and checked is not None and (action := referred(text)):
            if waiting is not None and waiting.condition.start >= checked.start:
                continue
            told = text[action:]
            idle = _WHEN.match(text) and not (
                opens_with_verb(told, tongues) or acts(told, tongues, strict=False)
            )
            fork = None if idle or follows(told, tongues) else referring(checked, told)
        fork = fork or (None if other else _fork(sentence, text, tongues))
        if fork is not None:
            if waiting is not None:
                yield waiting
            waiting = fork if text is written else _as_written(fork, text, written)
    if waiting is not None:
        yield waiting


def _as_written(fork: Fork, text: str, written: str) -> Fork:
    """Its actions with the accents and wide signs they are written with."""
    places = [(text.find(action), action) for action in fork.actions]
    actions = (written[at : at + len(action)] if at >= 0 else action for at, action in places)
    return replace(fork, actions=tuple(actions))


@once_a_page
def gate_of(sentence: Sentence, tongues: tuple[Tongue, ...]) -> Fork | None:
    """ "If the disk is full:" over a list or a command that is only for that case."""
    text = plain(sentence.text).rstrip("*_ ")
    if not text.endswith(":") or means(text) or _EVEN.match(text):
        return None
    start = after_lead(text)
    for tongue in tongues:
        match = tongue.condition.match(text, start) if tongue.spaced else tongue.condition.search(text)
        if match is not None and tongue.spaced and _PAUSE.search(text, match.end()):
            told = _leading(sentence, text, _inside(match), tongues)
            pause = _PAUSE.search(text, match.end())
            if told is None and pause and _CHOICE.search(text, pause.end()):
                return Fork(shortened(sentence.part(_inside(match), pause.start())), (GO_ON,))
            return Fork(told.condition, (GO_ON,)) if told else None
        if match is not None:
            if not tongue.spaced and _PAUSED.search(text, match.end(), len(text) - 1):
                told = _unspaced(sentence, text, tongue)
                return Fork(told.condition, (GO_ON,)) if told else None
            begin = match.end() if tongue.spaced or tongue.code == "zh" else start
            if tongue.spaced and (told := _leading(sentence, text, _inside(match), tongues)):
                return Fork(told.condition, (GO_ON,))
            if 3 < len(text) - begin <= LONGEST and not _DEPENDING.match(match[0]):
                return Fork(sentence.part(begin, len(text) - 1), (GO_ON,))
    return None


def bare_gate_of(sentence: Sentence, tongues: tuple[Tongue, ...]) -> Fork | None:
    """ "If the disk is full", over a list of what to do then: a condition and nothing else."""
    text = sentence.text.rstrip("*_ ")
    start = after_lead(text)
    for tongue in tongues:
        match = tongue.condition.match(text, start) if tongue.spaced else None
        if match is None or COMMA.search(text, match.end()) or NO_COMMA.search(text, match.end()):
            continue
        if 3 < len(text) - match.end() <= LONGEST and not _DEPENDING.match(match[0]):
            return Fork(sentence.part(_inside(match), len(text.rstrip("."))), (GO_ON,))
    return None


@once_a_page
def after_lead(text: str) -> int:
    """Where the sentence proper begins, after marks, numbers and labels."""
    match = _LEAD.match(text)
    return match.end() if match else 0


@once_a_page
def _fork(sentence: Sentence, text: str, tongues: tuple[Tongue, ...]) -> Fork | None:
    if (match := WHEN_TO_USE.match(text)) and ":" in match[0]:
        return Fork(shortened(sentence.part(match.end(), len(text))), ("",))
    if turn := turned(sentence, text, tongues):
        return turn
    start = after_lead(text)
    for tongue in () if _EVEN.match(text, start) else tongues:
        if not tongue.spaced:
            found = _unspaced(sentence, text, tongue)
        elif match := tongue.opening(text, start) or tongue.condition.match(text):
            found = _leading(sentence, text, _inside(match), tongues)
        else:
            early = _early(text, tongue)
            found = _leading(sentence, text, _inside(early), tongues) if early else None
            found = found or _trailing(sentence, text, tongue, tongues)
        if found is not None:
            return found
    found = arrow(sentence, text, start, tongues) or gate_of(sentence, tongues)
    if found or not (later := LATER.search(text, start)):
        return found
    clause = sentence.part(later.end(), len(text))
    return _fork(clause, plain(clause.text), tongues)


def _inside(match: Match[str]) -> int:
    """Where the condition's own words begin: "if" is left out, "unless" is not."""
    negated = _NEGATED.search(match[0])
    return match.start() + negated.start() if negated else past_aside(match)


def _early(text: str, tongue: Tongue) -> Match[str] | None:
    """ "As a last resort if …": a condition within the first words, before any comma."""
    match = tongue.condition.search(text, 0, 60) if tongue.may_fork(text) else None
    if (
        match is None
        or _HAPPENS.search(text[: match.end()])
        or "," in text[: match.start()]
        or len(text[: match.start()].split()) > 6
    ):
        return None
    before = text[: match.start()]
    asked = _WHETHER.search(before) or tongue.asked_whether.search(before)
    return None if asked or opens_with_verb(text, (tongue,)) else match


def _leading(sentence: Sentence, text: str, at: int, tongues: tuple[Tongue, ...]) -> Fork | None:
    """If X, do Y."""
    strict = bool(_WHEN.match(text[after_lead(text) : at]))
    held = apart(text)
    order = 0 if strict else bare_order(text, held, at)
    for match in islice(pauses(held, at), 12):
        rest = text[match.end() :].lstrip()
        if 0 < order < match.start():
            break
        if follows(rest, tongues):
            return None
        if enumerates(text[at : match.start()], rest):
            continue
        orders = rest.startswith("`") or opens_with_verb(rest, tongues) or (not strict and is_order(rest))
        if (
            match.start() - at > 3
            and not is_bare(text[at : match.start()], tongues)
            and (orders or acts(rest, tongues, strict=strict))
        ):
            return Fork(shortened(sentence.part(at, match.start())), (rest,))
    bare = None if strict else NO_COMMA.search(held, at + 4, order or len(held))
    if bare is not None and not COMMA.search(held, at, bare.start()):
        rest = text[bare.end() :].removeprefix("then").lstrip()
        if follows(rest, tongues) or not (
            opens_with_verb(rest, tongues) or acts(rest, tongues, strict=False)
        ):
            return None
        return Fork(shortened(sentence.part(at, bare.start())), (text[bare.start() :],))
    return Fork(shortened(sentence.part(at, order)), (text[order:],)) if order else None


def _trailing(sentence: Sentence, text: str, tongue: Tongue, tongues: tuple[Tongue, ...]) -> Fork | None:
    """Do Y if X."""
    if not tongue.may_fork(text):
        return None
    match = next(
        (m for m in tongue.condition.finditer(text) if m.start() > 0 and text[m.start() - 1] in " ,("), None
    )
    if match is None:
        return None
    before = text[text.rfind("; ", 0, match.start()) + 1 : match.start()]
    if (
        not (instructs(before, tongues) or advised(before))
        or _WHETHER.search(before)
        or tongue.asked_whether.search(before)
    ):
        return None
    end = next((m.start() for m in COMMA.finditer(text, match.end())), len(text.rstrip(" .")))
    if (
        end - match.end() < 8
        or (" " not in text[match.end() : end].strip() and not became(text[match.end() : end]))
        or follows(text[end:].lstrip(" ,:"), tongues)
        or (_DEPENDING.match(match[0]) and " or " not in before)
        or (text[match.start() - 1] != "(" and _inside_brackets(text, match.start()))
        or is_bare(text[match.end() : end], (tongue,))
        or match[0].strip().lower() == "when"
    ):
        return None
    return Fork(shortened(sentence.part(_inside(match), end)), (before.lstrip(),))


def _inside_brackets(text: str, at: int) -> bool:
    return text.rfind("(", 0, at) > text.rfind(")", 0, at)


def _unspaced(sentence: Sentence, text: str, tongue: Tongue) -> Fork | None:
    """The same where no space parts the words: Japanese names the condition's word after it."""
    found = tongue.condition.finditer(text)
    match = next((m for m in found if not tongue.idles(text, m)), None)
    connector = tongue.connector.search(text, match.end()) if match else None
    if match is None or connector is None or not _leads_to_act(text, match.start(), connector.end(), tongue):
        return None
    begin, end = _inside(match), connector.start()
    if tongue.code == "ja":
        begin, end = after_lead(text), len(text[: connector.end()].rstrip("、,:→ "))
    if end - begin < 2 or is_bare(text[begin:end], (tongue,)):
        return None
    action = text[connector.end() :]
    other = opens_otherwise(action, (tongue,)) if begin < match.end() else 0  # "unless …, else …" is one way
    return Fork(shortened(sentence.part(begin, end)), (action[other:],))


def _leads_to_act(text: str, at: int, action: int, tongue: Tongue) -> bool:
    """What follows the condition is an order, a way out or, unless it only names a time, a possibility."""
    rest = text[action:]
    if tongue.reference.match(rest):
        return False
    if opens_with_verb(rest, (tongue,)) or rest.lstrip().startswith("`"):
        return True
    if tongue.timely_condition.match(text, at):
        return tongue.advice.search(rest) is not None or tongue.jump.search(rest) is not None
    return acts(rest[:_NEAR], (tongue,), strict=False)
