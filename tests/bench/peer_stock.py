"""Stock Flask-SocketIO, with gevent and gevent-websocket: the same namespace, handshake and payloads."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
import time  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from typing import Any  # noqa: E402

import jwt  # noqa: E402
from flask import Flask, request  # noqa: E402
from flask_socketio import ConnectionRefusedError, SocketIO, emit, join_room  # noqa: E402

PORT, SECRET = int(sys.argv[1]), sys.argv[2]
app = Flask(__name__)
# ``Any``: Flask-SocketIO has no types.
socketio: Any = SocketIO(app, async_mode="gevent", max_http_buffer_size=65_536)


@socketio.on("connect", namespace="/events")
def on_connect(auth: dict[str, str]) -> None:
    try:
        user = jwt.decode(auth["token"], SECRET, algorithms=["HS256"], options={"verify_aud": False})
    except jwt.PyJWTError:
        raise ConnectionRefusedError("token_invalid") from None
    for room in ("everybody", "role:Paciente", f"user:{user['sub']}"):
        join_room(room)
    emit("connected", ({"userId": user["sub"]}, "0"))


@socketio.on("ping", namespace="/events")
def on_ping(*_: object) -> None:
    emit("pong", {})


@app.get("/emit")
def emit_all() -> str:
    began = time.time()
    timestamp, name = datetime.now(UTC).isoformat(timespec="milliseconds"), "x" * int(request.args["size"])
    for number in range(int(request.args["count"])):
        body = {
            "timestamp": timestamp,
            "type": "price",
            "action": "updated",
            "entityId": number,
            "entityName": name,
            "eventId": number,
        }
        socketio.emit("catalog:update", (body, str(number)), to="everybody", namespace="/events")
    return str(began)


if __name__ == "__main__":
    print("ready", flush=True)
    socketio.run(app, host="127.0.0.1", port=PORT, log_output=False)
