"""Everything that can be asked of the warehouse, for programs with an event loop.

Written by `make clients` from the API's description; not by hand.
"""

from __future__ import annotations

from datetime import date, datetime
from types import NoneType
from typing import Any, Literal
from uuid import UUID

from wms_client import models as m
from wms_client.calls import AsyncCalls, AsyncPages, Version


class AsyncOperations(AsyncCalls):
    """One method an operation, by the names of the API's description."""

    def list_products(
        self,
        *,
        updated_since: datetime | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.Product]:
        """List products.

        In the order in which they were registered.
        """
        return self._list(
            "GET",
            "/v1/products",
            m.Product,
            query={"updated_since": updated_since, "after": after, "limit": limit},
        )

    async def register_product(
        self, body: m.NewProduct, *, idempotency_key: str | None = None
    ) -> m.Product:
        """Register a product.

        Its goods can come in and be ordered from then on.

        Barcodes of pack sizes carry the base units that are in the pack. A code with the
        length of an EAN or UPC must have the right check digit.
        """
        return await self._call(
            "POST", "/v1/products", m.Product, body=body, key=idempotency_key or self._new_key()
        )

    async def register_products(
        self, body: m.ProductBatch, *, idempotency_key: str | None = None
    ) -> m.ProductBatchResult:
        """Register or replace many products.

        At most 500, with a result per item: a bad one does not spoil the rest.
        """
        return await self._call(
            "POST",
            "/v1/products/batch",
            m.ProductBatchResult,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def read_product(self, sku: str) -> m.Product:
        """Read a product.

        With its ETag, for a later change.
        """
        return await self._call("GET", f"/v1/products/{self._segment(sku)}", m.Product)

    async def put_product(
        self, sku: str, body: m.NewProduct, *, version: Version | None = None
    ) -> m.Product:
        """Make a product be as said.

        Registers it, or replaces all that was said of it. Sent again, it stays so.

        Send the ETag that you read as If-Match, and it is replaced only if nobody changed
        it meanwhile; without If-Match your word is the last.
        """
        return await self._call(
            "PUT", f"/v1/products/{self._segment(sku)}", m.Product, body=body, version=version
        )

    async def change_product(
        self, sku: str, body: m.ProductChange, *, version: Version
    ) -> m.Product:
        """Change a product.

        What is named changes. Send the ETag that you read as If-Match, or `*`.
        """
        return await self._call(
            "PATCH", f"/v1/products/{self._segment(sku)}", m.Product, body=body, version=version
        )

    async def list_product_photos(self, sku: str) -> m.ProductPhotos:
        """List the pictures of a product.

        At most ten, in the order in which they came.
        """
        return await self._call("GET", f"/v1/products/{self._segment(sku)}/photos", m.ProductPhotos)

    async def add_product_photo(
        self,
        sku: str,
        content: bytes,
        *,
        media_type: str = "image/png",
        idempotency_key: str | None = None,
    ) -> m.ProductPhoto:
        """Add a picture of a product.

        The body is the file itself: JPEG, PNG or WebP, at most 8 MB and 50 million pixels
        (PNG and WebP: 25).

        It is kept as a JPEG of at most 1600 pixels a side, without what the camera wrote
        into it. The first of at most ten is what the picker sees.
        """
        return await self._call(
            "POST",
            f"/v1/products/{self._segment(sku)}/photos",
            m.ProductPhoto,
            content=content,
            media_type=media_type,
            key=idempotency_key or self._new_key(),
        )

    async def fetch_product_photo(
        self, sku: str, photo_id: UUID, *, side: Literal["full", "thumbnail"] | None = None
    ) -> bytes:
        """Fetch a picture of a product.

        The JPEG. A picture never changes, so it may be kept for a year by its address.
        """
        return await self._call(
            "GET",
            f"/v1/products/{self._segment(sku)}/photos/{photo_id}",
            bytes,
            query={"side": side},
        )

    async def remove_product_photo(self, sku: str, photo_id: UUID) -> None:
        """Take a picture of a product away.

        It is gone for good.
        """
        await self._call("DELETE", f"/v1/products/{self._segment(sku)}/photos/{photo_id}", NoneType)

    def list_barcode_faults(
        self,
        *,
        kind: Literal["missing", "duplicate", "check_digit", "other_shop"] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.BarcodeProblem]:
        """What is wrong with your barcodes.

        `missing`: no barcode for a single piece. `duplicate`: a scan may mean two of your
        products.

        `check_digit`: it has the length of an EAN or UPC, and a wrong check digit.
        `other_shop`: goods of another shop here carry the same code; that is normal for
        branded goods, and the floor then goes by the work in hand.
        """
        return self._list(
            "GET",
            "/v1/barcode-health",
            m.BarcodeProblem,
            query={"kind": kind, "after": after, "limit": limit},
        )

    def list_imports(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.Import]:
        """List imports.

        The newest first; they are forgotten after 30 days.
        """
        return self._list("GET", "/v1/imports", m.Import, query={"after": after, "limit": limit})

    async def upload_products(
        self,
        content: bytes,
        *,
        media_type: str = "text/csv",
        file_name: str | None = None,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
    ) -> m.Import:
        """Upload a list of products.

        A file, which is only checked: nothing is written before `confirmImport`.

        NDJSON (`application/x-ndjson`, UTF-8): an object a line with `sku` and what shall
        change, as `changeProduct` takes it. CSV (`text/csv`): UTF-8 (with or without BOM),
        UTF-16 or Windows-1250; separated by comma, semicolon or tab; at most 10 MB and
        50,000 rows. The first row names the columns: `sku` and any of `name`, `barcodes`,
        `weight_g`, `length_mm`, `width_mm`, `height_mm`, `is_lot_tracked`,
        `is_expiry_tracked`, `is_serial_tracked`, `is_hazmat`, `is_fragile`, `is_upright`,
        `packing_instructions`. In `barcodes`, `|` stands between codes and `*12` behind the
        code of a pack of twelve. An empty cell leaves the field as it is, a lone `-` clears
        it. Poll `readImport` until it is `checked`.
        """
        return await self._call(
            "POST",
            "/v1/imports",
            m.Import,
            query={"file_name": file_name, "dry_run": dry_run},
            content=content,
            media_type=media_type,
            key=idempotency_key or self._new_key(),
        )

    async def read_import(self, import_id: UUID) -> m.Import:
        """Read an import.

        How far it is. While it is `applying`, `applied_rows` grows.
        """
        return await self._call("GET", f"/v1/imports/{import_id}", m.Import)

    def list_import_rows(
        self,
        import_id: UUID,
        *,
        state: Literal["unchecked", "new", "changed", "same", "error", "applied", "refused"]
        | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.ImportRow]:
        """What each row would do.

        In the order of the file: new, changed (from what to what), the same, or what is
        wrong.
        """
        return self._list(
            "GET",
            f"/v1/imports/{import_id}/rows",
            m.ImportRow,
            query={"state": state, "after": after, "limit": limit},
        )

    async def confirm_import(
        self, import_id: UUID, *, idempotency_key: str | None = None
    ) -> m.Import:
        """Confirm an import.

        What is new or changed is written now; rows with an error stay out.

        A product that was changed since the check is left alone, and its row says so.
        """
        return await self._call(
            "POST",
            f"/v1/imports/{import_id}/confirm",
            m.Import,
            key=idempotency_key or self._new_key(),
        )

    async def cancel_import(
        self, import_id: UUID, *, idempotency_key: str | None = None
    ) -> m.Import:
        """Cancel an import.

        Nothing of it is written.
        """
        return await self._call(
            "POST",
            f"/v1/imports/{import_id}/cancel",
            m.Import,
            key=idempotency_key or self._new_key(),
        )

    async def read_kit(self, sku: str) -> m.Kit:
        """Read what a kit is made of.

        404 `kit.none` when the product is no kit.
        """
        return await self._call("GET", f"/v1/products/{self._segment(sku)}/kit", m.Kit)

    async def put_kit(self, sku: str, body: m.NewKit, *, version: Version | None = None) -> m.Kit:
        """Make a product a kit.

        `virtual`: an order for it becomes an order for its parts, and it has no stock of
        its own.

        `built`: it is put together beforehand and lies on the shelf. A part is a plain
        product.
        """
        return await self._call(
            "PUT", f"/v1/products/{self._segment(sku)}/kit", m.Kit, body=body, version=version
        )

    async def remove_kit(self, sku: str) -> None:
        """Make a kit a plain product.

        Orders that were placed before stay as they are.
        """
        await self._call("DELETE", f"/v1/products/{self._segment(sku)}/kit", NoneType)

    def list_measure_proposals(
        self,
        *,
        status: Literal["open", "accepted", "refused"] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.MeasureProposal]:
        """Weights and sizes that we measured.

        Where our scales say again and again something else than you do, of one piece.
        """
        return self._list(
            "GET",
            "/v1/measure-proposals",
            m.MeasureProposal,
            query={"status": status, "after": after, "limit": limit},
        )

    async def accept_measure_proposal(
        self, proposal_id: UUID, *, idempotency_key: str | None = None
    ) -> m.MeasureProposal:
        """Accept a weight or size.

        The product has it from now on.
        """
        return await self._call(
            "POST",
            f"/v1/measure-proposals/{proposal_id}/accept",
            m.MeasureProposal,
            key=idempotency_key or self._new_key(),
        )

    async def refuse_measure_proposal(
        self, proposal_id: UUID, *, idempotency_key: str | None = None
    ) -> m.MeasureProposal:
        """Refuse a weight or size.

        What you say stays, and this value is not proposed again.
        """
        return await self._call(
            "POST",
            f"/v1/measure-proposals/{proposal_id}/refuse",
            m.MeasureProposal,
            key=idempotency_key or self._new_key(),
        )

    def list_kit_orders(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.KitOrder]:
        """List work orders for kits.

        In the order in which they were asked for; `done` grows while they are worked on.
        """
        return self._list(
            "GET", "/v1/kit-orders", m.KitOrder, query={"after": after, "limit": limit}
        )

    async def ask_for_kits(
        self, body: m.NewKitOrder, *, idempotency_key: str | None = None
    ) -> m.KitOrder:
        """Have kits built or taken apart.

        Of a `built` kit whose parts keep neither lots, expiry dates nor serial numbers.
        """
        return await self._call(
            "POST", "/v1/kit-orders", m.KitOrder, body=body, key=idempotency_key or self._new_key()
        )

    async def cancel_kits(
        self, kit_order_id: UUID, *, idempotency_key: str | None = None
    ) -> m.KitOrder:
        """Cancel a work order for kits.

        What was built until now stays built.
        """
        return await self._call(
            "POST",
            f"/v1/kit-orders/{kit_order_id}/cancel",
            m.KitOrder,
            key=idempotency_key or self._new_key(),
        )

    def list_deliveries(
        self,
        *,
        external_id: str | None = None,
        updated_since: datetime | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.Asn]:
        """List deliveries.

        In the order in which they were announced.
        """
        return self._list(
            "GET",
            "/v1/asns",
            m.Asn,
            query={
                "external_id": external_id,
                "updated_since": updated_since,
                "after": after,
                "limit": limit,
            },
        )

    async def announce_delivery(
        self, body: m.NewAsn, *, idempotency_key: str | None = None
    ) -> m.Asn:
        """Announce a delivery.

        What is coming, by SKU. The same `external_id` again is 409 with the first one's id.
        """
        return await self._call(
            "POST", "/v1/asns", m.Asn, body=body, key=idempotency_key or self._new_key()
        )

    async def read_delivery(self, asn_id: UUID) -> m.Asn:
        """Read a delivery.

        What was announced, what has come so far, and what differs.

        `decide_url` is a page on which a person decides all that is open, without logging
        in.
        """
        return await self._call("GET", f"/v1/asns/{asn_id}", m.Asn)

    def list_receipts(
        self, asn_id: UUID, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.Receipt]:
        """Read what was scanned of a delivery.

        Scan by scan, in their order: lot, expiry date and serial number as they were read,
        and the condition in which the goods are. `reason` is `receive`; `damage`: held
        back; `correct`: taken back; `adjust`: what you decided was carried out.
        """
        return self._list(
            "GET", f"/v1/asns/{asn_id}/receipts", m.Receipt, query={"after": after, "limit": limit}
        )

    async def cancel_delivery(self, asn_id: UUID, *, idempotency_key: str | None = None) -> m.Asn:
        """Cancel a delivery.

        Until it is being received; then 409 `asn.too_late`.
        """
        return await self._call(
            "POST", f"/v1/asns/{asn_id}/cancel", m.Asn, key=idempotency_key or self._new_key()
        )

    async def announce_delivery_by_file(
        self,
        content: bytes,
        *,
        media_type: str = "text/csv",
        external_id: str,
        expected_on: date | None = None,
        note: str | None = None,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
    ) -> dict[str, Any]:
        """Announce a delivery by a CSV file.

        One row a product: `sku`, `quantity`, and, if you pack by carton, `carton` (the code
        on its label), `lot`, `expires_on` (YYYY-MM-DD). Comma, semicolon or tab; UTF-8 or
        Windows-1250. All of it is announced, or nothing and every cell at fault is named.
        With `dry_run=true` nothing is announced: `readImport` and `listImportRows` tell
        what each row would do, `confirmImport` announces it whole.
        """
        return await self._call(
            "POST",
            "/v1/asns/csv",
            dict[str, Any],
            query={
                "external_id": external_id,
                "expected_on": expected_on,
                "note": note,
                "dry_run": dry_run,
            },
            content=content,
            media_type=media_type,
            key=idempotency_key or self._new_key(),
        )

    async def download_carton_labels(self, asn_id: UUID) -> bytes:
        """Download the labels of its cartons.

        One label of 100 × 150 mm a carton: stick it on, and all of the carton is received
        by one scan. 404 when the delivery was announced without cartons.
        """
        return await self._call("GET", f"/v1/asns/{asn_id}/labels.pdf", bytes)

    def list_discrepancies(
        self,
        *,
        status: Literal["open", "decided", "done"] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.Discrepancy]:
        """List what differs.

        Of all deliveries, in the order in which it was noticed. Mistakes of ours are left
        out.
        """
        return self._list(
            "GET",
            "/v1/discrepancies",
            m.Discrepancy,
            query={"status": status, "after": after, "limit": limit},
        )

    async def read_discrepancy(self, asn_id: UUID, discrepancy_id: UUID) -> m.Discrepancy:
        """Read one difference.

        `fallback` happens when you have not decided by `decide_by`. `decide_url` is a
        signed page on which a person decides without logging in; it works until then.
        """
        return await self._call(
            "GET", f"/v1/asns/{asn_id}/discrepancies/{discrepancy_id}", m.Discrepancy
        )

    async def decide_discrepancy(
        self,
        asn_id: UUID,
        discrepancy_id: UUID,
        body: m.DiscrepancyDecision,
        *,
        idempotency_key: str | None = None,
    ) -> m.Discrepancy:
        """Decide what becomes of the goods.

        `accept`: the goods can be sold (damaged ones stay damaged). `quarantine`: they are
        kept and not sold. `return_to_supplier`: they are held until the supplier's driver
        takes them along. The same again is 200, another decision 409 `discrepancy.decided`.
        """
        return await self._call(
            "POST",
            f"/v1/asns/{asn_id}/discrepancies/{discrepancy_id}/decide",
            m.Discrepancy,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def read_discrepancy_photo(
        self,
        asn_id: UUID,
        discrepancy_id: UUID,
        picture_id: UUID,
        *,
        side: Literal["full", "thumbnail"] | None = None,
    ) -> bytes:
        """Fetch a picture of it.

        A JPEG of at most 1600 pixels a side, taken at the dock.
        """
        return await self._call(
            "GET",
            f"/v1/asns/{asn_id}/discrepancies/{discrepancy_id}/photos/{picture_id}",
            bytes,
            query={"side": side},
        )

    async def read_inbound_rules(
        self,
    ) -> m.InboundRules:
        """Read the rules of receiving.

        The defaults, until you say otherwise.
        """
        return await self._call("GET", "/v1/inbound-rules", m.InboundRules)

    async def put_inbound_rules(
        self, body: m.InboundRules, *, version: Version | None = None
    ) -> m.InboundRules:
        """Say how deliveries are received.

        All of them at once; what is left out goes back to its default. Goods that expire
        within `least_days_left` days are held; `fallbacks` say what happens when you do not
        decide in time.
        """
        return await self._call(
            "PUT", "/v1/inbound-rules", m.InboundRules, body=body, version=version
        )

    def list_stock(
        self,
        *,
        sku: list[str] | None = None,
        as_of: datetime | None = None,
        updated_since: datetime | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.Stock]:
        """How much there is.

        Of every product, also those without goods; as of now, or as of any second of the
        past.

        `available` can be promised to orders now; `on_hand` is everything inside the
        building, also on the dock, in totes and parcels, and damaged. Of the past,
        `on_hand` and `conditions` are told. To stay up to date, ask with `updated_since` a
        minute before your last question.
        """
        return self._list(
            "GET",
            "/v1/stock",
            m.Stock,
            query={
                "sku": sku,
                "as_of": as_of,
                "updated_since": updated_since,
                "after": after,
                "limit": limit,
            },
        )

    async def explain_stock(self, sku: str) -> m.StockExplanation:
        """Why there is so much.

        Every unit on hand and what it is doing, in words and in codes; the parts add up.

        `free` can be sold, `promised` waits on the shelf for its order, `picked` and
        `packed` are on their way, `waiting` came and is not put away, `aside` lies at a
        bench or in staging; `blocked`, `expired`, `short_dated` (within your `block_days`),
        `opened`, `damaged` and `quarantine` cannot be sold; `more` is what a long list
        leaves out. `chosen_by` says why an order was promised these goods and no others:
        `expires_first`, `oldest_lot`, `pick_face`, `whole` (the place holds the whole
        quantity), `came_first`, `nearest`, `picker` or `replenished`. `waiting` names the
        first orders that wait for the product, in their turn, and why: `none_free`, `kept`
        (for an order that was overtaken for two days), `not_enough` or `others_missing`
        (the order goes whole), `kit_incomplete`, or `next_pass` (in a moment).
        """
        return await self._call(
            "GET", f"/v1/stock/{self._segment(sku)}/explain", m.StockExplanation
        )

    def list_stock_movements(
        self,
        *,
        sku: str | None = None,
        lot: str | None = None,
        reason: str | None = None,
        place: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.StockMovement]:
        """The ledger.

        Every movement of your goods, from place to place, in the order in which it was
        written.

        Nothing in it ever changes: a mistake is corrected by a reverse movement.
        """
        return self._list(
            "GET",
            "/v1/stock-movements",
            m.StockMovement,
            query={
                "sku": sku,
                "lot": lot,
                "reason": reason,
                "place": place,
                "since": since,
                "until": until,
                "after": after,
                "limit": limit,
            },
        )

    def list_stock_seals(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.MovementSeal]:
        """The seals of the ledger's days.

        Each closed day (UTC) of your ledger with a seal over it and all days before, oldest
        first.

        Keep one: as long as it comes out again, nothing before was changed. The program
        `/docs/verify_ledger.py` computes the seals anew from your movements.
        """
        return self._list(
            "GET", "/v1/stock-seals", m.MovementSeal, query={"after": after, "limit": limit}
        )

    def list_stock_lots(
        self,
        *,
        sku: list[str] | None = None,
        expires_before: date | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.LotStock]:
        """What there is of each lot.

        Lots of which there is something, the first to expire first; without
        `expires_before` also goods that do not expire. From `sell_before` on none of a lot
        can be promised to orders.
        """
        return self._list(
            "GET",
            "/v1/stock-lots",
            m.LotStock,
            query={"sku": sku, "expires_before": expires_before, "after": after, "limit": limit},
        )

    async def read_stock_rules(
        self,
    ) -> m.StockRules:
        """Read how expiry is watched.

        The defaults, until you say otherwise.
        """
        return await self._call("GET", "/v1/stock-rules", m.StockRules)

    async def put_stock_rules(
        self, body: m.StockRules, *, version: Version | None = None
    ) -> m.StockRules:
        """Say how expiry is watched.

        `stock.expiring` tells of a lot `warn_days` before it expires, again when it is not
        sold any more (`block_days` before), and when it has expired. Goods that were
        promised to orders too long are promised anew within the hour; what has expired goes
        to quarantine.
        """
        return await self._call("PUT", "/v1/stock-rules", m.StockRules, body=body, version=version)

    def list_stock_levels(
        self, *, is_low: bool | None = None, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.StockLevel]:
        """Levels at which you are told.

        The products for which you set one.
        """
        return self._list(
            "GET",
            "/v1/stock-levels",
            m.StockLevel,
            query={"is_low": is_low, "after": after, "limit": limit},
        )

    async def put_stock_level(self, sku: str, body: m.NewStockLevel) -> m.StockLevel:
        """Be told when it runs low.

        `stock.low` is told once when no more than `low_at` are available (at once when it
        is so already), and again only after there were more.
        """
        return await self._call(
            "PUT", f"/v1/stock-levels/{self._segment(sku)}", m.StockLevel, body=body
        )

    async def forget_stock_level(self, sku: str) -> None:
        """Not be told any more.

        Also when there was none.
        """
        await self._call("DELETE", f"/v1/stock-levels/{self._segment(sku)}", NoneType)

    def list_orders(
        self,
        *,
        external_id: str | None = None,
        status: str | None = None,
        updated_since: datetime | None = None,
        expand: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.ExpandedOrder]:
        """List orders.

        In the order of their last change, so that a program that reads on misses none.
        """
        return self._list(
            "GET",
            "/v1/orders",
            m.ExpandedOrder,
            query={
                "external_id": external_id,
                "status": status,
                "updated_since": updated_since,
                "expand": expand,
                "after": after,
                "limit": limit,
            },
        )

    async def place_order(self, body: m.NewOrder, *, idempotency_key: str | None = None) -> m.Order:
        """Place an order.

        Stock is promised at once: the answer says which lines got theirs and which must
        wait.

        An address that cannot be right (postcode, city, phone, pickup point) is no reason
        to refuse it: the order is taken, stock is promised, and `holds` says what to amend
        before it is picked.

        Leave `carrier` or `service` out and your rules choose them (see "Which way" in the
        guide): `chosen_way` says whether that is an upgrade, and for what.
        """
        return await self._call(
            "POST", "/v1/orders", m.Order, body=body, key=idempotency_key or self._new_key()
        )

    async def place_orders(
        self, body: m.OrderBatch, *, idempotency_key: str | None = None
    ) -> m.OrderBatchResult:
        """Place many orders.

        At most 500, with a result per item: a bad one does not spoil the rest.

        They are promised stock in the order in which they stand. The Idempotency-Key is the
        whole batch's: sent again, it gets the first answer again.
        """
        return await self._call(
            "POST",
            "/v1/orders/batch",
            m.OrderBatchResult,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def read_order(self, order_id: UUID, *, expand: str | None = None) -> m.ExpandedOrder:
        """Read an order.

        The order with what was promised, picked, packed and shipped of each line; with its
        ETag.
        """
        return await self._call(
            "GET", f"/v1/orders/{order_id}", m.ExpandedOrder, query={"expand": expand}
        )

    async def amend_order(
        self, order_id: UUID, body: m.OrderChange, *, version: Version
    ) -> m.Order:
        """Amend an order.

        What is named changes, null takes away. Send the ETag that you read as If-Match, or
        `*`.

        `lines` is the whole list as it shall be; promises are freed and made with it, at
        once. Lines and `priority` change until somebody walks for the order, everything
        else until its first carton is closed; then the answer is 409 `order.lines_settled`
        or `order.settled` with the state. `ship_by` null gives the time back to the
        calendar, `backorder_policy` and `wait_until` change until somebody walks for the
        order; what has passed is refused (422 `order.time_over`). Holds of the address end,
        or begin, with what it is now. `order.amended` says what changed; with another
        courier a `ship_by` of ours is the next day on which that one leaves.
        """
        return await self._call(
            "PATCH", f"/v1/orders/{order_id}", m.Order, body=body, version=version
        )

    async def cancel_order(
        self, order_id: UUID, *, idempotency_key: str | None = None
    ) -> m.Cancellation:
        """Cancel an order.

        One answer at once.

        `accepted`: it is cancelled and its stock is free again. `intercepted`: goods of it
        are in a tote; the packer is told and takes it apart, and `order.cancelled` follows.
        When the parcel is closed already the answer is 409 `order.cancel_too_late` with the
        state, and `order.cancel_refused` follows.
        """
        return await self._call(
            "POST",
            f"/v1/orders/{order_id}/cancel",
            m.Cancellation,
            key=idempotency_key or self._new_key(),
        )

    async def hold_order(
        self, order_id: UUID, body: m.NewHold, *, idempotency_key: str | None = None
    ) -> m.Order:
        """Hold an order back.

        Nobody picks it; its stock stays promised. Several reasons can hold at once.

        On a walk already, it is picked to the end, and the packer puts it aside. When its
        parcel is closed the answer is 409 `order.hold_too_late` with the state.
        `order.held` tells your other programs.
        """
        return await self._call(
            "POST",
            f"/v1/orders/{order_id}/hold",
            m.Order,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def release_order(
        self, order_id: UUID, body: m.ReleaseHold, *, idempotency_key: str | None = None
    ) -> m.Order:
        """End a hold of an order.

        When no other hold is open, it goes on where it was: `order.hold_released`.

        A hold of an address check ends so too, when you know better than the check. What
        waits for the warehouse or the courier (`owner`) is not yours to end: 403
        `order.hold_not_yours`.
        """
        return await self._call(
            "POST",
            f"/v1/orders/{order_id}/release",
            m.Order,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def download_invoice(self, order_id: UUID) -> bytes:
        """Download the invoice of an order.

        As you sent it.
        """
        return await self._call("GET", f"/v1/orders/{order_id}/documents/invoice", bytes)

    async def put_invoice(
        self, order_id: UUID, content: bytes, *, media_type: str = "application/pdf"
    ) -> m.StoredDocument:
        """Send the invoice of an order.

        The body is the PDF itself, at most 2 MB; sent again, it replaces the one before.

        It is printed at the bench with the slip of the first parcel that is closed. Then
        the answer is 409 `order.settled`.
        """
        return await self._call(
            "PUT",
            f"/v1/orders/{order_id}/documents/invoice",
            m.StoredDocument,
            content=content,
            media_type=media_type,
        )

    async def read_evidence(self, order_id: UUID) -> m.OrderEvidence:
        """Read how an order was packed.

        The scan log, contents, weight, confirmed instructions and photos of each parcel,
        kept when it was closed (`closed`), what became of its label (`label`, `decision`),
        and when it was opened again (`opened_again`).

        Each link carries the SHA-256 of the one before it (`previous_sha256`), so nothing
        can be changed or left out later without showing: compare the last hash with the one
        that you read before. Our people are told by their ids; nothing of the recipient is
        in it. At most 500 links.
        """
        return await self._call("GET", f"/v1/orders/{order_id}/evidence", m.OrderEvidence)

    async def read_parcel_photo(
        self,
        order_id: UUID,
        parcel_photo_id: UUID,
        *,
        side: Literal["full", "thumbnail"] | None = None,
    ) -> bytes:
        """Fetch a photo of a packed parcel.

        A JPEG of at most 1600 pixels a side, taken at the bench before the parcel was
        closed.
        """
        return await self._call(
            "GET", f"/v1/orders/{order_id}/photos/{parcel_photo_id}", bytes, query={"side": side}
        )

    async def quote_order(self, body: m.NewQuote) -> m.OrderQuote:
        """Ask what would become of an order.

        Would it ship today, by when, from which stock, how, for what price, and what blocks
        it. Leave `carrier` or `service` out and your rules choose, as for an order. Nothing
        is written and nothing is kept for you: the answer is true at this moment. What
        placing the order would refuse (an unknown SKU, a service that nobody has) stands
        among `blocks` with a pointer. Sentences are in English, Polish or Ukrainian, as
        `Accept-Language` asks.
        """
        return await self._call("POST", "/v1/orders/quote", m.OrderQuote, body=body)

    async def explain_order(self, order_id: UUID) -> m.OrderExplanation:
        """Why an order is where it is.

        Each reason has a stable `code`, who must act (`owner`: us, shop, consumer, carrier
        or nobody), until when (`by`), and what ends it. Sentences are in English, Polish or
        Ukrainian, as `Accept-Language` asks.
        """
        return await self._call("GET", f"/v1/orders/{order_id}/explain", m.OrderExplanation)

    def list_order_timeline(
        self, order_id: UUID, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.TimelineEntry]:
        """What happened to an order.

        Every fact with its time, the first one first: what you were told (`what` is the
        event's type), and each movement of its goods (`goods.pick`, `goods.pack`,
        `goods.ship`, `goods.return_receive` …). Nobody's name and nothing of the buyer is
        in it. Events are kept for 30 days; what the warehouse still knows of them
        afterwards is told without their `data`.
        """
        return self._list(
            "GET",
            f"/v1/orders/{order_id}/timeline",
            m.TimelineEntry,
            query={"after": after, "limit": limit},
        )

    async def read_calendar(self, *, days: int | None = None) -> m.ShopCalendar:
        """Read when your orders leave.

        For each courier and service the next days on which orders leave: what is placed
        before `closes_at`, and has its goods, has left by `ship_by`. Your own cut-offs
        where you agreed on some, else those of the house. `closed_days` are the public
        holidays and the days on which the house is closed, of the sixty days that come, by
        their names in the language of `Accept-Language`; it can change until then.
        """
        return await self._call("GET", "/v1/calendar", m.ShopCalendar, query={"days": days})

    def list_pickup_points(
        self,
        *,
        carrier: str | None = None,
        postcode: str | None = None,
        country: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.PickupPoint]:
        """List pickup points.

        As their courier told them last (`seen_at`). Around a postcode: at most 20, those
        that are open first. An area that nobody asked for before is empty at first: its
        courier is asked within seconds, and then kept up to date for a week.
        """
        return self._list(
            "GET",
            "/v1/pickup-points",
            m.PickupPoint,
            query={
                "carrier": carrier,
                "postcode": postcode,
                "country": country,
                "after": after,
                "limit": limit,
            },
        )

    def list_shipments(
        self,
        *,
        status: str | None = None,
        order_id: UUID | None = None,
        tracking_number: str | None = None,
        updated_since: datetime | None = None,
        expand: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.ExpandedShipment]:
        """List shipments.

        In the order of their last change, so that a program that reads on misses none.
        """
        return self._list(
            "GET",
            "/v1/shipments",
            m.ExpandedShipment,
            query={
                "status": status,
                "order_id": order_id,
                "tracking_number": tracking_number,
                "updated_since": updated_since,
                "expand": expand,
                "after": after,
                "limit": limit,
            },
        )

    async def read_shipment(
        self, shipment_id: UUID, *, expand: str | None = None
    ) -> m.ShipmentDetail:
        """Read a shipment.

        A parcel with its courier: its label, its tracking number, when it was handed over,
        and what the courier told of it since.
        """
        return await self._call(
            "GET", f"/v1/shipments/{shipment_id}", m.ShipmentDetail, query={"expand": expand}
        )

    async def download_label(self, shipment_id: UUID) -> bytes:
        """Download a label.

        The label as PDF, 100 × 150 mm; 404 while it is not bought.
        """
        return await self._call("GET", f"/v1/shipments/{shipment_id}/label.pdf", bytes)

    async def download_label_zpl(self, shipment_id: UUID) -> bytes:
        """Download a label for a label printer.

        The same label as ZPL II for printers of 8 dots/mm; 404 when the courier gave none.
        """
        return await self._call("GET", f"/v1/shipments/{shipment_id}/label.zpl", bytes)

    async def list_documents(self, order_id: UUID) -> m.Documents:
        """List the papers of an order.

        Your invoice; slips as soon as a parcel is closed, labels as soon as they are
        bought.
        """
        return await self._call("GET", f"/v1/orders/{order_id}/documents", m.Documents)

    async def download_slip(self, parcel_id: UUID) -> bytes:
        """Download a packing slip.

        The packing slip that lies in the parcel, as PDF, on the paper that your template
        says.
        """
        return await self._call("GET", f"/v1/parcels/{parcel_id}/slip.pdf", bytes)

    def list_cash_on_delivery(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.CodEntry]:
        """List cash on delivery.

        Every entry, the oldest first. `expected`: its parcel was handed over with money to
        collect. `collected`: the courier says so. `released`: it came back or was lost,
        nothing is collected. `passed_on`: paid to you, with the transfer's `reference`.
        Nothing is changed afterwards: an entry with `reverses_id` takes an earlier one
        back.
        """
        return self._list("GET", "/v1/cod", m.CodEntry, query={"after": after, "limit": limit})

    def list_cash_on_delivery_balances(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.CodBalance]:
        """List balances of cash on delivery.

        By courier and currency: what is still out, what came, what was passed on to you,
        and what is due.
        """
        return self._list(
            "GET", "/v1/cod/balances", m.CodBalance, query={"after": after, "limit": limit}
        )

    async def read_slip_template(
        self,
    ) -> m.StoredSlipTemplate:
        """Read how your packing slips look.

        The version that slips are printed with now. Each save is a version; the desk shows
        the older ones and takes them up again.
        """
        return await self._call("GET", "/v1/slip-template", m.StoredSlipTemplate)

    async def put_slip_template(
        self, body: m.SlipTemplate, *, version: Version | None = None
    ) -> m.StoredSlipTemplate:
        """Say how your packing slips look.

        All of it at once; what is left out goes back to its default, the logo stays. Texts
        can name facts, `{{ order.number }}` or `{{ recipient.first_name }}`, and have
        conditions, `{% if order.is_gift %} … {% else %} … {% endif %}`; nothing else is
        understood, and whatever is not is refused with its place. A text that is missing in
        the recipient's language is printed in `fallback_language`. The colour must be dark
        enough to be read on white paper.
        """
        return await self._call(
            "PUT", "/v1/slip-template", m.StoredSlipTemplate, body=body, version=version
        )

    async def put_slip_logo(
        self, content: bytes, *, media_type: str = "image/png"
    ) -> m.StoredSlipTemplate:
        """Put your logo on your packing slips.

        The body is the file itself: JPEG, PNG or WebP, at most 8 MB. White around it is cut
        off. It is printed in its own colours on paper, in greys on the roll, and is a new
        version.
        """
        return await self._call(
            "PUT",
            "/v1/slip-template/logo",
            m.StoredSlipTemplate,
            content=content,
            media_type=media_type,
        )

    async def remove_slip_logo(
        self,
    ) -> None:
        """Print your name instead of your logo.

        From now on; it is a new version.
        """
        await self._call("DELETE", "/v1/slip-template/logo", NoneType)

    async def download_sample_slip(
        self,
        *,
        language: Literal["en", "pl", "uk", "de"] | None = None,
        paper: Literal["A4", "A6", "roll"] | None = None,
        order: Literal["usual", "long", "gift"] | None = None,
    ) -> bytes:
        """Look at a sample of your packing slip.

        The slip of an order that does not exist, as PDF.
        """
        return await self._call(
            "GET",
            "/v1/slip-template/sample.pdf",
            bytes,
            query={"language": language, "paper": paper, "order": order},
        )

    async def read_notices(
        self,
    ) -> m.NoticeRules:
        """Read what your consumers are told.

        Which messages go out by themselves, and when not. As it begins: none.
        """
        return await self._call("GET", "/v1/notices", m.NoticeRules)

    async def put_notices(
        self, body: m.NoticeRules, *, version: Version | None = None
    ) -> m.NoticeRules:
        """Say what your consumers are told.

        All of it at once; what is left out goes back to its default. It counts for what
        happens from now on. Quiet hours are minutes from midnight by the consumer's clock,
        and may span midnight. `kinds`: `received`, `preparing`, `packed`, `delayed`,
        `shipped`, `pickup`, `delivered`, `return_label`, `return_received`,
        `refund_cleared`.
        """
        return await self._call("PUT", "/v1/notices", m.NoticeRules, body=body, version=version)

    async def read_notice_text(self, kind: str, language: str) -> m.NoticeText:
        """Read the words of a message.

        Yours, or ours while you have written none.
        """
        return await self._call(
            "GET", f"/v1/notices/{self._segment(kind)}/{self._segment(language)}", m.NoticeText
        )

    async def put_notice_text(
        self, kind: str, language: str, body: m.NewNoticeText, *, version: Version | None = None
    ) -> m.NoticeText:
        """Say a message in your own words.

        A new version that counts at once. Both texts empty: ours count again. They name
        facts and have "if" as slips do (`{{ order.external_id }}`). Greeting, parcels,
        pickup point, button and signature are put around the text by us.
        """
        return await self._call(
            "PUT",
            f"/v1/notices/{self._segment(kind)}/{self._segment(language)}",
            m.NoticeText,
            body=body,
            version=version,
        )

    async def list_reshipments(self, order_id: UUID) -> m.Reshipments:
        """What was sent again of an order.

        Each with its reason and whose cost it is, the first one first (50 at most). An
        order that sends something again itself names the first one in `reship_of`.
        """
        return await self._call("GET", f"/v1/orders/{order_id}/reshipments", m.Reshipments)

    async def send_again(
        self, order_id: UUID, body: m.NewReshipment, *, idempotency_key: str | None = None
    ) -> m.Order:
        """Send something of an order again.

        A missing, wrong or damaged item, or a parcel that was lost or came back: a new
        order for the lines that are concerned, with priority, linked by `reship_of`, and
        promised stock at once.

        Without `lines` all that left goes again, of one parcel when `parcel_id` names it.
        No unit goes again twice: 409 `reship.too_many`, `reship.nothing_left`. `cost` says
        who pays by your account (`us`: the warehouse, `carrier`, `shop`); left out, it
        follows from the reason. Name another `carrier`, `service` or `recipient` when the
        first was the trouble. Money on delivery is collected again only when nothing of it
        came. `order.reshipped` tells your other programs.
        """
        return await self._call(
            "POST",
            f"/v1/orders/{order_id}/reshipments",
            m.Order,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def exchange_return(
        self, return_id: UUID, body: m.NewExchange, *, idempotency_key: str | None = None
    ) -> m.Return:
        """Send other goods for what comes back.

        Another size, another product: an order of its own (`reship_of` names the first
        one), whose goods are promised at once. It goes `at_once`, when the return has
        `arrived`, or when it is `inspected` and is what was sent; until then the hold
        `exchange` keeps it, which you may release sooner. When the return is refused, it is
        cancelled. No amount is told to us: money is yours. The key needs `orders:write`,
        too.
        """
        return await self._call(
            "POST",
            f"/v1/returns/{return_id}/exchange",
            m.Return,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def list_return_labels(self, return_id: UUID) -> m.ReturnLabels:
        """List the labels of a return.

        Each parcel's, and those that were replaced. `way_status` says where the parcel is,
        as its courier or our own bench said last; we tell `return.tracking_updated`.
        """
        return await self._call("GET", f"/v1/returns/{return_id}/labels", m.ReturnLabels)

    async def ask_return_label(
        self, return_id: UUID, body: m.NewReturnLabel, *, idempotency_key: str | None = None
    ) -> m.ReturnLabel:
        """Ask for a return label.

        A label or a code for one parcel of a return that is still to come. It is bought
        once, within seconds: we tell `return.label_ready`, or `return.label_failed` with
        the reason. The same way for the same parcel again is the same label; another way
        replaces it until a courier has the parcel.
        """
        return await self._call(
            "POST",
            f"/v1/returns/{return_id}/labels",
            m.ReturnLabel,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def read_return_label(self, label_id: UUID) -> m.ReturnLabel:
        """Read a return label.

        `code` is what your consumer types or shows where the parcel is handed in.
        """
        return await self._call("GET", f"/v1/return-labels/{label_id}", m.ReturnLabel)

    async def download_return_label(self, label_id: UUID) -> bytes:
        """Download a return label.

        To be printed and stuck on, when `has_pdf`. It names your consumer: keep it between
        you.
        """
        return await self._call("GET", f"/v1/return-labels/{label_id}/pdf", bytes)

    async def show_return_code(self, label_id: UUID) -> bytes:
        """Show a code as a picture.

        The code as a QR code, where it is scanned off a telephone; codes of InPost are
        typed.
        """
        return await self._call("GET", f"/v1/return-labels/{label_id}/code.png", bytes)

    async def void_return_label(
        self, label_id: UUID, *, idempotency_key: str | None = None
    ) -> m.ReturnLabel:
        """Call a return label off.

        As long as no courier has the parcel. Refusing a return calls all of its labels off.
        """
        return await self._call(
            "POST",
            f"/v1/return-labels/{label_id}/void",
            m.ReturnLabel,
            key=idempotency_key or self._new_key(),
        )

    async def read_consumer_rules(
        self,
    ) -> m.ConsumerRules:
        """Read what your consumers may do.

        On the pages of their orders, and how they send things back.
        """
        return await self._call("GET", "/v1/consumer-rules", m.ConsumerRules)

    async def put_consumer_rules(
        self, body: m.ConsumerRules, *, version: Version | None = None
    ) -> m.ConsumerRules:
        """Say what your consumers may do.

        All of it at once; what is left out goes back to its default. `ways_back` are how
        returns come, the first is suggested; none: by our own code, free of charge.
        `consumer_pays_minor` is told before it is chosen, and asked only of those who
        withdraw: who complains never pays. `return_address`: null is the sender on your
        labels.
        """
        return await self._call(
            "PUT", "/v1/consumer-rules", m.ConsumerRules, body=body, version=version
        )

    async def add_return_parcels(
        self, return_id: UUID, body: m.ParcelsToCome, *, idempotency_key: str | None = None
    ) -> m.Return:
        """Tell that more parcels come.

        Until the return is over. A number that is known already is not added twice.
        """
        return await self._call(
            "POST",
            f"/v1/returns/{return_id}/parcels",
            m.Return,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def read_return_rubric(
        self,
    ) -> m.StoredReturnRubric:
        """Read how your returns are graded.

        The version that inspectors see now. Each save is a version, and each finding names
        the one that it was made by; the desk shows the older ones and takes them up again.
        """
        return await self._call("GET", "/v1/return-rubric", m.StoredReturnRubric)

    async def put_return_rubric(
        self, body: m.ReturnRubric, *, version: Version | None = None
    ) -> m.StoredReturnRubric:
        """Say how your returns are graded.

        All of it at once; what is left out goes back to its default.

        Per grade: your words, example pictures, whether a photo is wanted, and what becomes
        of such a piece; only grade A goes back to the shelf. `products`: what differs for
        some SKUs, or for all that have a flag; the first rule that a product meets counts.
        `refund_when`: you are told `return.refund_clearable` when the goods are `sent`,
        `arrived` or `inspected`. Above `scrap_alone_max_minor` goods of a return are thrown
        away by two people only.
        """
        return await self._call(
            "PUT", "/v1/return-rubric", m.StoredReturnRubric, body=body, version=version
        )

    async def add_rubric_picture(
        self, content: bytes, *, media_type: str = "image/png", idempotency_key: str | None = None
    ) -> m.RubricPicture:
        """Add an example picture.

        The body is the file itself: JPEG, PNG or WebP, at most 8 MB. Then name its id among
        the `examples` of a grade.
        """
        return await self._call(
            "POST",
            "/v1/return-rubric/pictures",
            m.RubricPicture,
            content=content,
            media_type=media_type,
            key=idempotency_key or self._new_key(),
        )

    async def read_rubric_picture(
        self, example_id: UUID, *, side: Literal["full", "thumbnail"] | None = None
    ) -> bytes:
        """Fetch an example picture.

        A JPEG.
        """
        return await self._call(
            "GET", f"/v1/return-rubric/pictures/{example_id}", bytes, query={"side": side}
        )

    def list_returns(
        self,
        *,
        external_id: str | None = None,
        status: str | None = None,
        updated_since: datetime | None = None,
        expand: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.ExpandedReturn]:
        """List returns.

        In the order of their last change, so that a program that reads on misses none.
        """
        return self._list(
            "GET",
            "/v1/returns",
            m.ExpandedReturn,
            query={
                "external_id": external_id,
                "status": status,
                "updated_since": updated_since,
                "expand": expand,
                "after": after,
                "limit": limit,
            },
        )

    async def announce_return(
        self, body: m.NewReturn, *, idempotency_key: str | None = None
    ) -> m.Return:
        """Announce a return.

        No more than was shipped and is not back yet. `declared_at` starts the statutory
        clocks.

        When it comes in several `parcels`, name their tracking numbers, or null for each
        that has none yet; each arrives by itself (`return.parcel_arrived`).

        We tell `return.arrived`, `return.inspected`, `return.refund_clearable` (with the
        evidence) and `return.completed`; the refund itself is yours.
        """
        return await self._call(
            "POST", "/v1/returns", m.Return, body=body, key=idempotency_key or self._new_key()
        )

    async def read_return(self, return_id: UUID, *, expand: str | None = None) -> m.ExpandedReturn:
        """Read a return.

        What came, what an inspector found of it, and what is due when.

        `findings` name the version of your rubric, pictures (fetch them under
        `photos/{id}`) and what of your checklist was not there; `mismatches` are pieces
        with another serial number or lot than was shipped: they count for no line of the
        order.
        """
        return await self._call(
            "GET", f"/v1/returns/{return_id}", m.ExpandedReturn, query={"expand": expand}
        )

    async def identify_return(
        self, return_id: UUID, body: m.ReturnIdentification, *, idempotency_key: str | None = None
    ) -> m.Return:
        """Say whose parcel it is.

        After `return.unidentified`: of which order the parcel is; then it is unpacked.
        """
        return await self._call(
            "POST",
            f"/v1/returns/{return_id}/identify",
            m.Return,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def tell_return_refunded(
        self, return_id: UUID, body: m.RefundPaid, *, idempotency_key: str | None = None
    ) -> m.Return:
        """Tell that you paid back.

        The refund is yours, and no amount is told to us: it ends the clock of the refund,
        and the consumer's page says that the money is on its way. The first time counts.
        """
        return await self._call(
            "POST",
            f"/v1/returns/{return_id}/refunded",
            m.Return,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def tell_complaint_answered(
        self, return_id: UUID, body: m.ComplaintAnswered, *, idempotency_key: str | None = None
    ) -> m.Return:
        """Tell that you answered a complaint.

        You told your consumer yes or no: it ends the clock of the answer. The first time
        counts; of a return that is no complaint nothing changes. A complaint that we answer
        as a case tells it by itself.
        """
        return await self._call(
            "POST",
            f"/v1/returns/{return_id}/complaint-answered",
            m.Return,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def read_return_photo(
        self,
        return_id: UUID,
        return_photo_id: UUID,
        *,
        side: Literal["full", "thumbnail"] | None = None,
    ) -> bytes:
        """Fetch a picture of a return.

        A JPEG that an inspector took; `photos` of a return and of its findings name the
        ids.
        """
        return await self._call(
            "GET", f"/v1/returns/{return_id}/photos/{return_photo_id}", bytes, query={"side": side}
        )

    async def download_return_slip(self, return_id: UUID) -> bytes:
        """Download the slip for the carton.

        A sheet of A4 for your consumer to put into the carton: the return's code and what
        comes.

        We find the return by scanning it, whatever is written on the parcel. It names
        nobody.
        """
        return await self._call("GET", f"/v1/returns/{return_id}/slip", bytes)

    def list_cases(
        self,
        *,
        status: str | None = None,
        updated_since: datetime | None = None,
        expand: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.ExpandedCase]:
        """List cases.

        In the order of their last change, so that a program that reads on misses none.
        """
        return self._list(
            "GET",
            "/v1/cases",
            m.ExpandedCase,
            query={
                "status": status,
                "updated_since": updated_since,
                "expand": expand,
                "after": after,
                "limit": limit,
            },
        )

    async def open_case(self, body: m.NewCase, *, idempotency_key: str | None = None) -> m.Case:
        """Open a case.

        An enquiry, a complaint, a courier claim, a stock dispute or our mistake;
        `answer_due_at` says by when we answer. A complaint has the term of the law, 14 days
        from `declared_at`: no answer by then accepts it. We tell `case.opened`,
        `case.answered`, `case.resolved`, and `case.deadline_near` 4 days and 1 day before
        the term ends and when it is over.
        """
        return await self._call(
            "POST", "/v1/cases", m.Case, body=body, key=idempotency_key or self._new_key()
        )

    async def read_case(self, case_id: UUID, *, expand: str | None = None) -> m.ExpandedCase:
        """Read a case.

        What it is about, by when it is answered, and how it was put right at whose cost.
        """
        return await self._call(
            "GET", f"/v1/cases/{case_id}", m.ExpandedCase, query={"expand": expand}
        )

    async def list_case_messages(self, case_id: UUID) -> m.CaseMessages:
        """What was said in a case.

        The first one first (200 at most).
        """
        return await self._call("GET", f"/v1/cases/{case_id}/messages", m.CaseMessages)

    async def say_in_case(
        self, case_id: UUID, body: m.NewCaseMessage, *, idempotency_key: str | None = None
    ) -> m.Case:
        """Say something in a case.

        We see it beside the case, which waits for us from now on.
        """
        return await self._call(
            "POST",
            f"/v1/cases/{case_id}/messages",
            m.Case,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def resolve_case(
        self, case_id: UUID, body: m.CaseRemedy, *, idempotency_key: str | None = None
    ) -> m.Case:
        """Put a case right by sending something.

        What left goes again (`reship`), with another courier (`other_carrier`), or
        something of yours that the order did not have goes besides (`extra_item`). The
        order that sends it is `remedy_order_id`; it and the end of the case are one, so
        nothing goes twice: 409 `case.resolved`. Credit is ours to grant. `cost` says who
        pays by your account. The key needs `orders:write`, too.
        """
        return await self._call(
            "POST",
            f"/v1/cases/{case_id}/resolve",
            m.Case,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def reopen_case(self, case_id: UUID, *, idempotency_key: str | None = None) -> m.Case:
        """Open a case again.

        It was not put right. What was sent or credited stays as it is, and the case says so
        until it is resolved anew. 409 `case.not_resolved` when it is open.
        """
        return await self._call(
            "POST", f"/v1/cases/{case_id}/reopen", m.Case, key=idempotency_key or self._new_key()
        )

    async def close_case(self, case_id: UUID, *, idempotency_key: str | None = None) -> m.Case:
        """Close a case.

        Nothing more is to be done. To have something sent for it, see `resolveCase`.
        """
        return await self._call(
            "POST", f"/v1/cases/{case_id}/close", m.Case, key=idempotency_key or self._new_key()
        )

    async def read_case_evidence(self, case_id: UUID) -> m.CaseEvidence:
        """The evidence of a case.

        Found by itself, and nothing in it can have been changed unseen (`broken`): how its
        parcels were packed and weighed, their pictures (`/orders/{id}/photos/{photo}`),
        what the courier told, the return with its findings, the difference at the dock, the
        correction of the books.
        """
        return await self._call("GET", f"/v1/cases/{case_id}/evidence", m.CaseEvidence)

    async def list_courier_claims(self, case_id: UUID) -> m.CourierClaims:
        """What is claimed at the courier for a case.

        By when it is sent (damage: 7 days from delivery), how much, what the courier
        answered and pays. Of a case of another kind there is none. A parcel that its
        courier lost or damaged opens its case by itself: `case.opened` tells it.
        """
        return await self._call("GET", f"/v1/cases/{case_id}/courier-claims", m.CourierClaims)

    async def read_case_promises(
        self,
    ) -> m.CasePromises:
        """What you are promised.

        By when your cases are answered (`by_kind` where it is not as usual) and your
        returns are inspected. The warehouse's office agrees it with you; clocks that run
        keep their ends.
        """
        return await self._call("GET", "/v1/case-promises", m.CasePromises)

    async def add_case_file(
        self,
        case_id: UUID,
        content: bytes,
        *,
        media_type: str = "application/pdf",
        name: str | None = None,
        idempotency_key: str | None = None,
    ) -> m.Case:
        """Send a picture or a PDF in a case.

        The body is the file itself: a PDF, JPEG, PNG or WebP of at most 8 MB. It is kept
        under the seal of the order and forgotten with its person. `listCaseMessages` names
        it.
        """
        return await self._call(
            "POST",
            f"/v1/cases/{case_id}/files",
            m.Case,
            query={"name": name},
            content=content,
            media_type=media_type,
            key=idempotency_key or self._new_key(),
        )

    async def fetch_case_file(self, case_id: UUID, case_file_id: UUID) -> bytes:
        """Fetch a file of a case.

        As it was sent; pictures as JPEG.
        """
        return await self._call("GET", f"/v1/cases/{case_id}/files/{case_file_id}", bytes)

    def list_messages(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.Message]:
        """List messages.

        In the order in which they were said, so that a program that reads on misses none.
        """
        return self._list("GET", "/v1/messages", m.Message, query={"after": after, "limit": limit})

    async def write_to_office(
        self, body: m.NewMessage, *, idempotency_key: str | None = None
    ) -> m.SentMessage:
        """Write to our office.

        About no order in particular. What needs an answer by a day is a case, see
        `openCase`.
        """
        return await self._call(
            "POST", "/v1/messages", m.SentMessage, body=body, key=idempotency_key or self._new_key()
        )

    def list_order_messages(
        self, order_id: UUID, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.Message]:
        """What was said about an order.

        With its buyer, and between you and us; the oldest first.
        """
        return self._list(
            "GET",
            f"/v1/orders/{order_id}/messages",
            m.Message,
            query={"after": after, "limit": limit},
        )

    async def write_about_order(
        self, order_id: UUID, body: m.NewOrderMessage, *, idempotency_key: str | None = None
    ) -> m.SentMessage:
        """Write about an order.

        To our office; or, with `to` = `consumer`, to its buyer: by e-mail, or onto the
        buyer's page when we know no address (`channel` says which). What the buyer answers
        stands here, too.
        """
        return await self._call(
            "POST",
            f"/v1/orders/{order_id}/messages",
            m.SentMessage,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def read_what_is_held(self, order_id: UUID) -> m.ReportedOrder:
        """What is held about a person.

        All that we hold about the recipient of an order, for somebody who asks what is
        known of them (GDPR art. 15 and 20): address, goods, what the courier told, returns,
        papers and pictures, e-mails, cases, and all that was said with them. Of an erased
        person goods and dates are left. `POST /v1/privacy/held` finds by an e-mail address.
        """
        return await self._call("GET", f"/v1/orders/{order_id}/held", m.ReportedOrder)

    async def read_who_is_known(self, body: m.PersonLookup) -> m.PersonReport:
        """What is held about whoever has an e-mail address.

        The same for somebody of whom you know an e-mail address: all of their orders, and
        what they wrote without naming one (`conversations`; `unfiled` is what nobody could
        file yet). Posted, so that the address stands in no log. `is_complete` is false when
        there is more than a file holds: ask for the older orders by their names.
        """
        return await self._call("POST", "/v1/privacy/held", m.PersonReport, body=body)

    def list_erasures(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.Erasure]:
        """List erasures.

        The newest first: those that you asked for, that our office was asked for, and those
        whose time was over (`retention`).
        """
        return self._list(
            "GET", "/v1/privacy/erasures", m.Erasure, query={"after": after, "limit": limit}
        )

    async def erase_person(
        self, body: m.PersonLookup, *, idempotency_key: str | None = None
    ) -> m.Erasures:
        """Forget a person.

        The recipient's name, address and contact, notes, labels, invoices, pictures,
        e-mails and all that was said with them are erased within minutes, and
        `order.person_erased` tells it. What was sent again for the order has the same
        person and goes along. Goods, counters and events stay: they never knew the person.

        `waits_for` says what comes first: the `order` is still on its way, a `return` is
        coming, a `case` is open. It is done as soon as that is over. It cannot be taken
        back.
        """
        return await self._call(
            "POST",
            "/v1/privacy/erasures",
            m.Erasures,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def read_privacy_rules(
        self,
    ) -> m.PrivacyRules:
        """Read for how long people are known.

        So many days after the end of an order its recipient is erased by itself.
        """
        return await self._call("GET", "/v1/privacy/rules", m.PrivacyRules)

    async def put_privacy_rules(
        self, body: m.NewPrivacyRules, *, version: Version | None = None
    ) -> m.PrivacyRules:
        """Say for how long people are known.

        From 1 to 3650 days after the order was delivered, came back, was lost or cancelled.
        Keep it longer than your consumers may withdraw and complain.
        """
        return await self._call(
            "PUT", "/v1/privacy/rules", m.PrivacyRules, body=body, version=version
        )

    async def list_events(
        self, *, after: int | None = None, limit: int | None = None, type: list[str] | None = None
    ) -> m.EventFeed:
        """Read the event feed.

        The truth about what happened: `sequence` has no gaps, and webhooks deliver the same
        objects.

        A program that keeps the last `sequence` it has worked through misses nothing,
        whatever its webhook receiver went through. Events are kept for 30 days.
        """
        return await self._call(
            "GET", "/v1/events", m.EventFeed, query={"after": after, "limit": limit, "type": type}
        )

    async def list_event_types(
        self,
    ) -> m.EventTypes:
        """List the types of events.

        Within a version fields and words may be added, and nothing goes or changes its
        type.
        """
        return await self._call("GET", "/v1/event-types", m.EventTypes)

    async def read_event_type(self, event_type: str) -> m.EventTypeWithVersions:
        """Read a type of event.

        With the schemas of all versions that were ever told, and an example of the newest.
        """
        return await self._call(
            "GET", f"/v1/event-types/{self._segment(event_type)}", m.EventTypeWithVersions
        )

    def list_webhook_endpoints(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.WebhookEndpoint]:
        """List webhook endpoints.

        In the order in which they were created.
        """
        return self._list(
            "GET",
            "/v1/webhook-endpoints",
            m.WebhookEndpoint,
            query={"after": after, "limit": limit},
        )

    async def create_webhook_endpoint(
        self, body: m.NewWebhookEndpoint, *, idempotency_key: str | None = None
    ) -> m.WebhookEndpointWithSecret:
        """Create a webhook endpoint.

        Keep the `secret`: it is not shown again. Without `event_types` every type is sent.
        """
        return await self._call(
            "POST",
            "/v1/webhook-endpoints",
            m.WebhookEndpointWithSecret,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def read_webhook_endpoint(self, endpoint_id: UUID) -> m.WebhookEndpoint:
        """Read a webhook endpoint.

        Where events go, since when it fails, and why it is disabled, if it is.
        """
        return await self._call("GET", f"/v1/webhook-endpoints/{endpoint_id}", m.WebhookEndpoint)

    async def delete_webhook_endpoint(self, endpoint_id: UUID) -> None:
        """Delete a webhook endpoint.

        Nothing is sent there any more. Its deliveries can still be read for 30 days.
        """
        await self._call("DELETE", f"/v1/webhook-endpoints/{endpoint_id}", NoneType)

    async def change_webhook_endpoint(
        self, endpoint_id: UUID, body: m.WebhookEndpointChange, *, version: Version
    ) -> m.WebhookEndpoint:
        """Change a webhook endpoint.

        Send the ETag that you read as If-Match, or `*`.

        What waits for an endpoint that is disabled ends as `dead`; enable it and replay
        what it `missed`.
        """
        return await self._call(
            "PATCH",
            f"/v1/webhook-endpoints/{endpoint_id}",
            m.WebhookEndpoint,
            body=body,
            version=version,
        )

    async def test_webhook_endpoint(
        self, endpoint_id: UUID, body: m.NewTestEvent, *, idempotency_key: str | None = None
    ) -> m.TestEvent:
        """Send a test event.

        A signed event of any type, with an example of its data; sequence is 0, the subject
        a `test`.

        Read the delivery to see what your receiver answered.
        """
        return await self._call(
            "POST",
            f"/v1/webhook-endpoints/{endpoint_id}/test",
            m.TestEvent,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def rotate_webhook_secret(
        self, endpoint_id: UUID, *, idempotency_key: str | None = None
    ) -> m.WebhookEndpointWithSecret:
        """Rotate the signing secret.

        For 24 hours every message carries two signatures, by the new secret and the old
        one.
        """
        return await self._call(
            "POST",
            f"/v1/webhook-endpoints/{endpoint_id}/rotate-secret",
            m.WebhookEndpointWithSecret,
            key=idempotency_key or self._new_key(),
        )

    async def replay_webhooks(
        self, endpoint_id: UUID, body: m.NewReplay, *, idempotency_key: str | None = None
    ) -> m.ReplayResult:
        """Replay a range of events.

        The same events with the same ids again, at most 1,000; `is_cut` says that more are
        left.

        Types that the endpoint does not want are left out.
        """
        return await self._call(
            "POST",
            f"/v1/webhook-endpoints/{endpoint_id}/replay",
            m.ReplayResult,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    def list_webhook_deliveries(
        self,
        *,
        endpoint_id: UUID | None = None,
        event_id: UUID | None = None,
        status: str | None = None,
        type: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        expand: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.ExpandedWebhookDelivery]:
        """List webhook deliveries.

        Newest first, each with its attempts: what was sent, the answer, how long it took.
        """
        return self._list(
            "GET",
            "/v1/webhook-deliveries",
            m.ExpandedWebhookDelivery,
            query={
                "endpoint_id": endpoint_id,
                "event_id": event_id,
                "status": status,
                "type": type,
                "since": since,
                "until": until,
                "expand": expand,
                "after": after,
                "limit": limit,
            },
        )

    async def read_webhook_delivery(
        self, delivery_id: UUID, *, expand: str | None = None
    ) -> m.ExpandedWebhookDelivery:
        """Read a webhook delivery.

        Each attempt with its request and its response, and when the next one is due.

        The request is told as it was sent, signature included: your library can verify it
        again.
        """
        return await self._call(
            "GET",
            f"/v1/webhook-deliveries/{delivery_id}",
            m.ExpandedWebhookDelivery,
            query={"expand": expand},
        )

    async def retry_webhook_delivery(
        self, delivery_id: UUID, *, idempotency_key: str | None = None
    ) -> m.WebhookDelivery:
        """Send a delivery now.

        Without waiting for its schedule; one that was delivered or dead begins it anew.
        """
        return await self._call(
            "POST",
            f"/v1/webhook-deliveries/{delivery_id}/retry",
            m.WebhookDelivery,
            key=idempotency_key or self._new_key(),
        )

    async def advance_order(
        self, order_id: UUID, body: m.AdvanceOrder, *, idempotency_key: str | None = None
    ) -> m.OrderAdvanced:
        """Take a test order on.

        A robot does what people would do, step by step, so every state, event, document and
        stock movement on the way is a real one; webhooks follow.

        `allocated` finds the goods that the order waits for; `packed` also has its label;
        `shipped` is signed for; the states behind it are what the courier tells of all its
        parcels. An order goes forwards only. When the robot stops on the way (a hold, a
        fault that you asked for), the answer says where the order is and why; when it could
        not begin, that is a 409.
        """
        return await self._call(
            "POST",
            f"/v1/sandbox/orders/{order_id}/advance",
            m.OrderAdvanced,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def advance_delivery(
        self, asn_id: UUID, body: m.AdvanceDelivery, *, idempotency_key: str | None = None
    ) -> m.DeliveryAdvanced:
        """Take a test delivery on.

        `arrived`: it stands at the dock. `received`: it is counted and put away, and what
        came otherwise than announced (`came`) is told as in life, by `inbound.discrepancy`
        and `inbound.received`. Lots and serial numbers that you did not announce are made
        up.
        """
        return await self._call(
            "POST",
            f"/v1/sandbox/asns/{asn_id}/advance",
            m.DeliveryAdvanced,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def advance_return(
        self, return_id: UUID, body: m.AdvanceReturn, *, idempotency_key: str | None = None
    ) -> m.ReturnAdvanced:
        """Take a test return on.

        `arrived`: its parcels are here. `inspecting`: what is in them is scanned.
        `completed`: it is graded and put away. `came` says what is in it and how it looks;
        without it everything that was announced (nothing announced: everything that was
        shipped) comes back as new.
        """
        return await self._call(
            "POST",
            f"/v1/sandbox/returns/{return_id}/advance",
            m.ReturnAdvanced,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def give_goods(
        self, body: m.NewSandboxGoods, *, idempotency_key: str | None = None
    ) -> m.SandboxGoods:
        """Put goods on the sandbox's shelf.

        Products of your live catalogue that the sandbox has not come along (at most 200;
        four samples when you have none), and so many pieces of each lie on its shelf. Done
        once by itself when the sandbox is opened. Goods with lots or expiry dates come by a
        delivery.
        """
        return await self._call(
            "POST",
            "/v1/sandbox/goods",
            m.SandboxGoods,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def collect_webhooks(
        self, endpoint_id: UUID, *, idempotency_key: str | None = None
    ) -> m.Collected:
        """Collect webhooks that are due.

        For a program on a machine that we cannot reach. Create an endpoint with
        `is_carried`, ask here what is due (once a second), post it to your receiver as it
        is, and tell what was answered. Signatures, order, schedule and the log of
        deliveries are those of every webhook.

        What is collected and not answered for within a minute can be collected again.
        """
        return await self._call(
            "POST",
            f"/v1/sandbox/webhook-endpoints/{endpoint_id}/collect",
            m.Collected,
            key=idempotency_key or self._new_key(),
        )

    async def answer_webhook(
        self, delivery_id: UUID, body: m.CarriedAnswer, *, idempotency_key: str | None = None
    ) -> m.WebhookDelivery:
        """Tell what your receiver answered.

        2xx and it is delivered; else it comes again by the schedule, as every webhook does.

        A `status_code` of null says that nothing was answered within 20 seconds.
        """
        return await self._call(
            "POST",
            f"/v1/sandbox/webhook-deliveries/{delivery_id}/answer",
            m.WebhookDelivery,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    async def list_faults(
        self,
    ) -> m.Faults:
        """List the faults.

        Also those that are used up (`used` is `times`), with what they hit last.
        """
        return await self._call("GET", "/v1/sandbox/faults", m.Faults)

    async def ask_for_fault(
        self, body: m.NewFault, *, idempotency_key: str | None = None
    ) -> m.Fault:
        """Ask for a fault.

        The next `times` of it go wrong, the fault asked for first before the others.

        `short_pick`: the robot finds nothing of the next product that it shall pick.
        `label_refused`: the courier sells no label; `code` is what it says. `parcel_lost`,
        `parcel_damaged`: the courier tells that of the next parcel instead of what it was
        asked to tell. `webhook_timeout`: the next delivery is not answered in time; nothing
        is sent. `api_limited`: your next request is answered by 429. `api_unavailable`: by
        503; the first time it was done all the same and its answer is lost, the second time
        it was not, and so on in turns. Requests to `/v1/sandbox` are never hit.
        """
        return await self._call(
            "POST", "/v1/sandbox/faults", m.Fault, body=body, key=idempotency_key or self._new_key()
        )

    async def remove_fault(self, fault_id: UUID) -> None:
        """Remove a fault.

        It hits nothing any more, whatever is left of it.
        """
        await self._call("DELETE", f"/v1/sandbox/faults/{fault_id}", NoneType)

    async def read_clock(
        self,
    ) -> m.SandboxTime:
        """Read the sandbox's clock.

        How far it was set forward in all.
        """
        return await self._call("GET", "/v1/sandbox/clock", m.SandboxTime)

    async def forward_clock(
        self, body: m.Forward, *, idempotency_key: str | None = None
    ) -> m.SandboxTime:
        """Set the sandbox's clock forward.

        So much time passes: everything that happened in the sandbox lies so much further
        back, and what falls due by that happens: webhooks are tried again, deadlines of
        cases and returns are told, waits end, promises are missed. Expiry dates and other
        days move by whole days; the ledger, the evidence and the ends of keys stay as they
        are.
        """
        return await self._call(
            "POST",
            "/v1/sandbox/clock",
            m.SandboxTime,
            body=body,
            key=idempotency_key or self._new_key(),
        )

    def list_test_mails(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AsyncPages[m.SandboxMail]:
        """List mails that your consumers would get.

        Of the sandbox nothing is sent: here is what would have been, word by word, the
        newest first.

        Which messages go out by themselves is said by `putNotices`, in the sandbox for
        itself; as it begins, none does. A mail is here a few seconds after what it tells
        of, and as long as a real one is kept.
        """
        return self._list(
            "GET", "/v1/sandbox/mails", m.SandboxMail, query={"after": after, "limit": limit}
        )

    async def read_certificate(self, *, language: str | None = None) -> m.CertificateStanding:
        """Read how far your integration has come.

        Twenty scenarios, judged from what really happened in your sandbox since the last
        certificate: requests (a second after their answer), orders, events, webhooks and
        what was answered, acts of a platform's connection. Nobody ticks a box.
        """
        return await self._call(
            "GET", "/v1/sandbox/certificate", m.CertificateStanding, query={"language": language}
        )

    async def issue_certificate(self, *, idempotency_key: str | None = None) -> m.CertificateIssued:
        """Issue the certificate.

        When all scenarios are passed; it is kept and never taken back. The next one counts
        only what comes after it.
        """
        return await self._call(
            "POST",
            "/v1/sandbox/certificate",
            m.CertificateIssued,
            key=idempotency_key or self._new_key(),
        )

    async def download_certificate(self, number: int, *, language: str | None = None) -> bytes:
        """Download a certificate.

        A sheet of A4 to print: its number, your shop, the day, and the twenty scenarios
        with the ids of what proves them.
        """
        return await self._call(
            "GET", f"/v1/sandbox/certificates/{number}/pdf", bytes, query={"language": language}
        )

    def list_requests(
        self,
        *,
        status: str | None = None,
        operation: str | None = None,
        code: str | None = None,
        request_id: str | None = None,
        key_id: UUID | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[m.RequestSeen]:
        """List your requests.

        Everything that your keys asked in the last 7 days, the newest first.

        A request is in the log about a second after its answer. Bodies are not kept, for
        they hold people. What was answered in the second before a server was killed may be
        missing.
        """
        return self._list(
            "GET",
            "/v1/requests",
            m.RequestSeen,
            query={
                "status": status,
                "operation": operation,
                "code": code,
                "request_id": request_id,
                "key_id": key_id,
                "since": since,
                "until": until,
                "after": after,
                "limit": limit,
            },
        )

    async def read_request(self, request_id: str) -> m.RequestSeen:
        """Read one of your requests.

        By the `request_id` of a problem, or the `X-Request-Id` of any answer.

        When you send `X-Request-Id` yourself and use one twice, the newest is shown.
        """
        return await self._call("GET", f"/v1/requests/{self._segment(request_id)}", m.RequestSeen)
