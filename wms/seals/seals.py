"""Closing, opening and finding again what is known of a person.

A subject is an order, or a conversation of somebody who named no order. The keys stand in a table
of their own in the same database: a seal guards nothing from whoever has that database. It makes
forgetting certain, also in backups, which leave the keys out (docs/decisions/0050).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

from wms.db import Read, Tx
from wms.seals.errors import PersonErased
from wms.texts import plain

KEY_BYTES: Final = 32
#: random for each closing (NIST SP 800-38D, 8.2.2); a subject is closed thousands of times at most
NONCE_BYTES: Final = 12
#: words by which one subject is found; a name, a company, a telephone and an address are a dozen
WORDS_MAX: Final = 40
#: of a word's SHA-256; a house has millions of words, and no two of them alike
HASH_BYTES: Final = 16
#: the last digits of a telephone number, without the country: those that people say
PHONE_DIGITS: Final = 9


class Seal:
    """The key of one person's data."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, words: str | bytes) -> bytes:
        """``words`` under this seal: nonce, then AES-256-GCM."""
        content = words.encode() if isinstance(words, str) else words
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, None)

    def open_bytes(self, closed: bytes) -> bytes:
        """What was closed. Raises ``cryptography.exceptions.InvalidTag``: with another seal."""
        return self._cipher.decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], None)

    def open(self, closed: bytes) -> str:
        """The words that were closed."""
        return self.open_bytes(closed).decode()


def new_key() -> bytes:
    """A key that nobody else has."""
    return secrets.token_bytes(KEY_BYTES)


def opened_by(key_and_closed: bytes) -> bytes:
    """What was closed, told by a statement in one piece behind its key (``key || closed``)."""
    return Seal(key_and_closed[:KEY_BYTES]).open_bytes(key_and_closed[KEY_BYTES:])


# the second SELECT sees a row that a twin has just written, which the first cannot
_NEW: Final = text(
    "INSERT INTO seal_keys (shop_id, subject_id, key) VALUES (:shop, :subject, :key) "
    "ON CONFLICT DO NOTHING RETURNING key"
)
_KEYS: Final = text(
    "SELECT subject_id, key FROM seal_keys "
    "WHERE shop_id = :shop AND subject_id = ANY(:subjects) AND key IS NOT NULL"
)


async def new_seal(tx: Tx, shop_id: UUID, subject_id: UUID) -> Seal:
    """The subject's seal, made when it has none.

    Raises:
        PersonErased: it had one, which was destroyed.
    """
    known = await seal_of(tx, shop_id, subject_id)
    if known is not None:
        return known
    fresh = {"shop": shop_id, "subject": subject_id, "key": new_key()}
    made: bytes | None = await tx.scalar(_NEW, fresh)
    if made is not None:
        return Seal(made)
    twins = await seal_of(tx, shop_id, subject_id)
    if twins is None:
        raise PersonErased
    return twins


async def seal_of(read: Read | Tx, shop_id: UUID, subject_id: UUID) -> Seal | None:
    """The subject's seal; None when nothing was ever closed, or the person was erased."""
    return (await seals_of(read, shop_id, (subject_id,))).get(subject_id)


async def seals_of(read: Read | Tx, shop_id: UUID, subject_ids: Sequence[UUID]) -> dict[UUID, Seal]:
    """The seals of those subjects that have one."""
    rows = await read.execute(_KEYS, {"shop": shop_id, "subjects": list(set(subject_ids))})
    return {row.subject_id: Seal(row.key) for row in rows}


async def closed(tx: Tx, shop_id: UUID, subject_id: UUID, words: str | bytes) -> bytes:
    """``words`` under the subject's seal. Raises PersonErased."""
    return (await new_seal(tx, shop_id, subject_id)).close(words)


async def opened(read: Read | Tx, shop_id: UUID, subject_id: UUID, sealed: bytes) -> bytes | None:
    """What was closed; None when the person was erased."""
    seal = await seal_of(read, shop_id, subject_id)
    return None if seal is None else seal.open_bytes(sealed)


async def open_all(
    read: Read | Tx, rows: Sequence[tuple[UUID, UUID, bytes | None]]
) -> list[bytes | None]:
    """What (shop, subject, closed) were; None where nothing was or the person was erased."""
    subjects: dict[UUID, set[UUID]] = {}
    for shop_id, subject_id, sealed in rows:
        if sealed is not None:
            subjects.setdefault(shop_id, set()).add(subject_id)
    seals = {shop: await seals_of(read, shop, list(ids)) for shop, ids in subjects.items()}
    return [
        None
        if sealed is None or (seal := seals[shop_id].get(subject_id)) is None
        else seal.open_bytes(sealed)
        for shop_id, subject_id, sealed in rows
    ]


