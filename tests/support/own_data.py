"""The ZIP file of a person's own data, as a test reads it."""

import io
import json
import zipfile
from typing import Any


class OwnDataFile:
    """An export: the JSON document, and the content of every other member by name."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.members = {name: archive.read(name) for name in archive.namelist()}
        self.document: dict[str, Any] = json.loads(self.members["datos.json"])

    @property
    def files(self) -> dict[str, bytes]:
        """The PDF files by name."""
        return {name: content for name, content in self.members.items() if name.startswith("resultados/")}
