"""``wms up --demo-data``: the same hall, shops and people, with goods on the shelves."""

from __future__ import annotations

from pathlib import Path

from wms.catalog.register import register_batch
from wms.db import HALL, Database, Tx
from wms.demo.cast import SHOPS, Cast, move_in
from wms.demo.goods import products_of
from wms.demo.papers import log_ins, write_log_ins
from wms.errors import Refusal
from wms.local.server import Say
from wms.shops.queries import shops
from wms.stock.adjust import Adjustment, adjust
from wms.stock.ledger import Goods

#: what is counted in of each product, base units
STOCK = 40


async def furnish(database: Database, folder: Path, *, say: Say) -> None:
    """Let the demo's cast move in, unless it is here already; log-ins go into a file."""
    async with database.begin(HALL) as tx:
        if {shop.code for shop in await shops(tx)} & {shop.code for shop in SHOPS}:
            say("The demo's shops are here already.")
            return
        cast = await move_in(tx)
        pieces = await _fill_shelves(tx, cast)
    file = write_log_ins(folder, log_ins(cast))
    say(f"Three shops moved in with {pieces} pieces on the shelves. Who may come in: {file}")


async def _fill_shelves(tx: Tx, cast: Cast) -> int:
    """Register every product and count it in, spread over all shelves."""
    places = [place.id for kind in ("pick_face", "storage") for place in cast.of_kind(kind)]
    pieces = number = 0
    for code, shop in cast.shops.items():
        for card in await register_batch(tx, shop.id, products_of(code)):
            if isinstance(card, Refusal):
                raise card
            await adjust(
                tx,
                Goods(shop_id=shop.id, product_id=card.id, lot_id=card.id),
                STOCK,
                place_id=places[number % len(places)],
                why=Adjustment.FOUND,
                by=None,
            )
            number += 1
            pieces += STOCK
    return pieces
