"""What people do at the desk: print, cancel, retry, hire, issue, revoke."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import NewClient
from tests.api.people import PASSWORD, PIN
from tests.office.scene import Scene, log_in
from tests.orders.asking import ask
from tests.printing.reading import codes, words
from wms import barcodes
from wms.calendar.house import USUAL_ZONE
from wms.db import HALL
from wms.orders.place import place
from wms.shipping.told.timeline import timeline


def slip(number: int) -> tuple[str, str]:
    """How a slip's barcode reads back."""
    return ("Code128", barcodes.label_code(barcodes.Kind.ORDER_SLIP, number))


async def test_filters_survive_in_every_link(scene: Scene, manager: httpx.AsyncClient) -> None:
    hot = await scene.db.hot()
    for n in range(60):
        await place(hot, scene.bench.shop.id, ask(f"MANY-{n}", TEA=1))
    today = datetime.now(ZoneInfo(USUAL_ZONE)).date().isoformat()
    asked = {"q": "many-", "shop": scene.bench.shop.code, "from": today, "to": today}
    page = await manager.get("/office/orders", params=asked)
    numbers = re.findall(r'name="ids" value="(\d+)"', page.text)
    assert len(numbers) == 50
    assert 'value="many-"' in page.text and f'value="{today}"' in page.text
    for href in re.findall(r'<a href="(/office/orders\?[^"]*)"', page.text):
        kept = parse_qs(urlsplit(href.replace("&amp;", "&")).query)
        assert {name: kept[name][0] for name in asked} == asked, href
    following = re.search(r'class="button" href="([^"]*before=[^"]*)"', page.text)
    assert following
    more = await manager.get(following[1].replace("&amp;", "&"))
    rest = re.findall(r'name="ids" value="(\d+)"', more.text)
    assert len(rest) == 10 and not set(rest) & set(numbers)


@pytest.mark.parametrize("by", ["number", "external", "recipient", "tracking", "slip", "parcel"])
async def test_an_order_is_found(by: str, scene: Scene, manager: httpx.AsyncClient) -> None:
    order = scene.shipped
    tracking = await scene.value(
        "SELECT tracking_number FROM shipments WHERE manifest_id IS NOT NULL"
    )
    asked = {
        "number": str(order.number), "external": "web-1", "recipient": "żółć",
        "tracking": str(tracking), "slip": slip(order.number)[1],
        "parcel": barcodes.label_code(barcodes.Kind.PARCEL, scene.shipped_parcel),
    }[by]  # fmt: skip
    page = await manager.get("/office/orders", params={"q": asked})
    found = re.findall(r'name="ids" value="(\d+)"', page.text)
    assert str(order.number) in found
    assert by == "recipient" or found == [str(order.number)]
    assert "<tbody>" not in (await manager.get("/office/orders?q=%25")).text


async def test_the_timeline_tells_who_did_what(scene: Scene) -> None:
    async with scene.db.read(HALL) as read:
        told = await timeline(read, scene.bench.shop.id, scene.shipped.id)
    by_what = {one.what: one for one in told}
    assert [one.at for one in told] == sorted(one.at for one in told)
    picked, packed = by_what["moved.pick"], by_what["moved.pack"]
    assert (picked.by, picked.to_place) == ("Jan", scene.shipped.tote)
    assert {(g.sku, g.quantity) for g in picked.goods} == {("TEA", 2), ("MUG", 1)}
    assert packed.by == "Ola"
    assert {"order.received", "order.packed", "shipment.label_created", "order.shipped",
            "return.arrived"} <= set(by_what)  # fmt: skip
    async with scene.db.read(scene.other.id) as read:
        assert await timeline(read, scene.bench.shop.id, scene.shipped.id) == []


async def test_a_shops_own_person_sees_one_shop(scene: Scene, shops_own: httpx.AsyncClient) -> None:
    assert (await shops_own.get(f"/office/orders/{scene.waiting.number}")).status_code == 200
    others = scene.others_order.number
    lamp = await scene.value("SELECT id FROM products WHERE sku = 'LAMP'")
    for path in (f"orders/{others}", f"products/{lamp}", f"products/{lamp}/labels"):
        assert (await shops_own.get(f"/office/{path}")).status_code == 404, path
    for path in ("orders", f"orders?shop={scene.other.code}", "stock", "returns", "webhooks",
                 "webhooks/addresses"):  # fmt: skip
        page = (await shops_own.get(f"/office/{path}")).text
        assert "OTHER-1" not in page and "LAMP" not in page and scene.other.name not in page, path
    assert (await shops_own.get(f"/office/slips?ids={others}")).status_code == 422
    assert (await shops_own.post(f"/office/orders/{others}/cancel")).status_code == 404
    assert await scene.value("SELECT count(*) FROM orders WHERE status = 'cancelled'") == 0
    # and nobody's name of ours
    page = (await shops_own.get(f"/office/orders/{scene.shipped.number}")).text
    assert ">Ola<" not in page and ">Jan<" not in page


