"""The HTTP layer that REST and the dashboard share: problems, entity tags, origins, body limits and files."""

from typing import Any

# The value that a route returns for its output model: a row, a value object, or either with headers. ``Any``, because
# Flask types a view's return value as a response and APIFlask serializes other objects.
Presented = Any
