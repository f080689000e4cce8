"""Data of REST and the events after it give what REST returns now, with the reducers of the clients, under Node.

The events are those that clients receive: live ones, and after lost connections replayed ones, from the memory of a
server that restarts and forgets early, or else from its database.
"""

import json
import random
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp.clock import iso, now
from labapp.events.ring import Ring, recent
from labapp.events.tail import Tail
from labapp.identity import Identity
from labapp.realtime.gaps import Readable, RecentGaps, gap_of, read_gap
from labapp.unit_of_work import reading
from tests.support.accounts import Account
from tests.support.event_log import entries, rooms
from tests.support.node import packages
from tests.support.pdf_files import unique_pdf
from tests.support.processes import REPOSITORY

SCRIPT = """
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
const { applyToAppointments, applyToCatalog, applyToResults } = await import("./static/js/events/records.js");
const { Snapshot } = await import("./static/js/events/snapshot.js");
const views = {
  catalog: ["catalog:update", (data, _name, payload) => applyToCatalog(data, payload)],
  appointments: ["appointment:update", (data, _name, payload) => applyToAppointments(data, payload)],
  results: ["result:update", (data, _name, payload) => applyToResults(data, payload)],
};
const { moments, events, spans } = JSON.parse(readFileSync(process.argv[1]));
const tally = { kept: {}, fetched: {}, wrong: [] };
const count = (counts, view) => (counts[view] = (counts[view] ?? 0) + 1);
for (const [viewer, view, from, to, during] of spans) {
  const [wanted, apply] = views[view];
  const [first, last] = [moments[from], moments[to]].map((moment) => moment.data[viewer][view]);
  const snapshot = new Snapshot(apply);
  const upto = Number(last.position.split(":")[1]);
  const mine = events[viewer].filter(({ name, payload }) => name === wanted && payload.eventId <= upto);
  snapshot.begin();
  // Some of them arrive while the response is on its way, and earlier ones once more.
  const early = mine.slice(0, during);
  for (const { name, payload } of early) snapshot.receive(name, payload);
  let isComplete = snapshot.finish(first.data, first.position);
  for (const { name, payload } of mine.slice(during)) isComplete &&= snapshot.receive(name, payload);
  if (!isComplete) count(tally.fetched, view);
  else if (isDeepStrictEqual(snapshot.data, last.data)) count(tally.kept, view);
  else tally.wrong.push([viewer, view, from, to, snapshot.data, last.data]);
}
tally.wrong = tally.wrong.slice(0, 3);
console.log(JSON.stringify(tally));
"""
CHANGES = 90
# On each database.
SPANS = 1000
RING_BYTES = 12_000


