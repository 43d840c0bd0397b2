"""What a shop's consumers are told by mail: switches, words with a preview, sender, test mail."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.failures import say_failure
from api.house import house_of
from api.i18n import LANGUAGE_NAMES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from wms.access.people import Desk
from wms.contact.signed import contact_of
from wms.db import Read, Tx, new_id
from wms.errors import N_, NotFound, Refusal, SeveralInvalid
from wms.mail.letter import ADDRESS_MAX_CHARS, LOGO_ID, normal_address
from wms.mail.outgoing import queue_mail
from wms.mail.queries import mails_of
from wms.mail.senders import SenderSaid, save_sender, sender_said
from wms.mail.servers import MailServer, Tls, house_server
from wms.notices.errors import TestAddressWrong
from wms.notices.frame import Written
from wms.notices.kinds import KINDS, NOTICES
from wms.notices.looks import look_of
from wms.notices.names import NAMES, SUBJECT_MAX_CHARS
from wms.notices.samples import imprint_of, sample
from wms.notices.settings import SURVEY_DAYS_MAX, Told, save_told, told_by
from wms.notices.texts import OwnText, check_text, own_texts, save_text, spoken, text_versions
from wms.packing.slips.language import TEXT_MAX_CHARS
from wms.packing.slips.template import LANGUAGES
from wms.packing.slips.versions import latest_template
from wms.photos.keep import photo_bytes
from wms.settings import Settings
from wms.shops.queries import ShopShown, shop, shop_by_code

PAGE: Final = "/office/shops/{code:str}/notices"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: a shop's own people say what their consumers are told, too
MAKERS: Final = {"roles": (*MANAGERS, "shop")}
ONLY_MANAGERS: Final = {"roles": MANAGERS}
TONGUES: Final = {**LANGUAGE_NAMES, "de": "Deutsch"}
#: (name, when it is sent) of each kind
KIND_WORDS: Final[dict[str, tuple[str, str]]] = {
    "received": (N_("Order received"), N_("as soon as the order is here")),
    "preparing": (N_("Being prepared"), N_("when somebody begins to collect it")),
    "packed": (N_("Packed"), N_("when its last parcel is closed")),
    "delayed": (N_("Delayed"), N_("as soon as it will leave later than promised")),
    "shipped": (N_("Shipped"), N_("when the courier has all its parcels, with their links")),
    "pickup": (N_("Ready at the pickup point"), N_("when a parcel waits there, with the address")),
    "delivered": (N_("Delivered"), N_("when the last parcel has arrived")),
    "return_label": (N_("Return label"), N_("when the label or code for a return is there")),
    "return_received": (N_("Return received"), N_("when what came back is here")),
    "refund_cleared": (N_("Refund cleared"), N_("when what came back is checked")),
    "survey": (N_("Survey"), N_("some days after the delivery")),
}
_HOUR: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_HOUR_MIN: Final = 60
_PORT_MAX: Final = 65_535
_TLS: Final[dict[str, Tls]] = {"tls": "tls", "starttls": "starttls", "none": "none"}
_VERSION_MAX_DIGITS: Final = 6
#: the mail in its frame brings its styles along; nothing else may come in
_FRAME_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'; sandbox",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}

FLASHES.update(
    {
        "notices_saved": N_("Saved. It counts for what happens from now on."),
        "notice_text_saved": N_("Saved. Messages from now on say it so."),
        "sender_saved": N_("Saved. Mails go out in this name from now on."),
        "test_queued": N_("The test is on its way. What becomes of it stands below."),
    }
)


def minutes(words: str) -> int | None:
    """A time of the day in minutes from midnight; None: none."""
    found = _HOUR.fullmatch(words.strip())
    return int(found[1]) * _HOUR_MIN + int(found[2]) if found else None


def clock(minute: int | None) -> str:
    """The same as a field of the form wants it."""
    return "" if minute is None else f"{minute // _HOUR_MIN:02}:{minute % _HOUR_MIN:02}"


def _told_in(form: list[tuple[str, str]], before: Told) -> Told:
    one = dict(form)
    days = one.get("survey_after_days", "").strip()
    is_days = days.isascii() and days.isdigit() and 1 <= int(days[:3]) <= SURVEY_DAYS_MAX
    language = one.get("fallback_language", before.fallback_language)
    return Told(
        kinds=[value for name, value in form if name == "kinds"],
        urgent_kinds=[value for name, value in form if name == "urgent_kinds"],
        quiet_from=minutes(one.get("quiet_from", "")),
        quiet_until=minutes(one.get("quiet_until", "")),
        fallback_language=language if language in LANGUAGES else before.fallback_language,
        survey_after_days=int(days) if is_days else None,
        survey_scale="ten" if one.get("survey_scale") == "ten" else "five",
    )


async def _page(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, code: str, *,
    told: Told | None = None, no: str | None = None,
) -> Response[Any]:  # fmt: skip
    one = await shop_by_code(read, code)
    settings = house_of(request.scope).settings
    own = await own_texts(read, one.id)
    return desk_page.show(
        "office/notices.html",
        status=422 if no else 200,
        shop=one,
        no=no,
        told=told or await told_by(read, one.id),
        kinds=[(kind, *KIND_WORDS[kind]) for kind in NOTICES],
        survey=KIND_WORDS["survey"],
        changed={kind: sorted(lang for of, lang in own if of == kind) for kind in KINDS},
        sender=await sender_said(read, one.id),
        house_from=settings.mail_from,
        has_server=house_server(settings) is not None,
        clock=clock,
        tongues=TONGUES,
        spoken_languages=LANGUAGES,
        days_max=SURVEY_DAYS_MAX,
        signed=(await contact_of(read, one.id)).signed(one.name),
        at=f"/office/shops/{one.code}/notices",
        is_shops_own=desk.shop_id is not None,
        may_save=desk.role in MAKERS["roles"],
        may_manage=desk.role in MANAGERS,
    )


@get("/office/notices", opt=EVERYBODY)
async def own_notices(desk: NamedDependency[Desk], read: NamedDependency[Read]) -> Response[Any]:
    """A shop's own person comes to the messages of their shop; staff choose a shop."""
    if desk.shop_id is None:
        return go("/office/shops")
    return go(f"/office/shops/{(await shop(read, desk.shop_id)).code}/notices")


