"""Web pages: path to text, layout and mends."""

import re
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, TypeAlias

from selectolax.lexbor import LexborHTMLParser

from textkit import data
from textkit.data.messages import TextkitError
from textkit.reading.document import BlockKind, Facts
from textkit.reading.files import decode_text, open_checked
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.vietnamese.dates import parse_date

Node: TypeAlias = Any  # an element; selectolax has no types that mypy knows

# What is never part of a document, whatever its class.
_CHROME = (
    "script, style, noscript, template, nav, footer, aside, button, select, iframe, svg, dialog,"
    " [hidden], [aria-hidden=true], [style*='display:none'], [style*='display: none'],"
    " [role=navigation], [role=banner], [role=contentinfo], [role=tablist], [role=menu],"
    " [role=search], [role=dialog]"
)
# What may be chrome by its class or id, or as a form or a list of links.
_MAY_SURROUND = "[class], [id], ul, ol, form"
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure"
    " h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table td th tr ul".split()
)
# Where a page says when it was published.
_DATED = ", ".join(
    [
        "meta[property='article:published_time']",
        "meta[itemprop=datePublished]",
        "meta[name=pubdate]",
        "meta[name='dc.date.issued' i]",
        "time[datetime]",
        "time",
    ]
)
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys("h1 h2 h3 h4 h5 h6".split(), "heading"),
    "figcaption": "caption",
}
# What holds a paragraph, and what is taken whole rather than searched for something further inside.
_CONTENT = "p, table, li, blockquote, pre, figure, h2, h3, h4, h5, h6"
_WHOLE = frozenset("article table p ul ol pre".split())
_PATTERNS = data.patterns("reading.toml", "html")
_BLANKS = re.compile("[ \t\n\r\f\u00a0]+")

# Where no other reason is given, the numbers below were chosen by eye and not measured.

# A large page with hardly any text is the shell of an application, or nothing but menus.
_TOO_LITTLE = 200
_LARGE_PAGE = 20_000

# A table inside so many others is read as paragraphs: a cell is read by a call within the call for
# its table, and Python ends at 1,000 calls.
_DEEPEST_TABLE = 8

# The parser takes quadratic time over what is nested more deeply.
_DEEPEST_NESTING = 4_000

# How many steps are taken towards the innermost element, and how many elements with a class are
# looked at. All the text of each is measured, so this bounds the work on a hostile page.
_DEEPEST_MAIN = 60
_MOST_NAMED = 5_000

# An element is taken out for its class where the whole page has more than this many times its text.
_PAGE_TO_CHROME = 3

# A list of more links than this, with nearly all of its text in them, is a menu.
_FEW_LINKS = 3
_SHARE_IN_LINKS = 0.9

# An inner element is taken for its parent where it has this share of its text, and nothing longer
# than _LONG_TEXT stands beside it.
_SHARE_OF_INNER = 0.8
_LONG_TEXT = 300

_LONGEST_BYLINE = 120

# How far into the text an official head is looked for, and how long words with a date may be.
_HEAD_WITHIN = 2000
_DATE_WITHIN = 100
_ISO_DAY_LENGTH = len("2024-05-06")

# Bounds on what a page may ask for by `colspan`, `rowspan` and `start`.
_MOST_COLUMNS = 200
_MOST_ROWS = 10_000
_LARGEST_START = 1_000_000


def read_html(path: str | Path) -> Reading:
    """Text, layout and mends of a web page's main text: no menus, scripts or footers.

    Tables become cells. The page's h1 stands first where the main text lacks it; for a text without
    an official head and without headings, its title does. The number of an `ol` item that carries
    none itself is added and listed as a mend. Captions, bylines and times of publication are blocks
    that do not count; `said` has the page's title and date. Raises TextkitError for a file that
    cannot be opened, has no tags, or is a large page with hardly any text.
    """
    source, remarks = decode_text(open_checked(path), path)
    if "<" not in source:
        raise TextkitError("file.no-html", path=path)
    if _deepest_nesting(source) > _DEEPEST_NESTING:
        raise TextkitError("file.nested", path=path)
    tree = LexborHTMLParser(source)
    # What is asked of the whole page comes first: looking for the main text takes chrome out of it.
    h1 = _headline(tree.css_first("h1"))
    h2 = _headline(tree.css_first("h2, h3"))
    title = _headline(tree.css_first("title"))
    said = Facts(date=_published(tree, source), title=h1 or None)
    pieces = list(_pieces(_main(tree), "body"))
    words = " ".join(piece.text for piece in pieces)
    if len(words) < _TOO_LITTLE and len(source) > _LARGE_PAGE:
        raise TextkitError("file.no-main-text", path=path, words=words[:60])
    headline = h1
    if not (h1 or h2 or _PATTERNS["head"].search(words[:_HEAD_WITHIN])):
        headline = title
    if _without_blanks(headline) not in _without_blanks(words):
        pieces.insert(0, Piece(headline, "h1", "heading"))
    return lay_out(pieces, remarks, said)


