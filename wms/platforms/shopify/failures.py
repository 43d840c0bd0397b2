"""Why something between a Shopify shop and us did not come about."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare

NOT_INSTALLED: Final = declare(
    "shopify.not_installed",
    N_("The app is not installed in this shop, or belongs to another organisation at {platform}."),
)
NOT_ALLOWED: Final = declare(
    "shopify.not_allowed",
    N_("Our app may not do this. Give it in {platform}: {scopes}. Then install it again."),
)
SHOP_FROZEN: Final = declare(
    "shopify.frozen", N_("{platform} has frozen the shop. Its owner must pay the bill there.")
)
SHOP_CLOSED: Final = declare("shopify.closed", N_("{platform} has locked the shop."))
SHOP_UNKNOWN: Final = declare(
    "shopify.unknown",
    N_("{platform} knows no such shop. Its address ends with “.myshopify.com”."),
)
OTHER_ADDRESS: Final = declare(
    "shopify.other_address", N_("{platform} calls this shop {domain}. Connect it by that address.")
)
SHOPIFY_REFUSED: Final = declare("shopify.refused", N_("{platform} said no."))
#: a request that we reject
NOT_SENT: Final = declare(
    "shopify.not_sent", N_("The buyer wants “{method}”; a parcel is all that we send.")
)
NO_ADDRESS: Final = declare("shopify.no_address", N_("The order has no address."))
COD_IN_PARTS: Final = declare(
    "shopify.cod_in_parts",
    N_("Money is collected at the door, but only a part of the order is ours. Send all from us."),
)
SKU_TWICE: Final = declare(
    "shopify.sku_twice", N_("Several products have this SKU in {platform}. Give each its own.")
)
