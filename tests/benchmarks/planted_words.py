"""Slips of the hand: in a syllable, in a word, in punctuation."""

import re
import unicodedata

from planted import Change, in_running_text, kind

from textkit.vietnamese.syllables import TONES, seats, spelled, spread, written

TELEX_LETTERS = str.maketrans(
    {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
)
TELEX_TONES = " fsxrj"
BARE = str.maketrans("âăêôơư", "aaeoou")
BARE_WITH_D = str.maketrans("âăêôơưđ", "aaeooud")
HUYEN, SAC, NGA, HOI, NANG = range(1, 6)
CONFUSED_ONSETS = (
    ("s", "x"),
    ("x", "s"),
    ("ch", "tr"),
    ("tr", "ch"),
    ("gi", "d"),
    ("d", "gi"),
    ("l", "n"),
    ("n", "l"),
    ("ng", "ngh"),
    ("ngh", "ng"),
    ("k", "c"),
    ("c", "k"),
)
CONFUSED_CODAS = (("n", "ng"), ("ng", "n"), ("t", "c"), ("c", "t"), ("nh", "n"), ("ch", "t"))
NEIGHBOURS = {
    "a": "sq",
    "e": "rw",
    "i": "uo",
    "o": "ip",
    "u": "yi",
    "t": "ry",
    "n": "mb",
    "h": "gj",
    "c": "xv",
    "g": "fh",
    "m": "n",
}

# A word in running text, in small letters, with a word on either side.
_WORD = re.compile(r"(?<=[\w,] )[a-zà-ỹđ]{2,7}(?=[ ,.;])")
_NAME = re.compile(r"(?<=[a-zà-ỹđ] )[A-ZĐÀ-Ỹ][a-zà-ỹđ]{2,6}(?= [A-ZĐÀ-Ỹ][a-zà-ỹđ])")


def _syllables(document, pattern=_WORD):
    for match in in_running_text(document, pattern):
        if spelled(match[0]).standing == "legal":
            yield match


def _toned(letters, tone):
    """A syllable with a tone, as it is usually written."""
    return written(letters + str(tone))


def _each_syllable(document, make, pattern=_WORD):
    """A change for each syllable of which `make` gives another."""
    for match in _syllables(document, pattern):
        slip = make(match[0])
        if slip and slip != match[0]:
            yield Change(*match.span(), slip)


def _with_tone(word, tone_of):
    """The word with the tone that is made of its own; None where that is none."""
    letters, tones, _ = spread(word)
    tone = tone_of(tones[0] if tones else 0)
    return None if tone is None else _toned(letters, tone)


@kind("typing")
def tone_lost(document, chance):
    """quyết → quyêt"""
    return _each_syllable(document, lambda word: spread(word)[0])


@kind("typing")
def hoi_for_nga(document, chance):
    """hiệu quả → hiệu quã"""
    return _each_syllable(document, lambda word: _with_tone(word, {HOI: NGA, NGA: HOI}.get))


@kind("typing")
def other_tone(document, chance):
    """chấm → chẩm"""
    other = {SAC: HOI, HUYEN: NANG, NANG: SAC, HOI: SAC, NGA: NANG}
    return _each_syllable(document, lambda word: _with_tone(word, other.get))


@kind("typing")
def tone_off_its_seat(document, chance):
    """hiệu → hiêụ"""

    def moved(word):
        letters, tones, places = spread(word)
        vowels = [place for place, letter in enumerate(letters) if letter in "aăâeêioôơuưy"]
        right = set(seats(letters)) | set(places)
        wrong = [place for place in vowels if place not in right]
        if not tones or not wrong or letters.startswith(("qu", "gi")):
            return None
        at = chance.choice(wrong)
        return unicodedata.normalize(
            "NFC", letters[: at + 1] + TONES[tones[0] - 1] + letters[at + 1 :]
        )

    return _each_syllable(document, moved)


@kind("typing")
def hat_lost(document, chance):
    """biện → bien with its tone: biẹn"""

    def bare(word):
        letters, tones, _ = spread(word)
        plain = letters.translate(BARE)
        return None if plain == letters else _toned(plain, tones[0] if tones else 0)

    return _each_syllable(document, bare)


@kind("typing")
def all_marks_lost(document, chance):
    """đường → duong"""
    return _each_syllable(document, lambda word: spread(word)[0].translate(BARE_WITH_D))


@kind("typing")
def d_for_đ(document, chance):
    """đảng → dảng"""
    pattern = re.compile(r"(?<=[\w,] )[Đđ][a-zà-ỹ]{1,6}(?=[ ,.;])")
    bar = {"đ": "d", "Đ": "D"}
    return _each_syllable(document, lambda word: bar[word[0]] + word[1:], pattern)


@kind("typing")
def onset(document, chance):
    """sử dụng → xử dụng"""

    def changed(word):
        for right, wrong in CONFUSED_ONSETS:
            rest = word[len(right) :]
            is_whole = right != "n" or not rest.startswith(("g", "h"))
            if word.startswith(right) and is_whole and rest[:1] not in "hg":
                return wrong + rest
        return None

    return _each_syllable(document, changed)


@kind("typing")
def coda(document, chance):
    """phát triển → phác triển"""

    def changed(word):
        letters, tones, _ = spread(word)
        for right, wrong in sorted(CONFUSED_CODAS, key=lambda pair: -len(pair[0])):
            if letters.endswith(right) and len(letters) > len(right):
                return _toned(letters.removesuffix(right) + wrong, tones[0] if tones else 0)
        return None

    return _each_syllable(document, changed)


@kind("typing")
def letters_swapped(document, chance):
    """quan → quna"""

    def swapped(word):
        at = chance.randrange(len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _each_syllable(document, swapped)


@kind("typing")
def letter_missing(document, chance):
    """triển → tiển"""

    def shorter(word):
        at = chance.randrange(len(word))
        return word[:at] + word[at + 1 :] if len(word) > 2 else None

    return _each_syllable(document, shorter)


@kind("typing")
def letter_twice(document, chance):
    """phát → phátt"""

    def longer(word):
        at = chance.randrange(len(word))
        return word[: at + 1] + word[at:]

    return _each_syllable(document, longer)


@kind("typing")
def neighbouring_key(document, chance):
    """thực → thựx"""

    def missed(word):
        places = [place for place, letter in enumerate(word) if letter in NEIGHBOURS]
        if not places:
            return None
        at = chance.choice(places)
        return word[:at] + chance.choice(NEIGHBOURS[word[at]]) + word[at + 1 :]

    return _each_syllable(document, missed)


@kind("typing")
def telex_left_over(document, chance):
    """nghiệp → nghieepj"""

    def keys(word):
        letters, tones, _ = spread(word)
        return letters.translate(TELEX_LETTERS) + (TELEX_TONES[tones[0]] if tones else "")

    return _each_syllable(document, keys)


@kind("typing")
def torn_word(document, chance):
    """nghiên → nghi ên"""

    def torn(word):
        at = chance.randrange(2, len(word) - 1) if len(word) >= 4 else 0
        return word[:at] + " " + word[at:] if at else None

    return _each_syllable(document, torn)


@kind("typing")
def run_together(document, chance):
    """bổ sung → bổsung"""
    pattern = re.compile(r"(?<=[a-zà-ỹ] )([a-zà-ỹđ]{2,6}) ([a-zà-ỹđ]{2,6})(?= )")
    for match in in_running_text(document, pattern):
        yield Change(*match.span(), match[1] + match[2])


@kind("typing")
def shift_held(document, chance):
    """Thực hiện → THực hiện"""
    pattern = re.compile(r"(?m)(?:^|(?<=[.;:] )|(?<=- ))[A-ZĐ][a-zà-ỹđ]{2,6}(?= [a-zà-ỹđ])")
    for match in in_running_text(document, pattern):
        yield Change(*match.span(), match[0][:2].upper() + match[0][2:])


@kind("words")
def word_twice(document, chance):
    """là 4% → là là 4%"""
    for match in _syllables(document):
        yield Change(*match.span(), f"{match[0]} {match[0]}")


@kind("words")
def phrase_twice(document, chance):
    """các cơ quan → các cơ quan các cơ quan"""
    pattern = re.compile(r"(?<=[a-zà-ỹđ] )[a-zà-ỹđ]{2,7}(?: [a-zà-ỹđ]{2,7}){1,2}(?= [a-zà-ỹđ])")
    for match in in_running_text(document, pattern):
        yield Change(*match.span(), f"{match[0]} {match[0]}")


FIXED_PHRASES = """
tổ chức thực hiện|chịu trách nhiệm|cải cách hành chính|phát triển kinh tế|quản lý nhà nước
ngân sách nhà nước|cơ sở dữ liệu|an sinh xã hội|chuyển đổi số|công nghệ thông tin
triển khai thực hiện|nâng cao chất lượng|cơ quan có thẩm quyền|bảo vệ môi trường
nguồn nhân lực|chính quyền địa phương
hội đồng nhân dân|kinh tế xã hội|vi phạm pháp luật|theo quy định của pháp luật|hệ thống chính trị
nhiệm vụ giải pháp|kế hoạch đầu tư công|biến đổi khí hậu|ủy ban nhân dân|cán bộ công chức
""".replace("\n", "|").strip("|")


@kind("words")
def word_left_out(document, chance):
    """tổ chức thực hiện → tổ chức hiện"""
    pattern = re.compile(rf"(?i)(?<!\w)(?:{FIXED_PHRASES})(?!\w)")
    for match in in_running_text(document, pattern):
        words = match[0].split()
        left = chance.randrange(1, len(words) - 1)
        yield Change(*match.span(), " ".join(words[:left] + words[left + 1 :]))


COMMON = {
    "bổ sung": "bổ xung",
    "xử lý": "sử lý",
    "sử dụng": "xử dụng",
    "sáp nhập": "sát nhập",
    "chia sẻ": "chia xẻ",
    "rà soát": "rà xoát",
    "xuất sắc": "suất sắc",
    "khuyến khích": "khuyến kích",
    "chẩn đoán": "chuẩn đoán",
    "giành": "dành dật",
    "thủ tục": "thủ thục",
    "sắp xếp": "xắp xếp",
    "xuất phát": "suất phát",
    "kiểm soát": "kiểm xoát",
    "dịch vụ": "dịch dụ",
}


@kind("words")
def usual_confusion(document, chance):
    """bổ sung → bổ xung"""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(COMMON)})(?!\w)")
    for match in in_running_text(document, pattern):
        yield Change(*match.span(), COMMON[match[0]])


