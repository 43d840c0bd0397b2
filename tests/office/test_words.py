"""What programs say in codes is said in words on a page."""

from __future__ import annotations

import pytest

from api.i18n import LANGUAGES
from api.pages import Pages
from wms.events.breaker import ENDPOINT_DISABLED
from wms.events.guard import Fault, Trouble

WORDS = "office/parts/words.html"
ATTEMPTS = (
    *(trouble.value for trouble in Trouble),
    *(f"address_refused: {fault.value}" for fault in Fault),
    ENDPOINT_DISABLED,
    "http_503",
    "our_fault: KeyError",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_a_webhook_was_not_heard_is_a_sentence_and_no_code(language: str) -> None:
    pages = Pages()
    for code in ATTEMPTS:
        said = pages.word(WORDS, "undelivered_word", code, language)
        assert " " in said and "_" not in said and said != code, code
