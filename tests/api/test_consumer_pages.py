"""The consumer's page of an order, from the bench to the withdrawal, through the real doors."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import msgspec
import pytest
from sqlalchemy import text

from api.app import Doors
from api.asker import path_for_log
from tests.orders.asking import ask
from tests.packing.bench import Bench, open_bench
from tests.photos.pictures import picture
from wms.access.keys import issue_key
from wms.consumer.answers import AnswerWritten, add_answer
from wms.consumer.rules import ConsumerTerms, set_consumer_rules
from wms.db import HALL, Database
from wms.inbound.decision_links import DECIDE_PATH
from wms.mail.letter import Letter
from wms.notices.survey_links import SURVEY_PATH
from wms.orders.holds import hold_order
from wms.orders.person import person
from wms.orders.place import Placed, place
from wms.returns.unidentified.links import WHOSE_PATH
from wms.seals.seals import destroy, opened
from wms.settings import Settings
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.tracking.track import track
from wms.shops.consumer_links import ORDER_PATH, order_link
from workers.labels import buy

#: what no page may show of Anna (tests/orders/asking.py)
SECRETS = ("Anna", "Żółć", "Świętokrzyska", "00-950", "anna@", "600100200")


def link(app: Doors, bench: Bench, order_id: object) -> str:
    return order_link(app.house.settings.secret_key, bench.shop.id, order_id)  # type: ignore[arg-type]  # an order's id


async def _placed(bench: Bench, external_id: str = "WEB-1", **lines: int) -> Placed:
    return await place(await bench.db.hot(), bench.shop.id, ask(external_id, **lines))


async def _sent(bench: Bench, **lines: int) -> str:
    """An order that its courier has; its tracking number."""
    await bench.packed(**lines)
    async with bench.db.read(HALL) as read:
        key = (await due_shipments(read, 1))[0]
    await buy(bench.db, carriers(Settings()), *key)
    tracking: str = await bench.value("SELECT tracking_number FROM shipments")
    async with bench.db.begin(HALL) as tx:
        loaded = await loading.load_anywhere(tx, tracking, by=bench.ola)
        await close_manifest(tx, loaded.manifest, signed_by="P", by=bench.ola)
    return tracking


async def test_whoever_has_the_link_sees_how_far_it_is_and_nobody_s_address(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    tracking = await _sent(bench, TEA=2)
    order_id = await bench.value("SELECT id FROM orders")
    page = await client.get(link(app, bench, order_id))
    assert page.status_code == 200, page.text
    assert "Your order is on its way." in page.text and tracking in page.text
    assert "The courier has taken it." in page.text or "waits for the courier" in page.text
    assert "A. Ż." in page.text and "Warszawa" in page.text
    for secret in SECRETS:
        assert secret not in page.text, secret
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    german = await client.get(link(app, bench, order_id), params={"language": "de"})
    assert "Ihre Bestellung ist unterwegs." in german.text


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (f"{ORDER_PATH}/secret/withdraw", "/o/…/withdraw"),
        (f"{SURVEY_PATH}/secret", "/survey/…"),
        (f"{SURVEY_PATH}/secret/unsubscribe", "/survey/…/unsubscribe"),
        (f"{DECIDE_PATH}/secret", "/decide/…"),
        (f"{WHOSE_PATH}/secret", "/whose/…"),
        ("/couriers/inpost/7/secret/news", "/couriers/inpost/7/…/news"),
        ("/couriers/house/news", "/couriers/house/news"),
        ("/office/orders/7", "/office/orders/7"),
    ],
)
def test_what_opens_a_door_by_itself_stands_in_no_log(path: str, logged: str) -> None:
    assert path_for_log(path) == logged


async def test_wrong_erased_and_other_shops_links_all_look_alike(
    client: httpx.AsyncClient, app: Doors, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = await open_bench(db)
    placed = await _placed(bench, TEA=1)
    own = link(app, bench, placed.id)
    assert (await client.get(f"{own}/ask")).status_code == 200
    logged = capsys.readouterr().out
    assert "/o/…/ask" in logged and own not in logged, "no log opens it"
    other = order_link(app.house.settings.secret_key, uuid4(), placed.id)
    changed = own[:-1] + ("A" if own[-1] != "A" else "B")
    told = []
    for wrong in (changed, other, "/o/x", "/o/" + "A" * 500):
        for door in ("", "/address", "/withdraw", "/withdrawals/1"):
            answer = await client.get(wrong + door)
            assert answer.status_code == 404
            told.append(answer.text.replace(wrong + door, ""))
    async with db.begin(bench.shop.id) as tx:
        await destroy(tx, bench.shop.id, placed.id)
    erased = await client.get(own)
    assert erased.status_code == 404
    assert {*told, erased.text.replace(own, "")} == {told[0]}, "the page tells nothing"
    for no_page in ("/o", f"{own}/nothing", f"{own}/withdrawals/x"):
        answer = await client.get(no_page, headers={"Accept-Language": "de"})
        assert answer.status_code == 404 and "Diese Seite gibt es nicht" in answer.text


async def test_an_address_is_changed_by_whoever_knows_the_postcode_until_it_is_packed(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    order = await bench.picked(TEA=1)
    async with db.begin(bench.shop.id) as tx:
        await hold_order(tx, bench.shop.id, order.id, "address_question")
    page = link(app, bench, order.id)
    assert "Please check it." in (await client.get(page)).text
    asked = await client.get(f"{page}/address", follow_redirects=True)
    assert "Is it your order?" in asked.text and "Świętokrzyska" not in asked.text
    new = {"name": "Anna Nowa", "street": "Polna 3", "postcode": "00-001", "city": "Warszawa"}
    unproved = await client.post(f"{page}/address", data=new)
    assert unproved.headers["location"].endswith("/prove?then=address")
    for _ in range(2):
        wrong = await client.post(f"{page}/prove", data={"said": "00-951", "then": "address"})
        assert wrong.status_code == 403 and 'href="#said"' in wrong.text
    proved = await client.post(f"{page}/prove", data={"said": " 00950", "then": "address"})
    assert proved.headers["location"] == f"{page}/address"
    empty = await client.post(f"{page}/address", data={**new, "street": " "})
    assert empty.status_code == 422 and 'href="#street"' in empty.text
    assert 'value="Polna 3"' not in empty.text and 'value="Anna Nowa"' in empty.text
    unprintable = await client.post(f"{page}/address", data={**new, "city": "東京"})
    assert unprintable.status_code == 422 and 'href="#city"' in unprintable.text
    done = await client.post(f"{page}/address", data=new, follow_redirects=True)
    assert "Your parcel goes to the new address." in done.text
    async with bench.db.read(HALL) as read:
        to = await person(read, bench.shop.id, order.id)
    assert to and (to.street, to.email) == ("Polna 3", "anna@example.com")
    amended = "SELECT data ->> 'by' FROM events WHERE type = 'order.amended'"
    assert await bench.value(amended) == "consumer"
    assert not await bench.value("SELECT is_held FROM orders"), "the shop's question is answered"
    opened = await bench.open(order.tote)
    await bench.scan(opened.parcel, "TEA")
    late = await client.post(f"{page}/address", data=new)
    assert late.status_code == 409 and "too late" in late.text


async def test_who_guesses_postcodes_is_locked_out(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    placed = await _placed(bench, TEA=1)
    page = link(app, bench, placed.id)
    for at in range(5):
        answer = await client.post(f"{page}/prove", data={"said": f"00-00{at}"})
    assert "Too many wrong answers" in answer.text
    right = await client.post(f"{page}/prove", data={"said": "00-950"})
    assert right.status_code == 403 and "Too many" in right.text, "also for who knows it"
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE consumer_proofs SET locked_until = clock_timestamp()"))
    right = await client.post(f"{page}/prove", data={"said": "ANNA@example.com"})
    assert right.status_code == 303
    assert await bench.value("SELECT wrong FROM consumer_proofs") == 0


async def test_a_consumer_cancels_when_their_shop_lets_them_and_hears_how_it_went(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    placed = await _placed(bench, TEA=1)
    page = link(app, bench, placed.id)
    assert (await client.get(f"{page}/cancel")).status_code == 409, "off until the shop wants it"
    async with db.begin(bench.shop.id) as tx:
        await set_consumer_rules(tx, bench.shop.id, ConsumerTerms(may_cancel=True))
    await client.post(f"{page}/prove", data={"said": "00-950"})
    assert "Cancel the order?" in (await client.get(f"{page}/cancel")).text
    done = await client.post(f"{page}/cancel", follow_redirects=True)
    assert "Your order is cancelled." in done.text
    picked = await bench.picked("WEB-2", TEA=1)
    other = link(app, bench, picked.id)
    await client.post(f"{other}/prove", data={"said": "00-950"})
    done = await client.post(f"{other}/cancel", follow_redirects=True)
    assert "Your order is being cancelled." in done.text, "the packer takes it apart"


async def test_a_withdrawal_is_received_once_with_its_receipt_and_becomes_a_return(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    await _sent(bench, TEA=2, MUG=1)
    order_id = await bench.value("SELECT id FROM orders")
    page = f"{link(app, bench, order_id)}/withdraw"
    assert "Withdraw from contract here" in (await client.get(link(app, bench, order_id))).text
    assert "Choose what you want to send back." in (await client.get(page)).text
    nothing = await client.post(page, data={"quantity-0": "0"})
    assert nothing.status_code == 422 and 'href="#quantity-0"' in nothing.text
    too_many = await client.post(page, data={"quantity-0": "3"})
    assert too_many.status_code == 422
    look = await client.post(page, data={"quantity-0": "1", "why-0": "does_not_fit"})
    assert "Confirm withdrawal" in look.text and "a•••@example.com" in look.text
    assert await bench.value("SELECT count(*) FROM withdrawals") == 0, "nothing is declared yet"
    form = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', look.text))
    done = await client.post(page, data=form, follow_redirects=True)
    assert "We have received your withdrawal" in done.text
    twice = await client.post(page, data=form)
    assert twice.headers["location"] == str(done.url.path), "a double tap declares once"
    [one] = await bench.rows("SELECT lines, outcome, is_late, return_id FROM withdrawals")
    assert one.outcome == "return" and not one.is_late
    assert [(line["sku"], line["quantity"]) for line in one.lines] == [("TEA", 1)]
    [back] = await bench.rows("SELECT id, reason, declared_at, status FROM returns")
    assert back.id == one.return_id and back.reason == "withdrawal" and back.declared_at
    [mail] = await bench.rows("SELECT letter_sealed, purpose FROM mails")
    assert mail.purpose == "withdrawal_receipt"
    told = await bench.rows("SELECT data FROM events WHERE type = 'order.withdrawal_declared'")
    assert [each.data["outcome"] for each in told] == ["return"]
    shown = (await client.get(link(app, bench, order_id))).text
    assert "We wait for your return." in shown and "The shop pays you back by" in shown


async def test_a_withdrawal_that_comes_late_is_received_and_the_shop_decides(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    await _sent(bench, TEA=1)
    order_id = await bench.value("SELECT id FROM orders")
    [key] = await bench.rows("SELECT shop_id, id FROM shipments")
    came = TrackingEvent(
        status="delivered", at=datetime.now(UTC) - timedelta(days=20), code="X", words="", place=""
    )
    async with db.begin(HALL) as tx:
        await track(tx, key.shop_id, key.id, [came], source="webhook")
    page = f"{link(app, bench, order_id)}/withdraw"
    form = {"step": "confirm", "form_id": str(uuid4()), "quantity-0": "1"}
    done = await client.post(page, data=form, follow_redirects=True)
    assert "the time for a withdrawal may have passed" in done.text
    assert await bench.value("SELECT (outcome, is_late)::text FROM withdrawals") == "(told,t)"
    assert await bench.value("SELECT count(*) FROM returns") == 0


@pytest.mark.parametrize(("said", "outcome"), [("00-950", "cancelled"), ("00-001", "told")])
async def test_a_withdrawal_before_it_has_left_cancels_for_who_knows_the_postcode(
    client: httpx.AsyncClient, app: Doors, db: Database, said: str, outcome: str
) -> None:
    bench = await open_bench(db)
    placed = await _placed(bench, TEA=1)
    page = f"{link(app, bench, placed.id)}/withdraw"
    assert "Confirm withdrawal" in (await client.get(page)).text
    form = {"step": "confirm", "form_id": str(uuid4()), "said": said}
    done = await client.post(page, data=form, follow_redirects=True)
    assert "We have received your withdrawal" in done.text
    assert await bench.value("SELECT outcome FROM withdrawals") == outcome
    [mail] = await bench.rows("SELECT shop_id, subject_id, letter_sealed FROM mails")
    async with db.read(HALL) as read:
        told = await opened(read, mail.shop_id, mail.subject_id, mail.letter_sealed)
    letter = msgspec.json.decode(told or b"", type=Letter)
    assert letter.to == "anna@example.com" and "WEB-1" in letter.title


async def test_a_shop_writes_answers_and_consumers_find_them_with_typing_mistakes(
    client: httpx.AsyncClient, office_client: httpx.AsyncClient, db: Database
) -> None:
    bench = await open_bench(db)
    at = f"/office/shops/{bench.shop.code}/consumers"
    words = {"language": "pl", "is_shown": "yes"}
    told = [
        ("Jak zwrócić towar?", "Na stronie zamówienia: Odstąp od umowy."),
        ("Ile kosztuje dostawa?", "Tyle, ile pokazuje koszyk."),
    ]
    for question, answer in told:
        data = {**words, "question": question, "answer": answer}
        assert (await office_client.post(f"{at}/answers", data=data)).status_code == 303
    empty = await office_client.post(f"{at}/answers", data={**words, "question": " "})
    assert empty.status_code == 422
    saved = await office_client.post(at, data={"may_cancel": "yes", "withdrawal_days": "30"})
    assert saved.status_code == 303
    [rules] = await bench.rows("SELECT * FROM consumer_rules")
    assert rules.may_cancel and not rules.may_change_address and rules.withdrawal_days == 30
    page = f"/q/{bench.shop.code.lower()}"
    everything = (await client.get(page, headers={"Accept-Language": "pl"})).text
    assert all(question in everything for question, _ in told)
    for said, wanted in (("zwrot", 0), ("zwrocic", 0), ("dostwaa", 1), ("koszt dostawy", 1)):
        found = (await client.get(page, params={"said": said, "language": "pl"})).text
        assert told[wanted][0] in found, said
    assert (
        "Nothing was found"
        in (await client.get(page, params={"said": "xyzzy", "language": "en"})).text
    )
    assert (await client.get("/q/NOBODY")).status_code == 404


async def test_a_shop_reads_the_address_of_its_consumer_s_page_with_the_order(
    client: httpx.AsyncClient, office_client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    placed = await _placed(bench, TEA=1)
    async with db.begin(HALL) as tx:
        key = (await issue_key(tx, bench.shop.id, name="shop", scopes=("orders:read",))).key
    headers = {"Authorization": f"Bearer {key}"}
    told = (await client.get(f"/v1/orders/{placed.id}", headers=headers)).json()
    assert told["consumer_url"].endswith(link(app, bench, placed.id))
    listed = (await client.get("/v1/orders", headers=headers)).json()
    assert listed["items"][0]["consumer_url"] == told["consumer_url"]
    at_the_desk = await office_client.get(f"/office/orders/{placed.number}")
    assert told["consumer_url"] in at_the_desk.text


async def test_a_question_stands_in_the_thread_once_and_what_is_answered_already_comes_first(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    placed = await _placed(bench, TEA=1)
    async with db.begin(bench.shop.id) as tx:
        written = AnswerWritten(language="en", question="Do you ship to Spain?", answer="Yes.")
        await add_answer(tx, bench.shop.id, written)
    page = f"{link(app, bench, placed.id)}/ask"
    empty = await client.post(page, files={"words": (None, " ")})
    assert empty.status_code == 422 and 'href="#words"' in empty.text
    asked = {"about": "question", "words": "shipping to spain", "form_id": str(uuid4())}
    sent = {name: (None, said) for name, said in asked.items()}
    suggested = await client.post(page, files=sent)
    assert "Does this answer it?" in suggested.text and "Do you ship to Spain?" in suggested.text
    assert await bench.value("SELECT count(*) FROM contact_messages") == 0
    for _ in range(2):
        done = await client.post(page, files={**sent, "sure": (None, "yes")})
        assert "?done=asked&by=" in done.headers["location"], "and by when it is answered"
    assert await bench.value("SELECT count(*) FROM contact_messages") == 1, "sent twice, said once"
    complaint = {"about": (None, "damaged"), "words": (None, "The cup is broken.")}
    no_picture = await client.post(
        page, files={**complaint, "photos": ("a.jpg", b"no", "image/jpeg")}
    )
    assert no_picture.status_code == 422 and "The cup is broken." in no_picture.text
    shot = ("a.png", picture(400, 300), "image/png")
    done = await client.post(page, files={**complaint, "photos": shot}, follow_redirects=True)
    assert "Your message was sent." in done.text
    [file] = await bench.rows("SELECT media_type FROM contact_files")
    assert file.media_type == "image/jpeg", "developed anew"
    [thread] = await bench.rows("SELECT order_id, waiting_since FROM contact_threads")
    assert thread.order_id == placed.id and thread.waiting_since
    kinds = await bench.rows("SELECT kind, opened_by FROM cases ORDER BY number")
    assert [tuple(one) for one in kinds] == [("enquiry", "consumer"), ("complaint", "consumer")]
    said = await bench.rows(
        "SELECT k.kind, count(*) AS many FROM case_messages m JOIN cases k ON k.id = m.case_id "
        "GROUP BY 1 ORDER BY 1"
    )
    assert [tuple(one) for one in said] == [("complaint", 1), ("enquiry", 1)], "whoever helps reads"
