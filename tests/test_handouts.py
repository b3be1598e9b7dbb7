"""Handouts keep their promises: a source, one right answer, no leaks, and the same for a seed."""

import csv
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from guessing import beyond_chance
from test_cli import run

import textkit as tk
from textkit import data
from textkit.data.messages import TextkitError, catalogue
from textkit.teaching.duties import _figure, _is_in_brackets, _task
from textkit.teaching.evidence import GAP, Evidence
from textkit.teaching.exercises import MADE, draw_items
from textkit.teaching.handouts import other_version, write_handout
from textkit.teaching.items import KINDS, Item, checked, leaks, read_items, write_items
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.text import fold

# The sheets of all kinds are drawn several times, 7 s each.
pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).resolve().parents[1] / "corpus"
CHOICE = Item(
    "x",
    "act",
    "",
    "Cam kết hay kết quả?",
    "Đã xong <b>",
    (),
    ("Cam kết", "Kết quả"),
    (1,),
    "=1+1",
    "Báo cáo",
    "",
    ("a",),
    ("a",),
)
FILES = {
    "student-b.docx",
    "student-b.html",
    "quiz.xml",
    "quiz.gift",
    "student.docx",
    "teacher.docx",
    "student.html",
    "teacher.html",
    "handout.ipynb",
    "quiz.html",
    "items.csv",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return tk.open_corpus(
        SAMPLE, store=tmp_path_factory.mktemp("store") / "store.sqlite", progress=False
    )


@pytest.fixture(scope="module")
def sheets(corpus):
    return [draw_items(corpus, n=5, seed=seed)[0] for seed in range(3)]


def visible(item):
    return fold(" ".join((item.prompt, item.passage, *item.lines, *item.options)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_items_that_show_their_source_and_have_one_right_answer(sheets, kind):
    own = [item for sheet in sheets for item in sheet if item.kind == kind]
    assert own
    for item in own:
        assert checked(item) == item
        assert item.source
        assert len(set(map(fold, item.options))) == len(item.options)
        assert bool(item.options) == (item.form != "open")
        count = len(item.answer)
        assert count == {"open": 0, "choice": 1, "match": len(item.lines)}.get(item.form, count)
        assert len(item.remarks) in (0, len(item.options))


def test_a_gap_is_what_the_document_says_and_the_others_are_of_its_unit_and_size(corpus, sheets):
    said = " ".join(" ".join(corpus.text(id_).split()) for id_ in corpus.ids)
    for item in (item for sheet in sheets for item in sheet if item.kind == "cloze"):
        right = item.options[item.answer[0]]
        assert item.passage.replace(GAP, right) == item.key
        assert right in said
        sizes = [
            float(re.search(r"[\d.,]+", option)[0].replace(".", "").replace(",", "."))
            for option in item.options
        ]
        assert {re.sub(r"[\d.,]", "", option) for option in item.options} == {
            re.sub(r"[\d.,]", "", right)
        }
        assert max(sizes) <= 8 * min(sizes)


def test_a_wrong_word_fails_a_line_by_no_count_though_it_may_look_right(sheets):
    counts = official()

    def times(words):
        syllables = fold(words).split()
        ids = counts.pieces(" ".join(syllables[:3])).id
        return counts.triples(ids[:1], ids[1:2], ids[2:])[0]

    items = [item for sheet in sheets for item in sheet if item.kind == "synonym"]
    assert items
    for item in items:
        right = item.options[item.answer[0]]
        likely = 0
        for place, (option, remark) in enumerate(zip(item.options, item.remarks, strict=True)):
            assert fold(option) not in fold(" ".join(item.lines))
            quoted = re.findall(r"“([^”]+)”", remark)
            if place in item.answer:
                assert all(words.startswith(right) and times(words) >= 20 for words in quoted)
                continue
            line = item.lines[int(re.search(r"dòng (\d)", remark)[1]) - 1]
            assert fold(quoted[-1]).removeprefix(fold(option)) in fold(line)
            likely += remark.startswith("Có văn bản viết")
        assert likely >= 2


def first_figure(text):
    return float(re.search(r"\d[\d.,]*", text)[0].replace(".", "").replace(",", "."))


def words_of(text):
    return " ".join(re.findall(r"\w+", fold(text)))


def test_a_slip_is_the_only_one_and_its_key_puts_it_right(corpus, sheets):
    told = set()
    for item in (item for sheet in sheets for item in sheet if item.kind == "slip"):
        kind, after, before = re.search(r"(.+): “(.+)” phải là “(.+)”", item.key).groups()
        # The options are the whole passage, in its order, cut between its words.
        assert words_of(" ".join(item.options)) == words_of(item.passage)
        assert fold(after)[:4] in fold(item.options[item.answer[0]])
        lengths = [len(option) for option in item.options]
        assert max(lengths) <= 2.5 * min(lengths)
        statements = [row for id_ in corpus.ids for row in corpus.records("statements", [id_])]
        whole = rf"(?<!\w){re.escape(after)}(?!\w)"  # "nghi" is part of "nghiệp"
        mended = words_of(re.sub(whole, before, item.passage, count=1))
        # The cells of a row of a table are shown with other marks between.
        assert any(
            mended in words_of(corpus.text(one.doc_id)[one.start : one.end]) for one in statements
        )
        told.add(kind)
    # Slips of letters, and one of references at least: which of these depends on the draw.
    assert {"Sai chữ", "Sót chữ"} < told


def test_figures_of_the_other_document_lie_to_one_side_of_the_one_shown(sheets):
    def figure(text):
        return float(re.search(r"\d[\d.,]*", text)[0].replace(".", "").replace(",", "."))

    for item in (item for sheet in sheets for item in sheet if item.kind == "changed"):
        (shown,) = (line for line in item.lines if GAP not in line)
        right = item.options[item.answer[0]]
        assert any(line.partition(": ")[2].replace(GAP, right) in item.key for line in item.lines)
        options = sorted(map(figure, item.options))
        said = [figure(number) for number in re.findall(r"\d[\d.,]*\d|\d", shown)]
        assert not any(options[0] <= number <= options[-1] for number in said[-1:])


def test_figures_to_match_are_in_order_of_size_and_of_one_unit(sheets):
    for item in (item for sheet in sheets for item in sheet if item.kind == "match"):
        assert len({re.sub(r"[\d.,]", "", option) for option in item.options}) == 1
        for line, place in zip(item.lines, item.answer, strict=True):
            assert line.replace(GAP, item.options[place]) in item.key


def test_a_page_has_two_to_four_slips_and_says_how_each_is_put_right(corpus, sheets):
    said = words_of(" ".join(corpus.text(id_) for id_ in corpus.ids))
    pages = [item for sheet in sheets for item in sheet if item.kind == "page"]
    assert {item.form for item in pages} == {"several"}
    for item in pages:
        assert 2 <= len(item.answer) <= 4
        for place, option in enumerate(item.options):
            assert words_of(option) in said or place in item.answer
            assert ("phải là" in item.remarks[place]) == (place in item.answer)


def test_the_figure_of_the_other_document_is_as_often_the_nearest_as_not(corpus):
    items = draw_items(corpus, kinds=("changed",), n=30)[0]
    assert len(items) >= 8
    nearer = [0] * 4
    for item in items:
        (shown,) = (line for line in item.lines if GAP not in line)
        known = first_figure(re.findall(r"\d[\d.,]*\d|\d", shown.partition(": ")[2])[-1])
        sizes = [abs(first_figure(option) - known) for option in item.options]
        nearer[sorted(sizes).index(sizes[item.answer[0]])] += 1
    assert max(nearer) - min(nearer) <= 2


@pytest.mark.parametrize(
    "kind", ["act", "changed", "citation", "cloze", "layout", "match", "page", "slip", "synonym"]
)
def test_who_knows_nothing_gets_no_more_than_chance(corpus, kind):
    items = {}
    for seed in range(2):
        for item in draw_items(corpus, kinds=(kind,), n=40, seed=seed)[0]:
            items[frozenset(item.asks)] = item
    assert len(items) >= 2
    assert not beyond_chance(items.values())


def test_a_promise_and_a_result_of_a_pair_look_alike(corpus):
    items = draw_items(corpus, kinds=("act",), n=20)[0]
    by_answer = {0: [], 1: []}
    for item in items:
        words = re.findall(r"\w+", fold(item.passage))
        by_answer[item.answer[0]].append(("đã" in words, "được" in words))
    assert sorted(by_answer[0]) == sorted(by_answer[1])
    assert any(has_da for has_da, _ in by_answer[0])


def test_a_citation_has_the_form_of_the_document_that_cites(sheets):
    for item in (item for sheet in sheets for item in sheet if item.kind == "citation"):
        if "lần viện dẫn đầu tiên nào đúng" in item.prompt:
            right = item.options[item.answer[0]]
            is_party = "của Đảng" in item.prompt
            assert bool(re.search(r", ngày \d+/\d+/\d{4} của ", right)) == is_party
            assert bool(re.search(r"(?<!,) ngày \d+ tháng \d+ năm \d{4} của ", right)) != is_party
            assert len(item.remarks) == 4


def test_a_sentence_to_mark_has_a_result_and_lacks_one_part_at_most(sheets):
    marked = [item for sheet in sheets for item in sheet if item.kind == "marks"]
    lacking = []
    for item in marked:
        actor, deadline, result = re.match(
            r"Ai làm: (.+?)\. Thời hạn: (.+?)\. Kết quả phải đạt: (.+?)\. (?:Cần|Câu)", item.key
        ).groups()
        for words in (actor, deadline, result):
            for quoted in re.findall("“([^”]+)”", words):
                assert quoted in item.passage
        assert result.startswith("“")
        lacking.append((actor, deadline).count("câu không nêu"))
    assert set(lacking) == {0, 1}


def test_a_vague_task_is_about_what_can_be_counted_and_its_model_says_by_what(sheets):
    results = data.toml("measures.toml")["results"]
    for item in (item for sheet in sheets for item in sheet if item.kind == "checkable"):
        measured = re.search(r"chẳng hạn: ([^\]]+)\]", item.key)[1]
        assert any(fold(word) in fold(item.passage) for word in results[measured])


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("Tăng cường thanh tra chợ Vân Sa.", "[việc cụ thể, có sản phẩm] nhằm tăng cường"),
        ("Chú trọng phát triển hạ tầng số.", "phát triển hạ tầng số"),
        ("Tập trung nguồn lực cho Lam Châu.", "[việc cụ thể, có sản phẩm] nhằm tập trung"),
    ],
)
def test_a_deed_loses_the_word_that_sets_it_going_and_a_thing_gets_a_plan(corpus, text, work):
    assert _task(Evidence(corpus, "vi"), text).startswith(work)


@pytest.mark.parametrize(
    ("text", "low", "deadline", "words"),
    [
        ("Đến năm 2030, tỷ lệ nghèo dưới 3%.", None, "Đến năm 2030", "tỷ lệ nghèo dưới 3%"),
        ("Trồng rừng, đạt 3% đến năm 2030.", 3.0, "đến năm 2030", ""),
        ("Tỷ lệ nghèo (theo chuẩn) còn 3%.", 3.0, None, "Tỷ lệ nghèo (theo chuẩn) còn 3%"),
    ],
)
def test_a_result_says_what_is_measured(text, low, deadline, words):
    assert _figure(text, SimpleNamespace(low=low, high=3.0), deadline) == words


def test_the_period_of_a_standard_is_no_deadline():
    assert _is_in_brackets("Hộ nghèo (chuẩn giai đoạn 2026 - 2030) giảm.", "giai đoạn 2026 - 2030")
    assert not _is_in_brackets("Giảm (đều) trong năm 2026.", "trong năm 2026")


def test_a_form_has_two_forms_of_two_capacities_and_places_of_the_tail(corpus):
    items = draw_items(corpus, kinds=("layout",), n=40)[0]
    signers = [item for item in items if item.asks[0].startswith("signer")]
    assert {item.asks[0].rpartition(" ")[2] for item in signers} == {"party", "state"}
    for item in signers:
        right = item.options[item.answer[0]]
        assert bool(re.match(r"[A-Z]+\. ", right)) == item.asks[0].endswith("state")
        assert (
            len({option.split()[0].replace(".", "").replace("/", "") for option in item.options})
            == 2
        )
    tails = [item for item in items if any("Nơi nhận" in line for line in item.lines)]
    assert tails
    for item in tails:
        place = next(n for n, line in enumerate(item.lines) if "Nơi nhận" in line)
        assert item.options[item.answer[place]] == "cuối văn bản, bên trái"


def test_a_number_is_read_among_two_kinds_of_two_bodies(corpus):
    items = draw_items(corpus, kinds=("citation",), n=30)[0]
    read = [item for item in items if item.asks[0].startswith("code")]
    assert read
    for item in read:
        parts = [option.split(" – ") for option in item.options]
        assert len({kind for kind, _ in parts}) == len({body for _, body in parts}) == 2


def test_titles_that_ran_into_a_sentence_and_congresses_are_not_cited(corpus):
    for item in draw_items(corpus, kinds=("citation", "layout"), n=30)[0]:
        shown = visible(item)
        assert "được triển khai thực hiện" not in shown
        assert "lần thứ xviii đại hội" not in shown


def test_no_item_gives_away_anothers_answer(sheets):
    for sheet in sheets:
        for place, item in enumerate(sheet):
            assert not any(leaks(item, other) for other in sheet[place + 1 :])
            if item.kind == "cloze":
                assert not any(
                    fold(item.key.strip(".")) in visible(other)
                    for other in sheet
                    if other is not item
                )


def test_a_seed_repeats_and_another_gives_another_sheet(corpus, sheets):
    assert draw_items(corpus, n=5, seed=1)[0] == sheets[1] != sheets[0]
    assert len({item.id for sheet in sheets for item in sheet}) > 1.5 * len(sheets[0])


@pytest.mark.parametrize(
    "change",
    [
        {"source": ""},
        {"prompt": ""},
        {"kind": "riddle"},
        {"state": "gone"},
        {"level": "9"},
        {"remarks": ("chỉ một",)},
        {"options": ("Kết quả", "kết quả")},
        {"answer": (2,)},
        {"answer": ()},
        {"answer": (0, 0)},
        {"answer": (-1,)},
        {"lines": ("1", "2"), "answer": (1, 0, 1)},
        {"options": tuple(map(str, range(27)))},
    ],
)
def test_an_item_that_cannot_be_set_is_refused(change):
    assert checked(CHOICE) is CHOICE
    with pytest.raises(TextkitError, match="item 'x': column"):
        checked(replace(CHOICE, **change))


def test_version_b_has_the_same_items_and_answers_in_another_order(sheets):
    other = other_version(sheets[0], seed=4)
    by_id = {item.id: item for item in sheets[0]}
    assert {item.id for item in other} == by_id.keys()
    assert [item.id for item in other] != [item.id for item in sheets[0]]
    assert other == other_version(sheets[0], seed=4)
    for item in other:
        first = by_id[item.id]
        assert checked(item)
        if item.form == "match":
            pairs = [{*zip(one.lines, one.answer, strict=True)} for one in (item, first)]
            assert pairs[0] == pairs[1]
        else:
            chosen = [{one.options[place] for place in one.answer} for one in (item, first)]
            assert chosen[0] == chosen[1]
        if item.remarks:
            said = [dict(zip(one.options, one.remarks, strict=True)) for one in (item, first)]
            assert said[0] == said[1]


def test_every_kind_is_made_and_has_its_messages():
    assert tuple(MADE) == KINDS
    assert set(KINDS) <= {key.removeprefix("handout.") for key in catalogue()}


def test_leaks_are_told_both_ways():
    other = replace(CHOICE, asks=("b",), shows=("a", "b"))
    assert leaks(CHOICE, other)
    assert leaks(other, CHOICE)
    assert not leaks(CHOICE, replace(other, shows=("b",)))


def test_the_table_comes_back_with_safe_cells_whatever_parts_them(tmp_path, sheets):
    items = [*sheets[0], CHOICE]
    path = write_items(items, tmp_path / "items.csv")
    assert read_items(path) == items
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert "'=1+1" in rows[-1]
    with (tmp_path / "excel.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            csv.reader(path.open(encoding="utf-8-sig", newline=""))
        )
    assert read_items(tmp_path / "excel.csv") == items


def test_answers_are_letters_however_they_are_parted(tmp_path, sheets):
    item = next(item for item in sheets[0] if item.form == "match")
    path = write_items([item], tmp_path / "items.csv")
    letters = " ".join("ABCDEF"[place] for place in item.answer)
    for parted in (letters.replace(" ", ""), letters.replace(" ", ", ").lower()):
        path.write_text(path.read_text("utf-8").replace(f",{letters},", f',"{parted}",'), "utf-8")
        assert read_items(path) == [item]
        letters = f'"{parted}"'
    path.write_text(path.read_text("utf-8").replace(letters, "1 2 3"), "utf-8")
    with pytest.raises(TextkitError, match=r"items.csv, line \d+, column answer: '1 2 3'"):
        read_items(path)


def test_an_edited_table_is_rendered_again(corpus, tmp_path):
    folder = write_handout(corpus, tmp_path / "one", seed=1, kinds=("cloze", "act"), n=4)
    items = read_items(folder / "items.csv")
    edited = [
        replace(items[0], state="drop"),
        replace(items[1], state="lock", prompt="Mức nào?"),
        *items[2:],
    ]
    path = write_items(edited, tmp_path / "edited.csv")
    same = read_items(write_handout(corpus, tmp_path / "two", items=path) / "items.csv")
    assert [item for item in same if item.state != "drop"] == edited[1:]
    fresh = read_items(
        write_handout(corpus, tmp_path / "three", items=path, seed=9, kinds=("cloze", "act"), n=4)
        / "items.csv"
    )
    assert edited[1] in fresh
    assert not any(set(item.asks) & set(edited[0].asks) for item in fresh if item.state != "drop")
    assert len({item.id for item in fresh} & {item.id for item in edited}) < len(items)
    write_handout(corpus, tmp_path / "three", seed=2, kinds=("act",), n=1)
    assert read_items(tmp_path / "three" / "items-old.csv") == fresh


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_files_are_written_and_what_is_filled_in_is_escaped(corpus, tmp_path, lang):
    path = write_items([CHOICE, *draw_items(corpus, n=1)[0]], tmp_path / "items.csv")
    folder = write_handout(corpus, tmp_path / "class", items=path, lang=lang)
    assert {file.name for file in folder.iterdir()} == FILES
    for name in ("student.html", "teacher.html", "quiz.html"):
        page = (folder / name).read_text("utf-8")
        assert "&lt;b&gt;" in page
        assert "Đã xong <b>" not in page
        assert not re.search(
            r'(?:src|href)="(?!#)|https?://(?!www\.w3\.org|purl\.org|creativecommons)', page
        )
    assert 'data-answer="1"' in (folder / "quiz.html").read_text("utf-8")
    assert '<div class="key">' in (folder / "teacher.html").read_text("utf-8")
    assert '<div class="key">' not in (folder / "student.html").read_text("utf-8")


@pytest.mark.parametrize(
    "said",
    ["\ufffe", "**", "{{ 7 * 7 }}", "Heading 1\tX", "</script><script>", "# x", "\\", "a" * 9000],
)
def test_a_table_that_somebody_wrote_is_rendered_whatever_it_says(corpus, tmp_path, said):
    items = [
        replace(CHOICE, prompt=f"Hỏi {said}", passage=said or "–"),
        replace(CHOICE, id="y", kind="comparison", figure="1990|1991"),
    ]
    folder = write_handout(
        corpus, tmp_path / "class", items=write_items(items, tmp_path / "items.csv"), progress=False
    )
    assert "Hỏi" in docx.Document(str(folder / "student.docx")).tables[0].rows[0].cells[0].text
    assert "</script><script>" not in (folder / "quiz.html").read_text("utf-8")


def test_word_sheets_hold_every_item_whole_and_the_students_no_key(corpus, tmp_path):
    folder = write_handout(corpus, tmp_path, seed=2, n=2)
    items = read_items(folder / "items.csv")
    texts = {}
    for name in ("student", "teacher"):
        document = docx.Document(str(folder / f"{name}.docx"))
        assert 'w:lang w:val="vi-VN"' in document.styles.element.xml
        cells = [row.cells[0].text for table in document.tables for row in table.rows]
        assert len(cells) == len(items)
        assert all("cantSplit" in row._tr.xml for table in document.tables for row in table.rows)
        texts[name] = "\n".join(cells)
    for item in items:
        assert item.source in texts["student"]
        assert not item.key or item.key in texts["teacher"]
    assert "✓" not in texts["student"]
    assert sum("Đáp án: " in line for line in texts["teacher"].split("\n")) == sum(
        bool(item.answer) for item in items
    )


def test_pages_to_discuss_are_drawn_in_every_form_and_say_that_they_are_open(corpus, tmp_path):
    folder = write_handout(corpus, tmp_path, seed=2, kinds=("timeline", "comparison"))
    items = read_items(folder / "items.csv")
    assert [item.kind for item in items] == ["timeline", "timeline", "comparison"]
    assert all(len(item.lines) == 3 and item.form == "open" for item in items)
    page = (folder / "student.html").read_text("utf-8")
    assert page.count('<svg role="img" aria-label=') == 3
    assert page.count("nhiều cách trả lời đúng") == 2
    assert len(docx.Document(str(folder / "student.docx")).inline_shapes) == 3
    gone = [replace(items[0], figure="no-document:1")]
    again = write_handout(corpus, tmp_path / "gone", items=write_items(gone, tmp_path / "gone.csv"))
    assert "<svg" not in (again / "student.html").read_text("utf-8")


def test_the_notebook_is_valid(corpus, tmp_path):
    import nbformat

    folder = write_handout(corpus, tmp_path, seed=2, n=2)
    book = nbformat.reads((folder / "handout.ipynb").read_text("utf-8"), as_version=4)
    nbformat.validate(book)
    drawn = {item.id for item in read_items(folder / "items.csv") if item.figure}
    pictured = [cell for cell in book.cells if "attachment:figure.png" in cell.source]
    assert {cell.id for cell in pictured} == drawn != set()
    assert all(cell.attachments["figure.png"]["image/png"].startswith("iVBOR") for cell in pictured)
    assert not any(
        re.search("<svg|<ol type", cell.source) for cell in book.cells
    )  # JupyterLab would leave that out
    assert any(re.search("A\\. .+<br>B\\. ", cell.source) for cell in book.cells)


def test_every_question_of_the_quiz_can_be_answered_by_keyboard_and_has_a_name(corpus, tmp_path):
    page = (write_handout(corpus, tmp_path, seed=3, n=3) / "quiz.html").read_text("utf-8")
    sets = page.split("<fieldset ")[1:]
    closed = [item for item in read_items(tmp_path / "items.csv") if item.form != "open"]
    assert len(sets) == len(closed)
    for item, one in zip(closed, sets, strict=True):
        assert "<legend>" in one
        assert f'data-answer="{" ".join(map(str, item.answer))}"' in one
        assert one.count('type="radio"') == (len(item.options) if item.form == "choice" else 0)
        marked = len(item.options) if item.form == "several" else 0
        assert one.count('type="checkbox"') == marked
        assert one.count("<select aria-label=") == (
            0 if item.form in ("choice", "several") else len(item.answer)
        )


def test_a_topic_is_kept_to_and_a_small_corpus_says_what_it_lacks(corpus):
    items, notes = draw_items(corpus, kinds=("cloze", "act", "match"), n=50, topic="bảo hiểm y tế")
    assert items
    assert all(fold("bảo hiểm y tế") in visible(item) + fold(item.key) for item in items)
    assert any("Điền mức" in note and "/50" in note for note in notes)
    assert draw_items(corpus, kinds=("act",), n=3, topic="giao_duc")[0]


def test_two_short_documents_still_give_what_they_can(tmp_path):
    text = (
        "HỘI ĐỒNG NHÂN DÂN\nTỈNH LAM CHÂU\nSố: 11/NQ-HĐND\nVân Sa, ngày 10 tháng 12 năm"
        " 2016\n\nNGHỊ QUYẾT\n\nĐiều 1. Mục tiêu\n1. Đến năm 2020, tỷ lệ đô thị hóa đạt 30%.\n"
    )
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.txt").write_text(text, "utf-8")
    small = tk.open_corpus(tmp_path / "documents", store=tmp_path / "store.sqlite", progress=False)
    items, notes = draw_items(small, n=2)
    assert {item.kind for item in items} == {"cloze"}
    assert len(notes) == len(KINDS)
    with pytest.raises(TextkitError, match="No item can be made"):
        write_handout(small, tmp_path / "class", kinds=("changed",))


def test_unknown_kinds_and_tables_are_named(corpus, tmp_path):
    with pytest.raises(TextkitError, match="'riddle'"):
        draw_items(corpus, kinds=("riddle",))
    (tmp_path / "items.csv").write_text("id,kind\nx,act\n", "utf-8")
    with pytest.raises(TextkitError, match="no column state"):
        write_handout(corpus, tmp_path, items=tmp_path / "items.csv")


def test_the_command_writes_a_class(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    result = run(
        "handout",
        SAMPLE,
        "-o",
        tmp_path / "class",
        "--kinds",
        "cloze,act",
        "--n",
        2,
        "--seed",
        3,
        "--lang",
        "en",
    )
    assert result.exit_code == 0
    assert {file.name for file in (tmp_path / "class").iterdir()} == FILES
    assert "Figures of targets" in (tmp_path / "class" / "student.html").read_text("utf-8")
