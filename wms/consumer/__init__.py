"""What consumers see and do by themselves: their order, its parcels, a withdrawal, a question.

A consumer has no log-in. The link to their order is signed (`wms.shops.consumer_links`); before
anything of it changes they say its postcode or e-mail (`wms.consumer.proof`).
"""
