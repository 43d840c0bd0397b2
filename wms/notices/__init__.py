"""What consumers are told of their orders in their shop's name; nothing, until it says so.

`kinds` says what there is to tell, `texts` in which words, `letter` how it looks; `tell` reads the
shop's feed and queues each message once. `survey` asks one question after the delivery.
"""
