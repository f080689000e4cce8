"""Downloads over the socket: sent in chunks at the client's pace, to authorized users only."""

import base64
import hashlib
import socket
from urllib.parse import urlsplit

from tests.support.connected_people import ConnectedPeople
from tests.support.pdf_files import large_pdf, unique_pdf

# More than the kernel of a server holds for a client that does not read.
SIZE = 9 * 2**20


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


def test_a_result_is_delivered_when_its_download_has_ended(people: ConnectedPeople) -> None:
    def issue(number: int, size: int) -> str:
        result = people.order(stage="filed")
        people.admin.upload(f"/api/admin/results/{result['id']}/file", large_pdf(number, size))
        people.admin.post(f"/api/admin/results/{result['id']}/release")
        return str(result["id"])

    def status(result: str) -> str:
        return str(people.patient.get(f"/api/results/{result}")["status"])

    # Over REST: a client that aborts, then one that resumes, and reads slowly.
    result = issue(1, SIZE)
    url = urlsplit(people.lab.server.url)
    head = f"GET /api/results/{result}/pdf HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: close\r\n"
    head += f"Authorization: Bearer {people.accounts['patient'].token}\r\n"
    for first, end in ((0, SIZE // 4), (SIZE // 4, SIZE)):
        with socket.socket() as slow:
            # Too little for the file to wait in the kernel.
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
            slow.connect((url.hostname, url.port))
            slow.sendall(f"{head}Range: bytes={first}-\r\n\r\n".encode())
            received = slow.recv(1024)
            assert b" 206 " in received
            assert status(result) == "ready"
            size = received.index(b"\r\n\r\n") + 4 + end - first
            while len(received) < size and (more := slow.recv(65536)):
                received += more
        if end < SIZE:
            assert status(result) == "ready"
    last = {"resultId": int(result), "status": "delivered"}
    people.clients["patient"].wait_for("result:update", lambda r: last.items() <= r.body.items())
    assert status(result) == "delivered"

    # Over the socket: when the last chunk is acknowledged.
    result = issue(2, 500_000)
    client = people.lab.connect(people.accounts["patient"])
    client.ask("result:download", {"resultId": int(result)})
    chunks = -(-500_000 // client.wait_for("result:file").body["chunkSize"])
    for index in range(chunks):
        client.wait_for("result:chunk", lambda r, index=index: r.body["index"] == index)
        if index == chunks - 1:
            assert status(result) == "ready"
        client.ask("result:chunk:ack", {"resultId": int(result), "index": index})
    client.wait_for("result:file:end")
    assert status(result) == "delivered"
    client.disconnect()
