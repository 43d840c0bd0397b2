"""Every failure is said in every language, and others' words are quoted as they came."""

from __future__ import annotations

import re

import pytest

import wms.contact.failures
import wms.mail.failures
import wms.packing.failures
import wms.shipping.failures
import wms.shipping.tracking.words
import wms.stations.failures
import wms.stations.trials  # noqa: F401 - they declare failures
from api.failures import say_failure
from api.i18n import LANGUAGES
from wms.failures import FAILURES, Failure, declare, failure_in

#: a value for every fact that a sentence may name
FACTS: dict[str, str | int] = {
    "carrier": "House courier",
    "service": "drone",
    "known": "standard, express",
    "weight_g": 40_000,
    "most_g": 31_500,
    "tries": 12,
    "order": 1004,
    "parcel": 17,
    "point": "WAW123M",
    "postcode": "00-950",
    "printer": "Zebra 1",
    "read": "HC1",
    "station": "Station 2",
    "what": "quote",
    "host": "mail.example.com",
    "answer": "550 5.1.1",
    "days": 5,
    "folder": "INBOX",
    "platform": "Base",
    "value": "Gotowe",
    "reason": "private",
    "name": "Kubek",
    "sku": "TEA-100",
    "method": "Gołąb",
    "field": "recipient.city",
    "number": "900001",
    "code": "order.exists",
    "scopes": "write_orders",
    "domain": "tea.myshopify.com",
}
DECLARED = sorted(code for code in FAILURES if not code.startswith("test."))


@pytest.mark.parametrize("code", DECLARED)
def test_every_code_has_a_sentence_of_its_own_in_three_languages(code: str) -> None:
    failure = Failure(code=code, facts=FACTS)
    said = [say_failure(failure, language) for language in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES), said
    assert said[0] == failure.title
    for one in said:
        assert not re.search(r"[{}]", one), one
        assert one.endswith((".", "?"))


def test_no_code_is_declared_twice_and_each_says_what_failed() -> None:
    kinds = {code.split(".")[0] for code in DECLARED}
    assert kinds == {
        "carrier",
        "label",
        "mail",
        "mailbox",
        "paper",
        "person",
        "platform",
        "printer",
        "shopify",
        "tracking",
    }
    with pytest.raises(AssertionError, match="declared twice"):
        declare(DECLARED[0], "again")


def test_weights_are_said_as_people_say_them() -> None:
    failure = Failure(code="carrier.too_heavy", facts={**FACTS, "weight_g": 31_501})
    assert (
        failure.title
        == say_failure(failure, "en")
        == ("The parcel weighs 31.501\u00a0kg. House courier takes at most 31.5\u00a0kg.")
    )
    assert "31,5\u00a0kg" in say_failure(failure, "pl")
    assert "31,5\u00a0кг" in say_failure(failure, "uk")
    light = Failure(code="carrier.too_heavy", facts={**FACTS, "weight_g": 850})
    assert light.title.startswith("The parcel weighs 850\u00a0g.")


def test_a_failure_comes_back_from_its_row_as_it_was() -> None:
    words = "zły {kod} pocztowy „00-950”"
    failure = Failure(code="carrier.refused", words=words)
    assert failure_in({"code": "carrier.refused", "facts": {}, "words": words}) == failure
    assert failure_in(None) is None
    assert words not in say_failure(failure, "pl")
