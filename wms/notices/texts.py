"""A shop's words: saved as versions, the last counts; where there are none, ours do."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound, Refusal, SeveralInvalid
from wms.notices.defaults import DEFAULTS
from wms.notices.errors import HalfEmpty, KindUnknown, SubjectTooLong, TextChangedMeanwhile
from wms.notices.kinds import KINDS
from wms.notices.names import NAMES, SUBJECT_MAX_CHARS
from wms.packing.slips.language import TEXT_MAX_CHARS, read_text
from wms.packing.slips.template import LANGUAGES
from wms.texts import MAYBE_EMPTY, SEVERAL_LINES

#: versions that are listed
LISTED_MAX: Final = 50


class OwnText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shop's own words for one kind in one language; both empty: ours."""

    subject: Annotated[str, Meta(max_length=SUBJECT_MAX_CHARS, pattern=MAYBE_EMPTY)] = ""
    body: Annotated[str, Meta(max_length=TEXT_MAX_CHARS, pattern=SEVERAL_LINES)] = ""


class TextVersion(msgspec.Struct, frozen=True, kw_only=True):
    """Words as they were saved."""

    kind: str
    language: str
    version: int
    subject: str
    body: str
    made_by: str | None
    created_at: datetime


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """The words that count, and in which language they are."""

    language: str
    subject: str
    body: str
    #: 0: ours
    version: int = 0

    @property
    def is_ours(self) -> bool:
        """Whether the shop has none of its own."""
        return self.version == 0


_CURRENT: Final = text(
    """
    SELECT DISTINCT ON (kind, language) kind, language, version, subject, body
    FROM notice_texts WHERE shop_id = :shop ORDER BY kind, language, version DESC
    """
)


async def own_texts(read: Read | Tx, shop_id: UUID) -> dict[tuple[str, str], Spoken]:
    """The shop's own words that count, by kind and language."""
    rows = (await read.execute(_CURRENT, {"shop": shop_id})).all()
    return {
        (row.kind, row.language): Spoken(
            language=row.language, subject=row.subject, body=row.body, version=row.version
        )
        for row in rows
        if row.subject
    }


def spoken(own: dict[tuple[str, str], Spoken], kind: str, language: str, fallback: str) -> Spoken:
    """The words for a consumer: the shop's in their language, else ours in it.

    A language that nobody here speaks gets the fallback's.
    """
    tongue = language if language in LANGUAGES else fallback
    found = own.get((kind, tongue))
    if found is not None:
        return found
    subject, body = DEFAULTS[tongue][kind]
    return Spoken(language=tongue, subject=subject, body=body)


def check_text(own: OwnText) -> None:
    """Say everything at once that is wrong with a text.

    Raises:
        SeveralInvalid: each with the pointer of its field.
    """
    wrong: list[Refusal] = []
    if bool(own.subject.strip()) != bool(own.body.strip()):
        wrong.append(HalfEmpty(pointer="/body" if own.subject.strip() else "/subject"))
    if len(own.subject) > SUBJECT_MAX_CHARS:
        wrong.append(
            SubjectTooLong(pointer="/subject", chars=len(own.subject), maximum=SUBJECT_MAX_CHARS)
        )
    for pointer, words in (("/subject", own.subject), ("/body", own.body)):
        try:
            read_text(words, frozenset(NAMES))
        except Refusal as no:
            no.pointer = pointer
            wrong.append(no)
    if wrong:
        raise SeveralInvalid(wrong)


_LAST: Final = text(
    "SELECT coalesce(max(version), 0) FROM notice_texts "
    "WHERE shop_id = :shop AND kind = :kind AND language = :language"
)
_KEEP: Final = text(
    "INSERT INTO notice_texts (shop_id, kind, language, version, subject, body, user_id) "
    "VALUES (:shop, :kind, :language, :version, :subject, :body, :by)"
)


async def save_text(
    tx: Tx,
    shop_id: UUID,
    kind: str,
    language: str,
    own: OwnText,
    *,
    by: UUID | None = None,
    seen: int | None = None,
) -> int:
    """A new version; returns its number. The same words again make none.

    Raises:
        KindUnknown: a message that there is not.
        SeveralInvalid: what is wrong with the words.
        TextChangedMeanwhile: another version than ``seen`` is the last by now.
    """
    if kind not in KINDS:
        raise KindUnknown(kind=kind, known=", ".join(KINDS))
    check_text(own)
    key = {"shop": shop_id, "kind": kind, "language": language}
    last: int = await tx.scalar(_LAST, key)
    if seen is not None and seen != last:
        raise TextChangedMeanwhile(version=last)
    subject, body = own.subject.strip(), own.body.strip()
    there = await text_version(tx, shop_id, kind, language, last) if last else None
    if (there.subject, there.body) == (subject, body) if there else not subject:
        return last
    facts = {"version": last + 1, "subject": subject, "body": body, "by": by}
    await tx.execute(_KEEP, {**key, **facts})
    return last + 1


_VERSIONS: Final = text(
    """
    SELECT t.kind, t.language, t.version, t.subject, t.body, t.created_at, u.name AS made_by
    FROM notice_texts t LEFT JOIN office_users u ON u.id = t.user_id
    WHERE t.shop_id = :shop AND t.kind = :kind AND t.language = :language
      AND (CAST(:version AS integer) IS NULL OR t.version = :version)
    ORDER BY t.version DESC LIMIT :limit
    """
)


async def text_versions(
    read: Read | Tx, shop_id: UUID, kind: str, language: str
) -> list[TextVersion]:
    """The versions of a text, the last first."""
    return await _versions(read, shop_id, kind, language, None)


async def text_version(
    read: Read | Tx, shop_id: UUID, kind: str, language: str, version: int
) -> TextVersion:
    """One version.

    Raises:
        NotFound: there is none.
    """
    found = await _versions(read, shop_id, kind, language, version)
    if not found:
        raise NotFound(what="text", name=str(version))
    return found[0]


async def _versions(
    read: Read | Tx, shop_id: UUID, kind: str, language: str, version: int | None
) -> list[TextVersion]:
    asked: dict[str, Any] = {"shop": shop_id, "kind": kind, "language": language}
    rows = await read.execute(_VERSIONS, {**asked, "version": version, "limit": LISTED_MAX})
    return [TextVersion(**row._mapping) for row in rows]
