"""How the doors' keepers say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class KeyMissing(Refusal):
    """No key came with the request."""

    kind = Kind.UNAUTHORIZED
    code = "auth.key_missing"
    title = N_("API key missing")
    sentence = N_("Send your API key: Authorization: Bearer wms_live_…")
    remedy = N_(
        "Send the header Authorization: Bearer, then a space and your key, with every request."
    )


class KeyUnknown(Refusal):
    """Nobody has this key."""

    kind = Kind.UNAUTHORIZED
    code = "auth.key_unknown"
    title = N_("Unknown API key")
    sentence = N_("This API key is not known. Was it copied whole?")
    remedy = N_(
        "Copy the whole key without spaces or quotes, and see whether it is of this server; a "
        "lost key is replaced, not shown again."
    )


class KeyExpired(Refusal):
    """The key's time is over."""

    kind = Kind.UNAUTHORIZED
    code = "auth.key_expired"
    title = N_("API key expired")
    sentence = N_("This API key expired on {expired_at}. Ask for a new one.")
    remedy = N_("Put the rotated key in, or have a new one issued at the desk.")


class KeyRevoked(Refusal):
    """The key was taken back."""

    kind = Kind.UNAUTHORIZED
    code = "auth.key_revoked"
    title = N_("API key revoked")
    sentence = N_("This API key was revoked on {revoked_at}. Ask for a new one.")
    remedy = N_(
        "Somebody took this key back: use another one, or have a new one issued at the desk."
    )


class TokenExpired(Refusal):
    """The hour of an access token is over."""

    kind = Kind.UNAUTHORIZED
    code = "auth.token_expired"
    title = N_("Access token expired")
    sentence = N_("This access token is too old. Get a new one with your API key.")
    remedy = N_("Ask POST /oauth/token for a new one.")


class AddressForbids(Refusal):
    """The key is good, but not from here."""

    kind = Kind.FORBIDDEN
    code = "auth.address_forbidden"
    title = N_("Not from this address")
    sentence = N_("This API key is not good from {address}. Its list of addresses is at the desk.")
    remedy = N_(
        "Send from an address that the key is good from, or have the list changed at the desk."
    )


class AddressMalformed(Refusal):
    """What shall be an IP address or network is none."""

    kind = Kind.INVALID
    code = "auth.address_malformed"
    sentence = N_("{address} is no IP address or network, such as 203.0.113.7 or 203.0.113.0/24.")


class TooManyAddresses(Refusal):
    """More networks than a key can have."""

    kind = Kind.INVALID
    code = "auth.too_many_addresses"
    sentence = N_("A key is good from {limit} networks at most.")


class ShopSuspended(Refusal):
    """The shop may not use the warehouse at present."""

    kind = Kind.FORBIDDEN
    code = "shop.suspended"
    title = N_("The shop is suspended")
    sentence = N_("The shop is suspended. Talk to the warehouse's office.")
    remedy = N_("Talk to the warehouse's office; nothing is lost meanwhile.")


class ScopeMissing(Refusal):
    """The key is good, but not for this."""

    kind = Kind.FORBIDDEN
    code = "auth.scope_missing"
    title = N_("Scope missing")
    sentence = N_("This API key lacks the scope {scope}.")
    remedy = N_(
        "Use a key with this scope; which operation needs which stands in the docs. The "
        "warehouse's office issues keys."
    )


class ScopeUnknown(Refusal):
    """A scope that does not exist was asked for."""

    kind = Kind.INVALID
    code = "auth.scope_unknown"
    sentence = N_("There is no scope {scope}.")


class LoggedOut(Refusal):
    """Nobody is logged in here."""

    kind = Kind.UNAUTHORIZED
    code = "auth.logged_out"
    sentence = N_("Log in first.")


class RoleForbids(Refusal):
    """The person's role does not include this."""

    kind = Kind.FORBIDDEN
    code = "auth.role_forbids"
    sentence = N_("Your role does not allow this. Ask a manager.")


class BadgeUnknown(Refusal):
    """Nobody has this badge, or its owner has left."""

    kind = Kind.INVALID  # whoever is logged in here still is
    code = "access.badge_unknown"
    sentence = N_("This is not a valid badge. Scan your own badge, or ask the office for one.")


class TicketOver(Refusal):
    """Too long between badge and PIN."""

    kind = Kind.UNAUTHORIZED
    code = "access.badge_again"
    sentence = N_("Scan your badge again.")


class PinMalformed(Refusal):
    """The PIN to set is not one."""

    kind = Kind.INVALID
    code = "access.pin_malformed"
    sentence = N_("A PIN has 4 to 6 digits.")


class PinWrong(Refusal):
    """The PIN does not belong to the badge."""

    kind = Kind.UNAUTHORIZED
    code = "access.pin_wrong"
    sentence = N_("Wrong PIN. {left} more tries, then you have to wait.")


class PinWait(Refusal):
    """Too many wrong PINs just now."""

    kind = Kind.UNAUTHORIZED
    code = "access.pin_wait"
    sentence = N_("Too many wrong PINs. Wait {seconds} seconds.")


class PinLocked(Refusal):
    """So many wrong PINs that somebody must look."""

    kind = Kind.UNAUTHORIZED
    code = "access.pin_locked"
    sentence = N_("Too many wrong PINs. Ask a supervisor to unlock you.")


class DeviceUnknown(Refusal):
    """The device was not enrolled, or was struck off."""

    kind = Kind.UNAUTHORIZED
    code = "access.device_unknown"
    sentence = N_("This device is not known here. Ask the office for an enrolment code.")


class EnrolmentUnknown(Refusal):
    """The code is wrong, used, or too old."""

    kind = Kind.UNAUTHORIZED
    code = "access.enrolment_unknown"
    sentence = N_("This code is not valid any more. Ask the office for a new one.")


class SupervisorNeeded(Refusal):
    """Only a supervisor may do this."""

    kind = Kind.FORBIDDEN
    code = "access.supervisor_needed"
    sentence = N_("Only a supervisor can do this.")


class LogInWrong(Refusal):
    """E-mail or password is not right; which one is not told, nor who has to wait.

    Everybody reads the same sentence: a wait that only real addresses get would show which are.
    """

    kind = Kind.UNAUTHORIZED
    code = "access.log_in_wrong"
    sentence = N_("E-mail or password is not right. After five wrong ones, wait five minutes.")


class TooManyLogIns(Refusal):
    """More people log in at once than passwords can be compared."""

    kind = Kind.BUSY
    code = "access.too_many_log_ins"
    sentence = N_("Too many people are logging in just now. Try again in a few seconds.")
    retryable = True
    http_status = 503


class EmailTaken(Refusal):
    """Another person has this e-mail address."""

    code = "access.email_taken"
    sentence = N_("There is already a person with the e-mail {email}.")


class PasswordTooShort(Refusal):
    """A password that is guessed too soon."""

    kind = Kind.INVALID
    code = "access.password_too_short"
    sentence = N_("A password has at least {minimum} characters.")


class LastAdmin(Refusal):
    """The only admin would go."""

    code = "access.last_admin"
    sentence = N_("This is the only admin. Make somebody else an admin first.")
