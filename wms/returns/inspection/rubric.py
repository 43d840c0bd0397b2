"""How a shop wants its returns graded: words and pictures, photos, what becomes of a piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from wms.errors import N_, Invalid, Refusal, SeveralInvalid
from wms.texts import Sku

Language = Literal["en", "pl", "uk"]
Grade = Literal["A", "B", "C", "D", "wrong_item", "empty"]
Disposition = Literal["restock", "quarantine", "refurbish", "return_to_shop", "dispose"]
Fault = Literal["broken", "used", "incomplete", "dirty", "not_working", "other"]
Flag = Literal["fragile", "hazmat", "serial", "lot", "expiry"]
#: since when the shop may be told that it can pay back
RefundWhen = Literal["sent", "arrived", "inspected"]
#: a return of several parcels ends by itself when all announced goods have their grade, or not
#: before all announced parcels came, too
EndsWith = Literal["goods", "parcels"]
#: when the other goods of an exchange go; they are promised from the beginning
#: what becomes of a parcel of which the shop does not say whose it is
UnidentifiedThen = Literal["keep", "quarantine", "scrap"]
ExchangeWhen = Literal["at_once", "arrived", "inspected"]

#: a sentence that is read at a glance, characters
WORDS_MAX_CHARS: Final = 160
#: example pictures of a grade: they stand side by side on a handheld
EXAMPLES_MAX: Final = 4
#: parts that are counted of each piece: one screen without scrolling
CHECKS_MAX: Final = 6
PRODUCT_RULES_MAX: Final = 100
SKUS_MAX: Final = 200
#: so long a parcel is waited for at most, days: longer is none on its way
WAIT_MAX_DAYS: Final = 60
WAIT_DAYS: Final = 14
#: so long a shop has to say whose a parcel is, and is reminded, days
ANSWER_DAYS: Final = 14
REMIND_DAYS: Final = 3
#: no piece here is worth more, hundredths of a currency's unit: it is a slip of the key
VALUE_MAX_MINOR: Final = 1_000_000_000

#: what is usually done with each grade; a shop says otherwise, and the inspector may choose
USUAL: Final[dict[str, str]] = {
    "A": "restock",
    "B": "return_to_shop",
    "C": "quarantine",
    "D": "dispose",
    "wrong_item": "quarantine",
    "empty": "dispose",
}

Words = dict[
    Language, Annotated[str, Meta(max_length=WORDS_MAX_CHARS, pattern=r"^[^\x00-\x1f\x7f]*$")]
]
Minor = Annotated[int, Meta(ge=0, le=VALUE_MAX_MINOR)]


class GradeRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a grade means to a shop, and what it wants then."""

    #: the shop's own words by language; a missing one is said by us
    words: Words = {}
    #: ids of pictures that were uploaded as examples
    examples: Annotated[tuple[UUID, ...], Meta(max_length=EXAMPLES_MAX)] = ()
    #: a picture is taken of every such piece
    is_photo_wanted: bool = False
    #: what is done with such a piece; none: as is usual here
    disposition: Disposition | None = None


class ProductRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is different for some products; the first rule that a product meets counts."""

    #: of these, or of all that have the flag
    skus: Annotated[tuple[Sku, ...], Meta(max_length=SKUS_MAX)] = ()
    #: a property of products, in place of `skus`
    flag: Flag | None = None
    #: what a piece must have with it
    checklist: Annotated[tuple[Words, ...], Meta(max_length=CHECKS_MAX)] = ()
    #: what becomes of a piece, by its grade
    dispositions: dict[Grade, Disposition] = {}
    #: grades of which a photo is wanted besides the shop's own
    photo_grades: tuple[Grade, ...] = ()
    #: what a piece is worth, in the smallest unit
    piece_value_minor: Minor | None = None


class Rubric(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a shop says about its returns."""

    #: what each grade means to you, by its code
    grades: dict[Grade, GradeRule] = {}
    #: what every piece must have with it
    checklist: Annotated[tuple[Words, ...], Meta(max_length=CHECKS_MAX)] = ()
    #: faults of which a photo is wanted whatever the grade
    photo_faults: tuple[Fault, ...] = ()
    #: lots are asked for when the code does not tell them; else they are taken as shipped
    is_lot_asked: bool = True
    #: when you may pay back: once it was sent, once it arrived, or once it was inspected
    refund_when: RefundWhen = "inspected"
    #: what completes a return: all of its goods have a grade, or all of its parcels came, too
    ends_with: EndsWith = "goods"
    #: when an exchange goes, unless it says so itself
    exchange_when: ExchangeWhen = "inspected"
    #: a parcel without a name: when you are reminded, and what happens without an answer
    unidentified_remind_days: Annotated[int, Meta(ge=1, le=WAIT_MAX_DAYS)] = REMIND_DAYS
    #: days until a parcel without a name is dealt with as `unidentified_then` says
    unidentified_days: Annotated[int, Meta(ge=1, le=WAIT_MAX_DAYS)] = ANSWER_DAYS
    #: what becomes of a parcel without a name when you do not answer
    unidentified_then: UnidentifiedThen = "keep"
    #: parcels that did not come so many days after the last one did are waited for no more
    parcels_wait_days: Annotated[int, Meta(ge=1, le=WAIT_MAX_DAYS)] = WAIT_DAYS
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] = "PLN"
    #: what a piece is worth when nothing else tells it
    piece_value_minor: Minor | None = None
    #: one person alone throws away no more of a return than this; none: as the house has it
    scrap_alone_max_minor: Minor | None = None
    products: Annotated[tuple[ProductRule, ...], Meta(max_length=PRODUCT_RULES_MAX)] = ()


class OnlyNewIsSoldAgain(Refusal):
    """A rubric that would send used goods to the shelf."""

    code = "return_rubric.only_new_is_sold"
    title = N_("Only grade A is sold")
    sentence = N_("Only goods of grade A go back to the shelf. Choose another way for {grade}.")
    remedy = N_("Choose quarantine, refurbish, return_to_shop or dispose for this grade.")


class ExampleUnknown(Refusal):
    """A picture that was never uploaded as an example of this shop."""

    code = "return_rubric.example_unknown"
    title = N_("No such example picture")
    sentence = N_("There is no example picture {photo}. Upload it first, then name its id.")
    remedy = N_(
        "Upload the picture with POST /v1/return-rubric/pictures, then name the id that is "
        "answered."
    )


def check_rubric(rubric: Rubric, pictures: set[UUID]) -> None:
    """Say everything at once that no inspector could follow; ``pictures``: the shop's examples.

    Raises:
        SeveralInvalid: each with the pointer of its field.
    """
    wrong = list(_wrong(rubric, pictures))
    if wrong:
        raise SeveralInvalid(wrong)


def _wrong(rubric: Rubric, pictures: set[UUID]) -> Iterator[Refusal]:
    for grade, rule in rubric.grades.items():
        if rule.disposition == "restock" and grade != "A":
            yield OnlyNewIsSoldAgain(grade=grade, pointer=f"/grades/{grade}/disposition")
        for n, photo in enumerate(rule.examples):
            if photo not in pictures:
                pointer = f"/grades/{grade}/examples/{n}"
                yield ExampleUnknown(photo=str(photo), pointer=pointer)
    yield from _wrong_checks(rubric.checklist, "/checklist")
    for n, product in enumerate(rubric.products):
        where = f"/products/{n}"
        if bool(product.skus) == (product.flag is not None):
            yield Invalid(field="products", reason=N_("name SKUs or a flag"), pointer=where)
        for grade, disposition in product.dispositions.items():
            if disposition == "restock" and grade != "A":
                yield OnlyNewIsSoldAgain(grade=grade, pointer=f"{where}/dispositions/{grade}")
        yield from _wrong_checks(product.checklist, f"{where}/checklist")


def _wrong_checks(checklist: tuple[Words, ...], where: str) -> Iterator[Refusal]:
    for n, words in enumerate(checklist):
        if not any(one.strip() for one in words.values()):
            yield Invalid(field="checklist", reason=N_("say it in words"), pointer=f"{where}/{n}")


def said(words: Words, language: str) -> str:
    """The words in a language, else in the first one that there is; "" without any."""
    own = words.get(language, "")  # type: ignore[call-overload]  # any language
    return own or next((one for one in words.values() if one), "")