class Workday:
    """Random changes by an administrator and a patient, over REST."""

    def __init__(self, client: FlaskClient, admin: Account, patient: Account, doctor: Account) -> None:
        self.client, self.admin, self.patient, self.doctor = client, admin, patient, doctor
        self.rng = random.Random(26)
        self.number = 0
        self.made: dict[str, list[int]] = {"categories": [], "exams": [], "packages": [], "locations": []}
        self.visits: list[int] = []
        self.results: list[int] = []
        for path in self.made:
            self.create(path)

    def request(self, method: str, path: str, account: Account, body: Any = None) -> Any:
        answer = self.client.open(path, method=method, json=body, headers=account.header)
        assert answer.status_code < 500, (method, path, answer.json)
        return answer.json if answer.status_code < 300 and answer.data else None

    def name(self) -> str:
        self.number += 1
        return f"{self.rng.choice(('Álbumina', 'orina', 'Ñandú', 'Zinc', 'calcio'))} {self.number}"

    def create(self, path: str) -> None:
        body: dict[str, Any] = {"name": self.name()}
        if path in ("exams", "packages"):
            body |= {"code": f"C{self.number}", "price": f"{self.rng.randrange(1, 90)}.50"}
        if path == "exams":
            body["categoryId"] = self.rng.choice(self.made["categories"])
        if path == "packages":
            body["examIds"] = [self.rng.choice(self.made["exams"])]
        made = self.request("POST", f"/api/admin/{path}", self.admin, body)
        if made:
            self.made[path].append(made["id"])

    def change_catalogue(self) -> None:
        path = self.rng.choice(list(self.made))
        if self.rng.random() < 0.4:
            self.create(path)
            return
        where = f"/api/admin/{path}/{self.rng.choice(self.made[path])}"
        if path in ("exams", "packages") and self.rng.random() < 0.4:
            self.request("PATCH", f"{where}/price", self.admin, {"price": f"{self.rng.randrange(1, 90)}.25"})
        elif self.rng.random() < 0.2:
            self.request("DELETE", where, self.admin)
        else:
            body = self.rng.choice([{"name": self.name()}, {"active": False}, {"active": True}])
            self.request("PATCH", where, self.admin, body)

    def change_prices(self) -> None:
        changes = [{"examId": exam, "price": f"{self.rng.randrange(1, 90)}.75"} for exam in self.made["exams"]]
        self.request(
            "POST", "/api/admin/prices", self.admin, {"changes": self.rng.sample(changes, min(3, len(changes)))}
        )

    def book(self) -> None:
        self.number += 1
        body = {
            "locationId": self.rng.choice(self.made["locations"]),
            "scheduledAt": iso(
                (now() + timedelta(days=1 + self.number % 50)).replace(minute=0, second=0, microsecond=0)
            ),
            "examIds": [self.rng.choice(self.made["exams"])],
            "doctorId": self.rng.choice([None, self.doctor.id]),
        }
        made = self.request("POST", "/api/appointments", self.patient, body)
        if made:
            self.visits.append(made["id"])

    def change_visit(self) -> None:
        if not self.visits:
            return
        visit = self.rng.choice(self.visits)
        if self.rng.random() < 0.3:
            moment = (now() + timedelta(days=self.rng.randrange(60, 90))).replace(minute=0, second=0, microsecond=0)
            self.request("PATCH", f"/api/appointments/{visit}", self.patient, {"scheduledAt": iso(moment)})
        else:
            step = self.rng.choice(("confirm", "confirm", "cancel", "complete"))
            self.request("POST", f"/api/admin/appointments/{visit}/{step}", self.admin)

    def change_result(self) -> None:
        if self.visits and self.rng.random() < 0.5:
            visit = self.request("GET", f"/api/admin/appointments/{self.rng.choice(self.visits)}", self.admin)
            body = {"appointmentId": visit["id"], "examId": visit["examIds"][0]}
            made = self.request("POST", "/api/admin/results", self.admin, body)
            if made:
                self.results.append(made["id"])
                sent = self.admin.header | {"Content-Type": "application/pdf"}
                self.client.put(f"/api/admin/results/{made['id']}/file", data=unique_pdf(), headers=sent)
        elif self.results:
            result = self.rng.choice(self.results)
            self.request("POST", f"/api/admin/results/{result}/release", self.admin)
            if self.rng.random() < 0.5:
                assert self.client.get(f"/api/results/{result}/pdf", headers=self.patient.header).data

    def act(self) -> None:
        acts: tuple[Callable[[], None], ...] = (
            self.change_catalogue, self.change_catalogue, self.change_prices,
            self.book, self.change_visit, self.change_visit, self.change_result, self.change_result,
        )  # fmt: skip
        self.rng.choice(acts)()

    def moment(self) -> dict[str, Any]:
        """Return the data of each viewer now, with their position."""
        data: dict[str, dict[str, Any]] = {}
        for viewer, account in (("patient", self.patient), ("doctor", self.doctor)):
            data[viewer] = {}
            for view in ("catalog", "appointments", "results"):
                answer = self.client.get(
                    f"/api/{view}?perPage=200" if view != "catalog" else "/api/catalog", headers=account.header
                )
                data[viewer][view] = {"data": answer.json, "position": answer.headers["Event-Position"]}
        return {"data": data}


