"""Where the tests keep their files: in memory where there is room, as thousands of databases are made and dropped."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 4 * 2**30


def keep_files_in_memory() -> None:
    """Have this process, and those that it starts, make their temporary files in memory; on disk where it is short."""
    if os.access(_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
