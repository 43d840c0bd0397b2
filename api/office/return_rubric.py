"""How a shop wants its returns graded: the rubric's editor, its versions and its pictures."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.i18n import LANGUAGES
from api.office.amounts import minor_of, typed_amount
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from wms.db import Read, Tx
from wms.errors import N_, Invalid, Refusal
from wms.photos.develop import UPLOAD_MAX_BYTES, develop_in_turn
from wms.returns.inspection.rubric import CHECKS_MAX, EXAMPLES_MAX, WORDS_MAX_CHARS, Rubric
from wms.returns.inspection.rubric_versions import (
    add_rubric_picture,
    latest_rubric,
    restore_rubric,
    rubric_pictures,
    rubric_versions,
    save_rubric,
)
from wms.returns.models import DISPOSITIONS, FAULTS, GRADES
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/shops/{code:str}/returns"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: a shop's own people say themselves how their goods are graded
MAKERS: Final = {"roles": (*MANAGERS, "shop")}
#: versions that are listed
SHOWN_MAX: Final = 20
#: a picture and the form around it
FORM_MAX: Final = UPLOAD_MAX_BYTES + 100_000
REFUND_WHEN: Final = ("sent", "arrived", "inspected")
ENDS_WITH: Final = ("goods", "parcels")
UNIDENTIFIED_THEN: Final = ("keep", "quarantine", "scrap")
EXCHANGE_WHEN: Final = ("at_once", "arrived", "inspected")

FLASHES["rubric_saved"] = N_("Saved. Inspectors grade so from now on.")
FLASHES["rubric_restored"] = N_("The older version counts again, as a new one.")
FLASHES["rubric_picture"] = N_("The picture is there. Tick it at its grade, and save.")


async def _page(
    desk_page: DeskPage, read: Read, code: str, *, no: str | None = None,
    typed: Rubric | None = None,
) -> Response[Any]:  # fmt: skip
    one = await shop_by_code(read, code)
    last = await latest_rubric(read, one.id)
    rubric = typed or (last.rubric if last else Rubric())
    by = desk_page.by
    return desk_page.show(
        "office/shop_returns.html",
        status=409 if no else 200,
        no=no,
        shop=one,
        at=f"/office/shops/{one.code}/returns",
        rubric=rubric,
        version=last.version if last else 0,
        versions=await rubric_versions(read, one.id, limit=SHOWN_MAX),
        pictures=await rubric_pictures(read, one.id),
        languages=LANGUAGES,
        codes={
            "grade": GRADES,
            "disposition": DISPOSITIONS,
            "fault": FAULTS,
            "when": REFUND_WHEN,
            "ends": ENDS_WITH,
            "exchange": EXCHANGE_WHEN,
            "then": UNIDENTIFIED_THEN,
        },
        limits={"checks": CHECKS_MAX, "examples": EXAMPLES_MAX, "words": WORDS_MAX_CHARS},
        amounts={
            name: typed_amount(value, rubric.currency)
            for name, value in (
                ("piece_value", rubric.piece_value_minor),
                ("scrap_alone_max", rubric.scrap_alone_max_minor),
            )
        },
        may_manage=by is not None and by.role in MAKERS["roles"],
        is_staff=by is not None and by.shop_id is None,
    )


@get(PAGE, opt=EVERYBODY)
async def show_rubric(
    code: FromPath[str], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What inspectors see of this shop's wishes now."""
    return await _page(desk_page, read, code)


