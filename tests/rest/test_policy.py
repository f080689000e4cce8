"""The access policy as two tables: every route by role, and every subscription by role and record."""

import re
from typing import Any
from uuid import UUID

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from labapp.contract.facts import READINGS
from labapp.errors import NotFound
from labapp.policy.visibility import ENTITIES
from labapp.queries.records import may_see
from labapp.services import sessions
from tests.support.accounts import bearer, create_account
from tests.support.event_log import entries
from tests.support.lab import MakeLab
from tests.support.policy_records import PEOPLE, PolicyRecords, insert_policy_records

COLUMNS = ("nobody", *PEOPLE)
# Endings of the routes that change a record's status and take no body.
STEPS = ("/confirm", "/cancel", "/complete", "/undo", "/release", "/deactivate", "/activate")
# Decisions about the number in the body.
REVIEWS = ("/document-number/confirm", "/document-number/decline")
# Routes with such an ending that take a body.
WITH_BODY = (*REVIEWS, "/totp/confirm")
# A route, the record in its path, and the status for: no account, the record's patient, another patient, the ordering
# doctor, another doctor, an administrator. The requests change nothing: 409, 415 and 422 mean that access was granted
# and the version, the file or the body was refused. Routes of the app's session that take no body are requested from
# another origin, which is refused before authentication.
ROUTES = """
GET    /api/catalog                                                  -               200 200 200 200 200 200
GET    /api/exams                                                    -               200 200 200 200 200 200
GET    /api/exams/<int:row_id>                                       exam            200 200 200 200 200 200
GET    /api/exams/<int:row_id>                                       gone exam       404 404 404 404 404 404
GET    /api/categories                                               -               200 200 200 200 200 200
GET    /api/categories/<int:row_id>                                  category        200 200 200 200 200 200
GET    /api/packages                                                 -               200 200 200 200 200 200
GET    /api/packages/<int:row_id>                                    package         200 200 200 200 200 200
GET    /api/locations                                                -               200 200 200 200 200 200
GET    /api/locations/<int:row_id>                                   location        200 200 200 200 200 200
GET    /api/locations/<int:row_id>/slots                             location        422 422 422 422 422 422
POST   /api/auth/login                                               -               422 422 422 422 422 422
POST   /api/auth/login/second-factor                                 -               422 422 422 422 422 422
POST   /api/auth/login/passkey-options                               -               422 422 422 422 422 422
POST   /api/auth/login/new-password                                  -               422 422 422 422 422 422
POST   /api/auth/refresh                                             -               422 422 422 422 422 422
POST   /api/auth/register                                            -               422 422 422 422 422 422
POST   /api/auth/logout                                              -               401 422 422 422 422 422
GET    /api/auth/me                                                  -               401 200 200 200 200 200
PATCH  /api/auth/me                                                  -               401 422 422 422 422 422
POST   /api/auth/password                                            -               401 422 422 422 422 422
POST   /api/auth/reauthenticate                                      -               401 422 422 422 422 422
POST   /api/auth/reauthenticate/passkey-options                      -               401 422 422 422 422 422
POST   /api/auth/password/forgotten                                  -               422 422 422 422 422 422
POST   /api/auth/password/reset                                      -               422 422 422 422 422 422
POST   /api/session                                                  -               422 422 422 422 422 422
POST   /api/session/second-factor                                    -               422 422 422 422 422 422
POST   /api/session/passkey-options                                  -               422 422 422 422 422 422
POST   /api/session/new-password                                     -               422 422 422 422 422 422
POST   /api/session/register                                         -               422 422 422 422 422 422
POST   /api/session/refresh                                          -               403 403 403 403 403 403
POST   /api/session/password                                         -               401 422 422 422 422 422
DELETE /api/session                                                  -               403 403 403 403 403 403
GET    /api/auth/sessions                                            -               401 200 200 200 200 200
DELETE /api/auth/sessions/<uuid:session_id>                          missing         401 404 404 404 404 404
POST   /api/auth/logout-everywhere                                   -               401 422 422 422 422 422
GET    /api/auth/me/access-log                                       -               401 200 200 403 403 403
GET    /api/auth/me/erasure-request                                  -               401 200 200 403 403 403
POST   /api/auth/me/erasure-request                                  -               401 422 422 403 403 403
DELETE /api/auth/me/erasure-request                                  -               401 404 404 403 403 403
GET    /api/auth/me/export                                           -               401 200 200 200 200 403
GET    /api/auth/me/inbox                                            -               401 200 200 200 200 200
POST   /api/auth/me/inbox/read                                       -               401 422 422 422 422 422
GET    /api/auth/me/second-factors                                   -               401 200 200 200 200 200
POST   /api/auth/me/second-factors/totp                              -               401 422 422 422 422 422
POST   /api/auth/me/second-factors/totp/confirm                      -               401 422 422 422 422 422
POST   /api/auth/me/second-factors/passkey-options                   -               401 422 422 422 422 422
POST   /api/auth/me/second-factors/passkeys                          -               401 422 422 422 422 422
PATCH  /api/auth/me/second-factors/<int:factor_id>                   missing         401 404 404 404 404 404
POST   /api/auth/me/second-factors/<int:factor_id>/remove            missing         401 422 422 422 422 422
POST   /api/auth/me/recovery-codes                                   -               401 422 422 422 422 422
GET    /api/appointments                                             -               401 200 200 200 200 403
POST   /api/appointments                                             -               401 422 422 403 403 403
GET    /api/appointments/<int:appointment_id>                        appointment     401 200 404 200 404 403
GET    /api/appointments/<int:appointment_id>                        missing         401 404 404 404 404 403
PATCH  /api/appointments/<int:appointment_id>                        appointment     401 409 404 403 403 403
PATCH  /api/appointments/<int:appointment_id>                        missing         401 404 404 403 403 403
POST   /api/appointments/<int:appointment_id>/cancel                 appointment     401 409 404 403 403 403
GET    /api/patients                                                 -               401 403 403 200 200 403
GET    /api/results                                                  -               401 200 200 200 200 403
GET    /api/results/<int:result_id>                                  ready result    401 200 404 200 404 403
GET    /api/results/<int:result_id>                                  pending result  401 404 404 200 404 403
GET    /api/results/<int:result_id>                                  missing         401 404 404 404 404 403
GET    /api/results/<int:result_id>/pdf                              ready result    401 200 404 200 404 200
GET    /api/results/<int:result_id>/pdf                              pending result  401 404 404 404 404 404
GET    /api/admin/exams                                              -               401 403 403 403 403 200
POST   /api/admin/exams                                              -               401 403 403 403 403 422
GET    /api/admin/exams/<int:row_id>                                 exam            401 403 403 403 403 200
PATCH  /api/admin/exams/<int:row_id>                                 exam            401 403 403 403 403 409
DELETE /api/admin/exams/<int:row_id>                                 exam            401 403 403 403 403 409
PATCH  /api/admin/exams/<int:row_id>/price                           exam            401 403 403 403 403 409
GET    /api/admin/categories                                         -               401 403 403 403 403 200
POST   /api/admin/categories                                         -               401 403 403 403 403 422
GET    /api/admin/categories/<int:row_id>                            category        401 403 403 403 403 200
PATCH  /api/admin/categories/<int:row_id>                            category        401 403 403 403 403 409
DELETE /api/admin/categories/<int:row_id>                            category        401 403 403 403 403 409
GET    /api/admin/packages                                           -               401 403 403 403 403 200
POST   /api/admin/packages                                           -               401 403 403 403 403 422
GET    /api/admin/packages/<int:row_id>                              package         401 403 403 403 403 200
PATCH  /api/admin/packages/<int:row_id>                              package         401 403 403 403 403 409
DELETE /api/admin/packages/<int:row_id>                              package         401 403 403 403 403 409
PATCH  /api/admin/packages/<int:row_id>/price                        package         401 403 403 403 403 409
GET    /api/admin/locations                                          -               401 403 403 403 403 200
POST   /api/admin/locations                                          -               401 403 403 403 403 422
GET    /api/admin/locations/<int:row_id>                             location        401 403 403 403 403 200
PATCH  /api/admin/locations/<int:row_id>                             location        401 403 403 403 403 409
DELETE /api/admin/locations/<int:row_id>                             location        401 403 403 403 403 409
POST   /api/admin/prices                                             -               401 403 403 403 403 422
GET    /api/admin/users                                              -               401 403 403 403 403 200
POST   /api/admin/users                                              -               401 403 403 403 403 422
GET    /api/admin/users/<int:user_id>                                user owner      401 403 403 403 403 200
GET    /api/admin/users/<int:user_id>                                missing         401 403 403 403 403 404
GET    /api/admin/users/<int:user_id>/export                         user owner      401 403 403 403 403 200
GET    /api/admin/users/<int:user_id>/export                         missing         401 403 403 403 403 404
PATCH  /api/admin/users/<int:user_id>                                user owner      401 403 403 403 403 409
POST   /api/admin/users/<int:user_id>/activate                       user owner      401 403 403 403 403 409
POST   /api/admin/users/<int:user_id>/deactivate                     user owner      401 403 403 403 403 409
POST   /api/admin/users/<int:user_id>/password                       user owner      401 403 403 403 403 422
POST   /api/admin/users/<int:user_id>/password-link                  user owner      401 403 403 403 403 422
POST   /api/admin/users/<int:user_id>/reset-second-factor            user owner      401 403 403 403 403 422
GET    /api/admin/users/<int:user_id>/sessions                       user owner      401 403 403 403 403 200
GET    /api/admin/users/<int:user_id>/sessions                       missing         401 403 403 403 403 404
DELETE /api/admin/users/<int:user_id>/sessions                       missing         401 403 403 403 403 404
DELETE /api/admin/users/<int:user_id>/sessions/<uuid:session_id>     missing         401 403 403 403 403 404
GET    /api/admin/erasure-requests                                   -               401 403 403 403 403 200
POST   /api/admin/erasure-requests/<int:user_id>/decline             user owner      401 403 403 403 403 422
POST   /api/admin/users/<int:user_id>/erase                          user owner      401 403 403 403 403 422
POST   /api/admin/users/<int:user_id>/document-number/confirm        user owner      401 403 403 403 403 409
POST   /api/admin/users/<int:user_id>/document-number/confirm        missing         401 403 403 403 403 404
POST   /api/admin/users/<int:user_id>/document-number/decline        user owner      401 403 403 403 403 409
POST   /api/admin/users/<int:user_id>/document-number/decline        missing         401 403 403 403 403 404
GET    /api/admin/appointments                                       -               401 403 403 403 403 200
POST   /api/admin/appointments                                       -               401 403 403 403 403 422
GET    /api/admin/appointments/<int:appointment_id>                  appointment     401 403 403 403 403 200
GET    /api/admin/appointments/<int:appointment_id>                  missing         401 403 403 403 403 404
PATCH  /api/admin/appointments/<int:appointment_id>                  appointment     401 403 403 403 403 409
POST   /api/admin/appointments/<int:appointment_id>/confirm          appointment     401 403 403 403 403 409
POST   /api/admin/appointments/<int:appointment_id>/cancel           appointment     401 403 403 403 403 409
POST   /api/admin/appointments/<int:appointment_id>/complete         appointment     401 403 403 403 403 409
POST   /api/admin/appointments/<int:appointment_id>/undo             appointment     401 403 403 403 403 409
GET    /api/admin/results                                            -               401 403 403 403 403 200
POST   /api/admin/results                                            -               401 403 403 403 403 422
GET    /api/admin/results/<int:result_id>                            ready result    401 403 403 403 403 200
GET    /api/admin/results/<int:result_id>                            missing         401 403 403 403 403 404
PUT    /api/admin/results/<int:result_id>/file                       pending result  401 403 403 403 403 415
POST   /api/admin/results/<int:result_id>/release                    pending result  401 403 403 403 403 409
GET    /api/admin/messages                                           -               401 403 403 403 403 200
POST   /api/admin/messages                                           -               401 403 403 403 403 422
GET    /api/admin/events                                             -               401 403 403 403 403 200
GET    /api/admin/events.csv                                         -               401 403 403 403 403 200
GET    /api/admin/websocket/stats                                    -               401 403 403 403 403 200
DELETE /api/admin/websocket/clients/<sid>                            missing         401 403 403 403 403 404
GET    /                                                             -               200 200 200 200 200 200
GET    /catalogo                                                     -               200 200 200 200 200 200
GET    /citas                                                        -               200 200 200 200 200 200
GET    /citas/nueva                                                  -               200 200 200 200 200 200
GET    /resultados                                                   -               200 200 200 200 200 200
GET    /avisos                                                       -               200 200 200 200 200 200
GET    /cuenta                                                       -               200 200 200 200 200 200
GET    /entrar                                                       -               200 200 200 200 200 200
GET    /registro                                                     -               200 200 200 200 200 200
GET    /contrasena-olvidada                                          -               200 200 200 200 200 200
GET    /nueva-contrasena                                             -               200 200 200 200 200 200
GET    /sw.js                                                        -               200 200 200 200 200 200
GET    /app.webmanifest                                              -               200 200 200 200 200 200
GET    /favicon.ico                                                  -               200 200 200 200 200 200
GET    /health                                                       -               200 200 200 200 200 200
GET    /health/ready                                                 -               503 503 503 503 503 503
GET    /health/websocket                                             -               200 200 200 200 200 200
GET    /metrics                                                      -               200 200 200 200 200 200
GET    /api/openapi.json                                             -               200 200 200 200 200 200
GET    /api/docs                                                     -               200 200 200 200 200 200
GET    /api/asyncapi.json                                            -               200 200 200 200 200 200
GET    /api/events/docs                                              -               200 200 200 200 200 200
"""
# An entity, the record, and whether these may subscribe to it: the record's patient, another patient, the ordering
# doctor, another doctor, an administrator. ``?`` means that the record does not exist.
SUBSCRIPTIONS = """
exam         every           yes yes yes yes yes
exam         exam            yes yes yes yes yes
exam         gone exam       ?   ?   ?   ?   ?
exam         missing         ?   ?   ?   ?   ?
category     every           yes yes yes yes yes
category     category        yes yes yes yes yes
category     missing         ?   ?   ?   ?   ?
package      every           yes yes yes yes yes
package      package         yes yes yes yes yes
package      missing         ?   ?   ?   ?   ?
location     every           yes yes yes yes yes
location     location        yes yes yes yes yes
location     missing         ?   ?   ?   ?   ?
appointment  every           no  no  no  no  yes
appointment  appointment     yes no  yes no  yes
appointment  missing         no  no  no  no  ?
result       every           no  no  no  no  yes
result       ready result    yes no  yes no  yes
result       pending result  no  no  yes no  yes
result       missing         no  no  no  no  ?
user         every           no  no  no  no  yes
user         user owner      yes no  no  no  yes
user         user other      no  yes no  no  yes
user         user ordering   no  no  yes no  yes
user         user colleague  no  no  no  yes yes
user         user admin      no  no  no  no  yes
user         missing         no  no  no  no  ?
"""


