"""Where a parcel stands in an order of WooCommerce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from wms.platforms.port import Parcel

#: where our own list of parcels stands in an order
TRACKING_KEY: Final = "_wms_parcels"
#: where a plugin that many shops have shows tracking numbers to customers
AST_KEY: Final = "_wc_shipment_tracking_items"


def is_told(order: Mapping[str, Any], parcel: Parcel) -> bool:
    """Whether a parcel stands in an order already."""
    return parcel.reference in [one.get("reference") for one in _listed(order, TRACKING_KEY)]


def tracking(order: Mapping[str, Any], parcel: Parcel) -> list[dict[str, Any]]:
    """Our own list, and the plugin's: it shows whatever stands there, and adds to it itself.

    A parcel that is sent instead of another one takes its place: it is one shipment, with a new
    number.
    """
    shown = {
        "tracking_provider": "",
        "custom_tracking_provider": parcel.carrier_name,
        "custom_tracking_link": parcel.tracking_url or "",
        "tracking_number": parcel.tracking_number,
        "date_shipped": str(int(parcel.shipped_at.timestamp())),
        "tracking_id": parcel.reference.replace("-", ""),
    }
    return [
        {"key": key, "value": _with(_listed(order, key), entry, parcel.instead_of)}
        for key, entry in ((TRACKING_KEY, _told(parcel)), (AST_KEY, shown))
    ]


def _with(
    there: list[dict[str, Any]], entry: dict[str, Any], instead_of: Sequence[str]
) -> list[dict[str, Any]]:
    """The list with the entry, where the first stood that it replaces, else at its end."""
    gone = [n for n, one in enumerate(there) if one.get("tracking_number") in instead_of]
    kept = [one for n, one in enumerate(there) if n not in gone]
    kept.insert(gone[0] if gone else len(kept), entry)
    return kept


def _listed(order: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    for meta in order.get("meta_data") or ():
        if meta.get("key") == key and isinstance(meta.get("value"), list):
            return list(meta["value"])
    return []


def _told(parcel: Parcel) -> dict[str, Any]:
    return {
        "reference": parcel.reference,
        "carrier": parcel.carrier_name,
        "tracking_number": parcel.tracking_number,
        "tracking_url": parcel.tracking_url,
        "shipped_at": parcel.shipped_at.isoformat(),
        "lines": [
            {"line_id": line, "sku": sku, "quantity": pieces} for line, sku, pieces in parcel.lines
        ],
    }


def note(parcel: Parcel, mark: str) -> str:
    """What people read; ``mark`` tells that it was written before."""
    goods = ", ".join(f"{pieces} × {sku}" for _, sku, pieces in parcel.lines)
    link = f" {parcel.tracking_url}" if parcel.tracking_url else ""
    gone = f" ← {', '.join(parcel.instead_of)}" if parcel.instead_of else ""
    return f"{parcel.carrier_name}: {parcel.tracking_number}{gone}{link} ({goods}) {mark}"
