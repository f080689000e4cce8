"""The reference client: socket.io-client under Node, unmodified, driven over a pipe.

One Node process serves every client of the test session; its packages are installed once, from the lock file.
"""

import hashlib
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

from tests.support.components import missing
from tests.support.inbox import TIMEOUT_SECONDS, Inbox
from tests.support.processes import stop

SOURCE = Path(__file__).resolve().parents[1] / "node"
CACHE = Path(__file__).resolve().parents[2] / ".cache"


# The default first delay of a reconnecting client is a second.
FAST_RECONNECT: dict[str, Any] = {"reconnectionDelay": 30, "reconnectionDelayMax": 100}


def packages() -> Path:
    """Return the directory of the npm packages, installed there on first use."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        missing("Node.js with npm")
    lock = (SOURCE / "package-lock.json").read_bytes()
    directory = CACHE / f"node-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not directory.exists():
        CACHE.mkdir(exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix="building-", dir=CACHE))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCE / name, building)
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=building, check=True, stdout=subprocess.DEVNULL)
        try:
            building.rename(directory)
        except OSError:
            # Another test run has installed them meanwhile.
            shutil.rmtree(building)
    return directory


class NodeDriver:
    """The Node process."""

    def __init__(self) -> None:
        # Node resolves packages from the script's directory, so the script is copied beside them.
        self._script = self._place(packages())
        self._process = subprocess.Popen(["node", str(self._script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._inboxes: dict[str, Inbox] = {}
        self._names = itertools.count(1)
        self._writing = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _place(self, directory: Path) -> Path:
        script = directory / f"client-{os.getpid()}.mjs"
        shutil.copy(SOURCE / "client.mjs", script)
        return script

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            message = json.loads(line)
            inbox = self._inboxes.get(message["client"])
            if inbox is not None:
                inbox.put(message["event"], tuple(message["args"]), message["at"])

    def send(self, command: dict[str, Any]) -> None:
        """Send one command to the process."""
        assert self._process.stdin is not None
        with self._writing:
            self._process.stdin.write(json.dumps(command).encode() + b"\n")
            self._process.stdin.flush()

    def inbox(self) -> Inbox:
        """Create the inbox of a new client; its name is the client's."""
        inbox = Inbox(f"node {next(self._names)}")
        self._inboxes[inbox.name] = inbox
        return inbox

    def open(
        self, url: str, *, namespace: str = "/events", auth: dict[str, Any] | None = None, **options: Any
    ) -> "NodeClient":
        """Open a client of ``url``; it connects at once. ``options`` are those of ``io()``."""
        inbox = self.inbox()
        chosen: dict[str, Any] = {"transports": ["websocket"], "forceNew": True}
        if auth is not None:
            chosen["auth"] = auth
        chosen |= options
        given = {name: value for name, value in chosen.items() if value is not None}
        client = NodeClient(self, inbox)
        self.send({"do": "open", "client": inbox.name, "url": url + namespace, "options": given})
        return client

    def run(self, script: str, *, timeout: float = TIMEOUT_SECONDS) -> "subprocess.CompletedProcess[str]":
        """Run a script beside the same packages, in a process of its own, and wait for it to exit."""
        command = ["node", "--input-type=module"]
        options: dict[str, Any] = {"cwd": self._script.parent, "capture_output": True, "text": True}
        return subprocess.run(command, input=script, timeout=timeout, **options)

    def forget(self, inbox: Inbox) -> None:
        """Drop a closed client's inbox."""
        self._inboxes.pop(inbox.name, None)

    def close(self) -> None:
        """Stop the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        stop(self._process, within=5)
        self._reader.join(timeout=5)
        self._process.stdout.close()
        self._script.unlink(missing_ok=True)


class NodeClient:
    """One socket of the reference client."""

    def __init__(self, driver: NodeDriver, inbox: Inbox) -> None:
        self.inbox = inbox
        self.events = inbox.events
        self.wait_for = inbox.wait_for
        self.wait_until = inbox.wait_until
        self._driver = driver
        self._asked = itertools.count(1)

    def __len__(self) -> int:
        return len(self.inbox)

    def _do(self, what: str, **more: Any) -> None:
        self._driver.send({"do": what, "client": self.inbox.name} | more)

    def connected(self, *, since: int = 0, timeout: float = TIMEOUT_SECONDS) -> dict[str, Any]:
        """Wait for ``connected`` and return its body."""
        return self.wait_for("connected", since=since, timeout=timeout).body

    @property
    def sid(self) -> str:
        """The id of the latest connection."""
        sid: str = self.events("connect")[-1].body["id"]
        return sid

    def emit(self, event: str, *args: Any) -> None:
        """Send a message without requesting an acknowledgement."""
        self._do("emit", event=event, args=args)

    def ask(self, event: str, *args: Any, timeout: float = TIMEOUT_SECONDS) -> Any:
        """Send a message and return its acknowledgement."""
        number = next(self._asked)
        self._do("ask", event=event, args=args, id=number)
        return self.wait_for(f"ack:{number}", timeout=timeout).args[0]

    def collect(self, *, upto: int | None = None) -> None:
        """Acknowledge each chunk of a download from now on, or only those before ``upto``."""
        self._do("collect", upto=upto)

    def cut(self) -> None:
        """Destroy the TCP connection, as a lost network does; the client reconnects by itself."""
        self._do("cut")

    def set_auth(self, auth: dict[str, Any]) -> None:
        """Use other credentials from the next connection on."""
        self._do("auth", auth=auth)

    def disconnect(self) -> None:
        """Disconnect without reconnecting."""
        self._do("disconnect")

    def connect(self) -> None:
        """Connect again after ``disconnect``."""
        self._do("connect")

    def close(self) -> None:
        """Close the client and wait until it is closed."""
        since = len(self)
        self._do("close")
        self.wait_for("closed", since=since)
        self._driver.forget(self.inbox)
