"""How bytes reach a printer, and what it says of itself.

One way out a file: `folder`, `ipp`, `raw` (port 9100), `lp`. The workers use them for printers that
they reach; `agent` is a program that uses them beside printers that nobody reaches from outside.
Each way answers three questions: `state`, `send`, and `has_come`, which is asked about a job whose
sender died on the way. This package knows nothing of the warehouse.
"""
