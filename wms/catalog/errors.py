"""How the catalogue says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class ProductExists(Refusal):
    """The shop has a product of this name already; ``id`` points to it."""

    code = "product.exists"
    title = N_("Product registered already")
    sentence = N_("There is already a product {sku}. Change that one instead.")
    remedy = N_(
        "Change it with PATCH /v1/products/{sku}; PUT makes or replaces it, whichever it takes."
    )


class ProductUnknown(Refusal):
    """The shop has no such product."""

    kind = Kind.NOT_FOUND
    code = "product.unknown"
    title = N_("No such product")
    sentence = N_("There is no product {sku}.")
    remedy = N_(
        "Register it with POST /v1/products, or look for a typing error; capital letters count."
    )


class ProductChanged(Refusal):
    """Somebody changed the product since it was read."""

    kind = Kind.CONFLICT
    code = "product.changed"
    title = N_("The product was changed")
    sentence = N_("{sku} was changed meanwhile: it is version {version} now. Read it again.")
    remedy = N_(
        "Read the product again, look whether your change is still right, and send it anew."
    )


class NameMissing(Refusal):
    """A product that is new needs a name."""

    kind = Kind.INVALID
    code = "product.name_missing"
    title = N_("Name missing")
    sentence = N_("{sku} is new and needs a name.")
    remedy = N_("Send a name with a product that is new.")


class SkuTwice(Refusal):
    """Which of the two would be right, nobody knows."""

    kind = Kind.INVALID
    code = "product.sku_twice"
    title = N_("Product named twice")
    sentence = N_("{sku} is there twice. Keep one of them.")
    remedy = N_("Send each product once in a batch.")


class BarcodeTaken(Refusal):
    """One barcode would mean two products of a shop."""

    code = "product.barcode_taken"
    title = N_("Barcode taken")
    sentence = N_("Barcode {barcode} belongs to {other_sku} already.")
    remedy = N_(
        "Take it off the other product first (PATCH /v1/products/{sku}), or see which of the "
        "two is really meant."
    )


class BarcodeTwice(Refusal):
    """One barcode is given twice for the same product."""

    kind = Kind.INVALID
    code = "product.barcode_twice"
    title = N_("Barcode given twice")
    sentence = N_("Barcode {barcode} is given twice.")
    remedy = N_("Name each barcode once, with how many pieces it means.")


class BarcodeMistyped(Refusal):
    """It has the length of an EAN or UPC, but its check digit is another one."""

    kind = Kind.INVALID
    code = "product.barcode_mistyped"
    title = N_("Wrong check digit")
    sentence = N_("Barcode {barcode} has a wrong check digit. A digit was mistyped.")
    remedy = N_("Compare it with what is printed on the goods, digit by digit.")


class BarcodeUnusable(Refusal):
    """Not readable, or one of the warehouse's own labels."""

    kind = Kind.INVALID
    code = "product.barcode_unusable"
    title = N_("Unusable barcode")
    sentence = N_("{barcode} cannot be a product's barcode.")
    remedy = N_(
        "Send what a scanner reads off the goods: printable characters without spaces; labels "
        "of the warehouse are none."
    )


class ProductInStock(Refusal):
    """Goods lie there that were counted another way; ``places`` names the first few."""

    code = "product.in_stock"
    title = N_("The product is in stock")
    sentence = N_(
        "{on_hand} pieces of {sku} are in stock ({places}). How they are counted can change when "
        "none are left."
    )
    remedy = N_(
        "Sell the stock off or have it written off first; or register another SKU that is "
        "counted the new way."
    )


class ProductOrdered(Refusal):
    """Orders ask for it in the old unit; ``external_id`` is one of them."""

    code = "product.ordered"
    title = N_("Open orders need the product")
    sentence = N_(
        "{orders} open orders ask for {sku} ({external_id}). Let them go out or cancel them first."
    )
    remedy = N_("Change how it is counted when these orders have left or are cancelled.")


class ProductAnnounced(Refusal):
    """Deliveries announce it in the old unit; ``deliveries`` names the first few."""

    code = "product.announced"
    title = N_("The product is on its way in")
    sentence = N_("{sku} is on its way in: {deliveries}. Receive or cancel these deliveries first.")
    remedy = N_("Change how it is counted when these deliveries are received or cancelled.")


class KitAtWork(Refusal):
    """Work orders count on what the kit is made of now."""

    code = "kit.at_work"
    title = N_("Work on the kit is under way")
    sentence = N_("{sku} is being built or taken apart: work order {work_orders}. Finish it first.")
    remedy = N_(
        "Wait until the work order is done, or cancel it with POST "
        "/v1/kit-orders/{kit_order_id}/cancel."
    )


class LotDiffers(Refusal):
    """One lot code with two expiry dates is a misprint or a mistake."""

    code = "lot.expiry_differs"
    sentence = N_(
        "Lot {lot} of {sku} is kept with expiry {kept}, this says {read}. Ask the supervisor."
    )
    tone = "wrong_item"


class PhotosFull(Refusal):
    """A product has as many pictures as it may have."""

    code = "product.photos_full"
    title = N_("Too many pictures")
    sentence = N_("{sku} has {limit} pictures already. Take one away first.")
    remedy = N_(
        "Remove one with DELETE /v1/products/{sku}/photos/{photo_id}, then add the new one."
    )


class KitPartUnknown(Refusal):
    """A kit is made of products of the same shop."""

    kind = Kind.INVALID
    code = "kit.part_unknown"
    title = N_("Unknown part")
    sentence = N_("There is no product {sku} that the kit could be made of.")
    remedy = N_(
        "Register the part first (POST /v1/products), then say again what the kit is made of."
    )


class KitPartTwice(Refusal):
    """The quantity says how many there are."""

    kind = Kind.INVALID
    code = "kit.part_twice"
    title = N_("Part named twice")
    sentence = N_("{sku} is in the list of parts twice. Give its quantity once.")
    remedy = N_("Put both quantities of the part into one.")


class KitInKit(Refusal):
    """Parts of parts would have to be looked for at every order."""

    kind = Kind.INVALID
    code = "kit.nested"
    title = N_("A kit within a kit")
    sentence = N_("{sku} is a kit, or part of one. A kit is made of plain products only.")
    remedy = N_("Name the plain products that are in it, with how many of each.")


class KitNone(Refusal):
    """A product that is not made of others."""

    kind = Kind.NOT_FOUND
    code = "kit.none"
    title = N_("Not a kit")
    sentence = N_("{sku} is no kit.")
    remedy = N_("Say with PUT /v1/products/{sku}/kit what it is made of, when it is one.")


class NothingMeasured(Refusal):
    """Neither a weight nor a size."""

    kind = Kind.INVALID
    code = "measure.nothing"
    sentence = N_("Give a weight or a size.")


class ProposalUnknown(Refusal):
    """There is no such proposal."""

    kind = Kind.NOT_FOUND
    code = "measure.unknown"
    title = N_("No such proposal")
    sentence = N_("There is no such proposal.")
    remedy = N_("Look the id up with GET /v1/measure-proposals.")


class ProposalDecided(Refusal):
    """A proposal is answered once."""

    code = "measure.decided"
    title = N_("Proposal answered already")
    sentence = N_("The proposal was answered already: {status}.")
    remedy = N_("Nothing has to be done; measures change again with PATCH /v1/products/{sku}.")
