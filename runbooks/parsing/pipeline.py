"""A text, read: document → blocks → steps → commands → decisions → prerequisites → questions → quality."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from re import compile
from typing import Final

from runbooks.parsing.blocks import blocks_of
from runbooks.parsing.cautions import caution_of
from runbooks.parsing.course import with_course
from runbooks.parsing.document import BlockKind, Document
from runbooks.parsing.doubts import questions_of
from runbooks.parsing.drafts import Draft
from runbooks.parsing.durations import lasting_of
from runbooks.parsing.expectations import expectation_of
from runbooks.parsing.html import as_text, is_html
from runbooks.parsing.instructions import instructs
from runbooks.parsing.memory import forget
from runbooks.parsing.needs import needs_of
from runbooks.parsing.placing import decisions_of
from runbooks.parsing.prerequisites import prerequisites_of
from runbooks.parsing.probes import probes_of
from runbooks.parsing.quality import quality_of
from runbooks.parsing.questions import questions_for
from runbooks.parsing.reaches import conditioned
from runbooks.parsing.roles import context_of, role_of
from runbooks.parsing.sections import Section, plain_title, sections_of
from runbooks.parsing.steps import drafts_of
from runbooks.parsing.tongues.spoken import tongues_of
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.variables import variables_of
from runbooks.risk.advice.advise import judge_all, judge_with_offers
from runbooks.types import Language, ParsedRunbook, ParsedStep, Quality, Risk, Span, StepKind, Verdict

type _Judge = Callable[[Sequence[tuple[str, Language]]], list[Verdict]]

LONGEST: Final = 1_000_000  # characters that are read; the rest is said to be left out
_TITLE: Final = 90
_MARKS: Final = compile(r"(?<!\w)[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?!\w)|^(?!\./\w)\W+|[\s:：.,;]+$")
_EDGE: Final = " \t:：.,;*_"
_LINKS: Final = compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|</?(?:code|tt|kbd|b|i|em|strong|br) ?/?>")


def read(text: str) -> ParsedRunbook:
    """The runbook in a text, with the verdict on each of its commands. Never raises on any text."""
    try:
        return _judged(_read(text), text, judge_all)
    finally:
        forget()


def read_to_show(text: str) -> ParsedRunbook:
    """The same, for a page that shows the offers beside the commands: they are judged along with them."""
    try:
        return _judged(_read(text), text, judge_with_offers)
    finally:
        forget()


def read_unjudged(text: str) -> ParsedRunbook:
    """The runbook in a text, its commands without verdicts."""
    try:
        return _read(text)
    finally:
        forget()


def _judged(parsed: ParsedRunbook, text: str, judge: _Judge) -> ParsedRunbook:
    """`parsed`, which was read from `text`, with its verdicts and what follows from them."""
    commands = [command for step in parsed.steps for command in step.commands]
    asked = [(command.text, command.language) for command in commands]
    asked += [(probe.command, Language.SHELL) for probe in parsed.probes]
    every = judge(asked)
    verdicts = iter(every)
    steps = tuple(
        replace(s, commands=tuple(replace(c, verdict=next(verdicts)) for c in s.commands))
        for s in parsed.steps
    )
    # Only what is judged safe is offered, whoever drafted it.
    green = (verdict.risk is Risk.GREEN for verdict in every[len(commands) :])
    probes = tuple(probe for probe, safe in zip(parsed.probes, green, strict=True) if safe)
    document = Document(parsed.source, (), findings=(*_left_out(text), *parsed.quality.findings))
    quality = quality_of(document, steps, parsed.decisions, prepared=bool(parsed.prerequisites))
    judged = with_course(replace(parsed, steps=steps, quality=quality, probes=probes))
    return replace(judged, questions=questions_of(judged))


def _read(text: str) -> ParsedRunbook:
    source = as_text(text[:LONGEST]) if is_html(text) else text
    document = blocks_of(source[:LONGEST])
    tongues = tongues_of(source)
    sections = sections_of(document, tongues)
    drafts = drafts_of(sections, tongues)
    conditioned(source, sections, drafts, tongues)
    decisions = decisions_of(sections, drafts, tongues)
    forked = {decision.step for decision in decisions}
    title = _title(document, sections)
    steps = tuple(
        _told(
            _step(n, draft, tongues, question, forked=n in forked),
            draft,
            tongues,
            source=source,
            page=title,
        )
        for n, (draft, question) in enumerate(
            zip(drafts, questions_for(drafts, tongues), strict=True), start=1
        )
    )
    prerequisites = prerequisites_of(sections, tongues, source)
    return ParsedRunbook(
        title=title,
        source=source,
        steps=steps,
        prerequisites=prerequisites,
        decisions=decisions,
        variables=variables_of(document, steps),
        needs=needs_of(steps),
        probes=probes_of(prerequisites, steps),
        context=context_of(sections, drafts),
        quality=Quality(0, document.findings),
    )


def _left_out(text: str) -> tuple[str, ...]:
    if len(text) <= LONGEST:
        return ()
    return (
        f"Only the first {LONGEST:,} of {len(text):,} characters were read; split the text into several.",
    )


def _title(document: Document, sections: Sequence[Section]) -> str:
    opening = sections[0].blocks[:1] if sections and sections[0].heading is None else ()
    first = next((s.heading for s in sections if s.heading), None)
    if opening and first is not None and first.level > 1 and not document.title:
        return _cleaned(opening[0].lines[0].text)
    if first is not None and (first.level == 1 or not document.title):
        return plain_title(first.text)[:200]
    if document.title:
        return document.title[:200]
    line = next((block.lines[0].text for block in document.blocks if block.kind is not BlockKind.RULE), "")
    return _cleaned(line)


def _cleaned(text: str) -> str:
    bare = _MARKS.sub("", _LINKS.sub(r"\1", text[: _TITLE * 6])).rstrip(_EDGE).lstrip(_EDGE.replace(".", ""))
    bare = bare if bare.startswith("./") else bare.lstrip(_EDGE)  # a script is called by its whole path
    return (
        bare
        if len(bare) <= _TITLE
        else bare[: bare.rfind(" ", 0, _TITLE) if " " in bare[:_TITLE] else _TITLE] + "…"
    )


def _step(
    number: int, draft: Draft, tongues: tuple[Tongue, ...], question: str | None, *, forked: bool
) -> ParsedStep:
    sentences = draft.sentences + draft.details
    text = " ".join(sentence.text for sentence in sentences)
    explained = draft.commands[0].explanation if draft.commands else ""
    telling = next((s.text for s in draft.sentences if instructs(s.text, tongues)), "")
    if draft.sentences and draft.sentences[0].text.endswith("?"):
        telling = draft.sentences[0].text
    named = telling or (
        draft.sentences[0].text if draft.sentences else explained or draft.title or draft.section
    )
    named = named or (draft.commands[0].text.split("\n")[0] if draft.commands else "")
    return ParsedStep(
        number=number,
        title=_cleaned(named),
        text=text or draft.title or draft.section,
        span=Span(draft.start, draft.end),
        kind=_kind(draft, tongues, forked=forked),
        vague=question,
        commands=tuple(sorted(draft.commands, key=lambda command: command.span.start)),
        section=draft.section,
        path=draft.path,
    )


def _told(
    step: ParsedStep, draft: Draft, tongues: tuple[Tongue, ...], *, source: str, page: str
) -> ParsedStep:
    """The step with what its text tells about it: role, warning, expected result and how long it takes."""
    sentences = draft.sentences + draft.details
    warning, warned_at = caution_of(draft, tongues)
    expected = expectation_of(sentences, source, draft.end)
    return replace(
        step,
        role=role_of(draft, page),
        warning=warning,
        warning_span=warned_at,
        expected=expected.text if expected else "",
        expected_span=expected.span if expected else None,
        lasts=lasting_of(sentences),
    )


def _kind(draft: Draft, tongues: tuple[Tongue, ...], *, forked: bool) -> StepKind:
    if draft.commands:
        return StepKind.COMMAND
    if forked:
        return StepKind.DECISION
    acts = any(instructs(sentence.text, tongues) for sentence in draft.sentences)
    return StepKind.MANUAL if acts or draft.item is not None else StepKind.NOTE
