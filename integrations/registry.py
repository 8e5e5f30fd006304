"""Vendor name → what it can do: the only list of vendors."""

from collections.abc import Mapping
from typing import Final

from integrations.alertmanager import alerts as alertmanager
from integrations.pagerduty import alerts as pagerduty
from integrations.types import UnknownVendor, Vendor

VENDORS: Final[Mapping[str, Vendor]] = {
    vendor.name: vendor
    for vendor in (
        Vendor(
            name=alertmanager.SOURCE,
            title="Alertmanager",
            translate=alertmanager.translate,
            delivery_id=alertmanager.delivery_id,
            sample=alertmanager.SAMPLE,
            setup="Add a receiver with a webhook_config: url is the hook's address, send_resolved is true.",
        ),
        Vendor(
            name=pagerduty.SOURCE,
            title="PagerDuty",
            translate=pagerduty.translate,
            delivery_id=pagerduty.delivery_id,
            sample=pagerduty.SAMPLE,
            verify=pagerduty.verify,
            setup=(
                "In PagerDuty add a webhook, version 3, with the hook's address, and paste the signing"
                " secret that it shows into this integration."
            ),
        ),
    )
}


def vendor(name: str) -> Vendor:
    """The vendor of that name; raises `UnknownVendor`, naming those there are."""
    if name not in VENDORS:
        raise UnknownVendor(f"No vendor is called that here; known are {' and '.join(sorted(VENDORS))}.")
    return VENDORS[name]
