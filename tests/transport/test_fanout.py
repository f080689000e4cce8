"""The fan-out's rooms from either side, and under python-socketio's Redis manager."""

import subprocess
import sys

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
