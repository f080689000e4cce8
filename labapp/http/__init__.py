"""What REST and the dashboard share of HTTP: problems, entity tags, origins, body limits, files."""

from typing import Any

# What a route's output model presents: a row, a value object, or either with headers. Flask's types know responses
# only, and nothing of the models with which APIFlask presents what a view returns.
Presented = Any
