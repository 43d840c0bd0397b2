"""Checks of Redis. It carries ids only, but it must not forget them at will."""

from redis.exceptions import ResponseError

from wms.doctor.findings import Installation, Verdict, fail, ok, warn


async def reachable(at: Installation) -> Verdict:
    """Redis answers."""
    if at.queue is not None:
        info = await at.redis.info("server")
        name = info.get("server_name", "redis")
        return ok(f"{name} {info.get(f'{name}_version', info['redis_version'])}")
    own = "Start the warehouse: `wms up`." if at.has_own_redis else ""
    return fail(
        at.queue_error,
        own
        or "Start that server, or correct WMS_REDIS_URL. Scanning goes on without it;"
        " webhooks and labels wait.",
    )


async def append_only_file(at: Installation) -> Verdict:
    """A restart of Redis does not empty the queues."""
    info = await at.redis.info("persistence")
    if not info.get("aof_enabled"):
        return warn(
            "the append-only file is off",
            "Set appendonly yes: without it a restart loses the queues, which costs a delay.",
        )
    if info.get("aof_last_write_status") != "ok":
        return fail("the append-only file cannot be written", "Look at the disk and Redis' log.")
    return ok("on")


async def eviction(at: Installation) -> Verdict:
    """Redis refuses what it has no room for, instead of forgetting what it has."""
    try:
        policy = (await at.redis.config_get("maxmemory-policy"))["maxmemory-policy"]
    except ResponseError:
        policy = (await at.redis.info("memory")).get("maxmemory_policy", "unknown")
    if policy != "noeviction":
        return fail(str(policy), "Set maxmemory-policy noeviction.")
    return ok(str(policy))
