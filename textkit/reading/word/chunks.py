"""What a Word file takes in from parts of other kinds (`w:altChunk`), as web systems make it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.files import LIMITS, decode_text, sniff
from textkit.reading.html import page_pieces
from textkit.reading.layout import Piece
from textkit.reading.mht import archive_pieces

DEEPEST_CHUNK = 3
"""How many Word files may stand in each other. Chosen by eye; not measured."""

# How many parts are taken in at most, and how much of a name is shown. Chosen by eye; not measured.
_MOST_CHUNKS = 1_000
_LONGEST_NAME = 60


@dataclass
class Budget:
    """How much a file and all files inside it may still take in, in bytes and parts."""

    size: int = LIMITS.max_expanded_bytes
    parts: int = _MOST_CHUNKS


class Chunks:
    """The parts that a Word file takes in, each once; `remarks` says which were not read."""

    def __init__(
        self,
        archive: zipfile.ZipFile | None,
        related: Mapping[str | None, str],
        path: str | Path,
        budget: Budget,
        inside: Callable[[bytes], tuple[list[Piece], list[Remark]]] | None,
    ) -> None:
        """`inside` reads a Word file; without it those inside are not read."""
        self.remarks: list[Remark] = []
        self._archive = archive
        self._related = related
        self._path = path
        self._budget = budget
        self._inside = inside
        self._count = 0

    @classmethod
    def none(cls) -> Chunks:
        """Those of a file whose parts are not asked for."""
        return cls(None, {}, "", Budget(), None)

    def pieces(self, id_: str | None) -> list[Piece]:
        """The blocks of a part by the id of its relationship.

        Raises TextkitError where a file takes in far too much.
        """
        part = self._related.get(id_)
        if self._archive is None:
            return []
        if part is None or part not in self._archive.namelist():  # it may lie outside of the file
            self._leave_out("")
            return []
        size = self._archive.getinfo(part).file_size
        self._budget.size -= size
        self._budget.parts -= 1
        if self._budget.size < 0 or self._budget.parts < 0 or size > LIMITS.max_part_bytes:
            raise TextkitError("file.over-length", path=self._path, limit=LIMITS.max_characters)
        origin = f"chunk{self._count}"
        self._count += 1
        try:
            return self._read(self._archive.read(part), part, origin)
        except (TextkitError, zipfile.BadZipFile, EOFError, OSError, ValueError):
            self._leave_out(part)
            return []

    def _read(self, data: bytes, part: str, origin: str) -> list[Piece]:
        kind = sniff(data)
        if kind == "html":
            return page_pieces(self._decoded(data), origin, self._path)
        if kind == "mht":
            return archive_pieces(data, origin, self._path)
        if kind in ("zip", "wordxml") and self._inside is not None:
            pieces, remarks = self._inside(data)
            self.remarks += remarks
            return [replace(piece, origin=f"{origin}/{piece.origin}") for piece in pieces]
        if kind == "text":
            source = self._decoded(data)
            if part.lower().endswith((".htm", ".html", ".xhtml")):  # a page without <html>
                return page_pieces(source, origin, self._path)
            return [Piece(line, f"{origin}/p{n}") for n, line in enumerate(source.split("\n"))]
        if kind != "empty":
            self._leave_out(part)
        return []

    def _decoded(self, data: bytes) -> str:
        text, remarks = decode_text(data, self._path)
        self.remarks += remarks
        return text

    def _leave_out(self, part: str) -> None:
        # The remarks of a file are shown with "; " between them.
        name = part.rpartition("/")[2].replace(";", ",")[:_LONGEST_NAME]
        remark = Remark("chunk", name)
        if remark not in self.remarks:
            self.remarks.append(remark)
