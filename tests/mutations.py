"""How many of 100 small random edits to the heuristics the tests notice, without `../shared`.

    uv run python -m tests.mutations --resume build/mutations.jsonl

Each edit is made alone, in a copy of the repository that has nothing beside it. The tests that
import the edited module are run first; what these let pass runs the whole suite, which takes
minutes for each (`--first-stage-only` leaves it for later). With `--resume` the outcomes are kept
in a file, so that a run may be stopped (it ends with the edit in hand) and gone on with; they hold
as long as package, tests and corpus stay as they are.

The draw: a place that can be edited is a site (a comparison, an `and`, a number); sites of all
modules are pooled, NUMBER of them are drawn without replacement, and of the ways to edit a site
one is drawn. So a module has its share by the decisions it takes, and `<`, which can become `<=` or
`>=`, weighs no more than `==`. A site's lot depends on the seed, its function and its text only:
work on one function leaves the draw among all others as it was. `--seed` draws another hundred, to
see whether tests were fitted to the first.

Never edited: docstrings, regular expressions and other strings (what stands inside f-strings too,
whose positions Python 3.11 does not know), annotations, decorators, `if TYPE_CHECKING:`.

What survives is printed as a diff. Some edits change nothing that anyone could see (`len(x) > 0`
and `len(x) >= 1`): no script can tell, a person says why.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import contextlib
import difflib
import hashlib
import io
import itertools
import json
import os
import py_compile
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

# Seed, number, modules and operators were fixed before the first run.
SEED = 20260715
NUMBER = 100
MODULES = (
    "vietnamese.numbers",
    "vietnamese.dates",
    "language.units",
    "finding.statements",
    "finding.citations",
    "finding.pinpoints",
    "storing.store",
    "comparing.shares",
    "checking.structure",
    "checking.references",
)
# What is edited as long as a module has not been split from it.
STANDS_IN = {"comparing.shares": "comparing.terms"}
COMPARISONS = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "in": ("not in",),
    "not in": ("in",),
    "is": ("is not",),
    "is not": ("is",),
}
AND_OR = {"and": ("or",), "or": ("and",)}

REPOSITORY = Path(__file__).resolve().parents[1]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "dist"
)
# An edited module may loop for ever: tests that take so many times the processor time they take
# without the edit, and at least so many seconds of it, are ended. No wall clock, since on a busy
# machine it would count as noticed what is only waiting. Chosen by eye; not measured.
TIME_FACTOR = 4
LEAST_SECONDS = 60
# What waits and takes no processor time is ended after so many seconds: ten times the whole suite
# on a machine that does nothing else.
WAITING_SECONDS = 3600
# Exit codes that say nothing of an edit.
ENDED_FROM_OUTSIDE = {-signal.SIGTERM, -signal.SIGINT, -signal.SIGKILL}
# KiB that a process of the tests may address, since a loop that never ends may collect what it
# finds. Chosen by eye; not measured.
MEMORY = 8 << 20


@dataclass(frozen=True)
class Edit:
    """One replacement in the text of a module: `old`, which begins at `start`, becomes `new`."""

    module: str
    line: int
    operator: str
    start: int
    old: str
    new: str

    @property
    def name(self) -> str:
        return f"{self.module}:{self.line}+{self.start} {self.operator}: {self.old} → {self.new}"

    def applied(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.start + len(self.old) :]


@dataclass(frozen=True)
class Site:
    """A place that can be edited; its name does not change with what stands elsewhere."""

    name: str
    edits: tuple[Edit, ...]


class Source:
    """The text of a module with its syntax tree, whose positions become offsets into the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._lines = text.split("\n")
        self._line_starts = [0, *itertools.accumulate(len(line) + 1 for line in self._lines)]
        # Parentheses and comments between two operands are not their operator.
        self._words = [
            (self._line_starts[token.start[0] - 1] + token.start[1], token.string)
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type in {tokenize.OP, tokenize.NAME} and token.string not in {"(", ")"}
        ]

    def span(self, first: ast.AST, last: ast.AST | None = None) -> tuple[int, int]:
        """Where a node stands, or the nodes from the first to the last."""
        last = last or first
        return (
            self._offset(first.lineno, first.col_offset),
            self._offset(last.end_lineno, last.end_col_offset),
        )

    def operator_between(self, left: ast.AST, right: ast.AST) -> tuple[int, int, str]:
        """Start, end and name of the operator between two operands; `not in` is one."""
        gap_start, gap_end = self.span(left)[1], self.span(right)[0]
        words = [(at, word) for at, word in self._words if gap_start <= at < gap_end]
        last_at, last_word = words[-1]
        return words[0][0], last_at + len(last_word), " ".join(word for _, word in words)

    def _offset(self, line: int, bytes_before: int) -> int:
        """The syntax tree counts columns in bytes of UTF-8."""
        before = self._lines[line - 1].encode()[:bytes_before].decode()
        return self._line_starts[line - 1] + len(before)


