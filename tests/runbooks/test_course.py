"""Roles, the way back, expected results, durations and warnings are read where the text gives them."""

import pytest

from runbooks.parsing.pipeline import read
from runbooks.parsing.wire import as_json
from runbooks.types import ParsedRunbook, StepRole, Undoing
from runbooks.versions.written import read as read_written
from runbooks.versions.written import write

PAGE = """\
# Queue backlog

## Impact

Customers see stale orders.

## Diagnosis

1. List the pods: `kubectl get pods -n orders`
2. Check the disk with `df -h`. It should show less than 80 %.

## Mitigation

1. Cordon the node:

   ```
   kubectl cordon node-1
   ```

   > **Warning**: this drops connections.
2. Stop the worker: `systemctl stop worker`. This takes up to 5 minutes.
3. Scale up: `kubectl scale deployment/web --replicas=5`

   Expected output:

   ```
   deployment.apps/web scaled
   ```

## Verification

Wait about 5 minutes, then run `curl -s http://orders/health`.

## Rollback

1. `kubectl uncordon node-1`
2. Undo step 3: `kubectl scale deployment/web --replicas=3`

## Escalation

Call the platform team.

## Links

- https://example.com
"""


def test_a_heading_gives_its_steps_their_role() -> None:
    roles = [step.role for step in read(PAGE).steps]
    assert roles == [
        *[StepRole.DIAGNOSIS] * 2,
        *[StepRole.MITIGATION] * 3,
        StepRole.VERIFICATION,
        *[StepRole.ROLLBACK] * 2,
        StepRole.ESCALATION,
    ]


def test_sections_that_are_no_procedure_are_kept_as_context() -> None:
    parsed = read(PAGE)
    assert [(one.title, one.role) for one in parsed.context] == [("Impact", "impact"), ("Links", "links")]
    assert "stale orders" in parsed.source[parsed.context[0].span.start : parsed.context[0].span.end]


HEADINGS = [
    ("Diagnostics", StepRole.DIAGNOSIS),
    ("How to investigate", StepRole.DIAGNOSIS),
    ("Mitigation steps", StepRole.MITIGATION),
    ("Roll back", StepRole.ROLLBACK),
    ("Rollback plan", StepRole.ROLLBACK),
    ("How to revert", StepRole.ROLLBACK),
    ("Post-checks", StepRole.VERIFICATION),
    ("When to escalate", StepRole.ESCALATION),
    ("Diagnóstico", StepRole.DIAGNOSIS),
    ("Verificación", StepRole.VERIFICATION),
    ("Vuelta atrás", StepRole.ROLLBACK),
    ("Behebung", StepRole.MITIGATION),
    ("Überprüfung", StepRole.VERIFICATION),
    ("Zurückrollen", StepRole.ROLLBACK),
    ("Retour arrière", StepRole.ROLLBACK),
    ("Vérification", StepRole.VERIFICATION),
    ("Mitigação", StepRole.MITIGATION),
    ("Reversão", StepRole.ROLLBACK),
    ("切り戻し", StepRole.ROLLBACK),
    ("動作確認", StepRole.VERIFICATION),
    ("回滚", StepRole.ROLLBACK),
    ("排查", StepRole.DIAGNOSIS),
]


@pytest.mark.parametrize(("heading", "role"), HEADINGS)
def test_roles_are_known_in_seven_languages(heading: str, role: StepRole) -> None:
    page = (
        f"# Page\n\n## Steps\n\n1. Run `systemctl stop web`\n\n## {heading}\n\n1. Run `systemctl start web`\n"
    )
    assert read(page).steps[-1].role is role


def test_a_remedy_that_rolls_something_back_is_no_way_back() -> None:
    page = (
        "# Bad deploy\n\n## Mitigation\n\n### Roll back the billing service\n\nRun `helm rollback billing`\n"
    )
    assert [step.role for step in read(page).steps] == [StepRole.MITIGATION]
    assert read("# Rollback\n\n## Steps\n\nRun `helm rollback billing`\n").steps[0].role is StepRole.WORK


def ties(parsed: ParsedRunbook) -> list[tuple[int, int]]:
    return [(one.step, one.by) for one in parsed.undoes]


def test_a_rollback_step_is_tied_to_what_it_undoes_by_number_and_by_thing() -> None:
    parsed = read(PAGE)
    assert ties(parsed) == [(3, 7), (5, 8)]
    assert [one.why for one in parsed.undoes] == [
        "Both concern node node-1.",
        "It says so: “Undo step 3”.",
    ]
    assert [parsed.source[one.span.start : one.span.end] for one in parsed.undoes] == [
        "kubectl uncordon node-1",
        "Undo step 3",
    ]


def test_a_rollback_that_names_nothing_undoes_the_section_it_follows() -> None:
    page = """\
# Page

## Diagnosis

Run `df -h`

## Mitigation

1. Run `./ship --fast`
2. Run `uptime`
3. Run `./turn --left`

## Rollback

1. Run `./home`
2. Run `uptime`
"""
    parsed = read(page)
    assert ties(parsed) == [(2, 5), (4, 5)]
    assert all(one.why == "It follows “Mitigation” and names no step." for one in parsed.undoes)


