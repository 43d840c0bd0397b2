"""A shop's slip template is saved, looked at as it was, and taken up again; nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from PIL import Image, ImageChops
from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from wms.access.models import OfficeUser
from wms.db import Read, Tx
from wms.errors import N_, NotFound, Refusal
from wms.packing.slips.models import SlipTemplateVersion
from wms.packing.slips.template import SlipTemplate, check_template
from wms.photos.develop import Picture, in_turn, jpeg, unpack
from wms.photos.keep import keep, photo_bytes
from wms.photos.models import Photo

#: versions that are listed
LISTED_MAX: Final = 100
#: a logo's longer side as it is kept, pixels: 76 mm of paper at 300 dpi
LOGO_SIDE_PX: Final = 900
_LOGO_QUALITY: Final = 90
_THUMBNAIL_SIDE_PX: Final = 320
_PAPER: Final = "white"
#: so far from white a pixel is a part of the sign and no noise of the file before it, of 255
_INK_FROM: Final = 12


class ChangedMeanwhile(Refusal):
    """Somebody else saved it after this person had opened it."""

    code = "slip_template.changed_meanwhile"
    title = N_("Changed in the meantime")
    sentence = N_(
        "Version {version} was saved meanwhile. Look at it; save again to replace it with yours."
    )
    remedy = N_("Read the template again, bring both changes together, and save it anew.")


class KeptLogo(msgspec.Struct, frozen=True):
    """A shop's sign, as paper takes it: a JPEG."""

    content: bytes
    width_px: int
    height_px: int


class TemplateVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A template as it was saved."""

    version: int
    template: SlipTemplate
    logo_id: UUID | None
    made_by: str | None
    restored_from: int | None
    created_at: datetime


class TemplateInUse(msgspec.Struct, frozen=True, kw_only=True):
    """What slips are made with: the last version and its logo, ready."""

    version: int | None = None
    template: SlipTemplate = SlipTemplate()
    logo: KeptLogo | None = None


def develop_logo(content: bytes) -> Picture:
    """Make of an uploaded file a logo: without the white around it, as large as paper shows.

    Raises:
        PhotoTooLarge, PhotoTooManyPixels, PhotoUnreadable: as `wms.photos.develop` says.
    """
    full = _trimmed(unpack(content))
    full.thumbnail((LOGO_SIDE_PX, LOGO_SIDE_PX), Image.Resampling.LANCZOS)
    small = full.copy()
    small.thumbnail((_THUMBNAIL_SIDE_PX, _THUMBNAIL_SIDE_PX), Image.Resampling.LANCZOS)
    return Picture(
        full=jpeg(full, _LOGO_QUALITY),
        thumbnail=jpeg(small, _LOGO_QUALITY),
        width_px=full.width,
        height_px=full.height,
    )


async def develop_logo_in_turn(content: bytes) -> Picture:
    """The same in a thread, one picture after the other."""
    return await in_turn(develop_logo, content)


def _trimmed(image: Image.Image) -> Image.Image:
    """Without the paper around the ink; a picture of nothing stays as it is."""
    bare = ImageChops.difference(image, Image.new("RGB", image.size, _PAPER)).convert("L")
    ink = bare.point(lambda far: 255 if far >= _INK_FROM else 0).getbbox()
    return image.crop(ink) if ink else image


async def latest_template(read: Read | Tx, shop_id: UUID) -> TemplateVersion | None:
    """The version that counts; None while the shop has none of its own."""
    found = await template_versions(read, shop_id, limit=1)
    return found[0] if found else None


async def template_versions(
    read: Read | Tx, shop_id: UUID, *, version: int | None = None, limit: int = LISTED_MAX
) -> list[TemplateVersion]:
    """The versions of a shop's template, the last first; or only that one."""
    by = aliased(OfficeUser)
    wanted = (
        select(SlipTemplateVersion, by.name)
        .outerjoin(by, by.id == SlipTemplateVersion.made_by)
        .where(SlipTemplateVersion.shop_id == shop_id)
        .order_by(SlipTemplateVersion.version.desc())
        .limit(limit)
    )
    if version is not None:
        wanted = wanted.where(SlipTemplateVersion.version == version)
    return [
        TemplateVersion(
            version=row.version, template=msgspec.convert(row.content, SlipTemplate),
            logo_id=row.logo_id, made_by=name, restored_from=row.restored_from,
            created_at=row.created_at,
        )
        for row, name in (await read.execute(wanted)).all()
    ]  # fmt: skip


