"""A label that failed, at the bench: once more, another way, weighed again, or put aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from wms.db import Read, Tx
from wms.errors import N_
from wms.orders.chosen import Way
from wms.packing import queries
from wms.packing.weight.weigh import read_weight
from wms.shipping import way_on
from wms.shipping.carriers.registry import name_of, service_name
from wms.shipping.failures import (
    BUSY,
    COD_NOT_WHOLE,
    NO_ANSWER,
    NOT_CONFIRMED,
    POINT_CLOSED,
    POINT_MISSING,
    POINT_UNKNOWN,
    TOO_HEAVY,
)
from wms.shipping.pack_again import pack_again
from wms.shipping.queries import LabelState
from wms.shipping.ways.plan import TO_THE_ADDRESS, Alternative, Plan
from wms.shipping.ways.plan import ways_on as plan_ways

PACK: Final = "/scanner/pack"
#: parts courier from service in the one value of a button; neither has it in its code
_JOINT: Final = "/"


#: failures that another point of the same service may help with
_ABOUT_POINT: Final = (POINT_CLOSED, POINT_UNKNOWN, POINT_MISSING)
#: silence and "later": asking once more is as good as another way
_MAY_PASS: Final = (NO_ANSWER, BUSY, NOT_CONFIRMED)


class NextBest(msgspec.Struct, frozen=True):
    """Another way for the parcel, as a button says it."""

    value: str
    words: str


def next_best(label: LabelState, plan: Plan | None, language: str) -> list[NextBest]:
    """How the parcel can go on, as it was planned when its label was asked for; the best first."""
    if is_for_office(label):
        return []
    code = label.failure.code if label.failure else ""
    tried = Way(carrier=label.carrier, service=label.service)
    ways = plan_ways(plan, tried=tried, is_about_point=code in _ABOUT_POINT)
    return [NextBest(_value(one), _words(one, language)) for one in ways]


def _value(one: Alternative) -> str:
    parts = [one.carrier, one.service]
    return _JOINT.join(parts if one.to_point is None else [*parts, one.to_point])


def _words(one: Alternative, language: str) -> str:
    service = i18n.translate(language, service_name(one.carrier, one.service))
    said = f"{name_of(one.carrier)} · {service}"
    if one.to_point == TO_THE_ADDRESS:
        return i18n.translate(language, N_("{way}, to the address"), way=said)
    if one.to_point is None:
        return said
    if one.distance_m is None:
        sentence = N_("{way}, to {point}")
        return i18n.translate(language, sentence, way=said, point=one.to_point)
    sentence = N_("{way}, to {point} ({metres} m away)")
    return i18n.translate(language, sentence, way=said, point=one.to_point, metres=one.distance_m)


def may_pass(label: LabelState) -> bool:
    """Whether the courier may say yes when it is asked once more."""
    return label.failure is None or label.failure.code in _MAY_PASS


def ways_on(
    label: LabelState, others: Sequence[NextBest], language: str, address: str
) -> list[dict[str, Any]]:
    """The side doors of a failed label; trying again and the next best way are its buttons.

    ``others``: the ways behind the next best one.
    """
    if is_for_office(label):
        return []
    doors: list[dict[str, Any]] = []
    if others:
        doors.append(
            {
                "label": i18n.translate(language, N_("Another service")),
                "icon": "truck",
                "action": f"{address}/label/other",
                "name": "way",
                "reasons": [(one.value, one.words) for one in others],
            }
        )
    if label.held_at is None:
        doors.append(
            {
                "label": i18n.translate(language, N_("For the office")),
                "icon": "pause",
                "action": f"{address}/label/hold",
            }
        )
    doors.append(
        {
            "label": i18n.translate(language, N_("Pack it again")),
            "icon": "tote",
            "action": f"{address}/again",
        }
    )
    return doors


def is_for_office(label: LabelState) -> bool:
    """Whether nobody at the bench can help: it is about money."""
    return label.failure is not None and label.failure.code == COD_NOT_WHOLE


def is_too_heavy(label: LabelState) -> bool:
    """Whether weighing it again may help."""
    return label.failure is not None and label.failure.code == TOO_HEAVY


@post(PACK + "/{number:int}/label/again", status_code=200)
async def label_again(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Ask the courier once more."""
    return await ask_again(number, door)


async def ask_again(number: int, door: Door) -> Response[Any]:
    """The courier once more, by a tap or the CONFIRM card."""

    async def again(tx: Tx, _form: ScanForm) -> None:
        await way_on.try_again(tx, number, by=door.by)

    return await door.accept("pack_label_again", back=f"{PACK}/{number}", work=again)


@post(PACK + "/{number:int}/label/other", status_code=200)
async def label_other(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Send it with another service."""

    async def other(tx: Tx, form: ScanForm) -> None:
        carrier, _, rest = form["way"].partition(_JOINT)
        service, has_point, point = rest.partition(_JOINT)
        await way_on.send_with(
            tx, number, carrier, service, to_point=point if has_point else None, by=door.by
        )

    return await door.accept("pack_label_other", back=f"{PACK}/{number}", work=other)


@post(PACK + "/{number:int}/label/hold", status_code=200)
async def label_hold(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Put the parcel aside; the office decides."""

    async def hold(tx: Tx, _form: ScanForm) -> None:
        await way_on.hold_for_office(tx, number, by=door.by)

    return await door.accept("pack_label_hold", back=f"{PACK}/{number}", work=hold)


@get(PACK + "/{number:int}/label/weigh")
async def show_weigh_again(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """What does the scale say of a closed parcel?"""
    address = f"{PACK}/{number}"
    return await screen.show(
        "scanner/pack_weigh.html",
        parcel=await queries.parcel_at_bench(read, number),
        action=f"{address}/label/weigh",
        address=address,
        is_open=False,
        rows=[],
    )


@post(PACK + "/{number:int}/label/weigh", status_code=200)
async def weigh_again(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The scale's word, and the courier is asked again."""

    async def weighed(tx: Tx, form: ScanForm) -> dict[str, Any]:
        weight_g = read_weight(form["weight"], form["unit"] or "g")
        await way_on.weigh_again(tx, number, weight_g, by=door.by)
        return {"to": f"{PACK}/{number}"}

    return await door.accept("pack_label_weigh", back=f"{PACK}/{number}/label/weigh", work=weighed)


@post(PACK + "/{number:int}/again", status_code=200)
async def begin_again(number: FromPath[int]) -> Response[Any]:
    """The side door: nothing is written before the tote is scanned."""
    return see(f"{PACK}/{number}/again")


@get(PACK + "/{number:int}/again")
async def show_pack_again(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """Into which tote do the goods go?"""
    return await screen.show(
        "scanner/pack_again.html",
        parcel=await queries.parcel_at_bench(read, number),
        address=f"{PACK}/{number}",
    )


@post(PACK + "/{number:int}/again/scan", status_code=200)
async def scan_tote_again(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """An empty tote: everything of the parcel lies in it."""

    async def again(tx: Tx, form: ScanForm) -> dict[str, Any]:
        await pack_again(tx, number, form.code, scan_id=form.scan_id, by=door.by)
        return {"to": f"{PACK}/{number}"}

    return await door.accept("pack_again", back=f"{PACK}/{number}/again", work=again)


handlers: Final = [
    label_again, label_other, label_hold, show_weigh_again, weigh_again, begin_again,
    show_pack_again, scan_tote_again,
]  # fmt: skip
