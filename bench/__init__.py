"""What we measure and against what: `make bench`.

Three ways to do the same work on the same embedded PostgreSQL, in turns in one run:

- **P**, ``pgbench``: the SQL function called over the unix socket, no Python at all;
- **F**, the floor (`bench.floor`): a bare ASGI program that makes that one call, and nothing else;
- **ours**: the real web process through its real doors, everything included.

A rate counts only when the warehouse still adds up afterwards (`bench.conservation`).
"""
