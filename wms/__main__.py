"""``python -m wms``: the command line, where the ``wms`` script is not installed."""

import sys

from wms.cli import main

if __name__ == "__main__":
    sys.exit(main())
