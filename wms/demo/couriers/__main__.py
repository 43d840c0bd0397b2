"""``python -m wms.demo.couriers 9100``: both couriers, until killed."""

from __future__ import annotations

import sys

from wms.demo.couriers import Couriers

Couriers(int(sys.argv[1])).forever()
