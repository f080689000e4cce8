"""Databases for tests, copied from templates with the schema, on SQLite or PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from labapp.events import log
from labapp.extensions import Base, db
from tests.support.postgresql import Cluster


def create_schema(url: str) -> None:
    """Create every table of the models, and the log's counter."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        log.ensure_log(session)
        session.commit()
    engine.dispose()


@contextmanager
def writing() -> Iterator[Session]:
    """Yield a session that writes to the app's database without services, and commit it; needs an app context."""
    with Session(db.engine.execution_options(write=True)) as session:
        yield session
        session.commit()


class Databases:
    """Creates databases; each template is built once per session and kind."""

    def __init__(self, directory: Path, cluster: Callable[[], Cluster]) -> None:
        self._directory = directory
        self._cluster = cluster

    @contextmanager
    def fresh(
        self, kind: str, directory: Path, *, template: str = "models", build: Callable[[str], None] = create_schema
    ) -> Iterator[str]:
        """Yield DATABASE_URL of a new database of ``kind``, which is dropped after the block."""
        if kind == "sqlite":
            source = self._directory / f"{template}.db"
            if not source.exists():
                build(f"sqlite:///{source}")
            target = directory / "lab.db"
            shutil.copyfile(source, target)
            yield f"sqlite:///{target}"
            return
        cluster = self._cluster()
        name = cluster.create(template=template, build=build)
        try:
            yield cluster.url(name)
        finally:
            cluster.drop(name)
