"""All tables in one place, for migrations and for the checks of the whole schema."""

from __future__ import annotations

import wms.access.models
import wms.calendar.models
import wms.cases.models
import wms.catalog.expiry_rules
import wms.catalog.imports.models
import wms.catalog.models
import wms.certificate.models
import wms.clocks.models
import wms.consumer.models
import wms.contact.models
import wms.events.models
import wms.idempotency
import wms.inbound.carton_models
import wms.inbound.goods_models
import wms.inbound.models
import wms.inbound.put_away_models
import wms.kitting.models
import wms.layout.models
import wms.mail.models
import wms.notices.models
import wms.orders.document_models
import wms.orders.hold_models
import wms.orders.models
import wms.orders.point_models
import wms.packing.cartons.models
import wms.packing.evidence.models
import wms.packing.inserts.models
import wms.packing.instructions.models
import wms.packing.models
import wms.packing.slips.models
import wms.packing.weight.models
import wms.photos.models
import wms.picking.models
import wms.platforms.models
import wms.privacy.models
import wms.progress.models
import wms.release.models
import wms.replenish.models
import wms.requests.models
import wms.returns.inspection.models
import wms.returns.labels.models
import wms.returns.models
import wms.returns.unidentified.models
import wms.sandbox.models
import wms.schedules
import wms.seals.models
import wms.shipping.accounts.models
import wms.shipping.again.models
import wms.shipping.alarms.models
import wms.shipping.cod.models
import wms.shipping.desk.models
import wms.shipping.loading.models
import wms.shipping.loading.protocol_models
import wms.shipping.models
import wms.shipping.tracking.models
import wms.shipping.ways.models
import wms.shipping.ways.plan_models
import wms.shops.models
import wms.stations.models
import wms.stock.adjust_models
import wms.stock.class_models
import wms.stock.day_models
import wms.stock.models
import wms.stock.note_models
import wms.stock.watch_models
from wms.db import Base
from wms.states import Machine

metadata = Base.metadata

MACHINES: tuple[Machine, ...] = (
    wms.inbound.models.ASN_STATES,
    wms.inbound.models.DISCREPANCY_STATES,
    wms.stock.models.COUNT_STATES,
    wms.stock.adjust_models.ADJUSTMENT_STATES,
    wms.replenish.models.TASK_STATES,
    wms.orders.models.ORDER_STATES,
    wms.picking.models.RUN_STATES,
    wms.picking.models.TASK_STATES,
    wms.packing.models.PARCEL_STATES,
    wms.packing.models.PRINT_STATES,
    wms.shipping.models.SHIPMENT_STATES,
    wms.returns.models.RETURN_STATES,
    wms.returns.labels.models.RETURN_LABEL_STATES,
    wms.catalog.imports.models.IMPORT_STATES,
    wms.kitting.models.KIT_ORDER_STATES,
    wms.mail.models.MAIL_STATES,
    wms.cases.models.CASE_STATES,
)

#: the building is the same for every shop: anyone at work may read it, only the hall changes it
SHARED_TABLES = frozenset(
    {
        "warehouses",
        "zones",
        "places",
        "house_calendars",
        "house_days",
        "state_transitions",
        "carrier_rates",
        "pickup_points",
    }
)
#: a shop sees its own row
SHOP_TABLE = "shops"


def shop_owned_tables() -> list[str]:
    """Tables whose every row belongs to one shop."""
    return [
        t.name
        for t in metadata.sorted_tables
        if "shop_id" in t.columns and not t.columns["shop_id"].nullable
    ]


def in_both_halls() -> frozenset[str]:
    """Tables of the building and of people, of which the hall of test shops has rows, too."""
    return frozenset(t.name for t in metadata.sorted_tables if "is_sandbox" in t.columns)


def hall_tables() -> list[str]:
    """Tables of the warehouse's own people and work; a shop sees none of their rows."""
    others = SHARED_TABLES | {SHOP_TABLE} | set(shop_owned_tables())
    return [t.name for t in metadata.sorted_tables if t.name not in others]
