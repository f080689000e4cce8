"""The blinker signals of the system, each declared once.

``committed``: right after a transaction with facts committed, in the committing greenlet; sender is
the app. It is only a wake-up: it carries nothing, and may be missed without loss.

The others are sent by the tail, in log order, on every instance that follows the log; sender is the
app, arguments ``entry``, an ``EventEntry``, and ``rooms``, its audience by part. One signal an aggregate.
"""

from blinker import Namespace

_signals = Namespace()

committed = _signals.signal("committed")
catalog_changed = _signals.signal("catalog-changed")
user_changed = _signals.signal("user-changed")
appointment_changed = _signals.signal("appointment-changed")
result_changed = _signals.signal("result-changed")
message_sent = _signals.signal("message-sent")
session_changed = _signals.signal("session-changed")
other_recorded = _signals.signal("other-recorded")

BY_ENTITY = {
    "exam": catalog_changed,
    "category": catalog_changed,
    "package": catalog_changed,
    "location": catalog_changed,
    "user": user_changed,
    "appointment": appointment_changed,
    "result": result_changed,
    "message": message_sent,
    "session": session_changed,
    "connection": session_changed,
    "access": session_changed,
    "audit": session_changed,
}

FOLLOWED = (*dict.fromkeys(BY_ENTITY.values()), other_recorded)
