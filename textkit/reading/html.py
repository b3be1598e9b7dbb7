"""Web pages: path to text, layout and mends."""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from selectolax.lexbor import LexborHTMLParser

from textkit import data
from textkit.data.messages import TextkitError
from textkit.reading.document import BlockKind, Facts, Remark
from textkit.reading.files import decode_text, open_checked
from textkit.reading.labels import figure
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.reading.marks import Manner, bare, wrapped
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
_STRUCK = frozenset("del s strike".split())
# What holds a paragraph, and what is taken whole rather than searched for something further inside.
_CONTENT = "p, table, li, blockquote, pre, figure, h2, h3, h4, h5, h6"
_WHOLE = frozenset("article table p ul ol pre".split())
_NOTE_ROLES = frozenset({"doc-footnote", "doc-endnote", "doc-endnotes"})
_PATTERNS = data.patterns("reading.toml", "html")
_BLANKS = re.compile("[ \t\n\r\f\u00a0]+")

# Figures of a list by its `type`, or by the `list-style-type` of its style; all others are bullets.
_FIGURES = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}
# Where React, Vue, Angular, Next and Nuxt draw their pages.
_DRAWN_LATER = "#root, #app, #__next, #__nuxt, app-root, [ng-app], [data-reactroot]"
_MOST_DRAWN = 10  # of them that are measured; a page has one

# Where no other reason is given, the numbers below were chosen by eye and not measured.

# A large page with hardly any text is the shell of an application, or nothing but menus.
_TOO_LITTLE = 200
_LARGE_PAGE = 20_000

# A page lists others where it has so many headlines that are links, each of so many characters or
# more and with so much of its block's text, and nowhere more text between two of them than this.
_FEWEST_HEADLINES = 5
_SHORTEST_HEADLINE = 20
_SHARE_IN_HEADLINE = 0.8
_LONGEST_TEASER = 500
_MOST_AROUND = 200  # elements and texts of a block that are looked at

# A table inside so many others is read as paragraphs: a cell is read by a call within the call for
# its table, and Python ends at 1,000 calls.
_DEEPEST_TABLE = 8

# The parser takes quadratic time over what is nested more deeply.
_DEEPEST_NESTING = 4_000

