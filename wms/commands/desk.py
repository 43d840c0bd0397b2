"""Office users."""

from __future__ import annotations

import argparse

from sqlalchemy import select

from wms.access.desks import hire_office_user, set_password
from wms.access.models import OfficeUser
from wms.commands.installation import in_the_hall
from wms.commands.opening import new_password
from wms.commands.parts import CommandFailed, Commands, declare, family, language
from wms.db import Tx
from wms.settings import settings
from wms.shops.queries import shop_by_code

ROLES = ("office", "manager", "admin", "shop")


def add(commands: Commands) -> None:
    """Declare them."""
    user = family(commands, "user", "People at a desk")
    new = declare(user, "add", "Somebody joins the office; the password is shown once", run_add)
    new.add_argument("email")
    new.add_argument("name")
    new.add_argument("--role", choices=ROLES, default="office", help="(default: office)")
    new.add_argument("--shop", help="code of the shop whose own person this is (role shop)")
    language(new)
    reset = declare(user, "reset", "A new password; all their browsers log out", run_reset)
    reset.add_argument("email")


def run_add(arguments: argparse.Namespace) -> int:
    """Hire and tell the password."""
    if (arguments.role == "shop") != (arguments.shop is not None):
        raise CommandFailed("--role shop and --shop CODE belong together.")
    password = new_password()

    async def work(tx: Tx) -> None:
        shop = await shop_by_code(tx, arguments.shop) if arguments.shop else None
        await hire_office_user(
            tx,
            email=arguments.email,
            name=arguments.name,
            password=password,
            role=arguments.role,
            shop_id=shop.id if shop else None,
            language=arguments.language,
        )

    in_the_hall(settings(), work)
    _tell(arguments.email, password)
    return 0


def _tell(email: str, password: str) -> None:
    print(f"Log in at {settings().url}/office as {email} with the password {password}")
    print("It is shown once.")


def run_reset(arguments: argparse.Namespace) -> int:
    """A new password for somebody who forgot it."""
    password = new_password()

    async def work(tx: Tx) -> None:
        email = arguments.email.strip().lower()
        user_id = await tx.scalar(
            select(OfficeUser.id).where(OfficeUser.email == email, OfficeUser.left_at.is_(None))
        )
        if user_id is None:
            raise CommandFailed(f"Nobody in the office has the e-mail {email}.")
        await set_password(tx, user_id, password)

    in_the_hall(settings(), work)
    _tell(arguments.email, password)
    return 0
