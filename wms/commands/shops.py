"""Shops and their keys."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

from wms.access.keys import OVERLAP, SCOPES, NewKey, issue_key, revoke_key, rotate_key
from wms.access.queries import KeyShown, keys_of_shop
from wms.commands.installation import in_the_hall, look_into
from wms.commands.parts import CommandFailed, Commands, declare, family, language, table
from wms.db import Read, Tx
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
    issue.add_argument("--name", default="wms key issue", help="what uses it")
    issue.add_argument(
        "--scope", action="append", choices=SCOPES, metavar="SCOPE",
        help=f"repeat for several (default: all of {', '.join(SCOPES)})",
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
    scopes = tuple(arguments.scope or SCOPES)

    async def work(tx: Tx) -> NewKey:
        shop = await shop_by_code(tx, arguments.shop)
        return await issue_key(
            tx, shop.id, name=arguments.name, scopes=scopes, addresses=arguments.addresses,
            expires_at=expires_at,
        )  # fmt: skip

    print(in_the_hall(settings(), work).key)
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """One key, named by its id or its beginning."""

    async def work(tx: Tx) -> KeyShown:
        shop = await shop_by_code(tx, arguments.shop)
        key = _named(await keys_of_shop(tx, shop.id), arguments.key)
        await revoke_key(tx, shop.id, key.id)
        return key

    key = in_the_hall(settings(), work)
    print(f"{key.prefix}… ({key.name}) opens no door any more.")
    return 0


def run_rotate(arguments: argparse.Namespace) -> int:
    """The new key goes to the standard output alone; what becomes of the old one, to the other."""

    async def work(tx: Tx) -> tuple[KeyShown, NewKey]:
        shop = await shop_by_code(tx, arguments.shop)
        old = _named(await keys_of_shop(tx, shop.id), arguments.key)
        return old, await rotate_key(tx, shop.id, old.id)

    old, new = in_the_hall(settings(), work)
    hours = OVERLAP.total_seconds() / 3600
    print(f"{old.prefix}… ({old.name}) goes on for {hours:.0f} h at most.", file=sys.stderr)
    print(new.key)
    return 0


def _named(keys: list[KeyShown], name: str) -> KeyShown:
    found = [key for key in keys if str(key.id) == name or key.prefix == name.rstrip("…")]
    if len(found) != 1:
        raise CommandFailed(f"{len(found)} keys are called {name}; `wms key list` shows them.")
    return found[0]


def run_keys(arguments: argparse.Namespace) -> int:
    """A shop's keys, newest first."""

    async def work(read: Read) -> list[KeyShown]:
        return await keys_of_shop(read, (await shop_by_code(read, arguments.shop)).id)

    rows = [
        (f"{k.prefix}…", k.name, _state(k), f"{k.created_at:%Y-%m-%d}", len(k.scopes), k.id)
        for k in look_into(settings(), work)
    ]
    heads = ("key", "name", "state", "issued", "scopes", "id")
    print(table(heads, rows) if rows else f"{arguments.shop} has no key yet.")
    return 0


def _state(key: KeyShown) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if key.expires_at is not None and key.expires_at <= datetime.now(UTC):
        return "expired"
    return "good"
