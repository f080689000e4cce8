"""The fan-out's rooms from either side, and under python-socketio's Redis manager."""

import subprocess
import sys

from flask import Flask

from labapp.transport import burst, install
from labapp.transport.fanout import Fanout
from tests.support.processes import REPOSITORY
from tests.support.redis import RedisServer

# Both ends in a process of their own: the manager's listener is a thread that never ends.
_UNDER_REDIS = """
import os, sys, threading
import socketio
from labapp.transport.fanout import RedisFanout

class Wire:
    deflates, direct, got, arrived = False, None, b"", threading.Event()
    def write(self, data):
        self.got += data
        self.arrived.set()

class Socket:
    ws = Wire()

url = sys.argv[1]
server = socketio.Server(client_manager=RedisFanout(url), async_mode="threading", namespaces=["/events"])
server.manager.initialize()
server.eio.sockets["transport"] = Socket()
sid = server.manager.pre_connect("transport", "/events")
server.manager.connect(sid, "/events")
server.manager.enter_room(sid, "/events", "everybody")
writer = socketio.RedisManager(url, write_only=True)
while not Socket.ws.arrived.wait(0.2):
    # Until the listener has subscribed, what is published reaches nobody.
    writer.emit("catalog:update", {"entityId": 7}, namespace="/events", room="everybody")
assert b'42/events,["catalog:update",{"entityId":7}]' in Socket.ws.got, Socket.ws.got
server.manager.disconnect(sid, "/events", ignore_queue=True)
assert server.manager.get_rooms(sid, "/events") == [] and server.manager.rooms == {}
print("ok", flush=True)
os._exit(0)
"""


def test_what_another_process_emits_goes_out_through_the_fanout(redis_server: RedisServer) -> None:
    command = [sys.executable, "-c", _UNDER_REDIS, redis_server.url]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.returncode) == ("ok\n", 0), done.stderr


class RecordingSocket:
    """A WebSocket client of the fan-out that keeps each write."""

    deflates, direct = False, None

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.ws = self

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    @property
    def events(self) -> list[bytes]:
        """The names of the events in each write, without the frames' headers."""
        return [b" ".join(part.split(b'"')[0] for part in write.split(b'42["')[1:]) for write in self.writes]


def manager_with(*eio_sids: str) -> tuple[Fanout, dict[str, RecordingSocket]]:
    server = install(Flask("one")).server
    assert isinstance(server.manager, Fanout)
    server.eio.sockets.update({eio_sid: RecordingSocket() for eio_sid in eio_sids})
    return server.manager, server.eio.sockets


def test_a_burst_is_one_write_for_each_client_in_order() -> None:
    manager, sockets = manager_with("a", "b")
    first, second = manager.connect("a", "/"), manager.connect("b", "/")
    assert first is not None
    assert second is not None
    manager.enter_room(first, "/", "red")
    with burst(manager.server):
        manager.emit("one", 1, "/", room="red")
        with burst(manager.server):
            manager.emit("two", 2, "/")
        manager.emit("three", 3, "/", room="red")
        manager.emit("four", 4, "/", skip_sid=second)
    manager.emit("five", 5, "/", to=[first, "red"])
    assert sockets["a"].events == [b"one two three four", b"five"]
    assert sockets["b"].events == [b"two"]


def test_a_change_of_rooms_in_a_burst_sends_what_came_before_it() -> None:
    manager, sockets = manager_with("a")
    sid = manager.connect("a", "/")
    assert sid is not None
    with burst(manager.server):
        manager.emit("before", 1, "/")
        manager.enter_room(sid, "/", "red")
        manager.emit("within", 2, "/", room="red")
        manager.leave_room(sid, "/", "red")
        manager.emit("after", 3, "/", room="red")
    assert sockets["a"].events == [b"before", b"within"]


def test_a_connection_that_is_not_accepted_receives_no_broadcast_and_can_be_discarded() -> None:
    manager, sockets = manager_with("a")
    sid = manager.pre_connect("a", "/")
    assert sid is not None
    assert manager.pre_connect("a", "/") is None
    assert (manager.is_pre_connected(sid, "/"), manager.is_connected(sid, "/")) == (True, False)
    manager.emit("broadcast", 1, "/")
    manager.emit("own", 2, "/", room=sid)
    assert sockets["a"].events == [b"own"]
    manager.enter_room(sid, "/", "red")
    assert manager.discard_pending("a")
    assert not manager.discard_pending("a")
    assert (manager.rooms, manager.get_rooms(sid, "/"), manager.sid_from_eio_sid("a", "/")) == ({}, [], None)
