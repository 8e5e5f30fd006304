"""Runbooks as people make them: pasted, then published by a runbook owner."""

from uuid import UUID

from ddrun.lib.access import Act, Member, Role
from runbooks.actions.importing import save_text
from runbooks.actions.publishing import publish
from runbooks.actions.saving import Saved

REPLICATION = """\
# Replication lag is high

You need: psql, the VPN.

## Look

1. Check how far the replica is behind:

   ```sh
   kubectl get pods -n <namespace>
   ```

2. If a pod is in CrashLoopBackOff, restart it:

   ```sh
   kubectl rollout restart deployment/<deployment> -n <namespace>
   ```

3. Check the logs.

## Clean up

4. Delete the old volume:

   ```sh
   kubectl delete pvc data-<pod>
   ```
"""


def make_runbook(by: Member, text: str = REPLICATION, *, published: bool = True, path: str = "") -> Saved:
    """A runbook of `by`'s organisation, version 1; published by somebody who may unless told otherwise."""
    saved = save_text(text, by=by, path=path)
    if published:
        publish(saved.version_id, by=_publisher(by))
    return saved


def _publisher(by: Member) -> Member:
    if by.may(Act.PUBLISH):
        return by
    return Member(
        id=UUID(int=1),
        user_id=0,
        organisation_id=by.organisation_id,
        name="Olga",
        email="olga@acme.example",
        roles=frozenset({Role.RUNBOOK_OWNER}),
    )
