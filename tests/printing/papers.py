"""Every paper there is, as measured pages, for tests that hold for all of them."""

from collections.abc import Callable

from printing.badge import badge_page
from printing.certificate import certificate_page
from printing.manifest import manifest_pages
from printing.page import Page
from printing.paper import A4, A6, ROLL_80
from printing.parcel_label import parcel_page
from printing.place_labels import location_page, tote_page
from printing.product_labels import product_page
from printing.setup_sheet import setup_page
from printing.sheets import CARD_SHEET, PLACE_SHEET, PRODUCT_SHEET, on_sheets
from printing.slip import slip_pages
from printing.station_card import card_page
from printing.trial_pages import calibration_page, plain_page
from tests.printing import samples

PAPERS: dict[str, Callable[[str], list[Page]]] = {
    "slip A4": lambda name: slip_pages(samples.slip_of(name), A4),
    "slip A6": lambda name: slip_pages(samples.slip_of(name, "uk"), A6),
    "long slip A4": lambda name: slip_pages(samples.slip_of(name, "en", lines=60), A4),
    "long slip A6": lambda name: slip_pages(samples.slip_of(name, "pl", lines=25), A6),
    "slip roll": lambda name: slip_pages(samples.dressed(samples.slip_of(name, "de")), ROLL_80),
    "dressed slip A4": lambda name: slip_pages(samples.dressed(samples.slip_of(name)), A4),
    "dressed slip A6": lambda name: slip_pages(samples.dressed(samples.slip_of(name, "uk")), A6),
    "long slip roll": lambda name: slip_pages(samples.slip_of(name, "uk", lines=30), ROLL_80),
    "parcel label": lambda name: [parcel_page(samples.label_of(name))],
    "parcel label en": lambda name: [parcel_page(samples.label_of(name, "en", "A1b2C3d4E5f6G7h8"))],
    "location": lambda name: [location_page(samples.location_of(name))],
    "location without arrow": lambda name: [location_page(samples.location_of(name, arrow=None))],
    "tote": lambda name: [tote_page(samples.tote_of(name))],
    "product": lambda name: [product_page(samples.product_of(name))],
    "product code 128": lambda name: [product_page(samples.product_of(name, "KUB-0007-B"))],
    "badge": lambda name: [badge_page(samples.badge_of(name))],
    "station card": lambda name: [card_page(samples.card_of(name))],
    "station card uk": lambda name: [card_page(samples.card_of(name, "uk"))],
    "calibration page": lambda name: [calibration_page(samples.trial_of(name))],
    "calibration page roll": lambda name: [calibration_page(samples.trial_of(name, "pl", 80, 297))],
    "test page": lambda name: [plain_page(samples.trial_of(name))],
    "test page small": lambda name: [plain_page(samples.trial_of(name, "uk", 58, 40))],
    "setup sheet": lambda name: [setup_page(samples.setup_of(name))],
    "setup sheet pl": lambda name: [setup_page(samples.setup_of(name, "pl"))],
    "certificate": lambda name: [certificate_page(samples.certificate_of(name))],
    "certificate uk": lambda name: [certificate_page(samples.certificate_of(name, "uk"))],
    "manifest": lambda name: manifest_pages(samples.manifest_of(name)),
    "long manifest": lambda name: manifest_pages(samples.manifest_of(name, 80, "uk")),
    "location sheet": lambda name: on_sheets(
        [location_page(samples.location_of(name), PLACE_SHEET.label)] * 12, PLACE_SHEET
    ),
    "tote sheet": lambda name: on_sheets(
        [tote_page(samples.tote_of(name), PLACE_SHEET.label)] * 3, PLACE_SHEET, 9
    ),
    "product sheet": lambda name: on_sheets(
        [product_page(samples.product_of(name), PRODUCT_SHEET.label)] * 25, PRODUCT_SHEET, 23
    ),
    "badge sheet": lambda name: on_sheets([badge_page(samples.badge_of(name))] * 11, CARD_SHEET),
}
