"""Who a statement or a heading tells to act."""

from __future__ import annotations

import re
from collections.abc import Callable

from textkit.finding.actors import actors_at, duty_behind
from textkit.finding.cues import ENUMERATOR, markers, on_one_line
from textkit.vietnamese.text import Passage

# So many characters at the most stand between an actor and its verb: the longest clause that the
# labelled documents put between them is shorter, and a search of all that follows is slow. Chosen
# by eye; not measured.
_REACH_TO_VERB = 250

# What follows is to be done, whatever is said of the body before: "Cơ quan được giao … có trách
# nhiệm …"; not in another sentence.
_DUTY = re.compile(r"(?<=\s)(?:(?:có|chịu) trách nhiệm|có nhiệm vụ)(?!\w)")


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
    if not markers()["actor"].head.match(words.folded, start):
        return None
    bodies = actors_at(words, start, len(words) if spoken else None)
    if not bodies:
        return None
    end, until = bodies[-1].end, start + _REACH_TO_VERB
    verb = None if given or bodies[-1].named else duty_behind(words, end)
    if verb is None:
        verb = _verb_behind(words, end, until, skipped, acts)
    said = words[start : verb or until]
    is_duty = _DUTY.search(words.folded, end, until)
    if not is_duty and markers()["passive"].anywhere.search(_bare(said.folded)):
        return None
    if verb is None and not (given or spoken):
        return None
    if markers()["entitled"].anywhere.search(words.folded, start, start + _REACH_TO_VERB):
        return None
    if verb is not None and not spoken:
        bodies = actors_at(words, start, verb)
    return _bare(words.text[bodies[0].start : bodies[-1].end])


def _verb_behind(
    words: Passage, at: int, until: int, skipped: int, acts: Callable[[int], bool] | None
) -> int | None:
    """Where the first verb of a duty begins; None where there is none.

    A verb in a name has a capital: "Sở Giao thông vận tải", "Ban Chỉ đạo".
    """
    for duty in markers()["duty"].anywhere.finditer(words.folded, at, until):
        is_lower = words.text[duty.start()].islower()
        if is_lower and (acts is None or acts(skipped + duty.start())):
            return duty.start()
    return None


def _bare(name: str) -> str:
    """A name with single blanks and without the marks around it."""
    return " ".join(name.split()).strip(" ,:;.")
