"""The walk without Wi-Fi: its work pack, and the frame in which the handheld shows it.

The pack (`wms.picking.work_pack`) is the walk's facts. The frame is what stays: the screens of the
walk, rendered once a language by the walk's own templates with marks (``§sku§``) where facts go,
and the sentences that the handheld says. So the handheld's screens are the server's screens.
Scripts: api/static/js/walk.js judges, frame.js shows. Why so: docs/decisions/0025.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
from babel import Locale
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath
from markupsafe import Markup

from api import i18n
from api.asker import AnyRequest
from api.house import house_of
from api.pages import Pages
from api.scanner.cards import HELP, NothingToConfirm
from api.scanner.door import Screen
from api.scanner.pick_doors import doors_of
from wms.barcodes import Verb, command_code
from wms.errors import N_, Refusal
from wms.picking import errors as no
from wms.picking.work_pack import PACK_VERSION, work_pack

PICK: Final = "/scanner/pick"
#: stands in the frame's forms for the address of a walk, and for the step in hand
_WALK: Final = f"{PICK}/-"
_TASK: Final = UUID(int=0)
#: numbers whose plural forms differ in the languages that we speak (CLDR)
_COUNTS: Final = (1, 2, 5)
_NOT_MODIFIED: Final = 304
_MAIN_END: Final = "</main>"

#: what the handheld itself says no with
JUDGED: Final[tuple[type[Refusal], ...]] = (
    no.WrongPlace, no.OtherPlace, no.ItemBeforePlace, no.WhichContainer, no.WrongItem, no.OtherItem,
    no.PlaceBeforeItem, no.WrongLot, no.TooMany, no.ScanItemFirst, NothingToConfirm,
    no.NothingToUndo,
)  # fmt: skip
#: what the handheld says besides; {} are filled there
WORDS: Final = {
    "not_it": N_("This is not {needed}. Put it back."),
    "not_there": N_("This is not {needed}. Go there and scan its label."),
    "put_back": N_("Take {pieces} × {sku} out of tote {tote} and put it back to {place}."),
    "lay_in": N_("Lay {pieces} × {sku} into tote {tote} again."),
    "look": N_("Look at the next step: it shows what is still to do."),
    "needs_wifi": N_("This needs Wi-Fi. Go on with the walk, or to where there is Wi-Fi."),
    "locked": N_("This handheld locked itself. It needs Wi-Fi to go on."),
}


def _marked(name: str) -> str:
    return f"§{name}§"


_STEP: Final = {
    "place": _marked("code"), "container": None, "tote": _marked("tote"), "slot": _marked("slot"),
    "quantity": 1, "picked": 0, "done": 0, "total": 1, "orders": None,
}  # fmt: skip
_CARD: Final = {
    "name": _marked("name"), "sku": _marked("sku"), "shop": _marked("shop"), "lot": _marked("lot"),
    "expires_on": None, "barcode": "0000", "photo": _marked("photo"),
}  # fmt: skip


@lru_cache(maxsize=len(i18n.LANGUAGES))
def frame(pages: Pages, language: str) -> bytes:
    """The screens and sentences of a walk in one language, as JSON."""
    words = {name: i18n.translate(language, said) for name, said in WORDS.items()}
    return msgspec.json.encode(
        {
            "language": language,
            "screens": _screens(pages, language),
            "sentences": {
                each.code: [i18n.translate(language, each.sentence), each.tone] for each in JUDGED
            },
            "words": words | _counted(language),
        }
    )


def _screens(pages: Pages, language: str) -> dict[str, str]:
    shown: dict[str, Any] = {
        "operator": {"id": "", "name": "", "device_id": ""},
        "confirm_code": command_code(Verb.CONFIRM),
        "help_url": f"{HELP}?at={PICK}",
        "address": _WALK,
        "walk": _WALK,
        "answer": {},
        "card": _CARD,
        "step": _STEP,
        "tone": "ok",
    }

    def screen(template: str, **facts: Any) -> str:
        html = pages.render(f"scanner/{template}.html", language, **(shown | facts))
        begin, end = html.find("<main"), html.find(_MAIN_END)
        return html[begin : end + len(_MAIN_END)] if begin >= 0 else html.strip()

    doors = pages.render(
        "scanner/parts/pick_doors.html",
        language,
        doors=doors_of(_TASK, _WALK, language, is_by_lot=True),
    )
    shown["doors"] = Markup(doors)  # noqa: S704 - our own template, which escapes
    told = {"sentence": _marked("sentence"), "next": _marked("next"), "code": _marked("code"),
            "scanned": _marked("scanned")}  # fmt: skip
    tote = {"tote": _marked("tote"), "order_number": _marked("order"), "shop": _marked("shop"),
            "is_intercepted": False}  # fmt: skip
    over = {"number": _marked("number")}
    asked = {"lots": [_marked("lot")], "code": _marked("scanned")}
    return {
        "place": screen("pick_place"),
        "container": screen("pick_place", step=_STEP | {"container": _marked("container")}),
        "item": screen("pick_item"),
        "lot": screen("pick_lot", answer=asked),
        "done": screen("pick_done", run=over | {"mode": "cluster"}, totes=[tote], batch_totes=[]),
        "done_zone": screen("pick_done", run=over | {"mode": "zone"}, totes=[tote], batch_totes=[]),
        **{
            tone: screen("refusal", no={**told, "tone": tone}, back=_WALK, tone=tone)
            for tone in ("wrong_item", "wrong_place", "stop")
        },
        "no_photo": screen("parts/walk_pieces", piece="no_photo"),
        "rest": screen("parts/walk_pieces", piece="rest", label=_marked("label")),
        "empty_now": screen(
            "parts/walk_pieces",
            piece="empty_now",
            answer={"emptied": _marked("place"), "task": str(_TASK)},
        ),
        "count_wanted": screen(
            "parts/walk_pieces",
            piece="empty_now",
            answer={"did": "count_wanted", "place": _marked("place")},
        ),
    }


def _counted(language: str) -> dict[str, Any]:
    """Sentences of the templates that the handheld fills itself; those with a number by its
    plural category."""
    with i18n.speaking(language):
        forms = {
            Locale.parse(language).plural_form(n): (
                i18n.ngettext("piece", "pieces", n),
                i18n.ngettext("The last one is in the tote", "All %(num)s are in the tote", n),
            )
            for n in _COUNTS
        }
        return {
            "pieces": {category: pieces for category, (pieces, _) in forms.items()},
            "rest": {category: rest for category, (_, rest) in forms.items()},
            "progress": i18n.gettext("%(at)s of %(of)s"),
            "done_of": i18n.gettext("%(done)s of %(of)s done"),
            "lot": i18n.gettext("Lot"),
            "order_of": i18n.gettext("Order %(number)s of %(shop)s"),
            "no_lot": i18n.gettext("No lot on it"),
        }


def _lot_told(lot: str | None, expires_on: date | None) -> tuple[str | None, str | None]:
    """What the product's card shows of a lot: its code and its date (`product` in parts/work.html).

    A lot that is told by its date alone has no other code.
    """
    code = None if expires_on and lot == str(expires_on) else lot
    if expires_on is None:
        return code, None
    day = i18n.format_day(expires_on)
    return code, day if code else i18n.gettext("until %(day)s") % {"day": day}


def _tag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def _kept(request: AnyRequest, body: bytes) -> Response[bytes]:
    """JSON that a handheld has mostly seen already: then it is told so, in a few bytes."""
    headers = {"ETag": f'"{_tag(body)}"', "Cache-Control": "private, no-cache"}
    if _tag(body) in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=_NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers, media_type=MediaType.JSON)


@get(PICK + "/{run_id:uuid}/pack")
async def show_pack(
    request: AnyRequest, run_id: FromPath[UUID], screen: NamedDependency[Screen]
) -> Response[bytes]:
    """The walk's facts. Whoever is at work may read them; the scans count for who walks it."""
    pack = await work_pack(await screen.hot(), run_id)
    language = screen.by.language
    told: dict[str, Any] = msgspec.to_builtins(pack)
    with i18n.speaking(language):
        for step, said in zip(pack.steps, told["steps"], strict=True):
            said["lot_told"] = _lot_told(step.lot, step.expires_on)
    told |= {
        "version": PACK_VERSION,
        "is_mine": pack.operator == screen.by.operator_id,
        "frame": _tag(frame(screen.pages, language)),
        "locks_after_minutes": house_of(request.scope).settings.floor_lock_minutes,
    }
    return _kept(request, msgspec.json.encode(told))


@get(PICK + "/frame")
async def show_frame(request: AnyRequest, screen: NamedDependency[Screen]) -> Response[bytes]:
    """The walk's screens and sentences in the operator's language."""
    return _kept(request, frame(screen.pages, screen.by.language))


handlers: Final = [show_pack, show_frame]
