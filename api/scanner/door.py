"""What every flow of the floor does the same way: a scan comes in, a screen goes out.

A flow has a screen at its own address, a pure function of rows, and takes scans by POST:

    @get("/scanner/put-away")
    async def show(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Template:
        step = await next_step(read, by=screen.by)
        return await screen.show("scanner/put_away.html", step=step)

    @post("/scanner/put-away/scan", status_code=200)
    async def scan(door: NamedDependency[Door]) -> Response:
        return await door.accept(
            "put_away", back="/scanner/put-away",
            work=lambda tx, form: put_away.scan(tx, form.code, by=door.by),
        )

``work`` returns a dict (or None): its ``tone`` ("ok", "done", …) is played on the next screen, its
``say`` spoken. A repeat of a scan_id answers what the first one answered. A Refusal rolls back, is
kept with the scan, and stands full-screen until acknowledged. A handheld's program that accepts
JSON gets the answer itself.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.enums import MediaType

from api import i18n
from api.auth import BY
from api.errors import wants_json
from api.fault_pages import language_of
from api.house import House, house_of, marks_of
from api.rest.body import is_json
from api.transaction import unit_of_work
from wms.access.people import AtWork
from wms.barcodes import BADGE_VALUE_DIGITS, SCAN_MAX_CHARS, Badge, Verb, command_code, parse
from wms.db import HALL, Hot, Read, Tx, new_id
from wms.errors import N_, REFUSALS, Invalid, Kind, Refusal
from wms.idempotency import ScanMade, first_answer, keep_refused, keep_scan, kept_scan

AnyRequest = Request[Any, Any, Any]
Work = Callable[[Tx, "ScanForm"], Awaitable[dict[str, Any] | None]]

#: longest field of a floor form besides the code, characters
FIELD_MAX_CHARS: Final = 2000
SEE_OTHER: Final = 303
#: a refused scan, told to a program
CONFLICT: Final = 409
_REFUSED: Final = "refused"
_OUR_PAGE: Final = re.compile(r"/scanner(?:/[A-Za-z0-9._~/-]*)?(?:\?[A-Za-z0-9._~=&%+-]*)?")


class ScanTooLong(Refusal):
    """Longer than any barcode."""

    kind = Kind.INVALID
    code = "scan.too_long"
    sentence = N_("That was too long for a barcode. Scan one barcode at a time.")


class ScanForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a floor page posted: the code, the id that the page made for it, and other fields."""

    code: str
    scan_id: UUID
    fields: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """A field's value, "" when it did not come."""
        return self.fields.get(name, "")

    def number(self, name: str, *, minimum: int = 1, maximum: int = 1_000_000) -> int:
        """A whole number typed by hand.

        Raises:
            Invalid: it is not one, or outside of the bounds.
        """
        text = self[name].strip()
        if not (text.isascii() and text.isdigit()) or not minimum <= int(text[:12]) <= maximum:
            reason = f"{minimum}–{maximum}"
            raise Invalid(field=name, reason=reason)
        return int(text)

    def id(self, name: str) -> UUID:
        """A hidden field that carries an id.

        Raises:
            Invalid: it is not one.
        """
        try:
            return UUID(self[name])
        except ValueError as error:
            raise Invalid(field=name, reason=self[name][:SCAN_MAX_CHARS] or "–") from error


def read_form(body: bytes, content_type: str) -> ScanForm:
    """A posted form (or the same as JSON) as a `ScanForm`.

    Raises:
        Invalid: the fields cannot be read, or ``scan_id`` is not a UUID.
        ScanTooLong: the code is longer than any barcode.
    """
    try:
        if is_json(content_type):
            fields = msgspec.json.decode(body, type=dict[str, str])
        else:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200)
            fields = dict(pairs)
    except (ValueError, msgspec.MsgspecError) as error:
        raise Invalid(field="form", reason="–") from error
    code = fields.pop("code", "")
    if len(code) > SCAN_MAX_CHARS:
        raise ScanTooLong
    if any(len(v) > FIELD_MAX_CHARS or "\x00" in v for v in fields.values()) or "\x00" in code:
        raise Invalid(field="form", reason="–")
    given = fields.pop("scan_id", "")
    try:
        scan_id = UUID(given) if given else new_id()
    except ValueError as error:
        raise Invalid(field="scan_id", reason="UUID") from error
    return ScanForm(code=code, scan_id=scan_id, fields=fields)


