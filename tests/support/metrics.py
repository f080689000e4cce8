"""The metrics of this process."""

from labapp.metrics import REGISTRY


def listener_failures() -> float:
    """Return how many receivers and steps of listeners have failed in this process."""
    value = REGISTRY.get_sample_value("lab_tail_listener_failures_total")
    assert value is not None
    return value
