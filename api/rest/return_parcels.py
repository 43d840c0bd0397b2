"""More parcels of a return than were announced at first."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.return_examples import VIEW
from wms.access.people import Caller
from wms.db import Tx
from wms.returns.parcels import PARCELS_MAX, NewReturnParcel, more_come
from wms.returns.queries import ReturnView

TAG: Final = ["Returns"]
WRITE: Final = "returns:write"


class ParcelsToCome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parcels that will come besides those that are known."""

    parcels: Annotated[
        tuple[NewReturnParcel, ...], msgspec.Meta(min_length=1, max_length=PARCELS_MAX)
    ]


@post(
    "/returns/{return_id:uuid}/parcels",
    operation_id="addReturnParcels",
    summary="Tell that more parcels come",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"return_id": "$announceReturn/id"},
            request={"parcels": [{"tracking_number": "620999123456789012345679"}]},
            response=VIEW
            | {
                "parcels": [
                    *VIEW["parcels"],
                    {
                        "id": "019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c05",
                        "tracking_number": "620999123456789012345679",
                        "arrived_at": None,
                        "weight_g": None,
                        "photos": [],
                    },
                ],
                "version": 2,
            },
        ),
    },
)
async def add_parcels(
    return_id: FromPath[UUID],
    data: JSONBody[ParcelsToCome],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ReturnView]:
    """Until the return is over. A number that is known already is not added twice."""
    numbers = [one.tracking_number for one in data.parcels]
    return await once.answer(lambda: more_come(tx, caller.shop_id, return_id, numbers), status=200)


router = Router("/", route_handlers=[add_parcels])
