"""Every public name does what its first line says, on a small corpus; the catalogue speaks both
languages.
"""

import ast
import doctest
import hashlib
import importlib
import inspect
import re
import shutil
import string
from pathlib import Path

import docx
import pytest
from by_letters import ByLetters
from test_architecture import MODULES
from test_cli import NEW, OLD

import textkit as tk
from textkit.data.messages import catalogue, figure, number, percent, say


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "cu.txt").write_text(OLD, "utf-8")
    (folder / "moi.txt").write_text(NEW, "utf-8")
    return tk.open_corpus(folder, store=folder.parent / "store.sqlite", progress=False)


CALLS = {
    "Corpus": lambda corpus: corpus,
    "Document": lambda corpus: corpus.document("cu"),
    "TextkitError": lambda _: tk.TextkitError("x"),
    "align": lambda corpus: tk.align(corpus.document("cu"), corpus.document("moi")),
    "annotate": lambda _: list(tk.annotate(["một chuỗi"])),
    "check_draft": lambda corpus: tk.check_draft(corpus.document("moi"), against=corpus),
    "chosen_corpus": lambda corpus: chosen(corpus),
    "citation_graph": lambda corpus: tk.citation_graph(corpus),
    "citations": lambda corpus: tk.citations(corpus),
    "coding_sample": lambda corpus: tk.coding_sample(corpus, 5),
    "collocations": lambda corpus: tk.collocations(corpus, "đô thị hóa"),
    "commitments": lambda corpus: tk.commitments(corpus),
    "compare_terms": lambda corpus: tk.compare_terms(corpus),
    "compare_speech": lambda corpus: tk.compare_speech(corpus.document("moi"), against=corpus),
    "decided": lambda corpus: tk.decided(corpus, "đô thị hóa"),
    "dictionary": lambda corpus: tk.dictionary(corpus, {"đô thị": ["đô thị *"]}).counts(),
    "dispersion": lambda corpus: tk.dispersion(corpus, min_count=1),
    "diversity": lambda corpus: tk.diversity(corpus),
    "emphasis": lambda corpus: tk.emphasis(corpus),
    "evaluate": lambda corpus: tk.evaluate(labelled(corpus), labelled(corpus)),
    "explore": lambda corpus: tk.explore(corpus),
    "export": lambda corpus: exported(corpus),
    "fact_origins": lambda corpus: tk.fact_origins(corpus.document("cu")),
    "find_citations": lambda corpus: list(tk.find_citations(corpus.doc("cu"))),
    "find_commitments": lambda corpus: list(tk.find_commitments(corpus.doc("cu"))),
    "find_statements": lambda corpus: list(tk.find_statements(corpus.doc("cu"))),
    "find_targets": lambda corpus: list(tk.find_targets(corpus.doc("cu"))),
    "find_themes": lambda corpus: list(tk.find_themes(corpus.doc("cu"))),
    "find_units": lambda corpus: tk.find_units(corpus.doc("cu")),
    "first_findings": lambda corpus: tk.first_findings(tk.compare_terms(corpus)),
    "frequencies": lambda corpus: tk.frequencies(corpus, by="period"),
    "keyness": lambda corpus: tk.keyness(corpus, target="2020-2025", min_count=1),
    "kwic": lambda corpus: tk.kwic(corpus, "nghị quyết"),
    "lockwords": lambda corpus: tk.lockwords(corpus, target="2020-2025", min_count=1),
    "ngrams": lambda corpus: tk.ngrams(corpus, min_count=1),
    "notebook": lambda _: outside_of_a_notebook(),
    "null_check": lambda _: tk.null_check(sample(), by=None, splits=2).table(),
    "open_corpus": lambda corpus: corpus,
    "opinions": lambda corpus: tk.opinions(*sent_back(corpus)),
    "over_time": lambda corpus: tk.over_time(corpus, every="year"),
    "plot_over_time": lambda corpus: tk.plot_over_time(tk.over_time(corpus, "tỉnh", every="year")),
    "paper_table": lambda corpus: tk.paper_table(tk.frequencies(corpus)),
    "plot_bars": lambda corpus: tk.plot_bars(corpus.documents["kind"].value_counts(), title="2"),
    "plot_dispersion": lambda corpus: tk.plot_dispersion(
        tk.kwic(corpus, "nghị quyết"), corpus.documents, title="2"
    ),
    "read": lambda corpus: tk.read(corpus.documents["path"][0]),
    "read_coding": lambda corpus: tk.read_coding(corpus, [coded(corpus)]),
    "review": lambda corpus: tk.review(corpus),
    "scorecard": lambda corpus: tk.scorecard(corpus, of="cu").table(),
    "show": lambda corpus: tk.show(corpus.document("cu")),
    "similar": lambda corpus: found_by_meaning(corpus),
    "targets": lambda corpus: tk.targets(corpus),
    "tasks": lambda corpus: tk.tasks(corpus),
    "themes": lambda corpus: tk.themes(corpus, by="period"),
    "threads": lambda corpus: tk.threads(corpus, by="period"),
    "topics": lambda _: tk.topics(sample(), n_topics=4),
    "with_evidence": lambda corpus: tk.with_evidence(corpus, {"Hai": tk.targets(corpus)}).show(),
    "write_handout": lambda corpus: tk.write_handout(
        corpus, Path(corpus.documents["path"][0]).parents[1] / "class", n=1
    ),
}


