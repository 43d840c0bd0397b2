"""How a consumer's page says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NotAllowedHere(Refusal):
    """The shop does not let its consumers do this by themselves."""

    kind = Kind.FORBIDDEN
    code = "consumer.not_allowed"
    sentence = N_("This shop does not offer this here. Ask the shop.")


class NothingChosen(Refusal):
    """A withdrawal of nothing."""

    kind = Kind.INVALID
    code = "consumer.nothing_chosen"
    sentence = N_("Choose at least one product.")


class NotThatMany(Refusal):
    """More comes back than was sent, or is already on its way back."""

    kind = Kind.INVALID
    code = "consumer.not_that_many"
    sentence = N_("Of {sku} at most {most} can come back.")


class NothingLeft(Refusal):
    """The order is cancelled, or all of it comes back already."""

    code = "consumer.nothing_left"
    sentence = N_("There is nothing left in this order to withdraw from.")


class AnswerTooLong(Refusal):
    """A question or answer of the shop is missing or too long."""

    kind = Kind.INVALID
    code = "consumer.answer_length"
    sentence = N_(
        "Write a question of at most {question} and an answer of at most {answer} letters."
    )


class AnswersFull(Refusal):
    """A shop has as many questions and answers in a language as one page takes."""

    code = "consumer.answers_full"
    sentence = N_("There are {most} questions in this language already. Take one away first.")


class AskedTooOften(Refusal):
    """An order's page sent as many messages in a day as people ever need."""

    kind = Kind.BUSY
    code = "consumer.asked_too_often"
    sentence = N_("You have written very often today. Please wait for the answer.")