def test_a_rollback_under_a_heading_undoes_what_stands_under_it() -> None:
    page = """\
# Page

## Cache

### Do it

Run `./ship cache`

## Database

### Do it

Run `./ship database`

### Rollback

Run `./home`
"""
    (tie,) = read(page).undoes
    assert (tie.step, tie.by, tie.why) == (2, 3, "Both stand under “Database”.")


def test_what_comes_after_a_way_back_is_no_way_back() -> None:
    page = "# Deploy\n\n## Post-rollback actions\n\n1. Run `systemctl restart web`\n"
    assert read(page).steps[0].role is not StepRole.ROLLBACK


@pytest.mark.parametrize(
    "said",
    [
        "It will be needed to add nodes.",
        "Keep the logs, which will be helpful later.",
        "The worker should be restarted at night.",
    ],
)
def test_what_will_be_done_is_no_expected_result(said: str) -> None:
    assert read(f"1. Run `df -h`. {said}\n").steps[0].expected == ""


def test_a_step_that_only_reads_is_never_undone() -> None:
    page = "## Diagnosis\n\nRun `df -h`\n\n## Rollback\n\nRun `systemctl restart web`\n"
    assert read(page).undoes == ()


def test_what_a_step_expects_and_warns_of_is_told_with_its_place() -> None:
    parsed = read(PAGE)
    by_number = {step.number: step for step in parsed.steps}
    assert by_number[2].expected == "It should show less than 80 %."
    assert by_number[5].expected == "deployment.apps/web scaled"
    assert by_number[3].warning == "**Warning**: this drops connections."
    for step, span, words in (
        (by_number[2], by_number[2].expected_span, "should show"),
        (by_number[5], by_number[5].expected_span, "deployment.apps/web scaled"),
        (by_number[3], by_number[3].warning_span, "drops connections"),
    ):
        assert span is not None
        assert words in parsed.source[span.start : span.end]
        assert step.span.start <= span.start <= span.end <= step.span.end


DURATIONS = [
    ("Wait about 5 minutes.", 300, 300),
    ("This takes ~20 min.", 1200, 1200),
    ("It takes up to an hour.", 0, 3600),
    ("A restart takes 5-10 minutes.", 300, 600),
    ("Wait between 5 and 10 minutes.", 300, 600),
    ("Wait half an hour.", 1800, 1800),
    ("Give it a couple of minutes to recover.", 120, 120),
    ("Duration: 10 min", 600, 600),
    ("Espere unos 5 minutos.", 300, 300),
    ("Das dauert bis zu 20 Minuten.", 0, 1200),
    ("Attendez environ 10 minutes.", 600, 600),
    ("Leva até 2 horas.", 0, 7200),
    ("約5分ほど待ちます。", 300, 300),
    ("等待大约 5 分钟。", 300, 300),
]


@pytest.mark.parametrize(("said", "shortest", "longest"), DURATIONS)
def test_how_long_a_step_takes_is_read_in_seconds(said: str, shortest: int, longest: int) -> None:
    parsed = read(f"1. Run `systemctl restart web`. {said}\n")
    lasts = parsed.steps[0].lasts
    assert lasts is not None
    assert (lasts.shortest, lasts.longest) == (shortest, longest)
    assert lasts.text in parsed.source[lasts.span.start : lasts.span.end]


@pytest.mark.parametrize(
    "said",
    [
        "If it takes more than 10 minutes, escalate.",
        "Look at the last 15 minutes.",
        "It runs every 5 minutes.",
        "Take a look at it in the next 24 hours.",
        "The lag is above 300 s for 5 minutes.",
    ],
)
def test_a_threshold_is_no_duration(said: str) -> None:
    assert all(step.lasts is None for step in read(f"1. Run `df -h`. {said}\n").steps)


def test_a_version_keeps_the_course_and_the_wire_tells_it() -> None:
    parsed = read(PAGE)
    assert read_written(write(parsed), parsed.source) == parsed
    told = as_json(parsed)
    assert told["undoes"][0] == {
        "step": 3,
        "by": 7,
        "why": "Both concern node node-1.",
        "start": parsed.undoes[0].span.start,
        "end": parsed.undoes[0].span.end,
    }
    assert told["steps"][3]["lasts"]["longest"] == 300
    assert told["parallel"] == [{"steps": [1, 2], "why": parsed.parallel[0].why}]


def test_a_version_that_was_kept_without_a_course_is_still_read() -> None:
    written = write(read(PAGE))
    for key in ("context", "undoes", "depends", "parallel"):
        del written[key]
    for step in written["steps"]:
        for key in ("role", "path", "warning_span", "expected_span", "lasts"):
            del step[key]
    kept = read_written(written, PAGE)
    assert kept.undoes == ()
    assert kept.steps[0].role is StepRole.WORK


def test_undoing_needs_two_steps() -> None:
    assert isinstance(read(PAGE).undoes[0], Undoing)
    assert all(one.by > one.step for one in read(PAGE).undoes)
