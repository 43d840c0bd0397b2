"""Which version of the API this client speaks.

Written by `make clients` from the API's description; not by hand.
"""

from typing import Final

API_VERSION: Final = "2026-11-30"
