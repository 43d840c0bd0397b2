"""Stock of WooCommerce: products and variations are found by their SKU, and told in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from wms.failures import Failure
from wms.platforms.failures import REFUSED, SKU_NOT_THERE
from wms.platforms.port import Level
from wms.platforms.woocommerce.api import PAGE, Api
from wms.platforms.woocommerce.profile import PROFILE

#: SKUs asked for at once, and the longest list of them: it stands in an address
SKUS_AT_ONCE: Final = 40
SKUS_MAX_CHARS: Final = 1_200


class Stock:
    """What one shop knows of our products."""

    def __init__(self, api: Api) -> None:
        self._api = api
        #: SKU → (product, its parent or 0)
        self._ids: dict[str, tuple[int, int]] = {}

    async def push(self, levels: Sequence[Level]) -> Mapping[str, Failure]:
        """Simple products in one call, variations in one call for each of their products."""
        await self._find([level.sku for level in levels if level.sku not in self._ids])
        refused: dict[str, Failure] = {}
        by_parent: dict[int, list[Level]] = {}
        for level in levels:
            known = self._ids.get(level.sku)
            if known is None:
                refused[level.sku] = Failure(code=SKU_NOT_THERE, facts={"platform": PROFILE.name})
                continue
            by_parent.setdefault(known[1], []).append(level)
        for parent, some in by_parent.items():
            for begin in range(0, len(some), PAGE):
                refused |= await self._push(parent, some[begin : begin + PAGE])
        return refused

    async def _find(self, skus: Sequence[str]) -> None:
        for some in _lists(skus):
            found = await self._api.read("/products", {"sku": ",".join(some), "per_page": PAGE,
                                                   "status": "any"})  # fmt: skip
            for product in found:
                if product.get("sku"):
                    parent = product.get("parent_id") if product.get("type") == "variation" else 0
                    self._ids[str(product["sku"])] = (int(product["id"]), int(parent or 0))

    async def _push(self, parent: int, levels: Sequence[Level]) -> dict[str, Failure]:
        path = f"/products/{parent}/variations/batch" if parent else "/products/batch"
        ids = {self._ids[level.sku][0]: level for level in levels}
        body = {
            "update": [
                {"id": one, "manage_stock": True, "stock_quantity": level.quantity}
                for one, level in ids.items()
            ]
        }
        answer = await self._api.write("POST", path, body)
        refused: dict[str, Failure] = {}
        for item in answer.get("update", ()):
            level, error = ids.get(int(item.get("id") or 0)), item.get("error")
            if level is None or not error:
                continue
            # it was deleted or made anew: looked for again the next time
            self._ids.pop(level.sku, None)
            is_gone = "invalid_id" in str(error.get("code"))
            refused[level.sku] = Failure(
                code=SKU_NOT_THERE if is_gone else REFUSED,
                facts={"platform": PROFILE.name},
                words=str(error.get("message"))[:200],
            )
        return refused


def _lists(skus: Sequence[str]) -> Iterator[list[str]]:
    """Lists that fit into an address; a comma parts them, so a SKU with one is asked for alone."""
    some: list[str] = []
    for sku in skus:
        if "," in sku:
            yield [sku]
            continue
        if len(some) >= SKUS_AT_ONCE or sum(map(len, some)) + len(sku) > SKUS_MAX_CHARS:
            yield some
            some = []
        some.append(sku)
    if some:
        yield some
