"""Vendors' secrets at rest."""

from uuid import uuid4

import pytest
from django.test import override_settings

from integrations.sealing import CannotOpen, seal, unseal

ACME, UMBRELLA = uuid4(), uuid4()


def test_a_sealed_secret_opens_only_for_its_organisation_and_field() -> None:
    sealed = seal("hunter2", organisation_id=ACME, field="signing secret")
    assert "hunter2" not in sealed
    assert unseal(sealed, organisation_id=ACME, field="signing secret") == "hunter2"
    for organisation, field in ((UMBRELLA, "signing secret"), (ACME, "token")):
        with pytest.raises(CannotOpen):
            unseal(sealed, organisation_id=organisation, field=field)


def test_an_old_sealing_key_still_opens_while_the_new_one_seals() -> None:
    with override_settings(DDRUN_SEALING_KEYS=["aa" * 32]):
        old = seal("hunter2", organisation_id=ACME, field="f")
    with override_settings(DDRUN_SEALING_KEYS=["bb" * 32, "aa" * 32]):
        assert unseal(old, organisation_id=ACME, field="f") == "hunter2"
        assert seal("x", organisation_id=ACME, field="f").split(".")[1] != old.split(".")[1]
    with (
        override_settings(DDRUN_SEALING_KEYS=["bb" * 32]),
        pytest.raises(CannotOpen, match="no longer holds"),
    ):
        unseal(old, organisation_id=ACME, field="f")


@pytest.mark.parametrize("broken", ["", "s1", "s1.x.y", "s1...", "nonsense"])
def test_a_broken_seal_is_a_sentence(broken: str) -> None:
    with pytest.raises(CannotOpen):
        unseal(broken, organisation_id=ACME, field="f")
