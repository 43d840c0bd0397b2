"""The cartons of a delivery as labels, for a shop's program and for the desk."""

from __future__ import annotations

from printing.carton_label import CartonLabel
from wms.inbound.announce_errors import NoCartons
from wms.inbound.queries import AsnCard


def carton_paper(card: AsnCard, shop_name: str) -> list[CartonLabel]:
    """One label a carton. NoCartons when the delivery was announced without."""
    if not card.cartons:
        raise NoCartons(external_id=card.external_id)
    return [
        CartonLabel(
            shop_name=shop_name,
            delivery=card.external_id,
            carton_no=carton.carton_no,
            cartons=len(card.cartons),
            code=carton.code,
            lines=tuple((line.sku, line.quantity) for line in carton.lines),
        )
        for carton in card.cartons
    ]
