"""Every public name used as the documentation shows it: a type checker has nothing to say.

This file is checked and never run (`tests/test_typing.py`).
"""

from pathlib import Path

import textkit as tk


def documents() -> tk.Document:
    document = tk.read("draft.docx", id="draft")
    number: str | None = document.facts.number
    print(number, document.folded[:10], [mend.before for mend in document.mends])
    print([origin for name, origin in tk.fact_origins(document).items() if name == "date"])
    for doc in tk.annotate([document, "Một chuỗi"]):
        units = tk.find_units(doc)
        print([unit.path for unit in units])
        print([citation.pinpoint for citation in tk.find_citations(doc)])
        print([commitment.deadline for commitment in tk.find_commitments(doc)])
        print([statement.start for statement in tk.find_statements(doc)])
        print([target.low for target in tk.find_targets(doc)])
        print([hit.theme for hit in tk.find_themes(doc)])
    return document


def corpora() -> tk.Corpus:
    corpus = tk.open_corpus(Path("corpus"), store="documents.sqlite", progress=False, jobs=2)
    part = corpus.where(kind="nghị quyết", period=["2015-2020", "2020-2025"])
    print(part.documents, part.intake(), len(part), [document.id for document in part])
    print(tk.citations(corpus), tk.commitments(corpus), tk.targets(corpus))
    print(tk.citation_graph(corpus))
    chosen = corpus.where(lambda document: document.text, date=(">=2020-01", None), year=2025)
    chosen.save("mới", where={"kind": "nghị quyết"})
    print(corpus.part("mới") + chosen - part, corpus.parts, corpus["a"].text, "a" in corpus)
    return part


def counts(corpus: tk.Corpus) -> None:
    print(tk.frequencies(corpus, by="period", pos="NOUN"), tk.ngrams(corpus, 3))
    print(tk.dispersion(corpus), tk.diversity(corpus))
    print(tk.kwic(corpus, "chuyển đổi số", window=8, sort="right"))
    print(tk.similar(corpus, "người nghèo có chỗ ở", limit=None, lang="en").rows)
    print(tk.collocations(corpus, "đầu tư", by="period"))
    print(tk.keyness(corpus, by="period", target="2025-2030", reference="2020-2025"))
    print(tk.lockwords(corpus, target="2025-2030"))
    print(tk.paper_table(tk.frequencies(corpus), "a.tex", columns=["word"], title="2", lang="en"))
    own = tk.dictionary(corpus, {"rừng": ["rừng", "lâm nghiệp"]})
    print(own.hits(window=5), own.counts(by="period"), own.sample(20, seed=1))
    print(own.judged(["a.csv", Path("b.csv")]).kappa)
    table = tk.over_time(corpus, ["rừng"], every="month", themes="all", over="words")
    print(tk.plot_over_time(table, title="2", lang="en"))
    print(tk.keyness(corpus, target=["2015-2020", "2020-2025"], reference=corpus.where(year=2025)))
    print(tk.keyness(corpus, reference={"rừng": 5}), tk.keyness(corpus, reference=Path("a.csv")))


def comparisons(corpus: tk.Corpus) -> None:
    comparison = tk.compare_terms(corpus, by="period", seed=1, lang="en")
    groups: list[str] = list(comparison.groups)
    page: str = comparison.to_html("page.html")
    path: Path = comparison.write_tables("tables.xlsx")
    print(groups, page, path, comparison.plot_slopes(top=3), comparison.themes)
    print(tk.themes(corpus, by="period", over="words"), tk.threads(corpus, by="period"))
    print(tk.topics(corpus).topics, tk.emphasis(corpus))
    print(tk.null_check(corpus, by=None, splits=50).sentence)
    print(tk.compare_speech("speech.docx", against=corpus).table())


def checks(corpus: tk.Corpus, document: tk.Document) -> None:
    findings = tk.check_draft(document, against=corpus, select=["figures"], lang="vi")
    print(findings.to_text(), findings.to_json())
    shown = tk.show(document)
    print(shown.to_html())
    print(tk.evaluate("labels", "documents", part="test").scores)


def office(corpus: tk.Corpus) -> None:
    tasks = tk.tasks(corpus, due="2026-Q1", body="UBND tỉnh", as_of="2026-05-01", progress="b.xlsx")
    card = tk.scorecard(corpus, of="nq-dai-hoi-2020")
    print([path.name for path in tk.export(corpus, "parts", format="parquet")])
    coverage = tk.align("resolution.docx", ["programme.docx", "annex.docx"])
    decided = tk.decided(corpus, "nhà ở xã hội", accents=False)
    opinions = tk.opinions("draft.docx", "copies", offices={"copy-1": "Sở Tài chính"})
    for result in (tasks, card, coverage, decided, opinions):
        path: Path = result.write("result.xlsx")
        print(path, result.table(), result.to_html(), result.show(), result.to_json())
    print(tk.first_findings(tasks, card, each=2))
    print(tk.with_evidence(tk.chosen_corpus(), {"Một câu.": tk.commitments(corpus)}))
    print(tk.plot_bars({"2025-2030": 1.5}, title="Tiêu đề", axis="Trục"))
    print(tk.plot_dispersion(tk.kwic(corpus, "nước"), corpus.documents, title="Tiêu đề"))


def work(corpus: tk.Corpus) -> None:
    sample = tk.coding_sample(corpus, 20, seed=1, path="sheet.csv")
    print(sample, tk.read_coding(corpus, ["a.csv", "b.csv"]))
    print(tk.write_handout(corpus, "class", seed=7, kinds=["cloze"], n=3))
    tk.notebook(lang="en")
    print(tk.explore(corpus, by="kind"))
    print(tk.review(corpus, folder="ket-qua"))
    try:
        tk.read("missing.txt")
    except tk.TextkitError as error:
        print(error.key, error.say("vi"))
