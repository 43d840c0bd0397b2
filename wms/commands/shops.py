"""Shops and their keys."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

from wms.access.keys import (
    LIVE_SCOPES,
    OVERLAP,
    SCOPES,
    NewKey,
    issue_key,
    revoke_key,
    rotate_key,
)
from wms.access.queries import KeyShown, keys_of_shop
from wms.commands.installation import in_the_hall, look_into
from wms.commands.parts import CommandFailed, Commands, declare, family, language, table
from wms.db import Read, Tx, working_for
from wms.halls import hall_of, twin_of
from wms.sandbox.twin import open_twin
from wms.settings import settings
from wms.shops.open import open_shop
from wms.shops.queries import shop_by_code, shops


def add(commands: Commands) -> None:
    """Declare them."""
    shop = family(commands, "shop", "Shops whose goods lie here")
    new = declare(shop, "add", "A shop moves in", run_add)
    new.add_argument("code", help="the short name that staff say aloud, as GLOBEX")
    new.add_argument("name")
    new.add_argument("email")
    language(new)
    declare(shop, "list", "All shops", run_list)
    key = family(commands, "key", "Keys of a shop's programs")
    issue = declare(key, "issue", "Issue a key; it is shown once", run_issue)
    issue.add_argument("shop", help="the shop's code")
    issue.add_argument(
        "--sandbox", action="store_true",
        help="a test key: its shop is the sandbox, opened with the first one; nothing leaves here",
    )  # fmt: skip
    issue.add_argument("--name", default="wms key issue", help="what uses it")
    issue.add_argument(
        "--scope", action="append", choices=SCOPES, metavar="SCOPE",
        help=f"repeat for several (default: all of {', '.join(LIVE_SCOPES)})",
    )  # fmt: skip
    issue.add_argument("--days", type=int, help="it ends after so many days (default: never)")
    issue.add_argument(
        "--from", dest="addresses", action="append", default=[], metavar="NETWORK",
        help="good from this IP address or network only; can be said several times",
    )  # fmt: skip
    revoke = declare(key, "revoke", "Take a key back, now and everywhere", run_revoke)
    revoke.add_argument("shop", help="the shop's code")
    revoke.add_argument("key", help="its id, or its first characters as `wms key list` shows them")
    rotate = declare(key, "rotate", "A new key; the old one goes on for 24 h", run_rotate)
    rotate.add_argument("shop", help="the shop's code")
    rotate.add_argument("key", help="its id, or its first characters as `wms key list` shows them")
    every = declare(key, "list", "A shop's keys", run_keys)
    every.add_argument("shop", help="the shop's code")


def run_add(arguments: argparse.Namespace) -> int:
    """Open the shop."""

    async def work(tx: Tx) -> UUID:
        return await open_shop(
            tx,
            code=arguments.code,
            name=arguments.name,
            email=arguments.email,
            language=arguments.language,
        )

    shop_id = in_the_hall(settings(), work)
    print(f"{arguments.code} moved in ({shop_id}). Give its programs a key:")
    print(f"  wms key issue {arguments.code}")
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """All shops."""
    del arguments
    rows = [
        (s.code, s.name, s.language, s.email, "suspended" if s.suspended_at else "")
        for s in look_into(settings(), shops)
    ]
    print(table(("code", "name", "language", "e-mail", ""), rows) if rows else "No shop yet.")
    return 0


def run_issue(arguments: argparse.Namespace) -> int:
    """The key goes to the standard output alone, so that a script can take it."""
    days = arguments.days
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    scopes = tuple(arguments.scope) if arguments.scope else None

    async def work(tx: Tx) -> NewKey:
        shop_id = (await shop_by_code(tx, arguments.shop)).id
        if arguments.sandbox:
            shop_id = await open_twin(tx, shop_id)
        async with working_for(tx, hall_of(shop_id)):
            return await issue_key(
                tx, shop_id, name=arguments.name, scopes=scopes, addresses=arguments.addresses,
                expires_at=expires_at,
            )  # fmt: skip

    print(in_the_hall(settings(), work).key)
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """One key, named by its id or its beginning."""

    async def work(tx: Tx) -> KeyShown:
        shop_id, key = await _named(tx, arguments.shop, arguments.key)
        async with working_for(tx, hall_of(shop_id)):
            await revoke_key(tx, shop_id, key.id)
        return key

    key = in_the_hall(settings(), work)
    print(f"{key.prefix}… ({key.name}) opens no door any more.")
    return 0


def run_rotate(arguments: argparse.Namespace) -> int:
    """The new key goes to the standard output alone; what becomes of the old one, to the other."""

    async def work(tx: Tx) -> tuple[KeyShown, NewKey]:
        shop_id, old = await _named(tx, arguments.shop, arguments.key)
        async with working_for(tx, hall_of(shop_id)):
            return old, await rotate_key(tx, shop_id, old.id)

    old, new = in_the_hall(settings(), work)
    hours = OVERLAP.total_seconds() / 3600
    print(f"{old.prefix}… ({old.name}) goes on for {hours:.0f} h at most.", file=sys.stderr)
    print(new.key)
    return 0


async def _keys(read: Read | Tx, code: str) -> list[tuple[UUID, KeyShown]]:
    """The keys of a shop and of its sandbox, each with whose it is."""
    shop_id = (await shop_by_code(read, code)).id
    found = []
    for one in (shop_id, twin_of(shop_id)):
        async with working_for(read, one):
            found += [(one, key) for key in await keys_of_shop(read, one)]
    return found


async def _named(tx: Tx, code: str, name: str) -> tuple[UUID, KeyShown]:
    found = [
        (shop_id, key)
        for shop_id, key in await _keys(tx, code)
        if str(key.id) == name or key.prefix == name.rstrip("…")
    ]
    if len(found) != 1:
        raise CommandFailed(f"{len(found)} keys are called {name}; `wms key list` shows them.")
    return found[0]


def run_keys(arguments: argparse.Namespace) -> int:
    """The keys of a shop, newest first, then those of its sandbox."""

    async def work(read: Read) -> list[KeyShown]:
        return [key for _, key in await _keys(read, arguments.shop)]

    rows = [
        (f"{k.prefix}…", k.name, _state(k), f"{k.created_at:%Y-%m-%d}", k.api_version,
         len(k.scopes), k.id)
        for k in look_into(settings(), work)
    ]  # fmt: skip
    heads = ("key", "name", "state", "issued", "API version", "scopes", "id")
    print(table(heads, rows) if rows else f"{arguments.shop} has no key yet.")
    return 0


def _state(key: KeyShown) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if key.expires_at is not None and key.expires_at <= datetime.now(UTC):
        return "expired"
    return "good"
