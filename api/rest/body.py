"""Reads a JSON body strictly into the handler's Struct, and tells every fault in it at once.

The happy path is one typed decode. Only when that fails is the body walked field by field, so that
a shop's developer sees all that is wrong with JSON pointers (RFC 6901) instead of the first.
"""

from __future__ import annotations

from functools import lru_cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from litestar import Request
from litestar.types.empty import Empty

from api.asker import is_json
from api.rest.dated.apply import lifted
from api.segments import named
from wms.errors import N_, Kind, Refusal, SeveralInvalid
from wms.moments import MomentOutside, outside

#: faults told at once; a batch of 500 wrong items would fill a screen otherwise
FAULTS_MAX: Final = 100
_NUL_ESCAPED: Final = b"\\u0000"


class BodyMalformed(Refusal):
    """Not JSON at all."""

    kind = Kind.INVALID
    code = "body.malformed"
    title = N_("Not valid JSON")
    sentence = N_("The body is not valid JSON: {reason}.")
    remedy = N_("Send JSON in UTF-8, as any JSON library writes it.")
    http_status = 400


class BodyNotJson(Refusal):
    """Another content type."""

    kind = Kind.INVALID
    code = "body.not_json"
    title = N_("Not JSON")
    sentence = N_("Send JSON with the header Content-Type: application/json.")
    remedy = N_(
        "Set Content-Type: application/json and send JSON; files have their own operations."
    )
    http_status = 415


class FieldWrong(Refusal):
    """A value of the wrong kind or size."""

    kind = Kind.INVALID
    code = "field.invalid"
    title = N_("Unusable value")
    sentence = N_("{reason}")
    meaning = N_("The value cannot be used; detail says why.")
    remedy = N_("Send a value as the description of the operation says; pointer names the field.")


class FieldMissing(Refusal):
    """A value that must be there."""

    kind = Kind.INVALID
    code = "field.missing"
    title = N_("Value missing")
    sentence = N_("This field is required.")
    remedy = N_(
        "Send the field that pointer names; null counts only where the description allows it."
    )


class FieldUnknown(Refusal):
    """A field that does not exist: a misspelt one must not silently do nothing."""

    kind = Kind.INVALID
    code = "field.unknown"
    title = N_("Unknown field")
    sentence = N_("There is no field {field} here.")
    remedy = N_(
        "Look for a typing error, or leave the field out: what is not known would silently do"
        " nothing."
    )


class RestRequest(Request[Any, Any, Any]):
    """A request whose ``data`` is decoded as the handler declares it, and whose names are whole."""

    def __init__(self, scope: Any, *rest: Any, **named_rest: Any) -> None:
        scope["path_params"] = named(scope["path_params"])
        super().__init__(scope, *rest, **named_rest)

    async def json(self) -> Any:
        """The body as the handler's Struct, or as it came when the handler takes ``bytes``.

        Raises:
            BodyNotJson, BodyMalformed: it cannot be read.
            SeveralInvalid: it can, but values are wrong.
        """
        if self._json is Empty:
            wanted = body_type(self.route_handler)
            self._json = await self._read(wanted)
        return self._json

    async def _read(self, wanted: Any) -> Any:
        body = await self.body()
        if wanted is bytes:
            return body  # a file: whoever takes it looks into it
        return read_body(lifted(self.scope, body), self.headers.get("content-type", ""), wanted)


@lru_cache(maxsize=1024)
def body_type(handler: Any) -> Any:
    """What ``data`` of the handler is declared to be."""
    return handler.parsed_fn_signature.parameters["data"].annotation


