"""Messages between a parent and a child, over the pipes of a program's input and output."""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any

# Each message begins with how many bytes follow.
_LENGTH = struct.Struct(">Q")


def packed(content: Any) -> bytes:
    """A message as bytes. Raises what pickle raises of what cannot be sent."""
    return pickle.dumps(content, pickle.HIGHEST_PROTOCOL)


def send(stream: IO[bytes], body: bytes) -> None:
    """Writes a message."""
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes], most: int | None = None) -> Any:
    """The next message.

    Raises EOFError at the end of the stream, OverflowError for a message longer than `most`.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if most is not None and length > most:
        raise OverflowError(length)
    return pickle.loads(_exactly(stream, length))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise EOFError
    return body
