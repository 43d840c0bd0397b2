"""The questions and changes that we send, each against the reference of `profile.API_VERSION`.

A list costs its length times what is in it (Shopify's rate limits, "calculated query cost"), and no
document may cost more than a thousand points: hence the lengths of the pages.
"""

from __future__ import annotations

from typing import Final

#: fulfillment orders in one page, and lines of one that are read along; the rest are read after
ORDERS_PAGE: Final = 10
LINES_PAGE: Final = 50
#: of those that changed, only which they are: most of them are known
CHANGES_PAGE: Final = 50
#: lines of one order that are read at once, when it has many
MORE_LINES_PAGE: Final = 250
#: products that are looked up at once; a SKU may stand on several of them
ITEMS_PAGE: Final = 100
_ITEMS_FOUND: Final = 150
#: parcels of one fulfillment order that are known to have left, the newest
FULFILLMENTS_PAGE: Final = 50
#: webhooks of one app
HOOKS_PAGE: Final = 100

_LINE: Final = "id sku productTitle totalQuantity remainingQuantity requiresShipping"
_PAGE_INFO: Final = "pageInfo { hasNextPage endCursor }"
_ORDER: Final = f"""
  id status requestStatus updatedAt orderName orderProcessedAt
  assignedLocation {{ location {{ id }} }}
  destination {{
    firstName lastName company address1 address2 zip city province countryCode phone email
  }}
  deliveryMethod {{ methodType presentedName }}
  fulfillmentHolds {{ reason }}
  merchantRequests(last: 1, kind: FULFILLMENT_REQUEST) {{ nodes {{ message }} }}
  order {{
    note customerLocale paymentGatewayNames currentSubtotalLineItemsQuantity
    totalOutstandingSet {{ shopMoney {{ amount currencyCode }} }}
    customAttributes {{ key value }}
  }}
  lineItems(first: {LINES_PAGE}) {{ nodes {{ {_LINE} }} {_PAGE_INFO} }}
"""

