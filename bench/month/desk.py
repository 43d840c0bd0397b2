"""The office's part, and the shops' by hand: corrections, decisions, and what happens at night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID

from bench.month.people import Hand, Job, Program, Tally, is_refused
from bench.month.plan import Product
from bench.month.site import Site
from wms.db import HALL
from wms.errors import Refusal
from wms.inbound.decision_links import DECIDE_PATH, About, DecisionLink, issue
from wms.stock.propose import Asked, agree, propose, turn_down
from workers.nightly import CHORES

#: what is done after the day's work, in this order; the worker process does the same by its clock
NIGHT: Final = (
    "close days of the ledger", "decide overdue differences", "watch expiry dates",
    "replenish pick faces",
)  # fmt: skip
#: of all differences one in so many is left until the deadline
LEFT_EVERY: Final = 4
#: a second person says no to every so many-th correction
DOUBTED_EVERY: Final = 4
#: kind of difference → what shops decide in turn; what did not come can only be accepted
DECISIONS: Final = {
    "over": ("accept", "quarantine", "return_to_supplier"),
    "damaged": ("quarantine", "return_to_supplier"),
    # some of it is sold off: the expiry chore takes it from the shelf all the same
    "short_dated": ("accept",),
}
_ACCEPT: Final = ("accept",)
_PAGE: Final = "200"
_DOCK: Final = "/scanner/receive"


class Desk:
    """What the office and the shops decide, and how often each of it happened."""

    def __init__(self, site: Site, tally: Tally) -> None:
        self._site = site
        self._done = tally.done
        self._large, self._seen, self._by_hand = count(1), count(), count()
        self._left: set[str] = set()

    async def night(self) -> None:
        """Chores whose time has come by the calendar of the month."""
        for name in NIGHT:
            self._note(name, await CHORES[name][1](self._site.database))

    def _note(self, name: str, outcome: str) -> None:
        match name:
            case "decide overdue differences":
                self._done["differences left to their deadline"] += int(outcome.split()[0])
            case "watch expiry dates":
                self._done["balances set aside for their date"] += int(outcome.split()[-4])

    async def put_right(self, product: Product, change: int, *, place: str) -> None:
        """The books on one product are corrected; above the limit two persons agree."""
        one, other = self._site.approvers[:2]
        asked = Asked(
            shop_id=self._site.shop_ids[product.shop], sku=product.sku, place=place,
            kind="more" if change > 0 else "fewer", quantity=abs(change),
            why="found" if change > 0 else "lost",
        )  # fmt: skip
        try:
            async with self._site.database.begin(HALL) as tx:
                said = await propose(tx, asked, by=one)
            if said.status == "proposed":
                is_doubted = next(self._large) % DOUBTED_EVERY == 0
                async with self._site.database.begin(HALL) as tx:
                    second = turn_down if is_doubted else agree
                    said = await second(tx, said.number, by=other)
                self._done[f"corrections {said.status} by two"] += 1
            else:
                self._done["corrections done by one"] += 1
        except Refusal:  # promised, kept by lot, or none there: the person leaves it
            return

    async def decide(self, shop: int) -> list[Job]:
        """A shop looks at what differs: some of it its program decides, some a person by a link.

        The jobs that come of it: the supplier's driver takes goods along.
        """
        program = self._site.programs[shop]
        open_ones = await _differences(program, "open")
        by_asn: dict[str, list[dict[str, Any]]] = {}
        for one in open_ones:
            if one["id"] in self._left:
                continue
            if next(self._seen) % LEFT_EVERY == LEFT_EVERY - 1:
                self._left.add(one["id"])
                continue
            by_asn.setdefault(one["asn_id"], []).append(one)
        for asn, some in by_asn.items():
            if next(self._by_hand) % 2:
                await self._decide_by_link(program, shop, asn, some)
            else:
                await self._decide_by_program(program, some)
        going = await _differences(program, "decided")
        return [
            self._handing_back(one["asn_id"], one["id"])
            for one in going
            if one["decision"] == "return_to_supplier"
        ]

    async def _decide_by_program(self, program: Program, some: list[dict[str, Any]]) -> None:
        for one in some:
            path = f"/v1/asns/{one['asn_id']}/discrepancies/{one['id']}/decide"
            body = {"decision": _decision(one)}
            if not is_refused(await program.post("difference decided", path, body)):
                self._done["differences decided by REST"] += 1

    async def _decide_by_link(
        self, program: Program, shop: int, asn: str, some: list[dict[str, Any]]
    ) -> None:
        """Its deadline is in the month's past, and the web process reads today's clock: the link is
        signed once more, until tomorrow."""
        link = DecisionLink(
            about=About.DELIVERY, shop_id=self._site.shop_ids[shop], subject_id=UUID(asn),
            ends_at=datetime.now(UTC) + timedelta(days=1),
        )  # fmt: skip
        path = f"{DECIDE_PATH}/{issue(self._site.settings.secret_key, link)}"
        fields = {f"decision-{one['id']}": _decision(one) for one in some}
        if await program.send_form("decision by link", path, fields) == 200:
            self._done["differences decided by link"] += len(some)

    def _handing_back(self, asn: str, difference: str) -> Job:
        async def job(hand: Hand) -> None:
            gone = await hand.post("handed back", f"{_DOCK}/{asn}/back/{difference}")
            hand.managed("goods handed back to the supplier", gone)

        return job


def _decision(one: dict[str, Any]) -> str:
    some = DECISIONS.get(one["kind"], _ACCEPT)
    return some[UUID(one["id"]).int % len(some)]


async def _differences(program: Program, status: str) -> list[dict[str, Any]]:
    query = [("status", status), ("limit", _PAGE)]
    told = await program.get(f"differences {status}", "/v1/discrepancies", query)
    return list(told["items"])
