"""Every page opens for everybody who may open it, in every language, and for nobody else."""

from __future__ import annotations

import html
import re

import pytest

from api.i18n import LANGUAGES
from tests.api.conftest import NewClient
from tests.office.scene import ROLES, Scene, log_in, pages
from tests.sizes import every

#: a word of each language's side: the page speaks it
ORDERS = {"en": "Orders", "pl": "Zamówienia", "uk": "Замовлення"}


@pytest.mark.parametrize(
    ("role", "language"),
    [
        *((role, "en") for role in ROLES if role != "admin"),
        ("admin", "uk"),
        *(pytest.param("admin", one, marks=pytest.mark.large) for one in LANGUAGES if one != "uk"),
    ],
)
async def test_every_page_for_every_role_and_in_every_language(
    role: str, language: str, scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, role, language)
    # `make browser` has every role look at each
    for path in every(2 if role == "admin" else 4, pages(scene, role)):
        page = await desk.get(path)
        assert page.status_code == 200, (path, page.text[:3000])
        assert f'lang="{language}"' in page.text
        assert f"<span>{ORDERS[language]}</span>" in page.text
        assert "<script>" not in page.text and " style=" not in page.text, path


async def test_pages_of_staff_are_closed_to_a_shops_own_person(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "shop")
    for path in set(pages(scene, "admin")) - set(pages(scene, "shop")):
        page = await desk.get(path)
        if path == f"/office/orders/{scene.others_order.number}":
            assert page.status_code == 404, "another shop's order is not there"
            continue
        assert page.status_code == 403, path
        assert "Ask a manager" in page.text


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("office", "/office/shops/new"), ("office", "/office/operators/new"),
        ("office", "/office/users"), ("manager", "/office/users"),
    ],
)  # fmt: skip
async def test_pages_of_managers_and_admins(
    role: str, path: str, scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, role)
    assert (await desk.get(path)).status_code == 403


@pytest.mark.parametrize("role", ["office", "shop"])
async def test_what_only_managers_may_do(role: str, scene: Scene, new_client: NewClient) -> None:
    desk = await log_in(scene, new_client, role)
    shop = f"/office/shops/{scene.bench.shop.code}"
    who = f"/office/operators/{scene.bench.ola.operator_id}"
    of_keys = [f"{shop}/keys"] if role == "office" else []
    for path in (shop, f"{shop}/suspend", *of_keys, f"{who}/badge", f"{who}/leave",
                 f"{who}/pin", "/office/badge.pdf", "/office/users"):  # fmt: skip
        assert (await desk.post(path, data={})).status_code == 403, path
    assert await scene.value("SELECT count(*) FROM shops WHERE suspended_at IS NOT NULL") == 0
    assert await scene.value("SELECT count(*) FROM api_keys") == 1


async def test_another_sites_form_does_nothing(scene: Scene, new_client: NewClient) -> None:
    desk = await log_in(scene, new_client, "manager")
    path = f"/office/orders/{scene.waiting.number}/cancel"
    answer = await desk.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert await scene.value("SELECT count(*) FROM orders WHERE status = 'cancelled'") == 0


async def test_links_on_the_first_page_lead_to_their_lists(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager")
    page = (await desk.get("/office/today")).text
    tiles = re.findall(r'class="tile[^"]*" href="([^"]+)">.*?<b>([\d,]+)</b>', page, re.DOTALL)
    assert len(tiles) >= 13
    for href, count in tiles:
        listed = await desk.get(html.unescape(href))
        assert listed.status_code == 200
        table = listed.text.partition("<tbody>")[2].partition("</section>")[0]
        rows = table.count("<tr>") or listed.text.count('<article class="card parcel" id="d-')
        assert rows == int(count), href
    assert dict(tiles)["/office/webhooks?state=dead"] != "0"


async def test_nonsense_in_an_address_filters_nothing(scene: Scene, new_client: NewClient) -> None:
    desk = await log_in(scene, new_client, "manager")
    nonsense = "?state=%00&q=%00&from=yesterday&to=9999-99-99&before=minus&after=x&rank=x&day=1"
    for path in ("orders", "stock", "parcels", "manifests", "returns", "webhooks", "places",
                 "webhooks/addresses", "operators"):  # fmt: skip
        page = await desk.get(f"/office/{path}{nonsense}")
        assert page.status_code == 200, path
        assert "<tbody>" in page.text, path
    for path in ("orders/999999", "returns/7777", "manifests/55",
                 "parcels/4444", "shops/NOBODY", f"products/{scene.dead_id}"):  # fmt: skip
        assert (await desk.get(f"/office/{path}")).status_code == 404, path
    assert (await desk.get("/office/orders/99999999999999999999")).status_code == 422
