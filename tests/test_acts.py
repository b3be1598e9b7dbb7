import pytest

from textkit.finding.acts import HELD_RULES, SIGNS, act_rules
from textkit.finding.cues import markers
from textkit.finding.statements import judgements_of
from textkit.language.annotation import annotate
from textkit.reading.document import Block, Document, Facts
from textkit.vietnamese.text import tidy


def marked(example):
    start, end = example.index("⟦"), example.index("⟧") - 1
    return example.replace("⟦", "").replace("⟧", ""), start, end


def judged(text, kind="nghị quyết", date="2021-05-10", layout=()):
    document = Document("d", tidy(text), Facts(kind=kind, date=date), layout)
    return judgements_of(next(annotate(document)))


def rule_of(example, kind="nghị quyết", *, in_table=False):
    """The rule that decides the marked statement of an example."""
    text, start, end = marked(example)
    layout = (Block(0, len(text), "table", row=0, column=0),) if in_table else ()
    judgements = judged(text, kind, layout=layout)
    inside = [row for row in judgements if start < row.statement.end <= end]
    assert inside[-1].statement.end == end
    return inside[-1].rule, inside[-1].statement.act


@pytest.mark.parametrize("rule", act_rules(), ids=lambda rule: rule.name)
def test_each_rule_of_acts_decides_its_example(rule):
    name, act = rule_of(rule.example, rule.kind)
    assert name == rule.name
    assert act == rule.act or rule.act == ">"
    assert rule.reason


@pytest.mark.parametrize("rule", HELD_RULES, ids=lambda rule: rule.name)
def test_each_rule_of_what_is_no_statement_decides_its_example(rule):
    assert rule_of(rule.example, in_table=rule.in_table) == (rule.name, rule.act)
    assert rule.reason


