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

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response
from litestar.enums import MediaType

from api import i18n
from api.asker import AnyRequest, language_of, wants_json
from api.house import House, house_of
from api.marks import BY, marks_of
from api.pages import Pages
from api.scanner.badge import ask_pin_of
from api.scanner.cards import NO_CARDS, Cards, card_of, help_for, nothing_here
from api.scanner.form import ScanForm, our_page, provide_form, see
from api.transaction import unit_of_work
from wms.access.people import AtWork
from wms.barcodes import BADGE_VALUE_DIGITS, Badge, Verb, command_code, parse
from wms.db import HALL, Hot, Read, Tx
from wms.errors import REFUSALS, Busy, Refusal
from wms.idempotency import (
    ScanMade,
    first_answer,
    keep_refused,
    keep_scan,
    kept_answer,
    kept_scan,
    refused,
)
from wms.settings import Settings

Work = Callable[[Tx, ScanForm], Awaitable[dict[str, Any] | None]]

#: a refused scan, told to a program
CONFLICT: Final = 409
_REFUSED: Final = "refused"


class Door:
    """Takes the scan of one request."""

    def __init__(self, request: AnyRequest, by: AtWork, form: ScanForm) -> None:
        self._request = request
        self._house: House = house_of(request.scope)
        self.by = by
        self.form = form
        self._is_card_read = False

    @property
    def is_program(self) -> bool:
        """Whether a program asks, which wants the answer itself and not a page."""
        return wants_json(self._request)

    @property
    def settings(self) -> Settings:
        """What this installation is set to."""
        return self._house.settings

    def reading(self) -> AbstractAsyncContextManager[Read]:
        """For a scan that must know something before its work begins."""
        return self._house.database.hall()

    async def accept(
        self,
        flow: str,
        *,
        back: str,
        work: Work,
        subject_id: UUID | None = None,
        takes_badges: bool = False,
        cards: Cards = NO_CARDS,
    ) -> Response[Any]:
        """Do ``work`` once for this scan_id and answer.

        ``back`` is the flow's screen; a str answer under ``"to"`` shows another floor screen
        instead (the run that was just begun). ``takes_badges``: here a badge is what is scanned
        and does not mean that its owner takes the device over. ``cards``: what command cards do
        here; any other card is answered by a sentence.
        """
        other = await self.aside(flow, back=back, cards=cards, takes_badges=takes_badges)
        if other is not None:
            return other
        return await self._do(flow, back, work, subject_id)

    async def _do(self, flow: str, back: str, work: Work, subject_id: UUID | None) -> Response[Any]:
        scan = self.scan_made(flow, subject_id)

        async def unit(tx: Tx) -> dict[str, Any]:
            first = await first_answer(tx, scan)
            if first is not None:
                return {**first, "repeated": True}
            answer = {"outcome": "ok", **(await work(tx, self.form) or {})}
            await keep_scan(tx, scan, answer)
            return answer

        try:
            answer = await unit_of_work(self._house, HALL, unit)
        except Busy:  # nobody judged the scan: it comes again, and must not find a no
            raise
        except Refusal as refusal:
            answer = await self._refused(scan, refusal)
        return self.answer(answer, back)

    async def accept_hot(
        self,
        flow: str,
        *,
        back: str,
        call: Callable[[Hot, ScanForm], Awaitable[str]],
        cards: Cards = NO_CARDS,
    ) -> Response[Any]:
        """The same for a flow whose one SQL function does it all and answers JSON text."""
        other = await self.aside(flow, back=back, cards=cards)
        if other is not None:
            return other
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
        return kept or refused(refusal)

    def scan_made(self, flow: str, subject_id: UUID | None) -> ScanMade:
        """The scan of this request, as it is kept."""
        return ScanMade(
            id=self.form.scan_id,
            operator_id=self.by.operator_id,
            device_id=self.by.device_id,
            flow=flow,
            code="" if _is_badge(self.form.code) else self.form.code,  # a badge is kept nowhere
            subject_id=subject_id,
        )

    async def aside(
        self, flow: str, *, back: str, cards: Cards = NO_CARDS, takes_badges: bool = False
    ) -> Response[Any] | None:
        """The answer when a badge or a command card was scanned; None: the code is the flow's."""
        if not takes_badges and (taken_over := await self.badge()) is not None:
            return taken_over
        card = None if self._is_card_read else card_of(self.form.code)
        if card is None:
            return None
        self._is_card_read = True  # what the card does comes by here again
        if card is Verb.HELP:
            return await self._do(flow, back, _help_at(back), None)
        if isinstance(card, Verb) and card in cards:
            doing = cards[card]
            return None if doing is None else await doing()
        no = await self._refused(self.scan_made(flow, None), nothing_here(card))
        return self.answer(no, back)

    async def badge(self) -> Response[Any] | None:
        """A badge scanned on any screen means: somebody else takes this device over."""
        if not _is_badge(self.form.code):
            return None
        return await ask_pin_of(self._request, self.form.code)

    def answer(self, answer: dict[str, Any], back: str) -> Response[Any]:
        """The answer of a scan: JSON for programs, else on to the screen that shows it."""
        is_refused = answer.get("outcome") == _REFUSED
        if self.is_program:
            if is_refused:
                answer = {**answer, **told(answer, self.by.language)}
            return Response(
                msgspec.json.encode(answer),
                status_code=CONFLICT if is_refused else 200,
                media_type=MediaType.JSON,
            )
        to = our_page(str(answer["to"])) if not is_refused and "to" in answer else back
        joint = "&" if "?" in to else "?"
        return see(f"{to}{joint}scan={self.form.scan_id}")


