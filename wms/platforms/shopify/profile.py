"""What Shopify can do, and what a connection to it needs."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.platforms.contract import Can, Field, Profile

#: a version is served for a year; what is asked of a retired one is answered by the oldest there is
API_VERSION: Final = "2026-10"
#: what our app must be allowed; writing includes reading
SCOPES: Final = (
    "write_assigned_fulfillment_orders",
    "write_fulfillments",
    "write_inventory",
    "read_locations",
    "read_orders",
)
#: quantities that one call takes
STOCK_BATCH: Final = 250
#: what Shopify calls the payment that is collected at the door, unless its owner renames it
COD_GATEWAY: Final = "Cash on Delivery (COD)"

PROFILE: Final = Profile(
    code="shopify",
    name="Shopify",
    # nothing can be said beside an order that has left, so not that returned goods are checked
    can=frozenset({Can.PUSH, Can.HOOKS, Can.STOCK, Can.SHIPPED, Can.DELIVERED, Can.ANSWER,
                   Can.CANCELLED, Can.NOTE}),
    credentials=(
        Field(
            name="client_id",
            label=N_("Client ID of your app"),
            hint=N_("In the Dev Dashboard of Shopify, under Settings of the app."),
        ),
        Field(
            name="client_secret",
            label=N_("Client secret of your app"),
            hint=N_("It stands beside the client ID; Shopify signs with it what it tells us."),
            is_secret=True,
        ),
        Field(
            name="access_token",
            label=N_("Access token (shpat_…), of an old app only"),
            hint=N_("Only of an app that was made in the shop’s own settings before 2026."),
            is_secret=True,
            is_optional=True,
        ),
    ),
    settings=(
        Field(
            name="location",
            label=N_("What our location is called in your shop"),
            hint=N_("It is made by us when it is not there yet."),
            default="Fulfilment",
        ),
        Field(
            name="missing",
            label=N_("When goods of an order are missing"),
            default="wait",
            choices=(
                ("wait", N_("take the order; it waits for them")),
                ("reject", N_("reject the order")),
            ),
        ),
        Field(
            name="cod_gateway",
            label=N_("Name of the payment that is collected at the door"),
            default=COD_GATEWAY,
        ),
        Field(
            name="point_attribute",
            label=N_("Attribute of an order that holds the pickup point"),
            hint=N_("As the app that shows the map writes it, such as “paczkomat”."),
            is_optional=True,
        ),
        Field(
            name="notify",
            label=N_("Shopify writes to the buyer that a parcel has left"),
            default="yes",
            choices=(("yes", N_("yes")), ("no", N_("no"))),
        ),
    ),
    stock_batch=STOCK_BATCH,
    counts_bought=True,
)  # fmt: skip
