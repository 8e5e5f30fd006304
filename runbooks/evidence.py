"""What the library adds to evidence: the text of every version that the entries name, and its flowchart.

And the rules on commands, those that were withdrawn too: from when to when each bound, and by whom.
"""

import json
from collections.abc import Iterable

from ddrun.lib.ports import EvidenceFile, EvidenceScope
from runbooks.models import PolicyRule, RunbookVersion
from runbooks.queries.chart import paper_chart
from runbooks.queries.versions import parsed_of


class RunbookEvidence:
    """Answers `ddrun.lib.ports.EvidenceSource`."""

    def files(self, scope: EvidenceScope) -> Iterable[EvidenceFile]:
        """The sources as they were stored; the ledger names each by its SHA-256.

        The flowchart beside each is drawn anew from the version; it is for readers and proves nothing.
        """
        rows = RunbookVersion.objects.filter(
            organisation_id=scope.organisation_id, id__in=scope.named_ids
        ).select_related("source")
        for version in rows.defer("search").order_by("title", "number"):
            path = f"runbooks/{version.title[:80]} version {version.number}"
            yield EvidenceFile(f"{path}.txt", version.source.text.encode())
            drawn = paper_chart(parsed_of(version))
            if drawn:
                yield EvidenceFile(f"{path} flowchart.svg", drawn.encode())
        rules = PolicyRule.objects.filter(organisation_id=scope.organisation_id).order_by("added_at")
        if said := [_rule(rule) for rule in rules]:
            yield EvidenceFile("policy/rules.json", json.dumps(said, indent=1, sort_keys=True).encode())


def _rule(rule: PolicyRule) -> dict[str, str | None]:
    withdrawn = rule.withdrawn_at is not None
    return {
        "rule": str(rule.id),
        "effect": rule.effect,
        "held_against": rule.matches,
        "written": rule.written,
        "reason": rule.reason,
        "added_by": rule.added_by_name,
        "added_at": str(rule.added_at),
        "withdrawn_by": rule.withdrawn_by_name if withdrawn else None,
        "withdrawn_at": str(rule.withdrawn_at) if withdrawn else None,
        "withdrawn_why": rule.withdrawn_why if withdrawn else None,
    }