def _help_at(page: str) -> Work:
    async def show(_tx: Tx, _form: ScanForm) -> dict[str, Any]:
        return {"did": "help", "to": help_for(page)}

    return show


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

    def __init__(self, request: AnyRequest, by: AtWork | None) -> None:
        self._request = request
        self._house = house_of(request.scope)
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

    @property
    def settings(self) -> Settings:
        """What this installation is set to."""
        return self._house.settings

    @property
    def pages(self) -> Pages:
        """The templates, for a part of a page that is kept."""
        return self._house.pages

    async def hot(self) -> Hot:
        """For a screen whose facts are one SQL function's answer."""
        return await self._house.database.hot()

    def reading(self) -> AbstractAsyncContextManager[Read]:
        """For a screen that seldom reads more than that."""
        return self._house.database.hall()

    async def show(
        self, template: str, *, kept: dict[str, Any] | None = None, **facts: Any
    ) -> Response[str]:
        """Render ``template``; ``?scan=`` adds that scan's ``answer`` and tone, or its refusal.

        ``kept``: what that scan was answered, when the flow has asked already.
        """
        language = language_of(self._request)
        after = self._after_scan(kept or await self.kept(), language)
        shown = {
            "operator": self._by
            and {
                "id": self._by.operator_id,
                "name": self._by.name,
                "device_id": self._by.device_id,
            },
            "confirm_code": command_code(Verb.CONFIRM),
            "help_url": help_for(self._request.scope["path"]) if self._by else None,
            "answer": {},
            **facts,
            **after,
        }
        if "no" in after:
            template = "scanner/refusal.html"
        html = self._house.pages.render(template, language, **shown)
        return Response(html, media_type=MediaType.HTML)

    async def kept(self) -> dict[str, Any] | None:
        """What the scan that led here was answered."""
        if self._by is None or (scan_id := self.scan_id) is None:
            return None
        return await kept_answer(await self.hot(), scan_id)

    def _after_scan(self, answer: dict[str, Any] | None, language: str) -> dict[str, Any]:
        if answer is None:
            return {}
        if answer.get("outcome") != _REFUSED:
            spoken: dict[str, Any] = {k: answer[k] for k in ("tone", "say") if k in answer}
            return {"tone": "ok", "answer": answer, **spoken}
        no = {"code": answer.get("code", ""), **told(answer, language)}
        return {"tone": no["tone"], "no": no, "back": self._here()}

    def _here(self) -> str:
        """This page without the scan that led to it: what is in hand may stand in its address."""
        given = self._request.query_params.multi_items()
        query = urlencode([(name, value) for name, value in given if name != "scan"])
        path: str = self._request.scope["path"]
        return f"{path}?{query}" if query else path


async def provide_screen(request: AnyRequest) -> Screen:
    """The floor's screen. It asks for nothing else: each dependency more costs a page a task."""
    return Screen(request, marks_of(request.scope).get(BY))
