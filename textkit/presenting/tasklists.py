"""The task list of an office: who has what to do by when, as table, page and follow-up book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.comparing import tasks as finding
from textkit.comparing.tasks import Task, find_corpus_tasks
from textkit.data.messages import Lang, say
from textkit.finding.cues import body_of
from textkit.presenting.followups import FollowUp, Row, read_follow_up, write_follow_up
from textkit.presenting.pages import source
from textkit.presenting.reports import Cell, Grid, Lead, Passage, Report, Reported
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.dates import written_date
from textkit.vietnamese.timespans import day_of, days_of

if TYPE_CHECKING:
    import pandas as pd

# The kinds of times that are no deadline, in the order in which they are listed; what names no time
# at all stands last.
_APART = ("period", "recurring", "conditional", "undated")

# With more quarters than these, years stand in one column each, and up to so many of them. Chosen
# by eye: a page is then as wide as A4 across.
_MOST_QUARTERS = 6
_MOST_YEARS = 6

# A body with so few tasks is no finding of its own. Chosen by eye.
_FEW = 2


@dataclass(frozen=True, eq=False, repr=False)
class TaskList(Reported):
    """The tasks that were asked for. `tasks` are the records, `data` a row each, `due` the days
    asked for, `as_of` the day that overdue tasks are counted on, `follow_up` what an office wrote.
    """

    corpus: StoredCorpus
    tasks: tuple[Task, ...]
    known: frozenset[str]
    due: tuple[str, str] | None = None
    body: str | None = None
    as_of: str | None = None
    follow_up: FollowUp = field(default_factory=FollowUp)
    lang: Lang = "vi"

    def __repr__(self) -> str:
        return f"TaskList({len(self.tasks)} tasks, {len(self.dated())} with a deadline)"

    def dated(self) -> list[Task]:
        """The tasks with a deadline, the earliest first."""
        dated = [task for task in self.tasks if task.deadline is not None]
        return sorted(dated, key=_end_of)

    def overdue(self) -> list[Task]:
        """The tasks whose deadline lies before the day that was given; none without such a day."""
        if self.as_of is None:
            return []
        return [task for task in self.dated() if _end_of(task) < self.as_of]

    @property
    def data(self) -> pd.DataFrame:
        """One row per task: id, doc_id, start, end (characters), path, row, text, product, bodies,
        coordinators, deadline_start, deadline_end (ISO), schedule (the words), schedule_kind,
        overdue (None without a day), progress.
        """
        import pandas as pd

        return pd.DataFrame([self._record(task) for task in self.tasks], columns=_FIELDS)

    def to_json(self) -> dict[str, Any]:
        """What was asked for, and the tasks; fields as in `data`."""
        return {
            "due": list(self.due) if self.due else None,
            "body": self.body,
            "as_of": self.as_of,
            "tasks": [self._record(task) for task in self.tasks],
        }

    def by_body(self) -> pd.DataFrame:
        """How many tasks each body has, the busiest first: leads, coordinates, then those it leads
        by quarter ("2026-Q1") or year, and `period`, `recurring`, `conditional`, `undated`.

        A task that several bodies lead counts for each; those without one stand under "".
        """
        import pandas as pd

        led, helped, columns = self._led(), self._helped(), self._columns()
        names = self._bodies()
        rows = []
        for name in names:
            counts = [len(_both(led.get(name), tasks)) for tasks in columns.values()]
            rows.append([len(led.get(name, ())), len(helped.get(name, ())), *counts])
        index = pd.Index(names, name="body", dtype=object)
        return pd.DataFrame(
            rows, index=index, columns=["leads", "coordinates", *columns], dtype=int
        )

    def table(self) -> pd.DataFrame:
        """A row a task as one would print it: time, task, who leads, who helps, product, source and
        progress.
        """
        return self._grid("all", [*self.dated(), *self._without_end()]).frame()

    def write(self, path: str | Path) -> Path:
        """Writes the list; as .xlsx the follow-up book, else as `Reported.write`; returns the path.

        What an office wrote into a book at the path is kept: see
        `textkit.presenting.followups.write_follow_up`. Raises TextkitError for another suffix, and
        where another workbook stands at the path.
        """
        if Path(path).suffix.lower() != ".xlsx":
            return super().write(path)
        rows = [
            self._book_row(number, task)
            for number, task in enumerate([*self.dated(), *self._without_end()], start=1)
        ]
        return write_follow_up(rows, path, known=self.known, before=self.follow_up, lang=self.lang)

    def report(self) -> Report:
        """Findings, bodies by quarter with the tasks behind each number, and the tasks by time."""
        grids = [self._matrix()]
        if self.dated():
            grids.append(self._grid("dated", self.dated()))
        apart = self._apart()
        grids += [self._grid(kind, apart[kind]) for kind in _APART if apart[kind]]
        return Report(
            self._say("title"),
            "; ".join(self._asked()),
            tuple(self._leads()),
            tuple(grids),
            tuple(self._notes()),
        )

    def brief(self, *, most: int) -> Report:
        """The report with no more rows of each table than these, whose notes say what is left
        out.
        """
        whole = self.report()
        grids = []
        for grid in whole.grids:
            left_out = len(grid.rows) - most
            note = self._say("left-out", count=left_out) if left_out > 0 else ""
            grids.append(grid._replace(rows=grid.rows[:most], note=note))
        return whole._replace(grids=tuple(grids))

    # --- Findings -------------------------------------------------------------------------------

    def _asked(self) -> list[str]:
        """What was asked for: documents, time, body, day."""
        asked = [self._say("documents", count=len(self.corpus))]
        if self.due is not None:
            asked.append(self._say("asked-due", time=self._time_name(*self.due)))
        if self.body is not None:
            asked.append(self._say("asked-body", body=self.body))
        if self.as_of is not None:
            asked.append(self._say("asked-day", day=written_date(self.as_of)))
        return asked

    def _leads(self) -> list[Lead]:
        leads = [self._first_lead()]
        if self.as_of is not None:
            leads.append(self._overdue_lead())
        if self.body is not None:
            led = [task for task in self.tasks if finding.leads(task, self.body)]
            helped = [task for task in self.tasks if task not in led]
            sentence = self._say("of-body", body=self.body, led=len(led), helped=len(helped))
            leads.append(Lead(sentence, self._passages(self.tasks)))
        else:
            leads += self._busiest()
        apart = [task for tasks in self._apart().values() for task in tasks]
        if apart:
            counts = [
                self._say(f"apart-{kind}", count=len(tasks))
                for kind, tasks in self._apart().items()
                if tasks
            ]
            leads.append(Lead(self._say("apart", what=", ".join(counts)), self._passages(apart)))
        return leads

    def _first_lead(self) -> Lead:
        """How many are due, of how many bodies, and how many that nobody leads."""
        dated = self.dated() if self.due is not None else list(self.tasks)
        names = {name for task in dated for name in task.bodies}
        nobody = [task for task in dated if not task.bodies]
        if self.due is not None:
            time = self._time_name(*self.due)
            key = "due" if names else "due-of-nobody"
            sentence = self._say(key, time=time, count=len(dated), bodies=len(names))
            if not dated:
                sentence = self._say("none-due", time=time)
        else:
            with_end = len(self.dated())
            sentence = self._say("found", count=len(dated), bodies=len(names), dated=with_end)
        if nobody:
            sentence += self._say("and-nobody", count=len(nobody))
        return Lead(f"{sentence}.", self._passages(nobody or dated))

    def _overdue_lead(self) -> Lead:
        overdue, day = self.overdue(), written_date(self.as_of or "")
        silent = [task for task in overdue if not self.follow_up.progress(task.id)]
        if not overdue:
            return Lead(self._say("none-overdue", day=day))
        key = "overdue-in-book" if self.follow_up.rows else "overdue-tasks"
        sentence = self._say(key, day=day, count=len(overdue), silent=len(silent))
        return Lead(sentence, self._passages(overdue))

    def _busiest(self) -> list[Lead]:
        """The body that leads most tasks, where one does."""
        led = {name: tasks for name, tasks in self._led().items() if name}
        if not led:
            return []
        name, tasks = max(led.items(), key=lambda item: len(item[1]))
        if len(tasks) <= _FEW:
            return []
        return [Lead(self._say("busiest", body=name, count=len(tasks)), self._passages(tasks))]

    def _notes(self) -> list[str]:
        notes = [self._say("note-kinds")]
        if self.as_of is None:
            notes.append(self._say("note-no-day"))
        else:
            notes.append(self._say("note-overdue"))
        if any(len(task.bodies) > 1 for task in self.tasks):
            notes.append(self._say("note-shared"))
        return notes

    # --- Tables ---------------------------------------------------------------------------------

    def _matrix(self) -> Grid:
        """Bodies and quarters; each number opens its tasks."""
        led, helped, columns = self._led(), self._helped(), self._columns()
        rows = []
        for name in self._bodies():
            tasks = led.get(name, [])
            cells = [Cell(name or self._say("nobody"), strong=not name)]
            for column, held in columns.items():
                cells.append(self._count(_both(tasks, held), strong=column == "overdue"))
            cells += [self._count(tasks, strong=True), self._count(helped.get(name, []))]
            rows.append(tuple(cells))
        heads = [
            self._say("lead"),
            *(self._column_name(column) for column in columns),
            self._say("total"),
            self._say("with"),
        ]
        note = self._say("note-matrix", count=len(self.tasks))
        return Grid(self._say("matrix"), tuple(heads), tuple(rows), note)

    def _count(self, tasks: Sequence[Task], *, strong: bool = False) -> Cell:
        """A number that opens its tasks; blank for none."""
        if not tasks:
            return Cell()
        return Cell(str(len(tasks)), self._passages(tasks), strong)

    def _grid(self, kind: str, tasks: Sequence[Task]) -> Grid:
        """Tasks, a row each; columns that no task fills are left out."""
        late = set(map(id, self.overdue()))
        rows = []
        for task in tasks:
            is_late = id(task) in late
            time = self._time(task)
            if is_late:
                time = f"{time}\n{self._say('is-overdue')}"
            rows.append(
                (
                    Cell(time, strong=is_late),
                    Cell(_printed(task)),
                    Cell("\n".join(task.bodies) or self._say("nobody"), strong=not task.bodies),
                    Cell("\n".join(task.coordinators)),
                    Cell(task.product or ""),
                    Cell(self._source(task)),
                    Cell(self.follow_up.progress(task.id)),
                )
            )
        names = ("schedule", "task", "lead", "with", "product", "document", "progress")
        heads = [self._say(name) for name in names]
        filled = [
            place
            for place in range(len(heads))
            if place < 3 or any(row[place].text for row in rows)
        ]
        title = self._say(f"grid-{kind}", count=len(tasks))
        cells = tuple(tuple(row[place] for place in filled) for row in rows)
        return Grid(title, tuple(heads[place] for place in filled), cells)

    def _time(self, task: Task) -> str:
        """The last day of a deadline and the words that say it; else the words alone."""
        words = " ".join((task.schedule or "").split())
        if task.deadline is None:
            return words
        day = written_date(task.deadline.end)
        return f"{day}\n({words})" if words else day

    def _passages(self, tasks: Iterable[Task]) -> tuple[Passage, ...]:
        """The tasks in the words of their documents, with their time and who leads."""
        passages = []
        for task in tasks:
            time = " ".join((task.schedule or "").split())
            told = (self._source(task), time, ", ".join(task.bodies))
            passages.append(Passage(task.text, "; ".join(filter(None, told))))
        return tuple(passages)

    def _source(self, task: Task) -> str:
        cited = source(self.corpus, task.doc_id, task.path, self.lang)
        return f"{cited}, {self._say('row', number=task.row)}" if task.row else cited

    def _book_row(self, number: int, task: Task) -> Row:
        """A row of the follow-up book, without what the office writes."""
        late = task.deadline is not None and self.as_of is not None and task in self.overdue()
        return {
            "no": number,
            "document": source(self.corpus, task.doc_id, lang=self.lang),
            "place": self._place(task),
            "task": _printed(task),
            "product": task.product,
            "lead": "; ".join(task.bodies),
            "with": "; ".join(task.coordinators),
            "schedule": " ".join((task.schedule or "").split()),
            "until": date.fromisoformat(task.deadline.end) if task.deadline else None,
            "kind": self._say(f"kind-{_kind(task)}"),
            "overdue": self._say("overdue-on", day=written_date(self.as_of or ""))
            if late
            else None,
            "id": task.id,
        }

    def _place(self, task: Task) -> str:
        cited = source(self.corpus, task.doc_id, lang=self.lang)
        return self._source(task).removeprefix(cited).removeprefix(", ")

    def _record(self, task: Task) -> dict[str, Any]:
        is_late = None if self.as_of is None else task in self.overdue()
        ends = task.deadline
        values = {
            **{name: getattr(task, name) for name in _FIELDS if hasattr(task, name)},
            "deadline_start": ends.start if ends else None,
            "deadline_end": ends.end if ends else None,
            "overdue": is_late,
            "progress": self.follow_up.progress(task.id),
        }
        return {name: values[name] for name in _FIELDS}

    # --- Groups ---------------------------------------------------------------------------------

    def _without_end(self) -> list[Task]:
        return [task for tasks in self._apart().values() for task in tasks]

    def _apart(self) -> dict[str, list[Task]]:
        """The tasks without a deadline by the kind of their time."""
        apart: dict[str, list[Task]] = {kind: [] for kind in _APART}
        for task in self.tasks:
            if task.deadline is None:
                apart[_kind(task)].append(task)
        return apart

    def _led(self) -> dict[str, list[Task]]:
        """The tasks by who leads them; those that nobody leads under ""."""
        led: dict[str, list[Task]] = {}
        for task in self.tasks:
            for name in task.bodies or ("",):
                led.setdefault(name, []).append(task)
        return led

    def _helped(self) -> dict[str, list[Task]]:
        """The tasks by who helps with them."""
        helped: dict[str, list[Task]] = {}
        for task in self.tasks:
            for name in task.coordinators:
                helped.setdefault(name, []).append(task)
        return helped

    def _bodies(self) -> list[str]:
        """The bodies, those that lead most first, then those that only help; nobody at the end."""
        led, helped = self._led(), self._helped()
        busiest = sorted(
            dict.fromkeys((*led, *helped)),
            key=lambda name: (-len(led.get(name, ())), -len(helped.get(name, ()))),
        )
        return [name for name in busiest if name] + [name for name in busiest if not name]

    def _columns(self) -> dict[str, list[Task]]:
        """The tasks by the time they stand under: what is overdue, the quarters or, of many, the
        years in which the others are due, and the kinds of what has no deadline.
        """
        late = self.overdue()
        coming = self.dated()[len(late) :]
        columns = {"overdue": late}
        columns |= _by_time(coming, keeps_first=self.as_of is not None)
        return {name: tasks for name, tasks in (columns | self._apart()).items() if tasks}

    def _column_name(self, column: str) -> str:
        """What a column is called: "Quá hạn", "Quý I/2026", "2027", "Trước 2019"."""
        if column in _APART or column == "overdue":
            return self._say(f"kind-{column}")
        year, _, quarter = column.removeprefix("<").removeprefix(">").partition("-Q")
        if quarter:
            number = _ROMAN[quarter] if self.lang == "vi" else quarter
            return self._say("quarter", number=number, year=year)
        if column[0] in "<>":
            return self._say("before" if column[0] == "<" else "after", year=year)
        return self._say("year", year=year)

    def _time_name(self, first: str, last: str) -> str:
        """What days are called: "Quý I/2026", "Năm 2026", "từ 15/01/2026 đến 20/3/2026"."""
        for name in (first[:4], first[:7], _quarter(first)):
            if days_of(name) == (first, last):
                if "Q" in name or len(name) == 4:
                    return self._column_name(name)
                return self._say("month", month=written_date(name))
        return self._say("days", first=written_date(first), last=written_date(last))

    def _say(self, key: str, **values: object) -> str:
        return say(f"tasks.{key}", self.lang, **values)


_FIELDS = (
    *("id", "doc_id", "start", "end", "path", "row", "text", "product", "bodies", "coordinators"),
    *("deadline_start", "deadline_end", "schedule", "schedule_kind", "overdue", "progress"),
)


def _by_time(tasks: Sequence[Task], *, keeps_first: bool) -> dict[str, list[Task]]:
    """Tasks with a deadline by quarter; the years in place of many quarters, but for the first ones
    where these are what one waits for; years at the other end as one ("<2019", ">2030").
    """
    by_quarter = grouped(tasks, lambda task: _quarter(_end_of(task)))
    if len(by_quarter) <= _MOST_QUARTERS:
        return by_quarter
    kept = list(by_quarter)[:_MOST_QUARTERS] if keeps_first else []
    columns = {quarter: by_quarter[quarter] for quarter in kept}
    others = [task for task in tasks if _quarter(_end_of(task)) not in columns]
    years = list(grouped(others, lambda task: _end_of(task)[:4]))
    single = years[:_MOST_YEARS] if keeps_first else years[-_MOST_YEARS:]
    for task in others:
        year = _end_of(task)[:4]
        name = year
        if year < single[0]:
            name = f"<{single[0]}"
        elif year > single[-1]:
            name = f">{single[-1]}"
        columns.setdefault(name, []).append(task)
    return columns


_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def _both(some: Sequence[Task] | None, others: Sequence[Task]) -> list[Task]:
    """The tasks that stand in two lists, in the order of the first."""
    ids = {task.id for task in others}
    return [task for task in some or () if task.id in ids]


def _end_of(task: Task) -> str:
    assert task.deadline is not None
    return task.deadline.end


def _quarter(day: str) -> str:
    """The quarter of a day: `2026-Q1`."""
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def _kind(task: Task) -> str:
    """What sort of time a task has; words without a date are as good as none."""
    if task.deadline is not None:
        return "deadline"
    return task.schedule_kind if task.schedule_kind in _APART else "undated"


def _printed(task: Task) -> str:
    """The words of a task on one line, without the mark before them."""
    return body_of(task.text).words.text.strip()


def tasks(
    corpus: StoredCorpus,
    *,
    due: str | None = None,
    body: str | None = None,
    as_of: str | None = None,
    progress: str | Path | None = None,
    lang: Lang = "vi",
) -> TaskList:
    """What the documents say is to be done: who leads, who helps, by when, and what is overdue.

    `due` keeps the tasks that fall due in a time (`2026`, `2026-Q1`, `2026-03`, a day, or
    `2026-01-15..2026-03-31`), `body` those that a body leads or helps with, in any spelling. What
    is overdue is counted on the day `as_of`; no clock is read. `progress` is a follow-up book that
    `write` made and an office filled in. A time of doing ("giai đoạn 2026-2030") is no deadline,
    nor is what recurs or waits for something: these are listed apart.

    Raises TextkitError for a time or day that cannot be read, a body without tasks, or a file that
    is no follow-up book. Example: `tk.tasks(corpus, due="2026").by_body()`
    """
    found = find_corpus_tasks(corpus)
    known = frozenset(task.id for task in found)
    chosen = found if body is None else finding.tasks_of(found, body)
    days = None if due is None else days_of(due)
    if days is not None:
        chosen = finding.tasks_due(chosen, *days)
    day = None if as_of is None else day_of(as_of)
    book = FollowUp() if progress is None else read_follow_up(progress)
    return TaskList(corpus, tuple(chosen), known, days, body, day, book, lang)
