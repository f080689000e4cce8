"""Large downloads over the socket: complete on both transports, concurrent with events, resumable."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from labapp.errors import Conflict, NotFound
from labapp.identity import Role
from labapp.models import Result
from labapp.services import results
from tests.support.accounts import Account, MakeAccount
from tests.support.connected_people import ConnectedPeople, connect_people
from tests.support.event_log import entries
from tests.support.lab import Lab, MakeLab
from tests.support.node import SOURCE, NodeClient, NodeDriver
from tests.support.pdf_files import large_pdf, make_pdf, unique_pdf
from tests.support.rest_steps import order_result
from tests.support.results import ResultDesk, insert_appointment

SIZE = 5 * 2**20
TRANSPORTS = ("websocket", "polling")
# The limit of a ping's duration during a download, beyond its duration without one on this machine.
PING_P99_MILLISECONDS = 100
PINGS = 200


@pytest.fixture
def lab(make_lab: MakeLab) -> Lab:
    return make_lab(MESSAGES_PER_SECOND="1000")


@pytest.fixture
def people(lab: Lab) -> ConnectedPeople:
    return connect_people(lab)


def issue(people: ConnectedPeople, content: bytes, *, released: bool = True) -> int:
    """Order a result of the patient with this file, and return its id."""
    result = order_result(people.admin, people.book()["id"], 1, content=content, released=released)
    return int(result["id"])


def collector(people: ConnectedPeople, who: str, transport: str) -> NodeClient:
    client = people.lab.connect(people.accounts[who], transports=[transport], reconnectionDelayMax=500)
    client.collect()
    return client


def chunks(client: NodeClient, *, since: int = 0) -> Iterator[tuple[int, bytes]]:
    for received in client.events("result:chunk", since=since):
        yield received.body["index"], base64.b64decode(received.body["data"]["base64"])


def readings(people: ConnectedPeople) -> list[tuple[str, Any]]:
    """Return name and user of the log entries about files that were read."""
    with people.lab.app.app_context():
        logged = [entry for entry in entries() if entry.name in ("result.read", "result.delivered")]
        return [(entry.name, entry.user_id) for entry in logged]


def p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_five_megabytes_arrive_as_stored_and_nothing_else_waits(
    lab: Lab, people: ConnectedPeople, node: Callable[[], NodeDriver], transport: str
) -> None:
    content = large_pdf(1, SIZE)
    result = issue(people, content)
    given = {"url": lab.server.url, "token": people.accounts["patient"].token, "result": result, "transport": transport}
    program = (SOURCE / "download.mjs").read_text()
    script = f"const given = {json.dumps(given | {'pings': PINGS, 'rounds': 50})};\n{program}"
    run = node().run(script, timeout=60)
    assert run.returncode == 0, run.stderr
    came = json.loads(run.stdout)
    digest = hashlib.sha256(content).hexdigest()
    for one in came["rounds"]:
        assert one["indices"] == list(range(-(-SIZE // one["head"]["chunkSize"])))
        assert one["sha256"] == one["head"]["sha256"] == one["end"]["sha256"] == digest
        assert one["head"]["size"] == SIZE
    assert len(came["beside"]) >= PINGS
    assert p99(came["beside"]) < PING_P99_MILLISECONDS + 3 * p99(came["alone"])


def interrupt(people: ConnectedPeople, client: NodeClient, transport: str) -> None:
    """Cut the TCP connection of a WebSocket, or restart the server of a polling client."""
    if transport == "websocket":
        client.cut()
    else:
        people.lab.server.restart()


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("who", ["patient", "doctor"])
def test_a_download_goes_on_after_a_cut(people: ConnectedPeople, transport: str, who: str) -> None:
    content = large_pdf(2, SIZE)
    result = issue(people, content)
    client = collector(people, who, transport)
    client.collect(upto=20)
    client.ask("result:download", {"resultId": result})
    head = client.wait_for("result:file").body
    client.wait_for("result:chunk", lambda received: received.body["index"] == 23)
    client.collect()
    cut = len(client)
    interrupt(people, client, transport)
    client.wait_for("disconnect", since=cut)
    back = client.wait_for("connected", since=cut, timeout=30)
    arrived = dict(chunks(client))
    assert list(arrived) == list(range(24))
    assert client.events("result:file:end") == []

    since = client.events().index(back)
    missing = {"resultId": result, "fromIndex": len(arrived), "sha256": head["sha256"]}
    assert client.ask("result:download", missing)["ok"] is True
    client.wait_for("result:file:end", since=since)
    rest = dict(chunks(client, since=since))
    assert sorted(rest) == list(range(len(arrived), -(-SIZE // head["chunkSize"])))
    whole = arrived | rest
    assert b"".join(whole[index] for index in sorted(whole)) == content
    # One entry for the download, however often the connection was lost, and for the patient one for its end.
    recorded = ["result.read", "result.delivered"] if who == "patient" else ["result.read"]
    assert readings(people) == [(name, people.accounts[who].id) for name in recorded]


def test_a_resume_names_what_it_goes_on_with(people: ConnectedPeople) -> None:
    content = large_pdf(3, 120_000)
    result = issue(people, content, released=False)
    client = collector(people, "doctor", "websocket")
    digest = hashlib.sha256(content).hexdigest()
    refused = [
        ({"fromIndex": 4}, "invalid_payload"),
        ({"fromIndex": -1}, "invalid_payload"),
        ({"fromIndex": "1"}, "invalid_payload"),
        ({"sha256": "x" * 64}, "invalid_payload"),
        ({"sha256": digest.upper()}, "invalid_payload"),
        ({"fromIndex": 1, "sha256": "0" * 64}, "conflict"),
        ({"fromIndex": 0, "sha256": "0" * 64}, "conflict"),
    ]
    for more, code in refused:
        answer = client.ask("result:download", {"resultId": result} | more)
        assert answer["error"]["code"] == code, more
        assert client.events("exception")[-1].body["code"] == code
    assert readings(people) == []
    assert client.events("result:file") == []

    # If only the end was lost, only the end is repeated.
    client.ask("result:download", {"resultId": result})
    client.wait_for("result:file:end")
    since = len(client)
    assert client.ask("result:download", {"resultId": result, "fromIndex": 3, "sha256": digest})["ok"] is True
    client.wait_for("result:file:end", since=since)
    assert client.events("result:chunk", since=since) == []

    people.admin.upload(f"/api/admin/results/{result}/file", large_pdf(4, 120_000))
    answer = client.ask("result:download", {"resultId": result, "fromIndex": 1, "sha256": digest})
    assert answer["error"]["code"] == "conflict"
    assert readings(people) == [("result.read", people.accounts["doctor"].id)]


def test_a_socket_has_one_download_at_a_time(people: ConnectedPeople) -> None:
    content = large_pdf(5, 400_000)
    first, second = issue(people, content), issue(people, unique_pdf())
    client = people.lab.connect(people.accounts["patient"])
    elsewhere = collector(people, "patient", "websocket")
    client.ask("result:download", {"resultId": first})
    for other in (second, first):
        assert client.ask("result:download", {"resultId": other})["error"]["code"] == "rate_limited"
    # Another socket of the same user is not blocked.
    assert elsewhere.ask("result:download", {"resultId": second})["ok"] is True
    elsewhere.wait_for("result:file:end")
    # Events are not blocked either by a file whose chunks are not acknowledged.
    people.admin.post("/api/admin/messages", {"type": "info", "message": "Mientras tanto"})
    client.wait_for("system:message")
    assert len(client.events("result:chunk")) == 4
    client.collect()
    for received in client.events("result:chunk"):
        client.emit("result:chunk:ack", {"resultId": first, "index": received.body["index"]})
    client.wait_for("result:file:end")
    assert b"".join(data for _index, data in chunks(client)) == content


def test_nobody_goes_on_with_what_is_somebody_elses(people: ConnectedPeople) -> None:
    content = large_pdf(6, 120_000)
    result = issue(people, content)
    mine = collector(people, "patient", "websocket")
    mine.ask("result:download", {"resultId": result})
    mine.wait_for("result:file:end")
    digest = hashlib.sha256(content).hexdigest()
    theirs = people.lab.connect(people.accounts["other"])
    for known in (digest, "0" * 64):
        answer = theirs.ask("result:download", {"resultId": result, "fromIndex": 1, "sha256": known})
        assert answer["error"]["code"] == "not_found"
    assert theirs.events("result:file") == theirs.events("result:chunk") == []


def test_a_download_from_the_first_chunk_is_another_reading(people: ConnectedPeople) -> None:
    content = large_pdf(7, 120_000)
    result, digest = issue(people, content), hashlib.sha256(content).hexdigest()
    client = collector(people, "doctor", "websocket")
    reading = ("result.read", people.accounts["doctor"].id)
    for count, more in (
        (1, {}),
        (2, {}),
        (3, {"fromIndex": 0, "sha256": digest}),
        (3, {"fromIndex": 1, "sha256": digest}),
    ):
        since = len(client)
        assert client.ask("result:download", {"resultId": result} | more)["ok"] is True
        client.wait_for("result:file:end", since=since)
        assert readings(people) == [reading] * count, more


def test_the_middle_of_a_file_is_no_way_round_the_record(
    client: FlaskClient, make_account: MakeAccount, doctor: Account, other_patient: Account
) -> None:
    admin, patient = make_account(Role.ADMIN), make_account(Role.PATIENT)
    desk = ResultDesk(client, admin)
    made = desk.issue(insert_appointment(patient, doctor), make_pdf("antes"), released=False)

    def resume(by: Account = doctor, sha256: str | None = None) -> Result:
        return results.open_file(made, by=by.identity, resumed=True, sha256=sha256).result

    def recorded() -> list[tuple[str, int | None]]:
        names = ("result.read", "result.delivered")
        return [(entry.name, entry.user_id) for entry in entries() if entry.name in names]

    # The first resume records a reading; the next ones do not.
    resume()
    resume()
    assert recorded() == [("result.read", doctor.id)]
    # Another session of the same reader continues no download of this one.
    elsewhere = replace(doctor.identity, session_id="another")
    for _ in range(2):
        results.open_file(made, by=elsewhere, resumed=True)
    assert recorded()[1:] == [("result.read", doctor.id)]
    sessions = [(entry.after or {})["session"] for entry in entries() if entry.name == "result.read"]
    assert sessions == [doctor.identity.session_id, "another"]
    # Each reader is recorded once, and again after the file was replaced.
    resume(admin)
    assert recorded()[2:] == [("result.read", admin.id)]
    old = resume().sha256
    desk.put(made, make_pdf("después"))
    with pytest.raises(Conflict):
        resume(sha256=old)
    assert len(recorded()) == 3
    resume()
    assert recorded()[3:] == [("result.read", doctor.id)]
    desk.release(made)
    with pytest.raises(NotFound):
        resume(other_patient)
    resume(patient)
    resume(patient)
    assert recorded()[4:] == [("result.read", patient.id)]
    # Only the patient's own download delivers, and only once.
    for account in (doctor, admin, other_patient, patient, patient):
        results.complete_download(made, by=account.identity)
    assert recorded()[5:] == [("result.delivered", patient.id)]
    # Opening the file without sending its content is not a reading that later resumes continue.
    results.open_file(made, by=admin.identity, serves_content=lambda _row: False)
    resume(admin)
    assert [name for name, user in recorded() if user == admin.id] == ["result.read"] * 3
