"""What people propose for a draft, out of the copies they sent back: each proposal once, by its
place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from textkit import data
from textkit.checking.copies import SAME_DRAFT, Alignment, align, likeness
from textkit.checking.edits import Edit, EditKind, edits_of, normal, on_whole_words
from textkit.checking.material import Draft
from textkit.data.messages import Reason, TextkitError
from textkit.language.units import Unit
from textkit.reading.document import Comment, Document, Record, Revision, fingerprint, grouped
from textkit.reading.readers import SUFFIXES, read, read_before_changes

OpinionKind: TypeAlias = EditKind | Literal["comment"]

_PATTERNS = data.patterns("opinions.toml", "authors")

# Word's own file beside one that is open.
_LOCK = "~$"

# So much of a draft is shown of what an opinion is on. Chosen by eye; not measured.
_LONGEST_PASSAGE = 900


class Voice(NamedTuple):
    """Who holds an opinion: the office, the author as the copy names them (None where it names
    nobody), and the copy.

    `is_tracked` is false where the words were changed without a mark.
    """

    office: str
    author: str | None
    copy: str
    date: str | None
    is_tracked: bool = True


class Answer(NamedTuple):
    """What was answered to a comment, and by whom."""

    author: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Opinion(Record):
    """One proposal or comment, with all who made it.

    `start` and `end` bound the words of the draft it is on, equal for a place between words; both
    are -1 for what is on nothing of the draft. `before` and `after` are the words of a change,
    `text` that of a comment; `other` is the place to which words are moved. `path` is the article
    or section, as units give it, and `passage` the sentences or the row of the draft around it.
    `resolved` says that a comment was marked as done; `id` stays while place and proposal do.
    """

    id: str
    kind: OpinionKind
    path: str
    passage: str
    before: str
    after: str
    text: str
    other: int | None
    voices: tuple[Voice, ...]
    answers: tuple[Answer, ...] = ()
    resolved: bool = False

    @property
    def offices(self) -> tuple[str, ...]:
        """The offices that hold it, each once."""
        return tuple(dict.fromkeys(voice.office for voice in self.voices))


@dataclass(frozen=True, slots=True)
class ReadCopy:
    """What a copy has: its opinions by sort, and what was left out of them.

    `status` is `read`, `no-opinion`, `other-document` or `unread`, the last with its reason;
    `untracked` counts differences from the draft that carry no mark, `formats` changes of format
    and of blanks alone.
    """

    name: str
    office: str
    status: Literal["read", "no-opinion", "other-document", "unread"]
    authors: tuple[str, ...] = ()
    comments: int = 0
    changes: int = 0
    untracked: int = 0
    formats: int = 0
    likeness: float | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Consolidation:
    """The opinions on a draft in order of their places, and what became of each copy.

    `draft` is the text that the opinions are on: where the file itself has tracked changes, the
    one that the copies were made of, which `is_before_changes` says. `first` is the place where its
    first article or section begins, None where it has none.
    """

    draft: Document
    opinions: list[Opinion]
    copies: list[ReadCopy]
    is_before_changes: bool = False
    first: int | None = None


class _Copy(NamedTuple):
    """A copy that was read, as it was before its tracked changes."""

    name: str
    office: str
    base: Document


class _Said(NamedTuple):
    """What one voice says, and by what it is known to be the same as what others say."""

    key: tuple[object, ...]
    opinion: Opinion


def consolidate(
    draft: str | Path, copies: Iterable[str | Path], *, offices: Mapping[str, str] | None = None
) -> Consolidation:
    """The opinions that copies of a draft hold, comments and changes, each once.

    `offices` names the office of a copy by its file name without suffix; without it, that name
    stands for the office. A folder among the copies stands for the Word files in it. A copy that
    cannot be read, or is of another document, is listed and left out. Raises TextkitError if the
    draft cannot be read or is no Word file, if there is no copy, or for an office of no copy.
    """
    own = read_before_changes(draft)
    accepted = read(draft)
    read_copies, listed = _read_copies(_files(copies, Path(draft)), offices or {})
    texts = [accepted] if accepted.text == own.text else [accepted, own]
    original = max(texts, key=lambda text: _fit(text, read_copies))
    known = _Known.of(own, is_before=original is own)
    said: list[_Said] = []
    material = _Places(Draft(original))
    for copy in read_copies:
        one, summary = _of_copy(copy, material, known)
        said += one
        listed.append(summary)
    opinions = [_joined(ones) for ones in grouped(said, lambda one: one.key).values()]
    opinions = list(_told_apart(sorted(opinions, key=_order)))
    listed.sort(key=lambda copy: copy.name)
    return Consolidation(original, opinions, listed, original is not accepted, material.first)


def _order(opinion: Opinion) -> tuple[bool, int, int, int]:
    """The order of the draft; of what is on the same words that of most comes first."""
    return opinion.start < 0, opinion.start, opinion.end, -len(opinion.voices)


def _told_apart(opinions: Iterable[Opinion]) -> Iterator[Opinion]:
    """The opinions, each with an id of its own: the same may be proposed twice in a paragraph."""
    uses: Counter[str] = Counter()
    for opinion in opinions:
        uses[opinion.id] += 1
        if uses[opinion.id] > 1:
            yield replace(opinion, id=fingerprint(opinion.id, str(uses[opinion.id])))
        else:
            yield opinion


# --- The copies ---------------------------------------------------------------------------------


def _files(copies: Iterable[str | Path], draft: Path) -> dict[str, Path]:
    """The files of the copies by the names they are shown by, without the draft itself."""
    paths: list[Path] = []
    for copy in map(Path, copies):
        if copy.is_dir():
            inside = [path for path in sorted(copy.iterdir()) if path.suffix.lower() in SUFFIXES]
            paths += [path for path in inside if path.is_file()]
        else:
            paths.append(copy)
    files: dict[str, Path] = {}
    for path in dict.fromkeys(paths):
        is_draft = path.exists() and path.resolve() == draft.resolve()
        if is_draft or path.name.startswith(_LOCK):
            continue
        name = path.stem
        if name in files:
            name = f"{path.parent.name}/{path.name}"
        while name in files:
            name += "*"
        files[name] = path
    if not files:
        raise TextkitError("copies.none", path=draft)
    return files


def _read_copies(
    files: Mapping[str, Path], offices: Mapping[str, str]
) -> tuple[list[_Copy], list[ReadCopy]]:
    """The copies that can be read, and those that cannot, each with the reason."""
    by_stem = {stem.casefold(): office for stem, office in offices.items()}
    unknown = by_stem.keys() - {path.stem.casefold() for path in files.values()}
    if unknown:
        known = ", ".join(sorted({path.stem for path in files.values()}))
        raise TextkitError("copies.unknown", name=min(unknown), known=known)
    read_ones: list[_Copy] = []
    unread: list[ReadCopy] = []
    for name, path in files.items():
        office = by_stem.get(path.stem.casefold(), name)
        try:
            read_ones.append(_Copy(name, office, read_before_changes(path)))
        except TextkitError as error:
            unread.append(ReadCopy(name, office, "unread", reason=Reason(error)))
        except OSError as error:
            fault = TextkitError("file.not-opened", path=str(path), error=error)
            unread.append(ReadCopy(name, office, "unread", reason=Reason(fault)))
    return read_ones, unread


def _fit(text: Document, copies: Sequence[_Copy]) -> float:
    """How many copies have this text, and how much of it the others have."""
    exact = sum(copy.base.text == text.text for copy in copies)
    return exact + sum(likeness(text.text, copy.base.text) for copy in copies) / (len(copies) + 1)


class _Known(NamedTuple):
    """What the draft itself carries, which is no opinion of who sent it back."""

    comments: frozenset[tuple[object, ...]]
    revisions: frozenset[tuple[object, ...]]

    @classmethod
    def of(cls, draft: Document, *, is_before: bool) -> _Known:
        """The comments of the draft; its tracked changes where the copies still carry them."""
        revisions = map(_mark_of_revision, draft.revisions) if is_before else ()
        return cls(frozenset(map(_mark_of_comment, draft.comments)), frozenset(revisions))


def _mark_of_comment(comment: Comment) -> tuple[object, ...]:
    return comment.author, comment.date, comment.text


def _mark_of_revision(revision: Revision) -> tuple[object, ...]:
    return revision.kind, revision.author, revision.date, revision.before, revision.after


def _of_copy(copy: _Copy, material: _Places, known: _Known) -> tuple[list[_Said], ReadCopy]:
    """What is said in a copy, and what became of it."""
    draft = material.document
    alike = 1.0
    if copy.base.text != draft.text:
        alike = likeness(draft.text, copy.base.text)
    summary = ReadCopy(copy.name, copy.office, "other-document", likeness=alike)
    if alike < SAME_DRAFT:
        return [], summary
    alignment = align(draft, copy.base)
    revisions = [
        one for one in copy.base.revisions if _mark_of_revision(one) not in known.revisions
    ]
    edits = edits_of(draft.text, revisions, alignment)
    untracked = list(_untracked(draft.text, alignment))
    threads = list(_threads(copy.base.comments, known))
    said = [material.of_edit(edit, copy) for edit in [*edits, *untracked]]
    said += [material.of_thread(thread, copy, alignment) for thread in threads]
    authors = [edit.author for edit in edits] + [thread.first.author for thread in threads]
    summary = replace(
        summary,
        status="read" if said else "no-opinion",
        authors=tuple(dict.fromkeys(filter(None, map(_person, authors)))),
        comments=len(threads),
        changes=len(edits),
        untracked=len(untracked),
        formats=sum(one.kind == "format" for one in revisions),
    )
    return said, summary


def _untracked(text: str, alignment: Alignment) -> Iterator[Edit]:
    """What a copy has in other words than the draft without marking it."""
    for start, end, after in alignment.differences:
        edit = on_whole_words(text, start, end, after)
        if edit is not None:
            yield replace(edit, is_tracked=False)


def _person(author: str | None) -> str | None:
    """The author of a change, unless it is a name that programs give of themselves."""
    if author is None or _PATTERNS["nobody"].fullmatch(author.strip().lower()):
        return None
    return author


class _Thread(NamedTuple):
    """A comment and what was answered to it."""

    first: Comment
    answers: tuple[Answer, ...]
    resolved: bool


def _threads(comments: Sequence[Comment], known: _Known) -> Iterator[_Thread]:
    """The comments, each with its answers; answers to what the draft carries stand for
    themselves.
    """
    new = [one for one in comments if _mark_of_comment(one) not in known.comments]
    by_id = {one.id: one for one in new}
    answers: dict[str, list[Comment]] = {}
    for one in new:
        if one.parent in by_id:
            answers.setdefault(one.parent or "", []).append(one)
    for one in new:
        if one.parent in by_id or not one.text.strip():
            continue
        below = _below(one.id, answers)
        given = tuple(Answer(_person(answer.author), answer.text) for answer in below)
        yield _Thread(one, given, one.resolved)


def _below(id_: str, answers: Mapping[str, list[Comment]]) -> list[Comment]:
    """All answers to a comment, and those to these, in order."""
    found: list[Comment] = []
    waiting = [id_]
    seen = {id_}
    while waiting:
        for answer in answers.get(waiting.pop(), ()):
            if answer.id not in seen:
                seen.add(answer.id)
                found.append(answer)
                waiting.append(answer.id)
    return found


# --- Places in the draft ------------------------------------------------------------------------


class _Places:
    """A draft, and where in it something is said."""

    def __init__(self, draft: Draft) -> None:
        self.document = draft.document
        self._text = draft.text
        self._sentences = [unit for unit in draft.units if unit.kind == "sentence"]
        self._starts = [unit.start for unit in self._sentences]
        self._units = draft.units
        self._blocks = [block.start for block in draft.document.layout]

    @property
    def first(self) -> int | None:
        """Where the first part with a label begins."""
        return next((unit.start for unit in self._units if unit.path), None)

    def of_edit(self, edit: Edit, copy: _Copy) -> _Said:
        """A change that somebody proposes."""
        author = _person(edit.author)
        voice = Voice(copy.office, author, copy.name, edit.date, edit.is_tracked)
        words = _key_words(edit)
        opinion = self._opinion(edit.kind, (edit.start, edit.end), voice, words)
        opinion = replace(opinion, before=edit.before, after=edit.after, other=edit.other)
        places = self._count(edit.start), self._count(edit.end)
        return _Said((edit.kind, *places, *words), opinion)

    def of_thread(self, thread: _Thread, copy: _Copy, alignment: Alignment) -> _Said:
        """A comment with its answers."""
        comment = thread.first
        voice = Voice(copy.office, _person(comment.author), copy.name, comment.date)
        bounds = (-1, -1)
        block = -1
        if comment.start is not None and comment.end is not None:
            start, end = alignment.place(comment.start), alignment.place(comment.end)
            bounds = start, max(start, end)
            block = bisect_right(self._blocks, start)
        words = normal(comment.text)
        opinion = self._opinion("comment", bounds, voice, (words,))
        opinion = replace(
            opinion, text=comment.text, answers=thread.answers, resolved=thread.resolved
        )
        return _Said(("comment", block, words), opinion)

    def _count(self, at: int) -> int:
        """A place by the paragraph and the words before it in that: blanks are none."""
        number = bisect_right(self._blocks, max(at - 1, 0)) - 1
        begin = self._blocks[number] if number >= 0 else 0
        return begin + len("".join(self._text[begin:at].split()))

    def _opinion(
        self, kind: OpinionKind, bounds: tuple[int, int], voice: Voice, words: tuple[str, ...]
    ) -> Opinion:
        """An opinion on a place, known again by its paragraph and by these words."""
        start, end = bounds
        path = passage = paragraph = ""
        if start >= 0:
            path, passage = self._path(start), self._passage(start, end)
            paragraph = normal(self._paragraph(start))
        id_ = fingerprint(kind, path, paragraph, *words)
        about = ("", "", "", None, (voice,))
        return Opinion(self.document.id, start, end, id_, kind, path, passage, *about)

    def _paragraph(self, at: int) -> str:
        """The block of the draft at or before a place."""
        number = bisect_right(self._blocks, max(at - 1, 0)) - 1
        return self.document.quote(self.document.layout[number]) if number >= 0 else ""

    def _sentence(self, at: int) -> int:
        """The number of the sentence that begins at or before a place."""
        return max(bisect_right(self._starts, at) - 1, 0)

    def _bounds(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last sentence of some words; of a place, the one that it ends."""
        if start < end:
            return self._sentence(start), self._sentence(end - 1)
        first = self._sentence(max(start - 1, 0))
        return first, first

    def _path(self, start: int) -> str:
        """The labels down to a place of the draft."""
        if not self._sentences:
            return ""
        unit: Unit = self._sentences[self._bounds(start, start + 1)[0]]
        while unit.parent is not None and not unit.path:
            unit = self._units[unit.parent]
        return unit.path

    def _passage(self, start: int, end: int) -> str:
        """The sentences of the draft around some words, or the row of a table."""
        if not self._sentences:
            return ""
        first, last = self._bounds(start, end)
        words = self._text[self._sentences[first].start : self._sentences[last].end]
        if len(words) <= _LONGEST_PASSAGE:
            return words
        return f"{words[:_LONGEST_PASSAGE].rstrip()}…"


def _key_words(edit: Edit) -> tuple[str, str]:
    """The words of a change by which it is known to be the same as another."""
    before, after = normal(edit.before), normal(edit.after)
    if before == after:  # what changes is how it is written
        return edit.before.strip(), edit.after.strip()
    return before, after


def _joined(said: Sequence[_Said]) -> Opinion:
    """What several say alike as one opinion with all who say it."""
    # Comments in the same words may be on more or fewer words of a paragraph.
    first = max(said, key=lambda one: one.opinion.end - one.opinion.start).opinion
    voices: dict[tuple[str, str | None], Voice] = {}
    answers: dict[Answer, None] = {}
    for one in said:
        for voice in one.opinion.voices:
            voices.setdefault((voice.copy, voice.author), voice)
        answers |= dict.fromkeys(one.opinion.answers)
    opinion = replace(first, voices=tuple(voices.values()), answers=tuple(answers))
    return replace(opinion, resolved=all(one.opinion.resolved for one in said))
