from typing import Any

_async: dict[str, Any]
