"""A parcel that came back was looked at."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert

from tests.photos.pictures import picture
from wms.access.people import AtWork
from wms.db import Tx
from wms.photos.develop import develop
from wms.photos.keep import keep
from wms.returns.arrive import Arrived
from wms.returns.inspection.models import InspectionPhoto


async def seen_as_it_came(tx: Tx, here: Arrived, by: AtWork) -> UUID:
    """The id of a picture of the parcel, taken before anybody opened it."""
    kept = await keep(tx, here.shop_id, develop(picture(20, 10)))
    await tx.execute(
        insert(InspectionPhoto).values(
            shop_id=here.shop_id,
            return_id=here.return_id,
            subject="parcel",
            photo_id=kept.id,
            operator_id=by.operator_id,
        )
    )
    return kept.id
