"""``python -m bench.floor URL PORT CONNECTIONS``: one process of the floor."""

from __future__ import annotations

import sys

import uvicorn

from bench.floor.app import Floor


def main() -> None:
    """Serve until SIGTERM."""
    url, port, connections = sys.argv[1:]
    uvicorn.run(
        Floor(url, int(connections)),
        port=int(port),
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
    )


if __name__ == "__main__":
    main()