# What an operator proposes for a node: start, end and the texts that may stand there instead.
Proposal = tuple[int, int, tuple[str, ...]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def comparisons(source: Source, node: ast.AST) -> Iterator[Proposal]:
    """`a < b` becomes `a <= b` or `a >= b`; `==`, `in` and `is` are turned."""
    if isinstance(node, ast.Compare):
        for left, right in itertools.pairwise([node.left, *node.comparators]):
            start, end, symbol = source.operator_between(left, right)
            yield start, end, COMPARISONS[symbol]


def and_or(source: Source, node: ast.AST) -> Iterator[Proposal]:
    """One `and` becomes `or`, or the other way round."""
    if isinstance(node, ast.BoolOp):
        for left, right in itertools.pairwise(node.values):
            start, end, word = source.operator_between(left, right)
            yield start, end, AND_OR[word]


def constants(source: Source, node: ast.AST) -> Iterator[Proposal]:
    """A number becomes one more or one less; see `_chooses_an_element` for those left alone."""
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        yield *source.span(node), (repr(node.value + 1), repr(node.value - 1))


def branches(source: Source, node: ast.AST) -> Iterator[Proposal]:
    """The branches of `if` and `else` are exchanged, those of `if` and `elif`, or of `a if c else
    b`.
    """
    if isinstance(node, ast.IfExp):
        first, second = source.span(node.body), source.span(node.orelse)
        # `a if c else b if d else e`: the second branch cannot stand before `if` as it is.
        packed = isinstance(node.orelse, ast.IfExp | ast.Lambda)
        yield _exchanged(source, first, second, "({})" if packed else "{}")
    elif isinstance(node, ast.If) and node.orelse:
        other = node.orelse
        if source.text.startswith("elif", source.span(other[0])[0]):
            other = other[0].body
        first, second = source.span(node.body[0], node.body[-1]), source.span(other[0], other[-1])
        yield _exchanged(source, first, second, "{}")


def _exchanged(
    source: Source, first: tuple[int, int], second: tuple[int, int], packing: str
) -> Proposal:
    text = source.text
    moved_up = packing.format(text[slice(*second)])
    between = text[first[1] : second[0]]
    return first[0], second[1], (moved_up + between + text[slice(*first)],)


def not_dropped(source: Source, node: ast.AST) -> Iterator[Proposal]:
    """`not a` becomes `a`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start, end = source.span(node)
        yield start, end, (source.text[start:end].removeprefix("not").lstrip(),)


def not_added(source: Source, node: ast.AST) -> Iterator[Proposal]:
    """A condition `a` becomes `not a`; of `a and b` each operand is a condition.

    Left to other operators, which say the same: comparisons, `not a`, and the whole condition of a
    branch that has an `else`.
    """
    conditions: list[ast.expr] = []
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        conditions = _operands(node.test)
        if node.orelse and conditions == [node.test]:
            conditions = []
    elif isinstance(node, ast.comprehension):
        conditions = [operand for test in node.ifs for operand in _operands(test)]
    for condition in conditions:
        if not _is_turned_elsewhere(condition):
            yield *source.span(condition), (_negated(source, condition),)


def returns_negated(source: Source, node: ast.AST) -> Iterator[Proposal]:
    """What a function that is annotated `-> bool` returns becomes its opposite."""
    if not (isinstance(node, Function) and isinstance(node.returns, ast.Name)):
        return
    if node.returns.id != "bool":
        return
    for inner in _inside(node):
        if isinstance(inner, ast.Return) and inner.value and not _is_turned_elsewhere(inner.value):
            yield *source.span(inner.value), (_negated(source, inner.value),)


def _operands(test: ast.expr) -> list[ast.expr]:
    if not isinstance(test, ast.BoolOp):
        return [test]
    return [operand for value in test.values for operand in _operands(value)]


def _is_turned_elsewhere(condition: ast.expr) -> bool:
    """Whether turning the comparison or dropping the `not` says the same as a `not` before it."""
    if isinstance(condition, ast.Compare):
        return len(condition.ops) == 1
    return isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not)


def _negated(source: Source, condition: ast.expr) -> str:
    if isinstance(condition, ast.Constant) and isinstance(condition.value, bool):
        return str(not condition.value)
    text = source.text[slice(*source.span(condition))]
    binds_weaker = isinstance(condition, ast.BoolOp | ast.NamedExpr | ast.IfExp | ast.Lambda)
    return f"not ({text})" if binds_weaker else f"not {text}"


def _inside(function: Function) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


OPERATORS: tuple[Callable[[Source, ast.AST], Iterator[Proposal]], ...] = (
    comparisons,
    and_or,
    constants,
    branches,
    not_dropped,
    not_added,
    returns_negated,
)


def sites_of(module: str, text: str) -> list[Site]:
    """The sites of a module's text, from top to bottom."""
    source = Source(text)
    sites = []
    times_seen: Counter[str] = Counter()
    for function, node in _editable(source.tree):
        for operator in OPERATORS:
            for start, end, replacements in operator(source, node):
                old = text[start:end]
                line = text.count("\n", 0, start) + 1
                name = f"{module} {function} {operator.__name__} {old}"
                times_seen[name] += 1
                edits = tuple(
                    Edit(module, line, operator.__name__, start, old, new)
                    for new in replacements
                    if new != old
                )
                if edits:
                    sites.append(Site(f"{name} {times_seen[name]}", edits))
    return sorted(sites, key=lambda site: site.edits[0].start)


def _editable(node: ast.AST, function: str = "") -> Iterator[tuple[str, ast.AST]]:
    """The nodes that may be edited, each with the name of the function or class it stands in."""
    if isinstance(node, Function | ast.ClassDef):
        function = f"{function}.{node.name}"
    yield function, node
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_left_alone(node, child):
                yield from _editable(child, function)


def _is_left_alone(parent: ast.AST, node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.If):
        return ast.unparse(node.test).endswith("TYPE_CHECKING")
    return isinstance(parent, ast.Subscript | ast.Slice) and _chooses_an_element(node)


def _chooses_an_element(node: ast.AST) -> bool:
    """Whether 0, 1 or -1 is a whole index or bound of a slice (`row[0]`, `words[1:]`): one more
    there fails at once and tells nothing of the tests. Others (`words[:40]`) were chosen.
    """
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and node.value in {0, 1}


def drawn(sites: Iterable[Site], number: int, seed: int) -> list[Edit]:
    """One edit for each of `number` sites drawn without replacement; in the order of modules and
    lines.
    """
    lots = {site: random.Random(f"{seed} {site.name}") for site in sites}
    rank = {site: lot.random() for site, lot in lots.items()}
    chosen = set(sorted(lots, key=rank.__getitem__)[:number])
    return [lot.choice(site.edits) for site, lot in lots.items() if site in chosen]


def modules_here(modules: Iterable[str], package: Path) -> list[str]:
    """The modules that are there, or what they are to be split from; prints which are not."""
    here: dict[str, None] = {}
    for module in modules:
        stand_in = STANDS_IN.get(module, "")
        if path_of(module, package).is_file():
            here[module] = None
        elif stand_in and path_of(stand_in, package).is_file():
            print(f"{module} is not there: {stand_in} is edited in its place")
            here[stand_in] = None
        else:
            print(f"{module} is not there: left out")
    return list(here)


def path_of(module: str, package: Path) -> Path:
    return package.joinpath(*module.split(".")).with_suffix(".py")


def tests_importing(module: str, tests: Path) -> list[str]:
    """The files of tests that are named after a module, then those that import it themselves."""
    named_after = sorted(tests.glob(f"test_{module.rpartition('.')[2]}*.py"))
    importing = [
        path
        for path in sorted(tests.glob("test_*.py"))
        if f"textkit.{module}" in _imports(ast.parse(path.read_text("utf-8")))
    ]
    return [f"{tests.name}/{path.name}" for path in dict.fromkeys([*named_after, *importing])]


def _imports(tree: ast.Module) -> set[str]:
    """The names a file imports, also by `import_module(f"textkit.checking.{family}")`."""
    names = set()
    nodes = list(ast.walk(tree))
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    texts = [value for value in constants if isinstance(value, str)]
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            package = node.values[0].value
            if package.startswith("textkit."):
                names |= {package + text for text in texts}
    return names


@dataclass(frozen=True)
class Outcome:
    """What the tests said of an edit: `noticed`, `endless` (ended at the time limit) or `survived`;
    `test` is the first that failed.
    """

    kind: str
    test: str
    seconds: float


class Copy:
    """A copy of the repository in a temporary folder of its own, with nothing beside it."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.root = folder / "alone" / "textkit"
        self._cache = folder / "cache"
        shutil.copytree(repository, self.root, symlinks=True, ignore=NOT_COPIED)
        # Compiled files are held against their source's hash: two edits within a second and of one
        # length are alike by time and size, and the first would be tested twice.
        checked = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(self.root / "textkit", quiet=1, invalidation_mode=checked)

    @property
    def package(self) -> Path:
        return self.root / "textkit"

    def environment(self) -> dict[str, str]:
        """Of the tests: the copy is imported, and no store of the user's is touched."""
        ours = {name: value for name, value in os.environ.items() if "TEXTKIT" not in name}
        return ours | {
            "PYTHONPATH": str(self.root),
            "PYTHONHASHSEED": "0",
            "XDG_CACHE_HOME": str(self._cache),
        }

    def check(self, modules: Iterable[str]) -> None:
        """Raises SystemExit if not this copy is imported, or something stands beside it."""
        code = "import sys, importlib.util as i; print(i.find_spec(sys.argv[1]).origin)"
        for module in modules:
            command = [sys.executable, "-c", code, f"textkit.{module}"]
            done = subprocess.run(
                command, cwd=self.root, env=self.environment(), capture_output=True, text=True
            )
            if Path(done.stdout.strip()) != path_of(module, self.package):
                raise SystemExit(f"not the copy is imported: {done.stdout}{done.stderr}")
        if [*self.root.parent.iterdir()] != [self.root]:
            raise SystemExit(f"something stands beside {self.root}")

    def test(self, arguments: Sequence[str], limit: str) -> Outcome:
        """What the tests say of the copy as it is now; `limit` is of seconds of processor time for
        each process, or `unlimited`.
        """
        limits = f"ulimit -S -t {limit} && ulimit -S -v {MEMORY}"
        limited = ["sh", "-c", f'{limits} && exec "$@"', "sh"]
        pytest_quietly = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--timeout", "0"]
        begun = time.monotonic()
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            process = subprocess.Popen(
                [*limited, sys.executable, *pytest_quietly, *arguments],
                cwd=self.root,
                env=self.environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                code = process.wait(WAITING_SECONDS)
            except subprocess.TimeoutExpired:
                code = -signal.SIGXCPU
            finally:
                # The tests and what they started.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            output.seek(0)
            said = output.read()
        seconds = time.monotonic() - begun
        if code == pytest.ExitCode.USAGE_ERROR:
            raise SystemExit(said)
        if code == -signal.SIGXCPU:
            return Outcome("endless", "", seconds)
        if code in ENDED_FROM_OUTSIDE:
            raise SystemExit(f"the tests were ended from outside (exit code {code})")
        if code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            return Outcome("survived", "", seconds)
        failed = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", said, re.MULTILINE)
        return Outcome("noticed", failed[1] if failed else f"exit code {code}", seconds)

    def judge(self, edit: Edit, arguments: Sequence[str], limit: str) -> Outcome:
        """What the tests say of one edit; the copy is left without it.

        The file of the test that failed is run once more: what passes then was no notice of the
        edit but a test that fails by chance.
        """
        path = path_of(edit.module, self.package)
        text = path.read_text("utf-8")
        edited = edit.applied(text)
        compile(edited, str(path), "exec")
        try:
            path.write_text(edited, "utf-8")
            outcome = self.test(arguments, limit)
            file, found, _ = outcome.test.partition("::")
            if found and self.test(["-n", "0", file], limit).kind == "survived":
                return replace(outcome, kind="survived", test=f"{outcome.test} failed by chance")
            return outcome
        finally:
            path.write_text(text, "utf-8")


class Outcomes:
    """The outcomes by stage and edit, kept in a file of JSON lines where one is given.

    Outcomes of another state of package, tests and corpus are left in the file and not used.
    """

    def __init__(self, path: Path | None, state: str) -> None:
        self._path, self._state = path, state
        self._lock = threading.Lock()
        self._by_stage: dict[tuple[str, str], Outcome] = {}
        if path and path.is_file():
            rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            for row in rows:
                if row.pop("state") == state:
                    stage, edit = row.pop("stage"), row.pop("edit")
                    self._by_stage[stage, edit] = Outcome(**row)
            print(f"{path}: {len(self._by_stage)} of {len(rows)} outcomes are of this state")

    def get(self, stage: str, edit: str) -> Outcome | None:
        return self._by_stage.get((stage, edit))

    def keep(self, stage: str, edit: str, outcome: Outcome) -> None:
        with self._lock:
            self._by_stage[stage, edit] = outcome
            if self._path:
                row = {"state": self._state, "stage": stage, "edit": edit, **asdict(outcome)}
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")


def state_of(root: Path) -> str:
    """A hash of all that an outcome rests on: package, tests and corpus, without this script."""
    digest = hashlib.sha256()
    for folder in ("textkit", "tests", "corpus"):
        for path in sorted((root / folder).rglob("*")):
            rests_on = path.is_file() and "mutations" not in path.name
            if rests_on and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(root)}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Stage:
    """Which tests an edit runs: `first` those that import its module, `whole` all."""

    name: str
    workers: int

    def arguments(self, module: str, tests: Path) -> list[str]:
        chosen = tests_importing(module, tests) if self.name == "first" else []
        return ["-n", str(self.workers), *chosen]

    def skips(self, module: str, tests: Path) -> bool:
        """Whether no test imports the module: every edit survives, and runs the whole suite."""
        return self.name == "first" and not tests_importing(module, tests)


def run_stage(
    stage: Stage, edits: Sequence[Edit], copies: Sequence[Copy], outcomes: Outcomes
) -> None:
    """Judges the edits that have no outcome of the stage yet, several at once.

    Raises SystemExit if the tests fail without any edit: then nothing can be said.
    """
    tests = copies[0].root / "tests"
    todo = []
    limits = {}
    for module in dict.fromkeys(edit.module for edit in edits):
        waiting = [
            edit
            for edit in edits
            if edit.module == module and not outcomes.get(stage.name, edit.name)
        ]
        if stage.skips(module, tests):
            print(f"no test imports {module} itself: its edits run the whole suite only")
        elif waiting:
            limits[module] = _time_limit(stage, module, copies[0], outcomes)
            todo += waiting
    free: queue.SimpleQueue[Copy] = queue.SimpleQueue()
    for copy in copies:
        free.put(copy)

    def judge(edit: Edit) -> tuple[Edit, Outcome]:
        copy = free.get()
        try:
            arguments = stage.arguments(edit.module, tests)
            outcome = copy.judge(edit, arguments, limits[edit.module])
        finally:
            free.put(copy)
        outcomes.keep(stage.name, edit.name, outcome)
        return edit, outcome

    pool = ThreadPoolExecutor(len(copies))
    try:
        for n, (edit, outcome) in enumerate(pool.map(judge, todo), start=1):
            where = f"{edit.module}:{edit.line} {edit.operator}"
            print(
                f"{stage.name} {n}/{len(todo)} {where}: {outcome.kind} {outcome.test}"
                f" ({outcome.seconds:.0f} s)",
                flush=True,
            )
    finally:
        pool.shutdown(cancel_futures=True)


def _time_limit(stage: Stage, module: str, copy: Copy, outcomes: Outcomes) -> str:
    """Seconds of processor time for the tests of an edit, from what they take without one."""
    unedited = f"{module} unedited" if stage.name == "first" else "unedited"
    outcome = outcomes.get(stage.name, unedited)
    if not outcome:
        before = os.times()
        outcome = copy.test(stage.arguments(module, copy.root / "tests"), "unlimited")
        after = os.times()
        if outcome.kind != "survived":
            raise SystemExit(f"{outcome.test} fails without an edit ({module})")
        processor = sum(after[2:4]) - sum(before[2:4])
        outcomes.keep(stage.name, unedited, replace(outcome, seconds=processor))
        print(f"{stage.name} {unedited}: {processor:.0f} s of processor time", flush=True)
        return _time_limit(stage, module, copy, outcomes)
    return f"{max(LEAST_SECONDS, TIME_FACTOR * outcome.seconds):.0f}"


def report(edits: Sequence[Edit], outcomes: Outcomes, texts: Mapping[str, str]) -> str:
    """A table by module, then what was ended at the time limit, then each survivor as a diff."""
    rows = []
    endless, survivors = [], []
    for module in dict.fromkeys(edit.module for edit in edits):
        counts: Counter[str] = Counter()
        for edit in edits:
            if edit.module != module:
                continue
            noticed_in, kind = _end_of(edit, outcomes)
            counts[noticed_in] += 1
            endless += [edit] if kind == "endless" else []
            survivors += [edit] if noticed_in == "survived" else []
        rows.append([module, *(counts[name] for name in ("first", "whole", "survived"))])
    total = ["together", *(sum(row[n] for row in rows) for n in (1, 2, 3))]
    lines = [f"{'module':28}{'edits':>7}{'first':>7}{'whole':>7}{'survived':>10}"]
    for module, first, whole, survived in [*rows, total]:
        edited = first + whole + survived
        lines.append(f"{module:28}{edited:7}{first:7}{whole:7}{survived:10}")
    lines += ["", f"{len(endless)} of the noticed were ended at the time limit:"]
    lines += [f"  {edit.name}" for edit in endless]
    lines += ["", f"{len(survivors)} survived:"]
    lines += [_diff(edit, texts[edit.module]) for edit in survivors]
    return "\n".join(lines)


def _end_of(edit: Edit, outcomes: Outcomes) -> tuple[str, str]:
    """The stage in which an edit was noticed and how, or that it survived what was run."""
    for stage in ("first", "whole"):
        outcome = outcomes.get(stage, edit.name)
        if outcome and outcome.kind != "survived":
            return stage, outcome.kind
    return "survived", "survived"


def _diff(edit: Edit, text: str) -> str:
    path = f"textkit/{edit.module.replace('.', '/')}.py:{edit.line}"
    before, after = text.splitlines(), edit.applied(text).splitlines()
    return "\n".join(difflib.unified_diff(before, after, path, edit.operator, n=2, lineterm=""))


def main() -> None:
    """Draws, judges, reports."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--resume", type=Path, metavar="FILE", help="keep outcomes, and go on")
    parser.add_argument("--first-stage-only", action="store_true", help="no whole suite")
    parser.add_argument("--only", metavar="MODULE", help="only the drawn edits of one module")
    parser.add_argument("--jobs", type=int, default=1, help="edits judged at once")
    parser.add_argument("--number", type=int, default=NUMBER)
    parser.add_argument("--seed", type=int, default=SEED, help="another draw, as a control")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        copies = [Copy(REPOSITORY, Path(folder, str(n))) for n in range(options.jobs)]
        package = copies[0].package
        modules = modules_here(MODULES, package)
        for copy in copies:
            copy.check(modules)
        texts = {module: path_of(module, package).read_text("utf-8") for module in modules}
        sites = [site for module, text in texts.items() for site in sites_of(module, text)]
        edits = drawn(sites, options.number, options.seed)
        print(f"{len(edits)} of {len(sites)} sites, seed {options.seed}", flush=True)
        if options.only:
            edits = [edit for edit in edits if edit.module == options.only]
        outcomes = Outcomes(options.resume, state_of(copies[0].root))
        run_stage(Stage("first", 0), edits, copies, outcomes)
        if not options.first_stage_only:
            survivors = [edit for edit in edits if _end_of(edit, outcomes)[0] != "first"]
            workers = (os.cpu_count() or 1) // options.jobs
            run_stage(Stage("whole", max(1, workers)), survivors, copies, outcomes)
    print(report(edits, outcomes, texts))


if __name__ == "__main__":
    main()
