"""How cases say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class CaseUnknown(Refusal):
    """There is no such case, or it is another shop's."""

    kind = Kind.NOT_FOUND
    code = "case.unknown"
    title = N_("No such case")
    sentence = N_("There is no case {name}.")
    remedy = N_("Look the id up with GET /v1/cases; another shop's cases are not found either.")


class CaseResolved(Refusal):
    """Somebody was quicker, or it is long over."""

    code = "case.resolved"
    title = N_("The case is resolved")
    sentence = N_("Case {number} is resolved. Open it again first.")
    remedy = N_("Open it again with POST /v1/cases/{case_id}/reopen, then go on.")


class CaseNotResolved(Refusal):
    """Only what is over can be opened again."""

    code = "case.not_resolved"
    title = N_("The case is open")
    sentence = N_("Case {number} is not resolved, so it is open already.")
    remedy = N_("Nothing has to be done: go on in the case as it is.")


class CaseTaken(Refusal):
    """Somebody else looks after it already."""

    code = "case.taken"
    sentence = N_("{name} looks after this case already. Look at it again.")


class CaseTitleMissing(Refusal):
    """Nobody knows what it is about."""

    kind = Kind.INVALID
    code = "case.title_missing"
    title = N_("Title missing")
    sentence = N_("Say in one line what the case is about ({most} letters at most).")
    remedy = N_("Send a title of one line.")


class CaseHasNoOrder(Refusal):
    """Nothing can be sent for a case without an order."""

    code = "case.no_order"
    title = N_("The case is about no order")
    sentence = N_("Case {number} is about no order, so nothing can be sent for it.")
    remedy = N_("Open a case with order_id, or close this one.")


class CaseOfThatAlready(Refusal):
    """What is the matter has a case already."""

    code = "case.of_that_already"
    title = N_("The case is about that already")
    sentence = N_("Case {number} is about that already.")
    remedy = N_("Leave this reference out, or open another case about the other thing.")


class CaseLinkWrong(Refusal):
    """The parcel or the return is not of this order."""

    kind = Kind.INVALID
    code = "case.link_wrong"
    title = N_("Not of this order")
    sentence = N_("That {what} does not belong to this order. Choose one of the order's own.")
    remedy = N_("Read the order with expand=shipments,returns and take a parcel or return of it.")


class CarrierMissing(Refusal):
    """Another courier is to take it, and nobody said which."""

    kind = Kind.INVALID
    code = "case.carrier_missing"
    title = N_("Courier missing")
    sentence = N_("Say with which other courier it goes.")
    remedy = N_("Name courier and service in the remedy other_carrier.")


class CreditIncomplete(Refusal):
    """Credit needs an amount with its currency."""

    kind = Kind.INVALID
    code = "case.credit_incomplete"
    title = N_("Credit incomplete")
    sentence = N_("Say how much is credited, more than nothing, and in which currency.")
    remedy = N_("Name the amount, at least 1, together with its currency.")


class CreditTooMuch(Refusal):
    """More than is granted without asking."""

    kind = Kind.FORBIDDEN
    code = "case.credit_too_much"
    title = N_("Credit above the limit")
    sentence = N_("So much is credited by a manager only. Ask one, or credit less.")
    remedy = N_(
        "Credit less, or write in the case that more is wanted; a manager of the warehouse decides."
    )


class CaseFileUnusable(Refusal):
    """Nothing that we keep."""

    kind = Kind.INVALID
    code = "case.file_unusable"
    title = N_("Unusable file")
    sentence = N_("Send a PDF, or a picture as JPEG, PNG or WebP, of at most 8 MB.")
    remedy = N_("Save it as PDF, JPEG, PNG or WebP below 8 MB and send it again.")


class ClaimNone(Refusal):
    """Nothing is claimed for it at a courier."""

    code = "case.claim_none"
    sentence = N_("Case {number} is no courier claim.")


class ClaimOver(Refusal):
    """The courier answered, and that is that."""

    code = "case.claim_over"
    sentence = N_("What the courier answered to case {number} is written down already.")


class ClaimNotSent(Refusal):
    """Nobody answers what was never sent."""

    code = "case.claim_not_sent"
    sentence = N_("Write down first that the claim was sent to the courier.")


class ClaimIncomplete(Refusal):
    """A claim without an amount."""

    kind = Kind.INVALID
    code = "case.claim_incomplete"
    sentence = N_("Say how much, more than nothing.")


class TaskEmpty(Refusal):
    """Nobody would know what is to be done."""

    kind = Kind.INVALID
    code = "case.task_empty"
    sentence = N_("Say what is to be done ({most} letters at most).")


class TaskUnknown(Refusal):
    """There is no such task in this case."""

    kind = Kind.NOT_FOUND
    code = "case.task_unknown"
    sentence = N_("There is no such task in this case. Look at it again.")
