"""Every file of results is written aside and then renamed: no module writes in another way."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "textkit"

# Calls that write a file, by the name of the function.
WRITERS = {
    *("save", "savefig", "savez", "tofile", "dump", "write_text", "write_bytes"),
    *("to_csv", "to_excel", "to_parquet", "to_pickle"),
    *("copy", "copy2", "copyfile", "copytree", "move", "rename", "replace", "symlink_to"),
    *("open", "fdopen", "ZipFile", "mkstemp", "NamedTemporaryFile"),
}

# In these a call of that name needs a module before it to be one that writes: `shutil.copy`.
OF_A_MODULE = {"copy", "copy2", "move", "replace", "rename", "dump", "savez"}
MODULES = {"os", "shutil", "json", "pickle", "np", "io", "tempfile", "nbformat"}

# Those that write otherwise, each with its reason.
ALLOWED = {
    "storing/outputs.py": "it is the way",
    "storing/database.py": "SQLite has its own way to keep a file whole: tests of the store",
    "reading/word/office.py": "in a private folder that goes with the run",
    "running/scratch.py": "the cache, written aside and renamed there",
    "language/models.py": "into the file of the cache that is renamed in running/scratch",
    "data/__init__.py": "reads",
    "running/children.py": "a pipe from the parent",
    "running/worker.py": "a pipe to the parent",
    "running/guarded.py": "who watches which folder, in the private space of the run",
}


def writing_calls(tree: ast.AST):
    """The calls that write, with the functions and blocks around them."""
    waiting = [(tree, ())]
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, ast.Call) and _writes(node):
            yield node, around
        inner = (*around, node)
        waiting += [(child, inner) for child in ast.iter_child_nodes(node)]


def _writes(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id == "open" and _mode(call, 1) not in ("r", "rb")
    if not isinstance(function, ast.Attribute) or function.attr not in WRITERS:
        return False
    if function.attr == "ZipFile":
        return _mode(call, 1) != "r"
    if function.attr == "open":  # path.open("w")
        return _mode(call, 0)[0] in "wax"
    return function.attr not in OF_A_MODULE or _is_module(function.value)


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in MODULES


def _mode(call: ast.Call, place: int) -> str:
    """The mode in which a call opens a file: `r` where it says none."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    given += call.args[place : place + 1]
    for node in given:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
    return "r"


def is_aside(call: ast.Call, around: tuple[ast.AST, ...]) -> bool:
    """Whether a call writes to what a block `with written_aside(…)` gave, or into memory."""
    names = names_in(call)
    for block in around:
        if isinstance(block, ast.With) and "written_aside" in ast.unparse(block.items[0]):
            return True
        if isinstance(block, ast.FunctionDef) and names & in_memory(block):
            return True
    return False


def names_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def in_memory(function: ast.FunctionDef) -> set[str]:
    """The names in a function that stand for a file in memory, or for an archive in one."""
    made = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and "IO()" in ast.unparse(node.value):
            made |= {ast.unparse(target) for target in node.targets}
        for item in node.items if isinstance(node, ast.With) else ():
            if item.optional_vars and made & names_in(item.context_expr):
                made |= names_in(item.optional_vars)
    return made


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_no_module_writes_a_file_in_another_way(path):
    if path.relative_to(PACKAGE).as_posix() in ALLOWED:
        return
    tree = ast.parse(path.read_text("utf-8"))
    wrong = [
        f"line {call.lineno}: {ast.unparse(call)}"
        for call, around in writing_calls(tree)
        if not is_aside(call, around)
    ]
    assert wrong == [], "write through textkit.storing.outputs"


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("path.write_text('a')", True),
        ("open(path, 'w')", True),
        ("path.open('ab')", True),
        ("path.open(encoding='utf-8')", False),
        ("Image.open(path)", False),
        ("figure.savefig(path)", True),
        ("with written_aside(path) as aside:\n    figure.savefig(aside)", False),
        ("def f():\n    buffer = io.BytesIO()\n    figure.savefig(buffer)", False),
        ("table.to_csv(path)", True),
        ("shutil.copyfile(a, b)", True),
        ("zipfile.ZipFile(path)", False),
        ("zipfile.ZipFile(path, 'w')", True),
        ("text.replace('a', 'b')", False),
        ("os.replace(a, b)", True),
    ],
)
def test_what_counts_as_writing(code, writes):
    calls = list(writing_calls(ast.parse(code)))
    assert [not is_aside(*call) for call in calls] == ([True] if writes else [False] * len(calls))
