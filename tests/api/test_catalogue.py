"""Every code of REST is explained, in each language."""

from __future__ import annotations

import httpx
import msgspec

from api.app import Doors
from api.guide.contents import folder
from api.i18n import LANGUAGES
from api.problems import FRAMEWORK_CODES
from api.refusals import codes
from tests.api.said_by_rest import said_by_rest

FROM_THE_FRAMEWORK = {*FRAMEWORK_CODES.values(), "request.refused", "internal"}


def test_whatever_rest_can_refuse_has_a_title_and_a_remedy_of_its_own(doors: Doors) -> None:
    said = said_by_rest(doors)
    assert {"order.exists", "order.unknown_sku", "auth.key_expired"} <= set(said)
    assert [code for code, kind in said.items() if not (kind.title and kind.remedy)] == []


def test_the_catalogue_has_no_code_that_a_shop_cannot_meet(doors: Doors) -> None:
    assert set(codes()) - set(said_by_rest(doors)) - FROM_THE_FRAMEWORK == set()
    assert set(codes()) >= FROM_THE_FRAMEWORK


def test_every_code_is_explained_in_each_language(doors: Doors) -> None:
    for one in codes().values():
        for words in (one.title, one.meaning, one.remedy):
            assert set(words) == set(LANGUAGES)
            assert all(words.values()), one.code
        assert len(set(one.remedy.values())) == len(LANGUAGES), one.code


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
