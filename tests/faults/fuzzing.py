"""Files that nobody should send: copies of good ones, damaged in their bytes or against the grammar
of their format. The same seed gives the same files.
"""

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from pdf_files import Book, signed_form, written
from test_flat import word_2003
from test_mht import web_archive
from test_slides import shape, show, table

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

SENTENCES = [
    "TỈNH ỦY LAM CHÂU",
    "Số: 05-NQ/TU",
    "NGHỊ QUYẾT",
    "về phát triển kinh tế biển đến năm 2030",
    "Điều 1. Phấn đấu đến năm 2030 thu nhập bình quân đạt 120 triệu đồng.",
    "a) Hỗ trợ 500 hộ nghèo; b) Trồng 1.200 ha rừng.",
]

# Values at which programs stumble, by what they stand in for.
NUMBERS = ("-1", "0", "65536", "2147483648", "99999999999999999999", "1e309", "-0.0", "0.1", "NaN")
TEXTS = ("", "&#0;", "\u202e", "\ufffe", "a" * 100_000, "]]>", "%s%n", "../../x", "\x1b[2J", "=1+1")
BYTES = (b"\0", b"\xff" * 4, b"\x80", b"<" * 50, b"(" * 500, b"PK\x05\x06", b"%PDF-1.7", b"\r")

# How often an element is put into itself.
DEPTHS = (10, 300, 3_000)

_TAG = re.compile(r"<[^<>]{1,2000}>")
_VALUE = re.compile(r'="[^"]*"')
_WORDS = re.compile(r">[^<]+<")
_PDF_TOKEN = re.compile(rb"-?\d+(?:\.\d+)?|/[A-Za-z]+|<<|>>|\[|\]|\b(?:obj|endobj|stream|R)\b")


def seeds() -> dict[str, list[bytes]]:
    """Good files by the suffix of their format."""
    return {
        ".txt": ["\n".join(SENTENCES).encode(), "\n".join(SENTENCES).encode("utf-16")],
        ".html": [_page().encode(), _page().encode("utf-16")],
        ".mht": [web_archive(("text/html", _page().encode()))],
        ".xml": [word_2003(_paragraphs()).encode()],
        ".docx": [path.read_bytes() for path in sorted(CORPUS.rglob("*.docx"))[:3]],
        ".xlsx": [_workbook()],
        ".pptx": [_slides()],
        ".pdf": [Book().page(*written(SENTENCES)).bytes(), signed_form()],
    }


def _paragraphs() -> str:
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in SENTENCES)


def _page() -> str:
    lines = "".join(f"<p>{line}</p>" for line in SENTENCES)
    cells = "<tr><td rowspan=2>1</td><td colspan=3>Thu nhập</td></tr><tr><td>2</td></tr>"
    return f"<html><head><title>Nghị quyết</title></head><body>{lines}<table>{cells}</table></body>"


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["TT", "Chỉ tiêu", "Đơn vị"], [1, "Thu nhập", "triệu đồng"], [2, "=A2+1", 8.5]):
        book.active.append(row)
    book.active.merge_cells("A4:C6")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _slides() -> bytes:
    buffer = io.BytesIO()
    show(buffer, shape(*SENTENCES[:3], kind="title"), table(["1", "Thu nhập"], ["2", "Hộ nghèo"]))
    return buffer.getvalue()


def damaged(suffix: str, content: bytes, chance: random.Random) -> bytes:
    """A copy of a file, damaged once to three times, in a way that fits its format or in any."""
    for _ in range(chance.randint(1, 3)):
        change = chance.choice((*_WAYS.get(suffix, ()), _bytes))
        content = change(content, chance)
    return content


def _bytes(content: bytes, chance: random.Random) -> bytes:
    """Bytes set anew, cut out, doubled, put in, or the end cut off."""
    start = chance.randrange(len(content) + 1)
    end = min(len(content), start + chance.choice((1, 2, 16, 300, 5_000)))
    kind = chance.randrange(5)
    if kind == 0:
        copy = bytearray(content)
        for _ in range(chance.choice((1, 3, 30))):
            if copy:
                copy[chance.randrange(len(copy))] = chance.randrange(256)
        return bytes(copy)
    between = (b"", content[start:end] * 2, chance.choice(BYTES))
    if kind < 4:
        return content[:start] + between[kind - 1] + content[end:]
    return content[:start]


