"""What a scanner read, told apart once, in one place and without a database.

Pure: text in, a frozen struct out, on any text and without ever raising. What the code *means*
here and now (whose product, which tote) is for the slices; this file only says what kind of thing
it is.

Our own labels are ten digits, so no keyboard layout can spoil them and no length of an EAN-8,
UPC-A, EAN-13 or GTIN-14 is touched: two digits of kind, seven of number, one check digit by H. M.
Damm's quasigroup (thesis, Marburg 2004; python-stdnum). It catches every single wrong digit and
every swap of two neighbours, which a weighted sum modulo 10 (the EAN's) does not.

Ten digits are not ours alone: some couriers' waybills have ten too, and about one in 170 of those
would pass for a label. Flows match the expectation first, and `candidates` keeps the digits.
"""

import secrets
import unicodedata
from datetime import date
from enum import IntEnum, StrEnum

import msgspec
from biip.checksums import gs1_standard_check_digit
from biip.upc import Upc
from stdnum import damm

from wms import gs1_codes

SCAN_MAX_CHARS = 128
LABEL_DIGITS = 10
LABEL_NUMBER_DIGITS = 7
LABEL_NUMBER_MAX = 10**LABEL_NUMBER_DIGITS - 1
BADGE_BITS = 128
BADGE_VALUE_DIGITS = 39  # decimal digits of 2**128 - 1
BADGE_PREFIX = "5"  # no GS1 application identifier begins with 5; makes an even 40 for Code 128 C
GTIN_LENGTHS = (8, 12, 13, 14)
GTIN_DIGITS = 14
SSCC_DIGITS = 18
UPC_E_DIGITS = 8
# White space and what wedges and copy-paste leave at the ends: BOM, zero-width space and friends.
_NEAR_SEPARATOR = dict.fromkeys(map(ord, "\x1c\x1e\x1f\u00a0"), gs1_codes.SEPARATOR)
_EDGES = " \t\r\n\f\v\u00a0\u200b\u200c\u200d\u2060\ufeff"


class Kind(IntEnum):
    """The first two digits of our own ten-digit labels."""

    LOCATION = 10
    TOTE = 20
    LPN = 21
    PARCEL = 30
    ORDER_SLIP = 40
    STATION = 50
    CARTON = 60
    RETURN = 70
    COMMAND = 90


class Verb(StrEnum):
    """What a scanned command card asks for; `command_code` gives its ten digits."""

    CONFIRM = "confirm"
    UNDO = "undo"
    REPRINT = "reprint"
    FULL = "full"
    HELP = "help"


class Why(StrEnum):
    """Why nothing could be made of a scan: keys for the catalogue of messages, not sentences."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CONTROL_CHARACTERS = "control_characters"
    CHECK_DIGIT = "check_digit"
    UNKNOWN_COMMAND = "unknown_command"


# A printed card outlives releases: a number is never given to another verb.
_COMMAND_NUMBERS = {Verb.CONFIRM: 1, Verb.UNDO: 2, Verb.REPRINT: 3, Verb.FULL: 4, Verb.HELP: 5}
_COMMANDS = {number: verb for verb, number in _COMMAND_NUMBERS.items()}
_KINDS = {kind.value: kind for kind in Kind}


class OwnLabel(msgspec.Struct, frozen=True, tag="own_label"):
    """One of our labels; `code` is its ten digits."""

    kind: Kind
    number: int
    code: str


class Command(msgspec.Struct, frozen=True, tag="command"):
    """A command card was scanned."""

    verb: Verb


class Badge(msgspec.Struct, frozen=True, tag="badge"):
    """Somebody's badge; `value` is its 40 digits as `new_badge` made them. Log it nowhere."""

    value: str


class Gtin(msgspec.Struct, frozen=True, tag="gtin"):
    """A trade item: GTIN-14 and what the code said beside it (GS1 AI 10, 17 or 15, 21, 30 or 37).

    `unsplit` holds the text of a last field that may be two fields run together, because no
    separator arrived; then the lot or serial is left unknown rather than guessed (see `parse`).
    """

    gtin14: str
    lot: str | None = None
    expires_on: date | None = None
    serial: str | None = None
    count: int | None = None
    unsplit: str | None = None


class Sscc(msgspec.Struct, frozen=True, tag="sscc"):
    """A logistic unit (pallet, carton, many couriers' parcels): 18 digits, contents if told."""

    sscc: str
    content: Gtin | None = None


