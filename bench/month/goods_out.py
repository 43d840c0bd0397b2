"""Orders: placed by the shops, walked for, packed, loaded, handed over; and some come back."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import text

from bench.month.people import Hand, Job, Program, is_refused
from bench.month.plan import Order, Product
from bench.month.site import Site
from wms.barcodes import Kind, label_code
from wms.db import HALL, Database, new_id

PICK, PACK, LOAD, BACK = "/scanner/pick", "/scanner/pack", "/scanner/load", "/scanner/return"
LOOK_S: Final = 0.2
#: all labels of a day are bought within this, or something is broken, s
PATIENCE_S: Final = 240.0
#: the consumer of every order
RECIPIENT: Final = {
    "name": "Anna Żółkiewska", "street": "Świętokrzyska 12/7", "postcode": "00-950",
    "city": "Warszawa", "country": "PL", "email": "anna@example.com", "phone": "+48600100200",
}  # fmt: skip
#: a serial number in a GS1 code (General Specifications 3.5.2) that begins with our letter
_SERIAL_FIELD: Final = "21S"
_LINE: Final = re.compile(r"[?&]line=([0-9a-f-]{36})")
_UNLABELLED: Final = text("SELECT count(*) FROM parcels WHERE status = 'packed'")
#: most of what comes back is as new
GRADES: Final = {"A": 0.7, "B": 0.2, "C": 0.1}


@dataclass
class Outbound:
    """What is on its way out: shared by everybody at work."""

    site: Site
    #: by shop's name and SKU
    products: dict[tuple[str, str], Product]
    parcels: list[int] = field(default_factory=list)
    #: orders whose label asks for more than it should, or that are no more to be packed
    left_over: list[str] = field(default_factory=list)


async def place(program: Program, order: Order) -> None:
    """Order it."""
    await program.post(
        "order placed",
        "/v1/orders",
        {
            "external_id": order.name,
            "recipient": RECIPIENT,
            "lines": [{"sku": product.sku, "quantity": n} for product, n in order.lines],
            "carrier": "house",
            "service": "standard",
            "language": "pl",
        },
    )


def walking(out: Outbound) -> Job:
    """Take a walk, pick it, and pack what is in its totes."""

    async def job(hand: Hand) -> None:
        begun = await hand.post("walk begun", PICK)
        if is_refused(begun):  # nothing waits
            return
        for tote, codes in (await _walk(out, hand, str(begun["to"]))).values():
            if await _pack(out, hand, tote, codes):
                out.site.totes.append(tote)

    return job


async def _walk(out: Outbound, hand: Hand, address: str) -> dict[str, tuple[str, list[str]]]:
    filled: dict[str, tuple[str, list[str]]] = {}
    step: dict[str, Any] = {"expects": "tote"}
    while step["expects"] != "nothing":
        code = ""
        match step["expects"]:
            case "tote":
                code = out.site.totes.pop(0)
                filled[_tote_name(code)] = (code, [])
            case "place":
                code = step["place_label"]
            case _:
                code = _piece(out.products[step["shop"], step["sku"]], step)
        reply = await hand.post("pick scan", f"{address}/scan", code=code)
        if is_refused(reply) or "next" not in reply:
            raise AssertionError(f"a picker who did as told was stopped: {step} {code} {reply}")
        if step["expects"] == "item":
            filled[step["tote"]][1].append(code)
        step = reply["next"]
    return filled


def _piece(product: Product, step: dict[str, Any]) -> str:
    lot = step["lot"]
    if lot is None and product.is_by_serial:
        return product.serial_code(f"S{new_id().int % 10**12:012}")
    until = step["expires_on"]
    return product.code(lot, date.fromisoformat(until) if until else None)


async def _pack(out: Outbound, hand: Hand, tote: str, codes: list[str]) -> bool:
    """Whether the parcel is closed and the tote is empty."""
    opened = await hand.post("tote opened", f"{PACK}/scan", code=tote)
    if is_refused(opened) or "parcel" not in opened:
        out.left_over.append(f"tote {tote}: {opened}")
        return False
    packed: dict[str, Any] = {}
    address = f"{PACK}/{opened['parcel']}"
    for code in codes:
        packed = await hand.post("pack scan", f"{address}/scan", code=code)
        if packed.get("did") == "which_serial":  # the code could be read in two ways
            serial = "S" + code.partition(_SERIAL_FIELD)[2]
            packed = await hand.post(
                "pack serial", f"{address}/serial", code=serial, item=packed["code"]
            )
    if packed.get("did") != "closed":
        out.left_over.append(f"parcel {opened['parcel']}: {packed}")
        return False
    out.parcels.append(opened["parcel"])
    return True


def _tote_name(label: str) -> str:
    """What people call the tote with this label."""
    return f"T-{int(label[2:9]):04}"


async def hand_over(out: Outbound, hands: tuple[Hand, ...]) -> int:
    """Load what was packed today onto the courier's lorry and sign for it; how many parcels."""
    await _labelled(out.site.database)
    parcels, out.parcels = out.parcels, []
    if not parcels:
        return 0
    first, *rest = parcels
    begun = await hands[0].post("parcel loaded", f"{LOAD}/scan", code=_label(first))
    address = str(begun["to"])

    async def load(hand: Hand, mine: list[int]) -> None:
        for parcel in mine:
            await hand.post("parcel loaded", f"{address}/scan", code=_label(parcel))

    await asyncio.gather(*(load(h, rest[n :: len(hands)]) for n, h in enumerate(hands)))
    await hands[0].post("manifest signed", f"{address}/close", signed_by="Jan Kowalski")
    return len(parcels)


