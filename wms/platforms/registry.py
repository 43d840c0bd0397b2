"""Which platforms there are, and how an adapter is made. A new one is added here, and only here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from wms.platforms.baselinker.adapter import BaseLinker
from wms.platforms.baselinker.profile import PROFILE as BASE
from wms.platforms.contract import Profile
from wms.platforms.port import Made, Platform
from wms.platforms.shopify.adapter import Shopify
from wms.platforms.shopify.profile import PROFILE as SHOPIFY
from wms.platforms.wire import Dial
from wms.platforms.woocommerce.adapter import Woo
from wms.platforms.woocommerce.profile import PROFILE as WOOCOMMERCE

#: code → what it can do and needs, and what makes an adapter of an opened connection
ADAPTERS: Final[Mapping[str, tuple[Profile, Callable[[Made, Dial], Platform]]]] = {
    BASE.code: (BASE, BaseLinker),
    WOOCOMMERCE.code: (WOOCOMMERCE, Woo),
    SHOPIFY.code: (SHOPIFY, Shopify),
}
#: what each can do, known without connecting
PROFILES: Final[Mapping[str, Profile]] = {code: profile for code, (profile, _) in ADAPTERS.items()}


def make(kind: str, made: Made, dial: Dial) -> Platform:
    """The adapter of a connection. KeyError: this program knows no such platform."""
    _, maker = ADAPTERS[kind]
    return maker(made, dial)


def name_of(kind: str) -> str:
    """What people call a platform; an unknown one by its code."""
    profile = PROFILES.get(kind)
    return profile.name if profile else kind
