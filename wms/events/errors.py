"""How webhooks say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class EndpointUnknown(Refusal):
    """The shop has no such webhook endpoint."""

    kind = Kind.NOT_FOUND
    code = "webhook.endpoint_unknown"
    title = N_("No such endpoint")
    sentence = N_("There is no webhook endpoint {id}.")
    remedy = N_("Look the id up with GET /v1/webhook-endpoints; a deleted endpoint is gone.")


class DeliveryUnknown(Refusal):
    """The shop has no such delivery."""

    kind = Kind.NOT_FOUND
    code = "webhook.delivery_unknown"
    title = N_("No such delivery of a webhook")
    sentence = N_("There is no webhook delivery {id}.")
    remedy = N_("Look the id up with GET /v1/webhook-deliveries; deliveries are kept for 30 days.")


class EventTypeUnknown(Refusal):
    """There is no event of this type."""

    kind = Kind.INVALID
    code = "webhook.event_type_unknown"
    title = N_("Unknown type of event")
    sentence = N_("There is no event type {type}.")
    remedy = N_("Take types from GET /v1/event-types; an empty list means all.")


class EventTypeNotThere(Refusal):
    """Nothing is told by this name."""

    kind = Kind.NOT_FOUND
    code = "event_type.unknown"
    title = N_("Unknown type of event")
    sentence = N_("There is no event type {type}.")
    remedy = N_("Take a type from GET /v1/event-types.")


class EndpointDisabled(Refusal):
    """Nothing is sent to a disabled endpoint."""

    code = "webhook.endpoint_disabled"
    title = N_("The endpoint is disabled")
    sentence = N_("This webhook endpoint is disabled. Enable it first.")
    remedy = N_(
        "Enable it with PATCH /v1/webhook-endpoints/{endpoint_id} and status enabled; the "
        "answer says what it missed."
    )


class CarriedInSandboxOnly(Refusal):
    """A live shop's webhooks are sent by us."""

    kind = Kind.INVALID
    code = "webhook.carried_in_sandbox_only"
    title = N_("Carried in the sandbox only")
    sentence = N_("Only a sandbox's webhooks can be carried. Use a test key (wms_test_…).")
    remedy = N_("Ask with a test key (wms_test_…), or leave is_carried out.")


class NotCarried(Refusal):
    """We send there ourselves."""

    code = "webhook.not_carried"
    title = N_("Not carried")
    sentence = N_(
        "The warehouse sends to this webhook endpoint itself. Create one with is_carried."
    )
    remedy = N_("Create another endpoint with is_carried, and collect from that one.")


class TryOver(Refusal):
    """Somebody answered for it already, or it took too long."""

    code = "webhook.try_over"
    title = N_("This try is over")
    sentence = N_(
        "Try {attempt} of this delivery is over: it was answered, or nobody did in time. "
        "Collect again."
    )
    remedy = N_("Collect again: what was not delivered comes once more.")


class TooManyEndpoints(Refusal):
    """A shop has a handful of receivers, not hundreds."""

    code = "webhook.too_many_endpoints"
    title = N_("Too many endpoints")
    sentence = N_("There are {most} webhook endpoints already. Delete one first.")
    remedy = N_("Delete one that is not needed; one endpoint can hear several types.")


class RotationRunning(Refusal):
    """The old secret is still valid; a third one would cut the receiver off."""

    code = "webhook.rotation_running"
    title = N_("The secret was just changed")
    sentence = N_("The secret was changed a short time ago. The old one is valid until {until}.")
    remedy = N_(
        "Wait until the moment that detail names, then change it once more; both secrets are "
        "good until then."
    )


class RangeTurned(Refusal):
    """A range that ends before it begins."""

    kind = Kind.INVALID
    code = "webhook.range_turned"
    title = N_("The range is turned round")
    sentence = N_("The last sequence must not be smaller than the first.")
    remedy = N_("Exchange the two numbers.")