def lines(table: str) -> list[list[str]]:
    """Split a table into cells, which two or more spaces separate; the answers of a row are one cell."""
    return [re.split(r" {2,}", re.sub(r"^(\w+) +(/)", r"\1 \2", line), maxsplit=2) for line in table.split("\n")[1:-1]]


ROUTE_CASES = [
    pytest.param(route, row, who, int(status), id=f"{route}-{row}-{who}")
    for route, row, answers in lines(ROUTES)
    for who, status in zip(COLUMNS, answers.split(), strict=True)
]
SUBSCRIPTION_CASES = [
    (kind, row, who, answer)
    for kind, row, answers in lines(SUBSCRIPTIONS)
    for who, answer in zip(PEOPLE, answers.split(), strict=True)
]


@pytest.fixture(scope="module")
def app(shared_app: APIFlask) -> APIFlask:
    return shared_app


@pytest.fixture(scope="module")
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


def is_step(route: str) -> bool:
    """Whether a route changes a status and takes no body."""
    return route.endswith(STEPS) and not route.endswith(WITH_BODY)


def ask(client: FlaskClient, records: PolicyRecords, route: str, row: str, headers: dict[str, str]) -> Any:
    """Send a request whose version, file or body is wrong, so that only access control can refuse it earlier."""
    method, _, rule = route.partition(" ")
    path = re.sub(r"<uuid:\w+>", lambda _match: str(UUID(int=records.rows[row])), rule)
    path = re.sub(r"<[^>]+>", lambda _match: str(records.rows[row]), path)
    more = {} if method == "GET" else {"If-Match": '"v999"'}
    if route == "DELETE /api/session":
        more["Origin"] = "https://elsewhere.example"
    options: dict[str, Any] = {"headers": headers | more}
    if method == "PUT":
        options |= {"data": b"text", "content_type": "text/plain"}
    elif rule.endswith(REVIEWS):
        options["json"] = {"documentNumber": "1"}
    elif rule.endswith("/price") or (method == "PATCH" and rule != "/api/auth/me"):
        options["json"] = {"price": "1.00"} if rule.endswith("/price") else {}
    elif method in ("POST", "PATCH") and not is_step(rule):
        options["json"] = {"nada": 1}
    return client.open(path, method=method, **options)


