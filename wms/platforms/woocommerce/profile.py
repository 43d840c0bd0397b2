"""What WooCommerce can do, and what a connection to it needs."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.platforms.contract import Can, Field, Profile

PROFILE: Final = Profile(
    code="woocommerce",
    name="WooCommerce",
    can=frozenset({Can.PUSH, Can.HOOKS, Can.STOCK, Can.SHIPPED, Can.DELIVERED, Can.CANCELLED,
                   Can.NOTE, Can.RETURNED}),
    credentials=(
        Field(name="key", label=N_("Consumer key"), hint=N_("It begins with ck_; read and write.")),
        Field(name="secret", label=N_("Consumer secret"), hint=N_("It begins with cs_."),
              is_secret=True),
    ),
    settings=(
        Field(name="send", label=N_("Statuses of orders that are sent"), default="processing",
              hint=N_("Several are parted by commas.")),
        Field(name="cod", label=N_("Payment methods on delivery"), default="cod",
              hint=N_("The whole sum is collected by the courier. Several are parted by commas.")),
        Field(name="point_keys", label=N_("Where the pickup point stands"),
              default="_parcel_machine_id, _paczkomat_id, paczkomat_id, delivery_point_id, "
              "_pickup_point_id",
              hint=N_("Meta keys of your plugin for parcel lockers, the first that is filled in.")),
        Field(name="not_sent", label=N_("What is ordered and never sent"), is_optional=True,
              hint=N_("SKUs or names of vouchers and services, parted by commas.")),
        Field(name="language", label=N_("Language of the slips"), default="en",
              choices=(("en", "English"), ("pl", "Polski"), ("uk", "Українська"),
                       ("de", "Deutsch"))),
        Field(name="shipped_status", label=N_("Status when all of it is sent"),
              default="completed", is_optional=True, hint=N_("Empty: it stays as it is.")),
        Field(name="partly_status", label=N_("Status when a part of it is sent"), is_optional=True,
              hint=N_("Empty: it stays as it is.")),
        Field(name="cancelled_status", label=N_("Status when the warehouse cancels it"),
              default="cancelled", is_optional=True, hint=N_("Empty: it stays as it is.")),
        Field(name="tell_customer", label=N_("Send the tracking number to the customer"),
              default="no", choices=(("no", N_("no")), ("yes", N_("yes"))),
              hint=N_("As a note of the order, by WooCommerce's own e-mail.")),
    ),
)  # fmt: skip
