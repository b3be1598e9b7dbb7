"""Topics come back, are told apart, and say how sure they are."""

from dataclasses import asdict, dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import small_corpus

from textkit.comparing import topics as module
from textkit.comparing.topics import agreement, npmi, topics
from textkit.data.messages import TextkitError
from textkit.reading.document import Record
from textkit.storing import finders as known
from textkit.storing.finders import Finder

MATTERS = {
    "biển": "biển tàu cá lưới cảng sóng đảo muối",
    "rừng": "rừng cây gỗ thú suối núi nương lá",
    "trường": "trường lớp thầy trò sách vở bảng phấn",
}


@dataclass(frozen=True, slots=True)
class Span(Record):
    path: str = ""
    parent: int | None = None
    sense: str = ""


@pytest.fixture(autouse=True)
def finders(monkeypatch):
    monkeypatch.setattr(
        known,
        "FINDERS",
        {name: Finder("test_topics", "", "Span") for name in ("units", "citations")},
    )


def corpus_of(folder, sentences=240):
    """Documents whose sentences each draw ten words of one matter, under a head that is none of
    them.
    """
    chance, said, records = np.random.default_rng(3), [], {}
    for number, period in enumerate(("A", "B", "C")):
        rows, spans, at = [], [], 0
        for place in range(sentences // 3):
            key = list(MATTERS)[1 + place // 20 % 2 if number else 0]
            row = (
                "ban bố cáo"
                if place % 10 == 0
                else " ".join(chance.choice(MATTERS[key].split(), 10))
            )
            spans.append(
                asdict(
                    Span(
                        f"d{number}",
                        at,
                        at + len(row),
                        "I",
                        sense="head" if place % 10 == 0 else "",
                    )
                )
            )
            rows.append(row)
            at += len(row) + 1
        said.append((f"d{number}", "\n".join(rows), {"period": period}))
        records[f"d{number}"] = {"units": spans}
    return small_corpus(folder, said, records)


def test_planted_topics_are_found_with_their_sentences(tmp_path):
    corpus = corpus_of(tmp_path)
    found = topics(corpus, n_topics=3, words=8)
    assert {frozenset(row.split(", ")) for row in found.topics["words"]} == {
        frozenset(m.split()) for m in MATTERS.values()
    }
    assert (found.topics["stability"] > 0.5).all()
    assert (found.topics["coherence"] > 0.3).all()
    assert found.topics["share"].sum() == pytest.approx(1)
    for row in found.sentences.itertuples():
        assert corpus.text(row.doc_id)[row.start : row.end] == row.text
        assert set(row.text.split()) <= set(found.topics["words"][row.topic - 1].split(", "))


def test_equal_seeds_give_equal_topics_and_the_number_is_chosen(tmp_path):
    corpus = corpus_of(tmp_path)
    one, two = topics(corpus, seed=4), topics(corpus, seed=4)
    assert all(a.equals(b) for a, b in zip(one, two, strict=True))
    assert one.choice["chosen"].sum() == 1
    best = (one.choice["stability"] + one.choice["coherence"]).idxmax()
    assert len(one.topics) == one.choice["n_topics"][best]


def test_too_little_text_and_wrong_numbers_are_told(tmp_path):
    with pytest.raises(TextkitError, match="n_topics is 1; choose 2 to"):
        topics(corpus_of(tmp_path), n_topics=1)
    (tmp_path / "b").mkdir()
    with pytest.raises(TextkitError, match="too little text"):
        topics(corpus_of(tmp_path / "b", sentences=9))


def test_average_jaccard_is_that_of_the_paper():
    """The example of Greene, O'Callaghan & Cunningham (2014), table 1: 0.154 at depth 5."""
    one, two = (
        ["album", "music", "best", "award", "win"],
        ["sport", "best", "win", "medal", "award"],
    )
    assert agreement(one, two) == pytest.approx((0 + 0 + 1 / 5 + 1 / 7 + 3 / 7) / 5)
    assert round(agreement(one, two), 3) == 0.154


@given(st.permutations("abcdef"), st.permutations("abcdef"))
def test_agreement_is_symmetric_and_one_for_the_same(one, two):
    assert agreement(one, two) == pytest.approx(agreement(two, one))
    assert agreement(one, one) == 1
    assert 0 <= agreement(one, two) <= 1


@pytest.mark.parametrize(
    ("held", "score"),
    [
        ([[1, 1], [1, 1], [0, 0], [0, 0]], 1.0),  # always together
        ([[1, 0], [0, 1], [1, 0], [0, 1]], -1.0),  # never
        ([[1, 1], [1, 0], [0, 1], [0, 0]], 0.0),  # as often as chance has it
        ([[1, 1], [1, 1], [1, 0], [0, 0]], np.log(0.5 / (0.75 * 0.5)) / -np.log(0.5)),
        ([[1, 1], [1, 1]], 1.0),
    ],
)
def test_npmi_is_that_of_the_formula(held, score):
    assert npmi(np.array(held, float)) == pytest.approx(score)


def test_formulas_citations_and_labels_of_figures_make_no_topic(tmp_path):
    formula = "Giao Ủy_ban hướng_dẫn , kiểm_tra việc thực_hiện Nghị_quyết này"
    places = "Rừng Biển Núi Đảo".split()
    said, records = [], {}
    for number in range(4):
        rows = [
            "Sở Y_tế tổ_chức họp giao_ban thường_kỳ",  # in all documents
            formula.replace("Ủy_ban", f"Ủy_ban {number}"),
            f"{places[number]} xanh theo Kế_hoạch chung ngày {number} trong Điều {number}",
        ]
        text = "\n".join(rows).replace("_", " ")
        bounds, at = [], 0
        for row in text.split("\n"):
            bounds.append((at, at + len(row)))
            at += len(row) + 1
        units = [asdict(Span(f"d{number}", *span, "I")) for span in bounds]
        cited = text.index("Kế hoạch chung")
        citation = asdict(Span(f"d{number}", cited, cited + len("Kế hoạch chung")))
        said.append((f"d{number}", "\n".join(rows), {}))
        records[f"d{number}"] = {"units": units, "citations": [citation]}
    texts = module._texts(small_corpus(tmp_path, said, records))
    assert len(texts.leaves.start) == 4
    kept = module._name_others(small_corpus(tmp_path, said, records))
    tokens = small_corpus(tmp_path, said, records).tokens
    named = {str(word) for word in tokens.words[tokens.word[kept]]}
    assert named == {"kế hoạch", "chung", "ngày", "điều"}


def test_progress_goes_to_standard_error(tmp_path, capsys):
    corpus = corpus_of(tmp_path)
    topics(corpus, n_topics=3)
    assert capsys.readouterr().out == ""
    topics(corpus, n_topics=3, progress=False)
    assert capsys.readouterr() == ("", "")
