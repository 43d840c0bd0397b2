"""Every code of REST is explained, in each language."""

from __future__ import annotations

import httpx
import msgspec

from api.app import Doors
from api.guide.contents import folder
from api.i18n import LANGUAGES
from api.rest.catalogue import codes

EXPLAINED_AT_LEAST = 100


def test_every_code_has_a_title_a_meaning_and_a_remedy_in_each_language(doors: Doors) -> None:
    told = codes()
    assert len({one.code for one in told}) == len(told)
    for one in told:
        for words in (one.title, one.meaning, one.remedy):
            assert set(words) == set(LANGUAGES)
            assert all(words.values()), one.code


def test_more_than_a_hundred_codes_have_a_title_of_their_own(doors: Doors) -> None:
    own = {one.title["en"] for one in codes()}
    assert len(own) > EXPLAINED_AT_LEAST
    spoken = [one for one in codes() if len(set(one.title.values())) == len(LANGUAGES)]
    assert len(spoken) > EXPLAINED_AT_LEAST


async def test_the_title_is_said_in_the_language_that_is_asked_for(
    shop: httpx.AsyncClient,
) -> None:
    titles = [
        (await shop.get("/v1/products/NONE", headers={"Accept-Language": language})).json()["title"]
        for language in ("de", "pl", "uk-UA")
    ]
    assert titles == ["No such product", "Nie ma takiego produktu", "Такого товару немає"]


async def test_the_example_in_the_docs_is_what_is_answered(shop: httpx.AsyncClient) -> None:
    page = (folder() / "errors.md").read_text()
    told = msgspec.json.decode(page.partition("```json\n")[2].partition("```")[0])
    anna = {"name": "Anna", "street": "Polna 1", "postcode": "00-622", "city": "Warszawa"}
    asked = {
        "external_id": "WEB-1007",
        "recipient": anna | {"country": "PL"},
        "lines": [{"sku": "TEA-200", "quantity": 1}],
    }
    answered = (await shop.post("/v1/orders", json=asked)).json()
    assert answered | {"request_id": told["request_id"]} == told
