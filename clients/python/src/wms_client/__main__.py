"""``python -m wms_client listen --forward-to http://localhost:3000/hooks``."""

from __future__ import annotations

import sys

from wms_client.commands import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
