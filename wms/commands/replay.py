"""``wms replay``: tell a shop's webhooks a range of its events once more."""

from __future__ import annotations

import argparse
import asyncio
from uuid import UUID

from wms.commands.installation import database_at_hand, opened
from wms.commands.parts import CommandFailed, Commands, declare
from wms.db import HALL, Database
from wms.events.endpoints import Endpoint, endpoints
from wms.events.replays import ReplayAsked, replay
from wms.settings import settings
from wms.shops.queries import shop_by_code

#: endpoints of one shop that are looked at
ENDPOINTS_MAX = 200


def add(commands: Commands) -> None:
    """Declare it."""
    again = declare(commands, "replay", "Send a shop's webhooks a range of events again", run)
    again.add_argument("shop", help="the shop's code")
    again.add_argument("--from", dest="first", type=int, required=True, help="first sequence")
    again.add_argument("--to", dest="last", type=int, required=True, help="last sequence")
    again.add_argument("--type", action="append", default=[], help="only these (order.packed …)")
    again.add_argument("--endpoint", type=UUID, help="only this one (default: every enabled one)")


def run(arguments: argparse.Namespace) -> int:
    """The workers send them; a message that waits already is left as it is."""
    with database_at_hand(settings()) as ready:

        async def work() -> int:
            async with opened(ready) as database:
                return await _replay(database, arguments)

        return asyncio.run(work())


async def _replay(database: Database, arguments: argparse.Namespace) -> int:
    async with database.read(HALL) as read:
        shop = await shop_by_code(read, arguments.shop)
        known = await endpoints(read, shop.id, limit=ENDPOINTS_MAX)
    for one in _meant(known, arguments):
        count = await _replay_to(database, shop.id, one.id, arguments)
        print(f"{count} events are sent to {one.url} again.")
    return 0


def _meant(known: list[Endpoint], arguments: argparse.Namespace) -> list[Endpoint]:
    wanted = arguments.endpoint
    meant = [e for e in known if e.id == wanted or (wanted is None and e.status == "enabled")]
    if not meant:
        raise CommandFailed(f"{arguments.shop} has no such webhook endpoint that is enabled.")
    return meant


async def _replay_to(
    database: Database, shop_id: UUID, endpoint_id: UUID, arguments: argparse.Namespace
) -> int:
    """A part of the range in each transaction, so that nobody waits for a long one."""
    count, first = 0, arguments.first
    while True:
        asked = ReplayAsked(
            from_sequence=first, to_sequence=arguments.last, types=tuple(arguments.type)
        )
        async with database.begin(HALL) as tx:
            done = await replay(tx, shop_id, endpoint_id, asked)
        count += done.count
        if not done.is_cut or done.last_sequence is None:
            return count
        first = done.last_sequence + 1