async def provide_form(request: AnyRequest) -> ScanForm:
    """What the page posted."""
    return read_form(await request.body(), request.headers.get("content-type", ""))


def our_page(path: str | None) -> str:
    """A floor address to go on to, the menu when it is none: never leads off this site."""
    return path if path and _OUR_PAGE.fullmatch(path) and "//" not in path else "/scanner"


def see(path: str) -> Response[Any]:
    """303: show this screen now."""
    return Response(b"", status_code=SEE_OTHER, headers={"Location": path})


class Door:
    """Takes the scan of one request."""

    def __init__(self, request: AnyRequest, by: AtWork, form: ScanForm) -> None:
        self._request = request
        self._house: House = house_of(request.scope)
        self.by = by
        self.form = form

    async def accept(
        self,
        flow: str,
        *,
        back: str,
        work: Work,
        subject_id: UUID | None = None,
        takes_badges: bool = False,
    ) -> Response[Any]:
        """Do ``work`` once for this scan_id and answer.

        ``back`` is the flow's screen; a str answer under ``"to"`` shows another floor screen
        instead (the run that was just begun). ``takes_badges``: here a badge is what is scanned
        and does not mean that its owner takes the device over.
        """
        taken_over = None if takes_badges else await self.badge()
        if taken_over is not None:
            return taken_over
        scan = self._scan(flow, subject_id)

        async def unit(tx: Tx) -> dict[str, Any]:
            first = await first_answer(tx, scan)
            if first is not None:
                return {**first, "repeated": True}
            answer = {"outcome": "ok", **(await work(tx, self.form) or {})}
            await keep_scan(tx, scan, answer)
            return answer

        try:
            answer = await unit_of_work(self._house, HALL, unit)
        except Refusal as refusal:
            answer = await self._refused(scan, refusal)
        return self.answer(answer, back)

    async def accept_hot(
        self, *, back: str, call: Callable[[Hot, ScanForm], Awaitable[str]]
    ) -> Response[Any]:
        """The same for a flow whose one SQL function does it all and answers JSON text."""
        taken_over = await self.badge()
        if taken_over is not None:
            return taken_over
        hot = await self._house.database.hot()
        answer: dict[str, Any] = msgspec.json.decode(await call(hot, self.form))
        self._house.bell.wake()
        return self.answer(answer, back)

    async def _refused(self, scan: ScanMade, refusal: Refusal) -> dict[str, Any]:
        """Keep the no, unless a twin with the same id was faster: then its answer counts."""

        async def unit(tx: Tx) -> dict[str, Any] | None:
            await keep_refused(tx, scan, refusal)
            return await kept_scan(tx, scan.id)

        kept = await unit_of_work(self._house, HALL, unit)
        return kept or {"outcome": _REFUSED, "code": refusal.code, "facts": refusal.facts}

    def _scan(self, flow: str, subject_id: UUID | None) -> ScanMade:
        return ScanMade(
            id=self.form.scan_id,
            operator_id=self.by.operator_id,
            device_id=self.by.device_id,
            flow=flow,
            code="" if _is_badge(self.form.code) else self.form.code,  # a badge is kept nowhere
            subject_id=subject_id,
        )

    async def badge(self) -> Response[Any] | None:
        """A badge scanned on any screen means: somebody else takes this device over."""
        if not _is_badge(self.form.code):
            return None
        from api.scanner.login import ask_pin_of

        return await ask_pin_of(self._request, self.form.code)

    def answer(self, answer: dict[str, Any], back: str) -> Response[Any]:
        """The answer of a scan: JSON for programs, else on to the screen that shows it."""
        refused = answer.get("outcome") == _REFUSED
        if wants_json(self._request):
            if refused:
                answer = {**answer, **told(answer, self.by.language)}
            return Response(
                msgspec.json.encode(answer),
                status_code=CONFLICT if refused else 200,
                media_type=MediaType.JSON,
            )
        to = our_page(str(answer["to"])) if not refused and "to" in answer else back
        joint = "&" if "?" in to else "?"
        return see(f"{to}{joint}scan={self.form.scan_id}")


