"""WebSocket frames: what a peer declares is checked before it is kept, and violations are told apart by their code."""

import os
import random
import zlib

import pytest

from labapp.transport.frames import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    FrameReader,
    Violation,
    accepts_deflate,
    close_payload,
    deflated,
    frame,
)
from tests.support.frames import LIMIT, VIOLATIONS, client_frame, compressed


def read(data: bytes, *, inflates: bool = True) -> list[tuple[int, str | bytes]]:
    reader = FrameReader(LIMIT, inflates=inflates)
    done = reader.feed(data)
    while reader.pending:
        done += reader.feed(b"")
    return done


def code_of(data: bytes, *, inflates: bool = False) -> int:
    with pytest.raises(Violation) as violation:
        read(data, inflates=inflates)
    return violation.value.code


@pytest.mark.parametrize("length", [0, 1, 3, 125, 126, 127, 65_535, 65_536])
def test_a_message_of_every_length_form(length: int) -> None:
    text = "ñ" * (length // 2) + "x" * (length % 2)
    assert read(client_frame(TEXT, text.encode())) == [(TEXT, text)]


def test_messages_come_out_however_the_bytes_arrive() -> None:
    rng = random.Random(1)
    texts = ["x" * rng.randrange(300) for _ in range(200)]
    stream = b"".join(client_frame(TEXT, text.encode()) for text in texts)
    reader, seen, position = FrameReader(LIMIT, inflates=False), [], 0
    while position < len(stream):
        size = rng.choice((1, 2, 3, 7, 100, 1000))
        seen += reader.feed(stream[position : position + size])
        position += size
    assert [text for _, text in seen] == texts


def test_what_inflates_to_very_much_comes_out_a_message_at_a_time() -> None:
    text = "0" * LIMIT
    reader = FrameReader(LIMIT, inflates=True)
    done = reader.feed(client_frame(TEXT, compressed(text.encode()), rsv=0x40) * 500)
    assert done == [(TEXT, text)]
    for left in range(498, -1, -1):
        assert reader.pending
        assert reader.feed(b"") == [(TEXT, text)]
        assert reader.pending == bool(left)
    assert reader.feed(b"") == []


def test_many_small_frames_come_out_in_bounded_slices_in_order() -> None:
    texts = [str(number) for number in range(1000)]
    reader = FrameReader(LIMIT, inflates=False)
    batches = [reader.feed(b"".join(client_frame(TEXT, text.encode()) for text in texts) + b"\x81")]
    while reader.pending:
        batches.append(reader.feed(b""))
    assert max(map(len, batches)) == 256
    assert [text for done in batches for _, text in done] == texts
    # What is not all there yet waits for its rest, and is nothing to come back for.
    assert reader.feed(client_frame(TEXT, b"last")[1:]) == [(TEXT, "last")]


def test_fragments_with_control_frames_between() -> None:
    stream = (
        client_frame(TEXT, "añ".encode()[:2], fin=False)
        + client_frame(PING, b"p")
        + client_frame(0, "añ".encode()[2:], fin=False)
        + client_frame(PONG, b"")
        + client_frame(0, b"o")
    )
    assert read(stream) == [(PING, b"p"), (PONG, b""), (TEXT, "año")]


@pytest.mark.parametrize(("data", "code"), VIOLATIONS.values(), ids=VIOLATIONS.keys())
def test_a_violation_has_its_close_code(data: bytes, code: int) -> None:
    assert code_of(data) == code


def test_compressed_messages_are_inflated_up_to_the_limit() -> None:
    assert read(client_frame(TEXT, compressed(b"x" * LIMIT), rsv=0x40)) == [(TEXT, "x" * LIMIT)]
    assert code_of(client_frame(TEXT, compressed(b"x" * (LIMIT + 1)), rsv=0x40), inflates=True) == 1009
    assert code_of(client_frame(TEXT, compressed(b"\0" * (64 << 20)), rsv=0x40), inflates=True) == 1009
    assert code_of(client_frame(TEXT, b"no deflate", rsv=0x40), inflates=True) == 1002


def test_what_a_server_sends_is_final_and_unmasked() -> None:
    for length in (0, 125, 126, 65_535, 65_536):
        sent = frame(BINARY, b"x" * length)
        assert sent[0] == 0x82
        assert not sent[1] & 0x80
        assert sent.endswith(b"x" * length)
    assert frame(CLOSE, close_payload(1012))[2:] == b"\x03\xf4"


def test_compression_only_where_it_wins() -> None:
    body = b"precio " * 500
    shorter = deflated(body)
    assert shorter is not None
    assert zlib.decompressobj(-15).decompress(shorter + b"\x00\x00\xff\xff") == body
    assert deflated(os.urandom(2000)) is None


@pytest.mark.parametrize(
    ("offers", "accepted"),
    [
        ("", False),
        ("permessage-deflate", True),
        ("permessage-deflate; client_max_window_bits", True),
        ("permessage-deflate; server_no_context_takeover; client_max_window_bits=15", True),
        # A smaller window of ours would make our bytes differ from client to client.
        ("permessage-deflate; server_max_window_bits=10", False),
        ("permessage-deflate; server_max_window_bits=10, permessage-deflate", True),
        ("permessage-deflate; unknown", False),
        ("x-webkit-deflate-frame", False),
    ],
)
def test_offers_of_compression(offers: str, accepted: bool) -> None:
    assert accepts_deflate(offers) is accepted
