"""A courier's manifest as a paper, for the loading door and for the desk."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from printing.manifest import Manifest, ManifestParcel
from wms.shipping.carriers.registry import name_of
from wms.shipping.loading.manifests import ManifestView, OnManifest
from wms.shipping.loading.signature import strokes_of


def manifest_paper(seen: ManifestView, language: str, zone: tzinfo) -> Manifest:
    """What the paper says, the parcels in the order in which they were loaded.

    ``zone``: in which the day is told, the warehouse's.
    """
    return Manifest(
        language=language,
        carrier=name_of(seen.carrier),
        number=f"M-{seen.number}",
        handed_over_on=(seen.closed_at or datetime.now(UTC)).astimezone(zone).date(),
        warehouse=seen.warehouse,
        handed_over_by=seen.opened_by,
        signed_by=seen.signed_by or "",
        strokes=strokes_of(seen.signature or ""),
        counted=seen.counted if seen.counted != len(seen.parcels) else None,
        parcels=tuple(_on_paper(one) for one in reversed(seen.parcels)),
    )


def _on_paper(one: OnManifest) -> ManifestParcel:
    return ManifestParcel(
        tracking_number=one.tracking_number,
        weight_g=one.weight_g,
        reference=str(one.order_number),
        destination=" ".join(filter(None, (one.country, one.postcode))),
        cod_amount_minor=one.cod_amount_minor or 0,
        cod_currency=one.cod_currency or "",
    )
