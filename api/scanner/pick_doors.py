"""The side doors of picking: one tap, a reason, and the next line is there."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from api import i18n
from api.pages import Pages
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from wms.barcodes import OwnLabel, parse
from wms.db import Read, Tx
from wms.errors import N_
from wms.picking import pick, queries, side_doors
from wms.picking.steps import GoTo, Take

PICK: Final = "/scanner/pick"
SHORT_REASONS: Final = {
    "empty": N_("The place is empty"),
    "fewer": N_("Fewer than needed"),
    "wrong_goods": N_("Other goods lie here"),
}
DAMAGES: Final = {
    "broken": N_("Broken"),
    "wet": N_("Wet"),
    "crushed": N_("Crushed"),
    "leaking": N_("Leaking"),
}
COUNT_REASONS: Final = {
    "more": N_("More lie here than on the books"),
    "less": N_("Fewer lie here than on the books"),
    "mixed": N_("Several products lie mixed"),
}

#: steps whose doors are kept: those that people walk just now
STEPS_KEPT: Final = 1024


def doors_of(
    task: UUID, address: str, language: str, *, is_by_lot: bool = False
) -> list[dict[str, Any]]:
    """What may be the matter at a step; the first two are shown, the others behind More."""
    fields = {"task": str(task)}

    def door(label: str, icon: str, verb: str, reasons: dict[str, str] | None) -> dict[str, Any]:
        made: dict[str, Any] = {
            "label": i18n.translate(language, label),
            "icon": icon,
            "action": f"{address}/{verb}",
            "fields": fields,
        }
        if reasons:
            made["reasons"] = [(k, i18n.translate(language, v)) for k, v in reasons.items()]
        return made

    def page(label: str, icon: str, name: str) -> dict[str, Any]:
        return {
            "label": i18n.translate(language, label), "icon": icon, "href": f"{address}/{name}",
        }  # fmt: skip

    return [
        door(N_("Short"), "short", "short", SHORT_REASONS),
        door(N_("Skip"), "skip", "skip", None),
        door(N_("Damaged"), "damaged", "damaged", DAMAGES),
        page(N_("Other place"), "pin", "other"),
        *([page(N_("Other lot"), "lot", "lot")] if is_by_lot else []),
        door(N_("Tote full"), "full", "full", None),
        door(N_("Count now"), "count", "count", COUNT_REASONS),
    ]


@lru_cache(maxsize=STEPS_KEPT)
def shown_doors(
    pages: Pages, task: UUID, address: str, language: str, *, is_by_lot: bool = False
) -> Markup:
    """`doors_of` as the page shows them. They are the dearest part of it to render, and the same
    from scan to scan of a step, so they are kept."""
    doors = doors_of(task, address, language, is_by_lot=is_by_lot)
    html = pages.render("scanner/parts/pick_doors.html", language, doors=doors)
    return Markup(html)  # noqa: S704 - our own template, which escapes


def _known(reason: str, known: dict[str, str]) -> str:
    return reason if reason in known else next(iter(known))


@post(PICK + "/{run_id:uuid}/short", status_code=200)
async def short(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The goods are not all there."""

    async def tell(tx: Tx, form: ScanForm) -> dict[str, Any]:
        reason = _known(form["reason"], SHORT_REASONS)
        became = await pick.short(tx, run_id, form.id("task"), reason, door.by)
        return {"tone": "ok", "missing": became.missing, "elsewhere": became.found_elsewhere}

    return await door.accept("pick_short", back=f"{PICK}/{run_id}", work=tell, subject_id=run_id)


@post(PICK + "/{run_id:uuid}/damaged", status_code=200)
async def damaged(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """One piece is spoilt; another one is looked for."""

    async def tell(tx: Tx, form: ScanForm) -> dict[str, Any]:
        why = _known(form["reason"], DAMAGES)
        became = await side_doors.damaged(tx, run_id, form.id("task"), why, door.by)
        return {"tone": "ok", "missing": became.missing, "elsewhere": became.found_elsewhere}

    return await door.accept("pick_damaged", back=f"{PICK}/{run_id}", work=tell, subject_id=run_id)


@post(PICK + "/{run_id:uuid}/skip", status_code=200)
async def skip(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Later."""

    async def leave(tx: Tx, form: ScanForm) -> None:
        await pick.skip(tx, run_id, form.id("task"), door.by)

    return await door.accept("pick_skip", back=f"{PICK}/{run_id}", work=leave, subject_id=run_id)


@get(PICK + "/{run_id:uuid}/other")
async def show_other(
    run_id: FromPath[UUID], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[Any]:
    """Where else do the same goods lie?"""
    address = f"{PICK}/{run_id}"
    step = await queries.next_step(read, run_id)
    if not isinstance(step, GoTo | Take):
        return see(address)
    offers = await side_doors.offers(read, run_id, step.task)
    return await screen.show("scanner/pick_other.html", step=step, offers=offers, address=address)


@post(PICK + "/{run_id:uuid}/other", status_code=200)
async def take_elsewhere(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The same goods are taken from a place that was tapped, or whose label was scanned."""

    async def go(tx: Tx, form: ScanForm) -> dict[str, Any]:
        read = parse(form.code)
        moved = await side_doors.take_elsewhere(
            tx,
            run_id,
            form.id("task"),
            door.by,
            place_id=form.id("place") if form["place"] else None,
            label=read.code if isinstance(read, OwnLabel) else None,
        )
        return {"to": f"{PICK}/{run_id}", "tone": "ok", "moved": moved.moved, "left": moved.left}

    return await door.accept(
        "pick_other", back=f"{PICK}/{run_id}/other", work=go, subject_id=run_id
    )


@post(PICK + "/{run_id:uuid}/full", status_code=200)
async def full(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The tote is full: the order goes on in an empty one."""
    return await close_tote(run_id, door)


async def close_tote(run_id: UUID, door: Door) -> Response[Any]:
    """The tote in hand is full, by a tap or a command card."""

    async def put(tx: Tx, form: ScanForm) -> dict[str, Any]:
        task = form.id("task") if form["task"] else None
        return {"tone": "ok", "full": await side_doors.full(tx, run_id, task, door.by)}

    return await door.accept("pick_full", back=f"{PICK}/{run_id}", work=put, subject_id=run_id)


@post(PICK + "/{run_id:uuid}/count", status_code=200)
async def count_now(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Somebody shall count this place."""

    async def ask(tx: Tx, form: ScanForm) -> dict[str, Any]:
        note = _known(form["reason"], COUNT_REASONS)
        place = await side_doors.want_count(tx, run_id, form.id("task"), "asked", note, door.by)
        return {"tone": "ok", "did": "count_wanted", "place": place}

    return await door.accept("pick_count", back=f"{PICK}/{run_id}", work=ask, subject_id=run_id)


@post(PICK + "/{run_id:uuid}/not-empty", status_code=200)
async def not_empty(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The books say that the place is empty now, and it is not."""

    async def doubt(tx: Tx, form: ScanForm) -> dict[str, Any]:
        task = form.id("task")
        place = await side_doors.want_count(tx, run_id, task, "not_empty", None, door.by)
        return {"tone": "ok", "did": "count_wanted", "place": place}

    return await door.accept("pick_count", back=f"{PICK}/{run_id}", work=doubt, subject_id=run_id)


handlers: Final = [
    short, damaged, skip, show_other, take_elsewhere, full, count_now, not_empty,
]  # fmt: skip
