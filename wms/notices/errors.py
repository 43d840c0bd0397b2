"""How messages to consumers say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class KindUnknown(Refusal):
    """A message that there is not."""

    kind = Kind.INVALID
    code = "notice.unknown_kind"
    title = N_("Unknown kind of message")
    sentence = N_("There is no message “{kind}”. Known: {known}.")
    remedy = N_("Take a kind from the list in detail.")


class QuietHalf(Refusal):
    """Quiet hours with one end, or of no length."""

    kind = Kind.INVALID
    code = "notice.quiet_hours"
    title = N_("Quiet hours incomplete")
    sentence = N_("Say from when until when nothing is sent, or leave both empty.")
    remedy = N_("Send both beginning and end, or null for both.")


class SubjectTooLong(Refusal):
    """More than a telephone shows of a subject, many times over."""

    kind = Kind.INVALID
    code = "notice.subject_too_long"
    title = N_("Subject too long")
    sentence = N_("The subject has {chars} characters. At most {maximum} fit.")
    remedy = N_("Shorten the subject; names that stand for something count as they are written.")


class HalfEmpty(Refusal):
    """A subject without a body, or a body without a subject."""

    kind = Kind.INVALID
    code = "notice.half_empty"
    title = N_("Subject or text missing")
    sentence = N_("Write both subject and text, or leave both empty to take ours.")
    remedy = N_("Send both subject and text, or null for both.")


class TextChangedMeanwhile(Refusal):
    """Somebody else saved it after this person had opened it."""

    code = "notice.changed_meanwhile"
    title = N_("Changed in the meantime")
    sentence = N_(
        "Version {version} was saved meanwhile. Look at it; save again to replace it with yours."
    )
    remedy = N_("Read the text again, bring both changes together, and save it anew.")


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