async def template_version(read: Read | Tx, shop_id: UUID, version: int) -> TemplateVersion:
    """One version. NotFound when the shop never had it."""
    found = await template_versions(read, shop_id, version=version)
    if not found:
        raise NotFound(what="version", name=str(version))
    return found[0]


async def save_template(
    tx: Tx,
    shop_id: UUID,
    template: SlipTemplate,
    *,
    logo_id: UUID | None,
    by: UUID | None,
    seen: int | None = None,
    restored_from: int | None = None,
) -> TemplateVersion:
    """Slips are printed so from now on. What is saved as it already was makes no new version.

    ``by``: the office user, None for the shop's own program; ``seen``: the version that the person
    had before their eyes (0: none), None to not ask.

    Raises:
        SeveralInvalid: what no slip could show, each with its field.
        ChangedMeanwhile: another version than ``seen`` is the last.
        NotFound: there is no such shop.
    """
    check_template(template)
    # the shop's row makes two savers count each other
    locked = text("SELECT id FROM shops WHERE id = :shop FOR NO KEY UPDATE")
    if await tx.scalar(locked, {"shop": shop_id}) is None:
        raise NotFound(what="shop", name=str(shop_id))
    last = await latest_template(tx, shop_id)
    if last and (last.template, last.logo_id) == (template, logo_id) and not restored_from:
        return last
    before = last.version if last else 0
    if seen is not None and seen != before:
        raise ChangedMeanwhile(version=before)
    await tx.execute(
        insert(SlipTemplateVersion).values(
            shop_id=shop_id, version=before + 1, content=msgspec.to_builtins(template),
            logo_id=logo_id, made_by=by, restored_from=restored_from,
        )
    )  # fmt: skip
    return await template_version(tx, shop_id, before + 1)


async def restore_template(
    tx: Tx, shop_id: UUID, version: int, *, by: UUID | None
) -> TemplateVersion:
    """An older version counts again, as a new one.

    Raises:
        NotFound: the shop never had it.
        SeveralInvalid: it says what a slip cannot show any more.
    """
    old = await template_version(tx, shop_id, version)
    return await save_template(
        tx, shop_id, old.template, logo_id=old.logo_id, by=by, restored_from=version
    )


async def keep_logo(tx: Tx, shop_id: UUID, picture: Picture) -> UUID:
    """Keep a developed logo; a version that is saved with it shows it."""
    return (await keep(tx, shop_id, picture)).id


async def logo(read: Read | Tx, shop_id: UUID, logo_id: UUID) -> KeptLogo:
    """A logo of a shop. PhotoUnknown when it is none of its own."""
    content = await photo_bytes(read, logo_id, shop_id=shop_id)
    with Image.open(io.BytesIO(content)) as opened:
        return KeptLogo(content, opened.width, opened.height)


async def is_logo(read: Read | Tx, shop_id: UUID, logo_id: UUID) -> bool:
    """Whether this picture is one of the logos that the shop's versions have had."""
    found = select(func.count()).where(
        SlipTemplateVersion.shop_id == shop_id, SlipTemplateVersion.logo_id == logo_id
    )
    return bool(await read.scalar(found))


async def templates_in_use(
    read: Read | Tx, shop_ids: Collection[UUID]
) -> dict[UUID, TemplateInUse]:
    """What the slips of these shops are made with; a shop without a template is left out."""
    of = SlipTemplateVersion
    wanted = (
        select(of, Photo.picture, Photo.width_px, Photo.height_px)
        .outerjoin(Photo, (Photo.shop_id == of.shop_id) & (Photo.id == of.logo_id))
        .where(of.shop_id.in_(list(shop_ids)))
        .ext(distinct_on(of.shop_id))
        .order_by(of.shop_id, of.version.desc())
    )
    found: dict[UUID, TemplateInUse] = {}
    rows: Any = (await read.execute(wanted)).all()
    for row, picture, width_px, height_px in rows:
        found[row.shop_id] = TemplateInUse(
            version=row.version,
            template=msgspec.convert(row.content, SlipTemplate),
            logo=KeptLogo(picture, width_px, height_px) if picture else None,
        )
    return found
