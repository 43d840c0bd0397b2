"""How the shapes of the API are called outside: by what they are, not by where our code keeps them.

A class says in its own name what it is for us (`OrderView` is a read, `ProductCard` a card of the
desk, too); a shop's program knows only an order and a product. These names become classes of the
clients, so a change of one is a change for everybody who is built on them.
"""

from __future__ import annotations

from typing import Any, Final, get_args, get_origin

#: endings that only say how we made it
_OURS: Final = ("View", "Card", "Out")
#: where the name of the class, without its ending, would say too little
_NAMES: Final = {
    "AgainLine": "ReshipmentLine",
    "Answer": "CancelAnswer",
    "Answered": "ComplaintAnswered",
    "AnnouncedLot": "NewAsnLot",
    "Attempt": "WebhookAttempt",
    "BarcodeFault": "BarcodeProblem",
    "BarcodeOf": "Barcode",
    "Batch": "ProductBatch",
    "BatchResult": "ProductBatchResult",
    "Cancelled": "Cancellation",
    "CaseWords": "CaseMessage",
    "CaseMessage": "NewCaseMessage",
    "CaseView": "Case",
    "Case": "ReportedCase",
    "Clocks": "ReturnClocks",
    "Coming": "CutOff",
    "ConsumerTerms": "ConsumerRules",
    "Conversation": "ReportedConversation",
    "Delivery": "WebhookDelivery",
    "Endpoint": "WebhookEndpoint",
    "EndpointChange": "WebhookEndpointChange",
    "Envelope": "Event",
    "EvidenceOut": "OrderEvidence",
    "ExchangeAsked": "NewExchange",
    "ExpiryWatch": "StockRules",
    "Explained": "StockExplanation",
    "Fact": "TimelineEntry",
    "FailureTold": "LabelFailure",
    "Fallbacks": "DiscrepancyFallbacks",
    "Feed": "EventFeed",
    "FileRow": "MessageFile",
    "FromStock": "StockPromise",
    "Given": "SandboxGoods",
    "GoOn": "ReleaseHold",
    "GoodsWanted": "NewSandboxGoods",
    "Held": "ReportedOrder",
    "HoldView": "OrderHold",
    "ImportOut": "Import",
    "ItemResult": "ProductResult",
    "KeptDocument": "StoredDocument",
    "Kit": "NewKit",
    "KitOut": "Kit",
    "Known": "PersonReport",
    "LabelFailed": "ReturnLabelFailure",
    "LabelView": "ReturnLabel",
    "Labels": "ReturnLabels",
    "Level": "NewStockLevel",
    "LineAsked": "NewOrderLine",
    "LinePart": "ReshippedLine",
    "Mismatch": "ReturnMismatch",
    "Moved": "StockMovement",
    "NewDecision": "DiscrepancyDecision",
    "NewEndpoint": "NewWebhookEndpoint",
    "NewRules": "NewPrivacyRules",
    "OfKit": "KitOfLine",
    "OrderAsked": "NewOrder",
    "OrderExplained": "OrderExplanation",
    "OrderOfParcel": "ReturnIdentification",
    "OwnText": "NewNoticeText",
    "PhotoList": "ProductPhotos",
    "PhotoOut": "ProductPhoto",
    "PictureOut": "RubricPicture",
    "PointView": "PickupPoint",
    "ProductLevel": "StockLevel",
    "ProductRule": "RubricProductRule",
    "Promises": "CasePromises",
    "Proposal": "MeasureProposal",
    "QuoteAsked": "NewQuote",
    "Refunded": "RefundPaid",
    "Replayed": "ReplayResult",
    "ReplayAsked": "NewReplay",
    "ReshipAsked": "NewReshipment",
    "RowOut": "ImportRow",
    "RowDifference": "ImportRowDifference",
    "RowError": "ImportRowProblem",
    "Rubric": "ReturnRubric",
    "RubricOut": "StoredReturnRubric",
    "Rules": "InboundRules",
    "Said": "ReportedMessage",
    "SaidView": "SentMessage",
    "Sealed": "MovementSeal",
    "SlipTemplateOut": "StoredSlipTemplate",
    "StockOf": "Stock",
    "StockThen": "StockAsOf",
    "SubjectOut": "EventSubject",
    "TextOut": "NoticeText",
    "TrackingNewsView": "TrackingUpdate",
    "TrialAsked": "NewTestEvent",
    "TrialSent": "TestEvent",
    "Unfiled": "UnfiledMail",
    "Wait": "NewHold",
    "Waiting": "WaitingOrder",
    "Way": "ShippingWay",
    "WayAsked": "NewReturnLabel",
    "WayTold": "ChosenWay",
    "WhoIsMeant": "PersonLookup",
    "Wish": "CaseRemedy",
    "WithSecret": "WebhookEndpointWithSecret",
    "Within": "PromisedTime",
    "api.reasons.Told": "Reason",
    "wms.catalog.kits.Part": "KitPart",
    "wms.notices.settings.Told": "NoticeRules",
    "wms.shipping.told.stock_explained.Part": "StockPart",
}


def schema_name(kind: Any) -> str:
    """What a shape is called outside; a page of a list by what is in it: ``OrderPage``."""
    plain = get_origin(kind) or kind
    inner = get_args(kind)
    name: str = plain.__name__
    if inner:
        return "".join(schema_name(one) for one in inner) + name
    given = _NAMES.get(f"{plain.__module__}.{name}") or _NAMES.get(name)
    if given is not None:
        return given
    ending = next((one for one in _OURS if name.endswith(one)), "")
    return name.removesuffix(ending)
