"""One question some days after the delivery; what was answered, by shop and month."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.mail.outgoing import queue_mail
from wms.mail.sending import address_mark
from wms.notices.errors import ScoreUnknown, SurveyOver
from wms.notices.facts import order_told
from wms.notices.kinds import purpose
from wms.notices.letter import Links, Message, write
from wms.notices.looks import look_of
from wms.notices.settings import told_by
from wms.notices.survey_links import survey_url
from wms.notices.tell import not_before
from wms.notices.texts import own_texts, spoken
from wms.seals.seals import closed, opened
from wms.settings import Settings

#: orders asked about in one transaction
BATCH_MAX: Final = 50
#: who was not asked within so many days after the day has come is not asked any more
LATE_DAYS: Final = 7
COMMENT_MAX_CHARS: Final = 1000
#: months in the statistics, comments in one list
MONTHS_MAX: Final = 24
COMMENTS_MAX: Final = 50
#: answers of a scale, from the worst to the best
SCALES: Final[dict[str, range]] = {"five": range(1, 6), "ten": range(11)}

# an order is delivered when all its parcels are; the last of them counts
_DUE: Final = text(
    """
    SELECT o.shop_id, o.id
    FROM notice_settings n
    JOIN shops s ON s.id = n.shop_id AND s.suspended_at IS NULL
    JOIN orders o ON o.shop_id = n.shop_id AND o.status = 'delivered'
                 AND o.shipped_at > clock_timestamp() - interval '120 days'
    CROSS JOIN LATERAL (
        SELECT max(t.delivered_at) AS at FROM parcels pa
        JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id
                         AND sh.status = 'bought'
        JOIN trackings t ON t.shop_id = sh.shop_id AND t.shipment_id = sh.id
        WHERE pa.shop_id = o.shop_id AND pa.order_id = o.id) AS arrived
    WHERE n.survey_after_days IS NOT NULL AND arrived.at >= n.survey_since
      AND arrived.at <= clock_timestamp() - make_interval(days => n.survey_after_days)
      AND arrived.at > clock_timestamp() - make_interval(days => n.survey_after_days + :late)
      AND NOT EXISTS (SELECT FROM notices x WHERE x.shop_id = o.shop_id AND x.order_id = o.id
                      AND x.kind = 'survey')
    ORDER BY arrived.at LIMIT :limit
    """
)
_SAY: Final = text(
    "INSERT INTO notices (shop_id, order_id, kind, about) "
    "VALUES (:shop, :order, 'survey', :about) ON CONFLICT DO NOTHING RETURNING about"
)
_SAID: Final = text(
    "UPDATE notices SET mail_id = :mail WHERE shop_id = :shop AND order_id = :order "
    "AND kind = 'survey'"
)
_WANTS_NONE: Final = text(
    "SELECT 1 FROM unsubscribed_addresses WHERE shop_id = :shop AND address_mark = :mark"
)


async def ask_due(tx: Tx, settings: Settings) -> int:
    """Ask about orders whose day has come; returns how many were looked at."""
    due = (await tx.execute(_DUE, {"late": LATE_DAYS, "limit": BATCH_MAX})).all()
    for row in due:
        key = {"shop": row.shop_id, "order": row.id, "about": str(row.id)}
        if await tx.scalar(_SAY, key) is not None:
            await _ask(tx, settings, row.shop_id, row.id)
    return len(due)


async def _ask(tx: Tx, settings: Settings, shop_id: UUID, order_id: UUID) -> None:
    order = await order_told(tx, shop_id, order_id)
    if order is None or order.email is None:
        return
    mark = address_mark(settings, shop_id, order.email)
    if await tx.scalar(_WANTS_NONE, {"shop": shop_id, "mark": mark}):
        return
    told = await told_by(tx, shop_id)
    words = spoken(await own_texts(tx, shop_id), "survey", order.language, told.fallback_language)
    url = survey_url(settings, shop_id, order_id)
    no_more = f"{url}/unsubscribe"
    written = write(
        Message(
            kind="survey",
            language=words.language,
            subject=words.subject,
            body=words.body,
            facts=order.facts,
            scale=told.survey_scale,
        ),
        await look_of(tx, shop_id, order.imprint),
        Links(survey=url, unsubscribe=no_more),
    )
    mail = await queue_mail(
        tx,
        shop_id,
        subject_id=order_id,
        purpose=purpose("survey"),
        unique_key=f"{purpose('survey')}:{order_id}",
        to=order.email,
        language=words.language,
        title=written.title,
        plain=written.plain,
        html=written.html,
        headers={
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{no_more}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        },
        not_before=await not_before(tx, told, "survey", order.country),
        is_repeatable=False,
    )
    await tx.execute(_SAID, {"shop": shop_id, "order": order_id, "mail": mail})


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The question as its page shows it."""

    shop_id: UUID
    order_id: UUID
    language: str
    scale: str
    #: the answer that was given; None: none yet
    score: int | None


