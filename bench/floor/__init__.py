"""F, the floor: a bare ASGI program that makes the one SQL call of a scan or an order.

No framework, no authentication, no checks: what Python, uvicorn and asyncpg cost by themselves.
It may only get faster.
"""
