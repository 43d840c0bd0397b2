"""The office says which orders are walked for when, how, and on what cart."""

from __future__ import annotations

import re

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in

RULES = "/office/release/rules"
CARTS = "/office/release/carts"


async def test_rules_are_tried_written_moved_taken_away_and_brought_back(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager")
    waiting = await scene.value(
        "SELECT count(*) FROM orders WHERE status = 'allocated' AND NOT is_held"
    )
    form = {"release": "by_hand", "shop": str(scene.bench.shop.id), "priority_max": "100"}
    page = (await desk.post(RULES, data={**form, "do": "preview"})).text
    assert (
        f"Orders of {scene.bench.shop.name}, of priority 100 or more urgent: when the desk" in page
    )
    assert "would wait" in page and 'name="priority_max" min="0" max="1000" value="100"' in page
    assert await scene.value("SELECT count(*) FROM release_rules") == 0

    for wrong, sentence in (
        ({"priority_max": "first"}, "A priority is a whole number"),
        ({"release": "before_cut_off"}, "Say when: at once, by hand"),
        ({"release": "in_waves", "wave_orders": "501"}, "from 1 to 500 orders"),
        ({"due_within_min": "99999999"}, "Say when: at once, by hand"),
        ({"zone": "nowhere"}, "is not there any more"),
        ({"carrier": "nobody"}, "is not there any more"),
    ):
        answer = await desk.post(RULES, data={**form, **wrong, "do": "save"})
        assert answer.status_code == 422 and sentence in answer.text, wrong
        typed = [*wrong.values()][-1]
        assert wrong.keys() & {"zone", "carrier"} or f'{typed}"' in answer.text, "kept as typed"

    assert (await desk.post(RULES, data={**form, "do": "save"})).status_code == 303
    second = {"release": "before_cut_off", "minutes_before": "90", "mode": "order", "do": "save"}
    assert (await desk.post(RULES, data=second)).status_code == 303
    page = (await desk.get(RULES)).text
    waves = {"release": "in_waves", "wave_orders": "120", "do": "preview"}
    tried = (await desk.post(RULES, data=waves)).text
    assert "All orders: in waves of 120 orders that lie together, several on one cart." in tried
    assert "All orders: 1 h 30 min before they must leave, each by itself." in page
    last, first = re.findall(r"/rules/([0-9a-f-]{36})/move", page)[::-1]
    assert (await desk.post(f"{RULES}/{last}/move", data={"to": "up"})).status_code == 303
    assert "Never asked: rule 1 takes every order before." in (await desk.get(RULES)).text
    assert 'value="90"' in (await desk.get(f"{RULES}?change={last}")).text
    changed = {**second, "rule": last, "minutes_before": "600"}
    assert (await desk.post(RULES, data=changed)).status_code == 303
    assert (await desk.post(f"{RULES}/{last}/remove")).status_code == 303
    page = (await desk.get(RULES)).text
    assert "10 h before" in page, "what was taken away stays in the list of changes"
    change = re.search(r'name="change" value="([0-9a-f-]{36})"', page)
    assert (
        change
        and (await desk.post(f"{RULES}/restore", data={"change": change[1]})).status_code == 303
    )
    again = await desk.post(f"{RULES}/restore", data={"change": change[1]})
    assert again.status_code == 422 and "is back already" in again.text

    assert (await desk.post(f"{RULES}/{first}/release")).status_code == 303
    released = await scene.value("SELECT count(*) FROM hand_releases")
    assert 1 <= int(str(released)) <= int(str(waiting))
    assert "The desk released" in (await desk.get(RULES)).text
    assert (await desk.post(f"{RULES}/{first}/remove")).status_code == 303
    assert (await desk.post(f"{RULES}/leave")).status_code == 303
    assert await scene.value("SELECT count(*) FROM hand_releases") == 0
    none = await desk.post(f"{RULES}/{first}/release")
    assert none.status_code == 422 and "None of these orders waits" in none.text


async def test_a_cart_takes_what_the_office_says(scene: Scene, new_client: NewClient) -> None:
    desk = await log_in(scene, new_client, "manager")
    warehouse = scene.bench.hall.warehouse_id
    form = {"totes": "8", "batch_orders": "40", "units_max": "", "weight_max_g": "60000",
            "volume_max_cm3": ""}  # fmt: skip
    for wrong in ({"totes": "0"}, {"totes": "many"}, {"batch_orders": ""}, {"units_max": "-3"}):
        answer = await desk.post(f"{CARTS}/{warehouse}", data={**form, **wrong})
        assert answer.status_code == 422 and "A cart takes 1 to 60 totes" in answer.text, wrong
        assert 'value="60000"' in answer.text, "kept as typed"
    assert (await desk.post(f"{CARTS}/{warehouse}", data=form)).status_code == 303
    page = (await desk.get(CARTS)).text
    assert "A cart takes 8 totes" in page and "Said last by Katarzyna" in page
    elsewhere = await desk.post(f"{CARTS}/{scene.zone_id}", data=form)
    assert elsewhere.status_code == 404

    for role in ("office", "shop"):
        other = await log_in(scene, new_client, role)
        for path in (RULES, f"{RULES}/restore", f"{CARTS}/{warehouse}"):
            assert (await other.post(path, data=form)).status_code == 403, (role, path)
        assert (await other.get(RULES)).status_code == (200 if role == "office" else 403)