class Raw(msgspec.Struct, frozen=True, tag="raw"):
    """Anything else printable: a carrier's number, a shop's own barcode."""

    text: str


class Unreadable(msgspec.Struct, frozen=True, tag="unreadable"):
    """Nothing that could be looked up."""

    why: Why


Scanned = OwnLabel | Command | Badge | Gtin | Sscc | Raw | Unreadable


def label_code(kind: Kind, number: int) -> str:
    """The ten digits to print for `number` (1…9,999,999) of `kind`. ValueError outside of that."""
    if not 1 <= number <= LABEL_NUMBER_MAX:
        raise ValueError(f"a label number lies between 1 and {LABEL_NUMBER_MAX}, not {number}")
    body = f"{kind.value:02}{number:0{LABEL_NUMBER_DIGITS}}"
    return body + damm.calc_check_digit(body)


def command_code(verb: Verb) -> str:
    """The ten digits to print on the card of a command."""
    return label_code(Kind.COMMAND, _COMMAND_NUMBERS[verb])


def new_badge() -> str:
    """A fresh badge: 128 random bits as 40 decimal digits, the first always 5."""
    return f"{BADGE_PREFIX}{secrets.randbits(BADGE_BITS):0{BADGE_VALUE_DIGITS}}"


def parse(text: str, *, keeps_separators: bool = False) -> Scanned:
    """Tell what was scanned. Never raises.

    `keeps_separators`: this device is known (by its self-test) to pass the GS1 separator on.
    Without that knowledge, and with no separator in the scan, a last field that could also be read
    as two (`10AB2107`: lot AB2107, or lot AB and serial 07) is put into `Gtin.unsplit` and not
    guessed at.
    """
    clean = unicodedata.normalize("NFC", text.strip(_EDGES)).translate(_NEAR_SEPARATOR)
    symbology, body = gs1_codes.without_symbology(clean)
    body = body.strip(_EDGES)
    if not body.strip(gs1_codes.SEPARATOR):
        return Unreadable(Why.EMPTY)
    if len(body) > SCAN_MAX_CHARS:
        return Unreadable(Why.TOO_LONG)
    if not body.replace(gs1_codes.SEPARATOR, "").isprintable():
        return Unreadable(Why.CONTROL_CHARACTERS)
    bare = body.strip(gs1_codes.SEPARATOR)
    if bare.isascii() and bare.isdigit():
        keeps_separators = keeps_separators or bare != body
        return _digits(bare, symbology, keeps_separators=keeps_separators)
    return _elements(body, keeps_separators=keeps_separators) or _nothing_but_text(bare, symbology)


def candidates(scanned: Scanned) -> tuple[str, ...]:
    """Under which stored strings a product barcode or a carrier's number may be found, best first.

    Eight digits can be an EAN-8 and a UPC-E at once, so both readings are given. A logistic unit
    that names its content can be that content. Empty for what can
    be neither (commands, badges, unreadable).
    """
    match scanned:
        case Gtin(gtin14=gtin14):
            twin = _upc_e_twin(gtin14)
            return (gtin14, twin) if twin and twin != gtin14 else (gtin14,)
        case Sscc(sscc=sscc, content=content):
            own = (sscc, f"{gs1_codes.AI_SSCC}{sscc}")
            return own + candidates(content) if content else own
        case Raw(text=text):
            return (text,)
        case OwnLabel(code=code):
            return (code,)
        case Command() | Badge() | Unreadable():
            return ()


def trade_item(scanned: Scanned) -> Gtin | None:
    """The goods that a scan names, also when a logistic unit names its content; None otherwise."""
    match scanned:
        case Gtin():
            return scanned
        case Sscc(content=content):
            return content
        case _:
            return None


def counted(scanned: Scanned) -> int:
    """How many of what its barcode stands for a scan says there are; 1 when it says nothing.

    GS1 application identifiers 30 and 37. A case of 12 whose label says 37 = 4 is 48 pieces: the
    pack size that the shop keeps with the barcode is multiplied by it.
    """
    item = trade_item(scanned)
    return item.count or 1 if item else 1


def read_serial(code: str) -> str | None:
    """The serial number in a scan: of a GS1 code, or a plain one. None: it is something else."""
    match parse(code):
        case Gtin(serial=serial):
            return serial
        case Raw(text=plain):
            return plain
        case _:
            return None