@post(PAGE, opt=MAKERS, status_code=200)
async def write_rubric(
    request: AnyRequest,
    code: FromPath[str],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """All of it at once, as a new version; what differs for single products stays as it is."""
    fields = await desk_page.form_list()
    form = dict(fields)
    shop_id = (await shop_by_code(read, code)).id
    seen = form.get("version", "")
    last = await latest_rubric(read, shop_id)
    before = last.rubric if last else Rubric()
    try:
        rubric = _typed(fields, before)
    except Refusal as no:
        return await _page(desk_page, read, code, no=words_of(request, no))
    by = desk_page.by

    async def unit(tx: Tx) -> None:
        await save_rubric(
            tx, shop_id, rubric, by=by.user_id if by else None,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
        )  # fmt: skip

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(desk_page, read, code, no=words_of(request, done), typed=rubric)
    return go(f"/office/shops/{code}/returns", said="rubric_saved")


def _typed(fields: list[tuple[str, str]], before: Rubric) -> Rubric:
    """The rubric that was typed.

    Raises:
        Invalid: no page of ours sends such fields.
    """
    form = {name: " ".join(value.split()) for name, value in fields}
    currency = form.get("currency", "").upper()

    def words(name: str) -> dict[str, str]:
        said = {each: form.get(f"{name}.{each}", "") for each in LANGUAGES}
        return {each: one for each, one in said.items() if one}

    def amount(name: str) -> int | None:
        typed = form.get(name, "")
        minor = minor_of(typed, "") if typed else None
        if typed and minor is None:
            raise Invalid(field=name, reason=N_("an amount like 12.50"))
        return minor

    told = {
        "grades": {
            grade: {
                "words": words(f"words.{grade}"),
                "examples": [v for n, v in fields if n == f"examples.{grade}"],
                "is_photo_wanted": f"photo.{grade}" in form,
                "disposition": form.get(f"disposition.{grade}") or None,
            }
            for grade in GRADES
        },
        "checklist": [said for n in range(CHECKS_MAX) if (said := words(f"check.{n}"))],
        "photo_faults": [each for each in FAULTS if f"photo_fault.{each}" in form],
        "is_lot_asked": "is_lot_asked" in form,
        "refund_when": form.get("refund_when", ""),
        "ends_with": form.get("ends_with", ""),
        "parcels_wait_days": form.get("parcels_wait_days", ""),
        "exchange_when": form.get("exchange_when", ""),
        "unidentified_remind_days": form.get("unidentified_remind_days", ""),
        "unidentified_days": form.get("unidentified_days", ""),
        "unidentified_then": form.get("unidentified_then", ""),
        "currency": currency,
        "piece_value_minor": amount("piece_value"),
        "scrap_alone_max_minor": amount("scrap_alone_max"),
        "products": msgspec.to_builtins(before.products),
    }
    try:
        return msgspec.convert(told, Rubric, strict=False)
    except msgspec.ValidationError as wrong:
        where = str(wrong).rpartition("`$.")[2].rstrip("`") or "–"
        raise Invalid(field=where, reason=N_("it cannot be so")) from wrong


@post(PAGE + "/restore/{version:int}", opt=MAKERS, status_code=200)
async def take_up_again(
    code: FromPath[str], version: FromPath[int], desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:  # fmt: skip
    """An older version counts again."""
    by = desk_page.by
    shop_id = (await shop_by_code(tx, code)).id
    await restore_rubric(tx, shop_id, version, by=by.user_id if by else None)
    return go(f"/office/shops/{code}/returns", said="rubric_restored")


@post(PAGE + "/pictures", opt=MAKERS, status_code=200, request_max_body_size=FORM_MAX)
async def add_picture(
    request: AnyRequest,
    code: FromPath[str],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One more example."""
    sent = (await request.form()).get("picture")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    try:
        # before anything is read: whoever waits for it keeps no connection
        picture = await develop_in_turn(content)
    except Refusal as no:
        return await _page(desk_page, read, code, no=words_of(request, no))
    shop_id = (await shop_by_code(read, code)).id

    async def unit(tx: Tx) -> UUID:
        return (await add_rubric_picture(tx, shop_id, picture)).id

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(desk_page, read, code, no=words_of(request, done))
    return go(f"/office/shops/{code}/returns", said="rubric_picture")


handlers: Final = [show_rubric, write_rubric, take_up_again, add_picture]
