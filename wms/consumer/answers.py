"""A shop's questions and answers, searched as people write: with typing mistakes, without accents.

A page has at most `ANSWERS_MAX` entries in a language, so they are compared here one by one: that
finds "zwrót" and "zwrocic" by "zwrot", in four languages, without dictionaries or extensions of the
database that an installation may not have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, insert, select, text, update

from wms.consumer.errors import AnswersFull, AnswerTooLong
from wms.consumer.models import ShopAnswer
from wms.db import Read, Tx, new_id
from wms.errors import NotFound

ANSWERS_MAX: Final = 200
QUESTION_MAX_CHARS: Final = 200
ANSWER_MAX_CHARS: Final = 4000
#: words of a search that are looked at
WORDS_MAX: Final = 12
#: how alike two words must be, 0 to 1
ALIKE_MIN: Final = 0.45
#: how much of what was asked an entry must have
FOUND_MIN: Final = 0.5
#: a word in the question says more than one in the answer
_IN_ANSWER: Final = 0.6
#: words as short as "do", "in" and "und" are in every entry
_SHORT: Final = 3
_GRAM: Final = 3
_LETTERS: Final = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "đ": "d"})


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its answer."""

    id: UUID
    language: str
    question: str
    answer: str
    rank: int
    is_shown: bool


class AnswerWritten(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its answer, as somebody wrote it."""

    language: str
    question: str
    answer: str
    rank: int = 100
    is_shown: bool = True


def _check(one: AnswerWritten) -> None:
    if not (
        0 < len(one.question) <= QUESTION_MAX_CHARS and 0 < len(one.answer) <= ANSWER_MAX_CHARS
    ):
        raise AnswerTooLong(question=QUESTION_MAX_CHARS, answer=ANSWER_MAX_CHARS)


async def add_answer(tx: Tx, shop_id: UUID, one: AnswerWritten) -> UUID:
    """Put one more question with its answer on the shop's page.

    Raises:
        AnswerTooLong: it is empty or too long.
        AnswersFull: the page has `ANSWERS_MAX` in this language.
    """
    _check(one)
    there = await tx.scalar(
        select(func.count())
        .select_from(ShopAnswer)
        .where(ShopAnswer.shop_id == shop_id, ShopAnswer.language == one.language)
    )
    if there is not None and there >= ANSWERS_MAX:
        raise AnswersFull(most=ANSWERS_MAX)
    made = new_id()
    await tx.execute(
        insert(ShopAnswer).values(shop_id=shop_id, id=made, **msgspec.structs.asdict(one))
    )
    return made


async def change_answer(tx: Tx, shop_id: UUID, answer_id: UUID, one: AnswerWritten) -> None:
    """Write it anew.

    Raises:
        AnswerTooLong: it is empty or too long.
        NotFound: it was taken away.
    """
    _check(one)
    found = await tx.scalar(
        update(ShopAnswer)
        .where(ShopAnswer.shop_id == shop_id, ShopAnswer.id == answer_id)
        .values(**msgspec.structs.asdict(one), updated_at=text("clock_timestamp()"))
        .returning(ShopAnswer.id)
    )
    if found is None:
        raise NotFound(what="answer", name=str(answer_id))


async def take_answer_away(tx: Tx, shop_id: UUID, answer_id: UUID) -> None:
    """It is gone from the page."""
    await tx.execute(
        delete(ShopAnswer).where(ShopAnswer.shop_id == shop_id, ShopAnswer.id == answer_id)
    )


async def answers(
    read: Read | Tx, shop_id: UUID, language: str | None = None, *, only_shown: bool = True
) -> list[AnswerView]:
    """A shop's questions and answers in a language, or in all, in the order of its page."""
    wanted = (
        select(*(getattr(ShopAnswer, name) for name in AnswerView.__struct_fields__))
        .where(ShopAnswer.shop_id == shop_id)
        .order_by(ShopAnswer.language, ShopAnswer.rank, ShopAnswer.id)
        .limit(ANSWERS_MAX * 4)
    )
    if language is not None:
        wanted = wanted.where(ShopAnswer.language == language)
    if only_shown:
        wanted = wanted.where(ShopAnswer.is_shown)
    return [AnswerView(**row._mapping) for row in await read.execute(wanted)]


def found_for(said: str, among: Sequence[AnswerView], *, limit: int) -> list[AnswerView]:
    """The entries that fit what somebody asked, the best first; pure."""
    wanted = [word for word in _words(said) if len(word) > _SHORT] or _words(said)
    if not wanted:
        return []
    wanted = wanted[:WORDS_MAX]
    scored = []
    for at, one in enumerate(among):
        asked, told = _words(one.question), _words(one.answer)
        score = sum(
            max(_best(word, asked), _IN_ANSWER * _best(word, told)) for word in wanted
        ) / len(wanted)
        if score >= FOUND_MIN * _IN_ANSWER:
            scored.append((-score, at, one))
    return [one for _, _, one in sorted(scored, key=lambda each: each[:2])[:limit]]


def _words(said: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", said.casefold().translate(_LETTERS))
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return re.findall(r"\w+", plain)


def _best(word: str, among: Sequence[str]) -> float:
    return max((_alike(word, one) for one in among), default=0.0)


def _alike(one: str, other: str) -> float:
    """1: the same, or the beginning of it; else by the letters that stand together in both."""
    if one == other or (len(one) > _SHORT and other.startswith(one)):
        return 1.0
    first, second = _grams(one), _grams(other)
    alike = 2 * len(first & second) / (len(first) + len(second))
    return alike if alike >= ALIKE_MIN else 0.0


def _grams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[at : at + _GRAM] for at in range(len(padded) - _GRAM + 1)}