class Server:
    """The tail of a server that can hold a few entries in memory, and restarts."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.tally: Counter[str] = Counter()
        self.start()

    def start(self) -> None:
        """Start, or start again."""
        self._tail = Tail(self._app, ring=Ring(max_bytes=RING_BYTES))
        self._tail.start()
        self._tail.stop()
        self._gaps = RecentGaps(self._tail.ring)
        self.tally["starts"] += 1

    def follow(self) -> int:
        """Read the log to its end, and return its position."""
        self._tail.drain()
        return self._tail.position

    def replay(self, by: Identity, after: int) -> list[Readable]:
        """Return what a client that comes back receives, as ``Replayer`` finds it."""
        found: list[Readable] = []
        if self._tail.ring.reaches(after):
            gap = self._gaps.find(by, after)
            assert gap is not None
            self.tally["ring"] += 1
            return list(gap.entries)
        self.tally["database"] += 1
        while after < self._tail.position:
            with reading() as session:
                gap = gap_of(read_gap(session, by, after=after, upto=self._tail.position), self._tail.position)
            found += gap.entries
            after = gap.upto
        return found


class Viewer:
    """A client: the events it received, while it was connected and when it came back."""

    def __init__(self, account: Account, server: Server, rng: random.Random) -> None:
        self._account, self._server, self._rng = account, server, rng
        self._position = 0
        self._away = 0
        self.events: list[dict[str, Any]] = []
        # The numbers of the moments at which it was connected.
        self.moments: list[int] = []

    def step(self, moment: int) -> None:
        """Receive what was committed since the last moment, or be away, for a short or a long time."""
        position = self._server.follow()
        if self._away:
            self._away -= 1
            return
        mine = {"everybody", f"user:{self._account.id}"}
        came_back = self.moments and self.moments[-1] < moment - 1
        if came_back:
            missed = self._server.replay(self._account.identity, self._position)
            received = [entry for entry, parts in missed if "event" in parts]
        else:
            live = [recent(entry, tuple(rooms(entry.seq, "event"))) for entry in entries(after=self._position)]
            received = [entry for entry in live if not mine.isdisjoint(entry.event_rooms)]
        self.events += [{"name": one.event, "payload": json.loads(one.payload)} for one in received if one.payload]
        self._position = position
        self.moments.append(moment)
        if self._rng.random() < 0.2:
            self._away = self._rng.choice((1, 2, 3, 12))


@pytest.mark.timeout(300)
def test_data_and_the_events_after_them_are_the_data_of_now(
    app: Flask, client: FlaskClient, admin: Account, patient: Account, doctor: Account, tmp_path: Path
) -> None:
    assert packages()
    workday = Workday(client, admin, patient, doctor)
    server, rng = Server(app), workday.rng
    viewers = {name: Viewer(account, server, rng) for name, account in (("patient", patient), ("doctor", doctor))}
    moments: list[dict[str, Any]] = []
    for number in range(CHANGES + 1):
        if number:
            workday.act()
        if rng.random() < 0.05:
            server.start()
        moments.append(workday.moment())
        for viewer in viewers.values():
            viewer.step(number)
    # Each way happened, more than once.
    assert min(server.tally[way] for way in ("starts", "ring", "database")) > 1, server.tally
    spans = []
    for _ in range(SPANS):
        name, view = rng.choice(list(viewers)), rng.choice(("catalog", "appointments", "results"))
        # It fetches at any moment, and is compared when it is connected.
        last = rng.choice(viewers[name].moments[1:])
        spans.append((name, view, rng.randrange(last), last, rng.randrange(CHANGES)))
    given = tmp_path / "histories.json"
    events = {name: viewer.events for name, viewer in viewers.items()}
    given.write_text(json.dumps({"moments": moments, "events": events, "spans": spans}))
    command = ["node", "--input-type=module", "--eval", SCRIPT, str(given)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    tally = json.loads(done.stdout)
    assert tally["wrong"] == []
    # Only a result before its release has no record.
    assert set(tally["fetched"]) <= {"results"}
    assert min(tally["kept"].values()) > SPANS / 20
    assert set(tally["kept"]) == {"catalog", "appointments", "results"}
