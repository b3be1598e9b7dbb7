"""Findings as comments in the author's Word file, on exactly their words; all else stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from textkit.data.messages import Lang, TextkitError, say
from textkit.presenting.anchors import Anchor, Anchors
from textkit.presenting.commentparts import CommentParts
from textkit.presenting.package import FreeIds, Package
from textkit.presenting.papers import printable
from textkit.presenting.remarks import Remark, Thread, earlier_threads, matched
from textkit.presenting.suggestions import Suggestion, Suggestions, where
from textkit.reading.document import Document
from textkit.reading.files import open_archive, open_checked
from textkit.reading.word.document import RunsOfFile
from textkit.reading.word.office import convert
from textkit.running.scratch import scratch_folder


def write_comments(
    draft: Document,
    remarks: Sequence[Remark],
    path: str | Path,
    *,
    looked: Collection[str] | None = None,
    lang: Lang = "vi",
) -> Path:
    """Writes the draft's Word file with a comment on each of these words to another path; the path.

    The remarks come in order of their places. Runs are cut where a comment begins or ends;
    formatting, revisions and the comments of others stay. A comment of an earlier check stays where
    its finding does; one that people closed or answered is left as it is and not made again. Where
    a rule that looked (`looked`, None for all) does not find its fault any more, its comment is
    marked as done. A remark with a replacement gets a tracked change beside its comment, where the
    words are plain ones of a paragraph.

    What stands in a note is commented at its mark, what is in a text box at its anchor, what is in
    a header at the beginning. Comments and changes carry no date. Of a .doc file its .docx twin is
    made by LibreOffice.

    Raises TextkitError if the draft has no Word file, or the path is the draft's own.
    """
    source, target = draft.path, Path(path)
    if source is None or source.suffix.lower() not in (".docx", ".doc"):
        key = "draft.no-word-file" if source else "draft.no-file"
        raise TextkitError(key, path=source)
    if target.exists() and target.resolve() == source.resolve():
        raise TextkitError("draft.overwritten", path=path)
    with scratch_folder() as folder:
        word = convert(source, folder) if source.suffix.lower() == ".doc" else source
        package = Package(open_archive(open_checked(word), word), source)
        runs = RunsOfFile(word, package.read)
        _Review(package, runs, draft, lang).write(remarks, looked)
        package.write(target)
    return target


class _Placed(NamedTuple):
    """A remark with the runs that its comment stands around, and the change that goes with it."""

    remark: Remark
    anchor: Anchor
    suggestion: Suggestion | None
    thread: Thread | None


class _Review:
    """The comments and changes that a check puts into a Word file."""

    def __init__(self, package: Package, runs: RunsOfFile, draft: Document, lang: Lang) -> None:
        self._package = package
        self._runs = runs
        self._draft = draft
        self._lang = lang
        self._parts = CommentParts(package)
        self._free_ids = FreeIds(package)
        self._anchors = Anchors(package, runs.nodes, draft, self._free_ids)
        self._suggestions = Suggestions(package, self._anchors, draft, self._free_ids)

    def write(self, remarks: Sequence[Remark], looked: Collection[str] | None) -> None:
        """Puts in what is to be said, and settles what earlier checks said."""
        threads = []
        for thread in earlier_threads(self._package, self._draft.comments):
            if thread.is_anchored:
                threads.append(thread)
            elif not thread.is_answered:  # its words are gone, and Word would drop it too
                self._parts.remove(thread.node)
        pairs = matched(remarks, threads)
        found = {id(thread) for thread in pairs.values()}
        for thread in threads:
            has_looked = looked is None or not thread.rule or thread.rule in looked
            is_open = not thread.is_done and not thread.has_change
            if id(thread) not in found and has_looked and is_open:
                self._parts.close(thread.node, say("check.gone", self._lang))
        said = []
        for number, remark in enumerate(remarks):
            thread_here = pairs.get(number)
            if _is_to_be_said(remark, thread_here):
                said.append((remark, thread_here))
        self._put(self._placed(said))

    def _placed(self, said: Sequence[tuple[Remark, Thread | None]]) -> list[_Placed]:
        """Remarks with the runs of their words and of what is changed in them."""
        changes = [self._suggestions.change_for(remark) for remark, _ in said]
        bounds = [(remark.start, remark.end) for remark, _ in said]
        bounds += [where(change) for change in changes if change is not None]
        runs = self._runs.showing(self._draft.layout, self._draft.text, bounds)
        of_changes = iter(runs[len(said) :])
        placed = []
        for (remark, thread), change, spans in zip(said, changes, runs, strict=False):
            suggestion = None
            if change is not None:
                suggestion = self._suggestions.of(change, next(of_changes))
            anchor = self._anchors.of_words(remark.start, spans)
            if anchor is None:
                raise TextkitError("draft.no-text", path=self._draft.path)
            placed.append(_Placed(remark, anchor, suggestion, thread))
        return placed

    def _put(self, placed: Sequence[_Placed]) -> None:
        """Puts comments and changes in, each with its marks around the runs that show its words."""
        cuts = []
        for one in placed:
            if one.thread is None:
                begin, end = one.anchor
                cuts += [(begin, begin.start), (end, end.end)]
            for span in one.suggestion.spans if one.suggestion else ():
                cuts += [(span, span.start), (span, span.end)]
        self._anchors.cut(cuts)
        for one in placed:
            if one.suggestion is not None:
                self._suggestions.put(one.suggestion)
        room = self._parts.room
        for one in placed:
            if one.thread is not None:
                self._parts.renew(one.thread, self._lines(one), one.remark)
            elif room > 0:
                room -= 1
                self._add(one)

    def _add(self, one: _Placed) -> None:
        """Adds a comment with its marks: those of its words, and behind them the run it hangs
        on.
        """
        number = self._free_ids.next()
        begin, end = self._suggestions.around(*self._anchors.around(one.anchor))
        begin.addprevious(self._package.element("commentRangeStart", id=number))
        reference = self._package.element("r")
        reference.append(self._package.element("commentReference", id=number))
        behind = end
        for mark in (self._package.element("commentRangeEnd", id=number), reference):
            mark.tail = None
            behind.addnext(mark)
            behind = mark
        self._package.change(begin)
        self._parts.add(number, self._lines(one), one.remark)

    def _lines(self, one: _Placed) -> list[str]:
        """The lines of a comment; one before the last says that a change was put in."""
        lines = [printable(line) for line in one.remark.lines]
        if one.suggestion is None:
            return lines
        is_here = self._package.is_in_text(self._anchors.node(one.suggestion.spans[0]))
        key = "check.offered" if is_here else "check.offered_beside"
        return [*lines[:-1], say(key, self._lang), *lines[-1:]]


def _is_to_be_said(remark: Remark, thread: Thread | None) -> bool:
    """Whether a remark is to be made, anew or as the comment of an earlier check.

    What people closed, answered or have yet to decide on is left as it is; so is one whose change
    they refused.
    """
    if remark.is_known:
        return False
    if thread is None or thread.is_closed_by_check:
        return True
    return not thread.is_decided and not thread.was_offered