_QUESTION: Final = text(
    """
    SELECT o.language, o.carrier, coalesce(a.scale, n.survey_scale, 'five') AS scale, a.score
    FROM notices x
    JOIN orders o ON o.shop_id = x.shop_id AND o.id = x.order_id
    LEFT JOIN notice_settings n ON n.shop_id = x.shop_id
    LEFT JOIN survey_answers a ON a.shop_id = x.shop_id AND a.order_id = x.order_id
    WHERE x.shop_id = :shop AND x.order_id = :order AND x.kind = 'survey'
    """
)


async def question(read: Read | Tx, shop_id: UUID, order_id: UUID) -> Question:
    """The question of an order that was asked.

    Raises:
        SurveyOver: nobody asked about it.
    """
    row = await _asked(read, shop_id, order_id)
    return Question(
        shop_id=shop_id,
        order_id=order_id,
        language=row.language,
        scale=row.scale,
        score=row.score,
    )


async def _asked(read: Read | Tx, shop_id: UUID, order_id: UUID) -> Any:
    row = (await read.execute(_QUESTION, {"shop": shop_id, "order": order_id})).first()
    if row is None:
        raise SurveyOver
    return row


_ANSWER: Final = text(
    """
    INSERT INTO survey_answers AS a (shop_id, order_id, scale, score, comment_sealed, carrier)
    VALUES (:shop, :order, :scale, :score, :comment, :carrier)
    ON CONFLICT (shop_id, order_id) DO UPDATE
    SET score = excluded.score, answered_at = clock_timestamp(),
        comment_sealed = coalesce(excluded.comment_sealed, a.comment_sealed)
    """
)


async def answer(tx: Tx, shop_id: UUID, order_id: UUID, *, score: int, comment: str = "") -> None:
    """Keep an answer; a second one replaces the first.

    Raises:
        SurveyOver: nobody asked about this order.
        ScoreUnknown: the question has no such answer.
    """
    row = await _asked(tx, shop_id, order_id)
    if score not in SCALES[row.scale]:
        raise ScoreUnknown(pointer="/score")
    words = comment.strip()[:COMMENT_MAX_CHARS]
    sealed = await closed(tx, shop_id, order_id, words.encode()) if words else None
    await tx.execute(
        _ANSWER,
        {"shop": shop_id, "order": order_id, "scale": row.scale, "score": score,
         "comment": sealed, "carrier": row.carrier},
    )  # fmt: skip


_UNSUBSCRIBE: Final = text(
    "INSERT INTO unsubscribed_addresses (shop_id, address_mark) VALUES (:shop, :mark) "
    "ON CONFLICT DO NOTHING"
)