# The parser takes quadratic time over the attributes of one tag: 1 s for 20,000. Elements of real
# pages have some ten.
_MOST_ATTRIBUTES = 5_000

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
    an official head and without headings, its title does. The number or letter of an `ol` item that
    carries none itself is added and listed as a mend. Captions, bylines, times of publication,
    footnotes and lists of contents are blocks that do not count, as is a paragraph that is struck
    out; within a line, struck words and the raised marks of notes are left out and listed as mends.
    `said` has the page's title and date. Raises TextkitError for a file that cannot be opened, has
    no tags, is a large page with hardly any text, gets its text by JavaScript, or only lists other
    pages.
    """
    source, remarks = decode_text(open_checked(path), path)
    if "<" not in source:
        raise TextkitError("file.no-html", path=path)
    return read_page(source, path, remarks)


def read_page(source: str, path: str | Path, remarks: Iterable[Remark] = ()) -> Reading:
    """The main text of a decoded page, as `read_html` gives it; raises what that raises."""
    tree = _parsed(source, path)
    # What is asked of the whole page comes first: looking for the main text takes chrome out of it.
    filled_later = _is_filled_later(tree)
    h1 = _headline(tree.css_first("h1"))
    h2 = _headline(tree.css_first("h2, h3"))
    title = _headline(tree.css_first("title"))
    said = Facts(date=_published(tree, source), title=h1 or None)
    main = _main(tree)
    pieces = list(_pieces(main, "body"))
    words = " ".join(bare(piece.text) for piece in pieces)
    is_short = len(words) < _TOO_LITTLE
    if is_short and (filled_later or _PATTERNS["by_script"].search(words)):
        raise TextkitError("file.by-script", path=path, words=(words or title)[:60])
    headlines = _headlines(main)
    if headlines >= _FEWEST_HEADLINES:
        raise TextkitError("file.index-page", path=path, headlines=headlines)
    if len(words) < _TOO_LITTLE and len(source) > _LARGE_PAGE:
        raise TextkitError("file.no-main-text", path=path, words=words[:60])
    headline = h1
    if not (h1 or h2 or _PATTERNS["head"].search(words[:_HEAD_WITHIN])):
        headline = title
    if _without_blanks(headline) not in _without_blanks(words):
        pieces.insert(0, Piece(headline, "h1", "heading"))
    return lay_out(pieces, remarks, said)


def page_pieces(source: str, where: str, path: str | Path) -> list[Piece]:
    """All blocks of a page inside another document, whose origins begin with `where`.

    Raises TextkitError for one that nests its elements too deeply.
    """
    body: Node = _parsed(source, path).body
    if body is None:
        return []
    for node in reversed(body.css("script, style, template, [hidden]")):
        node.decompose()
    return list(_pieces(body, where))


def _parsed(source: str, path: str | Path) -> LexborHTMLParser:
    if _deepest_nesting(source) > _DEEPEST_NESTING:
        raise TextkitError("file.nested", path=path)
    long_tags = _PATTERNS["long_tag"].finditer(source)
    if any(_attributes(tag[0]) > _MOST_ATTRIBUTES for tag in long_tags):
        raise TextkitError("file.attributes", path=path)
    return LexborHTMLParser(source)


def _attributes(long_tag: str) -> int:
    """How many attributes a tag has; the value of one may be a long text."""
    return len(_PATTERNS["quoted_value"].sub(" ", long_tag).split())


def _is_filled_later(tree: LexborHTMLParser) -> bool:
    """Whether a page with next to no text gets it by JavaScript.

    It says so itself, holds an empty element where an application draws its pages, or has scripts
    and nothing else.
    """
    for node in tree.css("noscript"):
        if _PATTERNS["by_script"].search(node.text()):
            return True
    if any(_size(node) == 0 for node in tree.css(_DRAWN_LATER)[:_MOST_DRAWN]):
        return True
    body = tree.body
    if body is None or tree.css_first("script") is None:
        return False
    scripts = sum(_size(node) for node in body.css("script, style, noscript, template"))
    return _size(body) <= scripts


def _headlines(main: Node) -> int:
    """How many headlines a list of other pages has; 0 for a page that has a text of its own.

    A headline is a link that is nearly all of its block; what stands between two of them is short.
    """
    headlines = length = 0
    todo: list[Node] = _children_reversed(main)
    while todo:
        node = todo.pop()
        if node.tag == "a" and _is_headline(node):
            headlines += 1
            length = 0
        elif node.tag == "-text":
            length += len((node.text_content or "").strip())
            if length > _LONGEST_TEASER:
                return 0
        else:
            todo += _children_reversed(node)
    return headlines


def _is_headline(link: Node) -> bool:
    """Whether a link leads to another page by a headline of its own, not in a table or a line."""
    href = link.attributes.get("href") or ""
    size = _size(link)
    if not href or href.startswith("#") or not _SHORTEST_HEADLINE <= size <= _LONGEST_TEASER:
        return False
    block = link.parent
    while block is not None and block.tag not in _BLOCKS:
        block = block.parent
    if block is None or block.tag in ("td", "th"):
        return False
    # The text of a long block is not measured again for each of its links.
    around = islice(block.traverse(include_text=True), _MOST_AROUND)
    whole = sum(len((node.text_content or "").strip()) for node in around if node.tag == "-text")
    return size >= _SHARE_IN_HEADLINE * whole


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
    return " ".join(bare(piece.text) for piece in _pieces(node, "h1"))


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


def _pieces(top: Node, where: str, depth: int = 0, outer: Manner | None = None) -> Iterator[Piece]:
    """The blocks of an element, each on a line of its own, in reading order.

    `where` is the origin of the element, `depth` how many tables it stands in, `outer` the manner
    of what surrounds it.
    """
    kinds: list[BlockKind] = ["body"]  # of the blocks that are open
    numbers: dict[int, str] = {}  # of the items of lists
    label = ""  # the number that stands before the next paragraph
    inline: list[str] = []
    paragraphs = tables = 0
    manner = outer
    for event in _events(top, depth, outer):
        if isinstance(event, str):
            inline.append(wrapped(event, manner) if manner else event)
            continue
        if isinstance(event, _Change):
            manner = event.manner
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
            yield from lay_table(_rows(event, f"{prefix}table{tables}", depth + 1, manner))
            tables += 1
        elif event.tag == "pre":
            for line in event.text().split("\n"):
                yield Piece(line, f"{where}/pre", kinds[-1])
        else:
            label = numbers.get(event.mem_id, label)
            numbers |= _numbers_of_items(event)
            kinds.append(_kind(event, kinds[-1]))


def _events(top: Node, depth: int, outer: Manner | None) -> Iterator[Any]:
    """What is met on the way through an element, in reading order.

    A string of text, a change of its manner, an element that begins a block, or None where one
    ends. Tables and preformatted text are not entered and do not end.
    """
    todo: list[Node] = [None, *_children_reversed(top)]
    manners: list[Manner | None] = [outer]  # of the elements that are open
    while todo:
        node = todo.pop()
        if node is None:
            yield None
        elif isinstance(node, _Change):
            manners.pop()
            yield _Change(manners[-1])
        elif node.tag not in _BLOCKS:
            if node.tag == "-text":
                yield _BLANKS.sub(" ", node.text_content or "")
            elif node.tag == "br":
                yield "\n"
            elif manner := _manner(node):
                manners.append(manner)
                yield _Change(manner)
                todo.append(_END)
            todo += _children_reversed(node)
        else:
            yield node
            is_whole = node.tag == "pre" or (node.tag == "table" and depth < _DEEPEST_TABLE)
            if not is_whole:
                todo += [None, *_children_reversed(node)]


class _Change(NamedTuple):
    """What follows stands in another manner in its line."""

    manner: Manner | None


_END = _Change(None)  # of the innermost element with a manner


def _manner(node: Node) -> Manner | None:
    """How an element inside a line is set, by its name or its style."""
    style = node.attributes.get("style") or ""
    if node.tag in _STRUCK or _PATTERNS["struck"].search(style):
        return "struck"
    if node.tag == "sup" or _PATTERNS["raised"].search(style):
        return "raised"
    return None


def _children_reversed(node: Node) -> list[Node]:
    """The children as they are put on a stack: the first is taken first."""
    return list(node.iter(include_text=True))[::-1]


def _numbers_of_items(node: Node) -> dict[int, str]:
    """The numbers or letters that a browser shows before the items of an `ol`, by item."""
    if node.tag != "ol":
        return {}
    items = [child for child in node.iter() if child.tag == "li"]
    figures = _figures(node, "decimal")
    step = -1 if "reversed" in node.attributes else 1
    number = len(items) if step < 0 else 1
    if "start" in node.attributes:
        number = _whole_number(node, "start", _LARGEST_START)
    numbers: dict[int, str] = {}
    for item in items:
        if "value" in item.attributes:
            number = _whole_number(item, "value", _LARGEST_START)
        shown = figure(number, _figures(item, figures))
        if shown:
            numbers[item.mem_id] = f"{shown}."
        number += step
    return numbers


def _figures(node: Node, otherwise: str) -> str:
    """The figures that a list or an item asks for by its style or its `type`, in Word's terms."""
    style = _PATTERNS["list_style"].search(node.attributes.get("style") or "")
    asked = style[1].lower() if style else node.attributes.get("type")
    return otherwise if asked is None else _FIGURES.get(asked, "none")


