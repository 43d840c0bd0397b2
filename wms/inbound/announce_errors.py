"""How announcing a delivery says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class AsnExists(Refusal):
    """The shop announced a delivery under this name already; ``id`` points to it."""

    code = "asn.exists"
    title = N_("Delivery announced already")
    sentence = N_("There is already a delivery {external_id}.")
    remedy = N_(
        "Nothing was announced twice. Read it with GET /v1/asns?external_id=…; only another "
        "delivery needs another external_id."
    )


class AsnTooLate(Refusal):
    """Its goods are being received, or were."""

    code = "asn.too_late"
    title = N_("Too late to cancel the delivery")
    sentence = N_("Delivery {external_id} is {status} already and cannot be cancelled.")
    remedy = N_(
        "Ask the warehouse's office when the goods must go back; whatever differs comes to you "
        "as a discrepancy."
    )


class SkuUnknown(Refusal):
    """A line names a product that the shop has not registered."""

    kind = Kind.INVALID
    code = "asn.unknown_sku"
    title = N_("Unknown product")
    sentence = N_("There is no product {sku}. Register it first.")
    remedy = N_("Register the product first (POST /v1/products), then announce the delivery again.")


class SkuTwice(Refusal):
    """Two lines name one product."""

    kind = Kind.INVALID
    code = "asn.sku_twice"
    title = N_("Product named twice")
    sentence = N_("{sku} is on two lines. Add the quantities together.")
    remedy = N_("Put both quantities into one line.")


class NothingAnnounced(Refusal):
    """Neither lines nor cartons."""

    kind = Kind.INVALID
    code = "asn.nothing_announced"
    title = N_("Nothing is announced")
    sentence = N_("Say what is coming: lines, or cartons with their contents.")
    remedy = N_("Send lines with SKU and quantity, or cartons with what is in them.")


class TooManyProducts(Refusal):
    """Cartons without lines, and too many different products in them."""

    kind = Kind.INVALID
    code = "asn.too_many_products"
    title = N_("Too many products")
    sentence = N_("More than {limit} different products. Announce them as two deliveries.")
    remedy = N_("Announce the rest as another delivery with its own external_id.")


class TooManyCartons(Refusal):
    """A lorry with more of them comes as two announcements."""

    kind = Kind.INVALID
    code = "asn.too_many_cartons"
    title = N_("Too many cartons")
    sentence = N_("More than {limit} cartons. Announce them as two deliveries.")
    remedy = N_("Announce the rest as another delivery with its own external_id.")


class TooMuchInCarton(Refusal):
    """A carton with more lines than anybody checks."""

    kind = Kind.INVALID
    code = "asn.too_much_in_carton"
    title = N_("Too many lines in a carton")
    sentence = N_("Carton {carton} has more than {limit} lines. Give it fewer.")
    remedy = N_("Divide the carton's lines among several cartons, as they are packed.")


class NoCartons(Refusal):
    """It was announced without cartons, so there is nothing to label."""

    kind = Kind.NOT_FOUND
    code = "asn.no_cartons"
    title = N_("Delivery without cartons")
    sentence = N_("Delivery {external_id} was announced without cartons.")
    remedy = N_(
        "Labels are for cartons only: announce the cartons with their contents when you want to "
        "print some."
    )


class RowUnreadable(Refusal):
    """A cell of an uploaded list that is no quantity, date or code."""

    kind = Kind.INVALID
    code = "asn.row_unreadable"
    title = N_("A row cannot be read")
    sentence = N_("Row {row}: {column} cannot be “{value}”.")
    remedy = N_(
        "Correct this cell of the file and send the whole file again; dry_run=true checks it "
        "without keeping anything."
    )


class CartonCodeUnusable(Refusal):
    """It cannot be read, or is one of the warehouse's own labels."""

    kind = Kind.INVALID
    code = "asn.carton_code_unusable"
    title = N_("Unusable code of a carton")
    sentence = N_("{code} cannot be the code of a carton.")
    remedy = N_(
        "Send the SSCC or code that is printed on the carton: letters, digits, dots and dashes, "
        "without control characters."
    )


class CartonTwice(Refusal):
    """Two cartons of a delivery with one code."""

    kind = Kind.INVALID
    code = "asn.carton_twice"
    title = N_("Two cartons with one code")
    sentence = N_("Two cartons have the code {code}.")
    remedy = N_("Give each carton a code of its own, then announce the delivery again.")


class CartonsExceed(Refusal):
    """More is in the cartons than on the lines."""

    kind = Kind.INVALID
    code = "asn.cartons_exceed"
    title = N_("More in cartons than announced")
    sentence = N_("{packed} of {sku} are in cartons, but {announced} are announced.")
    remedy = N_("Raise the line's quantity, or take pieces out of the cartons, until both agree.")
