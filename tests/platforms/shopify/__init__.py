"""Shopify on this machine: one shop, its owner and its Admin API, over real HTTP. It shares no code
with the adapter."""

from tests.platforms.shopify.simulator import Shopify, Trouble

__all__ = ["Shopify", "Trouble"]
