"""What Base can do and what a connection to it needs."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.platforms.contract import Can, Field, Profile

NAME: Final = "Base"
ADDRESS: Final = "https://api.baselinker.com/connector.php"
#: "Maximum 1000 products at a time" (updateInventoryProductsStock)
STOCK_MAX: Final = 1_000

PROFILE: Final = Profile(
    code="baselinker",
    name=NAME,
    can=frozenset({Can.STOCK, Can.PACKED, Can.SHIPPED, Can.DELIVERED, Can.CANCELLED, Can.NOTE,
                   Can.RETURNED}),
    url=ADDRESS,
    every_s=60,
    stock_batch=STOCK_MAX,
    credentials=(
        Field(
            name="token",
            label=N_("API token"),
            hint=N_("In Base: Account & other → My account → API."),
            is_secret=True,
        ),
    ),
    settings=(
        Field(
            name="send",
            label=N_("Statuses of orders to be sent"),
            hint=N_("As they are called in Base; several with a comma between."),
        ),
        Field(
            name="cancel",
            label=N_("Statuses of orders not to be sent any more"),
            hint=N_("As they are called in Base; several with a comma between."),
            is_optional=True,
        ),
        Field(
            name="set_packed",
            label=N_("Status that a packed order gets"),
            hint=N_("Empty: it keeps the status that it has."),
            is_optional=True,
        ),
        Field(
            name="set_shipped",
            label=N_("Status that a shipped order gets"),
            hint=N_("Empty: it keeps the status that it has."),
            is_optional=True,
        ),
        Field(
            name="set_delivered",
            label=N_("Status that a delivered order gets"),
            hint=N_("Empty: it keeps the status that it has."),
            is_optional=True,
        ),
        Field(
            name="set_cancelled",
            label=N_("Status that an order gets that was cancelled here"),
            hint=N_("Empty: it keeps the status that it has."),
            is_optional=True,
        ),
        Field(
            name="paid",
            label=N_("What shows that an order is paid"),
            default="amount",
            choices=(
                ("amount", N_("the amount paid in Base")),
                ("status", N_("its status alone")),
            ),
        ),
        Field(
            name="inventory",
            label=N_("Catalogue whose stock is kept"),
            hint=N_("Its name or number in Base; empty: the default one."),
            is_optional=True,
        ),
        Field(
            name="warehouse",
            label=N_("Warehouse whose stock is kept"),
            hint=N_("As in “bl_205”; empty: the default one of the catalogue."),
            is_optional=True,
        ),
        Field(
            name="couriers",
            label=N_("Couriers' codes in Base"),
            hint=N_("One line each: courier here = code in Base, as in “inpost = inpostkurier”. "
                    "What is not named is entered by its name."),
            is_optional=True,
            is_table=True,
        ),
    ),
)  # fmt: skip
