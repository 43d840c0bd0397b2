"""How a shop's slips look: the form, what would come of it beside it, and older versions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final, cast
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from api.auth import ALL_ROLES
from api.i18n import LANGUAGE_NAMES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, file, words_of
from api.office.filters import Filters
from printing.slip import PAPERS as SIZES
from printing.slip import Slip, replaced_letters, slip, slip_pages
from printing.svg import svg
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal, SeveralInvalid
from wms.packing.slips.facts import SlipFacts
from wms.packing.slips.language import NAMES, TEXT_MAX_CHARS
from wms.packing.slips.samples import KINDS, sample_slip
from wms.packing.slips.template import (
    FONT_SIZES,
    LANGUAGES,
    PAPERS,
    URL_MAX_CHARS,
    WORDS,
    SlipTemplate,
    SlipWords,
    check_template,
)
from wms.packing.slips.versions import (
    TemplateInUse,
    TemplateVersion,
    develop_logo_in_turn,
    keep_logo,
    latest_template,
    logo,
    restore_template,
    save_template,
    template_version,
    template_versions,
)
from wms.photos.develop import UPLOAD_MAX_BYTES
from wms.shops.queries import ShopShown, shop, shop_by_code

PAGE: Final = "/office/shops/{code:str}/slip"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: a shop's own people say how their slips look, too
MAKERS: Final = {"roles": (*MANAGERS, "shop")}
#: a little more than the largest picture, so that our own words refuse it
FORM_MAX: Final = UPLOAD_MAX_BYTES + 200_000
#: pages of the longest sample that are shown in the page
SHOWN_PAGES: Final = 4
_NUMBER_MAX_DIGITS: Final = 9
#: the languages of slips, each in itself
TONGUES: Final = {**LANGUAGE_NAMES, "de": "Deutsch"}
#: what can be switched on and off, in the order of the slip
BLOCKS: Final = (
    "is_sku_shown", "is_lot_shown", "is_date_shown", "is_shop_order_shown", "is_thanks_shown",
    "is_gift_note_shown", "is_page_shown",
)  # fmt: skip

FLASHES.update(
    {
        "slip_saved": N_("Saved. Slips that are printed from now on look so."),
        "slip_restored": N_("The older version counts again."),
    }
)


class Wanted(msgspec.Struct, frozen=True):
    """What is in the form: the template, its logo, and which sample is looked at."""

    template: SlipTemplate
    logo_id: UUID | None
    seen: int | None
    language: str
    paper: str
    kind: str


def _one_of(value: str, known: tuple[str, ...]) -> Any:
    return value if value in known else known[0]


def _wanted(form: Mapping[str, str]) -> Wanted:
    """The form as it was typed; what nobody can choose there is as usual."""

    def said(name: str, most: int = TEXT_MAX_CHARS + 1) -> str:
        return form.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()[:most]

    words = {
        language: SlipWords(**{name: said(f"words.{language}.{name}") for name in WORDS})
        for language in LANGUAGES
    }
    seen, paper = said("seen"), _one_of(said("paper"), PAPERS)
    return Wanted(
        SlipTemplate(
            paper=paper,
            accent=said("accent").lower(),
            font_size=_one_of(said("font_size"), ("normal", "small", "large")),
            fallback_language=_one_of(said("fallback_language"), LANGUAGES),
            return_url=said("return_url", URL_MAX_CHARS),
            words={language: each for language, each in words.items() if each != SlipWords()},
            **{block: form.get(block) == "yes" for block in BLOCKS},
        ),
        _id(said("logo")),
        int(seen)
        if seen.isascii() and seen.isdigit() and len(seen) <= _NUMBER_MAX_DIGITS
        else None,
        _one_of(said("show_language"), LANGUAGES),
        _one_of(said("show_paper") or paper, PAPERS),
        _one_of(said("show_kind"), KINDS),
    )


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _NUMBER_MAX_DIGITS
    return int(text) if is_number else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _form(request: AnyRequest) -> tuple[dict[str, str], bytes]:
    """The fields of the form, and the picture that was chosen in it."""
    sent = await request.form()
    picture = sent.get("picture")
    content = await picture.read() if isinstance(picture, UploadFile) else b""
    return {name: value for name, value in sent.items() if isinstance(value, str)}, content


def _as_is(shop: ShopShown, last: TemplateVersion | None) -> Wanted:
    """A template as it was saved; of a shop that has none, what its slips say so far."""
    language = cast("Any", shop.language)
    template = last.template if last else SlipTemplate(fallback_language=language)
    return Wanted(
        template, last.logo_id if last else None, last.version if last else 0, language,
        template.paper, "usual",
    )  # fmt: skip


async def _sample(read: Read | Tx, shop: ShopShown, wanted: Wanted) -> SlipFacts:
    sign = await logo(read, shop.id, wanted.logo_id) if wanted.logo_id else None
    in_use = TemplateInUse(template=wanted.template, logo=sign)
    return sample_slip(shop, in_use, language=cast("Any", wanted.language), kind=wanted.kind)


async def _drawn(read: Read | Tx, shop: ShopShown, wanted: Wanted) -> tuple[list[Markup], str]:
    """The pages of the sample as pictures, and the letters that paper cannot show."""
    one = msgspec.convert(await _sample(read, shop, wanted), Slip, from_attributes=True)

    def draw() -> list[Markup]:
        pages = slip_pages(one, SIZES[wanted.paper])[:SHOWN_PAGES]
        return [Markup(svg(page, one.order_number)) for page in pages]  # noqa: S704 - svg() escapes

    return await asyncio.to_thread(draw), replaced_letters(one)


async def _beside(
    request: AnyRequest, read: Read | Tx, shop: ShopShown, wanted: Wanted
) -> dict[str, Any]:
    """What the sample looks like, or at which fields something is wrong."""
    errors: dict[str, str] = {}
    try:
        check_template(wanted.template)
    except SeveralInvalid as no:
        for one in no.errors:
            field = (one.pointer or "/").lstrip("/").replace("/", ".")
            errors.setdefault(field, words_of(request, one))
    drawn, letters = ([], "") if errors else await _drawn(read, shop, wanted)
    return {"pages": drawn, "errors": errors, "letters": letters, "wanted": wanted, "shop": shop}


async def _page(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    shop: ShopShown,
    wanted: Wanted,
    *,
    no: str | None = None,
    older: TemplateVersion | None = None,
) -> Response[Any]:
    beside = await _beside(request, read, shop, wanted)
    return desk_page.show(
        "office/slip_template.html",
        status=422 if no or (beside["errors"] and request.method == "POST") else 200,
        **beside,
        no=no,
        made=wanted.template,
        blank=SlipWords(),
        older=older,
        versions=await template_versions(read, shop.id),
        names=NAMES,
        papers=PAPERS,
        font_sizes=FONT_SIZES,
        slip_languages=LANGUAGES,
        tongues=TONGUES,
        kinds=KINDS,
        blocks=BLOCKS,
        text_max=TEXT_MAX_CHARS,
        url_max=URL_MAX_CHARS,
        at=f"/office/shops/{shop.code}/slip",
        is_shops_own=desk.shop_id is not None,
        may_save=desk.role in MAKERS["roles"],
    )


@get("/office/slip", opt=EVERYBODY)
async def own_template(desk: NamedDependency[Desk], read: NamedDependency[Read]) -> Response[Any]:
    """A shop's own person comes to the slips of their shop; staff choose a shop."""
    if desk.shop_id is None:
        return go("/office/shops")
    return go(f"/office/shops/{(await shop(read, desk.shop_id)).code}/slip")


