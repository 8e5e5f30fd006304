"""What the library adds to evidence: the text of every version that the entries name."""

from collections.abc import Iterable

from ddrun.lib.ports import EvidenceFile, EvidenceScope
from runbooks.models import RunbookVersion


class RunbookEvidence:
    """Answers `ddrun.lib.ports.EvidenceSource`."""

    def files(self, scope: EvidenceScope) -> Iterable[EvidenceFile]:
        """The sources as they were stored; the ledger names each by its SHA-256."""
        rows = RunbookVersion.objects.filter(
            organisation_id=scope.organisation_id, id__in=scope.named_ids
        ).select_related("source")
        for version in rows.defer("parsed", "search").order_by("title", "number"):
            path = f"runbooks/{version.title[:80]} version {version.number}.txt"
            yield EvidenceFile(path, version.source.text.encode())
