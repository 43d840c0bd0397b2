"""Shopify, to which the warehouse is a fulfilment service.

Our location stands in the shop beside its own. What is ordered from it becomes a *fulfillment
order*; its owner (or a rule of theirs) requests it of us, and we accept or reject. What was taken
they may ask to cancel, and we accept or reject that, too. What leaves becomes a *fulfillment* with
its tracking, a parcel each; what cannot be sent is closed. All of it by GraphQL; Shopify only rings
a bell at our address and says nothing of what happened, so everything is read.

- `profile`: what a connection needs · `documents`: the queries · `ask`: one question and its answer
- `seen`: a fulfillment order as an order of ours · `knocks`: the bell, webhooks, privacy
- `answers`: yes and no · `parcels`: what left · `stock`: what can be sold · `hooks`: our own place
- `adapter`: all of it behind `wms.platforms.port.Platform`

Source: Shopify's public documentation, "Build for fulfillment services" and the GraphQL Admin API
reference of `profile.API_VERSION`.
"""
