"""The office says which way parcels go, what that costs, and sees which points are closed."""

from __future__ import annotations

import re

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from wms.db import HALL
from wms.orders.points import keep_unknown


async def test_rules_are_written_tried_moved_taken_away_and_brought_back(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager")
    code = scene.bench.shop.code
    at = f"/office/ways/{code}"
    there = await desk.get(f"/office/ways?shop={code}")
    assert (there.status_code, there.headers["location"]) == (303, at)
    assert "No rules yet" in (await desk.get(at)).text
    form = {"way": "house/express", "countries": "pl, cz", "postcodes": "00-; 01", "weight_min": "",
            "weight_max": "2,5", "value_min": "100", "currency": "PLN", "upgrade_for": "big_order",
            "is_told": "yes", "is_cod": "no"}  # fmt: skip
    for wrong, sentence in (
        ({"weight_max": "heavy"}, "Countries have two capital letters"),
        ({"countries": "Poland"}, "Countries have two capital letters"),
        ({"value_min": "", "upgrade_for": "big_order"}, "Say from which weight"),
        ({"way": "pigeon/x"}, "There is no courier pigeon here"),
        ({"is_cod": "maybe"}, "Countries have two capital letters"),
    ):
        answer = await desk.post(at, data={**form, **wrong})
        assert answer.status_code == 422 and sentence in answer.text, wrong
        assert 'value="00-; 01"' in answer.text, "kept as typed"
    assert (await desk.post(at, data=form)).status_code == 303
    plain = {"way": "house/standard", "currency": "PLN"}
    assert (await desk.post(at, data=plain)).status_code == 303
    page = (await desk.get(at)).text
    assert "Upgrade, a big order. Orders to PL, CZ, with postcode 00-…, 01…, up to 2.5" in page
    assert "All orders: House courier · Standard." in page
    second, first = re.findall(r"/([0-9a-f-]{36})/move", page)[::-1]
    tried = (
        await desk.get(
            at, params={"country": "PL", "postcode": "00-950", "weight": "1", "value": "250"}
        )
    ).text
    assert "Rule 1: an upgrade, a big order. Otherwise: House courier · Standard." in tried
    assert "Meets it, and is not asked any more." in tried
    tried = (await desk.get(at, params={"country": "DE", "weight": "1"})).text
    assert "Rule 2 takes it." in tried and "Not the order below: another country." in tried
    assert (await desk.post(f"{at}/{second}/move", data={"to": "up"})).status_code == 303
    assert 'value="2.5"' in (await desk.get(f"{at}?change={first}")).text
    assert (await desk.post(at, data={**form, "rule": first, "weight_max": "9"})).status_code == 303
    assert (await desk.post(f"{at}/{first}/remove")).status_code == 303
    change = re.search(r'name="change" value="([0-9a-f-]{36})"', (await desk.get(at)).text)
    assert change
    assert (await desk.post(f"{at}/restore", data={"change": change[1]})).status_code == 303
    again = await desk.post(f"{at}/restore", data={"change": change[1]})
    assert again.status_code == 422 and "is back already" in again.text
    clerk = await log_in(scene, new_client, "office")
    assert (await clerk.post(at, data=form)).status_code == 403
    assert (await clerk.get(at)).status_code == 200


async def test_prices_are_typed_and_pasted_and_points_seen(
    scene: Scene, new_client: NewClient
) -> None:
    desk, at = await log_in(scene, new_client, "manager"), "/office/ways-rates"
    form = {"way": "house/standard", "countries": "PL", "weight_max": "5", "amount": "12,90",
            "cod_fee": "2.50", "currency": "PLN", "valid_from": "2026-01-01"}  # fmt: skip
    for wrong in ({"amount": "a lot"}, {"valid_from": ""}, {"weight_max": "0"}):
        answer = await desk.post(at, data={**form, **wrong})
        assert answer.status_code == 422 and "A price needs a weight" in answer.text
    assert (await desk.post(at, data=form)).status_code == 303
    table = "inpost;locker;;25;12,90;2,50;PLN;2026-01-01\n\ndpd;classic;PL;31,5"
    answer = await desk.post(at, data={"pasted": table})
    assert answer.status_code == 422 and "Line 3 is no price." in answer.text
    assert "dpd;classic;PL;31,5" in answer.text, "kept as typed"
    whole = f"{table};15;0;PLN;2026-01-01"
    assert (await desk.post(at, data={"pasted": whole})).status_code == 303
    page = (await desk.get(at)).text
    assert "InPost · Parcel locker" in page and "all others" in page
    rows = re.findall(r"ways-rates/([0-9a-f-]{36})/remove", page)
    assert len(rows) == 3
    assert (await desk.post(f"{at}/{rows[0]}/remove")).status_code == 303
    tried = await desk.get(
        f"/office/ways/{scene.bench.shop.code}", params={"country": "PL", "weight": "2"}
    )
    assert "12.90" in tried.text or "no price is known" in tried.text
    async with scene.db.begin(HALL) as tx:
        await keep_unknown(tx, "inpost", "WAW01A")
    page = (await desk.get("/office/pickup-points?said=waw&status=unknown")).text
    assert "WAW01A" in page and "not there" in page