@pytest.mark.parametrize("route", [route for route, _, _ in lines(ROUTES) if is_step(route)])
def test_a_step_takes_no_fields(app: APIFlask, client: FlaskClient, records: PolicyRecords, route: str) -> None:
    method, _, rule = route.partition(" ")
    who = "admin" if "/admin/" in rule else "owner"
    row = "user owner" if "/users/" in rule else "pending result" if "/results/" in rule else "appointment"
    path = re.sub(r"<[^>]+>", str(records.rows[row]), rule)
    with app.app_context():
        before = len(entries())
    answer = client.open(path, method=method, headers=records.people[who].header, json={"version": 3})
    assert (answer.status_code, answer.json["errors"]) == (422, {"version": ["Este campo no existe."]})
    with app.app_context():
        assert len(entries()) == before


def test_every_route_is_in_the_table(app: APIFlask) -> None:
    # All pages of the dashboard are for administrators only; dashboard/test_gate.py requests each of them.
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("admin.")]
    served = {f"{method} {rule.rule}" for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}}
    decided = {route for route, _row, _answers in lines(ROUTES)}
    assert served - decided == set(), "decide who may use it, and add it to ROUTES"
    assert decided - served == set(), "no longer served"


def test_the_tables_are_as_large_as_they_should_be() -> None:
    assert len(ROUTE_CASES) + len(SUBSCRIPTION_CASES) >= 500
    assert {kind for kind, *_ in SUBSCRIPTION_CASES} == set(ENTITIES)


