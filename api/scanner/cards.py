"""Command cards: what each means on the screen in hand, or a plain sentence that it means nothing.

Every scan of the floor comes by `Door`, and every card is answered there: a flow only names what
its cards do. A card that a flow does not name is never taken for a product or a place.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response

from wms.barcodes import Command, Kind, Unreadable, Verb, Why, parse
from wms.errors import N_, Refusal

#: does what the card says; None: the flow's own work understands the card
Doing = Callable[[], Awaitable[Response[Any]]] | None
Cards = Mapping[Verb, Doing]

NO_CARDS: Final[Cards] = {}
HELP: Final = "/scanner/help"
#: how every command card begins; on the scan path each code is only searched for it
_CARD_BEGIN: Final = f"{Kind.COMMAND:02}00000"


class NothingToConfirm(Refusal):
    """The CONFIRM card where nothing is asked."""

    code = "card.nothing_to_confirm"
    sentence = N_("There is nothing to confirm here.")


class NothingToTakeBack(Refusal):
    """The UNDO card where no scan can be taken back."""

    code = "card.nothing_to_take_back"
    sentence = N_("There is nothing to take back here.")


class NothingToReprint(Refusal):
    """The REPRINT card away from a printer."""

    code = "card.nothing_to_reprint"
    sentence = N_("There is nothing to reprint here.")


class NothingFull(Refusal):
    """The FULL card where nothing is filled."""

    code = "card.nothing_full"
    sentence = N_("Nothing is filled here that could be full.")


class CardUnknown(Refusal):
    """A command card of another warehouse, or of a later release."""

    code = "card.unknown"
    sentence = N_("This command card is unknown here. Print the cards anew.")


_NOTHING: Final[dict[Verb, type[Refusal]]] = {
    Verb.CONFIRM: NothingToConfirm,
    Verb.UNDO: NothingToTakeBack,
    Verb.REPRINT: NothingToReprint,
    Verb.FULL: NothingFull,
}


def card_of(code: str) -> Verb | type[Refusal] | None:
    """The verb of a command card; a refusal for a card that nobody knows; None: no card at all."""
    if _CARD_BEGIN not in code:
        return None
    match parse(code):
        case Command(verb=verb):
            return verb
        case Unreadable(why=Why.UNKNOWN_COMMAND):
            return CardUnknown
        case _:
            return None


def nothing_here(card: Verb | type[Refusal]) -> Refusal:
    """Why a card does nothing on this screen."""
    return _NOTHING[card]() if isinstance(card, Verb) else card()


def help_for(page: str) -> str:
    """The address of the help for a page of the floor."""
    return f"{HELP}?{urlencode({'at': page.partition('?')[0]})}"
