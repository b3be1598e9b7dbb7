"""A Word file as it was before its tracked changes: what was added is out, what was deleted in."""

from __future__ import annotations

from copy import deepcopy

from textkit.reading.word.parts import Node, first, tag

# What an element of a tracked change becomes so that a reader who accepts all sees the text before.
_TURNED = {
    "ins": "del",
    "del": "ins",
    "moveTo": "moveFrom",
    "moveFrom": "moveTo",
    "cellIns": "cellDel",
    "cellDel": "cellIns",
    "delText": "t",
    "delInstrText": "instrText",
}

# What a change of format keeps: the properties as they were before.
_FORMER = {"rPrChange": "rPr", "pPrChange": "pPr"}

# Children of properties that the former ones do not state anew: those of the paragraph's mark, of
# the section that ends there, and the changes themselves.
_KEPT = frozenset({"rPr", "sectPr", "ins", "del", "moveTo", "moveFrom", *_FORMER})


_WORDS = ("{*}t", "{*}delText")
_TRACKED = ("{*}ins", "{*}del", "{*}moveTo", "{*}moveFrom")


def row_change(row: Node) -> Node | None:
    """The tracked change by which a row of a table is new or gone as a whole; None without one.

    LibreOffice marks a row as new in which some words are: where others in it are as they were, the
    row is none.
    """
    properties = first(row, "trPr")
    for name in ("del", "ins"):
        change = first(properties, name)
        if change is not None:
            return None if _has_both(row) else change
    return None


def _has_both(row: Node) -> bool:
    """Whether some words of a row are tracked and others not."""
    kinds: set[bool] = set()
    for node in row.iter(*_WORDS):
        if (node.text or "").strip():
            changes = node.iterancestors(*_TRACKED)
            kinds.add(any(row in change.iterancestors("{*}tr") for change in changes))
    return len(kinds) > 1


def refuse(root: Node | None) -> None:
    """Turns the tracked changes of a part round, in place.

    Insertions become deletions and deletions insertions, so that reading it as if all were accepted
    gives the text with all of them refused.

    The properties of runs and paragraphs become those before a change of format. What was added by
    one and deleted by another is out, before as after.
    """
    if root is None:
        return
    changed = [f"{{*}}{name}" for name in (*_TURNED, *_FORMER)]
    for node in list(root.iter(*changed)):
        name = tag(node)
        if name in _FORMER:
            _restore(node, _FORMER[name])
        else:
            node.tag = str(node.tag).rpartition("}")[0] + "}" + _TURNED[name]


def _restore(change: Node, name: str) -> None:
    """Puts the properties before a change of format in the place of those behind it."""
    properties = change.getparent()
    former = first(change, name)
    if properties is None or former is None or tag(properties) != name:
        return
    for child in list(properties):
        if tag(child) not in _KEPT:
            properties.remove(child)
    for place, child in enumerate(former):
        properties.insert(place, deepcopy(child))
