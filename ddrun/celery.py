"""The Celery application: finds the jobs of every app, and says when the sweeps run.

The broker may lose or repeat a job, so progress rests on the sweeps below, which read what the database says.
"""

import os
from collections.abc import Sequence
from typing import Any, Final

from celery import Celery
from django.core.checks import CheckMessage, Error, register

from ddrun.lib import jobs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ddrun.settings")

# Seconds between two rounds of a sweep, by the name of its task.
SWEEPS: Final[dict[str, float]] = {
    "compliance.seal_all": 3600,
    "execution.sweep": 5,
    "execution.forget_keys": 3600,
    "incidents.match_overdue": 15,
    "integrations.read_overdue": 30,
}

app = Celery("ddrun")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {name: {"task": name, "schedule": seconds} for name, seconds in SWEEPS.items()}
# Its lines look like everybody's: the launcher prefixes them, settings.LOGGING masks them.
app.conf.worker_hijack_root_logger = False
app.conf.worker_redirect_stdouts = False
app.autodiscover_tasks()
app.set_default()


@register(deploy=True)
def every_job_has_a_task(app_configs: Sequence[Any] | None, **_options: Any) -> list[CheckMessage]:
    """An error for each name that is rung or swept and that no task answers."""
    app.loader.import_default_modules()
    unanswered = sorted({*jobs.RUNG, *SWEEPS} - set(app.tasks))
    return [Error(f"no task is called {name!r}", id="ddrun.E001") for name in unanswered]
