"""Messages of the Internet Printing Protocol, as bytes and back (RFC 8010, the encoding).

Only what four operations need. Values are kept as they came: integers, booleans, text.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from enum import IntEnum
from typing import Final

import msgspec

VERSION: Final = (2, 0)
Value = int | bool | str


class Operation(IntEnum):
    """RFC 8011, 5.4.15."""

    PRINT_JOB = 0x0002
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


class Tag(IntEnum):
    """RFC 8010, 3.5."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


#: first tag that is a value's and no group's
_FIRST_VALUE: Final = 0x10
_NUMBERS: Final = (Tag.INTEGER, Tag.ENUM)

Attribute = tuple[Tag, str, Value | Iterable[Value]]


class Answer(msgspec.Struct, frozen=True):
    """A response: its status, and each group of attributes by the tag it began with."""

    status: int
    groups: list[tuple[int, dict[str, list[Value]]]]

    @property
    def is_well(self) -> bool:
        """RFC 8011, 4.1.6: below 0x0100 all is well."""
        return self.status < 0x0100

    def first(self, tag: Tag) -> dict[str, list[Value]]:
        """The first group of this kind."""
        return next((group for kind, group in self.groups if kind == tag), {})

    def every(self, tag: Tag) -> list[dict[str, list[Value]]]:
        """All groups of this kind: a list of jobs."""
        return [group for kind, group in self.groups if kind == tag]


def message(
    operation: Operation,
    request: int,
    attributes: Iterable[Attribute],
    job: Iterable[Attribute] = (),
    data: bytes = b"",
) -> bytes:
    """A request; ``attributes`` begin with charset, language and printer-uri (RFC 8011, 4.1.4)."""
    parts = [struct.pack(">bbhi", *VERSION, operation, request), bytes([Tag.OPERATION])]
    parts += [_attribute(one) for one in attributes]
    more = [_attribute(one) for one in job]
    if more:
        parts += [bytes([Tag.JOB]), *more]
    return b"".join([*parts, bytes([Tag.END]), data])


def _attribute(attribute: Attribute) -> bytes:
    tag, name, values = attribute
    many = [values] if isinstance(values, int | str) else list(values)
    encoded = []
    for place, value in enumerate(many):
        said = b"" if place else name.encode()
        kept = _value(tag, value)
        encoded.append(
            struct.pack(">bh", tag, len(said)) + said + struct.pack(">h", len(kept)) + kept
        )
    return b"".join(encoded)


def _value(tag: Tag, value: Value) -> bytes:
    if tag in _NUMBERS:
        return struct.pack(">i", value)
    if tag is Tag.BOOLEAN:
        return struct.pack(">?", value)
    return str(value).encode()


def read(answer: bytes) -> Answer:
    """Take a response apart. ValueError when it is none."""
    try:
        return _read(answer)
    except (struct.error, IndexError) as error:
        raise ValueError("no answer of IPP") from error


def _read(answer: bytes) -> Answer:
    _, _, status, _ = struct.unpack_from(">bbhi", answer)
    at, name = 8, ""
    groups: list[tuple[int, dict[str, list[Value]]]] = []
    while (tag := answer[at]) != Tag.END:
        at += 1
        if tag < _FIRST_VALUE:
            groups.append((tag, {}))
            continue
        said, at = _piece(answer, at)
        kept, at = _piece(answer, at)
        name = said.decode() or name
        if groups:
            groups[-1][1].setdefault(name, []).append(_told(tag, kept))
    return Answer(status & 0xFFFF, groups)


def _piece(answer: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">h", answer, at)
    end = at + 2 + length
    if length < 0 or end > len(answer):
        raise IndexError(end)
    return answer[at + 2 : end], end


def _told(tag: int, kept: bytes) -> Value:
    if tag in _NUMBERS and len(kept) == 4:
        return int(struct.unpack(">i", kept)[0])
    if tag == Tag.BOOLEAN and len(kept) == 1:
        return bool(kept[0])
    return kept.decode(errors="replace")
