"""Couriers that answer as InPost and DPD Polska do, on this machine: for the demo and for tests.

Real HTTP, their real paths, forms, statuses and refusals; what goes wrong with them can be made to
happen (`Trouble`). They know nothing of the warehouse and share no code with its adapters.
"""

from wms.demo.couriers.server import Couriers
from wms.demo.couriers.trouble import Trouble

__all__ = ["Couriers", "Trouble"]
