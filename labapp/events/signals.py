"""The blinker signals of the system.

``committed``: sent right after a transaction with facts has committed, in the committing greenlet; the sender is the
app. It wakes the tail, and drops what memory holds about the ``facts``. Other processes learn of them from the log.
``added`` is what the transaction has added to the log.

``CHANGED`` holds one signal for each aggregate of the contract. The tail sends it for each entry, in log order, on
every instance that follows the log. The sender is the app; the arguments are ``entry``, a ``LoggedEntry``, and
``rooms``, its audience by part. ``listeners.py`` connects each signal to the steps that the aggregate needs.
"""

from blinker import Namespace

from labapp.contract.facts import AGGREGATES, Aggregate

_signals = Namespace()

committed = _signals.signal("committed")
CHANGED = {aggregate: _signals.signal(f"{aggregate}-changed") for aggregate in Aggregate}
BY_ENTITY = {kind: CHANGED[aggregate] for kind, aggregate in AGGREGATES.items()}
