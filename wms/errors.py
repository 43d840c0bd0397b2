"""The one way the warehouse says no.

A ``Refusal`` is an expected answer: it tells the person what to do and changes nothing.
Anything else that is raised is a bug and becomes a 500. The doors translate: REST makes
problem+json of it, the handheld a full-screen sentence with a tone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


def N_(sentence: str) -> str:  # noqa: N802 - gettext's customary name for "translate me later"
    """Mark a sentence for the catalogue; it is translated at the door, per person."""
    return sentence


class Kind(StrEnum):
    """What sort of no it is; the doors choose the status code and the tone by it."""

    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    UNAUTHORIZED = "unauthorized"
    BUSY = "busy"


#: every refusal there is, by code
REFUSALS: dict[str, type[Refusal]] = {}


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """An expected no.

    Subclasses set ``kind``, ``code`` (stable, dotted, unique: shops' programs match on it),
    ``sentence`` (English, with ``{placeholders}`` filled from the facts) and ``tone``.
    """

    kind: Kind = Kind.CONFLICT
    code: str = "refused"
    sentence: str = N_("This cannot be done.")
    #: the code in a few words, as REST's ``title``; empty: no shop's program is told it
    title: str = ""
    #: what a shop's program or its people do about it; whatever has a title has one
    remedy: str = ""
    #: what the code means without facts, where the sentence says nothing without them
    meaning: str = ""
    #: which sound a handheld makes: wrong_item, wrong_place, stop
    tone: str = "stop"
    #: whether the same request may succeed later without a change
    retryable: bool = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # a variant that only builds itself differently shares its parent's code
        REFUSALS.setdefault(cls.code, cls)

    def __init__(self, *, pointer: str | None = None, **facts: Any) -> None:
        self.facts = facts
        #: JSON pointer (RFC 6901) of the field at fault, when one is
        self.pointer = pointer
        super().__init__(self.code)

    def __str__(self) -> str:
        return filled(self.sentence, self.facts)


GRAMS_PER_KG = 1000


def filled(sentence: str, facts: Mapping[str, Any]) -> str:
    """An English sentence with its ``{placeholders}`` filled; ``{weight}`` out of ``weight_g``."""
    return sentence.format_map(_Facts(facts))


class _Facts(dict[str, Any]):
    """A missing fact shows its name instead of hiding the whole sentence."""

    def __missing__(self, key: str) -> str:
        grams = self.get(f"{key}_g")
        if grams is None:
            return "{" + key + "}"
        light = grams < GRAMS_PER_KG
        return f"{grams}\u00a0g" if light else f"{grams / GRAMS_PER_KG:g}\u00a0kg"


class NotFound(Refusal):
    """What was named is not here, or is another shop's: the answer is the same."""

    kind = Kind.NOT_FOUND
    code = "not_found"
    title = N_("Not found")
    sentence = N_("There is no {what} {name}.")
    meaning = N_("Nothing is at this address, or it is another shop's.")
    remedy = N_(
        "Look whether the id or the name is right and of your own shop; what stands in a path "
        "is escaped: RED/XL is RED%2FXL."
    )


class Busy(Refusal):
    """Somebody else holds it just now."""

    kind = Kind.BUSY
    code = "busy"
    title = N_("Busy just now")
    sentence = N_("Somebody else is working on this just now. Try again in a moment.")
    remedy = N_("Send the same request again after as many seconds as Retry-After says.")
    retryable = True


class Invalid(Refusal):
    """A value cannot be used; ``pointer`` says which field, ``reason`` why."""

    kind = Kind.INVALID
    code = "invalid"
    title = N_("Some values cannot be used")
    sentence = N_("{field}: {reason}")
    meaning = N_("Some values cannot be used; the codes of the fields say why.")
    remedy = N_(
        "Change every value that errors points at, then send the request again; the same "
        "Idempotency-Key is still good."
    )


class SeveralInvalid(Refusal):
    """Several values cannot be used; all are told at once. One that is alone speaks for itself."""

    kind = Kind.INVALID
    code = "invalid"
    title = N_("Some values cannot be used")
    sentence = N_("{count} fields need another value.")

    def __init__(self, errors: list[Refusal]) -> None:
        super().__init__(count=len(errors))
        self.errors = errors

    def __str__(self) -> str:
        return str(self.errors[0]) if len(self.errors) == 1 else super().__str__()
