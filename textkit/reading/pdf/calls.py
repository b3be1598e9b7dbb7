"""pdfium's functions with plain numbers for pointers, for what is asked of every letter and every
stroke of a page.

pypdfium2 makes an object of each pointer that it hands out and checks each one it is given, which
takes longer than what pdfium does in between.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def call(name: str) -> Callable[..., Any]:
    """A function of pdfium that takes and gives pointers as their addresses: None for no place.

    What it fills is a buffer whose address is given; nothing holds that buffer or what an address
    belongs to, so whoever calls must.
    """
    import pypdfium2.raw as pdfium

    function = getattr(pdfium, name)
    # Of the same class as pypdfium2's, so that it is called in the manner of this machine.
    plain = type(function)(address_of(function))
    plain.restype = _without_pointer(function.restype)
    plain.argtypes = tuple(map(_without_pointer, function.argtypes))
    called: Callable[..., Any] = plain
    return called


def address_of(pointer: Any) -> int:
    """The address that a pointer of ctypes or pypdfium2 holds; 0 where it points to nothing."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _without_pointer(kind: Any) -> Any:
    return ctypes.c_void_p if hasattr(kind, "contents") else kind