@get(PAGE, opt=EVERYBODY)
async def show_template(
    request: AnyRequest, code: FromPath[str], desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """The template as it is, or as it was: ``?version=3``."""
    one = await shop_by_code(read, code)
    number = Filters(request).number("version")
    older = await template_version(read, one.id, number) if number else None
    wanted = _as_is(one, older or await latest_template(read, one.id))
    return await _page(request, desk, desk_page, read, one, wanted, older=older)


@post(PAGE, opt=MAKERS, status_code=200, request_max_body_size=FORM_MAX)
async def keep_template(
    request: AnyRequest, code: FromPath[str], desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Save it (``do=save``), or take in a logo, or none, and show the form with it."""
    form, content = await _form(request)
    wanted, do = _wanted(form), form.get("do", "save")
    picture = None
    if content and do != "no_logo":
        try:
            # before anything is read: whoever waits for it keeps no connection
            picture = await develop_logo_in_turn(content)
        except Refusal as refused:
            no = words_of(request, refused)
            one = await shop_by_code(read, code)
            return await _page(request, desk, desk_page, read, one, wanted, no=no)
    one = await shop_by_code(read, code)
    if do == "no_logo":
        wanted = msgspec.structs.replace(wanted, logo_id=None)
    elif picture is not None:
        sign = picture
        kept = await attempt(request, lambda tx: keep_logo(tx, one.id, sign))
        if isinstance(kept, UUID):
            wanted = msgspec.structs.replace(wanted, logo_id=kept)
    if do != "save":
        return await _page(request, desk, desk_page, read, one, wanted)

    done = await attempt(
        request,
        lambda tx: save_template(
            tx, one.id, wanted.template, logo_id=wanted.logo_id, by=desk.user_id, seen=wanted.seen
        ),
    )
    if isinstance(done, Refusal):
        last = await latest_template(read, one.id)
        again = msgspec.structs.replace(wanted, seen=last.version if last else 0)
        no = words_of(request, done)
        return await _page(request, desk, desk_page, read, one, again, no=no)
    return go(f"/office/shops/{code}/slip", said="slip_saved")


@post(PAGE + "/preview", opt=EVERYBODY, status_code=200, request_max_body_size=FORM_MAX)
async def look_at_template(
    request: AnyRequest, code: FromPath[str], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """What the form would print, as a part of the page; nothing is saved."""
    form, _picture = await _form(request)
    one = await shop_by_code(read, code)
    facts = await _beside(request, read, one, _wanted(form))
    return desk_page.show("office/parts/slip_preview.html", **facts)


@post(PAGE + "/sample.pdf", opt=EVERYBODY, status_code=200, request_max_body_size=FORM_MAX)
async def sample_pdf(
    request: AnyRequest, code: FromPath[str], read: NamedDependency[Read]
) -> Response[Any]:
    """The same as the paper itself."""
    form, _picture = await _form(request)
    wanted = _wanted(form)
    check_template(wanted.template)
    facts = await _sample(read, await shop_by_code(read, code), wanted)
    paper = msgspec.convert(facts, Slip, from_attributes=True)
    return file(await asyncio.to_thread(slip, paper, SIZES[wanted.paper]), "sample-slip.pdf")


@post(PAGE + "/restore", opt=MAKERS, status_code=200)
async def take_up_again(
    code: FromPath[str], desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:  # fmt: skip
    """An older version counts again."""
    number = _number((await desk_page.form()).get("version", "")) or 0
    await restore_template(tx, (await shop_by_code(tx, code)).id, number, by=desk.user_id)
    return go(f"/office/shops/{code}/slip", said="slip_restored")


handlers: Final = [
    own_template,
    show_template,
    keep_template,
    look_at_template,
    sample_pdf,
    take_up_again,
]