async def unsubscribe(tx: Tx, settings: Settings, shop_id: UUID, order_id: UUID) -> None:
    """Whoever this order went to is not asked by this shop any more."""
    order = await order_told(tx, shop_id, order_id)
    if order is not None and order.email is not None:
        mark = address_mark(settings, shop_id, order.email)
        await tx.execute(_UNSUBSCRIBE, {"shop": shop_id, "mark": mark})


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop's consumers answered in a month, on one scale."""

    shop_id: UUID
    shop_name: str
    shop_code: str
    month: date
    scale: str
    asked: int
    answered: int
    #: the mean, on its scale
    mean: float | None
    #: of the answers: 9 and 10 of ten, 5 of five; and 0 to 6 of ten, 1 and 2 of five
    happy: int
    unhappy: int


_MONTHS: Final = text(
    """
    WITH asked AS (
        SELECT x.shop_id, date_trunc('month', x.created_at AT TIME ZONE (SELECT house_zone()))
                   AS month, count(*) AS asked
        FROM notices x WHERE x.kind = 'survey' AND x.mail_id IS NOT NULL
          AND (CAST(:shop AS uuid) IS NULL OR x.shop_id = :shop) GROUP BY 1, 2
    ), answered AS (
        SELECT a.shop_id, date_trunc('month', a.answered_at AT TIME ZONE (SELECT house_zone()))
                   AS month, a.scale, count(*) AS answered, avg(a.score) AS mean,
               count(*) FILTER (WHERE a.score >= CASE a.scale WHEN 'ten' THEN 9 ELSE 5 END)
                   AS happy,
               count(*) FILTER (WHERE a.score <= CASE a.scale WHEN 'ten' THEN 6 ELSE 2 END)
                   AS unhappy
        FROM survey_answers a
        WHERE (CAST(:shop AS uuid) IS NULL OR a.shop_id = :shop) GROUP BY 1, 2, 3
    )
    SELECT s.id AS shop_id, s.name AS shop_name, s.code AS shop_code,
           CAST(coalesce(w.month, q.month) AS date) AS month, coalesce(w.scale, '') AS scale,
           coalesce(q.asked, 0) AS asked, coalesce(w.answered, 0) AS answered,
           CAST(w.mean AS float) AS mean, coalesce(w.happy, 0) AS happy,
           coalesce(w.unhappy, 0) AS unhappy
    FROM asked q
    FULL JOIN answered w ON w.shop_id = q.shop_id AND w.month = q.month
    JOIN shops s ON s.id = coalesce(w.shop_id, q.shop_id)
    ORDER BY month DESC, s.code, scale LIMIT :limit
    """
)


async def months(read: Read, shop_id: UUID | None = None, *, limit: int = 200) -> list[Month]:
    """The answers by month and shop, the newest first."""
    rows = await read.execute(_MONTHS, {"shop": shop_id, "limit": limit})
    return [Month(**row._mapping) for row in rows]


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote beside an answer."""

    order_number: int
    shop_code: str
    scale: str
    score: int
    words: str
    answered_on: date


_COMMENTS: Final = text(
    """
    SELECT a.*, o.number, s.code,
           CAST(a.answered_at AT TIME ZONE (SELECT house_zone()) AS date) AS answered_on
    FROM survey_answers a
    JOIN orders o ON o.shop_id = a.shop_id AND o.id = a.order_id
    JOIN shops s ON s.id = a.shop_id
    WHERE a.comment_sealed IS NOT NULL AND (CAST(:shop AS uuid) IS NULL OR a.shop_id = :shop)
    ORDER BY a.answered_at DESC LIMIT :limit
    """
)


async def comments(read: Read, shop_id: UUID | None = None) -> list[Comment]:
    """What was written lately; of people who were erased nothing is left."""
    found = []
    for row in await read.execute(_COMMENTS, {"shop": shop_id, "limit": COMMENTS_MAX}):
        words = await opened(read, row.shop_id, row.order_id, row.comment_sealed)
        if words is not None:
            found.append(
                Comment(
                    order_number=row.number,
                    shop_code=row.code,
                    scale=row.scale,
                    score=row.score,
                    words=words.decode(),
                    answered_on=row.answered_on,
                )
            )
    return found