@kind("capitals")
def capital_after_a_comma(document, chance):
    """…, các → …, Các"""
    pattern = re.compile(r"(?<=[a-zà-ỹđ], )[a-zà-ỹđ]{2,7}(?= [a-zà-ỹđ])")
    for match in in_running_text(document, pattern):
        yield Change(*match.span(), match[0].capitalize())


@kind("capitals")
def capital_in_running_text(document, chance):
    """phát triển → Phát triển in mid-sentence"""
    pattern = re.compile(
        r"(?<=[a-zà-ỹđ] )(?:phát triển|thực hiện|quản lý|nâng cao|bảo đảm|tổ chức|triển khai"
        r"|công tác|kinh tế|doanh nghiệp|người dân|địa phương|đơn vị)(?= [a-zà-ỹđ])"
    )
    for match in in_running_text(document, pattern):
        yield Change(*match.span(), match[0].capitalize())


@kind("capitals")
def small_after_a_stop(document, chance):
    """…. Các → …. các"""
    pattern = re.compile(r"(?<=[a-zà-ỹđ]{2}\. )[A-ZĐÀ-Ỹ][a-zà-ỹđ]{1,6}(?= [a-zà-ỹđ])")
    for match in in_running_text(document, pattern):
        yield Change(*match.span(), match[0].lower())


