"""What a shop wants at the bench: instructions that packers confirm, and photos of parcels."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from babel.numbers import get_currency_precision
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.packing.evidence.photos import WISHES, Wish, photo_wish, set_photo_wish
from wms.packing.instructions.instructions import (
    EACH_PARCEL_MAX,
    WORDS_MAX_CHARS,
    add_instruction,
    end_instruction,
    instructions_of,
)
from wms.photos.develop import UPLOAD_MAX_BYTES, develop_in_turn
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/shops/{code:str}/bench"
ONLY_MANAGERS: Final = {"roles": MANAGERS}
#: a picture and the form around it
FORM_MAX: Final = UPLOAD_MAX_BYTES + 100_000
AMOUNT_MAX_CHARS: Final = 15

FLASHES.update(
    {
        "instruction_added": N_("Packers are asked for it with every parcel from now on."),
        "instruction_ended": N_("Packers are not asked for it any more."),
    }
)


async def _page(
    desk_page: DeskPage, read: Read, code: str, *, status: int = 200, no: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    one = await shop_by_code(read, code)
    by = desk_page.by
    return desk_page.show(
        "office/shop_bench.html",
        status=status,
        shop=one,
        instructions=await instructions_of(read, one.id),
        wish=(wish := await photo_wish(read, one.id)),
        amount=_amount(wish),
        most=EACH_PARCEL_MAX,
        words_max=WORDS_MAX_CHARS,
        may_manage=by is not None and by.role in MANAGERS,
        address=f"/office/shops/{code}/bench",
        typed=typed or {},
        no=no,
    )


@get(PAGE)
async def show_bench(
    code: FromPath[str], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What packers are asked for with this shop's parcels."""
    return await _page(desk_page, read, code)


@post(PAGE + "/instructions", status_code=200, opt=ONLY_MANAGERS, request_max_body_size=FORM_MAX)
async def add_one(
    code: FromPath[str], request: AnyRequest, desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """One more instruction, with a picture when there is one."""
    sent = await request.form()
    typed = {name: str(sent.get(name, ""))[: WORDS_MAX_CHARS * 2] for name in ("moment", "words")}
    file = sent.get("picture")
    content = await file.read() if isinstance(file, UploadFile) else b""

    async def write(tx: Tx) -> UUID:
        return await add_instruction(tx, shop_id, **typed, picture=picture, by=desk.user_id)

    try:
        # before anything is read: whoever waits for it keeps no connection
        picture = await develop_in_turn(content) if content else None
        shop_id = (await shop_by_code(read, code)).id
        done = await attempt(request, write)
    except Refusal as unreadable:
        done = unreadable
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _page(desk_page, read, code, status=422, no=no, typed=typed)
    return go(f"/office/shops/{code}/bench", said="instruction_added")


@post(PAGE + "/photos", status_code=200, opt=ONLY_MANAGERS)
async def save_photos(
    code: FromPath[str], request: AnyRequest, desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Of which parcels a photo is taken."""
    form = await desk_page.form()
    shop_id = (await shop_by_code(read, code)).id
    done = await attempt(request, lambda tx: set_photo_wish(tx, shop_id, _wish(form)))
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _page(desk_page, read, code, status=422, no=no, typed=form)
    return go(f"/office/shops/{code}/bench", said="saved")


def _wish(form: dict[str, str]) -> Wish | None:
    """What was chosen; None: no photos."""
    of = form.get("of", "")
    if of not in WISHES:
        return None
    if of != "value":
        return Wish(of=of)  # type: ignore[arg-type]  # it is one of them
    currency = form.get("currency", "").strip().upper()
    try:
        typed = Decimal(form.get("value_from", "").strip()[:AMOUNT_MAX_CHARS].replace(",", "."))
        value = int(typed.scaleb(get_currency_precision(currency)))
    except (InvalidOperation, ValueError, OverflowError):
        value = None
    return Wish(of="value", value_from_minor=value, currency=currency)


def _amount(wish: Wish | None) -> str:
    """The value of a wish as it is typed; '' without one."""
    if wish is None or wish.value_from_minor is None or wish.currency is None:
        return ""
    return str(Decimal(wish.value_from_minor).scaleb(-get_currency_precision(wish.currency)))


@post(PAGE + "/instructions/{instruction_id:uuid}/end", status_code=200, opt=ONLY_MANAGERS)
async def end_one(
    code: FromPath[str], instruction_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Parcels that are opened from now on are not asked for it."""
    await end_instruction(tx, (await shop_by_code(tx, code)).id, instruction_id)
    return go(f"/office/shops/{code}/bench", said="instruction_ended")


handlers: Final = [show_bench, add_one, save_photos, end_one]
