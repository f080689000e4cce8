"""A long random workday: people who act, allowed or not, and the facts that decide about the audience."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.lab import Lab
from tests.support.node import FAST_RECONNECT, NodeClient
from tests.support.pdf_files import unique_pdf
from tests.support.rest import Api

ROLES = (Role.ADMIN,) * 2 + (Role.PATIENT,) * 3 + (Role.DOCTOR,) * 2
TRANSPORTS = (["websocket"], ["polling"], None)
ENTITIES = ("exam", "category", "package", "location", "appointment", "result", "user")


@dataclass
class Person:
    """One of the people, with a REST client and a connected client."""

    account: Account
    api: Api
    client: NodeClient
    away: bool = False

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def role(self) -> Role:
        return self.account.role

    @property
    def on_websocket(self) -> bool:
        """Whether the client is connected by WebSocket now, so that the connection can be cut."""
        turns = [r for r in self.client.events() if r.event in ("connect", "upgrade", "disconnect")]
        last = turns[-1]
        return last.event == "upgrade" or (last.event == "connect" and last.body["transport"] == "websocket")


@dataclass
class Visit:
    """The part of an appointment that decides who may see it."""

    id: int
    patient: int
    doctor: int | None
    exams: list[int]
    status: str = "pending"
    # Every doctor that was ever assigned.
    doctors: set[int] = field(default_factory=set)

    def ordered_by(self, doctor: int | None) -> None:
        self.doctor = doctor
        if doctor is not None:
            self.doctors.add(doctor)


def route(method: str, path: str) -> str:
    return method + " " + "/".join("{id}" if part.isdigit() else part for part in path.split("/"))


class Workday:
    """The people at work; ``act`` carries out one random action of a person with or without permission."""

    def __init__(self, lab: Lab, seed: int) -> None:
        self.rng = random.Random(seed)
        self.people: list[Person] = []
        for number, role in enumerate(ROLES):
            account, transports = lab.account(role), TRANSPORTS[number % len(TRANSPORTS)]
            client = lab.connect(account, transports=transports, **FAST_RECONNECT)
            if transports is None:
                client.wait_for("upgrade")
            self.people.append(Person(account, lab.api(account), client))
        self.visits: dict[int, Visit] = {}
        self.results: dict[int, Visit] = {}
        self.categories: list[int] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._minutes = 0
        self._actions: dict[Callable[[], None], int] = {
            self.book: 10,
            self.move: 12,
            self.step: 10,
            self.order: 9,
            self.attach: 9,
            self.release: 9,
            self.read: 16,
            self.change_profile: 7,
            self.send_message: 6,
            self.change_catalogue: 9,
            self.subscribe: 10,
            self.drop: 8,
            self.come_back: 6,
        }

    def act(self) -> None:
        action = self.rng.choices(list(self._actions), list(self._actions.values()))[0]
        action()

    def of(self, *roles: Role) -> list[Person]:
        return [person for person in self.people if person.role in roles]

    def anybody(self, *roles: Role) -> Person:
        return self.rng.choice(self.of(*(roles or tuple(Role))))

    def request(self, who: Person, method: str, path: str, body: Any = None, *, may: bool, **options: Any) -> Any:
        """Send a request, which must be refused without permission, and may be in conflict with it."""
        answer: requests.Response = who.api.request(method, path, body, **options)
        where = f"{method} {path} by {who.role} {who.id}: {answer.status_code} {answer.text[:300]}"
        name = route(method, path)
        if answer.ok:
            assert may, where
            self.done[name] += 1
            return answer.json() if "json" in answer.headers.get("Content-Type", "") else answer.content or True
        assert answer.status_code in ((404, 409, 422) if may else (403, 404)), where
        self.refused[name] += 1
        return None

    def base(self, who: Person, noun: str) -> str:
        return f"/api/admin/{noun}" if who.role is Role.ADMIN else f"/api/{noun}"

    def moment(self) -> str:
        self._minutes += 7
        return (datetime.now(UTC) + timedelta(days=30, minutes=self._minutes)).isoformat()

    def doctor(self) -> int | None:
        return self.rng.choice([None, *(person.id for person in self.of(Role.DOCTOR))])

    def visit(self) -> Visit | None:
        going = [number for number, visit in self.visits.items() if visit.status in ("pending", "confirmed")]
        numbers = going if going and self.rng.random() < 0.85 else list(self.visits)
        return self.visits[self.among(numbers)] if numbers else None

    def among(self, numbers: list[int]) -> int:
        """Return one of the numbers, preferably a recent one, which has more steps ahead."""
        return self.rng.choice(numbers[-8:] if self.rng.random() < 0.7 else numbers)

    def near(self, visit: Visit) -> Person:
        """Return a person whom the visit concerns, or any person."""
        near = [person for person in self.people if person.id in (visit.patient, visit.doctor)]
        return self.rng.choice(near) if self.rng.random() < 0.6 else self.anybody()

    # --- actions -----------------------------------------------------------------------------

    def book(self) -> None:
        who = self.anybody(Role.PATIENT, Role.ADMIN, Role.DOCTOR)
        exams = self.rng.sample(range(1, 30), 3)
        body = {"locationId": 1, "scheduledAt": self.moment(), "examIds": exams, "doctorId": self.doctor()}
        if who.role is Role.ADMIN:
            body["patientId"] = self.anybody(Role.PATIENT).id
        made = self.request(who, "POST", self.base(who, "appointments"), body, may=who.role is not Role.DOCTOR)
        if made:
            visit = self.visits[made["id"]] = Visit(made["id"], made["patientId"], None, exams)
            visit.ordered_by(made["doctorId"])

    def move(self) -> None:
        visit = self.visit()
        if visit is None:
            return
        who = self.near(visit)
        body: dict[str, Any] = {"scheduledAt": self.moment()}
        if self.rng.random() < 0.5:
            body["doctorId"] = self.doctor()
        path = f"{self.base(who, 'appointments')}/{visit.id}"
        changed = self.request(who, "PATCH", path, body, may=who.role is Role.ADMIN or who.id == visit.patient)
        if changed:
            visit.ordered_by(changed["doctorId"])

    def step(self) -> None:
        visit = self.visit()
        if visit is None:
            return
        who = self.rng.choice([self.anybody(Role.ADMIN), self.near(visit)])
        likely = {"pending": "confirm", "confirmed": "complete"}.get(visit.status, "cancel")
        steps = (likely, likely, "complete", "cancel") if who.role is Role.ADMIN else ("cancel",)
        path = f"{self.base(who, 'appointments')}/{visit.id}/{self.rng.choice(steps)}"
        stepped = self.request(who, "POST", path, may=who.role is Role.ADMIN or who.id == visit.patient)
        if stepped:
            visit.status = stepped["status"]

    def order(self) -> None:
        who, visit = self.rng.choice([self.anybody(Role.ADMIN), self.anybody()]), self.visit()
        if visit is None:
            return
        body = {"appointmentId": visit.id, "examId": self.rng.choice(visit.exams)}
        made = self.request(who, "POST", "/api/admin/results", body, may=who.role is Role.ADMIN)
        if made:
            self.results[made["id"]] = visit

    def attach(self) -> None:
        if self.results:
            who, result = self.anybody(Role.ADMIN), self.among(list(self.results))
            files = {"file": ("informe.pdf", unique_pdf(), "application/pdf")}
            self.request(who, "PUT", f"/api/admin/results/{result}/file", may=True, files=files)

    def release(self) -> None:
        if self.results:
            who = self.rng.choice([self.anybody(Role.ADMIN), self.anybody()])
            path = f"/api/admin/results/{self.among(list(self.results))}/release"
            self.request(who, "POST", path, may=who.role is Role.ADMIN)

    def read(self) -> None:
        """Read a result or its PDF, which only its patient and its doctor may do, once there is one."""
        if not self.results:
            return
        result = self.among(list(self.results))
        visit, what = self.results[result], self.rng.choice(("", "/pdf", "/pdf"))
        who = self.near(visit)
        # Administrators read results at another path, but the file is the same.
        may = who.id in (visit.patient, visit.doctor) or (who.role is Role.ADMIN and what == "/pdf")
        self.request(who, "GET", f"/api/results/{result}{what}", may=may)

    def change_profile(self) -> None:
        who, whose = self.anybody(), self.anybody()
        body = {"phone": f"555-{self.rng.randrange(10_000):04}"}
        if self.rng.random() < 0.5:
            self.request(who, "PATCH", "/api/auth/me", body, may=True)
        else:
            self.request(who, "PATCH", f"/api/admin/users/{whose.id}", body, may=who.role is Role.ADMIN)

    def send_message(self) -> None:
        who = self.rng.choice([self.anybody(Role.ADMIN), self.anybody()])
        body = {"type": "info", "message": f"Aviso {self.rng.random()}"}
        if (role := self.rng.choice([None, *Role])) is not None:
            body["targetRole"] = role
        self.request(who, "POST", "/api/admin/messages", body, may=who.role is Role.ADMIN)

    def change_catalogue(self) -> None:
        who = self.rng.choice([self.anybody(Role.ADMIN), self.anybody()])
        may, number = who.role is Role.ADMIN, self.rng.randrange(10**9)
        match self.rng.randrange(4):
            case 0:
                path, body = f"/api/admin/exams/{self.rng.randrange(1, 600)}/price", {"price": f"{number % 900}.50"}
                self.request(who, "PATCH", path, body, may=may)
            case 1:
                changes = [
                    {"examId": exam, "price": f"{number % 800}.25"} for exam in self.rng.sample(range(1, 600), 3)
                ]
                self.request(who, "POST", "/api/admin/prices", {"changes": changes}, may=may)
            case 2:
                made = self.request(who, "POST", "/api/admin/categories", {"name": f"Categoría {number}"}, may=may)
                if made:
                    self.categories.append(made["id"])
            case _ if self.categories:
                category = self.rng.choice(self.categories)
                gone = self.request(who, "DELETE", f"/api/admin/categories/{category}", may=may)
                if gone:
                    self.categories.remove(category)

    def subscribe(self) -> None:
        who, entity = self.anybody(), self.rng.choice(ENTITIES)
        known = {"appointment": list(self.visits), "result": list(self.results), "user": [p.id for p in self.people]}
        body: dict[str, Any] = {"entity": entity}
        if self.rng.random() < 0.8:
            body["entityId"] = self.rng.choice(known.get(entity) or range(1, 30))
        who.client.emit(self.rng.choice(("subscribe", "subscribe", "unsubscribe")), body)

    def drop(self) -> None:
        """Lose the connection and reconnect at once, or disconnect for some time."""
        # Drawn before the state of the client is checked: the sequence must depend on the seed only.
        who, cut = self.anybody(), self.rng.random() < 0.6
        if who.away:
            return
        if cut and who.on_websocket:
            who.client.cut()
            self.done["cut"] += 1
        else:
            who.away = True
            who.client.disconnect()
            self.done["leave"] += 1

    def come_back(self) -> None:
        absent, drawn = [person for person in self.people if person.away], self.rng.random()
        if absent:
            who = absent[int(drawn * len(absent))]
            who.away = False
            who.client.connect()

    def end(self) -> None:
        """Reconnect everybody, and wait until all have the last change."""
        while any(person.away for person in self.people):
            self.come_back()
        self.people[0].api.post("/api/admin/messages", {"type": "info", "message": "Hasta mañana"})
        for person in self.people:
            person.client.wait_for("system:message", lambda r: r.body["message"] == "Hasta mañana", timeout=30)
