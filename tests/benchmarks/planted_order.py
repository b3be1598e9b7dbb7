"""Slips in the order of a document, in names and in form."""

import re
from itertools import pairwise

from planted import Change, change_of, in_running_text, kind, said_besides


@kind("structure", scope="sentence")
def article_out_of_order(document, chance):
    """Điều 5. → Điều 6. at its head"""
    heads = list(re.finditer(r"(?m)^\W{0,4}Điều (?P<n>\d{1,2})(?=[.:])", document.text))
    for before, match in pairwise(heads):
        if int(match["n"]) == int(before["n"]) + 1:
            yield change_of(match, "n", str(int(match["n"]) + 1))


@kind("structure", scope="sentence")
def number_out_of_order(document, chance):
    """3. → 4. at the head of a paragraph, behind 2."""
    heads = list(re.finditer(r"(?m)^\W{0,4}(?P<n>\d{1,2})(?=\. [A-ZĐÀ-Ỹ])", document.text))
    for before, match in pairwise(heads):
        if int(match["n"]) == int(before["n"]) + 1:
            yield change_of(match, "n", str(int(match["n"]) + 1))


@kind("structure", scope="sentence")
def letter_out_of_order(document, chance):
    """c) → d), behind b)"""
    letters = "abcdđeghiklm"
    heads = list(re.finditer(r"(?m)^\W{0,4}(?P<n>[a-zđ])(?=\) )", document.text))
    for before, match in pairwise(heads):
        at = letters.find(match["n"])
        if at > 0 and letters[at - 1] == before["n"] and at + 1 < len(letters):
            yield change_of(match, "n", letters[at + 1])


@kind("structure", scope="sentence")
def roman_out_of_order(document, chance):
    """III. → IV. at the head of a section, behind II."""
    romans = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    heads = list(re.finditer(r"(?m)^\W{0,4}(?P<n>[IVX]{1,4})(?=[.] )", document.text))
    for before, match in pairwise(heads):
        is_known = match["n"] in romans[1:-1] and before["n"] in romans
        if is_known and romans.index(match["n"]) == romans.index(before["n"]) + 1:
            yield change_of(match, "n", romans[romans.index(match["n"]) + 1])


@kind("structure", scope="sentence")
def count_announced(document, chance):
    """… như sau: a) … b) … c) … → … 4 nội dung như sau: a) … b) … c) …"""
    letters = "abcdđe"
    pattern = re.compile(r"[a-zà-ỹđ](?P<at>(?: (?:như )?sau)?):\n\s*(?=a\) )")
    for match in pattern.finditer(document.text):
        listed, place = 0, match.end()
        for line in document.text[match.end() :].split("\n"):
            if line.lstrip().startswith(f"{letters[min(listed, 5)]}) "):
                listed += 1
            elif line.strip() and not line.lstrip().startswith(("-", "+")):
                break
            place += len(line) + 1
        if 2 <= listed < 6:
            yield Change(match.start("at"), match.end("at"), f" {listed + 1} nội dung sau")
    names = "nhóm |nhiệm vụ|giải pháp|nội dung|mục tiêu|chương trình|vấn đề|khâu đột phá|chỉ tiêu"
    announced = re.compile(rf"(?<![\d.,/])(?P<n>0?[2-8])(?= (?:{names})[^.;\n]{{0,60}}:)")
    for match in announced.finditer(document.text):
        yield change_of(match, "n", match["n"][:-1] + str(int(match["n"]) + 1))


@kind("structure", scope="sentence")
def empty_heading(document, chance):
    """what stands under a heading is gone"""
    head = r"^(?:[IVX]{1,4}\.|\d{1,2}\.) [^\n]{5,90}[^\n.;:,]\n"
    pattern = re.compile(
        rf"(?m){head}\s*(?P<body>(?:(?![IVX]{{1,4}}\. |\d{{1,2}}\. |Điều )[^\n]+\n\s*){{1,4}}?)"
        rf"(?={head})"
    )
    for match in pattern.finditer(document.text):
        yield change_of(match, "body", "")


GONE = {
    "Sở Tài chính": "Sở Kế hoạch và Đầu tư",
    "Sở Xây dựng": "Sở Giao thông vận tải",
    "Sở Nội vụ": "Sở Lao động - Thương binh và Xã hội",
    "Sở Khoa học và Công nghệ": "Sở Thông tin và Truyền thông",
    "Sở Nông nghiệp và Môi trường": "Sở Tài nguyên và Môi trường",
    "Bộ Tài chính": "Bộ Kế hoạch và Đầu tư",
    "Bộ Nội vụ": "Bộ Lao động - Thương binh và Xã hội",
    "Bộ Xây dựng": "Bộ Giao thông vận tải",
    "Bộ Khoa học và Công nghệ": "Bộ Thông tin và Truyền thông",
    "Bộ Nông nghiệp và Môi trường": "Bộ Nông nghiệp và Phát triển nông thôn",
    "Ủy ban nhân dân các xã": "Ủy ban nhân dân các huyện",
    "Ủy ban nhân dân cấp xã": "Ủy ban nhân dân cấp huyện",
    "Ban Tuyên giáo và Dân vận": "Ban Tuyên giáo",
}


@kind("names")
def body_that_is_gone(document, chance):
    """in 2026: Sở Tài chính → Sở Kế hoạch và Đầu tư"""
    if (document.facts.date or "") < "2025-07-01":
        return
    for match in in_running_text(document, re.compile("|".join(GONE))):
        yield Change(*match.span(), GONE[match[0]])


