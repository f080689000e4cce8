"""The blinker signals of the system, each declared once.

``committed``: right after a transaction with facts committed, in the committing greenlet; sender is
the app. It is only a wake-up: it carries nothing, and may be missed without loss.

The others are sent by the tail, in log order, on every instance that follows the log; sender is the
app, arguments ``entry``, an ``EventEntry``, and ``rooms``, its audience by part. One signal an aggregate, where
its receivers differ: ``listeners.py`` connects each to the steps that the aggregate needs.
"""

from blinker import Namespace

_signals = Namespace()

committed = _signals.signal("committed")
catalog_changed = _signals.signal("catalog-changed")
location_changed = _signals.signal("location-changed")
appointment_changed = _signals.signal("appointment-changed")
result_changed = _signals.signal("result-changed")
message_sent = _signals.signal("message-sent")
user_changed = _signals.signal("user-changed")
session_changed = _signals.signal("session-changed")
connection_closed = _signals.signal("connection-closed")
other_recorded = _signals.signal("other-recorded")

# An entry of an aggregate that is not in the table is sent as ``other_recorded``.
BY_ENTITY = {
    "exam": catalog_changed,
    "category": catalog_changed,
    "package": catalog_changed,
    "location": location_changed,
    "appointment": appointment_changed,
    "result": result_changed,
    "message": message_sent,
    "user": user_changed,
    "session": session_changed,
    "connection": connection_closed,
    "access": other_recorded,
    "audit": other_recorded,
}
