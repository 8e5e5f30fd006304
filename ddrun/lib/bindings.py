"""Finds the classes that answer the ports, by the dotted names in settings, as EMAIL_BACKEND does."""

from functools import cache
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from ddrun.lib.ports import EvidenceSource, LanguageModel, Organisations


@cache
def evidence_sources() -> tuple[EvidenceSource, ...]:
    """Whoever has facts that belong into evidence, in the order of the settings."""
    return tuple(import_string(name)() for name in settings.DDRUN_EVIDENCE_SOURCES)


def organisation_ids() -> tuple[UUID, ...]:
    """Every organisation, for work that is done for each in turn."""
    known: Organisations = import_string(settings.DDRUN_ORGANISATIONS)
    return tuple(organisation.id for organisation in known())


def language_model() -> LanguageModel | None:
    """The model that was set up for this installation; None, the default, when there is none."""
    if not settings.DDRUN_MODEL_KEY:
        return None
    made: LanguageModel = import_string(settings.DDRUN_LANGUAGE_MODEL)()
    return made
