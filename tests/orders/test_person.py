"""To whom an order goes is read with its own key only, and found by whole words."""

from __future__ import annotations

import secrets
from uuid import UUID

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from tests import cast
from tests.orders.asking import ANNA, ask, goes_to, placed
from wms import tables
from wms.db import Tx
from wms.orders.person import PERSON, Person, orders_of_email, person, person_of
from wms.orders.queries import order as order_of
from wms.seals.errors import PersonErased
from wms.seals.seals import KEY_BYTES, destroy
from wms.shipping.desk.order_list import OrderWanted, order_list

#: what a backup can leave out
KEYS = {"seal_keys", "seal_words"}
GIFT = "Kochanej Wandziulce"


async def place(tx: Tx, shop_id: UUID, external_id: str = "WEB-1", **recipient: str) -> UUID:
    asked = msgspec.structs.replace(
        ask(external_id, TEA=1),
        recipient=msgspec.structs.replace(ANNA, **recipient),
        gift_note=GIFT,
    )
    return UUID((await placed(tx, shop_id, asked))["id"])


async def test_a_backup_without_the_keys_names_nobody_who_ordered(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await cast.add_product(tx, shop, "TEA")
    order = await place(tx, shop.id, city="Wymyślin")
    found = {}
    for table in tables.metadata.sorted_tables:
        rows = (await tx.execute(text(f"SELECT * FROM {table.name}"))).all()
        if table.name not in KEYS:
            found[table.name] = "\n".join(repr(cell) for row in rows for cell in row)
    said = (*ANNA.name.split(), "Świętokrzyska", "00-950", "Wymyślin", ANNA.email, "600100200",
            *GIFT.split())  # fmt: skip
    assert ANNA.email and "WEB-1" in found["orders"]
    for word in said:
        for face in (word, repr(word.encode())[2:-1], word.encode("unicode_escape").decode()):
            assert [table for table, rows in found.items() if face in rows] == [], word
    told = await order_of(tx, shop.id, order)
    assert told.recipient == msgspec.to_builtins(ANNA) | {"city": "Wymyślin"}
    assert told.gift_note == GIFT


async def test_a_wrong_key_opens_nobody(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await cast.add_product(tx, shop, "TEA")
    order, other = await place(tx, shop.id), await place(tx, shop.id, "WEB-2")
    read = text(f"SELECT {PERSON} FROM orders o WHERE id = :id")
    told = bytes(await tx.scalar(read, {"id": order}))
    assert person_of(told).name == ANNA.name
    with pytest.raises(InvalidTag):
        person_of(told[:2] + secrets.token_bytes(KEY_BYTES) + told[2 + KEY_BYTES :])
    await tx.execute(
        text("UPDATE orders SET person_sealed = (SELECT person_sealed FROM orders WHERE id = :a) "
             "WHERE id = :b"), {"a": order, "b": other},
    )  # fmt: skip
    with pytest.raises(InvalidTag):
        await person(tx, shop.id, other)
    await destroy(tx, shop.id, order)
    assert await person(tx, shop.id, order) is None
    assert person_of(await tx.scalar(read, {"id": order})) == Person(country="PL")
    with pytest.raises(PersonErased):
        await goes_to(tx, shop.id, order, name="Somebody Else")


async def test_the_desk_finds_a_person_by_whole_words_until_they_are_another_one(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await cast.add_product(tx, shop, "TEA")
    order = await place(tx, shop.id)
    await place(tx, shop.id, "WEB-2", name="Jan Nowak", email="jan@example.com", phone="",
                postcode="30-001")  # fmt: skip

    async def found(said: str) -> list[str]:
        rows = await order_list(tx, OrderWanted(search=said), limit=9)
        return [row.external_id for row in rows]

    ways = ("Żółć", "anna zolc", "ANNA@example.com", "600 100 200", "+48 600-100-200", "00950",
            "00-950")  # fmt: skip
    for said in ways:
        assert await found(said) == ["WEB-1"], said
    for said in ("Żół", "Anna Nowak", "00-95", "example.com"):
        assert await found(said) == [], said
    [row] = await order_list(tx, OrderWanted(search="zolc"), limit=9)
    assert (row.recipient, row.country, row.postcode) == (ANNA.name, "PL", "00-950")

    await goes_to(tx, shop.id, order, name="Ewa Lis", email="Ewa@example.com", phone=None)
    assert await found("anna") == await found("600100200") == []
    assert await found("ewa lis") == await found("00-950") == ["WEB-1"]
    assert await orders_of_email(tx, shop.id, ANNA.email or "", limit=9) == []
    assert await orders_of_email(tx, None, " EWA@example.com", limit=9) == [(shop.id, order)]
    await destroy(tx, shop.id, order)
    assert await found("ewa lis") == []