@pytest.mark.parametrize(("route", "row", "who", "status"), ROUTE_CASES)
def test_routes(client: FlaskClient, records: PolicyRecords, route: str, row: str, who: str, status: int) -> None:
    headers = records.people[who].header if who in records.people else {}
    answer = ask(client, records, route, row, headers)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    if status == 409:
        # Only the version was refused.
        assert answer.json["code"] == "stale"


def test_the_requests_of_the_table_change_nothing(app: APIFlask, client: FlaskClient, records: PolicyRecords) -> None:
    for route, row, _answers in lines(ROUTES):
        for who in COLUMNS:
            ask(client, records, route, row, records.people[who].header if who in records.people else {})
    with app.app_context():
        recorded = {entry.name for entry in entries()}
    # Fetching a file marks it as delivered, which changes no access.
    read = {name.value for name in READINGS}
    harmless = {"access.refused", "audit.exported", "user.exported", "result.delivered", "session.revoked"}
    assert recorded <= harmless | read


@pytest.fixture(scope="module")
def worthless(app: APIFlask, records: PolicyRecords) -> dict[str, str]:
    """Tokens of administrators that are invalid, or valid for another purpose."""
    with app.app_context():
        admin = records.people["admin"]
        gone, ended = (create_account(admin.role, **values) for values in ({"active": False}, {}))
        sessions.sign_out(by=ended.identity)
        head, claims, _signature = admin.token.split(".")
        other = ended.token.split(".")[2]
        return {
            "ended": ended.token,
            "deactivated": gone.token,
            "refresh": admin.refresh_token,
            "forged": f"{head}.{claims}.{other}",
        }


