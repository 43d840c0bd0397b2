"""Messages to consumers are switched on, worded, looked at, tried and found again at the desk."""

from __future__ import annotations

from sqlalchemy import text

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from wms.db import HALL
from wms.notices.survey_links import survey_token
from wms.settings import Settings


async def test_a_shops_messages_from_the_switch_to_the_order(
    scene: Scene, new_client: NewClient
) -> None:
    desk = await log_in(scene, new_client, "manager")
    shop = scene.bench.shop
    at = f"/office/shops/{shop.code}/notices"
    half = await desk.post(at, data={"kinds": "shipped", "quiet_from": "21:00"})
    assert half.status_code == 422
    assert "leave both empty" in half.text
    saved = await desk.post(at, data={"kinds": "shipped", "quiet_from": "21:00",
                                      "quiet_until": "7:30", "survey_after_days": "3"})  # fmt: skip
    assert saved.status_code == 303
    assert await scene.value(
        "SELECT kinds || ARRAY[quiet_until::text, survey_after_days::text] FROM notice_settings"
    ) == ["shipped", "450", "3"]
    words = {"subject": "{{ order.nummer }}", "body": "Hej!", "do": "save", "seen": "0"}
    wrong = await desk.post(f"{at}/shipped/pl", data=words)
    assert wrong.status_code == 422
    assert "order.number" in wrong.text
    words["subject"] = "{{ order.external_id }} jedzie"
    frame = await desk.post(f"{at}/shipped/pl/frame", data=words)
    assert "WEB-20871 jedzie" in frame.text
    assert "sandbox" in frame.headers["content-security-policy"]
    assert (await desk.post(f"{at}/shipped/pl", data=words)).status_code == 303
    assert (await desk.post(f"{at}/shipped/pl", data=words)).status_code == 422, "seen is old"
    nowhere = await desk.post(f"{at}/shipped/pl", data={**words, "do": "test", "to": "anna"})
    assert nowhere.status_code == 422
    test = {**words, "do": "test", "to": "me@example.com"}
    assert (await desk.post(f"{at}/shipped/pl", data=test)).status_code == 303
    assert "me@example.com" in (await desk.get(f"{at}/shipped/pl")).text
    sender = {"name": "Globex", "address": "no address", "server": "own", "host": "mx.example",
              "user": "globex", "password": "open sesame", "port": "465", "tls": "tls"}  # fmt: skip
    assert (await desk.post(f"{at}/sender", data=sender)).status_code == 422
    sender["address"] = "shop@globex.example"
    assert (await desk.post(f"{at}/sender", data=sender)).status_code == 303
    page = (await desk.get(at)).text
    assert "globex · mx.example:465" in page
    assert "sesame" not in page
    row = await scene.value("SELECT encode(server_locked, 'escape') FROM mail_senders")
    assert "sesame" not in row


async def test_a_consumer_answers_by_a_post_and_never_by_a_get(
    scene: Scene, settings: Settings, new_client: NewClient
) -> None:
    shop, order = scene.bench.shop, scene.shipped
    async with scene.db.begin(HALL) as tx:
        await tx.execute(
            text("INSERT INTO notices (shop_id, order_id, kind, about) "
                 "VALUES (:shop, :order, 'survey', 'x')"),
            {"shop": shop.id, "order": order.id},
        )  # fmt: skip
    nobody = await new_client()
    at = f"/survey/{survey_token(settings.secret_key, shop.id, order.id)}"
    page = await nobody.get(f"{at}?score=4")
    assert page.status_code == 200
    assert await scene.value("SELECT count(*) FROM survey_answers") == 0
    assert (await nobody.get(f"/survey/{'a' * 55}")).status_code == 404
    assert (await nobody.post(at, data={"score": "9"})).status_code == 422
    given = await nobody.post(at, data={"score": "4", "comment": "Fein"})
    assert given.status_code == 303
    assert await scene.value("SELECT score FROM survey_answers") == 4
    click = await nobody.post(f"{at}/unsubscribe", data={"List-Unsubscribe": "One-Click"})
    assert click.status_code == 200
    for language in ("en", "pl", "uk", "de"):
        assert (await nobody.get(f"{at}?language={language}")).status_code == 200
    desk = await log_in(scene, new_client, "office")
    answers = (await desk.get("/office/surveys")).text
    assert "Fein" in answers
