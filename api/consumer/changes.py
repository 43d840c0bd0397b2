"""A consumer changes where the parcel goes, or cancels; first they say the postcode or e-mail."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from api.consumer.door import (
    Opened,
    for_consumers,
    form_of,
    go,
    open_link,
    proof_cookie,
    show,
)
from api.consumer.order import PAGE
from api.consumer.page import AnyRequest
from api.house import house_of
from api.transaction import look, unit_of_work
from wms.consumer.change import call_off, redirect
from wms.consumer.errors import NotAllowedHere
from wms.consumer.proof import prove
from wms.errors import N_, Refusal, SeveralInvalid
from wms.letters import LettersUnprintable
from wms.orders.amend import RecipientChange
from wms.orders.errors import OrderSettled
from wms.orders.points import NEAR_MAX, PointView, points
from wms.picking.cancel import Answer
from wms.picking.errors import CancelTooLate

CONFLICT: Final = 409
INVALID: Final = 422
FORBIDDEN: Final = 403
#: where a proof leads to, by the last part of its address
_AFTER_PROOF: Final = re.compile(r"address|point|cancel|withdraw|returns/\d{1,12}/way")
#: the fields of an address in the order of the form: name, label, how browsers fill it in, needed
ADDRESS_FIELDS: Final = (
    ("name", N_("Name and surname"), "name", True),
    ("company", N_("Company"), "organization", False),
    ("street", N_("Street and number"), "street-address", True),
    ("postcode", N_("Postcode"), "postal-code", True),
    ("city", N_("Town"), "address-level2", True),
    ("phone", N_("Phone for the courier"), "tel", False),
)
_TOO_LATE: Final = N_(
    "It is too late for this: your order is packed already. When it has come, you can send it back."
)
_NOT_OFFERED: Final = N_("This shop does not offer this here. Ask the shop.")
_WRONG_PROOF: Final = N_("This is not the postcode or e-mail address of this order.")
_LOCKED: Final = N_("Too many wrong answers. Please try again in a quarter of an hour.")
_EMPTY: Final = N_("Please fill this in.")
_UNUSABLE: Final = N_("This cannot be used. Please look at it again.")
_LETTERS: Final = N_("Labels can show Latin, Greek and Cyrillic letters only.")
_NO_POINT: Final = N_("Please choose a pickup point.")


@get(PAGE + "/prove", include_in_schema=False)
@for_consumers
async def ask_proof(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Whoever changes something says what only the buyer knows."""
    opened = await open_link(request, token)
    return _ask(request, opened, request.query_params.get("then", ""))


def _ask(request: AnyRequest, opened: Opened, then: str, *, no: str | None = None) -> Response[Any]:
    return show(
        request,
        opened,
        "prove.html",
        status=FORBIDDEN if no else 200,
        then=then if _AFTER_PROOF.fullmatch(then) else "",
        faults=[("said", no)] if no else [],
    )


