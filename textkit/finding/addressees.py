"""Who a statement or a heading tells to act."""

from __future__ import annotations

from collections.abc import Callable

from textkit.finding.cues import ENUMERATOR, markers, on_one_line
from textkit.vietnamese.text import Passage

# So many characters at the most stand between an actor and its verb: the longest clause that the
# labelled documents put between them is shorter, and a search of all that follows is slow. Chosen
# by eye; not measured.
_REACH_TO_VERB = 250


def actor_of(
    text: str | Passage, *, spoken: bool = False, acts: Callable[[int], bool] | None = None
) -> str | None:
    """Who is to act by a statement: the body at its head, behind its ground or aim, or behind a
    word that gives out work; None if it names nobody.

    Of a heading (`spoken`) it is who it names, whether or not a verb follows; `acts` tells where in
    the text a word may be a verb.

    >>> actor_of("Giao Sở Tài chính bố trí vốn."), actor_of("Sở hữu trí tuệ được bảo vệ.")
    ('Sở Tài chính', None)
    """
    passage = Passage.of(text)
    enumerator = ENUMERATOR.match(passage.text)
    skipped = enumerator.end() if enumerator else 0
    words = on_one_line(passage[skipped:])
    given = markers()["giving"].anywhere.search(words.folded, 0, 2 * _REACH_TO_VERB)
    named = given or markers()["ground"].head.match(words.folded)
    if spoken and not named:
        named = markers()["spoken"].head.match(words.folded)
    start = named.end() if named else 0
    actor = markers()["actor"].head.match(words.folded, start)
    if not actor:
        return None
    end = None
    for duty in markers()["duty"].anywhere.finditer(
        words.folded, actor.end(), start + _REACH_TO_VERB
    ):
        # A verb in a name has a capital: "Sở Giao thông vận tải", "Ban Chỉ đạo".
        is_lower = words.text[duty.start()].islower()
        if is_lower and (acts is None or acts(skipped + duty.start())):
            end = duty.start()
            break
    if end is None and not (given or spoken):
        return None
    name = words[start : end or start + _REACH_TO_VERB]
    if markers()["passive"].anywhere.search(_bare(name.folded)):
        return None
    if markers()["entitled"].anywhere.search(words.folded, start, start + _REACH_TO_VERB):
        return None
    return _bare(name.text)


def _bare(name: str) -> str:
    """A name with single blanks and without the marks around it."""
    return " ".join(name.split()).strip(" ,:;.")
