"""What consumers are told of their orders, in the name of the shop; nothing, until the shop says so.

`kinds` says what there is to tell, `texts` in which words, `letter` how it looks; `tell` reads the
shop's feed and queues each message once. `survey` asks one question after the delivery.
"""
