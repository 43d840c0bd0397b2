"""A shop's rubric is saved, looked at as it was, and taken up again; nothing is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, select, text

from wms.access.models import OfficeUser
from wms.db import Read, Tx
from wms.errors import N_, NotFound, Refusal
from wms.photos.develop import Picture
from wms.photos.errors import PhotoUnknown
from wms.photos.keep import KeptPhoto, Side, keep, photo_bytes
from wms.returns.inspection.models import RubricPicture, RubricVersion
from wms.returns.inspection.rubric import Rubric, check_rubric

#: versions that are listed
LISTED_MAX: Final = 100
#: example pictures of a shop, all its versions together
PICTURES_MAX: Final = 200


class RubricChanged(Refusal):
    """Somebody else saved it after this person had opened it."""

    code = "return_rubric.changed_meanwhile"
    title = N_("Changed in the meantime")
    sentence = N_(
        "Version {version} was saved meanwhile. Look at it; save again to replace it with yours."
    )
    remedy = N_("Read the rubric again, bring both changes together, and save it anew.")


class PicturesFull(Refusal):
    """More examples than anybody looks at."""

    code = "return_rubric.pictures_full"
    title = N_("Too many example pictures")
    sentence = N_("A shop keeps at most {most} example pictures. Use those that are there.")
    remedy = N_(
        "Use the pictures that are there; one that the rubric does not name any more can be "
        "replaced."
    )


class SavedRubric(msgspec.Struct, frozen=True, kw_only=True):
    """A rubric as it was saved."""

    version: int
    rubric: Rubric
    made_by: str | None
    restored_from: int | None
    created_at: datetime


async def rubric_versions(
    read: Read | Tx, shop_id: UUID, *, version: int | None = None, limit: int = LISTED_MAX
) -> list[SavedRubric]:
    """The versions of a shop's rubric, the last first; or only that one."""
    wanted = (
        select(RubricVersion, OfficeUser.name)
        .outerjoin(OfficeUser, OfficeUser.id == RubricVersion.made_by)
        .where(RubricVersion.shop_id == shop_id)
        .order_by(RubricVersion.version.desc())
        .limit(limit)
    )
    if version is not None:
        wanted = wanted.where(RubricVersion.version == version)
    return [
        SavedRubric(
            version=row.version, rubric=msgspec.convert(row.content, Rubric), made_by=name,
            restored_from=row.restored_from, created_at=row.created_at,
        )
        for row, name in (await read.execute(wanted)).all()
    ]  # fmt: skip


async def latest_rubric(read: Read | Tx, shop_id: UUID) -> SavedRubric | None:
    """The version that counts; None while the shop has said nothing."""
    found = await rubric_versions(read, shop_id, limit=1)
    return found[0] if found else None


async def save_rubric(
    tx: Tx,
    shop_id: UUID,
    rubric: Rubric,
    *,
    by: UUID | None,
    seen: int | None = None,
    restored_from: int | None = None,
) -> SavedRubric:
    """Pieces are graded so from now on. What is saved as it already was makes no new version.

    ``by``: the office user, None for the shop's own program; ``seen``: the version that the person
    had before their eyes (0: none), None to not ask.

    Raises:
        SeveralInvalid: what no inspector could follow, each with its field.
        RubricChanged: another version than ``seen`` is the last.
        NotFound: there is no such shop.
    """
    check_rubric(rubric, set(await rubric_pictures(tx, shop_id)))
    # the shop's row makes two savers count each other
    locked = text("SELECT id FROM shops WHERE id = :shop FOR NO KEY UPDATE")
    if await tx.scalar(locked, {"shop": shop_id}) is None:
        raise NotFound(what="shop", name=str(shop_id))
    last = await latest_rubric(tx, shop_id)
    if last and last.rubric == rubric and restored_from is None:
        return last
    before = last.version if last else 0
    if seen is not None and seen != before:
        raise RubricChanged(version=before)
    await tx.execute(
        insert(RubricVersion).values(
            shop_id=shop_id, version=before + 1, content=msgspec.to_builtins(rubric), made_by=by,
            restored_from=restored_from,
        )
    )  # fmt: skip
    return (await rubric_versions(tx, shop_id, version=before + 1))[0]


async def restore_rubric(tx: Tx, shop_id: UUID, version: int, *, by: UUID | None) -> SavedRubric:
    """An older version counts again, as a new one. NotFound when the shop never had it."""
    old = await rubric_versions(tx, shop_id, version=version)
    if not old:
        raise NotFound(what="version", name=str(version))
    return await save_rubric(tx, shop_id, old[0].rubric, by=by, restored_from=version)


async def rubric_pictures(read: Read | Tx, shop_id: UUID) -> list[UUID]:
    """The shop's example pictures, the newest first."""
    found = await read.scalars(
        select(RubricPicture.photo_id)
        .where(RubricPicture.shop_id == shop_id)
        .order_by(RubricPicture.photo_id.desc())
        .limit(PICTURES_MAX)
    )
    return list(found)


async def add_rubric_picture(tx: Tx, shop_id: UUID, picture: Picture) -> KeptPhoto:
    """Keep an example; a rubric shows it when it names its id.

    Raises:
        PicturesFull: the shop has `PICTURES_MAX` already.
    """
    if len(await rubric_pictures(tx, shop_id)) >= PICTURES_MAX:
        raise PicturesFull(most=PICTURES_MAX)
    kept = await keep(tx, shop_id, picture)
    await tx.execute(insert(RubricPicture).values(shop_id=shop_id, photo_id=kept.id))
    return kept


async def rubric_picture(read: Read | Tx, shop_id: UUID, photo_id: UUID, side: Side) -> bytes:
    """The JPEG of an example. PhotoUnknown when it is none of this shop's."""
    if photo_id not in await rubric_pictures(read, shop_id):
        raise PhotoUnknown
    return await photo_bytes(read, photo_id, side, shop_id=shop_id)
