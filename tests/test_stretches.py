"""Sentences cut into stretches at their words."""

from random import Random

from textkit.teaching.stretches import Word, cut, moved

TEXT = "Sở Nội vụ chủ trì rà soát bến cá, cầu cảng trong tỉnh, báo cáo Ủy ban nhân dân trước quý IV"
PIECES = (
    ("Sở", "NOUN"),
    ("Nội vụ", "PROPN"),
    ("chủ trì", "VERB"),
    ("rà soát", "VERB"),
    ("bến cá", "NOUN"),
    (",", "PUNCT"),
    ("cầu cảng", "NOUN"),
    ("trong", "ADP"),
    ("tỉnh", "NOUN"),
    (",", "PUNCT"),
    ("báo cáo", "VERB"),
    ("Ủy ban nhân dân", "NOUN"),
    ("trước", "ADP"),
    ("quý", "NOUN"),
    ("IV", "NUM"),
)


def words():
    found, reached = [], 0
    for piece, pos in PIECES:
        start = TEXT.index(piece, reached)
        reached = start + len(piece)
        found.append(Word(start, reached, pos))
    return found


def test_the_stretches_are_the_whole_text_and_no_word_is_cut():
    marked = (TEXT.index("bến cá"), TEXT.index("bến cá") + 6)
    for seed in range(8):
        found = cut(TEXT, words(), marked, Random(seed))
        assert len(found.stretches) == 4
        assert "bến cá" in found.stretches[found.marked]
        joined = " ".join(found.stretches)
        assert joined.replace(",", "").split() == TEXT.replace(",", "").split()
        for stretch in found.stretches:
            assert not stretch.endswith(("trong", "Sở", "trước", "Nội"))
            assert any(word in stretch for word, _ in PIECES)


def test_a_short_text_is_not_cut():
    few = words()[:4]
    assert cut(TEXT[: few[-1].end], few, (0, 2), Random(1)) is None


def test_words_behind_a_slip_move_and_those_in_it_are_one():
    start = TEXT.index("rà soát")
    found = moved(words(), start, start + 7, -3)
    assert found[3] == Word(start, start + 4, "VERB")
    assert found[4].start == TEXT.index("bến cá") - 3
    whole = moved(words(), TEXT.index("Nội"), TEXT.index("trì"), 2)
    assert whole[1] == Word(TEXT.index("Nội"), TEXT.index("trì") + 5, "PROPN")
    assert len(whole) == len(words()) - 1
