"""Downloads over the socket: sent in chunks at the client's pace, to authorized users only."""

import base64
import hashlib

from tests.support.connected_people import ConnectedPeople
from tests.support.pdf_files import unique_pdf


def test_a_result_is_streamed_with_at_most_four_chunks_unanswered(people: ConnectedPeople) -> None:
    result = people.order(stage="filed")
    content = unique_pdf() + b"\n%" + b"x" * 700_000
    result = people.admin.upload(f"/api/admin/results/{result['id']}/file", content)
    people.admin.post(f"/api/admin/results/{result['id']}/release")
    client = people.lab.connect(people.accounts["patient"])
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


def test_a_result_is_not_streamed_to_whom_it_does_not_belong(people: ConnectedPeople) -> None:
    ready, pending = people.order(stage="ready"), people.order(stage="filed")
    client = people.lab.connect(people.accounts["other"])
    for entry in (ready, pending, {"id": 10**9}):
        answer = client.ask("result:download", {"resultId": entry["id"]})
        assert answer["error"]["code"] in ("forbidden", "not_found")
    own = people.lab.connect(people.accounts["patient"])
    assert own.ask("result:download", {"resultId": pending["id"]})["error"]["code"] in ("forbidden", "not_found")
    client.ask("ping")
    assert client.events("result:file") == client.events("result:chunk") == own.events("result:file") == []
    client.disconnect()
    own.disconnect()