@post(PAGE + "/prove", include_in_schema=False, status_code=200)
@for_consumers
async def take_proof(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The postcode or e-mail was said."""
    opened = await open_link(request, token)
    form = await form_of(request)
    then = form.get("then", "")
    order, said = opened.order, form.get("said", "")[:254]
    proof = await unit_of_work(
        house_of(request.scope), order.shop_id, lambda tx: prove(tx, order.shop_id, order.id, said)
    )
    if not proof.is_right:
        no = _LOCKED if proof.locked_until else _WRONG_PROOF
        return _ask(request, opened, then, no=no)
    target = f"{opened.address}/{then}" if _AFTER_PROOF.fullmatch(then) else opened.address
    return go(target, cookies=[proof_cookie(request, opened)])


@get(PAGE + "/address", include_in_schema=False)
@for_consumers
async def ask_address(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Where shall it go instead?"""
    opened = await open_link(request, token)
    if not opened.order.can_change_address:
        return _closed(request, opened)
    if not opened.is_proved:
        return go(f"{opened.address}/prove?then=address")
    return _address(request, opened, {}, [])


@post(PAGE + "/address", include_in_schema=False, status_code=200)
@for_consumers
async def take_address(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The new address was written."""
    opened = await open_link(request, token)
    if not opened.is_proved:
        return go(f"{opened.address}/prove?then=address")
    form = await form_of(request)
    faults = [
        (name, _EMPTY)
        for name, _, _, is_needed in ADDRESS_FIELDS
        if is_needed and not form.get(name)
    ]
    if faults:
        return _address(request, opened, form, faults)
    told = {name: form.get(name) or None for name, *_ in ADDRESS_FIELDS}
    try:
        change = msgspec.convert(told, RecipientChange)
    except msgspec.ValidationError as error:
        # "… - at `$.postcode`"
        name = str(error).rpartition("$.")[2].strip("`")
        return _address(request, opened, form, [(name, _UNUSABLE)])
    return await _redirect(request, opened, change, form)


def _address(
    request: AnyRequest, opened: Opened, form: dict[str, str], faults: list[tuple[str, str]]
) -> Response[Any]:
    return show(
        request, opened, "address.html", status=INVALID if faults else 200,
        fields=ADDRESS_FIELDS, form=form, faults=faults,
    )  # fmt: skip


@get(PAGE + "/point", include_in_schema=False)
@for_consumers
async def ask_point(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """At which pickup point instead?"""
    opened = await open_link(request, token)
    if not opened.order.can_change_point:
        return _closed(request, opened)
    if not opened.is_proved:
        return go(f"{opened.address}/prove?then=point")
    return await _point(request, opened, [])


@post(PAGE + "/point", include_in_schema=False, status_code=200)
@for_consumers
async def take_point(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Another pickup point was chosen."""
    opened = await open_link(request, token)
    if not opened.is_proved:
        return go(f"{opened.address}/prove?then=point")
    chosen = (await form_of(request)).get("point", "")[:50]
    if not chosen:
        return await _point(request, opened, [("near", _NO_POINT)])
    return await _redirect(request, opened, RecipientChange(pickup_point_id=chosen), None)


async def _point(
    request: AnyRequest, opened: Opened, faults: list[tuple[str, str]]
) -> Response[Any]:
    near = request.query_params.get("near", "").strip()[:50]
    found: list[PointView] = []
    if near:
        found = await look(
            house_of(request.scope), opened.order.shop_id,
            lambda read: points(read, limit=NEAR_MAX, carrier=opened.order.carrier,
                                status="open", said=near),
        )  # fmt: skip
    return show(
        request, opened, "point.html", status=INVALID if faults else 200,
        near=near, found=found, faults=faults,
    )  # fmt: skip


async def _redirect(
    request: AnyRequest, opened: Opened, change: RecipientChange, form: dict[str, str] | None
) -> Response[Any]:
    """Do it, or say at once why not."""
    order, is_point = opened.order, form is None
    try:
        changed = await unit_of_work(
            house_of(request.scope), order.shop_id,
            lambda tx: redirect(tx, order.shop_id, order.id, change, is_point=is_point),
        )  # fmt: skip
    except OrderSettled:
        return _closed(request, opened)
    except NotAllowedHere:
        return _closed(request, opened, sentence=_NOT_OFFERED)
    except SeveralInvalid as no:
        return _address(request, opened, form or {}, [_fault(one) for one in no.errors])
    done = ("point" if is_point else "address") if changed else "same"
    return go(f"{opened.address}?done={done}")


def _fault(one: Refusal) -> tuple[str, str]:
    name = (one.pointer or "").rpartition("/")[2]
    return name, _LETTERS if isinstance(one, LettersUnprintable) else _UNUSABLE


@get(PAGE + "/cancel", include_in_schema=False)
@for_consumers
async def ask_cancel(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Shall it really be cancelled?"""
    opened = await open_link(request, token)
    if not opened.order.can_cancel:
        return _closed(request, opened)
    if not opened.is_proved:
        return go(f"{opened.address}/prove?then=cancel")
    return show(request, opened, "cancel.html")


@post(PAGE + "/cancel", include_in_schema=False, status_code=200)
@for_consumers
async def take_cancel(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """It shall."""
    opened = await open_link(request, token)
    if not opened.is_proved:
        return go(f"{opened.address}/prove?then=cancel")
    order = opened.order
    try:
        done = await unit_of_work(
            house_of(request.scope), order.shop_id,
            lambda tx: call_off(tx, order.shop_id, order.id),
        )  # fmt: skip
    except NotAllowedHere:
        return _closed(request, opened, sentence=_NOT_OFFERED)
    if isinstance(done, CancelTooLate):
        return _closed(request, opened)
    said = "cancelled" if done.answer is Answer.ACCEPTED else "intercepted"
    return go(f"{opened.address}?done={said}")


def _closed(request: AnyRequest, opened: Opened, *, sentence: str | None = None) -> Response[Any]:
    """It cannot be done here (any more), and why."""
    if sentence is None:
        sentence = _NOT_OFFERED if opened.order.can_change else _TOO_LATE
    return show(request, opened, "closed.html", status=CONFLICT, sentence=sentence)


handlers: Final = [
    ask_proof, take_proof, ask_address, take_address, ask_point, take_point, ask_cancel,
    take_cancel,
]  # fmt: skip
