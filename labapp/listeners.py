"""The fan-out on one screen: what happens on this instance for every committed fact, in log order."""

from flask import Flask


def connect(app: Flask) -> None:
    """Connect the listeners to the signals of ``app``."""
