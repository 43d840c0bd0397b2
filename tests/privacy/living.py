"""A person whose order lives its whole life, and the search for what is left of them."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text

from tests.orders.asking import ask
from tests.packing.bench import Bench, Picked
from tests.photos.pictures import picture
from wms import tables
from wms.cases.open import open_case
from wms.cases.resolve import Remedy, resolve_case
from wms.contact.say import File, say, thread_for
from wms.db import HALL, Database
from wms.mail.outgoing import queue_mail
from wms.orders.place import place
from wms.packing.evidence.photos import keep_photo
from wms.packing.prints.lease import due_print_jobs
from wms.photos.develop import develop
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import close_manifest
from workers.labels import buy
from workers.print_files import print_job

#: words that stand nowhere else in the world
PERSON = {
    "name": "Zefiryna Kwaśniewska",
    "company": "Quoblexia Sp",
    "street": "ul. Zmyślona 737",
    "postcode": "99-737",
    "city": "Wymyślin",
    "country": "PL",
    "email": "zefiryna.q737@example.com",
    "phone": "+48600737737",
}
GIFT, SAID, NOTE = "Kochanej Wandziulce", "Moja sąsiadka Bronisława", "dzwonić do Eustachego"
WORDS = (
    "Zefiryna", "Kwaśniewska", "Quoblexia", "Zmyślona 737", "99-737", "Wymyślin",
    "zefiryna.q737", "600737737", "Wandziulce", "Bronisława", "Eustachego",
)  # fmt: skip
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


async def lived(bench: Bench, spool: Path, external_id: str = "WEB-1") -> tuple[Picked, UUID]:
    """An order of the person through its whole life; and a picture of it."""
    wanted = msgspec.convert(
        msgspec.to_builtins(ask(external_id, TEA=1)) | {"recipient": PERSON, "gift_note": GIFT},
        type(ask(external_id, TEA=1)),
    )
    shop = bench.shop.id
    placed = await place(await bench.db.hot(), shop, wanted)
    order = Picked(placed.id, placed.number, external_id, await bench.walked(placed.id))
    opened = await bench.open(order.tote)
    assert opened.parcel is not None
    seen = develop(picture())
    async with bench.db.begin(HALL) as tx:
        await keep_photo(tx, opened.parcel, seen, scan_id=uuid4(), by=bench.ola)
    await bench.scan(opened.parcel, "TEA")
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("INSERT INTO order_documents (shop_id, order_id, kind, content) "
                 "VALUES (:shop, :order, 'invoice', :pdf)"),
            {"shop": shop, "order": order.id, "pdf": b"%PDF-1.4 " + PERSON["name"].encode()},
        )  # fmt: skip
    async with bench.db.read(HALL) as read:
        shipments = await due_shipments(read, 10)
    for key in shipments:
        await buy(bench.db, carriers(Settings()), *key)
    async with bench.db.read(HALL) as read:
        jobs = await due_print_jobs(read, 10)
    for key in jobs:
        await print_job(bench.db, spool, *key)
    async with bench.db.begin(HALL) as tx:
        number = await tx.scalar(text("SELECT tracking_number FROM shipments"))
        loaded = await loading.load_anywhere(tx, number, by=bench.ola)
        await close_manifest(tx, loaded.manifest, signed_by="P", by=bench.ola)
        refused = msgspec.json.encode({"code": "carrier.refused", "words": NOTE}).decode()
        given = {
            "shop": shop, "order": order.id, "named": str(order.id), "failure": refused,
            "words": f"{NOTE} {PERSON['email']}",
        }  # fmt: skip
        for sql in (
            "UPDATE orders SET shipped_at = now() - interval '31 days', "
            "note = :words WHERE shop_id = :shop AND id = :order",
            "INSERT INTO order_holds (shop_id, order_id, code, owner, note, released_at) "
            "VALUES (:shop, :order, 'address', 'shop', :words, clock_timestamp())",
            "UPDATE shipments SET failure = CAST(:failure AS jsonb) WHERE shop_id = :shop",
            "INSERT INTO tracking_events (shop_id, shipment_id, event_key, code, words, place, "
            "occurred_at, source) SELECT shop_id, id, 'k', 'c', :words, :words, now(), 'poll' "
            "FROM shipments WHERE shop_id = :shop",
            "INSERT INTO courier_messages (carrier, digest, body, heard, status) "
            "SELECT carrier, 'x', convert_to(tracking_number || :words, 'UTF8'), '[]', 'done' "
            "FROM shipments WHERE shop_id = :shop",
            "INSERT INTO idempotency_keys (shop_id, key, request_hash, answer) VALUES (:shop, 'k', "
            "'h', convert_to(CAST(:named AS text) || :words, 'UTF8'))",
            "INSERT INTO returns (shop_id, order_id, status, note) "
            "VALUES (:shop, :order, 'rejected', :words)",
        ):
            await tx.execute(text(sql), {k: v for k, v in given.items() if f":{k}" in sql})
        thread = await thread_for(tx, shop, order_id=order.id)
        note = File(name=f"{SAID}.txt", media_type="text/plain", content=SAID.encode())
        await say(tx, shop, thread, channel="email", from_="consumer", words=SAID,
                  attachments=[note])  # fmt: skip
        await queue_mail(
            tx, shop, subject_id=order.id, purpose="notice.shipped", unique_key="shipped",
            to=PERSON["email"], language="pl", title=GIFT, plain=SAID, thread_id=thread,
        )  # fmt: skip
        case = await open_case(tx, shop, kind="complaint", title=SAID, order_id=order.id)
        await resolve_case(tx, shop, case.id, Remedy(what="none"), by=None)
        photo = await tx.scalar(text("SELECT photo_id FROM parcel_photos LIMIT 1"))
    return order, photo


def faces(word: str) -> list[bytes]:
    """A word as it may stand in a dump."""
    plain = word.encode()
    inner = base64.b64encode(b"..." + plain + b"...")[4:-8]  # three bytes are four letters
    return [
        plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode(),
        word.encode("unicode_escape"), word.upper().encode(), inner,
        base64.b64encode(plain)[:-4],
    ]  # fmt: skip


def unpacked(content: bytes) -> bytes:
    """A PDF's streams, laid open."""
    found = [content]
    for stream in STREAM.findall(content):
        raw = stream.strip()
        if raw.endswith(b"~>"):
            raw = base64.a85decode(raw[:-2])
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return b"\n".join(found)


def cells(cell: object) -> bytes:
    """A cell as it stands in a dump; of a file what is in it."""
    return unpacked(cell) if isinstance(cell, bytes) else str(cell).encode()


async def dump(db: Database, folder: Path) -> dict[str, bytes]:
    """Everything that there is: each table's rows, each file."""
    found = {}
    async with db.read(HALL) as read:
        for table in tables.metadata.sorted_tables:
            rows = (await read.execute(text(f"SELECT * FROM {table.name}"))).all()
            found[table.name] = b"\n".join(cells(cell) for row in rows for cell in row)
    return found | files(folder)


def files(folder: Path) -> dict[str, bytes]:
    """What is in each file, laid open."""
    return {path.name: unpacked(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def where(dumped: dict[str, bytes]) -> dict[str, set[str]]:
    """Which of the person's words stand where."""
    found: dict[str, set[str]] = {}
    for word in WORDS:
        for name, content in dumped.items():
            if any(face in content for face in faces(word)):
                found.setdefault(name, set()).add(word)
    return found