def sample():
    """The congress resolutions of the sample corpus: text enough for topics."""
    return tk.open_corpus(Path(__file__).parents[1] / "corpus", progress=False).where(
        kind="nghị quyết"
    )


def chosen(corpus):
    """The corpus of the folder that the environment names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_CORPUS", str(corpus.folder))
        return tk.chosen_corpus()


def outside_of_a_notebook():
    with pytest.raises(tk.TextkitError, match="outside of a notebook") as told:
        tk.notebook()
    return told


def labelled(corpus):
    """A folder with the label of one citation of a document."""
    path = Path(corpus.documents["path"][0])
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = (
        f"file,sha256,start,end,number,name,date,pinpoint,note\n{path.name},{sha},0,9,1-NQ/TW,,,,\n"
    )
    (path.parents[1] / "labels").mkdir(exist_ok=True)
    (path.parents[1] / "labels" / "citations.csv").write_text(rows, "utf-8")
    shutil.copy(path, path.parents[1] / "labels")
    return path.parents[1] / "labels"


def sent_back(corpus):
    """A draft in Word, and a copy of it."""
    folder = Path(corpus.documents["path"][0]).parents[1] / "opinions"
    folder.mkdir(exist_ok=True)
    document = docx.Document()
    document.add_paragraph("Điều 1. Quản lý chợ")
    for name in ("draft", "copy"):
        document.save(str(folder / f"{name}.docx"))
    return folder / "draft.docx", [folder / "copy.docx"]


def exported(corpus):
    """The names of the files of an export."""
    pytest.importorskip("duckdb")
    folder = Path(corpus.documents["path"][0]).parents[1] / "parts"
    return [path.name for path in tk.export(corpus, folder)]


def found_by_meaning(corpus):
    """What an encoder of the tests finds, which goes by the letters of words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textkit.comparing.nearest.installed_encoder", ByLetters)
        return tk.similar(corpus, "đô thị hóa", progress=False)


def coded(corpus):
    path = Path(corpus.documents["path"][0]).parents[1] / "coded.csv"
    tk.coding_sample(corpus, 5).assign(label="other").to_csv(path)
    return path


def test_every_public_name_is_called():
    assert set(CALLS) == set(tk.__all__)
    assert len(tk.__all__) <= 60


@pytest.mark.parametrize("name", sorted(CALLS))
def test_public_names_work_and_explain_themselves(name, corpus):
    result = CALLS[name](corpus)
    assert result is not None
    assert getattr(tk, name).__doc__
    if name.startswith("find_") and name != "find_citations":
        assert result


def example(name):
    """The call that the help of a name shows after `Example:`, if any."""
    found = re.search(r"Example:\s+`([^`]+)`", inspect.getdoc(getattr(tk, name)))
    return found and found[1]


HANDED_OVER = {"evaluate", "opinions", "read_coding"}
"""Their examples name files that people have filled in."""

WITH_EXTRAS = {"similar"}
"""Their examples need what is not installed with the tests."""