ORDER: Final = f"query($id: ID!) {{ fulfillmentOrder(id: $id) {{ {_ORDER} }} }}"
MORE_LINES: Final = f"""
query($id: ID!, $after: String) {{
  fulfillmentOrder(id: $id) {{
    lineItems(first: {MORE_LINES_PAGE}, after: $after) {{ nodes {{ {_LINE} }} {_PAGE_INFO} }}
  }}
}}
"""
#: those that wait for an answer of ours, whenever it was that they were asked
ASKING: Final = f"""
query($asks: FulfillmentOrderAssignmentStatus!, $after: String) {{
  assignedFulfillmentOrders(first: {ORDERS_PAGE}, after: $after, assignmentStatus: $asks) {{
    nodes {{ {_ORDER} }} {_PAGE_INFO}
  }}
}}
"""
#: which changed, closed ones too, the oldest change first
CHANGED: Final = f"""
query($since: String!, $after: String) {{
  fulfillmentOrders(
    first: {CHANGES_PAGE}, after: $after, includeClosed: true, query: $since, sortKey: UPDATED_AT
  ) {{
    nodes {{ id updatedAt }} {_PAGE_INFO}
  }}
}}
"""
STATE: Final = "query($id: ID!) { fulfillmentOrder(id: $id) { status requestStatus } }"
LINES: Final = f"""
query($id: ID!) {{
  fulfillmentOrder(id: $id) {{
    status requestStatus lineItems(first: {MORE_LINES_PAGE}) {{ nodes {{ id sku }} }}
  }}
}}
"""
SENT: Final = f"""
query($id: ID!) {{
  fulfillmentOrder(id: $id) {{
    id status requestStatus
    lineItems(first: {MORE_LINES_PAGE}) {{
      nodes {{ id sku totalQuantity remainingQuantity }} {_PAGE_INFO}
    }}
    fulfillments(first: {FULFILLMENTS_PAGE}, reverse: true) {{
      nodes {{ id status deliveredAt trackingInfo(first: 1) {{ number }} }}
    }}
  }}
}}
"""
_ANSWERED: Final = "fulfillmentOrder { status requestStatus } userErrors { field message }"
ACCEPT: Final = f"""
mutation($id: ID!, $message: String) {{
  done: fulfillmentOrderAcceptFulfillmentRequest(id: $id, message: $message) {{ {_ANSWERED} }}
}}
"""
REJECT: Final = f"""
mutation(
  $id: ID!, $reason: FulfillmentOrderRejectionReason, $message: String,
  $lines: [IncomingRequestLineItemInput!]
) {{
  done: fulfillmentOrderRejectFulfillmentRequest(
    id: $id, reason: $reason, message: $message, lineItems: $lines
  ) {{ {_ANSWERED} }}
}}
"""
ACCEPT_CANCELLATION: Final = f"""
mutation($id: ID!, $message: String) {{
  done: fulfillmentOrderAcceptCancellationRequest(id: $id, message: $message) {{ {_ANSWERED} }}
}}
"""
REJECT_CANCELLATION: Final = f"""
mutation($id: ID!, $message: String) {{
  done: fulfillmentOrderRejectCancellationRequest(id: $id, message: $message) {{ {_ANSWERED} }}
}}
"""
CLOSE: Final = f"""
mutation($id: ID!, $message: String) {{
  done: fulfillmentOrderClose(id: $id, message: $message) {{ {_ANSWERED} }}
}}
"""
FULFIL: Final = """
mutation($fulfillment: FulfillmentInput!) {
  done: fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id } userErrors { field message }
  }
}
"""
TRACK: Final = """
mutation($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
  done: fulfillmentTrackingInfoUpdate(
    fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify
  ) {
    fulfillment { id } userErrors { field message }
  }
}
"""
DELIVERED: Final = """
mutation($event: FulfillmentEventInput!) {
  done: fulfillmentEventCreate(fulfillmentEvent: $event) {
    fulfillmentEvent { id } userErrors { field message }
  }
}
"""
PROGRESS: Final = """
mutation($id: ID!, $report: FulfillmentOrderReportProgressInput) {
  done: fulfillmentOrderReportProgress(id: $id, progressReport: $report) {
    fulfillmentOrder { status requestStatus } userErrors { field message }
  }
}
"""
ITEMS: Final = f"""
query($skus: String!, $location: ID!) {{
  inventoryItems(first: {_ITEMS_FOUND}, query: $skus) {{
    nodes {{
      id sku tracked
      inventoryLevel(locationId: $location) {{ quantities(names: ["on_hand"]) {{ quantity }} }}
    }}
    pageInfo {{ hasNextPage }}
  }}
}}
"""
SET_ON_HAND: Final = """
mutation($input: InventorySetQuantitiesInput!, $key: String!) {
  done: inventorySetQuantities(input: $input) @idempotent(key: $key) {
    userErrors { code field message }
  }
}
"""
ABOUT_US: Final = """
query {
  shop {
    name myshopifyDomain
    fulfillmentServices { id serviceName callbackUrl location { id } }
  }
  currentAppInstallation { accessScopes { handle } }
}
"""
MAKE_SERVICE: Final = """
mutation($name: String!, $url: URL!) {
  done: fulfillmentServiceCreate(
    name: $name, callbackUrl: $url, inventoryManagement: false, trackingSupport: false,
    requiresShippingMethod: true
  ) {
    fulfillmentService { id location { id } } userErrors { field message }
  }
}
"""
MEND_SERVICE: Final = """
mutation($id: ID!, $url: URL!) {
  done: fulfillmentServiceUpdate(id: $id, callbackUrl: $url) {
    fulfillmentService { id location { id } } userErrors { field message }
  }
}
"""
HOOKS: Final = f"""
query($topics: [WebhookSubscriptionTopic!]) {{
  webhookSubscriptions(first: {HOOKS_PAGE}, topics: $topics) {{ nodes {{ id topic uri }} }}
}}
"""
MAKE_HOOK: Final = """
mutation($topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {
  done: webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) {
    webhookSubscription { id } userErrors { field message }
  }
}
"""
DROP_HOOK: Final = """
mutation($id: ID!) {
  done: webhookSubscriptionDelete(id: $id) { userErrors { field message } }
}
"""
