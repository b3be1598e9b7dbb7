import pytest

from textkit.finding.commitments import find_commitments
from textkit.finding.themes import find_themes, own_lexicon, theme_of
from textkit.language.annotation import annotate
from textkit.reading.readers import read


def first(text):
    return next(find_commitments(next(annotate(text))), None)


@pytest.mark.parametrize(
    ("text", "kind", "actor", "deadline", "theme"),
    [
        (
            "Giao Sở Y tế xây dựng bệnh viện trước năm 2028.",
            "assignment",
            "Sở Y tế",
            "2027",
            "y_te",
        ),
        (
            "Xây dựng hồ chứa nước Suối Bạc, xong trong năm 2026.",
            "action",
            None,
            "2026",
            "nong_nghiep_ntm",
        ),
        ("I. NHIỆM VỤ ĐẾN NĂM 2030\n- Đẩy mạnh chuyển đổi số.", "action", None, "2030", "khcn_cds"),
        (
            "1. Giao Ủy ban nhân dân tỉnh:\na) Xây dựng đề án nhà ở xã hội.",
            "assignment",
            "Ủy ban nhân dân tỉnh",
            None,
            "ha_tang_do_thi",
        ),
        (
            "I. MỤC TIÊU ĐẾN NĂM 2025, TẦM NHÌN ĐẾN NĂM 2045\n- Tỷ lệ hộ nghèo còn 3%.",
            "target",
            None,
            "2025",
            "lao_dong_an_sinh",
        ),
        ("Nghiêm cấm khai thác cát trên sông Trà Lam.", "prohibition", None, None, None),
    ],
)
def test_commitments(text, kind, actor, deadline, theme):
    found = first(text)
    assert (found.type, found.actor, found.deadline, found.theme) == (kind, actor, deadline, theme)


@pytest.mark.parametrize(
    "text",
    [
        "I. KẾT QUẢ\n1. Tỉnh đã xây dựng xong bệnh viện.",
        "Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;",
        "Kính thưa các đồng chí!",
        "II. PHƯƠNG HƯỚNG, NHIỆM VỤ",
        "Nơi nhận:",
    ],
)
def test_what_is_no_commitment(text):
    assert first(text) is None


def test_a_commitment_is_a_quotation():
    doc = next(annotate("I. NHIỆM VỤ\n1. Mở rộng cảng; trồng rừng ngập mặn."))
    assert all(doc.text[c.start : c.end] == c.text for c in find_commitments(doc))


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Tinh giản biên chế, cải cách thủ tục hành chính", "cai_cach_hanh_chinh"),
        ("Nâng cấp trạm y tế xã", "y_te"),
        ("Tỉ lệ bao phủ bảo hiểm y tế", "y_te"),
        ("Bảo hiểm xã hội tự nguyện", "lao_dong_an_sinh"),
        ("Phát triển văn hoá, bảo tồn di sản", "van_hoa_the_thao"),
        ("Lời chào thân ái", None),
        ("camera an toàn", None),
    ],
)
def test_the_main_theme(text, theme):
    assert theme_of(text) == theme


def test_the_longer_keyword_counts_and_the_lexicon_is_whole():
    hits = [hit.words for hit in find_themes(next(annotate("Bảo hiểm y tế toàn dân")))]
    assert hits == ["bảo hiểm y tế"]
    assert len(own_lexicon().themes) == 20
    assert all(
        theme.vi and theme.en and theme.cap and theme.keywords
        for theme in own_lexicon().themes.values()
    )


def test_actors_are_given_in_their_normal_form_too():
    text = "Giao UBND tỉnh, các Sở: Tài chính, Y tế bố trí vốn xây trạm xá."
    (promise,) = find_commitments(next(annotate(text)))
    assert promise.actor_names == ("Ủy ban nhân dân tỉnh", "Sở Tài chính", "Sở Y tế")


GOALS = """NGHỊ QUYẾT

I. MỤC TIÊU ĐẾN NĂM 2030

| TT | Chỉ tiêu | ĐVT | Mục tiêu năm 2030 | Mục tiêu năm 2028 | Cơ quan theo dõi |
|---|---|---|---|---|---|
| 1 | Tốc độ tăng trưởng kinh tế | % | 10,0 | 9,5 | Thống kê tỉnh; Sở Tài chính |
| 2 | Tỷ lệ đô thị hóa | % | 38,0 | 34,0 | Sở Xây dựng |

II. NHIỆM VỤ
1. Xây dựng chợ đầu mối nông sản tại phường Bắc Vân.
"""


def test_a_row_of_a_table_of_goals_is_one_target_and_no_statement_beside_it(tmp_path):
    path = tmp_path / "van-ban.md"
    path.write_text(GOALS, "utf-8")
    found = list(find_commitments(read(path)))
    assert [(each.type, " ".join(each.text.split()), each.deadline) for each in found] == [
        ("target", "Tốc độ tăng trưởng kinh tế % 10,0 9,5", "2030"),
        ("target", "Tỷ lệ đô thị hóa % 38,0 34,0", "2030"),
        ("action", "1. Xây dựng chợ đầu mối nông sản tại phường Bắc Vân.", None),
    ]
    assert [each.theme for each in found[:2]] == ["kinh_te", "ha_tang_do_thi"]


def test_a_row_that_only_reports_promises_nothing(tmp_path):
    path = tmp_path / "van-ban.md"
    reported = GOALS.replace("Mục tiêu năm", "Kết quả năm").replace("2030", "2020")
    path.write_text(reported.replace("2028", "2018"), "utf-8")
    found = list(find_commitments(read(path)))
    assert [each.type for each in found] == ["action"]