@pytest.mark.parametrize("name", sorted(set(CALLS) - {"TextkitError"}))
def test_help_is_short_and_has_an_example_of_names_that_exist(name):
    help_ = inspect.getdoc(getattr(tk, name))
    assert len(help_.splitlines()) <= 30
    assert ">>>" in help_ or example(name)
    for call in [
        node for node in ast.walk(ast.parse(example(name) or "1")) if isinstance(node, ast.Call)
    ]:
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "tk":
            given = {keyword.arg: None for keyword in call.keywords}
            inspect.signature(getattr(tk, call.func.attr)).bind(*call.args, **given)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        name
        for name in sorted(CALLS)
        if example(name) and name not in {*HANDED_OVER, *WITH_EXTRAS, "notebook"}
    ],
)
def test_examples_of_the_help_run(name, tmp_path, monkeypatch):
    files = Path(__file__).parents[1] / "corpus"
    for source in (
        files,
        files / "2025-2030" / "ct-04-2026.txt",
        files / "2025-2030" / "ph-bi-thu-2026.txt",
    ):
        (tmp_path / source.name).symlink_to(source)
    monkeypatch.chdir(tmp_path)
    corpus = tk.open_corpus(files, progress=False)
    assert (
        eval(example(name), {"tk": tk, "corpus": corpus, "document": corpus.document("ct-04-2026")})
        is not None
    )


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_run(module):
    found = doctest.testmod(importlib.import_module(f"textkit.{module}"))
    assert found.failed == 0


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = tk.nothing


def test_what_a_reader_looks_at_shows_itself(corpus):
    for shown in (
        corpus,
        tk.compare_terms(corpus),
        tk.show(corpus.document("cu")),
        CALLS["compare_speech"](corpus),
    ):
        assert "<" in shown._repr_html_()


def test_a_document_shown_in_a_frame_keeps_its_links_inside(corpus):
    html = tk.show(corpus.document("cu"))._repr_html_()
    assert html.startswith('<iframe srcdoc="&lt;!DOCTYPE html&gt;')
    assert "&lt;base href=&quot;about:srcdoc&quot;&gt;" in html
    assert html.count('"') == 10


def test_a_document_is_named_by_its_facts_not_by_its_text(corpus):
    document = corpus.document("cu")
    assert document.facts.number in repr(document)
    assert len(repr(document)) < 1000


def test_a_comparison_draws_its_figures(corpus, tmp_path):
    comparison = tk.compare_terms(corpus, lang="en")
    thread = comparison.threads["thread"].iat[0]
    for ax in (
        comparison.plot_slopes(),
        comparison.plot_heatmap(),
        comparison.plot_timeline(thread),
    ):
        assert ax.get_title(loc="left")
    with pytest.raises(tk.TextkitError, match="T999"):
        comparison.plot_timeline("T999")
    page = comparison.to_html(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text("utf-8") == page
    assert page == tk.compare_terms(corpus, lang="en").to_html()


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_every_message_stands_in_both_languages_with_the_same_values(key):
    names = [
        {name for _, name, _, _ in string.Formatter().parse(catalogue()[key][lang]) if name}
        for lang in ("vi", "en")
    ]
    assert catalogue()[key].keys() == {"vi", "en"}
    assert names[0] == names[1]


def test_numbers_are_printed_as_each_language_has_them():
    assert (number(7500, digits=0), number(7500, "en", 0)) == ("7.500", "7,500")
    assert (figure(8.5), figure(8.5, "en"), figure(1200.0)) == ("8,5", "8.5", "1.200")
    assert (percent(0.1234), percent(0.1234, "en")) == ("12,3%", "12.3%")
    with pytest.raises(tk.TextkitError, match="'fr'"):
        say("change.raised", "fr")


def test_every_message_is_used():
    """Each key stands in the code or a template, whole or behind the section's name that it is made
    with.
    """
    root = Path(__file__).parents[1]
    sources = "\n".join(
        path.read_text("utf-8")
        for path in [*(root / "textkit").rglob("*.py"), *(root / "textkit" / "data").glob("*.j2")]
    )
    made = set(re.findall(r"""["']([a-z_]+)\.(?:\{|["']\s*~)""", sources))
    assert [
        key
        for key in catalogue()
        if f'"{key}"' not in sources and f"'{key}'" not in sources and key.split(".")[0] not in made
    ] == []