@pytest.mark.parametrize("kind", ["ended", "deactivated", "refresh", "forged"])
def test_a_worthless_token_opens_nothing(
    client: FlaskClient, records: PolicyRecords, worthless: dict[str, str], kind: str
) -> None:
    headers = bearer(worthless[kind])
    for route, row, answers in lines(ROUTES):
        nobody = int(answers.split()[0])
        answer = ask(client, records, route, row, headers)
        assert answer.status_code == nobody, (route, row)
        assert nobody != 401 or answer.json["code"] == "token_invalid", (route, row)


@pytest.mark.parametrize(
    ("who", "appointments", "results"),
    [
        ("owner", {"appointment"}, {"ready result"}),
        ("other", set(), set()),
        ("ordering", {"appointment"}, {"ready result", "pending result"}),
        ("colleague", set(), set()),
    ],
)
def test_lists_hold_ones_own(
    client: FlaskClient, records: PolicyRecords, who: str, appointments: set[str], results: set[str]
) -> None:
    for path, expected in (("appointments", appointments), ("results", results)):
        page = client.get(f"/api/{path}", headers=records.people[who].header).json
        assert {item["id"] for item in page["items"]} == {records.rows[row] for row in expected}
        assert page["total"] == len(expected)


def verdict(records: PolicyRecords, kind: str, row: str, who: str) -> str:
    try:
        return "yes" if may_see(records.people[who].identity, kind, records.rows.get(row)) else "no"
    except NotFound:
        return "?"