def _label(parcel: int) -> str:
    return label_code(Kind.PARCEL, parcel)


async def _labelled(database: Database) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        async with database.read(HALL) as read:
            left = await read.scalar(_UNLABELLED)
        if not left:
            return
        assert time.monotonic() < until, f"are the workers at work? {left} parcels have no label"
        await asyncio.sleep(LOOK_S)


async def announce_return(program: Program, order: Order) -> str | None:
    """One line of it comes back; what is on the parcel. None: it has not even left."""
    product, _ = order.lines[0]
    tracking = f"BACK-{order.name}"
    body = {
        "external_id": f"R-{order.name}",
        "order_external_id": order.name,
        "lines": [{"sku": product.sku, "quantity": 1}],
        "tracking_number": tracking,
    }
    told = await program.post("return announced", "/v1/returns", body)
    return None if is_refused(told) else tracking


def taking_back(site: Site, order: Order, tracking: str, grade: str, *, home: str) -> Job:
    """Find the parcel, scan what is in it, grade it, put it away."""
    product, _ = order.lines[0]
    where, blame = {
        "A": (home, "unknown"), "B": ("QUAR-1", "unknown"), "C": ("QUAR-1", "consumer"),
    }[grade]  # fmt: skip
    goes = "restock" if grade == "A" and not product.needs_lot else "quarantine"

    async def job(hand: Hand) -> None:
        found = await hand.post("return found", BACK, code=tracking)
        if is_refused(found):
            return
        address = str(found["to"])
        scanned = await hand.post("return scan", f"{address}/scan", code=product.ean)
        if is_refused(scanned):
            return
        page = await hand.see(str(scanned.get("to") or address))
        asked = next((form for form in page.forms if form.fields.get("ask") == "lot"), None)
        if asked is not None:  # which lot is printed on it: the first of those that were shipped
            lots = {name: value for name, value, _ in asked.buttons[:1] if name}
            kept = {name: value for name, value in asked.fields.items() if name != "scan_id"}
            said = await hand.post("return lot", asked.action, **(kept | lots))
            if is_refused(said):
                return
            page = await hand.see(str(said.get("to") or address))
        [line] = {m.group(1) for href, _ in page.links if (m := _LINE.search(href))}
        await hand.post(
            "return graded", f"{address}/place", line=line, grade=grade, blame=blame,
            reason="broken" if grade == "C" else "", disposition=goes, quantity="1",
            code=site.labels[where if goes == "restock" else "QUAR-1"],
        )  # fmt: skip

    return job
