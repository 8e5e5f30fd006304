"""Offers as plain values: the keys that `classify` and `parse --json` print beside a label."""

from typing import Any

from runbooks.types.advice import Advice, Offer


def advice_json(advice: Advice) -> dict[str, Any]:
    """The offers by kind, null where there is none. Offsets count characters of the command."""
    return {
        "undo": _offer(advice.undo),
        "dry_run": _offer(advice.dry_run),
        "safer": _offer(advice.safer),
        "no_undo": advice.no_undo,
    }


def _offer(offer: Offer | None) -> dict[str, Any] | None:
    if offer is None:
        return None
    return {
        "text": offer.text,
        "risk": offer.risk.value,
        "says": offer.says,
        "first": offer.first,
        "start": offer.span.start,
        "end": offer.span.end,
        "drafted": True,
    }
