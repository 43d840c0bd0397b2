"""How messages to consumers say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class KindUnknown(Refusal):
    """A message that there is not."""

    kind = Kind.INVALID
    code = "notice.unknown_kind"
    title = N_("Unknown kind of message")
    sentence = N_("There is no message “{kind}”. Known: {known}.")


class QuietHalf(Refusal):
    """Quiet hours with one end, or of no length."""

    kind = Kind.INVALID
    code = "notice.quiet_hours"
    title = N_("Quiet hours incomplete")
    sentence = N_("Say from when until when nothing is sent, or leave both empty.")


class SubjectTooLong(Refusal):
    """More than a telephone shows of a subject, many times over."""

    kind = Kind.INVALID
    code = "notice.subject_too_long"
    title = N_("Subject too long")
    sentence = N_("The subject has {chars} characters. At most {maximum} fit.")


class HalfEmpty(Refusal):
    """A subject without a body, or a body without a subject."""

    kind = Kind.INVALID
    code = "notice.half_empty"
    title = N_("Subject or text missing")
    sentence = N_("Write both subject and text, or leave both empty to take ours.")


class TextChangedMeanwhile(Refusal):
    """Somebody else saved it after this person had opened it."""

    code = "notice.changed_meanwhile"
    sentence = N_(
        "Version {version} was saved meanwhile. Look at it; save again to replace it with yours."
    )


class SurveyOver(Refusal):
    """The link of a survey that is not open: the order is gone, or nobody asked."""

    kind = Kind.NOT_FOUND
    code = "survey.not_here"
    sentence = N_("There is no question here. The address may be cut off, or its time is over.")


class ScoreUnknown(Refusal):
    """An answer that the question does not have."""

    kind = Kind.INVALID
    code = "survey.unknown_score"
    sentence = N_("Choose one of the answers.")


class TestAddressWrong(Refusal):
    """Nowhere to send the test."""

    kind = Kind.INVALID
    code = "notice.no_address"
    sentence = N_("“{address}” is no e-mail address.")