def _markup(content: bytes, chance: random.Random) -> bytes:
    """XML or HTML against its grammar: tags, values and words taken out, doubled, exchanged."""
    text = content.decode("utf-8", "surrogateescape")
    ways = (_without_tag, _tag_twice, _nested, _another_value, _other_words, _with_entities)
    return chance.choice(ways)(text, chance).encode("utf-8", "surrogateescape")


def _one(pattern: re.Pattern, text: str, chance: random.Random) -> re.Match | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


def _without_tag(text: str, chance: random.Random) -> str:
    tag = _one(_TAG, text, chance)
    return text[: tag.start()] + text[tag.end() :] if tag else text


def _tag_twice(text: str, chance: random.Random) -> str:
    one, two = _one(_TAG, text, chance), _one(_TAG, text, chance)
    return text[: two.start()] + one[0] + text[two.start() :] if one and two else text


def _nested(text: str, chance: random.Random) -> str:
    tag = _one(re.compile(r"<([a-zA-Z][\w:]*)(?=[\s>])[^<>/]*>"), text, chance)
    if not tag:
        return text
    depth = chance.choice(DEPTHS)
    inner = tag[0] * depth + "sâu" + f"</{tag[1]}>" * depth
    return text[: tag.end()] + inner + text[tag.end() :]


def _another_value(text: str, chance: random.Random) -> str:
    value = _one(_VALUE, text, chance)
    if not value:
        return text
    return f'{text[: value.start()]}="{chance.choice(NUMBERS + TEXTS)}"{text[value.end() :]}'


def _other_words(text: str, chance: random.Random) -> str:
    words = _one(_WORDS, text, chance)
    if not words:
        return text
    return f"{text[: words.start()]}>{chance.choice(NUMBERS + TEXTS)}<{text[words.end() :]}"


def _with_entities(text: str, _: random.Random) -> str:
    """Ten entities, each of which is ten times the one before."""
    lines = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    declared = f'<!DOCTYPE x [<!ENTITY e0 "x">{"".join(lines)}<!ENTITY f SYSTEM "/etc/passwd">]>'
    head = re.match(r"\s*<\?xml[^>]*>", text)
    place = head.end() if head else 0
    return text[:place] + declared + text[place:].replace("Điều", "&e9;&f;", 1)


def _archive(content: bytes, chance: random.Random) -> bytes:
    """A zip of XML parts, one of them against its grammar, gone, doubled or under another name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
    except Exception:  # it was damaged before
        return _bytes(content, chance)
    if not parts:
        return content
    at = chance.randrange(len(parts))
    name, body = parts[at]
    kind = chance.randrange(8)
    if kind == 0:
        del parts[at]
    elif kind == 1:
        parts.append((name, _markup(body, chance)))
    elif kind == 2:
        parts[at] = (chance.choice(("../x.xml", "/x", "a" * 300, name.upper())), body)
    elif kind == 3:
        parts[at] = (name, bytes(chance.choice((0, 10_000_000))))
    else:
        parts[at] = (name, _markup(body, chance))
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # a name that is there twice is what is wanted
        for name, body in parts:
            archive.writestr(name, body)
    return buffer.getvalue()


def _pdf(content: bytes, chance: random.Random) -> bytes:
    """A PDF against its grammar: tokens exchanged, objects doubled, gone or inside themselves."""
    tokens = list(_PDF_TOKEN.finditer(content))
    if not tokens:
        return content
    token = chance.choice(tokens)
    kind = chance.randrange(5)
    if kind == 0:
        new = chance.choice(NUMBERS).encode()
    elif kind == 1:
        new = chance.choice(tokens)[0]
    elif kind == 2:
        new = b""
    elif kind == 3:
        new = b"<< /A " * chance.choice(DEPTHS) + token[0]
    else:
        return _object_twice(content, chance)
    return content[: token.start()] + new + content[token.end() :]


def _object_twice(content: bytes, chance: random.Random) -> bytes:
    objects = re.findall(rb"\d+ 0 obj.*?endobj", content, re.DOTALL)
    if not objects:
        return content
    number = b"%d" % chance.randrange(1, 9)
    return content + b"\n" + re.sub(rb"^\d+", number, chance.choice(objects))


Way = Callable[[bytes, random.Random], bytes]
_WAYS: dict[str, tuple[Way, ...]] = {
    ".html": (_markup, _markup),
    ".mht": (_markup, _markup),
    ".xml": (_markup, _markup),
    ".docx": (_archive, _archive, _archive),
    ".xlsx": (_archive, _archive, _archive),
    ".pptx": (_archive, _archive, _archive),
    ".pdf": (_pdf, _pdf),
}