def normal(text: str) -> str:
    """The one form in which a product's barcode is stored.

    Twins (UPC-A, EAN-13 and GTIN-14 with leading zeros) are equal in it: GTINs become 14 digits,
    SSCCs 18; other text stays as it is but for its edges. ValueError for what must never be a
    product's barcode: our own labels, commands and badges (a shop could turn a shelf into its
    product) and what cannot be read.
    """
    match parse(text):
        case Gtin(gtin14=gtin14):
            return gtin14
        case Sscc(sscc=sscc):
            return sscc
        case Raw(text=clean):
            return clean
        case Unreadable(why=why):
            raise ValueError(f"not a barcode: {why}")
        case OwnLabel() | Command() | Badge():
            raise ValueError("not a product's barcode: this is one of the warehouse's own labels")


def _digits(body: str, symbology: str, *, keeps_separators: bool) -> Scanned:
    """Digits only: our labels, badges, bare GTINs and SSCCs, element strings, else a raw number."""
    if symbology not in gs1_codes.GS1_SYMBOLOGIES:
        own = _own(body)
        if own is not None:
            return own
    if symbology == gs1_codes.EAN_WITH_ADD_ON:
        body = body[:13]  # the two or five digits of a magazine's issue follow; not the product
    bare = _bare_gtin(body) or _bare_sscc(body)
    if bare is not None and symbology not in gs1_codes.MESSAGE_SYMBOLOGIES:
        return bare
    return (
        _elements(body, keeps_separators=keeps_separators)
        or bare
        or _nothing_but_text(body, symbology)
    )


def _own(body: str) -> OwnLabel | Command | Badge | Unreadable | None:
    if len(body) == LABEL_DIGITS and damm.is_valid(body):
        kind, number = _KINDS.get(int(body[:2])), int(body[2:-1])
        if kind is None or number == 0:
            return None
        if kind is not Kind.COMMAND:
            return OwnLabel(kind, number, body)
        verb = _COMMANDS.get(number)
        return Command(verb) if verb else Unreadable(Why.UNKNOWN_COMMAND)
    if len(body) == len(BADGE_PREFIX) + BADGE_VALUE_DIGITS and body.startswith(BADGE_PREFIX):
        is_in_range = int(body[len(BADGE_PREFIX) :]).bit_length() <= BADGE_BITS
        return Badge(body) if is_in_range else None
    return None


def _bare_gtin(body: str) -> Gtin | None:
    if len(body) not in GTIN_LENGTHS or not body.strip("0"):
        return None
    if gs1_standard_check_digit(body[:-1]) == int(body[-1]):
        return Gtin(body.zfill(GTIN_DIGITS))
    twin = _upc_e_twin(body.zfill(GTIN_DIGITS)) if len(body) == UPC_E_DIGITS else None
    return Gtin(twin) if twin else None


def _upc_e_twin(gtin14: str) -> str | None:
    """The GTIN-14 that the last eight digits mean when they are a UPC-E, if they can be one."""
    upc_e = gtin14[-UPC_E_DIGITS:]
    if gtin14[:-UPC_E_DIGITS].strip("0") or upc_e[0] not in "01":
        return None
    try:
        return Upc.parse(upc_e).as_upc_a().zfill(GTIN_DIGITS)
    except gs1_codes.REFUSED:
        return None


def _bare_sscc(body: str) -> Sscc | None:
    if len(body) != SSCC_DIGITS or not body.strip("0"):
        return None
    return Sscc(body) if gs1_standard_check_digit(body[:-1]) == int(body[-1]) else None


def _elements(body: str, *, keeps_separators: bool) -> Gtin | Sscc | None:
    read = gs1_codes.read(body, keeps_separators=keeps_separators)
    if read is None:
        return None
    item = (
        Gtin(read.gtin14, read.lot, read.expires_on, read.serial, read.count, read.unsplit)
        if read.gtin14
        else None
    )
    return Sscc(read.sscc, item) if read.sscc else item


def _nothing_but_text(body: str, symbology: str) -> Raw | Unreadable:
    if symbology in gs1_codes.EAN_SYMBOLOGIES:
        return Unreadable(Why.CHECK_DIGIT)  # an EAN symbol that is no EAN was misread or mistyped
    if gs1_codes.SEPARATOR in body:
        return Unreadable(Why.CONTROL_CHARACTERS)
    return Raw(body)