async def test_a_shops_own_person_touches_no_other_shops_webhooks(
    scene: Scene, new_client: NewClient
) -> None:
    await log_in(scene, new_client, "shop")
    async with scene.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE office_users SET shop_id = :other WHERE role = 'shop'"),
            {"other": scene.other.id},
        )
        await tx.execute(text("SELECT pg_notify('wms_auth', '')"))
    again = await new_client()
    await again.post("/office/login", data={"email": "shop-en@example.com", "password": PASSWORD})
    for path in (f"{scene.dead_id}/retry", f"addresses/{scene.endpoint_id}/disable",
                 f"addresses/{scene.endpoint_id}/test"):  # fmt: skip
        assert (await again.post(f"/office/webhooks/{path}")).status_code == 404, path
    await again.post("/office/webhooks/retry-dead")
    assert await scene.value("SELECT status FROM webhook_endpoints") == "enabled"
    dead = await scene.value("SELECT count(*) FROM webhook_deliveries WHERE status = 'dead'")
    assert dead == await scene.value("SELECT count(*) FROM webhook_attempts")


async def test_cancel_and_too_late(scene: Scene, manager: httpx.AsyncClient) -> None:
    page = await manager.post(
        f"/office/orders/{scene.waiting.number}/cancel", follow_redirects=True
    )
    assert page.status_code == 200 and "The order is cancelled." in page.text
    late = await manager.post(f"/office/orders/{scene.shipped.number}/cancel")
    assert late.status_code == 409
    assert str(scene.shipped.number) in late.text
    await manager.post(f"/office/orders/{scene.shipped.number}/cancel")
    told = await scene.value(
        "SELECT jsonb_agg(data) FROM events WHERE type = 'order.cancel_refused'"
    )
    assert told == [{"order_number": scene.shipped.number, "status": "shipped"}]


