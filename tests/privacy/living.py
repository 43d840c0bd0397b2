"""A person whose order lives its whole life, and the search for what is left of them."""

from __future__ import annotations

import base64
import re
import zlib
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text

from tests.contact.conftest import at_desk
from tests.orders.asking import ask
from tests.packing.bench import Bench, Picked
from tests.photos.pictures import picture
from wms import tables
from wms.cases.open import open_case
from wms.cases.resolve import Remedy, resolve_case
from wms.cases.talk import add_task, say_in_case
from wms.contact.mailboxes import NewMailbox, keep_arrived, set_mailbox
from wms.contact.say import File, say, thread_for
from wms.db import HALL, Database
from wms.mail.outgoing import queue_mail
from wms.orders.place import place
from wms.packing.evidence.photos import keep_photo
from wms.packing.prints.lease import due_print_jobs
from wms.photos.develop import develop
from wms.picking.cancel import cancel
from wms.seals.seals import closed
from wms.settings import Settings
from wms.shipping.again.reship import ReshipAsked, send_again
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import close_manifest
from workers.inbox import file_waiting
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
KEYED = Settings(secret_key="test-" + "0" * 40)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


async def lived(bench: Bench, spool: Path, *, is_sent_again: bool = True) -> tuple[Picked, UUID]:
    """An order of the person through its whole life; and a picture of it."""
    external_id = "WEB-1"
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
        desk = await at_desk(tx)
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
            "INSERT INTO order_changes (shop_id, batch_id, order_id, user_id, what, asked, "
            "outcome, before, no) SELECT :shop, gen_random_uuid(), :order, id, 'hold', "
            "jsonb_build_object('note', CAST(:words AS text)), 'refused', "
            "jsonb_build_object('note', CAST(:words AS text)), jsonb_build_object('code', 'x', "
            "'facts', CAST(:failure AS jsonb)) FROM office_users",
            "INSERT INTO label_decisions (shop_id, parcel_id, what, carrier, service, failure, "
            "user_id) SELECT p.shop_id, p.id, 'held', 'house', 'standard', "
            "CAST(:failure AS jsonb), u.id FROM parcels p, office_users u",
            "INSERT INTO print_contents (shop_id, job_id, content_type, content) "
            "SELECT shop_id, id, 'pdf', convert_to(:words, 'UTF8') FROM print_jobs LIMIT 1",
            "INSERT INTO courier_accounts (carrier, label, locked) VALUES ('dpd', 'Ours', 'x')",
            "INSERT INTO courier_protocols (manifest_id, account_id, status, content) SELECT "
            "m.id, a.id, 'done', convert_to(:words, 'UTF8') FROM manifests m, courier_accounts a",
            "INSERT INTO platform_connections (shop_id, kind, label, url, locked) "
            "VALUES (:shop, 'woocommerce', 'Shop', 'https://shop.example.com', 'x')",
            "INSERT INTO platform_orders (shop_id, connection_id, platform_id, number, status, "
            "order_id, state, ordered_at, changed_at, failure) SELECT shop_id, id, '7', 'WEB-1', "
            "'here', :order, 'processing', now(), now(), CAST(:failure AS jsonb) "
            "FROM platform_connections",
            "INSERT INTO platform_messages (shop_id, connection_id, delivery_id, topic, "
            "platform_id, content_locked, status) SELECT shop_id, id, 'd', 'order.updated', '7', "
            "convert_to(:words, 'UTF8'), 'done' FROM platform_connections",
            "INSERT INTO platform_tellings (shop_id, connection_id, what, platform_id, order_id, "
            "unique_key, status, answer) SELECT shop_id, id, 'note', '7', :order, 'k', 'done', "
            ":words FROM platform_connections",
            "INSERT INTO slip_batches (id, asked_by, paper, sort, slips, letters) SELECT "
            "gen_random_uuid(), u.id, 'A4', 'number', 1, jsonb_build_object(CAST(o.number AS text),"
            " CAST(:words AS text)) FROM orders o, office_users u WHERE o.id = :order",
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
        await add_task(tx, shop, case.id, f"{SAID} {NOTE}")
        await say_in_case(tx, shop, case.id, SAID, from_="us", by=desk, is_note=True)
        await say(tx, shop, thread, channel="chat", from_="consumer", words=SAID)
        for sql in (
            "INSERT INTO contact_drafts (shop_id, thread_id, user_id, channel, words_sealed) "
            "VALUES (:shop, :thread, :user, 'email', :words)",
            "INSERT INTO survey_answers (shop_id, order_id, scale, score, comment_sealed, carrier) "
            "VALUES (:shop, :order, 'ten', 9, :words, 'house')",
        ):
            key = {"shop": shop, "order": order.id, "thread": thread, "user": desk.user_id}
            words = await closed(tx, shop, order.id, SAID)
            await tx.execute(
                text(sql), {k: v for k, v in (key | {"words": words}).items() if f":{k}" in sql}
            )
        if is_sent_again:
            again = await send_again(tx, shop, order.id, ReshipAsked(reason="missing"))
            await cancel(tx, shop, again.order_id)
        await resolve_case(tx, shop, case.id, Remedy(what="none"), by=None)
        photo = await tx.scalar(text("SELECT photo_id FROM parcel_photos LIMIT 1"))
    await writes(bench.db, KEYED, shop, 1, subject=external_id)
    return order, photo


async def writes(
    db: Database, settings: Settings, shop: UUID, uid: int, *, subject: str, reason: str = ""
) -> None:
    """The person writes to the shop's mailbox, and what came is filed, or set aside."""
    mail = EmailMessage()
    mail["From"] = f"{PERSON['name']} <{PERSON['email'].upper()}>"
    mail["To"] = "shop@example.com"
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{uid}@example.com>"
    mail.set_content(f"{SAID}, {PERSON['street']}")
    async with db.begin(HALL) as tx:
        box = await tx.scalar(text("SELECT id FROM mailboxes")) or await set_mailbox(
            tx, settings,
            NewMailbox(shop_id=shop, host="imap.example.com", port=993, tls="tls", login="shop",
                       password="secret", folder="INBOX", is_active=True),
        )  # fmt: skip
        await keep_arrived(
            tx, settings, box, uid_validity=1, uid=uid, raw=mail.as_bytes(), reason=reason or None
        )
    await file_waiting(db, settings)


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
