"""How a picture is turned away."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class PhotoTooLarge(Refusal):
    """More bytes than are taken."""

    kind = Kind.INVALID
    code = "photo.too_large"
    title = N_("Picture too large")
    sentence = N_("The picture has more than {limit_mb} MB. Send a smaller one.")
    http_status = 413


class PhotoTooManyPixels(Refusal):
    """Few bytes that unpack to more pixels than are taken: a bomb, or a scan of a map."""

    kind = Kind.INVALID
    code = "photo.too_many_pixels"
    title = N_("Picture too large")
    sentence = N_("The picture has more than {limit_mpx} million pixels. Send a smaller one.")


class PhotoUnreadable(Refusal):
    """No picture, a broken one, or of a kind that is not taken."""

    kind = Kind.INVALID
    code = "photo.unreadable"
    title = N_("Unreadable picture")
    sentence = N_("This is not a whole JPEG, PNG or WebP picture. Send another one.")


class PhotoUnknown(Refusal):
    """There is no such picture."""

    kind = Kind.NOT_FOUND
    code = "photo.unknown"
    title = N_("No such picture")
    sentence = N_("There is no such picture.")
