"""Two wordings of one passage: word by word, and shortened to where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textkit.comparing.sequences import common_items, gaps

# So many words that both have are shown on either side of a difference. Chosen by eye.
_AROUND = 8

Piece = tuple[str, str]
"""What a piece is (`same`, `del`: only before, `ins`: only after), and its words."""


def differences(before: str, after: str) -> list[Piece]:
    """Two sentences word by word: `same`, `del` (only before), `ins` (only after), with the words.

    >>> differences("đạt 8% vào năm 2025", "đạt 9% vào năm 2025")
    [('same', 'đạt'), ('del', '8%'), ('ins', '9%'), ('same', 'vào năm 2025')]
    """
    old, new = before.split(), after.split()
    pieces: list[Piece] = []
    place = 0
    for gap in gaps(common_items(old, new), len(old), len(new)):
        _add(pieces, "same", old[place : gap.first])
        _add(pieces, "del", old[gap.first : gap.end])
        _add(pieces, "ins", new[gap.other_first : gap.other_end])
        place = gap.end
    _add(pieces, "same", old[place:])
    return pieces


def _add(pieces: list[Piece], kind: str, words: Sequence[str]) -> None:
    if words:
        pieces.append((kind, " ".join(words)))


def shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, of what is the same only the words around a difference; `…` stands for the rest.

    >>> words = "một hai ba bốn năm sáu bảy tám chín mười"
    >>> list(shortened([("same", words), ("ins", "và")]))
    [('same', '… ba bốn năm sáu bảy tám chín mười'), ('ins', 'và')]
    """
    for number, (kind, text) in enumerate(pieces):
        words = text.split()
        head = words[:_AROUND] if number else []
        tail = words[-_AROUND:] if number + 1 < len(pieces) else []
        if kind == "same" and len(pieces) > 1 and len(words) > len(head) + len(tail):
            yield kind, " ".join([*head, "…", *tail])
        else:
            yield kind, text


def marked_up(before: str, after: str) -> str:
    """What differs in two wordings, in one line: `còn dưới ⟦2% → 3%⟧`, `⟦+ …⟧`, `⟦- …⟧`.

    >>> marked_up("tỷ lệ hộ nghèo còn dưới 2%", "tỷ lệ hộ nghèo còn 3%")
    'tỷ lệ hộ nghèo còn ⟦dưới 2% → 3%⟧'
    """
    shown: list[str] = []
    pieces = [*shortened(differences(before, after)), ("same", "")]
    gone = ""
    for kind, words in pieces:
        if kind == "del":
            gone = words
            continue
        if kind == "ins":
            shown.append(f"⟦{gone} → {words}⟧" if gone else f"⟦+ {words}⟧")
        else:
            shown += [f"⟦- {gone}⟧"] if gone else []
            shown += [words] if words else []
        gone = ""
    return " ".join(shown)
