"""Exercises for a platform: what is written is read again, by the grammar, whatever it holds."""

import re
from xml.etree import ElementTree as ET

import pytest

from textkit.teaching.items import Item
from textkit.teaching.platforms import write_gift, write_moodle

NASTY = "a=b ~ {c} #d: \\ -> <b>&amp; // %50%"


def item(**more):
    values = {
        "id": "x",
        "kind": "act",
        "state": "",
        "prompt": "Cam kết hay kết quả?",
        "passage": NASTY,
        "lines": (),
        "options": ("Cam kết", NASTY, "Kết quả"),
        "answer": (1,),
        "key": NASTY,
        "source": "Nghị quyết 05-NQ/TU",
        "figure": "",
        "asks": (),
        "shows": (),
        "remarks": ("chưa", NASTY, "xong"),
    }
    return Item(**(values | more))


CHOICE = item()
SEVERAL = item(id="s", kind="page", answer=(0, 2))
MATCH = item(id="m", kind="match", lines=("một", NASTY, "ba"), answer=(1, 0, 2), remarks=())
OPEN = item(id="o", kind="marks", options=(), answer=(), remarks=())
ALL = (CHOICE, SEVERAL, MATCH, OPEN)


def split(text, mark):
    """The pieces of a text at a mark that is not escaped."""
    return re.split(rf"(?<!\\){mark}", text)


def plain(text):
    return re.sub(r"\\(.)", r"\1", text).replace("-&gt;", "->").replace("/&#47;", "//").strip()


def read_gift(text):
    """A strict reader of the grammar: title, stem, and answers as (mark, weight, text, remark)."""
    questions = []
    for block in text.strip().split("\n\n"):
        match = re.fullmatch(
            r"::((?:\\.|[^\\:])*)::\[html\]((?:\\.|[^\\{}])*)\{((?:\\.|[^\\{}])*)\}", block, re.S
        )
        assert match, block
        body, *general = split(match[3], "####")
        answers = []
        for mark, words in re.findall(r"(?<!\\)([=~])((?:\\.|[^\\=~])*)", body):
            weight = re.match(r"%(-?[\d.]+)%", words)
            words = words[weight.end() :] if weight else words
            text_of, *remark = split(words, "#")
            weight = float(weight[1]) if weight else None
            answers.append((mark, weight, plain(text_of), plain(remark[0]) if remark else ""))
        questions.append((match[1], match[2], answers, plain(general[0]) if general else ""))
    return questions


def test_gift_is_read_by_its_grammar_as_it_was_meant(tmp_path):
    questions = read_gift(write_gift(ALL, tmp_path / "quiz.gift").read_text("utf-8"))
    choice, several, match, opened = (question[2] for question in questions)
    assert choice == [
        ("~", None, "Cam kết", "chưa"),
        ("=", None, NASTY, NASTY),
        ("~", None, "Kết quả", "xong"),
    ]
    assert [weight for _, weight, *_ in several] == [50.0, -100.0, 50.0]
    assert [words for _, _, words, _ in match] == [
        f"một -> {NASTY}",
        f"{NASTY} -> Cam kết",
        "ba -> Kết quả",
    ]
    assert opened == []
    assert all(general == NASTY for *_, general in questions)


def test_a_match_of_two_is_left_out_of_gift(tmp_path):
    two = item(lines=("một", "hai"), answer=(1, 0), remarks=())
    assert write_gift([two], tmp_path / "quiz.gift").read_text("utf-8") == ""


def test_moodle_xml_says_what_is_right_and_why(tmp_path):
    quiz = ET.parse(write_moodle(ALL, tmp_path / "quiz.xml")).getroot()
    choice, several, match, opened = quiz
    assert [question.get("type") for question in quiz] == [
        "multichoice",
        "multichoice",
        "matching",
        "essay",
    ]
    fractions = [float(answer.get("fraction")) for answer in choice.findall("answer")]
    assert fractions == [0, 100, 0]
    assert sum(f for f in fractions if f > 0) == pytest.approx(100)
    assert choice.findtext("single") == "true"
    assert several.findtext("single") == "false"
    assert choice.findall("answer")[1].findtext("feedback/text") == (
        "a=b ~ {c} #d: \\ -&gt; &lt;b&gt;&amp;amp; // %50%"
    )
    assert [part.findtext("answer/text") for part in match.findall("subquestion")] == [
        NASTY,
        "Cam kết",
        "Kết quả",
    ]
    assert opened.findtext("graderinfo/text")
    for question in quiz:
        assert question.findtext("name/text")
        assert "<b>" not in question.findtext("questiontext/text")
