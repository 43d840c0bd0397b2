"""30 November 2026: the same thing has the same name everywhere.

An order's own name at its shop is its `order_external_id`, and what counts from 1 ends in `_no`.
"""

from __future__ import annotations

from typing import Any, Final

from api.rest.dated.change import Change, example_of, rename, rename_described

_VERSION: Final = "2026-11-30"


def _order_before(explained: Any) -> None:
    rename(explained["parts"], "order_external_id", "order")
    rename(explained["waiting"], "order_external_id", "order")


def _order_described(described: Any) -> None:
    for shape in ("StockPart", "WaitingOrder"):
        rename_described(described, shape, "order_external_id", "order")


def _parcel_now(asked: Any) -> None:
    rename(asked, "parcel", "parcel_no")


def _parcel_before(label: Any) -> None:
    rename(label, "parcel_no", "parcel")


def _parcels_before(labels: Any) -> None:
    _parcel_before(labels["items"])


def _parcel_described(described: Any) -> None:
    for shape in ("NewReturnLabel", "ReturnLabel"):
        rename_described(described, shape, "parcel_no", "parcel")
    _parcel_before(example_of(described, "/v1/returns/{return_id}/labels", "post"))


CHANGES: Final = (
    Change(
        version=_VERSION,
        said="`explainStock`: your name of an order is `order_external_id`, in `parts` and in "
        "`waiting`, as everywhere; it was `order`.",
        down={"explainStock": _order_before},
        described=_order_described,
    ),
    Change(
        version=_VERSION,
        said="Labels of returns: which parcel of the return one is for is `parcel_no`, in what "
        "you send and in what you read; it was `parcel`.",
        up={"askReturnLabel": _parcel_now},
        down={
            "askReturnLabel": _parcel_before,
            "readReturnLabel": _parcel_before,
            "voidReturnLabel": _parcel_before,
            "listReturnLabels": _parcels_before,
        },
        described=_parcel_described,
    ),
)