def _kind(node: Node, outer: BlockKind) -> BlockKind:
    """The kind of a block by its element, else that of the block around it."""
    names = node.attributes.get("class") or ""
    if _PATTERNS["byline"].search(names) and _size(node) <= _LONGEST_BYLINE:
        return "header"
    if _PATTERNS["note_name"].search(f"{node.attributes.get('id') or ''} {names}"):
        return "note"
    if node.attributes.get("role") in _NOTE_ROLES or _has_note_anchor(node):
        return "note"
    if _PATTERNS["contents_name"].search(f"{node.attributes.get('id') or ''} {names}"):
        return "contents"
    return _KINDS.get(node.tag, outer)


def _has_note_anchor(node: Node) -> bool:
    """Whether a paragraph begins with the anchor to which the mark of a note leads."""
    if node.tag != "p":
        return False
    anchor = node.css_first("a")
    if anchor is None:
        return False
    name = anchor.attributes.get("name") or anchor.attributes.get("id") or ""
    return bool(_PATTERNS["note_anchor"].fullmatch(name))


def _rows(
    table: Node, where: str, depth: int, manner: Manner | None = None
) -> Iterator[list[Cell]]:
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
                origin = f"{where}/r{number}c{column}"
                row.append((column, list(_pieces(cell, origin, depth, manner))))
                end_row = number + _whole_number(cell, "rowspan", _MOST_ROWS)
                end_column = column + _whole_number(cell, "colspan", _MOST_COLUMNS)
                for spanned in range(column, end_column):
                    filled_until[spanned] = end_row
                column = end_column
            yield row
            number += 1
        elif node.tag == "caption":
            yield [(0, list(_pieces(node, f"{where}/caption", depth, manner)))]


def _whole_number(node: Node, name: str, most: int) -> int:
    """An attribute that is a whole number, between 1 and `most`; 1 where it is none."""
    value = node.attributes.get(name) or "1"
    if not re.fullmatch(r"\d{1,7}", value):
        return 1
    return min(max(int(value), 1), most)
