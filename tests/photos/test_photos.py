"""Whatever is uploaded, what is kept is a clean picture of a sane size, or nothing."""

from __future__ import annotations

import asyncio
import io
import struct
import threading
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests import cast
from tests.photos.pictures import bomb, picture
from tests.sizes import many
from wms.catalog.errors import PhotosFull, ProductUnknown
from wms.catalog.photos import (
    PHOTOS_MAX,
    add_photo,
    photos_by_sku,
    photos_of,
    product_photo,
    remove_photo,
)
from wms.db import Database, Tx
from wms.photos.develop import (
    FULL_SIDE_PX,
    PIXELS_MAX,
    SIDE_MAX_PX,
    THUMBNAIL_SIDE_PX,
    UPLOAD_MAX_BYTES,
    WHOLE_PIXELS_MAX,
    develop,
    develop_in_turn,
)
from wms.photos.errors import PhotoTooLarge, PhotoTooManyPixels, PhotoUnknown, PhotoUnreadable
from wms.photos.keep import keep, photo_bytes, take_away


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=("JPEG",))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_kept_in_two_sizes_that_keep_its_shape(kind: str) -> None:
    made = develop(picture(3000, 2000, kind=kind))
    full, small = opened(made.full), opened(made.thumbnail)
    assert full.size == (made.width_px, made.height_px) == (FULL_SIDE_PX, 1067)
    assert small.size == (THUMBNAIL_SIDE_PX, 213)
    for one in (full, small):  # red on the left, blue on the right
        left, right = one.getpixel((2, 50)), one.getpixel((one.width - 3, 50))
        assert left[0] > 200 > 60 > left[2] and right[2] > 200 > 60 > right[0]


def test_a_small_picture_is_not_blown_up() -> None:
    made = develop(picture(100, 50))
    assert (made.width_px, made.height_px) == (100, 50) == opened(made.thumbnail).size


def test_a_telephone_held_upright_gives_an_upright_picture_and_tells_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretCamera"
    gps = exif.get_ifd(0x8825)
    gps[2] = (52.0, 13.0, 47.0)
    made = develop(picture(400, 200, exif=exif, comment=b"SecretComment"))
    full = opened(made.full)
    assert full.size == (200, 400)
    assert full.getpixel((100, 20))[0] > 200, "red is on top now"
    for content in (made.full, made.thumbnail):
        assert not opened(content).getexif() and b"Secret" not in content


def test_nonsense_that_a_camera_wrote_does_not_spoil_its_picture() -> None:
    turned = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    resolution = struct.pack(">HHI4s", 0x011A, 2, 4, b"abc\0")  # a number, said in letters
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02" + turned + resolution + b"\0\0\0\0"
    made = develop(picture(400, 200, exif=exif))
    assert opened(made.full).size == (200, 400)


def test_what_is_hidden_behind_the_picture_is_not_kept() -> None:
    made = develop(picture() + b"PK\x03\x04 a zip with <script>")
    assert b"<script>" not in made.full + made.thumbnail


def test_transparency_lies_on_white() -> None:
    see_through = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    file = io.BytesIO()
    see_through.save(file, "PNG")
    assert min(opened(develop(file.getvalue()).full).getpixel((10, 10))) > 250
    grey = develop(picture(50, 50, kind="PNG", mode="L"))
    assert opened(grey.full).mode == "RGB"


def test_a_bomb_is_not_unpacked() -> None:
    side = int((PIXELS_MAX + 1) ** 0.5) + 1
    tracemalloc.start()
    for wide, high in ((side, side), (30_000, 30_000), (2**31 - 1, 2**31 - 1)):
        with pytest.raises((PhotoTooManyPixels, PhotoUnreadable)):
            develop(bomb(wide, high))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000
    for wide, high in ((side, side), (WHOLE_PIXELS_MAX // 1000, 1001), (SIDE_MAX_PX + 1, 1)):
        with pytest.raises(PhotoTooManyPixels):
            develop(bomb(wide, high))


async def test_pictures_are_developed_one_after_the_other() -> None:
    begun = threading.Event()
    ended: list[float] = []

    def slow(_content: bytes) -> None:
        assert not begun.is_set()
        begun.set()
        time.sleep(0.01)
        begun.clear()
        ended.append(time.monotonic())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wms.photos.develop.develop", slow)
        await asyncio.gather(*(develop_in_turn(b"") for _ in range(4)))
    assert len(ended) == 4


def test_too_many_bytes_are_not_even_looked_at() -> None:
    with pytest.raises(PhotoTooLarge):
        develop(picture() + b"\0" * UPLOAD_MAX_BYTES)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PDF"])
def test_other_kinds_are_not_taken(kind: str) -> None:
    with pytest.raises(PhotoUnreadable):
        develop(picture(kind=kind))


@settings(max_examples=many(30), deadline=None)
@given(st.data())
def test_broken_files_are_refused_and_nothing_else_happens(data: st.DataObject) -> None:
    whole = picture(64, 48, kind=data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"])))
    cut = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=60))
    content = data.draw(st.sampled_from([whole[:cut], noise, whole[:cut] + noise + whole[cut:]]))
    try:
        made = develop(content)
    except (PhotoUnreadable, PhotoTooManyPixels):
        return
    assert opened(made.full).width <= FULL_SIDE_PX


async def test_a_product_has_its_pictures_in_order_until_it_has_enough(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA")
    await cast.add_product(tx, shop, "MUG")
    made = develop(picture(30, 20))
    kept = [await add_photo(tx, shop.id, "TEA", made) for _ in range(PHOTOS_MAX)]
    assert await photos_of(tx, shop.id, tea.id) == kept == await photos_by_sku(tx, shop.id, "TEA")
    with pytest.raises(PhotosFull):
        await add_photo(tx, shop.id, "TEA", made)
    with pytest.raises(ProductUnknown):
        await add_photo(tx, shop.id, "NOPE", made)
    with pytest.raises(ProductUnknown):
        await photos_by_sku(tx, shop.id, "NOPE")
    assert await product_photo(tx, shop.id, "TEA", kept[0].id, "full") == made.full
    assert await product_photo(tx, shop.id, "TEA", kept[0].id, "thumbnail") == made.thumbnail
    for verb in (product_photo(tx, shop.id, "MUG", kept[0].id, "full"),
                 remove_photo(tx, shop.id, "MUG", kept[0].id)):  # fmt: skip
        with pytest.raises(PhotoUnknown):
            await verb
    await remove_photo(tx, shop.id, "TEA", kept[0].id)
    assert await photos_of(tx, shop.id, tea.id) == kept[1:]
    with pytest.raises(PhotoUnknown):
        await photo_bytes(tx, kept[0].id)


async def test_another_shop_sees_no_picture_of_ours(db: Database) -> None:
    async with db.begin("hall") as tx:
        ours, theirs = await cast.open_shop(tx), await cast.open_shop(tx, "ACME")
        kept = await keep(tx, ours.id, develop(picture(30, 20)))
    async with db.read(ours.id) as read:
        assert await photo_bytes(read, kept.id, "thumbnail")
    async with db.read(theirs.id) as read:
        with pytest.raises(PhotoUnknown):
            await photo_bytes(read, kept.id)
    async with db.read("hall") as read:
        with pytest.raises(PhotoUnknown):
            await photo_bytes(read, kept.id, shop_id=theirs.id)
        assert await photo_bytes(read, kept.id, shop_id=ours.id)
    async with db.begin("hall") as tx:
        await take_away(tx, ours.id, kept.id)
        with pytest.raises(PhotoUnknown):
            await photo_bytes(tx, kept.id)
