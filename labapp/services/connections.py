"""Closing a socket from outside: recorded as a fact, so that every instance receives it, with or without Redis."""

from labapp.contract.facts import ConnectionDetails, FactName
from labapp.errors import NotFound
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.unit_of_work import unit_of_work


def close(*, sid: str, user_id: int | None, by: Identity) -> None:
    """Record that ``by`` closes the socket ``sid`` of ``user_id``. The instance that holds the socket closes it.

    Raises NotFound where ``user_id`` is None: no instance has such a socket.
    """
    if user_id is None:
        raise NotFound("Esa conexión ya no existe.")
    with unit_of_work(by) as work:
        details = ConnectionDetails(sid=sid).wire()
        work.record(Fact(FactName.CONNECTION_CLOSED, user_id, data={"userId": user_id}, after=details))