@kind("capitals")
def place_in_small_letters(document, chance):
    """tỉnh Lam Châu → tỉnh lam Châu"""
    pattern = re.compile(
        r"(?<=[a-zà-ỹđ] )(?:tỉnh|thành phố|huyện|xã|phường) ([A-ZĐÀ-Ỹ][a-zà-ỹđ]+)(?= [A-ZĐÀ-Ỹ])"
    )
    for match in in_running_text(document, pattern):
        yield Change(match.start(1), match.end(1), match[1].lower())


CAPITALS = {
    "party": {
        "đảng viên": "Đảng viên",
        "Tổng Bí thư": "Tổng bí thư",
        "Ban Chấp hành": "Ban chấp hành",
        "Bộ Chính trị": "Bộ chính trị",
        "cấp ủy": "Cấp ủy",
        "chi bộ": "Chi bộ",
        "Ban Bí thư": "Ban bí thư",
        "đại biểu": "Đại biểu",
    },
    "state": {
        "Ủy ban nhân dân": "Ủy ban Nhân dân",
        "Hội đồng nhân dân": "Hội đồng Nhân dân",
        "Thủ tướng Chính phủ": "Thủ Tướng Chính phủ",
        "Quốc hội": "Quốc Hội",
        "Bộ trưởng": "Bộ Trưởng",
        "công chức": "Công chức",
        "Chính phủ": "Chính Phủ",
    },
}