def _is_badge(code: str) -> bool:
    # the cheap look first: on the scan path every code comes by here
    return len(code) >= BADGE_VALUE_DIGITS and isinstance(parse(code), Badge)


def told(answer: dict[str, Any], language: str) -> dict[str, str]:
    """A refused answer in a person's language: sentence and tone."""
    known = REFUSALS.get(str(answer.get("code")), Refusal)
    facts = {str(k): "–" if v is None else v for k, v in (answer.get("facts") or {}).items()}
    return {"sentence": i18n.translate(language, known.sentence, **facts), "tone": known.tone}


async def provide_door(request: AnyRequest) -> Door:
    """The door for scans. It asks for nothing else: each dependency more costs a scan a task."""
    by: AtWork = marks_of(request.scope)[BY]
    return Door(request, by, await provide_form(request))


class Screen:
    """Shows a floor page to the person at work."""

    def __init__(self, request: AnyRequest, by: AtWork | None, read: Read) -> None:
        self._request = request
        self._house = house_of(request.scope)
        self._read = read
        self._by = by

    @property
    def by(self) -> AtWork:
        """Who looks at it."""
        assert self._by is not None, "an open page has nobody at work"
        return self._by

    @property
    def scan_id(self) -> UUID | None:
        """The scan that led here."""
        given = self._request.query_params.get("scan")
        try:
            return UUID(given) if given else None
        except ValueError:
            return None

    async def hot(self) -> Hot:
        """For a screen whose facts are one SQL function's answer."""
        return await self._house.database.hot()

    async def show(
        self, template: str, *, kept: dict[str, Any] | None = None, **facts: Any
    ) -> Response[str]:
        """Render ``template``; ``?scan=`` adds that scan's ``answer`` and tone, or its refusal.

        ``kept``: what that scan was answered, when the flow has asked already.
        """
        language = language_of(self._request)
        after = self._after_scan(kept or await self._kept(), language)
        shown = {
            "operator": {"id": self._by.operator_id, "name": self._by.name} if self._by else None,
            "confirm_code": command_code(Verb.CONFIRM),
            "answer": {},
            **facts,
            **after,
        }
        if "no" in after:
            template = "scanner/refusal.html"
        with i18n.speaking(language):
            html = self._house.templates.get_template(template).render(**shown)
        return Response(html, media_type=MediaType.HTML)

    async def _kept(self) -> dict[str, Any] | None:
        if self._by is None or (scan_id := self.scan_id) is None:
            return None
        return await kept_scan(self._read, scan_id)

    def _after_scan(self, answer: dict[str, Any] | None, language: str) -> dict[str, Any]:
        if answer is None:
            return {}
        if answer.get("outcome") != _REFUSED:
            spoken: dict[str, Any] = {k: answer[k] for k in ("tone", "say") if k in answer}
            return {"tone": "ok", "answer": answer, **spoken}
        no = {"code": answer.get("code", ""), **told(answer, language)}
        return {"tone": no["tone"], "no": no, "back": self._request.scope["path"]}


async def provide_screen(request: AnyRequest, read: NamedDependency[Read]) -> Screen:
    """The floor's screen."""
    return Screen(request, marks_of(request.scope).get(BY), read)
