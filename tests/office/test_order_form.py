"""A shop's own person types an order at the desk."""

from __future__ import annotations

import re

import httpx

from tests.office.scene import Scene

NEW = "/office/orders/new"
ORDER = {
    "external_id": "DESK-1", "name": "Ewa Nowak", "street": "Długa 5", "postcode": "00-263",
    "city": "Warszawa", "country": "pl", "language": "pl", "cod": "59,90", "cod_currency": "PLN",
    "sku": "TEA", "pieces": "2", "note": "Ostrożnie",
}  # fmt: skip


def _fields(page: str) -> dict[str, str]:
    """What stands in the form; of products the last."""
    return dict(re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', page))


async def test_products_are_found_with_what_is_free_of_them_and_nothing_typed_is_lost(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    half = {"name": "Ewa Nowak", "find": "mug", "do": "find", "sku": "TEA", "pieces": "3"}
    page = (await shops_own.post(NEW, data=half)).text
    assert 'value="add:MUG"' in page and re.search(r"MUG · \d+ free", page)
    assert _fields(page)["name"] == "Ewa Nowak" and _fields(page)["sku"] == "TEA"
    page = (await shops_own.post(NEW, data=half | {"do": "add:TEA"})).text
    assert _fields(page)["pieces"] == "4", "one more of what is there already"
    page = (await shops_own.post(NEW, data=half | {"do": "drop:TEA"})).text
    assert "sku" not in _fields(page)
    theirs = (await shops_own.post(NEW, data=half | {"find": "CUP"})).text
    assert "add:CUP" not in theirs, "another shop's"


async def test_what_is_wrong_with_an_order_stands_at_its_field(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    count = await scene.value("SELECT count(*) FROM orders")
    wrong = ORDER | {"do": "send", "city": "", "country": "Polska", "cod": "5,999", "pieces": "x"}
    answer = await shops_own.post(NEW, data=wrong)
    assert answer.status_code == 422
    at = set(re.findall(r'name="(\w+)"[^>]*aria-invalid', answer.text))
    assert at == {"city", "country", "cod"} and "whole numbers of pieces" in answer.text
    assert _fields(answer.text)["note"] == "Ostrożnie"
    unknown = await shops_own.post(NEW, data=ORDER | {"do": "send", "sku": "GONE"})
    assert unknown.status_code == 422 and "There is no product GONE any more" in unknown.text
    taken = await shops_own.post(NEW, data=ORDER | {"do": "send", "external_id": "WEB-1"})
    assert taken.status_code == 422 and "an order of this number already" in taken.text
    nowhere = await shops_own.post(NEW, data=ORDER | {"do": "send", "way": "nobody express"})
    assert nowhere.status_code == 422 and "has-error" in nowhere.text
    assert await scene.value("SELECT count(*) FROM orders") == count


async def test_a_suspended_shop_places_no_order_at_the_desk_either(
    scene: Scene, shops_own: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    code = scene.bench.shop.code
    assert (await manager.post(f"/office/shops/{code}/suspend")).status_code == 303
    no = await shops_own.post(NEW, data=ORDER | {"do": "send"})
    assert no.status_code == 422 and "The shop is suspended" in no.text
    assert _fields(no.text)["name"] == "Ewa Nowak"


async def test_a_suspended_shop_changes_no_order_at_the_desk_either(
    scene: Scene, shops_own: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    placed = await shops_own.post(NEW, data=ORDER | {"do": "send"})
    page = placed.headers["location"].partition("?")[0] + "/change"
    form = _fields((await shops_own.get(page)).text)
    assert (await manager.post(f"/office/shops/{scene.bench.shop.code}/suspend")).status_code == 303
    no = await shops_own.post(page, data=ORDER | form | {"do": "send", "street": "Krótka 7"})
    assert no.status_code == 422 and "The shop is suspended" in no.text


async def test_an_order_sent_twice_is_placed_once_and_can_be_changed(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    first = await shops_own.post(NEW, data=ORDER | {"do": "send"})
    again = await shops_own.post(NEW, data=ORDER | {"do": "send"})
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    placed = "SELECT status, cod_amount_minor, note FROM orders WHERE external_id = 'DESK-1'"
    assert await scene.row(placed) == ("allocated", 5990, "Ostrożnie")

    page = first.headers["location"].partition("?")[0]
    form = (await shops_own.get(f"{page}/change")).text
    changed = ORDER | _fields(form) | {"do": "send", "pieces": "5", "street": "Krótka 7"}
    done = await shops_own.post(f"{page}/change", data=changed)
    assert done.headers["location"].endswith("order_changed")
    shown = (await shops_own.get(page)).text
    assert "Krótka 7" in shown and "You changed it" in shown
    assert await scene.value(
        "SELECT l.ordered FROM order_lines l JOIN orders o ON o.id = l.order_id "
        "WHERE o.external_id = 'DESK-1'"
    ) == 5  # fmt: skip
    late = await shops_own.post(f"{page}/change", data=changed | {"street": "Inna 1"})
    assert late.headers["location"].endswith("order_moved"), "somebody else changed it meanwhile"
    packed = await shops_own.get(f"/office/orders/{scene.packed.number}/change")
    assert packed.status_code == 303, "its carton is closed"