def normal(word: str) -> str:
    """A word as it is compared: an e-mail address or a name in small letters without accents, a
    telephone number by its last digits."""
    bare = plain(word)
    if "@" in bare:
        return bare
    digits = re.sub(r"[\s()+./-]", "", bare)
    if digits.isdigit() and len(digits) >= PHONE_DIGITS:
        return digits[-PHONE_DIGITS:]
    return bare


def words_of(*said: str | None) -> list[str]:
    """By which words somebody is found: an e-mail address, a telephone, a word of a name."""
    found: dict[str, None] = {}
    for one in said:
        whole = normal(one or "")
        parts = [whole] if "@" in whole or whole.isdigit() else re.findall(r"\w{2,}", whole)
        found.update(dict.fromkeys(part for part in parts if part))
    return list(found)[:WORDS_MAX]


def hash_of(word: str) -> bytes:
    """Who reads the table reads no names; who wants to know whether a name is there can ask."""
    return hashlib.sha256(word.encode()).digest()[:HASH_BYTES]


def hashes_of(*said: str | None) -> list[bytes]:
    """The hashes of the words by which somebody is found, see `words_of`."""
    return [hash_of(word) for word in words_of(*said)]


_FINDABLE: Final = text(
    "INSERT INTO seal_words (shop_id, subject_id, hash) "
    "SELECT :shop, :subject, unnest(CAST(:hashes AS bytea[])) ON CONFLICT DO NOTHING"
)
#: (shop, subject) of those that have all words, as a part of a statement; its parameters are
#: `asked_for`'s. Whole words only: a hash knows no beginnings
FOUND: Final = """
    SELECT shop_id, subject_id FROM seal_words WHERE hash = ANY(CAST(:hashes AS bytea[]))
    GROUP BY shop_id, subject_id HAVING count(*) = CAST(:many AS bigint)
"""


async def findable(tx: Tx, shop_id: UUID, subject_id: UUID, words: Iterable[str | None]) -> None:
    """From now on the subject, which has a seal, is found by these words (see `words_of`)."""
    wanted = hashes_of(*words)
    if wanted:
        await tx.execute(_FINDABLE, {"shop": shop_id, "subject": subject_id, "hashes": wanted})


_FORGET_WORDS: Final = text(
    "DELETE FROM seal_words WHERE shop_id = :shop AND subject_id = :subject "
    "AND hash = ANY(CAST(:hashes AS bytea[]))"
)
_LEARN_WORDS: Final = text(
    """
    INSERT INTO seal_words (shop_id, subject_id, hash, is_buyer)
    SELECT :shop, :subject, h, coalesce(h = CAST(:buyer AS bytea), false)
    FROM unnest(CAST(:hashes AS bytea[])) AS h
    ON CONFLICT (shop_id, subject_id, hash) DO UPDATE SET is_buyer = excluded.is_buyer
    """
)


async def found_anew(
    tx: Tx,
    shop_id: UUID,
    subject_id: UUID,
    before: Sequence[bytes],
    now: Sequence[bytes],
    *,
    buyer: bytes | None,
) -> None:
    """Somebody is found by other words; ``buyer``: which of their hashes is their e-mail address,
    when they ordered something."""
    key = {"shop": shop_id, "subject": subject_id}
    await tx.execute(_FORGET_WORDS, {**key, "hashes": list(before)})
    await tx.execute(_LEARN_WORDS, {**key, "hashes": list(now), "buyer": buyer})


def asked_for(search: str) -> dict[str, Any]:
    """The parameters of `FOUND` for what was typed; without a word it finds nobody."""
    wanted = hashes_of(search)
    return {"hashes": wanted, "many": len(wanted) or None}


_DESTROY: Final = text(
    "UPDATE seal_keys SET key = NULL, destroyed_at = clock_timestamp() "
    "WHERE shop_id = :shop AND subject_id = :subject AND key IS NOT NULL RETURNING 1"
)
_NEVER: Final = text(
    "INSERT INTO seal_keys (shop_id, subject_id, key, destroyed_at) "
    "VALUES (:shop, :subject, NULL, clock_timestamp()) ON CONFLICT DO NOTHING"
)


async def destroy(tx: Tx, shop_id: UUID, subject_id: UUID) -> bool:
    """Nothing that was closed can be opened any more, nobody is found, nothing new is closed.

    Whether there was a key.
    """
    key = {"shop": shop_id, "subject": subject_id}
    await tx.execute(
        text("DELETE FROM seal_words WHERE shop_id = :shop AND subject_id = :subject"), key
    )
    was_there = (await tx.execute(_DESTROY, key)).first() is not None
    await tx.execute(_NEVER, key)
    return was_there
