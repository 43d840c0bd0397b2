import os
import signal
import socket
from pathlib import Path

import psutil
import pytest
import redis
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker

from tests.local.conftest import wait_for
from tests.local.rows import until_on_disk
from wms.local import AlreadyRunning, Redis, ServerFailed


@pytest.fixture
def server(home: Path) -> Redis:
    return Redis(home / "redis")


def test_redis_py_and_dramatiq_reach_it(server: Redis) -> None:
    with server:
        assert server.url == f"unix://{server.socket}?db=0"
        with redis.Redis.from_url(server.url) as line:
            assert line.ping()
        broker = RedisBroker(url=server.url)
        broker.declare_queue("labels")
        message = Message(queue_name="labels", actor_name="print", args=(1,), kwargs={}, options={})
        broker.enqueue(message)
        consumer = broker.consume("labels", timeout=1000)
        received = next(consumer)
        assert received is not None
        assert received.message_id == message.message_id
        consumer.ack(received)
        broker.close()


def test_it_forgets_nothing_and_listens_on_no_network(server: Redis) -> None:
    with server, redis.Redis.from_url(server.url, decode_responses=True) as line:
        assert line.config_get("append*")["appendonly"] == "yes"
        assert line.config_get("append*")["appendfsync"] == "everysec"
        assert line.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        assert psutil.Process(server.pid).net_connections("inet") == []
        assert server.sockets.stat().st_mode & 0o777 == 0o700


def test_a_killed_server_comes_back_with_everything_that_was_on_disk(server: Redis) -> None:
    with server:
        with redis.Redis.from_url(server.url) as line:
            for number in range(1000):
                line.rpush("scans", number)
            until_on_disk(line)
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        wait_for(lambda: server.pid is None, "the death")
        assert server.revive() is True
        with redis.Redis.from_url(server.url) as line:
            assert line.llen("scans") == 1000


def test_started_twice_the_second_is_told_who_holds_the_folder(server: Redis) -> None:
    with server, pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        Redis(server.home).start()


def test_settings_reach_the_server(home: Path) -> None:
    with (
        Redis(home / "redis", settings={"maxmemory": "64mb"}) as server,
        redis.Redis.from_url(server.url, decode_responses=True) as line,
    ):
        assert line.config_get("maxmemory")["maxmemory"] == str(64 * 1024 * 1024)


def test_a_server_that_cannot_start_says_what_its_log_says(home: Path) -> None:
    with pytest.raises(ServerFailed, match="appendfsync"):
        Redis(home / "redis", settings={"appendfsync": "sometimes"}).start()


def test_a_socket_left_by_a_crash_is_no_obstacle(server: Redis) -> None:
    server.sockets.mkdir(parents=True, mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(server.socket))
    with server, redis.Redis.from_url(server.url) as line:
        assert line.ping()
