"""A shop's slips are dressed at the desk: seen beside the form, saved as versions."""

from __future__ import annotations

import re

import httpx

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from tests.photos.pictures import picture
from tests.printing.reading import words
from wms.db import HALL
from wms.packing.slips.versions import latest_template

FORM = {
    "seen": "0", "paper": "A6", "accent": "#0b5f56", "font_size": "large", "do": "save",
    "fallback_language": "pl", "is_sku_shown": "yes", "is_thanks_shown": "yes",
    "words.pl.thanks": "Dziękujemy, {{ recipient.first_name }}!", "show_language": "uk",
    "show_paper": "roll", "show_kind": "long",
}  # fmt: skip


async def test_a_manager_dresses_the_slips_of_a_shop(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    at = f"/office/shops/{scene.bench.shop.code}/slip"
    page = (await manager.get(at)).text
    assert "Not saved yet" in page and "<svg" in page

    shown = await manager.post(f"{at}/preview", data=FORM)
    assert shown.status_code == 200
    assert "Dziękujemy," in shown.text and "Мирослава!" in shown.text
    assert "Отримувач" in shown.text, "the sample is in the recipient's language"
    wrong = {"words.pl.thanks": "{{ recipient.street }}", "accent": "#ffcc00"}
    no = await manager.post(f"{at}/preview", data=FORM | wrong)
    assert 'data-error-of="words.pl.thanks"' in no.text and 'data-error-of="accent"' in no.text
    paper = await manager.post(f"{at}/sample.pdf", data=FORM | {"show_paper": "A4"})
    assert paper.content.startswith(b"%PDF") and "Олександра" in words(paper.content)[0]

    refused = await manager.post(at, data=FORM | wrong)
    assert refused.status_code == 422
    assert (
        "There is no “recipient.street”" in refused.text
        and "{{ recipient.street }}" in refused.text
    )
    async with scene.db.read(HALL) as read:
        assert await latest_template(read, scene.bench.shop.id) is None, "nothing of it is kept"

    taken = await manager.post(at, data=FORM | {"do": "logo"}, files={"picture": picture(300, 90)})
    assert taken.status_code == 200 and "Dziękujemy" in taken.text, "what was typed is there"
    [logo_id] = set(re.findall(r'name="logo" value="([0-9a-f-]+)"', taken.text))
    saved = await manager.post(at, data=FORM | {"logo": logo_id})
    assert saved.status_code == 303
    late = await manager.post(at, data=FORM | {"words.pl.message": "later"})
    assert late.status_code == 422 and "Version 1 was saved meanwhile" in late.text
    again = await manager.post(at, data=FORM | {"words.pl.message": "later", "seen": "1"})
    assert again.status_code == 303
    old = await manager.get(f"{at}?version=1")
    assert "This is version 1" in old.text and "later" not in old.text
    assert (await manager.post(f"{at}/restore", data={"version": "1"})).status_code == 303
    async with scene.db.read(HALL) as read:
        now = await latest_template(read, scene.bench.shop.id)
    assert now is not None
    assert (now.version, now.restored_from, str(now.logo_id)) == (3, 1, logo_id)
    assert (now.template.paper, now.template.is_lot_shown) == ("A6", False)
    assert now.made_by == "Katarzyna Wiśniewska-Kowalczyk"


async def test_a_shops_own_person_dresses_their_own_slips_and_the_office_only_looks(
    scene: Scene, new_client: NewClient, shops_own: httpx.AsyncClient
) -> None:
    at = f"/office/shops/{scene.bench.shop.code}/slip"
    led = await shops_own.get("/office/slip")
    assert (led.status_code, led.headers["location"]) == (303, at)
    assert (await shops_own.post(at, data=FORM)).status_code == 303
    assert (await shops_own.get(f"/office/shops/{scene.other.code}/slip")).status_code == 404
    office = await log_in(scene, new_client, "office")
    assert 'value="save"' not in (await office.get(at)).text
    assert (await office.post(at, data=FORM)).status_code == 403
