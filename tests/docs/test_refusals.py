"""Every refusal that a shop's program can meet is explained, in each language."""

from __future__ import annotations

import pytest

from api.app import build
from api.i18n import LANGUAGES
from api.problems import FRAMEWORK_CODES
from api.refusals import codes
from tests.docs.said_by_rest import said_by_rest
from wms.errors import Refusal

FROM_THE_FRAMEWORK = {*FRAMEWORK_CODES.values(), "request.refused", "internal"}


@pytest.fixture(scope="module")
def said() -> dict[str, type[Refusal]]:
    return said_by_rest(build())


def test_whatever_rest_can_refuse_has_a_title_and_a_remedy_of_its_own(
    said: dict[str, type[Refusal]],
) -> None:
    assert {"order.exists", "order.unknown_sku", "auth.key_expired"} <= set(said)
    assert [code for code, kind in said.items() if not (kind.title and kind.remedy)] == []


def test_the_catalogue_has_no_code_that_a_shop_cannot_meet(
    said: dict[str, type[Refusal]],
) -> None:
    assert set(codes()) - set(said) - FROM_THE_FRAMEWORK == set()
    assert set(codes()) >= FROM_THE_FRAMEWORK


def test_every_code_is_explained_in_each_language() -> None:
    build()
    for one in codes().values():
        for words in (one.title, one.meaning, one.remedy):
            assert set(words) == set(LANGUAGES)
            assert all(words.values()), one.code
        assert len(set(one.remedy.values())) == len(LANGUAGES), one.code