@kind("names")
def body_joined_otherwise(document, chance):
    """Bộ Văn hóa, Thể thao và Du lịch → Bộ Văn hóa - Thể thao và Du lịch"""
    pattern = re.compile(
        r"(?:Bộ|Sở) (?:Văn hóa(?P<a>,) Thể thao và Du lịch|Nông nghiệp (?P<b>và) Môi trường"
        r"|Khoa học (?P<c>và) Công nghệ|Giáo dục (?P<d>và) Đào tạo)"
    )
    for match in in_running_text(document, pattern):
        name = match.lastgroup
        yield change_of(match, name, " -" if name == "a" else "-")


@kind("names", scope="sentence")
def body_in_other_words(document, chance):
    """Bộ Giáo dục và Đào tạo → Bộ Giáo dục, where the document has the whole name too"""
    for whole in set(
        re.findall(
            r"(?:Bộ|Sở) [A-ZĐÀ-Ỹ][a-zà-ỹ]+ [a-zà-ỹ]+ và [A-ZĐÀ-Ỹ][a-zà-ỹ]+ [a-zà-ỹ]+", document.text
        )
    ):
        if document.text.count(whole) > 1:
            for match in in_running_text(document, re.compile(re.escape(whole))):
                short = whole.rsplit(" và ", 1)[0]
                yield Change(*match.span(), short)


@kind("names", scope="sentence")
def programme_of_other_years(document, chance):
    """… thuộc Chương trình mục tiêu quốc gia … giai đoạn 2020 - 2025, which are 2021 - 2025"""
    name = chance.choice(("xây dựng nông thôn mới", "giảm nghèo bền vững"))
    said = f" thuộc Chương trình mục tiêu quốc gia {name} giai đoạn 2020 - 2025"
    return said_besides(document, said)


@kind("names", scope="sentence")
def programme_in_other_words(document, chance):
    """… thuộc Chương trình mục tiêu quốc gia xây dựng nông thôn kiểu mới"""
    names = (
        "mục tiêu quốc gia xây dựng nông thôn kiểu mới",
        "mục tiêu quốc gia xóa nghèo bền vững",
        "mục tiêu quốc gia phát triển kinh tế - xã hội vùng dân tộc ít người và miền núi",
        "chuyển đổi số toàn quốc đến năm 2025, định hướng đến năm 2030",
    )
    return said_besides(document, f" thuộc Chương trình {chance.choice(names)}")


@kind("names")
def abbreviation_unexplained(document, chance):
    """Ban Quản lý dự án, which stands in full elsewhere → BQLDA"""
    pattern = re.compile(
        r"(?<!\w)(?:Ban|Hội đồng|Trung tâm|Quỹ|Liên minh|Viện|Cục|Tổng cục|Văn phòng)"
        r"(?: [A-ZĐÀ-Ỹa-zà-ỹđ]+){1,5}(?= [A-ZĐÀ-Ỹa-zà-ỹđ]|[,.;])"
    )
    names = pattern.findall(document.text)
    for name in {name for name in names if names.count(name) > 1 and " và " not in name}:
        for match in in_running_text(document, re.compile(re.escape(name))):
            yield Change(*match.span(), "".join(word[0] for word in name.split()).upper())


@kind("form")
def party_signature_in_a_state_text(document, chance):
    """TM. ỦY BAN NHÂN DÂN → T/M ỦY BAN NHÂN DÂN; the other way round in a text of the Party"""
    forms = {"TM.": "T/M", "KT.": "K/T", "TL.": "T/L", "T/M": "TM.", "K/T": "KT.", "T/L": "TL."}
    for match in re.finditer(r"(?m)(?:TM\.|KT\.|TL\.|T/M|K/T|T/L)(?= ?[A-ZĐÀ-Ỹ])", document.text):
        yield Change(*match.span(), forms[match[0]])


@kind("form", scope="document")
def no_recipients(document, chance):
    """the block Nơi nhận is gone"""
    for match in re.finditer(
        r"(?m)^[*_|\s]*Nơi nhận:?[^\n]*\n(?:\s*[-*+|][^\n]*\n?)*", document.text
    ):
        yield Change(*match.span(), "")


@kind("form", scope="document")
def no_motto(document, chance):
    """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM is gone"""
    for match in re.finditer(r"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", document.text):
        yield Change(*match.span(), "")


@kind("form")
def sign_of_an_annex(document, chance):
    """(Kèm theo Quyết định số 123/QĐ-UBND …) → số 132/QĐ-UBND"""
    pattern = re.compile(r"(?i)kèm theo (?:[a-zà-ỹđ]+ ){2}số:? ?(?P<n>\d{2,4})(?=/)")
    for match in pattern.finditer(document.text):
        if (document.facts.number or "").startswith(match["n"]):
            yield change_of(match, "n", match["n"][:-2] + match["n"][:-3:-1])


@kind("form")
def day_without_nought(document, chance):
    """Lam Châu, ngày 05 tháng 02 năm 2026 → ngày 5 tháng 2, in the head"""
    pattern = re.compile(r"(?<=, ngày )0(?=\d tháng)|(?<=\d tháng )0(?=[12] năm)")
    for match in pattern.finditer(document.text, 0, 1500):
        yield Change(*match.span(), "")


@kind("form")
def words_of_the_other_form(document, chance):
    """Về việc → V/v before a title; a state ending ./. in a text of the Party"""
    is_party = "ĐẢNG CỘNG SẢN VIỆT NAM" in document.text[:1500]
    if is_party:
        ends = list(re.finditer(r"(?<=[a-zà-ỹđ])\.(?=\s*\n)", document.text))
        for match in ends[-2:]:
            yield Change(*match.span(), "./.")
        for match in re.finditer(r"(?m)^Số (?=\d+-)", document.text):
            yield Change(*match.span(), "Số: ")
    else:
        for match in re.finditer(r"(?m)^(?:Số: )(?=\d+)", document.text[:1500]):
            yield Change(*match.span(), "Số ")
