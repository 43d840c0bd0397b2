"""What to do on a screen of the floor, in words that can be read aloud, and what the cards do."""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api import i18n
from api.scanner.cards import HELP
from api.scanner.door import Screen
from api.scanner.flow import Flow
from api.scanner.form import our_page
from wms.errors import N_

#: longest address of a floor page, characters
PAGE_MAX_CHARS: Final = 200
#: flow → what is done there, in the order in which it is done
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "/scanner/receive": (
        N_("Scan the delivery note, then a dock, then each piece or carton."),
        N_("Tap Quantity to count many of the same, Damaged for a broken piece."),
        N_("When nothing more is in the lorry, open the list and finish the count."),
    ),
    "/scanner/put-away": (
        N_("Scan goods on the dock; each scan is one more in your hands."),
        N_("The CONFIRM card takes all that is left of them."),
        N_("Then scan the place where you lay them."),
    ),
    "/scanner/replenish": (
        N_("Go to the place in the reserve, scan its label, then one piece or pack."),
        N_("The CONFIRM card says: all of it is on the cart. The FULL card: no more goes on it."),
        N_("Then scan each pick face where you lay goods down."),
    ),
    "/scanner/pick": (
        N_("Scan an empty tote for each slot of the cart."),
        N_("Scan the label of the place, then one piece. The CONFIRM card takes the rest."),
        N_("If something is wrong, tap Short, Skip or More. The FULL card asks for a new tote."),
    ),
    "/scanner/pack": (
        N_("Scan a tote or a packing slip, then every piece on its way into the carton."),
        N_("The last piece closes the parcel. The FULL card closes it earlier."),
        N_("The REPRINT card prints the packing slip again."),
    ),
    "/scanner/load": (
        N_("Scan each parcel that goes into the lorry."),
        N_("The UNDO card takes the last one off again."),
        N_("At the end the driver signs."),
    ),
    "/scanner/return": (
        N_("Scan the parcel that came back, then each piece in it."),
        N_("Tap what it is worth, then scan the place where you lay it."),
        N_("When the parcel is empty, finish it."),
    ),
    "/scanner/move": (
        N_("Scan the place where the goods are, then the goods: each scan is one more."),
        N_("The CONFIRM card takes all of them. Take everything moves a whole tote."),
        N_("Then scan the place where you lay them."),
    ),
    "/scanner/count": (
        N_("Scan the place. Then scan each piece, or type how many there are."),
        N_("The screen does not say how many there should be. That is meant so."),
        N_("The CONFIRM card says: this is all. What is far off, somebody else counts too."),
    ),
    "/scanner/look-up": (N_("Scan anything: it is only looked up, nothing changes."),),
    "/scanner/unlock": (N_("Scan the badge of whom you want to let in again."),),
    "/scanner/self-test": (N_("Scan the two codes on the screen and see what arrives."),),
}
_MENU: Final = (N_("Tap what you want to do, or scan anything to see what it is."),)
_ALWAYS: Final = (
    N_("The UNDO card takes your last scan back where that is possible."),
    N_("If you are stuck, call a supervisor."),
)


def words_for(page: str) -> tuple[str, ...]:
    """English sentences for a page of the floor."""
    for begin, words in WORDS.items():
        if page == begin or page.startswith(f"{begin}/"):
            return words + _ALWAYS
    return _MENU + _ALWAYS


@get(HELP)
async def show_help(
    screen: NamedDependency[Screen],
    at: Annotated[str | None, QueryParameter(required=False, max_length=PAGE_MAX_CHARS)] = None,
) -> Response[Any]:
    """What is done on the page ``at``."""
    back = our_page(at)
    words = [i18n.translate(screen.by.language, one) for one in words_for(back)]
    return await screen.show(
        "scanner/help.html", words=words, say=" ".join(words), back=back, help_url=None
    )


FLOW: Final = Flow(handlers=[show_help])
