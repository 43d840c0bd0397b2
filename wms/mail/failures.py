"""Why a mail does not go out, or came back. A server's words repeat the address: never kept."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare

NO_SERVER: Final = declare("mail.no_server", N_("No mail server is set. The mail waits here."))
NO_SENDER: Final = declare(
    "mail.no_sender", N_("Nobody set the address from which mails are sent. The mail waits here.")
)
SERVER_UNREADABLE: Final = declare(
    "mail.server_unreadable",
    N_("The shop's mail account cannot be read any more. It must be set anew."),
)
SERVER_AWAY: Final = declare("mail.server_away", N_("The mail server {host} does not answer."))
LOGIN_REFUSED: Final = declare(
    "mail.login_refused", N_("The mail server {host} does not accept our user and password.")
)
TLS_FAILED: Final = declare(
    "mail.tls_failed", N_("The connection to {host} is not safe: no TLS, or a wrong certificate.")
)
SENDER_REFUSED: Final = declare(
    "mail.sender_refused", N_("The mail server does not let us send from this address ({answer}).")
)
LATER: Final = declare("mail.later", N_("The mail server said: later ({answer})."))
ADDRESS_REFUSED: Final = declare(
    "mail.address_refused", N_("The address takes no mail ({answer}).")
)
ADDRESS_WRONG: Final = declare("mail.address_wrong", N_("This is no e-mail address."))
LETTER_REFUSED: Final = declare(
    "mail.letter_refused", N_("The mail server refused the mail as it is ({answer}).")
)
CAME_BACK: Final = declare("mail.came_back", N_("The mail came back: nobody takes it ({answer})."))
IN_DOUBT: Final = declare(
    "mail.in_doubt", N_("Perhaps sent: the connection ended before the mail server answered.")
)
MUTED: Final = declare(
    "mail.muted", N_("Mails to this address came back twice, so nothing more is sent there.")
)
ERASED: Final = declare("mail.erased", N_("The person's data were erased."))
OVERTAKEN: Final = declare("mail.overtaken", N_("Newer news came before it was sent."))
CANCELLED: Final = declare("mail.cancelled", N_("The order was cancelled before it was sent."))
TOO_LATE: Final = declare("mail.too_late", N_("It could not be sent for {days} days."))
UNSUBSCRIBED: Final = declare("mail.unsubscribed", N_("The person wants no such mails."))
OUR_FAULT: Final = declare("mail.our_fault", N_("The mail cannot be put together. Tell us."))
SANDBOX: Final = declare("mail.sandbox", N_("A sandbox sends no mail: it was written only."))
TAKEN_BACK: Final = declare("mail.taken_back", N_("Its writer took it back."))
