"""What is below the least quality is read along from its first step to its last."""

from dataclasses import replace

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Refusal
from ddrun.lib.ids import secret_token
from execution.actions.drive import set_mode
from execution.actions.start import start_run
from execution.models import Run
from execution.types import Mode
from runbooks.actions.policy import set_least_quality
from runbooks.queries import frozen_version
from runbooks.types import FrozenVersion
from tests.makers.execution import fresh, press
from tests.makers.runbooks import make_runbook


@pytest.fixture
def frozen(inside: OrganisationCard, olga: Member) -> FrozenVersion:
    saved = make_runbook(olga)
    set_least_quality(100, by=olga)
    return frozen_version(olga.organisation_id, saved.version_id)


def test_no_other_run_of_it_is_started(frozen: FrozenVersion, alice: Member) -> None:
    with pytest.raises(Refusal, match="can only be read along"):
        start_run(frozen, by=alice, idempotency_key=secret_token())
    assert not Run.objects.exists()


def test_its_run_stays_in_read_along(frozen: FrozenVersion, alice: Member) -> None:
    started = start_run(frozen, by=alice, idempotency_key=secret_token(), mode=Mode.READ_ALONG)
    run = fresh(started.run_id)
    with pytest.raises(Refusal, match="can only be read along"):
        set_mode(run.id, by=alice, press=press(run), mode=Mode.COPILOT)
    assert fresh(run).mode == Mode.READ_ALONG


def test_a_run_that_claims_a_better_version_is_not_believed(frozen: FrozenVersion, alice: Member) -> None:
    started = start_run(
        replace(frozen, read_along_only=""), by=alice, idempotency_key=secret_token(), mode=Mode.READ_ALONG
    )
    run = fresh(started.run_id)
    with pytest.raises(Refusal, match="asks for 100"):
        set_mode(run.id, by=alice, press=press(run), mode=Mode.COPILOT)


def test_once_the_text_is_good_enough_the_driver_may_let_it_execute(
    frozen: FrozenVersion, olga: Member, alice: Member
) -> None:
    started = start_run(frozen, by=alice, idempotency_key=secret_token(), mode=Mode.READ_ALONG)
    run = fresh(started.run_id)
    set_least_quality(0, by=olga)
    set_mode(run.id, by=alice, press=press(run), mode=Mode.COPILOT)
    assert fresh(run).mode == Mode.COPILOT
