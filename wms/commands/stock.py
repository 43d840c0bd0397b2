"""Stock: what a person counted is another number than the books say."""

from __future__ import annotations

import argparse

from wms.commands.installation import in_the_hall
from wms.commands.parts import CommandFailed, Commands, declare, family
from wms.db import Tx
from wms.settings import settings
from wms.shops.queries import shop_by_code
from wms.stock.adjust import Adjustment
from wms.stock.correct import Corrected, Correction, correct
from wms.stock.counting import alone_max
from wms.stock.ledger import GOOD
from wms.stock.models import CONDITIONS


def add(commands: Commands) -> None:
    """Declare them."""
    stock = family(commands, "stock", "What lies on the shelves")
    one = declare(stock, "adjust", "Correct what the books say, by a movement", run_adjust)
    one.add_argument("shop", help="the shop's code")
    one.add_argument("sku")
    one.add_argument("place", help="what is written on it, as A-03-2")
    one.add_argument("change", type=int, help="pieces: 3 are more, -3 are fewer than in the books")
    one.add_argument(
        "--reason", required=True, choices=[why.value for why in Adjustment],
        help="found: more; lost or scrap: fewer",
    )  # fmt: skip
    one.add_argument("--lot", help="which one, where goods are kept by lot")
    one.add_argument("--condition", choices=CONDITIONS, default=GOOD, help=f"(default: {GOOD})")


def run_adjust(arguments: argparse.Namespace) -> int:
    """The movement's id, and what lies there now."""
    why = Adjustment(arguments.reason)
    if (arguments.change > 0) is not (why is Adjustment.FOUND):
        raise CommandFailed("More is found; fewer are lost or scrap: reason and number disagree.")
    if abs(arguments.change) > alone_max():
        raise CommandFailed(
            f"More than {alone_max()} pieces are corrected by two people: "
            "propose it at the desk (Stock, Corrections)."
        )

    async def work(tx: Tx) -> Corrected:
        asked = Correction(
            shop_id=(await shop_by_code(tx, arguments.shop)).id,
            sku=arguments.sku,
            place=arguments.place,
            change=arguments.change,
            why=why,
            lot=arguments.lot,
            condition=arguments.condition,
        )
        return await correct(tx, asked)

    made = in_the_hall(settings(), work)
    print(f"{made.on_hand} of {arguments.sku} lie at {arguments.place} now ({made.movement_id}).")
    return 0
