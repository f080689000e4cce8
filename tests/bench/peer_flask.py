"""A minimal Flask and SQLAlchemy application on gevent: the same answers from the same tables, and nothing else.

It has no event log, no audit, no limits and no cache. Arguments: the port, the secret of the tokens, the database.
"""

from gevent import monkey

monkey.patch_all()

import hashlib  # noqa: E402
import sys  # noqa: E402
from decimal import Decimal  # noqa: E402
from typing import Any  # noqa: E402

import jwt  # noqa: E402
from flask import Flask, Response, abort, jsonify, request  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402
from pydantic import BaseModel, Field  # noqa: E402
from sqlalchemy import create_engine, event, func, select  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from labapp.contract.accounts import UserView  # noqa: E402
from labapp.contract.appointments import AppointmentView  # noqa: E402
from labapp.contract.catalog import CatalogView, ExamView  # noqa: E402
from labapp.identity import Role  # noqa: E402
from labapp.models import Appointment, AuthSession, Category, Exam, Location, Package, User  # noqa: E402

PORT, SECRET, DATABASE = int(sys.argv[1]), sys.argv[2], sys.argv[3]
app = Flask(__name__)
engine = create_engine(DATABASE.replace("postgresql://", "postgresql+psycopg://"))
OFFER: dict[str, Any] = {"categories": Category, "exams": Exam, "packages": Package, "locations": Location}


class Price(BaseModel):
    """The body of a change."""

    price: Decimal = Field(ge=0, max_digits=10, decimal_places=2)


if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: object) -> None:
        # As this application does: a commit is on the disk when it is acknowledged.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")


def shown(view: Any, row: object) -> dict[str, Any]:
    """Return a row as JSON."""
    body: dict[str, Any] = view.model_validate(row).model_dump(mode="json", by_alias=True)
    return body


def signed_in(session: Session, role: Role | None = None) -> User:
    """Return the user of the token, if the sign-in session is valid and the user has the role."""
    try:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_aud": False})
    except jwt.PyJWTError:
        abort(401)
    query = select(User, AuthSession).join(AuthSession, AuthSession.user_id == User.id)
    found = session.execute(query.where(AuthSession.id == claims["sid"])).one_or_none()
    if found is None or found[1].revoked_at is not None or not found[0].active:
        abort(401)
    if role is not None and found[0].role != role:
        abort(403)
    return found[0]


@app.get("/api/catalog")
def catalog() -> Response:
    """Return the whole catalogue."""
    with Session(engine) as session:
        rows = {
            name: session.scalars(
                select(model).where(model.deleted_at.is_(None), model.active).order_by(model.name, model.id)
            ).all()
            for name, model in OFFER.items()
        }
        body = CatalogView.model_validate({"version": 0} | rows).model_dump_json(by_alias=True)
    response = Response(body, mimetype="application/json")
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest())
    return response.make_conditional(request)


@app.get("/api/auth/me")
def me() -> Response:
    """Return the account."""
    with Session(engine) as session:
        return jsonify(shown(UserView, signed_in(session)))


@app.patch("/api/admin/exams/<int:row_id>/price")
def set_price(row_id: int) -> Response:
    """Set a price."""
    price = Price.model_validate_json(request.get_data()).price
    with Session(engine) as session:
        signed_in(session, Role.ADMIN)
        exam = session.get(Exam, row_id)
        if exam is None or exam.deleted_at is not None:
            abort(404)
        exam.price = price
        session.commit()
        return jsonify(shown(ExamView, exam))


@app.get("/api/admin/appointments")
def appointments() -> Response:
    """Return the first page of the appointments, latest first."""
    with Session(engine) as session:
        signed_in(session, Role.ADMIN)
        page = int(request.args.get("page", 1)), int(request.args.get("perPage", 50))
        query = select(Appointment).where(Appointment.deleted_at.is_(None))
        total = session.scalar(query.with_only_columns(func.count()))
        ordered = query.order_by(Appointment.scheduled_at.desc(), Appointment.id.desc())
        rows = session.scalars(ordered.limit(page[1]).offset((page[0] - 1) * page[1]))
        items = [shown(AppointmentView, row) for row in rows]
        return jsonify({"items": items, "total": total, "page": page[0], "perPage": page[1]})


if __name__ == "__main__":
    print("ready", flush=True)
    WSGIServer(("127.0.0.1", PORT), app, log=None).serve_forever()
