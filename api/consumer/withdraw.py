"""Withdraw from contract here: choose, look once more, confirm; then it is received.

Three pages without a script. Nothing is kept between them but what the forms carry; the last one
carries an id, so that a double tap declares once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.consumer.door import (
    LinkLeadsNowhere,
    Opened,
    for_consumers,
    form_of,
    go,
    open_link,
    show,
)
from api.consumer.letters import LATE_WORDS, OUTCOME_WORDS, send_receipt
from api.consumer.order import PAGE
from api.consumer.page import AnyRequest
from api.consumer.words import WHY_WORDS
from api.house import house_of
from api.transaction import unit_of_work
from wms.consumer.errors import NothingChosen, NothingLeft, NotThatMany
from wms.consumer.proof import prove
from wms.consumer.withdraw import Chosen, chosen_lines, withdraw
from wms.consumer.withdrawals import WithdrawalView, WithdrawnLine
from wms.db import Tx, new_id
from wms.errors import N_

INVALID: Final = 422
CONFLICT: Final = 409
_NOTHING: Final = N_("Please choose at least one product.")
_TOO_MANY: Final = N_("Please choose no more than were sent to you.")
_NOTHING_LEFT: Final = N_("There is nothing left in this order to withdraw from.")


@get(PAGE + "/withdraw", include_in_schema=False)
@for_consumers
async def ask_what(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """What comes back, how many, and why when they want to say it."""
    opened = await open_link(request, token)
    if not opened.order.can_withdraw:
        return show(request, opened, "closed.html", status=CONFLICT, sentence=_NOTHING_LEFT)
    if not opened.order.is_sent:
        return _confirm(request, opened, chosen_lines(opened.order, []))
    return _choose(request, opened, {}, [])


def _choose(
    request: AnyRequest, opened: Opened, form: dict[str, str], faults: list[tuple[str, str]]
) -> Response[Any]:
    return show(
        request, opened, "withdraw.html", status=INVALID if faults else 200,
        form=form, faults=faults, whys=WHY_WORDS,
    )  # fmt: skip


def _chosen(form: dict[str, str], opened: Opened) -> list[Chosen]:
    """What of the form is a choice; a number that is none counts as nothing."""
    found = []
    for at, line in enumerate(opened.order.lines):
        said = form.get(f"quantity-{at}", "")
        quantity = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0
        found.append(Chosen(sku=line.sku, quantity=quantity, why=form.get(f"why-{at}") or None))
    return found


def _confirm(
    request: AnyRequest,
    opened: Opened,
    lines: Sequence[WithdrawnLine],
    form: dict[str, str] | None = None,
    faults: Sequence[tuple[str, str]] = (),
) -> Response[Any]:
    return show(
        request, opened, "withdraw_confirm.html", status=INVALID if faults else 200,
        lines=lines, form=form or {}, faults=list(faults), whys=WHY_WORDS, form_id=new_id(),
        now=datetime.now(UTC),
        quantities=[(at, _of(lines, line.sku)) for at, line in enumerate(opened.order.lines)],
    )  # fmt: skip


def _of(lines: Sequence[WithdrawnLine], sku: str) -> WithdrawnLine | None:
    return next((one for one in lines if one.sku == sku), None)


@post(PAGE + "/withdraw", include_in_schema=False, status_code=200)
@for_consumers
async def take_what(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """It was chosen: look once more; or it was confirmed: it is received."""
    opened = await open_link(request, token)
    form = await form_of(request)
    is_confirmed = form.get("step") == "confirm"
    form_id = _form_id(form.get("form_id", "")) if is_confirmed else None
    if form_id is not None and (there := _received(opened, form_id)):
        return go(there)
    try:
        lines = chosen_lines(opened.order, _chosen(form, opened))
    except NothingChosen:
        return _choose(request, opened, form, [("quantity-0", _NOTHING)])
    except NotThatMany as no:
        at = [line.sku for line in opened.order.lines].index(no.facts["sku"])
        return _choose(request, opened, form, [(f"quantity-{at}", _TOO_MANY)])
    except NothingLeft:
        if form_id is None:
            return show(request, opened, "closed.html", status=CONFLICT, sentence=_NOTHING_LEFT)
        lines = []
    if form_id is None:
        return _confirm(request, opened, lines)
    return await _declare(request, opened, form, form_id)


async def _declare(
    request: AnyRequest, opened: Opened, form: dict[str, str], form_id: UUID
) -> Response[Any]:
    order, house = opened.order, house_of(request.scope)
    chosen = _chosen(form, opened)
    # an order that has not left is cancelled at once for whoever knows its postcode; said wrongly,
    # or not at all, the withdrawal is received all the same and the shop decides
    said = form.get("said", "")[:254]
    is_proved = opened.is_proved
    if not order.is_sent and not is_proved and said:
        proof = await unit_of_work(
            house, order.shop_id, lambda tx: prove(tx, order.shop_id, order.id, said)
        )
        is_proved = proof.is_right
    to = form.get("email", "")[:254] or None

    async def receive(tx: Tx) -> WithdrawalView:
        made = await withdraw(
            tx, order.shop_id, order.id, chosen, form_id=form_id, is_proved=is_proved
        )
        await send_receipt(tx, house.settings, opened, made, to=to)
        return made

    try:
        made = await unit_of_work(house, order.shop_id, receive)
    except (NothingLeft, NothingChosen, NotThatMany):
        return show(request, opened, "closed.html", status=CONFLICT, sentence=_NOTHING_LEFT)
    return go(f"{opened.address}/withdrawals/{made.number}")


def _form_id(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _received(opened: Opened, form_id: UUID) -> str | None:
    """Where the receipt of a form stands that was sent before."""
    found = [one for one in opened.order.withdrawals if one.form_id == form_id]
    return f"{opened.address}/withdrawals/{found[0].number}" if found else None


@get(PAGE + "/withdrawals/{number:int}", include_in_schema=False)
@for_consumers
async def show_receipt(
    request: AnyRequest, token: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    """What was received, when; to be printed or kept."""
    opened = await open_link(request, token)
    found = [one for one in opened.order.withdrawals if one.number == number]
    if not found:
        raise LinkLeadsNowhere
    return show(
        request, opened, "withdrawn.html", one=found[0], whys=WHY_WORDS,
        outcome_words=OUTCOME_WORDS, late_words=LATE_WORDS,
    )  # fmt: skip


handlers: Final = [ask_what, take_what, show_receipt]
