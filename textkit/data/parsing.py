"""What the TOML files of this folder say, parsed once on a machine.

To parse them takes 0.06 s of processor time of a check; the same as JSON, which Python reads in C,
takes 0.005 s. So the commands keep it. A file that holds what JSON has no word for, such as a date,
is parsed each time, as all are in a notebook, where nothing is kept.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

# What is kept of a file: the check sum of its bytes, and its content as JSON.
_Kept = tuple[int, bytes]

_files: dict[str, _Kept] = {}
_is_keeping = False
_is_changed = False


def parsed(name: str, raw: bytes) -> dict[str, Any]:
    """What a TOML file says, out of what was kept of these bytes if it is there.

    >>> parsed("x.toml", b"[years]\\nfirst = 2025")
    {'years': {'first': 2025}}
    """
    global _is_changed
    checked = zlib.crc32(raw)
    if _is_keeping and name in _files and _files[name][0] == checked:
        kept: dict[str, Any] = json.loads(_files[name][1])
        return kept
    import tomllib

    content = tomllib.loads(raw.decode("utf-8"))
    if _is_keeping:
        packed = _as_json(content)
        if packed is not None:
            _files[name] = (checked, packed)
            _is_changed = True
    return content


def _as_json(content: dict[str, Any]) -> bytes | None:
    """A content as one line of JSON; None where it would not be read again as it is."""
    try:
        return json.dumps(content, ensure_ascii=False).encode()
    except (TypeError, ValueError):
        return None


def start_keeping(kept: bytes = b"") -> None:
    """From now on contents are kept; `kept` are those of an earlier process, see `to_keep`.

    What is damaged is as if it were not there.
    """
    global _is_keeping
    _is_keeping = True
    if len(kept) < 4 or zlib.crc32(memoryview(kept)[4:]).to_bytes(4, "little") != kept[:4]:
        return
    for line in kept[4:].split(b"\n"):
        name, checked, packed = line.split(b"\t", 2)
        _files[name.decode()] = (int(checked), packed)


def to_keep() -> bytes | None:
    """All contents for another process; None where nothing has come to what was kept."""
    if not _is_changed:
        return None
    lines = [
        b"\t".join((name.encode(), str(checked).encode(), packed))
        for name, (checked, packed) in _files.items()
    ]
    body = b"\n".join(lines)
    return zlib.crc32(body).to_bytes(4, "little") + body
