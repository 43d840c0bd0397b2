"""How connections to shops' platforms say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class PlatformUnknown(Refusal):
    """This program cannot talk to such a platform."""

    kind = Kind.INVALID
    code = "platform.unknown"
    sentence = N_("There is no platform {kind}, only: {known}.")


class ConnectionIncomplete(Refusal):
    """A field that the platform wants is missing."""

    kind = Kind.INVALID
    code = "platform.connection_incomplete"
    sentence = N_("A connection to {platform} needs: {fields}.")


class ConnectionThere(Refusal):
    """The shop is connected there already."""

    code = "platform.connection_there"
    sentence = N_("The shop is connected to this address already. Change that connection.")


class AddressRefused(Refusal):
    """We do not call this address."""

    kind = Kind.INVALID
    code = "platform.address_refused"
    sentence = N_(
        "Nothing is sent to this address ({reason}). Give the public https address of the shop."
    )


class SettingWrong(Refusal):
    """A setting cannot be read."""

    kind = Kind.INVALID
    code = "platform.setting_wrong"
    sentence = N_("“{value}” cannot be set for {field}.")


class PlatformTellsNothing(Refusal):
    """Nothing hears at this address."""

    kind = Kind.NOT_FOUND
    code = "platform.tells_nothing"
    sentence = N_("No shop's platform is heard at this address.")


class PlatformNotGenuine(Refusal):
    """The signature is missing or wrong, or nobody can read it."""

    kind = Kind.UNAUTHORIZED
    code = "platform.not_genuine"
    sentence = N_("This was not signed by the shop's platform with the secret of its connection.")
