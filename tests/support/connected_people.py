"""One connected client for each role, and the events that a change causes at each of them."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.inbox import Received
from tests.support.lab import Lab
from tests.support.node import NodeClient
from tests.support.pdf_files import unique_pdf
from tests.support.python_client import PythonClient
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, create_record, numbers, order_result

EVERYBODY = ("patient", "other", "doctor", "admin")


@dataclass
class ConnectedPeople:
    """A patient, another patient, a doctor and an administrator, each with a connected client and a REST client."""

    lab: Lab
    accounts: dict[str, Account]
    clients: dict[str, NodeClient | PythonClient]
    admin: Api
    patient: Api
    doctor: Api
    _markers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def settle(self) -> dict[str, int]:
        """Send a marker to everybody, wait until all have received it, and return the length of each inbox.

        Events arrive in order, so everything committed before the marker has arrived by then, or never will.
        """
        marker = f"marca {next(self._markers)}"
        self.admin.post("/api/admin/messages", {"type": "info", "message": marker})
        for client in self.clients.values():
            client.wait_for("system:message", lambda received: received.body["message"] == marker)
        return {who: len(client) for who, client in self.clients.items()}

    def during(self, act: Callable[[], Any]) -> dict[str, list[Received]]:
        """Carry out ``act`` and return the events that each of the people received because of it."""
        before = self.settle()
        act()
        self.settle()
        came: dict[str, list[Received]] = {}
        for who, client in self.clients.items():
            came[who] = [r for r in client.events(since=before[who]) if not self._is_marker(r)]
        return came

    @staticmethod
    def _is_marker(received: Received) -> bool:
        body = received.body
        if received.event == "admin:event":
            return bool(body["entityType"] == "message" and "marca" in str(body.get("data")))
        return received.event == "system:message" and body["message"].startswith("marca")

    def book(self) -> dict[str, Any]:
        """Book an appointment of the patient, ordered by the doctor."""
        moment = datetime(2031, 3, 3, 10, tzinfo=UTC) + timedelta(minutes=30 * next(numbers))
        return book_appointment(
            self.admin,
            patientId=self.accounts["patient"].id,
            doctorId=self.accounts["doctor"].id,
            scheduledAt=moment.isoformat().replace("+00:00", "Z"),
            packageIds=[],
        )

    def order(self, *, stage: str = "pending") -> dict[str, Any]:
        """Order a result of the patient and take it to ``stage``: pending, filed or ready."""
        content = None if stage == "pending" else unique_pdf()
        return order_result(self.admin, self.book()["id"], 1, content=content, released=stage == "ready")

    def create(self, noun: str) -> dict[str, Any]:
        """Create one record of the catalogue, and no other."""
        values: dict[str, dict[str, Any]] = {"exams": {"categoryId": 1}, "packages": {"examIds": [1, 2]}}
        return create_record(self.admin, noun, **values.get(noun, {}))


def connect_people(lab: Lab) -> ConnectedPeople:
    """Create the people and connect them, over different transports and clients."""
    accounts = {
        "patient": lab.account(Role.PATIENT),
        "other": lab.account(Role.PATIENT),
        "doctor": lab.account(Role.DOCTOR),
        "admin": lab.account(Role.ADMIN),
    }
    clients: dict[str, NodeClient | PythonClient] = {
        "patient": lab.connect(accounts["patient"]),
        # The default: polling, then an upgrade.
        "other": lab.connect(accounts["other"], transports=None),
        "doctor": lab.connect_python(accounts["doctor"]),
        "admin": lab.connect(accounts["admin"]),
    }
    clients["other"].wait_for("upgrade")
    apis = {who: lab.api(account) for who, account in accounts.items()}
    return ConnectedPeople(lab, accounts, clients, apis["admin"], apis["patient"], apis["doctor"])
