"""The organisation behind the pages, acting as other processes would."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution.models import Attempt, Run
from runbooks.types import FrozenStep
from tests.makers.execution import make_run


@dataclass
class World:
    """The organisation behind the pages, and its agent, who speaks through this."""

    organisation: OrganisationCard

    def do[T](self, act: Callable[[], T]) -> T:
        """Does something elsewhere than in the browser's thread, as another process would."""

        def acting() -> T:
            try:
                with tenant(self.organisation.id):
                    return act()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as elsewhere:
            return elsewhere.submit(acting).result()

    def run(self, by: Member, *steps: FrozenStep | str, **of: Any) -> Any:
        """A run of those steps, started by `by`; `of` is what else its version has."""
        return self.do(lambda: make_run(by, *steps, of=of))

    def attempts(self, run_id: UUID) -> int:
        """How many commands were sent."""
        return self.do(lambda: Attempt.objects.filter(run_id=run_id).count())

    def runs(self) -> int:
        """How many runs were started."""
        return self.do(Run.objects.count)
