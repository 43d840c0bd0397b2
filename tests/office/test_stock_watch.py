"""A shop is told in time: levels and expiry are set at the desk by the verbs of REST."""

from __future__ import annotations

import httpx

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in

WATCH = "/office/stock/watch"


async def test_a_manager_sets_a_level_and_takes_it_away(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    level = {"shop": scene.other.code, "sku": "LAMP", "low_at": "500"}
    answer = await manager.post(f"{WATCH}/levels", data=level)
    assert answer.status_code == 303
    sql = "SELECT low_at FROM low_levels l JOIN products p ON p.id = l.product_id AND p.sku = :sku"
    assert await scene.value(sql, sku="LAMP") == 500
    page = await manager.get(f"{WATCH}?only=low&shop={scene.other.code}")
    assert "LAMP" in page.text and "Runs low" in page.text

    answer = await manager.post(f"{WATCH}/forget", data=level)
    assert answer.status_code == 303
    assert await scene.value(sql, sku="LAMP") is None


async def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    code = scene.bench.shop.code
    for changed, told in (
        ({"sku": "NOBODYS"}, "This shop has no product with this SKU."),
        ({"low_at": "a few"}, "A whole number from 0 to 1,000,000,000."),
    ):
        form = {"shop": code, "sku": "TEA", "low_at": "73", **changed}
        answer = await manager.post(f"{WATCH}/levels", data=form)
        assert answer.status_code == 422
        assert told in answer.text
        assert f'value="{form["sku"]}"' in answer.text
        assert f'value="{form["low_at"]}"' in answer.text

    rules = {"shop": code, "warn_days": "40", "block_days": "99999"}
    answer = await manager.post(f"{WATCH}/rules", data=rules)
    assert answer.status_code == 422
    assert "A whole number from 0 to 3,650." in answer.text
    assert 'value="40"' in answer.text and 'value="99999"' in answer.text
    assert await scene.value("SELECT warn_days FROM expiry_rules") == 60


async def test_a_shop_speaks_for_itself_and_the_office_asks_a_manager(
    scene: Scene, new_client: NewClient
) -> None:
    own = await log_in(scene, new_client, "shop")
    form = {"shop": scene.other.code, "warn_days": "21", "block_days": "7"}
    assert (await own.post(f"{WATCH}/rules", data=form)).status_code == 303
    sql = "SELECT s.code FROM expiry_rules r JOIN shops s ON s.id = r.shop_id WHERE warn_days = 21"
    assert await scene.value(sql) == scene.bench.shop.code
    page = await own.get(WATCH)
    assert scene.other.code not in page.text and "OIL" not in page.text

    office = await log_in(scene, new_client, "office")
    assert (await office.post(f"{WATCH}/rules", data=form)).status_code == 403
    assert 'name="warn_days"' not in (await office.get(WATCH)).text
