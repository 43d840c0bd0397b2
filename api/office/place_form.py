"""What the desk's forms about places have in common: which places, and what shall be otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from msgspec import UNSET, UnsetType

from api import i18n
from api.office.filters import Filters
from wms.errors import N_, Kind, Refusal
from wms.layout.change import PlaceChange
from wms.layout.models import LOCATION_KINDS
from wms.layout.pattern import names
from wms.layout.place_list import LABELLED_KINDS
from wms.shipping.desk.order_search import like
from wms.stock.places_found import FILLS, STATES, PlacesWanted

#: what narrows a list of places; a link from list to change to labels carries all of them
NARROWED_BY: Final = ("q", "warehouse", "zone", "kind", "state", "fill", "pattern")
#: the zone filter of places that are in none
NO_ZONE: Final = "none"
_GRAMS: Final = 1000
_CM3: Final = 1000
_TEXT_MAX_CHARS: Final = 12


class LimitUnreadable(Refusal):
    """A limit or coordinate that is no number."""

    kind = Kind.INVALID
    code = "place.number_unreadable"
    sentence = N_("{text} cannot be used. Write a number like 40 or 12.5, or leave it empty.")


def places_wanted(filters: Filters, ids: Sequence[UUID] | None = None) -> PlacesWanted:
    """The places that a page's address asks for; ticked ones are asked for by ``ids`` alone.

    Raises:
        PatternUnreadable, PatternTooLarge: the pattern of names is none.
    """
    if ids:
        return PlacesWanted(ids=ids, state="all")
    pattern = filters.text("pattern")
    return PlacesWanted(
        warehouse_id=filters.id("warehouse"),
        kind=filters.one_of("kind", LABELLED_KINDS),
        zone_id=filters.id("zone"),
        is_without_zone=filters.text("zone") == NO_ZONE,
        state=filters.one_of("state", STATES),
        fill=filters.one_of("fill", FILLS),
        like=like(filters.text("q")),
        codes=names(pattern) if pattern else None,
    )


def percent(share: float) -> int:
    """A share as people read it; never 100 before it is full, never 0 when something lies there."""
    if 0 < share < 1:
        return min(max(round(share * 100), 1), 99)
    return round(share * 100)


def _named(rows: Sequence[Any]) -> list[tuple[str, str]]:
    """Zones or warehouses as choices of a field."""
    return [(str(one.id), one.name) for one in rows]


def _plain(value: int | None, times: int) -> str:
    """A number in the unit of its field, as it is typed."""
    return "" if value is None else f"{Decimal(value) / times:f}"


def _litres(volume_cm3: int) -> str:
    spoken = i18n.current_language()
    number = i18n.format_number(Decimal(volume_cm3) / _CM3, spoken)
    return i18n.translate(spoken, N_("{litres} l"), litres=number)


#: what the templates of places need besides their facts
TOLD: Final[dict[str, Any]] = {
    "named": _named, "plain": _plain, "litres": _litres, "percent_of": percent,
}  # fmt: skip


def is_narrowed(filters: Filters) -> bool:
    """Whether a filter is set."""
    return any(filters.text(name) for name in NARROWED_BY)


def ids_in(texts: Collection[str], most: int) -> list[UUID]:
    """Keys of rows; what somebody cut short is passed over."""
    found = []
    for text in list(texts)[:most]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def change_of(form: Mapping[str, str]) -> PlaceChange:
    """What a place's own form says; an empty limit is none."""
    return PlaceChange(
        code=form.get("code", "").strip(),
        kind=_kind(form),
        zone_id=_zone(form.get("zone", "")),
        aisle=form.get("aisle", "").strip()[:_TEXT_MAX_CHARS] or None,
        x_mm=_whole(form.get("x_mm", "")),
        y_mm=_whole(form.get("y_mm", "")),
        pick_order=_whole(form.get("pick_order", "")) or 0,
        capacity_units=_whole(form.get("capacity_units", "")),
        capacity_weight_g=_decimal(form.get("capacity_kg", ""), _GRAMS),
        capacity_volume_cm3=_decimal(form.get("capacity_l", ""), _CM3),
        products_max=_whole(form.get("products_max", "")),
    )


def changes_of(form: Mapping[str, str]) -> PlaceChange:
    """What the form for many places says: empty stays as it is, 0 takes a limit away."""
    zone = form.get("zone", "")
    return PlaceChange(
        kind=_kind(form),
        zone_id=UNSET if not zone else _zone(zone),
        capacity_units=_limit(_whole(form.get("capacity_units", ""))),
        capacity_weight_g=_limit(_decimal(form.get("capacity_kg", ""), _GRAMS)),
        capacity_volume_cm3=_limit(_decimal(form.get("capacity_l", ""), _CM3)),
        products_max=_limit(_whole(form.get("products_max", ""))),
    )


def millimetres(form: Mapping[str, str], name: str, otherwise: int) -> int:
    """A length that was typed."""
    found = _whole(form.get(name, ""))
    return otherwise if found is None else found


def _kind(form: Mapping[str, str]) -> str | UnsetType:
    kind = form.get("kind", "")
    return kind if kind in LOCATION_KINDS else UNSET


def _zone(text: str) -> UUID | None:
    return next(iter(ids_in([text], 1)), None)


def _limit(number: int | None) -> int | UnsetType | None:
    if number is None:
        return UNSET
    return number or None


def _whole(text: str) -> int | None:
    return _decimal(text, 1)


def _decimal(text: str, times: int) -> int | None:
    text = text.strip().replace(",", ".").replace("\u00a0", "").replace(" ", "")
    if not text:
        return None
    try:
        found = Decimal(text) * times
    except InvalidOperation as error:
        raise LimitUnreadable(text=text[:_TEXT_MAX_CHARS]) from error
    if not found.is_finite() or found < 0 or len(text) > _TEXT_MAX_CHARS:
        raise LimitUnreadable(text=text[:_TEXT_MAX_CHARS])
    return int(found)
