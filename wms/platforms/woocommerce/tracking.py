"""Where a parcel stands in an order of WooCommerce."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wms.platforms.port import Parcel

#: where our own list of parcels stands in an order
TRACKING_KEY: Final = "_wms_parcels"
#: where a plugin that many shops have shows tracking numbers to customers
AST_KEY: Final = "_wc_shipment_tracking_items"


def told_parcels(order: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parcels that stand in an order already."""
    for meta in order.get("meta_data") or ():
        if meta.get("key") == TRACKING_KEY and isinstance(meta.get("value"), list):
            return list(meta["value"])
    return []


def told(parcel: Parcel) -> dict[str, Any]:
    """A parcel as it stands in an order."""
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


def tracking(
    order: Mapping[str, Any], parcels: list[dict[str, Any]], parcel: Parcel
) -> list[dict[str, Any]]:
    """Our own list, and the plugin's: it shows whatever stands there, and adds to it itself."""
    shown = next(
        (list(meta["value"]) for meta in order.get("meta_data") or ()
         if meta.get("key") == AST_KEY and isinstance(meta.get("value"), list)),
        [],
    )  # fmt: skip
    shown.append(
        {
            "tracking_provider": "",
            "custom_tracking_provider": parcel.carrier_name,
            "custom_tracking_link": parcel.tracking_url or "",
            "tracking_number": parcel.tracking_number,
            "date_shipped": str(int(parcel.shipped_at.timestamp())),
            "tracking_id": parcel.reference.replace("-", ""),
        }
    )
    return [{"key": TRACKING_KEY, "value": parcels}, {"key": AST_KEY, "value": shown}]


def note(parcel: Parcel, mark: str) -> str:
    """What people read; ``mark`` tells that it was written before."""
    goods = ", ".join(f"{pieces} × {sku}" for _, sku, pieces in parcel.lines)
    link = f" {parcel.tracking_url}" if parcel.tracking_url else ""
    return f"{parcel.carrier_name}: {parcel.tracking_number}{link} ({goods}) {mark}"