async def test_a_copy_has_a_reason_and_says_that_it_is_one(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    base = f"/office/orders/{scene.packed.number}/parcels/{scene.packed_parcel}"
    original = await manager.get(f"{base}/slip.pdf")
    assert "COPY" not in words(original.content)[0]
    assert (await manager.get(f"{base}/slip.pdf?copy=2")).status_code == 404
    refused = await manager.post(f"{base}/copies", data={"paper": "slip", "reason": "  "})
    assert refused.status_code == 422 and "Say why" in refused.text
    done = await manager.post(
        f"{base}/copies", data={"paper": "slip", "reason": "Coffee on it"}, follow_redirects=True
    )
    assert "Coffee on it" in done.text and f"{base}/slip.pdf?copy=2" in done.text
    copy = await manager.get(f"{base}/slip.pdf?copy=2")
    assert "COPY 2" in words(copy.content)[0]
    assert codes(copy.content) >= {slip(scene.packed.number)}
    kept = await scene.row(
        "SELECT copy_no, reason, (SELECT name FROM office_users u WHERE u.id = asked_by) "
        "FROM print_jobs WHERE reason IS NOT NULL"
    )
    assert tuple(kept) == (2, "Coffee on it", "Katarzyna Wiśniewska-Kowalczyk")  # type: ignore[arg-type]  # no row fails the test


async def test_labels_and_manifests_are_files(scene: Scene, manager: httpx.AsyncClient) -> None:
    base = f"/office/orders/{scene.shipped.number}/parcels/{scene.shipped_parcel}"
    tracking = str(
        await scene.value("SELECT tracking_number FROM shipments WHERE manifest_id IS NOT NULL")
    )
    label = await manager.get(f"{base}/label.pdf")
    assert tracking in {text for _, text in codes(label.content)}
    zpl = await manager.get(f"{base}/label.zpl")
    assert zpl.content.startswith(b"^XA") and "attachment" in zpl.headers["content-disposition"]
    manifest = await manager.get("/office/manifests/1/manifest.pdf")
    assert tracking in "".join(words(manifest.content))
    waiting = f"/office/orders/{scene.waiting.number}/parcels/{scene.shipped_parcel}/slip.pdf"
    assert (await manager.get(waiting)).status_code == 404


async def test_place_product_and_command_labels(scene: Scene, manager: httpx.AsyncClient) -> None:
    places = [scene.bench.hall[code] for code in ("A-01-1", "T-3", "BENCH-1")]
    for on in ("sheet", "roll"):
        drawn = await manager.get(
            "/office/places/labels", params={"ids": [str(p.id) for p in places], "on": on}
        )
        assert {text for _, text in codes(drawn.content)} == {p.label_code for p in places}
    zpl = await manager.get(f"/office/places/labels?ids={places[0].id}&on=zpl")
    assert (places[0].label_code or "").encode() in zpl.content
    assert (await manager.get("/office/places/labels?ids=x")).status_code == 422
    ean = scene.bench.codes["TEA"][-13:]
    label = await manager.get(f"/office/products/{scene.bench.tea.id}/labels?on=sheet&n_labels=3")
    assert {text for _, text in codes(label.content)} == {ean}
    sheet = await manager.get("/office/places/commands.pdf")
    assert {text for _, text in codes(sheet.content)} >= {
        barcodes.command_code(verb) for verb in barcodes.Verb
    }


async def test_a_dead_delivery_is_sent_again(scene: Scene, manager: httpx.AsyncClient) -> None:
    page = await manager.get(f"/office/webhooks/{scene.dead_id}")
    assert "500" in page.text and "87" in page.text and "Błąd &amp; awaria" in page.text
    assert "webhook-signature: v1," in page.text and "server: Caddy" in page.text
    done = await manager.post(f"/office/webhooks/{scene.dead_id}/retry", follow_redirects=True)
    assert "It is sent again now." in done.text
    row = await scene.row(
        "SELECT status, next_attempt_at <= clock_timestamp() FROM webhook_deliveries WHERE id = :i",
        i=scene.dead_id,
    )
    assert tuple(row) == ("pending", True)  # type: ignore[arg-type]  # no row fails the test


async def test_all_dead_ones_are_sent_again_but_not_to_a_disabled_address(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    address = f"/office/webhooks/addresses/{scene.endpoint_id}"
    back = {"back": "/office/webhooks?state=dead"}
    assert (
        (await manager.post(f"{address}/disable", data=back))
        .headers["location"]
        .startswith(back["back"])
    )
    dead = await scene.value("SELECT count(*) FROM webhook_deliveries WHERE status = 'dead'")
    assert isinstance(dead, int) and dead > 3
    await manager.post("/office/webhooks/retry-dead")
    assert dead == await scene.value(
        "SELECT count(*) FROM webhook_deliveries WHERE status = 'dead'"
    )
    assert (await manager.post(f"/office/webhooks/{scene.dead_id}/retry")).status_code == 409
    await manager.post(f"{address}/enable")
    await manager.post("/office/webhooks/retry-dead")
    assert await scene.value("SELECT count(*) FROM webhook_deliveries WHERE status = 'dead'") == 0
    off_site = {"back": "//evil.example/office"}
    answer = await manager.post("/office/webhooks/retry-dead", data=off_site)
    assert answer.headers["location"] == "/office/webhooks?said=retried_all"


async def test_a_key_is_shown_once_works_and_is_revoked(
    scene: Scene, manager: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    page = f"/office/shops/{scene.bench.shop.code}"
    form = {"name": "export", "scopes": ["stock:read"], "days": "30"}
    shown = await manager.post(f"{page}/keys", data=form)
    key = re.search(r"wms_live_[\w-]{20,}", shown.text)
    assert key and shown.headers["cache-control"] == "no-store"
    bearer = {"Authorization": f"Bearer {key[0]}"}
    assert (await client.get("/v1/stock", headers=bearer)).status_code == 200
    assert (await client.get("/v1/orders", headers=bearer)).status_code == 403
    listed = (await manager.get(page)).text
    assert key[0] not in listed and key[0][:13] in listed and "stock:read" in listed
    rotate = re.findall(rf'action="({page}/keys/[^"]+/rotate)"', listed)
    changed = await manager.post(rotate[0])
    successor = re.search(r"wms_live_[\w-]{20,}", changed.text)
    assert successor and successor[0] != key[0] and changed.headers["cache-control"] == "no-store"
    for one in (key[0], successor[0]):  # the old one goes on for a day
        both = {"Authorization": f"Bearer {one}"}
        assert (await client.get("/v1/stock", headers=both)).status_code == 200
    revoke = rotate[0].replace("/rotate", "/revoke")
    await manager.post(revoke)
    assert (await manager.post(rotate[0])).status_code == 404  # a revoked key has no successor
    assert await is_shut(client, "/v1/stock", headers=bearer)
    nameless = await manager.post(f"{page}/keys", data={"name": "", "scopes": "stock:read"})
    assert nameless.status_code == 422 and "Say what the key is for" in nameless.text


async def test_a_shop_moves_in_changes_and_is_suspended(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    form = {"code": "sowa", "name": "Книгарня «Сова»", "email": "it@example.com",
            "language": "uk", "city": "Львів", "backorder_policy": "as_available"}  # fmt: skip
    made = await manager.post("/office/shops/new", data=form)
    assert made.headers["location"] == "/office/shops/SOWA?said=shop_opened"
    again = await manager.post("/office/shops/new", data=form)
    assert again.status_code == 422
    assert "There is already a shop SOWA." in again.text and "Львів" in again.text
    wrong = await manager.post("/office/shops/SOWA", data={**form, "returns_url": "javascript:1"})
    assert wrong.status_code == 422 and "an address with https://" in wrong.text
    await manager.post("/office/shops/SOWA", data={**form, "slip_message": "Дякуємо!"})
    row = await scene.row(
        "SELECT name, slip_message, backorder_policy, address FROM shops WHERE code = 'SOWA'"
    )
    assert tuple(row) == (form["name"], "Дякуємо!", "as_available", {"city": "Львів"})  # type: ignore[arg-type]  # no row fails the test
    suspended = await manager.post("/office/shops/SOWA/suspend", follow_redirects=True)
    assert "Let it in again" in suspended.text
    resumed = await manager.post("/office/shops/SOWA/resume", follow_redirects=True)
    assert "Let it in again" not in resumed.text


async def test_a_badge_is_shown_once_and_logs_in(
    scene: Scene, manager: httpx.AsyncClient, new_client: NewClient
) -> None:
    wrong = await manager.post("/office/operators/new", data={"name": "Ola", "pin": "12"})
    assert wrong.status_code == 422 and "A PIN has 4 to 6 digits." in wrong.text
    form = {"name": "Олена", "pin": PIN, "language": "uk", "supervisor": "yes"}
    shown = await manager.post("/office/operators/new", data=form)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    badge = await manager.post("/office/badge.pdf", data=hidden)
    assert {text for _, text in codes(badge.content)} == {hidden["value"]}
    assert "Олена" in words(badge.content)[0]
    assert (await manager.post("/office/badge.pdf", data={"value": "1"})).status_code == 422
    who = await scene.value("SELECT id FROM operators WHERE name = 'Олена'")
    assert hidden["value"] not in (await manager.get(f"/office/operators/{who}")).text

    invited = await manager.post("/office/devices", data={"name": "Skaner 7"})
    link = re.search(r"/scanner/enrol\?code=[\w-]+", invited.text)
    assert link
    handheld = await new_client()
    await handheld.post("/scanner/enrol", data={"enrolment": link[0].partition("=")[2]})
    asked = await handheld.post(
        "/scanner/login/badge", data={"code": hidden["value"]}, follow_redirects=True
    )
    assert "Олена" in asked.text
    replaced = await manager.post(f"/office/operators/{who}/badge")
    assert hidden["value"] not in replaced.text
    device = await scene.value("SELECT id FROM devices WHERE name = 'Skaner 7'")
    await manager.post(f"/office/devices/{device}/strike-off")
    assert await scene.value("SELECT revoked_at IS NOT NULL FROM devices WHERE id = :i", i=device)


async def is_shut(client: httpx.AsyncClient, path: str, **request: Any) -> bool:
    """Whether the door shuts as soon as the doorman hears it: the database tells him, a moment
    after the page that changed the rights was answered."""
    for _ in range(100):
        if (await client.get(path, **request)).status_code == 401:
            return True
        await asyncio.sleep(0.02)
    return False


async def test_admins_add_people_and_the_last_admin_stays(
    scene: Scene, admin: httpx.AsyncClient, new_client: NewClient
) -> None:
    form = {"name": "Ewa", "email": "Ewa@example.com", "role": "shop", "language": "pl"}
    assert "Choose a role" in (await admin.post("/office/users", data=form)).text
    shown = await admin.post("/office/users", data={**form, "shop": scene.other.code})
    password = re.search(r'id="once-secret">([^<]+)<', shown.text)
    assert password
    ewa = await new_client()
    log_in_form = {"email": "ewa@example.com", "password": password[1]}
    assert (await ewa.post("/office/login", data=log_in_form)).status_code == 303
    assert "OTHER-1" in (await ewa.get("/office/orders")).text
    who = await scene.value("SELECT id FROM office_users WHERE email = 'ewa@example.com'")
    await admin.post(f"/office/users/{who}/role", data={"role": "office"})
    assert await is_shut(ewa, "/office/orders")
    reset = await admin.post(f"/office/users/{who}/password")
    assert "once-secret" in reset.text and password[1] not in reset.text
    me = await scene.value("SELECT id FROM office_users WHERE role = 'admin'")
    for path, data in (("role", {"role": "office"}), ("leave", {})):
        refused = await admin.post(f"/office/users/{me}/{path}", data=data)
        assert refused.status_code == 422 and "only admin" in refused.text
