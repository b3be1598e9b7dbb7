import numpy as np
import pandas as pd
import pytest
from small_corpus import small_corpus

import textkit as tk
from textkit.comparing.timelines import over_time
from textkit.finding.evaluation import wilson


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    said = [
        *((f"a{n}", "rừng " * n + "biển " * 10, f"2024-0{1 + n % 3}-05") for n in range(6)),
        ("b", "rừng " * 4 + "biển " * 6, "2024-11-30"),
        ("c", "rừng " * 9, "2024"),
        ("d", "rừng " * 9, None),
        ("e", "biển " * 9, "2025-01"),
    ]
    return small_corpus(
        tmp_path_factory.mktemp("time"), [(id_, text, {"date": day}) for id_, text, day in said]
    )


def test_steps_run_from_the_first_document_to_the_last(corpus):
    table = tk.over_time(corpus)
    assert table["time"].tolist() == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1"]
    assert table["documents"].tolist() == table["value"].tolist() == [6, 0, 0, 1, 1]
    assert table["count"].tolist() == [75, 0, 0, 10, 9]
    assert table["few"].tolist() == [False, True, True, True, True]
    assert table.attrs["undated"] == ["c", "d"]
    years = tk.over_time(corpus, every="year")
    assert years["documents"].tolist() == [8, 1]
    assert years.attrs["undated"] == ["d"]
    months = tk.over_time(corpus, every="month")
    assert months["time"].tolist()[:3] == ["2024-01", "2024-02", "2024-03"]
    assert len(months) == 13


def test_words_have_rates_with_bands_over_documents(corpus):
    table = tk.over_time(corpus, ["rừng", "nhà"])
    first = table.iloc[0]
    assert (first["series"], first["count"], first["documents_with"]) == ("rừng", 15, 5)
    assert first["value"] == pytest.approx(1e6 * 15 / 75)
    # the jackknife of a ratio of sums, by hand
    counts, sizes = np.arange(6.0), 10 + np.arange(6.0)
    residuals = counts - 15 / 75 * sizes
    error = np.sqrt((residuals**2).sum() / 15**2 * 6 / 5)
    assert first["high"] == pytest.approx(first["value"] * np.exp(2.570582 * error), rel=1e-5)
    assert first["low"] == pytest.approx(first["value"] * np.exp(-2.570582 * error), rel=1e-5)
    assert (first["share_low"], first["share_high"]) == wilson(5, 6)
    empty = table.iloc[1]
    assert pd.isna(empty["value"])
    assert pd.isna(empty["share_with"])
    alone = table.iloc[3]
    assert alone["value"] == 4e5
    assert alone["few"]
    assert pd.isna(alone["low"])
    nothing = table[table["series"] == "nhà"].iloc[0]
    assert nothing[["count", "value"]].tolist() == [0, 0]
    assert pd.isna(nothing["high"])  # no spread to go by


def test_more_documents_make_a_narrower_band(tmp_path):
    rng = np.random.default_rng(1)
    said = []
    for n in range(60):
        day = "2024-01-05" if n < 6 else "2024-02-05"
        said.append((f"d{n}", "rừng " * int(rng.integers(1, 9)) + "biển " * 20, {"date": day}))
    few, many = over_time(small_corpus(tmp_path, said), "rừng", every="month").itertuples()
    assert many.high / many.low < few.high / few.low


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"every": "week"}, "unknown step of time 'week'; the corpus has 'month'"),
        ({"themes": "không"}, "unknown theme 'không'"),
        ({"words": " "}, "holds no word"),
    ],
)
def test_what_cannot_be_counted_is_named(corpus, ask, said):
    with pytest.raises(tk.TextkitError, match=said):
        tk.over_time(corpus, **ask)


def test_dates_that_are_not_known_or_too_far_apart(corpus, tmp_path):
    with pytest.raises(tk.TextkitError, match="no document has a date close enough"):
        tk.over_time(corpus.only(["c", "d"]))
    apart = [("a", "rừng", {"date": "1900-01-01"}), ("b", "rừng", {"date": "2024-01-01"})]
    with pytest.raises(tk.TextkitError, match="more than 1,200"):
        tk.over_time(small_corpus(tmp_path, apart), every="month")


def test_themes_have_mean_shares(tmp_path):
    from textkit.comparing.shares import theme_shares

    (tmp_path / "kho").mkdir()
    for n in range(6):
        more = "Phát triển giao thông nông thôn." if n % 2 else "Đẩy mạnh chuyển đổi số."
        own = " ".join(["Xã Hòa Lạc", "chợ", "đường", "cầu", "bến", "rừng", "đò"][: n + 1])
        (tmp_path / "kho" / f"d{n}.txt").write_text(
            f"Tỉnh Lam Châu sẽ đẩy mạnh chuyển đổi số. {more}\n{own}.", "utf-8"
        )
    rows = "".join(f"d{n},d{n}.txt,2024-0{1 + n // 3}-01\n" for n in range(6))
    (tmp_path / "kho" / "metadata.csv").write_text(f"id,path,date\n{rows}", "utf-8")
    store = tmp_path / "s.sqlite"
    corpus = tk.open_corpus(tmp_path / "kho", store=store, progress=False, duplicates=True)
    table = tk.over_time(corpus, themes="all", over="words", every="year")
    wanted = theme_shares(corpus, by="year", over="words")
    assert table.set_index("series")["value"].to_dict() == pytest.approx(
        wanted.set_index("theme")["share"].to_dict()
    )
    assert table.set_index("series")["low"].to_dict() == pytest.approx(
        wanted.set_index("theme")["low"].to_dict()
    )
    assert table["low"].notna().all()


def test_the_figure_says_where_documents_are_few(corpus):
    ax = tk.plot_over_time(tk.over_time(corpus, ["rừng", "biển"]))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["rừng", "biển"]
    assert "dưới 5 văn bản" in ax.get_xlabel()
    assert ax.get_ylim()[0] == 0
    english = tk.plot_over_time(tk.over_time(corpus), title="All", lang="en")
    assert english.get_title(loc="left") == "All"
    assert english.get_ylabel() == "documents"
    table = tk.over_time(corpus)
    assert [bar.get_height() for bar in english.patches] == table["value"].tolist()
    assert not english.lines
    assert english.get_xlabel() == ""


def test_a_title_promises_no_bands_where_there_are_none(corpus):
    few = tk.plot_over_time(tk.over_time(corpus, "rừng", every="month"))
    has_bands = tk.over_time(corpus, "rừng", every="month")["low"].notna().any()
    assert ("95%" in few.get_title(loc="left")) == has_bands


def test_of_many_series_the_legend_stands_beside_the_figure(corpus):
    words = ["rừng", "biển", "tỉnh", "xã", "chợ"]
    ax = tk.plot_over_time(tk.over_time(corpus, words, every="year"))
    ax.figure.canvas.draw()
    assert ax.get_legend().get_window_extent().x0 >= ax.get_window_extent().x1
