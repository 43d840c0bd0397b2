"""How a picture is turned away."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class PhotoTooLarge(Refusal):
    """More bytes than are taken."""

    kind = Kind.INVALID
    code = "photo.too_large"
    title = N_("Picture too large")
    sentence = N_("The picture has more than {limit_mb} MB. Send a smaller one.")
    remedy = N_("Save it smaller: 2,000 pixels on the longer side are enough.")
    http_status = 413


class PhotoTooManyPixels(Refusal):
    """Few bytes that unpack to more pixels than are taken: a bomb, or a scan of a map."""

    kind = Kind.INVALID
    code = "photo.too_many_pixels"
    title = N_("Picture too large")
    sentence = N_("The picture has more than {limit_mpx} million pixels. Send a smaller one.")
    remedy = N_("Save it smaller: 2,000 pixels on the longer side are enough.")


class PhotoUnreadable(Refusal):
    """No picture, a broken one, or of a kind that is not taken."""

    kind = Kind.INVALID
    code = "photo.unreadable"
    title = N_("Unreadable picture")
    sentence = N_("This is not a whole JPEG, PNG or WebP picture. Send another one.")
    remedy = N_("Send the bytes of a JPEG, PNG or WebP file as they are, not as JSON or base64.")


class PhotoUnknown(Refusal):
    """There is no such picture."""

    kind = Kind.NOT_FOUND
    code = "photo.unknown"
    title = N_("No such picture")
    sentence = N_("There is no such picture.")
    remedy = N_(
        "Read the thing again: it lists the ids of its pictures; old ones are deleted when "
        "their time is over."
    )