def _deepest_nesting(source: str) -> int:
    """How many elements are open at once, at most; counted before the page is parsed."""

    def depth_after(depth: int, tag: re.Match[str]) -> int:
        is_closing = bool(tag[1])
        return max(depth - 1, 0) if is_closing else depth + 1

    return max(accumulate(_PATTERNS["nesting"].finditer(source), depth_after, initial=0))


def _without_blanks(words: str) -> str:
    return "".join(words.split())


def _headline(node: Node | None) -> str:
    """The words of a heading, unless it is a link, as a site's name is."""
    if node is None or node.css("a"):
        return ""
    return " ".join(piece.text for piece in _pieces(node, "h1"))


def _published(tree: LexborHTMLParser, source: str) -> str | None:
    """The day on which the page says that it was published.

    It says so in its head, in an element for a time, or in a script for search engines; a date
    written as in 2024-05-06 is taken before one in words.
    """
    times = []
    for node in tree.css(_DATED):
        attributes = node.attributes
        times.append(str(attributes.get("content") or attributes.get("datetime") or node.text()))
    scripted = _PATTERNS["published"].search(source)
    for text in [*times, scripted[1] if scripted else ""]:
        day = _PATTERNS["day"].match(text.strip())
        if day:
            return day[0]
    for text in times:
        date = parse_date(text[:_DATE_WITHIN]) or ""
        if len(date) == _ISO_DAY_LENGTH:  # not a month or a year alone
            return date
    return None


def _main(tree: LexborHTMLParser) -> Node:
    """The innermost element with nearly all of the text.

    What it leaves out is short and holds no paragraph. Takes chrome out of the tree.
    """
    body: Node = tree.body or tree.root
    # Inner elements first, here and below: what is inside an element that was taken out is gone.
    for node in reversed(body.css(_CHROME)):
        node.decompose()
    everything = _size(body)
    named = list(islice(body.css(_MAY_SURROUND), _MOST_NAMED))
    for node in reversed(named):
        is_small = node.tag != "body" and _surrounds(node)
        if is_small and _size(node) * _PAGE_TO_CHROME < everything:
            node.decompose()
    largest: Node = max(body.css("article, main"), key=_size, default=body)
    return _innermost(largest if _size(largest) * 2 > everything else body)


def _surrounds(node: Node) -> bool:
    """Whether an element is chrome by its name, a form, or a list of nothing but links."""
    if node.tag == "form":
        return True
    if node.tag in ("ul", "ol"):
        links = node.css("a")
        words_in_links = sum(map(_size, links))
        if len(links) > _FEW_LINKS and words_in_links > _SHARE_IN_LINKS * _size(node):
            return True
    names = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
    return bool(_PATTERNS["chrome"].search(names))


def _innermost(top: Node) -> Node:
    """The innermost element that has nearly all of an element's text."""
    for _ in range(_DEEPEST_MAIN):
        children = [child for child in top.iter() if _size(child)]
        largest = max(children, key=_size, default=top)
        others = [child for child in children if child != largest]
        if largest.tag in _WHOLE or _size(largest) < _SHARE_OF_INNER * _size(top):
            break
        # Text that stands in the element itself, and what may be part of the document beside it.
        if sum(map(_size, children)) < _size(top) or any(map(_belongs, others)):
            break
        top = largest
    return top


def _size(node: Node) -> int:
    """How many characters of text an element has."""
    return len(node.text(strip=True))


def _belongs(node: Node) -> bool:
    """Whether an element may be part of the document, such as its head.

    Else it is the page's own line about the document.
    """
    if node.css_matches(_CONTENT) or _size(node) > _LONG_TEXT:
        return True
    return not node.css_matches("h1") and bool(_PATTERNS["head"].search(node.text()))


