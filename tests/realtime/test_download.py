"""A result over the socket: in chunks, no faster than it is read, to whom it belongs."""

import base64
import hashlib

from tests.support.scene import Scene, pdf


def test_a_result_is_streamed_with_at_most_four_chunks_unanswered(scene: Scene) -> None:
    result = scene.order(stage="filed")
    content = pdf() + b"\n%" + b"x" * 700_000
    result = scene.admin.upload(f"/api/admin/results/{result['id']}/file", content)
    scene.admin.post(f"/api/admin/results/{result['id']}/release")
    client = scene.lab.connect(scene.accounts["patient"])
    assert client.ask("result:download", {"resultId": result["id"]})["ok"] is True
    head = client.wait_for("result:file").body
    assert head["resultId"] == result["id"]
    assert head["size"] == len(content)
    assert head["sha256"] == hashlib.sha256(content).hexdigest()
    chunks = -(-head["size"] // head["chunkSize"])
    assert chunks > 5
    received = b""
    for index in range(chunks):
        chunk = client.wait_for("result:chunk", lambda r, index=index: r.body["index"] == index).body
        assert chunk["resultId"] == result["id"]
        received += base64.b64decode(chunk["data"]["base64"])
        client.ask("ping")
        assert len(client.events("result:chunk")) <= index + 4
        client.emit("result:chunk:ack", {"resultId": result["id"], "index": index})
    assert client.wait_for("result:file:end").body == {"resultId": result["id"], "sha256": head["sha256"]}
    assert received == content
    client.disconnect()


def test_a_result_is_not_streamed_to_whom_it_does_not_belong(scene: Scene) -> None:
    ready, pending = scene.order(stage="ready"), scene.order(stage="filed")
    client = scene.lab.connect(scene.accounts["other"])
    for entry in (ready, pending, {"id": 10**9}):
        answer = client.ask("result:download", {"resultId": entry["id"]})
        assert answer["error"]["code"] in ("forbidden", "not_found")
    own = scene.lab.connect(scene.accounts["patient"])
    assert own.ask("result:download", {"resultId": pending["id"]})["error"]["code"] in ("forbidden", "not_found")
    client.ask("ping")
    assert client.events("result:file") == client.events("result:chunk") == own.events("result:file") == []
    client.disconnect()
    own.disconnect()
