"""The REST API conforms to its OpenAPI document, for valid and for invalid requests of every role."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
import schemathesis
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER
from schemathesis.transport.requests import REQUESTS_TRANSPORT

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.connected_people import connect_people
from tests.support.lab import Lab, MakeLab
from tests.support.node import NodeClient
from tests.support.rest import UNLIMITED

pytestmark = pytest.mark.long_file

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
)
PROBLEM = {"type": str, "title": str, "status": int, "detail": str, "code": str}
# These operations end the session they are called in, so each call gets one of its own.
ENDS = (
    "POST /api/auth/logout",
    "POST /api/auth/logout-everywhere",
    "POST /api/auth/password",
    "POST /api/session/password",
    "DELETE /api/session",
)
# These operations are tested exhaustively by the document and beyond it; the others with a few random requests.
THOROUGH = {
    Role.ADMIN: "^/api/admin",
    Role.PATIENT: "^/api/(auth|session|appointments|results)",
    Role.DOCTOR: "^/api/(appointments|patients|results)",
    None: "^/api/(auth|session|catalog|exams|packages|categories|locations)|^/health",
}
# Caches that fill at the first use of each route take 60 MiB; a second pass over all routes adds less than 10.
GROWTH_BYTES = 90 * 2**20


@REQUESTS_TRANSPORT.serializer("application/pdf")
def as_pdf(_context: Any, value: Any) -> dict[str, Any]:
    return {"data": value if isinstance(value, bytes) else str(value).encode(errors="replace")}


@dataclass
class Findings:
    """The findings of a run: each kind of fault once per operation, and the count of each status per operation."""

    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, recorder: ScenarioRecorder) -> None:
        for interaction in recorder.interactions.values():
            request = f"{interaction.request.method} {interaction.request.uri}"
            response = interaction.response
            if response is None:
                self.faults[recorder.label, "no answer"] = request
                continue
            if recorder.label.startswith(f"{interaction.request.method} "):
                self.answers[recorder.label, response.status_code] += 1
            if response.status_code >= 400 and interaction.request.method != "HEAD" and not is_problem(response):
                self.faults[recorder.label, "no problem"] = f"{request}: {response.status_code} {response.text}"
        for failure in (check.failure_info for checks in recorder.checks.values() for check in checks):
            if failure is not None:
                said = f"{failure.failure.message}\n{failure.code_sample}"
                self.faults.setdefault((recorder.label, failure.failure.title), said[:1500])


def is_problem(response: Response) -> bool:
    """Whether a response is a problem document of RFC 9457 with its own status."""
    if response.headers["content-type"] != ["application/problem+json"]:
        return False
    body: dict[str, Any] = response.json()
    fits = all(isinstance(body.get(name), kind) for name, kind in PROBLEM.items())
    return fits and body["status"] == response.status_code


@pytest.fixture(scope="module")
def lab(make_shared_lab: MakeLab) -> Lab:
    lab = make_shared_lab(RATE_LIMITS=UNLIMITED)
    people = connect_people(lab)
    for stage in ("pending", "filed", "ready"):
        people.order(stage=stage)
    lab.close_clients()
    return lab


@pytest.fixture(scope="module")
def memory_before(lab: Lab) -> int:
    return lab.server.rss()


@pytest.fixture
def bystander(lab: Lab) -> NodeClient:
    """A connected client that none of the requests concerns."""
    return lab.connect(lab.account(Role.PATIENT))


@pytest.fixture
def caller(lab: Lab, role: Role | None, bystander: NodeClient) -> Iterator[Account | None]:
    """The account that sends the requests. Administrators cannot deactivate themselves or the bystander."""
    account = lab.account(role) if role is not None else None
    kept = {str(account.id if account else None), str(bystander.connected()["userId"])}

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        known = case.path_parameters or {}
        if known.get("sid") == bystander.sid:
            known["sid"] = "gone"
        if str(known.get("user_id")) in kept:
            known["user_id"] = 999_999_999

    schemathesis.hook("before_call").apply_to(path_regex="^/api/admin/(users|websocket)/")(before_call)
    yield account
    GLOBAL_HOOK_DISPATCHER.unregister(before_call)


def configuration(lab: Lab, caller: Account | None, *, thorough: bool) -> schemathesis.Config:
    given: dict[str, Any] = {}
    if caller is not None:
        given["headers"] = caller.header
        given["operations"] = [{"include-name": name, "headers": lab.account(caller.role).header} for name in ENDS]
    settings = {
        "seed": 20260301,
        "base-url": lab.server.url,
        "continue-on-failure": True,
        "request-timeout": 20,
        "checks": {"enabled": False} | {name: {"enabled": True} for name in CHECKS},
        "generation": {"max-examples": 12 if thorough else 4, "no-shrink": True, "deterministic": True},
        "phases": {
            "examples": {"enabled": False},
            "coverage": {"enabled": thorough, "generate-duplicate-query-parameters": True},
            "stateful": {"enabled": False},
        },
    }
    return schemathesis.Config.from_dict(settings | given)


def explore(document: dict[str, Any], config: schemathesis.Config, findings: Findings) -> None:
    for event in from_schema(schemathesis.openapi.from_dict(document, config=config)).execute():
        if isinstance(event, events.ScenarioFinished):
            findings.add(event.recorder)
        elif isinstance(event, events.NonFatalError):
            findings.faults[event.label, "error"] = str(event.value)
        elif isinstance(event, events.FatalError):
            raise event.exception


def closed_to(document: dict[str, Any], role: Role | None) -> set[str]:
    """Return the operations that the document does not open to a role, or without an account."""
    closed = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            schemes = operation.get("security", ())
            allowed = {name for scheme in schemes for roles in scheme.values() for name in roles}
            if schemes and (role is None or (allowed and role not in allowed)):
                closed.add(f"{method.upper()} {path}")
    return closed


@pytest.mark.parametrize("role", [None, *Role])
def test_answers_are_those_of_the_document(
    lab: Lab, memory_before: int, bystander: NodeClient, role: Role | None, caller: Account | None
) -> None:
    document = requests.get(f"{lab.server.url}/api/openapi.json", timeout=10).json()
    findings = Findings()
    for thorough in (True, False):
        paths = {path: it for path, it in document["paths"].items() if bool(re.match(THOROUGH[role], path)) is thorough}
        explore(document | {"paths": paths}, configuration(lab, caller, thorough=thorough), findings)
    assert not findings.faults, "\n".join(f"{label}: {name}: {said}" for (label, name), said in findings.faults.items())
    operations = {f"{method.upper()} {path}" for path, them in document["paths"].items() for method in them}
    assert {operation for operation, _ in findings.answers} == operations
    for operation in closed_to(document, role):
        opened = {status for name, status in findings.answers if name == operation and status < 400}
        assert opened == set(), operation
    if caller is not None:
        # The caller's session was valid to the end.
        assert lab.api(caller).get("/api/auth/me")["id"] == caller.id
    assert "Traceback" not in lab.server.log
    lab.api(lab.account(Role.ADMIN)).post("/api/admin/messages", {"type": "info", "message": "¿Sigue ahí?"})
    bystander.wait_for("system:message", lambda received: received.body["message"] == "¿Sigue ahí?")
    assert bystander.events("disconnect") == []
    assert lab.server.rss() - memory_before < GROWTH_BYTES
