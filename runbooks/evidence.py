"""What the library adds to evidence: the text of every version that the entries name, and its flowchart."""

from collections.abc import Iterable

from ddrun.lib.ports import EvidenceFile, EvidenceScope
from runbooks.models import RunbookVersion
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
