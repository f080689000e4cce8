"""The number of open connections for each client address, and its limit."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog

CONNECTIONS_PER_ADDRESS = 1000
LOOPBACK = ("127.0.0.0/8", "::1/128")
# A network of this size is one customer of a provider, who can use each of its addresses.
_IPV6_PREFIX = 64
_logger = structlog.get_logger(__name__)


class Peer:
    """An address with open connections."""

    __slots__ = ("_limit", "_name", "count", "was_refused")

    def __init__(self, limit: ConnectionLimit, name: str) -> None:
        self._limit = limit
        self._name = name
        self.count = 0
        self.was_refused = False

    def leave(self) -> None:
        """Count one connection less. Call it once for each that was admitted."""
        self.count -= 1
        if not self.count:
            self._limit.forget(self._name)


class TooManyConnections(Exception):
    """The address has as many connections as it may have."""


class ConnectionLimit:
    """Counts the connections of each address: HTTP connections and WebSockets together. IPv6 addresses count by /64.

    ``maximum`` of 0 turns the limit off. Addresses in the networks ``exempt`` are not counted.
    """

    def __init__(self, maximum: int = CONNECTIONS_PER_ADDRESS, exempt: Iterable[str] = LOOPBACK) -> None:
        self.configure(maximum, exempt)
        self._peers: dict[str, Peer] = {}

    def configure(self, maximum: int, exempt: Iterable[str] = LOOPBACK) -> None:
        """Change the limit. Connections that are open stay open. Raises ValueError for an invalid network."""
        self._maximum = maximum
        self._exempt = tuple(ip_network(network) for network in exempt)

    def admit(self, address: object) -> Peer | None:
        """Count a connection of a client's socket address; return None if the address is not limited.

        Raises TooManyConnections.
        """
        # The address of a Unix socket is no tuple: its clients are on this machine.
        if not self._maximum or not isinstance(address, tuple):
            return None
        name = _name_of(address[0], self._exempt)
        if name is None:
            return None
        peer = self._peers.get(name)
        if peer is None:
            peer = self._peers[name] = Peer(self, name)
        if peer.count >= self._maximum:
            if not peer.was_refused:
                peer.was_refused = True
                _logger.warning("connection_limit_reached", connections=peer.count)
            raise TooManyConnections
        peer.count += 1
        return peer

    def forget(self, name: str) -> None:
        """Forget an address without connections."""
        self._peers.pop(name, None)


@lru_cache(maxsize=4096)
def _name_of(host: str, exempt: tuple[IPv4Network | IPv6Network, ...]) -> str | None:
    """Return the name under which an address is counted; None if it is not."""
    # The zone of a link-local address is not part of the address.
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    # A network of the other version contains no address of this one.
    if any(address in network for network in exempt):
        return None
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _IPV6_PREFIX), strict=False))
    return str(address)
