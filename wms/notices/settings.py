"""What a shop wants its consumers told, and when not."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import text

from wms.db import Read, Tx
from wms.notices.errors import KindUnknown, QuietHalf
from wms.notices.kinds import NOTICES
from wms.packing.slips.template import Language

Scale = Literal["ten", "five"]
#: minutes from midnight
Minute = Annotated[int, Meta(ge=0, le=1439)]
SURVEY_DAYS_MAX: Final = 60


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop's consumers are told; as it begins: nothing."""

    #: what they are told
    kinds: Annotated[list[str], Meta(max_length=len(NOTICES))] = []
    #: by the consumer's clock, minutes from midnight; may span midnight
    quiet_from: Minute | None = None
    #: minutes from midnight, by the consumer's clock
    quiet_until: Minute | None = None
    #: kinds that are sent in quiet hours, too
    urgent_kinds: Annotated[list[str], Meta(max_length=len(NOTICES))] = []
    #: whose words are sent when there are none in the consumer's language
    fallback_language: Language = "en"
    #: days after the delivery; null: no survey
    survey_after_days: Annotated[int, Meta(ge=1, le=SURVEY_DAYS_MAX)] | None = None
    #: how the one question is answered
    survey_scale: Scale = "five"

    @property
    def is_anything_told(self) -> bool:
        """Whether any message goes out by itself."""
        return bool(self.kinds) or self.survey_after_days is not None


_READ: Final = text("SELECT * FROM notice_settings WHERE shop_id = :shop")


async def told_by(read: Read | Tx, shop_id: UUID) -> Told:
    """What a shop's consumers are told."""
    row = (await read.execute(_READ, {"shop": shop_id})).first()
    return Told() if row is None else told_in(row)


def told_in(row: Any) -> Told:
    """The settings in a row of the table."""
    facts = {name: getattr(row, name) for name in Told.__struct_fields__}
    return msgspec.convert(facts, Told)


# Who was told nothing until now begins at the end of the feed: no old news. Deliveries before the
# survey was switched on are not asked about.
_SAVE: Final = text(
    """
    INSERT INTO notice_settings AS n
        (shop_id, kinds, quiet_from, quiet_until, urgent_kinds, fallback_language,
         survey_after_days, survey_scale, survey_since, told_sequence)
    VALUES (:shop, :kinds, :quiet_from, :quiet_until, :urgent_kinds, :fallback_language,
            CAST(:survey_after_days AS integer), :survey_scale,
            CASE WHEN CAST(:survey_after_days AS integer) IS NOT NULL THEN clock_timestamp() END,
            coalesce((SELECT last_sequence FROM feed_positions WHERE shop_id = :shop), 0))
    ON CONFLICT (shop_id) DO UPDATE
    SET kinds = excluded.kinds, quiet_from = excluded.quiet_from,
        quiet_until = excluded.quiet_until, urgent_kinds = excluded.urgent_kinds,
        fallback_language = excluded.fallback_language,
        survey_after_days = excluded.survey_after_days, survey_scale = excluded.survey_scale,
        survey_since = CASE WHEN excluded.survey_after_days IS NULL THEN NULL
                            ELSE coalesce(n.survey_since, clock_timestamp()) END,
        told_sequence = CASE WHEN n.kinds = '{}' THEN excluded.told_sequence
                             ELSE n.told_sequence END,
        updated_at = clock_timestamp()
    """
)


async def save_told(tx: Tx, shop_id: UUID, told: Told) -> None:
    """From now on it is so; what happened before is not told.

    Raises:
        KindUnknown: a message that there is not.
        QuietHalf: quiet hours with one end only, or of no length.
    """
    for pointer, kinds in (("/kinds", told.kinds), ("/urgent_kinds", told.urgent_kinds)):
        for one in kinds:
            if one not in NOTICES:
                raise KindUnknown(pointer=pointer, kind=one, known=", ".join(NOTICES))
    is_half = (told.quiet_from is None) != (told.quiet_until is None)
    if is_half or (told.quiet_from is not None and told.quiet_from == told.quiet_until):
        raise QuietHalf(pointer="/quiet_from")
    facts = msgspec.structs.asdict(told)
    facts["kinds"] = [one for one in NOTICES if one in told.kinds]
    facts["urgent_kinds"] = [one for one in NOTICES if one in told.urgent_kinds]
    await tx.execute(_SAVE, {"shop": shop_id, **facts})
