"""DPD Pickup points, by DPD Polska's MyPudo.

Source: DPD Polska's public MyPudo service, as its own shop modules ask it
(``/api/pudo/details``, ``/api/pudo/list``; answers are XML).
"""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

import httpx

from wms.shipping.carriers.port import CLOSED, FULL, OPEN, CarrierAway, Point, PointsNear
from wms.shipping.carriers.wire import Wire
from wms.shipping.failures import NO_ANSWER

#: the key of DPD's own shop modules; it names no customer
PUBLIC_KEY: Final = "4444"
#: what a point can do that collects money
_COD_SERVICE: Final = "101"


async def find_points(wire: Wire, near: PointsNear) -> list[Point]:
    """Around a postcode or a town."""
    params = {"key": PUBLIC_KEY, "countryCode": near.country, "max_pudo_number": str(near.limit)}
    if near.postcode:
        params["zipCode"] = near.postcode
    if near.city:
        params["city"] = near.city
    return _points(await wire.read("/api/pudo/list", params))


async def find_point(wire: Wire, point_id: str) -> Point | None:
    """By its number."""
    response = await wire.read("/api/pudo/details", {"pudoId": point_id, "key": PUBLIC_KEY})
    if response.status_code == httpx.codes.NOT_FOUND:
        return None
    found = _points(response)
    return found[0] if found else None


def _points(response: httpx.Response) -> list[Point]:
    # a document with declarations of its own could name entities without end
    if not response.is_success or b"<!DOCTYPE" in response.content:
        raise CarrierAway(f"HTTP {response.status_code}", code=NO_ANSWER)
    try:
        root = ElementTree.fromstring(response.content)  # noqa: S314 - no entities, see above
    except ElementTree.ParseError as error:
        raise CarrierAway(f"no XML: {error}", code=NO_ANSWER) from error
    return [_point(one) for one in root.iter("PUDO_ITEM")]


def _point(told: ElementTree.Element) -> Point:
    def text(name: str) -> str:
        return (told.findtext(name) or "").strip()

    is_active = told.get("active", "true") == "true"
    is_full = told.get("overloaded", "false") == "true"
    services = {(one.text or "").strip() for one in told.iter("SERVICE_ITEM")}
    return Point(
        id=text("PUDO_ID"),
        name=text("NAME"),
        street=" ".join(filter(None, (text("ADDRESS1"), text("STREETNUM")))),
        postcode=text("ZIPCODE"),
        city=text("CITY"),
        country="PL",
        status=CLOSED if not is_active else FULL if is_full else OPEN,
        takes_cod=_COD_SERVICE in services,
        latitude=_degrees(text("LATITUDE")),
        longitude=_degrees(text("LONGITUDE")),
    )


def _degrees(text: str) -> float | None:
    return float(text.replace(",", ".")) if text else None