@pytest.mark.parametrize(("kind", "row", "who", "answer"), SUBSCRIPTION_CASES)
def test_visibility(app: APIFlask, records: PolicyRecords, kind: str, row: str, who: str, answer: str) -> None:
    assert row in records.rows or row == "every"
    with app.app_context():
        assert verdict(records, kind, row, who) == answer


def test_subscriptions_through_a_socket(make_lab: MakeLab) -> None:
    lab = make_lab(MESSAGES_PER_SECOND="100")
    with lab.app.app_context():
        records = insert_policy_records()
    sockets = {who: lab.connect(account) for who, account in records.people.items()}
    outcomes = {"yes": None, "no": "forbidden", "?": "not_found"}
    for kind, row, who, answer in SUBSCRIPTION_CASES:
        wanted = {"entity": kind} if row == "every" else {"entity": kind, "entityId": records.rows[row]}
        acknowledged = sockets[who].ask("subscribe", wanted)
        assert acknowledged.get("error", {}).get("code") == outcomes[answer], (kind, row, who)
        assert acknowledged["ok"] is (answer == "yes")
    for who, socket in sockets.items():
        granted = [answer for *_, asker, answer in SUBSCRIPTION_CASES if asker == who].count("yes")
        assert len(socket.events("subscribed")) == granted
