"""One question after the delivery: asked once, answered by a tap, added up by month."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import text

from tests.notices.conftest import Story
from wms.mail.letter import Letter
from wms.notices.errors import ScoreUnknown, SurveyOver
from wms.notices.survey import answer, ask_due, comments, months, question, unsubscribe
from wms.notices.survey_links import read_survey_token, survey_token
from wms.seals.seals import opened


async def _delivered(story: Story, days_ago: int) -> None:
    shipment = await story.parcel("111", "delivered")
    await story.becomes("delivered")
    await story.tx.execute(
        text("UPDATE orders SET shipped_at = clock_timestamp() - interval '9 days' WHERE id = :id"),
        {"id": story.order_id},
    )
    await story.tx.execute(
        text("INSERT INTO trackings (shop_id, shipment_id, carrier, status, delivered_at) VALUES "
             "(:shop, :id, 'inpost', 'delivered', clock_timestamp() - make_interval(days => :d))"),
        {"shop": story.shop.id, "id": shipment, "d": days_ago},
    )  # fmt: skip


async def _since_a_month(story: Story) -> None:
    await story.tx.execute(
        text("UPDATE notice_settings SET survey_since = clock_timestamp() - interval '30 days'")
    )


async def test_a_consumer_is_asked_once_answers_and_may_want_no_more(story: Story) -> None:
    with pytest.raises(SurveyOver):
        await question(story.tx, story.shop.id, story.order_id)
    await story.told(kinds=[], survey_after_days=3, survey_scale="ten")
    await _delivered(story, 4)
    await ask_due(story.tx, story.settings)
    assert await story.mails() == [], "delivered before the shop switched it on"
    await _since_a_month(story)
    for _ in range(2):
        await ask_due(story.tx, story.settings)
    (mail,) = await story.mails()
    assert (mail.purpose, mail.is_repeatable) == ("notice.survey", False)
    words = await opened(story.tx, story.shop.id, story.order_id, mail.letter_sealed)
    assert words is not None
    headers = msgspec.json.decode(words, type=Letter).headers
    assert headers["List-Unsubscribe"].endswith("/unsubscribe>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with pytest.raises(ScoreUnknown):
        await answer(story.tx, story.shop.id, story.order_id, score=11)
    await answer(story.tx, story.shop.id, story.order_id, score=4, comment=" Za długo. ")
    await answer(story.tx, story.shop.id, story.order_id, score=9)
    assert (await question(story.tx, story.shop.id, story.order_id)).score == 9
    (month,) = await months(story.tx, story.shop.id)
    assert (month.asked, month.answered, month.mean, month.happy) == (1, 1, 9.0, 1)
    assert [one.words for one in await comments(story.tx, story.shop.id)] == ["Za długo."]
    await unsubscribe(story.tx, story.settings, story.shop.id, story.order_id)
    await story.tx.execute(text("DELETE FROM mails"))
    await story.tx.execute(text("DELETE FROM notices"))
    await ask_due(story.tx, story.settings)
    assert await story.mails() == []


async def test_the_address_of_a_question_cannot_be_guessed(story: Story) -> None:
    secret = story.settings.secret_key
    token = survey_token(secret, story.shop.id, story.order_id)
    found = read_survey_token(secret, token)
    assert found is not None
    assert (found.shop_id, found.order_id) == (story.shop.id, story.order_id)
    assert read_survey_token(secret, token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert read_survey_token("another", token) is None
