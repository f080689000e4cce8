"""How long sessions last, and passwords that the staff set.

A session lasts until it has not been used for a time, and in no case longer than another. One of the app is used by
its renewals. One of the dashboard is used by a person: what a page does by itself, such as renewing its tokens,
fetching its live parts and receiving events, does not keep it open (ASVS 7.3.1, 7.3.2; NIST SP 800-63B, section 4.2.3).
"""

from datetime import datetime, timedelta

from labapp.clock import now
from labapp.config import current_settings
from labapp.identity import SessionKind


def last_end(kind: str, opened_at: datetime) -> datetime:
    """Return when a session ends in any case."""
    settings = current_settings()
    if kind == SessionKind.DASHBOARD:
        return opened_at + timedelta(hours=settings.dashboard_session_hours)
    return opened_at + timedelta(days=settings.session_days)


def end_after_use(kind: str, opened_at: datetime, used_at: datetime) -> datetime:
    """Return when a session ends unless it is used again after ``used_at``."""
    settings = current_settings()
    idle = (
        timedelta(minutes=settings.dashboard_idle_minutes)
        if kind == SessionKind.DASHBOARD
        else timedelta(days=settings.refresh_token_days)
    )
    return min(used_at + idle, last_end(kind, opened_at))


def initial_password_end() -> datetime:
    """Return when a password expires that staff set now."""
    return now() + timedelta(hours=current_settings().initial_password_hours)