def test_signs_and_rules_have_names_of_their_own_and_rules_ask_for_signs_that_are_there():
    known = {sign.name for sign in SIGNS} | set(markers())
    for rule in act_rules():
        for sign in (rule.first, *rule.present, *rule.absent):
            assert sign in known or sign[0] in "@>"
    names = [rule.name for rule in (*act_rules(), *HELD_RULES)]
    assert len(set(names)) == len(names)
    assert all(sign.meaning for sign in SIGNS)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        # What a document follows, and bases: only outside its sections.
        ("Theo Nghị quyết của Tỉnh ủy số 5 về chợ; ⟦tỉnh mở chợ.⟧", "document that is followed"),
        ("1. ⟦Theo Nghị quyết của Tỉnh ủy số 5, mở chợ.⟧", ""),
        ("1. Chợ\n⟦Căn cứ Luật Đất đai, mở chợ.⟧", "task"),
        ("1. Chợ\n⟦Căn cứ Luật Đất đai, chợ mở.⟧", ""),
        ("Mở chợ; ⟦chợ nổi văn minh.⟧", "task goes on"),
        # The names of documents, but where a task goes on with one, and what is said of one.
        ("I. NHIỆM VỤ\n- ⟦Quy định số 5-QĐ/TU ngày 3/4/2020 về chợ;⟧", "name of a document"),
        ("I. NHIỆM VỤ\n- Giữ chợ; ⟦Quy định số 5-QĐ/TU về chợ nổi.⟧", "task"),
        ("I. NHIỆM VỤ\n- ⟦Quy định số 5-QĐ/TU phải được sửa đổi.⟧", "duty"),
        # Amendments; not tasks to amend, nor conditions.
        ("⟦Bổ sung điểm đ khoản 2 Điều 5 của luật.⟧", "amendment"),
        ("⟦Sửa đổi, bổ sung Điều 5 trong năm 2025.⟧", "task"),
        ("⟦Bổ sung điều kiện làm việc cho dân chài.⟧", "task"),
        # Opinions that are reported; an opinion that orders is none.
        ("⟦Hầu hết ý kiến thống nhất cần mở rộng chợ.⟧", "opinion of others"),
        ("⟦Đồng chí Bí thư có ý kiến chỉ đạo cần mở chợ.⟧", "duty of an actor"),
        # Marks of recipients stand at the end.
        ("- ⟦Lưu: VT, Sở Y tế.⟧", "recipient"),
        ("⟦Mở chợ (để báo cáo) trước mùa mưa.⟧", "task"),
        # A day of every year is none that is past.
        ("⟦Ngày 05 tháng 3, các sở đã họp về chợ nổi.⟧", "what happened on a day"),
        ("⟦Ngày 30 tháng 6 hằng năm, các sở báo cáo tỉnh.⟧", ""),
        # What others ask for, and who is told to look into it.
        (
            "I. KIẾN NGHỊ CỦA TỈNH\n1. Thêm 5 tỷ; ⟦giao Sở Y tế nghiên cứu.⟧",
            "actor with a verb",
        ),
        ("I. BỐI CẢNH\n1. ⟦Tỉnh phải giữ rừng ngập mặn.⟧", "duty"),
        # "Trên" that is no comparison.
        ("⟦Trên đây là 15 chợ nổi của tỉnh.⟧", ""),
        ("⟦Trên địa bàn, 15 chợ nổi mở cửa.⟧", ""),
        ("⟦Trên 15 chợ nổi mở cửa.⟧", "level"),
        # Phrases before a task.
        ("I. CHỢ\n- ⟦Căn cứ chức năng, nhiệm vụ, chủ động mở chợ.⟧", "task"),
        ("⟦Trong bối cảnh mới, giữ vững trật tự chợ nổi.⟧", "task"),
        ("⟦Quá trình thực hiện, theo dõi bến cá.⟧", "task"),
        # A title without a mark at its end.
        ("⟦Mục tiêu phát triển chợ nổi Trà Lam⟧", ""),
        ("⟦Mục tiêu là chợ nổi văn minh.⟧", "goal"),
        # Results without a heading.
        ("⟦Sau 5 năm, tỉ lệ hộ nghèo được kéo giảm còn dưới 3%.⟧", "result outside the plans"),
        ("⟦Nhiệm kỳ vừa qua, thu ở bến tăng 6,71%.⟧", "result outside the plans"),
        ("⟦Tỉnh kết nạp 8.793/6.500 đảng viên.⟧", "result outside the plans"),
        ("⟦Phấn đấu sau 5 năm, hộ nghèo còn dưới 3%.⟧", "figure that is striven for"),
        # Agreement with what was submitted, and the last words of a notice.
        ("⟦Thống nhất với báo cáo về chợ nổi.⟧", "approval"),
        ("⟦Thống nhất quản lý chợ nổi.⟧", "task"),
        ("⟦Văn phòng thông báo để các sở biết, thực hiện./.⟧", "effect"),
        ("⟦Sở Y tế thông báo để dân chài tiêm chủng.⟧", ""),
        # Titles: as long as their unit's heading but for label and marks, and without a figure.
        ("I. NHIỆM VỤ\n⟦1. Chợ nổi⟧", "heading"),
        ("I. NHIỆM VỤ\n⟦1. Mở rộng chợ nổi⟧", "task"),
        ("I. NHIỆM VỤ\n⟦1. Mở rộng chợ nổi⟧\na) Bến.", "heading"),
        ("I. NHIỆM VỤ\n⟦Điều 1. Mở rộng chợ nổi⟧", "heading"),
        ("I. NHIỆM VỤ\n⟦1. Mở rộng 5 chợ nổi⟧", "task"),
        ("I. MỤC TIÊU\n⟦1. Trồng rừng đạt 500 ha⟧", "figure among goals"),
        ("I. NHIỆM VỤ\n⟦1. Về chợ nổi: ghe của dân chài.⟧", "heading"),
        ("I. NHIỆM VỤ\n⟦1. Về chợ nổi: ghe của dân chài ven sông Trà.⟧", "plan"),
        # Headings that give work.
        ("⟦1. Trách nhiệm của Sở Y tế:⟧\na) Trạm xá.", "heading that gives work"),
        ("⟦1. Sở Y tế:⟧\na) Trạm xá.", "heading"),
        ("⟦1. Đề nghị chợ nổi:⟧\na) Trạm xá.", "heading"),
        # Capitals: a word alone is a name.
        ("I. NHIỆM VỤ\n- ⟦MỞ CHỢ⟧", "line in capitals"),
        ("I. NHIỆM VỤ\n1. Gồm\nMở chợ.\n⟦CHỢ⟧", ""),
        ("Chợ.\nKT. CHỦ TỊCH\n⟦Trần Văn Bến⟧", ""),
        ("TT Chỉ tiêu\n⟦TT Chỉ tiêu⟧", ""),
        # A list takes over what its head forbids only behind a colon of its own sentence.
        ("Nghiêm cấm đổ rác; ⟦thả lưới kéo.⟧", "task after a prohibition"),
        ("Nghiêm cấm: đổ rác; thả lưới; ⟦chợ.⟧", "prohibition goes on"),
        ("Gồm: chợ.\nNghiêm cấm đổ rác; ⟦thả lưới kéo.⟧", "task after a prohibition"),
        # More than five words; more than three for a verb that only the tagger knows.
        ("I. NHIỆM VỤ\n1. ⟦Chợ nổi của dân chài nghèo.⟧", "plan"),
        ("I. NHIỆM VỤ\n1. ⟦Chợ nổi của dân chài.⟧", ""),
        ("I. NHIỆM VỤ\n1. ⟦Họp với dân chài.⟧", "task"),
        ("I. NHIỆM VỤ\n1. ⟦Họp với dân.⟧", ""),
        ("1. ⟦Họp với dân chài.⟧", ""),
        ("1. Sở Y tế\na) ⟦Họp với dân chài.⟧", "task under an actor"),
        # Figures need a word that reaches for them, or a section of goals.
        ("I. MỤC TIÊU\n1. ⟦Chợ nổi: 5 chợ.⟧", "figure among goals"),
        ("I. NHIỆM VỤ\n1. ⟦Chợ nổi: 5 chợ, ba bến cá.⟧", "plan"),
        ("⟦Dân chợ có 5 ghe năm 2020.⟧", ""),
        # The year of the document is no time to come.
        ("⟦Đến năm 2021, chợ nổi có 5 ghe.⟧", ""),
        ("⟦Đến năm 2022, chợ nổi có 5 ghe.⟧", "figure at a time to come"),
        ("⟦Hằng năm, chợ nổi có 5 ghe.⟧", ""),
        ("⟦Giai đoạn 2021 - 2025, chợ nổi có 5 ghe.⟧", "figure at a time to come"),
        # A goal in time to come is none of the results it stands among.
        ("I. KẾT QUẢ\n1. ⟦Phấn đấu đến năm 2025 mở chợ.⟧", "task"),
        ("I. KẾT QUẢ\n1. ⟦Đến năm 2025 mở chợ.⟧", "section of results"),
        ("I. KẾT QUẢ\n1. ⟦Phấn đấu mở chợ.⟧", "section of results"),
        # An actor at a time to come is not reported of.
        ("⟦Trong năm 2025, Sở Y tế lập trạm xá vượt kế hoạch.⟧", "actor with a verb"),
        ("⟦Trong năm 2020, Sở Y tế lập trạm xá vượt kế hoạch.⟧", "result outside the plans"),
        # Rules: in points and bullets of a document of rules, in its sections, and what they grant.
        ("⟦Tăng mức chi của chợ.⟧", "task"),
        ("1. ⟦Hỗ trợ dân chợ theo mức chi.⟧", "rule"),
        ("- ⟦Tăng mức chi của chợ.⟧", "rule"),
        # An article of amounts makes a document one of rules; a clause of amounts does not.
        ("Điều 1. Mức chi\nĐiều 2. Chợ nổi\n1. ⟦Hỗ trợ ghe của dân chài.⟧", "rule"),
        ("Điều 1. Chợ nổi\nĐiều 2. Chợ nổi\n1. ⟦Hỗ trợ ghe của dân chài.⟧", "task"),
        ("1. Mức chi\n2. Chợ nổi\na) ⟦Hỗ trợ ghe của dân chài.⟧", "task"),
        # A time before the head may belong to what the cue says.
        ("⟦Đến cuối năm 2020, có ba bến cá.⟧", "result outside the plans"),
        # What any of a kind is to do in a rule is none of their tasks.
        ("Điều 3. Mức chi\nĐiều 4. Doanh nghiệp\na) ⟦Rà soát bến bãi.⟧", "rule"),
    ],
)
def test_where_each_decision_turns(text, rule):
    assert rule_of(text)[0] == rule


@pytest.mark.parametrize(
    ("text", "kind", "rule"),
    [
        ("⟦Chỉ tiêu thu ở bến: đạt 5 tỷ đồng.⟧", "báo cáo", "level of a target in a report"),
        # Among goals, at a time to come and in other documents it is one to be reached.
        ("I. MỤC TIÊU\n- ⟦Chỉ tiêu thu ở bến: đạt 5 tỷ đồng.⟧", "báo cáo", "figure among goals"),
        ("⟦Chỉ tiêu thu ở bến: đạt 5 tỷ đồng vào năm 2025.⟧", "báo cáo", "figure among goals"),
        ("⟦Chỉ tiêu thu ở bến: đạt 5 tỷ đồng.⟧", "nghị quyết", "figure among goals"),
    ],
)
def test_the_level_of_a_target_in_a_report(text, kind, rule):
    assert rule_of(text, kind)[0] == rule