@lru_cache(maxsize=1024)
def _decoder(wanted: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(wanted)


def read_body(body: bytes, content_type: str, wanted: Any) -> Any:
    """Decode ``body`` as ``wanted``; see `RestRequest.json`."""
    if not is_json(content_type):
        raise BodyNotJson
    try:
        read = _decoder(wanted).decode(body)
    except msgspec.ValidationError as error:
        found = faults(_plain(body), wanted)
        raise SeveralInvalid(found or [FieldWrong(pointer="", reason=str(error))]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyMalformed(reason=_short(str(error))) from error
    if _NUL_ESCAPED in body:
        nuls = list(_nuls(_plain(body), ""))
        if nuls:
            raise SeveralInvalid(nuls)
    untimely: list[Refusal] = [MomentOutside(pointer=pointer) for pointer in outside(read)]
    if untimely:
        raise SeveralInvalid(untimely[:FAULTS_MAX])
    return read


def _plain(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyMalformed(reason=_short(str(error))) from error


def _short(message: str) -> str:
    return message.partition(" - at ")[0].rstrip(".") or "unreadable"


def escape(name: str) -> str:
    """A name as a JSON pointer writes it."""
    return name.replace("~", "~0").replace("/", "~1")


def _nuls(value: Any, pointer: str) -> Any:
    if isinstance(value, str) and "\x00" in value:
        yield FieldWrong(pointer=pointer, reason="Remove the NUL character.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            if "\x00" in name:
                yield FieldUnknown(pointer=pointer, field=name.replace("\x00", "\\u0000"))
            yield from _nuls(inner, f"{pointer}/{escape(name)}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _nuls(inner, f"{pointer}/{index}")


def faults(value: Any, wanted: Any, pointer: str = "") -> list[Refusal]:
    """Everything that keeps ``value`` (plain JSON) from being ``wanted``; empty when it fits."""
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        inner = _inner_faults(value, wanted, pointer)[:FAULTS_MAX]
        return inner or [FieldWrong(pointer=pointer, reason=_short(str(error)) + ".")]
    return []


def _inner_faults(value: Any, wanted: Any, pointer: str) -> list[Refusal]:
    origin, arguments = get_origin(wanted), get_args(wanted)
    if hasattr(wanted, "__metadata__"):  # Annotated[...]
        return _inner_faults(value, arguments[0], pointer)
    if origin in (Union, UnionType):
        return _union_faults(value, arguments, pointer)
    if isinstance(value, list) and origin in (list, tuple, set, frozenset) and arguments:
        found: list[Refusal] = []
        for index, item in enumerate(value):
            found += faults(item, arguments[0], f"{pointer}/{index}")
        return found
    if isinstance(value, dict) and origin is dict:
        found = []
        for name, item in value.items():
            found += faults(item, arguments[1], f"{pointer}/{escape(str(name))}")
        return found
    if isinstance(value, dict) and _is_struct(wanted):
        return _struct_faults(value, wanted, pointer)
    return []


def _is_struct(wanted: Any) -> bool:
    plain = get_origin(wanted) or wanted
    return isinstance(plain, type) and issubclass(plain, msgspec.Struct)


def _union_faults(value: Any, members: tuple[Any, ...], pointer: str) -> list[Refusal]:
    """Of a union the one member that has this JSON shape is meant; with several, nobody knows."""
    if isinstance(value, dict):
        fitting = [m for m in members if _is_struct(m) or get_origin(m) is dict]
    elif isinstance(value, list):
        fitting = [m for m in members if get_origin(m) in (list, tuple, set, frozenset)]
    else:
        fitting = [m for m in members if m is not type(None) and not _is_struct(m)]
    return faults(value, fitting[0], pointer) if len(fitting) == 1 else []


def _struct_faults(value: dict[str, Any], wanted: Any, pointer: str) -> list[Refusal]:
    found: list[Refusal] = []
    hints = get_type_hints(wanted, include_extras=True)
    known = {field.encode_name: field for field in msgspec.structs.fields(wanted)}
    for name, field in known.items():
        at = f"{pointer}/{escape(name)}"
        if name in value:
            found += faults(value[name], hints.get(field.name, field.type), at)
        elif field.required:
            found.append(FieldMissing(pointer=at))
    if wanted.__struct_config__.forbid_unknown_fields:
        tag = wanted.__struct_config__.tag_field
        found += [
            FieldUnknown(pointer=f"{pointer}/{escape(name)}", field=name)
            for name in value
            if name not in known and name != tag
        ]
    return found
