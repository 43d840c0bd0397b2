"""Why a mailbox cannot be read, and why a mail was set aside."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare

SERVER_AWAY: Final = declare(
    "mailbox.server_away", N_("The server {host} does not answer. It is asked again.")
)
LOGIN_REFUSED: Final = declare(
    "mailbox.login_refused", N_("{host} does not accept this user and password. Type them again.")
)
FOLDER_MISSING: Final = declare("mailbox.folder_missing", N_("There is no folder {folder}."))
PASSWORD_UNREADABLE: Final = declare(
    "mailbox.password_unreadable", N_("The password cannot be read any more. Type it again.")
)

#: why a mail was set aside → what the desk reads
SET_ASIDE: Final = {
    "too_large": N_("It is too large to be fetched. Read it in the mailbox."),
    "unreadable": N_("It cannot be read. Look at it in the mailbox."),
    "no_shop": N_("Nobody knows for which shop it is. Choose one."),
}
