"""Shared fixtures: an app on a database file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from labapp.events import log
from labapp.extensions import Base, configure_sqlite, db


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'lab.db'}"
    db.init_app(app)
    with app.app_context():
        configure_sqlite(db.engine)
        Base.metadata.create_all(db.engine)
        with Session(db.engine) as session:
            log.ensure_log(session)
            session.commit()
        yield app
        db.engine.dispose()
