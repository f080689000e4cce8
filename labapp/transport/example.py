"""A chat with rooms, as an example: ``python -m labapp.transport.example``.

The environment may set PORT (5000) and ENGINE (``fast`` or ``stock``).
"""

from gevent import monkey

if __name__ == "__main__":
    # Before all other imports, so that the libraries yield to the event loop.
    monkey.patch_all()

import os

from flask import Flask, request
from flask_socketio import emit, join_room, leave_room

from labapp.transport import burst, close_all, install, serve

app = Flask(__name__)
socketio = install(app, engine=os.environ.get("ENGINE", "fast"))


@socketio.on("join")
def join(room: str) -> dict[str, str]:
    """Put the client into a room."""
    join_room(room)
    return {"joined": room}


@socketio.on("leave")
def leave(room: str) -> dict[str, str]:
    """Remove the client from a room."""
    leave_room(room)
    return {"left": room}


@socketio.on("say")
def say(room: str, text: str) -> dict[str, int]:
    """Send a text to everybody in a room."""
    emit("said", {"room": room, "text": text}, to=room)
    return {"length": len(text)}


@app.post("/announcements")
def announce() -> dict[str, int]:
    """Send several texts to every client, in one write for each."""
    texts = request.get_json()
    with burst(socketio.server):
        for text in texts:
            socketio.emit("announced", text)
    return {"announced": len(texts)}


@app.get("/health")
def health() -> dict[str, int]:
    """Return the number of connected clients."""
    return {"clients": len(list(socketio.server.manager.get_participants("/", None)))}


def main() -> None:
    """Serve until SIGTERM or SIGINT, then close every client."""
    port = int(os.environ.get("PORT", "5000"))
    serve(app, port=port, on_stopping=lambda: close_all(socketio.server))


if __name__ == "__main__":
    main()
