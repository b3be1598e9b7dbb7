"""Token columns: what annotation gives, as arrays that are stored and counted without spaCy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Columns:
    """The tokens of one document, one row per token, white space tokens included.

    `start` and `length` count characters of `Document.text`; `norm` is the folded word; `tag` is
    underthesea's part of speech, `pos` the universal one; `sentence` is true where a sentence
    starts, `space` where one space follows the token.
    """

    start: NDArray[np.int32]
    length: NDArray[np.int32]
    norm: list[str]
    tag: list[str]
    pos: list[str]
    sentence: NDArray[np.bool_]
    space: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)