@kind("capitals")
def capital_of_a_body(document, chance):
    """Quốc hội → Quốc Hội; đảng viên → Đảng viên"""
    for forms in CAPITALS.values():
        pattern = re.compile(rf"(?<=[a-zà-ỹđ,] )(?:{'|'.join(forms)})(?= [a-zà-ỹđ])")
        for match in in_running_text(document, pattern):
            yield Change(*match.span(), forms[match[0]])


@kind("capitals")
def pinpoint_in_capitals(document, chance):
    """theo khoản 2 Điều 5 → theo Khoản 2 Điều 5"""
    pattern = re.compile(r"(?<=[a-zà-ỹđ] )(?:khoản|điểm)(?= (?:\d{1,2}|[a-zđ]) )")
    for match in in_running_text(document, pattern):
        yield Change(*match.span(), match[0].capitalize())


@kind("punctuation")
def mark_twice(document, chance):
    """…, các → …,, các"""
    for match in in_running_text(document, re.compile(r"(?<=[a-zà-ỹđ])[,.;](?=\s)")):
        yield Change(*match.span(), match[0] * 2)


@kind("punctuation")
def two_marks(document, chance):
    """…; → …;."""
    for match in in_running_text(document, re.compile(r"(?<=[a-zà-ỹđ])[.;](?=\s)")):
        yield Change(*match.span(), {".": ".,", ";": ";."}[match[0]])


@kind("punctuation")
def blank_before_a_mark(document, chance):
    """các xã, phường → các xã , phường"""
    for match in in_running_text(document, re.compile(r"(?<=[a-zà-ỹđ])[,;:](?= [a-zà-ỹđ])")):
        yield Change(*match.span(), f" {match[0]}")


@kind("punctuation")
def no_blank_after_a_mark(document, chance):
    """các xã, phường → các xã,phường"""
    for match in in_running_text(document, re.compile(r"(?<=[a-zà-ỹđ])[,;.] (?=[A-Za-zà-ỹđĐ])")):
        yield Change(*match.span(), match[0].strip())


@kind("punctuation")
def blank_twice(document, chance):
    """các xã → các  xã"""
    for match in in_running_text(document, re.compile(r"(?<=[a-zà-ỹđ]) (?=[a-zà-ỹđ])")):
        yield Change(*match.span(), "  ")


@kind("punctuation", scope="sentence")
def bracket_unclosed(document, chance):
    """(GRDP) tăng → (GRDP tăng"""
    for match in in_running_text(document, re.compile(r"\([^()\n]{3,80}(\))")):
        yield Change(*match.span(1), "")


@kind("punctuation", scope="sentence")
def quotation_unclosed(document, chance):
    """“Dân vận khéo” → “Dân vận khéo"""
    for match in in_running_text(document, re.compile(r"[“\"][^“”\"\n]{3,80}([”\"])")):
        yield Change(*match.span(1), "")


@kind("punctuation", scope="sentence")
def list_end_mark(document, chance):
    """b) …; → b) …, within a list whose other items end so"""
    item = r"(?m)^[ ]*(?:[a-zđ]\)|-|\d\.)[^\n]*[a-zà-ỹđ]"
    pattern = re.compile(rf"{item};\n\s*(?:{item[4:]};\n\s*){{2,}}")
    for match in pattern.finditer(document.text):
        ends = [end.start() for end in re.finditer(";(?=\n)", match[0])]
        for end in ends:
            at = match.start() + end
            yield Change(at, at + 1, chance.choice([".", ",", ""]))


@kind("punctuation", scope="sentence")
def last_stop_missing(document, chance):
    """…. at the end of a paragraph → …"""
    for match in in_running_text(document, re.compile(r"(?<=[a-zà-ỹđ]{2})\.(?=[ ]*\n)")):
        yield Change(*match.span(), "")
