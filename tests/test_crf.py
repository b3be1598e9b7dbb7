"""The models scored in numpy give the labels that underthesea's own code gives, whatever the
sentences.
"""

from pathlib import Path

import pytest
from beside import REAL, needs_shared
from hypothesis import given, settings
from hypothesis import strategies as st
from underthesea import word_tokenize

from textkit.language import crf, segmenter
from textkit.language.annotation import columns_of
from textkit.language.segmenter import segment, segment_all
from textkit.reading.document import Document
from textkit.vietnamese.text import fold_placement, paragraphs, tidy

ROOT = Path(__file__).resolve().parents[1]
TOKENS = [
    "kinh",
    "tế",
    "Kinh",
    "TẾ",
    "xã",
    "hội",
    "của",
    "Đảng",
    "bộ",
    "tỉnh",
    "2025",
    "05-NQ/TU",
    "2021 - 2025",
    ",",
    ".",
    "(",
    "phát",
    "triển",
    "nông",
    "thôn",
    "mới",
    "Lam",
    "Châu",
    "%",
    "-1",
    "999999999999",
    "BOS",
    "EOS",
    "T[0]",
    "hoá",
    "𝔸",
]


@pytest.fixture(scope="module")
def both():
    """The fast models, and underthesea's own code."""
    fast = segmenter._models()
    assert isinstance(getattr(fast[0], "__self__", None), crf.Crf), "the fast way is not in use"
    return fast, segmenter._original_models()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=14), min_size=1, max_size=6))
def test_any_tokens(both, sentences):
    (cut, tag), (slow_cut, slow_tag) = both
    assert cut(sentences) == slow_cut(sentences)
    assert tag(sentences) == slow_tag(sentences)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=6),
        min_size=1,
        max_size=12,
    )
)
def test_any_strings_as_words(both, tokens):
    (cut, _), (slow_cut, _) = both
    assert cut([tokens]) == slow_cut([tokens])


def corpus_lines() -> list[str]:
    texts = [tidy(path.read_text("utf-8")) for path in sorted((ROOT / "corpus").glob("*/*.txt"))]
    return [text[start:end] for text in texts for start, end in paragraphs(text)]


def test_the_sample_corpus(both):
    (cut, tag), (slow_cut, slow_tag) = both
    lines = [fold_placement(line).split() for line in corpus_lines()]
    assert cut(lines) == slow_cut(lines)
    assert tag(lines[:150]) == slow_tag(lines[:150])


@pytest.mark.slow
@needs_shared
def test_the_treebank_and_the_real_documents(both):
    (cut, _), (slow_cut, _) = both
    lines = []
    for path in sorted(REAL.glob("*/*.txt"))[::4]:
        text = tidy(path.read_text("utf-8"))
        lines += [text[start:end].split() for start, end in paragraphs(text)]
    bank = (REAL / "wordseg" / "vi_vtb-ud-dev.conllu").read_text("utf-8")
    lines += [line[9:].split() for line in bank.splitlines() if line.startswith("# text = ")]
    assert cut(lines) == slow_cut(lines)


@pytest.mark.parametrize(
    "line",
    [
        "Người dân trồng cây ven đường và giữ rừng đầu nguồn.",
        "Ủy ban nhân dân tỉnh giao các sở (ngành) tổ chức họp!",
        "“Dân biết, dân bàn, dân làm, dân kiểm tra”; các xã đã làm: đường, cầu, chợ...",
    ],
)
def test_words_are_those_of_underthesea_where_nothing_is_an_atom(line):
    folded = fold_placement(line)
    assert [word.text for word in segment(line)] == word_tokenize(folded, use_token_normalize=False)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *TOKENS[:20],
                "PGS.",
                "TS.",
                "TP.",
                "đ/c",
                "tế-xã",
                "(2)",
                "a)",
                "USD.",
                "XIX.",
                "v.v",
                "…",
                "”.",
            ]
        ),
        max_size=12,
    )
)
def test_tokens_looked_up_are_those_matched_in_the_line(parts):
    line = fold_placement(" ".join(parts))
    matched = [segmenter._token(match) for match in segmenter._pattern().finditer(line)]
    assert segmenter._tokens(line) == matched


def test_many_sentences_at_once_are_cut_as_one_by_one():
    lines = [line for line in corpus_lines()[:80] if line.strip()]
    assert segment_all(lines) == [segment(line) for line in lines]
    assert segment_all(["", "a", ""])[0] == []


def test_what_is_kept_is_forgotten_in_time(both, monkeypatch):
    (cut, _), (slow_cut, _) = both
    monkeypatch.setattr(crf, "_MOST_KEPT", 50)
    for line in corpus_lines()[:30]:
        assert cut([line.split()]) == slow_cut([line.split()])


def test_another_version_of_underthesea_is_used_as_it_is(monkeypatch):
    document = Document(
        "a", "Tỉnh Lam Châu đẩy mạnh chuyển đổi số, giai đoạn 2021 - 2025.\nCác xã trồng cây."
    )
    before = columns_of(document)
    segmenter._models.cache_clear()
    monkeypatch.setattr(segmenter, "version", lambda name: "9.9.9")
    with pytest.warns(UserWarning, match=r"proven on underthesea 9\.5\.0, not 9\.9\.9"):
        after = columns_of(document)
    segmenter._models.cache_clear()
    assert (after.norm, after.tag, after.start.tolist()) == (
        before.norm,
        before.tag,
        before.start.tolist(),
    )