def _pieces(top: Node, where: str, depth: int = 0) -> Iterator[Piece]:
    """The blocks of an element, each on a line of its own, in reading order.

    `where` is the origin of the element, `depth` how many tables it stands in.
    """
    kinds: list[BlockKind] = ["body"]  # of the blocks that are open
    numbers: dict[int, str] = {}  # of the items of lists
    label = ""  # the number that stands before the next paragraph
    inline: list[str] = []
    paragraphs = tables = 0
    for event in _events(top, depth):
        if isinstance(event, str):
            inline.append(event)
            continue
        # A block begins or ends here, so what was written up to here is a paragraph.
        text = re.sub(" {2,}", " ", "".join(inline)).strip()
        inline.clear()
        if text:
            shown_label = "" if _PATTERNS["enumerated"].match(text) else label
            yield Piece(text, f"{where}/p{paragraphs}", kinds[-1], label=shown_label)
            paragraphs += 1
            label = ""
        if event is None:
            kinds.pop()
        elif event.tag == "table" and depth < _DEEPEST_TABLE:
            prefix = "" if where == "body" else f"{where}/"
            yield from lay_table(_rows(event, f"{prefix}table{tables}", depth + 1))
            tables += 1
        elif event.tag == "pre":
            for line in event.text().split("\n"):
                yield Piece(line, f"{where}/pre", kinds[-1])
        else:
            label = numbers.get(event.mem_id, label)
            numbers |= _numbers_of_items(event)
            kinds.append(_kind(event, kinds[-1]))


def _events(top: Node, depth: int) -> Iterator[Any]:
    """What is met on the way through an element, in reading order.

    A string of text, an element that begins a block, or None where one ends. Tables and
    preformatted text are not entered and do not end.
    """
    todo: list[Node] = [None, *_children_reversed(top)]
    while todo:
        node = todo.pop()
        if node is None:
            yield None
        elif node.tag not in _BLOCKS:
            if node.tag == "-text":
                yield _BLANKS.sub(" ", node.text_content or "")
            elif node.tag == "br":
                yield "\n"
            todo += _children_reversed(node)
        else:
            yield node
            is_whole = node.tag == "pre" or (node.tag == "table" and depth < _DEEPEST_TABLE)
            if not is_whole:
                todo += [None, *_children_reversed(node)]


def _children_reversed(node: Node) -> list[Node]:
    """The children as they are put on a stack: the first is taken first."""
    return list(node.iter(include_text=True))[::-1]


def _numbers_of_items(node: Node) -> dict[int, str]:
    """The numbers that a browser shows before the items of an `ol` in figures, by item."""
    if node.tag != "ol" or node.attributes.get("type") not in (None, "1"):
        return {}
    items = [child for child in node.iter() if child.tag == "li"]
    start = _whole_number(node, "start", _LARGEST_START)
    return {item.mem_id: f"{number}." for number, item in enumerate(items, start)}


def _kind(node: Node, outer: BlockKind) -> BlockKind:
    """The kind of a block by its element, else that of the block around it."""
    names = node.attributes.get("class") or ""
    if _PATTERNS["byline"].search(names) and _size(node) <= _LONGEST_BYLINE:
        return "header"
    return _KINDS.get(node.tag, outer)


def _rows(table: Node, where: str, depth: int) -> Iterator[list[Cell]]:
    """The rows of a table, each cell once, in the column of the grid where it begins."""
    filled_until: dict[int, int] = {}  # by column: the row at which a cell from above ends
    todo = _children_reversed(table)
    number = 0
    while todo:
        node = todo.pop()
        if node.tag in ("thead", "tbody", "tfoot"):
            todo += _children_reversed(node)
        elif node.tag == "tr":
            row: list[Cell] = []
            column = 0
            for cell in node.iter():
                if cell.tag not in ("td", "th"):
                    continue
                while filled_until.get(column, 0) > number:
                    column += 1
                row.append((column, list(_pieces(cell, f"{where}/r{number}c{column}", depth))))
                end_row = number + _whole_number(cell, "rowspan", _MOST_ROWS)
                end_column = column + _whole_number(cell, "colspan", _MOST_COLUMNS)
                for spanned in range(column, end_column):
                    filled_until[spanned] = end_row
                column = end_column
            yield row
            number += 1
        elif node.tag == "caption":
            yield [(0, list(_pieces(node, f"{where}/caption", depth)))]


def _whole_number(node: Node, name: str, most: int) -> int:
    """An attribute that is a whole number, between 1 and `most`; 1 where it is none."""
    value = node.attributes.get(name) or "1"
    if not re.fullmatch(r"\d{1,7}", value):
        return 1
    return min(max(int(value), 1), most)