@get(PAGE, opt=EVERYBODY)
async def show_notices(
    request: AnyRequest, code: FromPath[str], desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """What is told, and when not."""
    return await _page(request, desk, desk_page, read, code)


@post(PAGE, opt=MAKERS, status_code=200)
async def keep_notices(
    request: AnyRequest, code: FromPath[str], desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Switch kinds on and off."""
    one = await shop_by_code(read, code)
    told = _told_in(await desk_page.form_list(), await told_by(read, one.id))
    done = await attempt(request, lambda tx: save_told(tx, one.id, told))
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _page(request, desk, desk_page, read, code, told=told, no=no)
    return go(f"/office/shops/{one.code}/notices", said="notices_saved")


@post(PAGE + "/sender", opt=ONLY_MANAGERS, status_code=200)
async def keep_sender(
    request: AnyRequest, code: FromPath[str], desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """In whose name mails go, and over which server."""
    form = await desk_page.form()
    one = await shop_by_code(read, code)
    said = SenderSaid(**{name: form.get(name, "") for name in ("name", "address", "reply_to")})
    settings = house_of(request.scope).settings
    done = await attempt(
        request,
        lambda tx: save_sender(
            tx, settings, one.id, said, server=_server_in(form),
            is_house_server=form.get("server") == "house",
        ),
    )  # fmt: skip
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _page(request, desk, desk_page, read, code, no=no)
    return go(f"/office/shops/{one.code}/notices", said="sender_saved")


def _server_in(form: Mapping[str, str]) -> MailServer | None:
    """The server that was typed; None: none was."""
    host, port = form.get("host", "").strip(), form.get("port", "").strip()
    if form.get("server") != "own" or not host:
        return None
    is_port = port.isascii() and port.isdigit() and 0 < int(port[:6]) <= _PORT_MAX
    tls = form.get("tls", "")
    return MailServer(
        host=host[:200],
        port=int(port) if is_port else 587,
        user=form.get("user", "").strip()[:200],
        password=form.get("password", "")[:200],
        tls=_TLS.get(tls, "starttls"),
    )


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the editor shows beside the words."""

    written: Written | None
    errors: dict[str, str]


async def _beside(
    request: AnyRequest, read: Read, one: ShopShown, kind: str, language: str, words: OwnText,
    parcels: int,
) -> Shown:  # fmt: skip
    """What would go out, or at which fields something is wrong."""
    try:
        check_text(words)
    except SeveralInvalid as no:
        fields = {(each.pointer or "/").strip("/"): words_of(request, each) for each in no.errors}
        return Shown(written=None, errors=fields)
    settings: Settings = house_of(request.scope).settings
    if not words.subject:
        ours = spoken({}, kind, language, language)
        words = OwnText(subject=ours.subject, body=ours.body)
    look = await look_of(read, one.id, imprint_of(one))
    scale = (await told_by(read, one.id)).survey_scale
    made = sample(settings, one, look, kind, language, words, parcels=parcels, scale=scale)
    return Shown(written=made, errors={})


def _words_in(form: Mapping[str, str]) -> OwnText:
    return OwnText(
        subject=" ".join(form.get("subject", "").replace("\0", "").split())[:SUBJECT_MAX_CHARS],
        body=form.get("body", "").replace("\r\n", "\n").replace("\0", "").strip()[:TEXT_MAX_CHARS],
    )


def _known(kind: str, language: str) -> None:
    if kind not in KINDS:
        raise NotFound(what="message", name=kind)
    if language not in LANGUAGES:
        raise NotFound(what="language", name=language)


async def _editor(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, code: str, kind: str,
    language: str, *, words: OwnText | None = None, no: str | None = None, to: str = "",
    parcels: int = 1,
) -> Response[Any]:  # fmt: skip
    _known(kind, language)
    one = await shop_by_code(read, code)
    counts = spoken(await own_texts(read, one.id), kind, language, language)
    versions = await text_versions(read, one.id, kind, language)
    words = words or OwnText(subject=counts.subject, body=counts.body)
    beside = await _beside(request, read, one, kind, language, words, parcels)
    return desk_page.show(
        "office/notice_text.html",
        status=422 if no or (beside.errors and request.method == "POST") else 200,
        shop=one,
        kind=kind,
        language=language,
        name=KIND_WORDS[kind][0],
        when=KIND_WORDS[kind][1],
        words=words,
        is_ours=counts.is_ours,
        seen=versions[0].version if versions else 0,
        versions=versions,
        errors=beside.errors,
        written=beside.written,
        no=no,
        to=to,
        parcels=parcels,
        tests=[m for m in await mails_of(read, one.id, one.id) if m.purpose == "notice.test"],
        names=NAMES,
        say_failure=say_failure,
        tongues=TONGUES,
        spoken_languages=LANGUAGES,
        kinds=[(each, KIND_WORDS[each][0]) for each in KINDS],
        subject_max=SUBJECT_MAX_CHARS,
        body_max=TEXT_MAX_CHARS,
        at=f"/office/shops/{one.code}/notices",
        is_shops_own=desk.shop_id is not None,
        may_save=desk.role in MAKERS["roles"],
    )


@get(PAGE + "/{kind:str}/{language:str}", opt=EVERYBODY)
async def show_text(
    request: AnyRequest, code: FromPath[str], kind: FromPath[str], language: FromPath[str],
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """The words of one message in one language."""
    return await _editor(request, desk, desk_page, read, code, kind, language)


@post(PAGE + "/{kind:str}/{language:str}", opt=MAKERS, status_code=200)
async def keep_text(
    request: AnyRequest, code: FromPath[str], kind: FromPath[str], language: FromPath[str],
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Save them (``do=save``), take ours again (``do=ours``), or only look (``do=look``)."""
    _known(kind, language)
    form = await desk_page.form()
    one = await shop_by_code(read, code)
    words, do, to = _words_in(form), form.get("do", "save"), form.get("to", "")
    parcels = 2 if form.get("parcels") == "2" else 1
    if do == "ours":
        words = OwnText()
    if do in ("look", "test"):
        no = None
        if do == "test":
            done = await _test(request, read, one, kind, language, words, to, parcels)
            if done is None:
                at = f"/office/shops/{one.code}/notices/{kind}/{language}"
                return go(at, said="test_queued")
            no = words_of(request, done)
        return await _editor(request, desk, desk_page, read, code, kind, language,
                             words=words, no=no, to=to, parcels=parcels)  # fmt: skip
    seen = form.get("seen", "")
    version = (
        int(seen) if seen.isascii() and seen.isdigit() and len(seen) < len("1000000") else None
    )
    done_text = await attempt(
        request,
        lambda tx: save_text(
            tx,
            one.id,
            kind,
            language,
            words,
            by=desk.user_id,
            seen=version,
        ),
    )
    if isinstance(done_text, Refusal):
        no = words_of(request, done_text)
        return await _editor(request, desk, desk_page, read, code, kind, language,
                             words=words, no=no, to=to)  # fmt: skip
    return go(f"/office/shops/{one.code}/notices/{kind}/{language}", said="notice_text_saved")


async def _test(
    request: AnyRequest, read: Read, one: ShopShown, kind: str, language: str, words: OwnText,
    to: str, parcels: int,
) -> Refusal | None:  # fmt: skip
    """Send what stands in the form to an address; None: it is on its way."""
    address = normal_address(to[:ADDRESS_MAX_CHARS])
    if address is None:
        return TestAddressWrong(address=to[:ADDRESS_MAX_CHARS])
    beside = await _beside(request, read, one, kind, language, words, parcels)
    made = beside.written
    if made is None:
        return None if not beside.errors else SeveralInvalid([])
    done = await attempt(request, lambda tx: _queue_test(tx, one, made, language, address))
    return done if isinstance(done, Refusal) else None


async def _queue_test(tx: Tx, one: ShopShown, made: Written, language: str, address: str) -> None:
    await queue_mail(
        tx, one.id, subject_id=one.id, purpose="notice.test", unique_key=f"test:{new_id()}",
        to=address, language=language, title=made.title, plain=made.plain, html=made.html,
    )  # fmt: skip


@post(PAGE + "/{kind:str}/{language:str}/frame", opt=EVERYBODY, status_code=200)
async def frame_text(
    request: AnyRequest, code: FromPath[str], kind: FromPath[str], language: FromPath[str],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """The mail itself for the frame beside the form; nothing is saved."""
    _known(kind, language)
    form = await desk_page.form()
    one = await shop_by_code(read, code)
    parcels = 2 if form.get("parcels") == "2" else 1
    beside = await _beside(request, read, one, kind, language, _words_in(form), parcels)
    if beside.written is None:
        return Response("", status_code=204, headers=_FRAME_HEADERS)
    last = await latest_template(read, one.id)
    html = beside.written.html
    if last and last.logo_id:
        # the frame is nobody's page: it has no cookie with which it could fetch a picture
        sign = await photo_bytes(read, last.logo_id, "thumbnail", shop_id=one.id)
        shown = f"data:image/jpeg;base64,{b64encode(sign).decode()}"
        html = html.replace(f"cid:{LOGO_ID}", shown)
    return Response(html, media_type=MediaType.HTML, headers=_FRAME_HEADERS)


handlers: Final = [
    own_notices, show_notices, keep_notices, keep_sender, show_text, keep_text, frame_text,
]  # fmt: skip
