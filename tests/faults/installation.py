"""A whole installation that may be killed: its own PostgreSQL and Valkey, `python -m api` and
`python -m workers` as `wms up` starts them."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.faults.servers import free_port
from tests.programs import Program
from wms.local import Local

START_LIMIT_S = 60.0


@dataclass
class Installation:
    """Programs of one installation, by name."""

    local: Local
    app_url: str
    folder: Path
    port: int = field(default_factory=free_port)
    processes: dict[str, Program] = field(default_factory=dict)

    def start(self, name: str, **settings: str) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("WMS_")}
        told = {
            "database_url": self.app_url,
            "redis_url": self.local.redis.url,
            "data_dir": str(self.folder),
            "secret_key": "faults-" + "0" * 40,
            "bind_port": str(self.port),
            "log_level": "warning",
            "rate_limit_burst": "100000",
            "rate_limit_per_minute": "6000000",
            **settings,
        }
        self.processes[name] = Program(
            name,
            environment={**kept, **{f"WMS_{k.upper()}": v for k, v in told.items()}},
            log=self.folder / f"{name}.log",
        )

    def kill(self, name: str) -> int:
        """kill -9; how it ended."""
        self.processes[name].send_signal(signal.SIGKILL)
        return self.processes[name].wait()

    def is_alive(self, name: str) -> bool:
        return self.processes[name].poll() is None

    def wait_for_api(self) -> float:
        """Until the web server answers well; how long it took, s."""
        began = time.monotonic()
        while True:
            try:
                if httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200:
                    return time.monotonic() - began
            except httpx.TransportError:
                pass
            assert time.monotonic() - began < START_LIMIT_S, self.log("api")
            time.sleep(0.05)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()[-4000:]

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
            process.wait()
