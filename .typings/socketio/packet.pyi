from typing import Any

CONNECT: int
DISCONNECT: int
EVENT: int
ACK: int
CONNECT_ERROR: int
BINARY_EVENT: int
BINARY_ACK: int

class Packet:
    packet_type: int
    namespace: str | None
    id: int | None
    # Any: what JSON can hold.
    data: Any
    def __init__(
        self,
        packet_type: int = ...,
        data: object = None,
        namespace: str | None = None,
        id: int | None = None,
        binary: bool | None = None,
        encoded_packet: str | bytes | None = None,
    ) -> None: ...
    def encode(self) -> str | list[str | bytes]: ...
