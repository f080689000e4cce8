"""The files of an instance that only its own user may read: the embedded database and the generated secrets."""

import os
import stat
from pathlib import Path

import structlog
from sqlalchemy import make_url

from labapp.config import Settings

# SQLite gives its write-ahead log and its index the mode of the database.
_SUFFIXES = ("", "-wal", "-shm", "-journal")
_logger = structlog.get_logger(__name__)


def protect(settings: Settings) -> None:
    """Create the instance directory (0700) and the SQLite database (0600), and remove other users' access to both.

    Files with wider modes are tightened, which is logged in one line, as are files that belong to another user.
    """
    directory = settings.instance_path
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = [directory / name for name in ("secret_key", "jwt_secret_key", "audit_key")]
    database = make_url(settings.database_url).database
    if settings.sqlite and database and database != ":memory:":
        # SQLite would create it with the mode that the process's umask leaves.
        try:
            os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            # The first query reports a database that cannot be opened.
            _logger.warning("database_not_created", error=type(error).__name__)
        files += [Path(database + suffix) for suffix in _SUFFIXES]
    tightened, refused = [], []
    for path in (directory, *files):
        try:
            if _tighten(path):
                tightened.append(str(path))
        except PermissionError:
            refused.append(str(path))
    if refused:
        _logger.warning("modes_too_wide", tightened=tightened, refused=refused)
    elif tightened:
        _logger.info("modes_tightened", paths=tightened)


def _tighten(path: Path) -> bool:
    """Remove the access of other users, and return whether they had any. Raises PermissionError."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    # A directory with the sticky bit, such as /tmp, is shared on purpose.
    if not mode & 0o077 or mode & stat.S_ISVTX:
        return False
    path.chmod(stat.S_IMODE(mode) & ~0o077)
    return True
