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

Node: TypeAlias = Any  # selectolax's own type is not known to mypy

_CHROME = (
    "script, style, noscript, template, nav, footer, aside, button, select, iframe, svg, dialog,"
    " [hidden], [aria-hidden=true], [style*='display:none'], [style*='display: none'],"
    " [role=navigation], [role=banner], [role=contentinfo], [role=tablist], [role=menu],"
    " [role=search], [role=dialog]"
)
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure"
    " h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table td th tr ul".split()
)
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
_CONTENT = "p, table, li, blockquote, pre, figure, h2, h3, h4, h5, h6"
_WHOLE = frozenset("article table p ul ol pre".split())
_PATTERNS = data.patterns("reading.toml", "html")
_BLANK = re.compile("[ \t\n\r\f\u00a0]+")
_TOO_LITTLE, _LARGE_PAGE, _DEEPEST_TABLE, _DEEPEST_MAIN, _MOST_NAMED, _DEEPEST_NESTING = (
    200,
    20_000,
    8,
    60,
    5_000,
    4_000,
)
_LONGEST_BYLINE = 120


def read_html(path: str | Path) -> Reading:
    """Text, layout and mends of a web page's main text: no menus, scripts or footers; tables as
    cells.

    The page's h1 stands first where the main text lacks it; for a text without an official head and
    without headings, its title does. The number of an `ol` item that carries none itself is added
    and told as a mend. Captions, bylines and times of publication are blocks that do not count;
    `said` has the page's title and date. Raises TextkitError for a file that cannot be opened, has
    no tags, or is a large page with hardly any text.
    """
    source, remarks = decode_text(open_checked(path), path)
    if "<" not in source:
        raise TextkitError("file.no-html", path=path)
    tags = _PATTERNS["nesting"].finditer(source)
    depths = accumulate(tags, lambda depth, tag: max(depth + (-1 if tag[1] else 1), 0), initial=0)
    if max(depths) > _DEEPEST_NESTING:  # the parser takes quadratic time over it
        raise TextkitError("file.nested", path=path)
    tree = LexborHTMLParser(source)
    headlines = [_headline(tree.css_first(name)) for name in ("h1", "h2, h3", "title")]
    said = Facts(date=_published(tree, source), title=headlines[0] or None)
    pieces = list(_pieces(_main(tree), "body"))
    words = " ".join(piece.text for piece in pieces)
    if len(words) < _TOO_LITTLE and len(source) > _LARGE_PAGE:
        raise TextkitError("file.no-main-text", path=path, words=words[:60])
    headline = headlines[0] or (
        "" if headlines[1] or _PATTERNS["head"].search(words[:2000]) else headlines[2]
    )
    if "".join(headline.split()) not in "".join(words.split()):
        pieces.insert(0, Piece(headline, "h1", "heading"))
    return lay_out(pieces, remarks, said)


def _headline(node: Node | None) -> str:
    """The words of a heading, unless it is a link, as a site's name is."""
    return (
        ""
        if node is None or node.css("a")
        else " ".join(piece.text for piece in _pieces(node, "h1"))
    )


def _published(tree: LexborHTMLParser, source: str) -> str | None:
    """The day on which the page says that it was published: in its head, in a script for search
    engines, by a time.
    """
    nodes = tree.css(_DATED)
    said = [
        str(node.attributes.get("content") or node.attributes.get("datetime") or node.text())
        for node in nodes
    ]
    scripted = _PATTERNS["published"].search(source)
    days = [
        _PATTERNS["day"].match(text.strip()) for text in [*said, scripted[1] if scripted else ""]
    ]
    iso = next((day[0] for day in days if day), None)
    return iso or next(
        (date for text in said if len(date := parse_date(text[:100]) or "") == 10), None
    )


def _main(tree: LexborHTMLParser) -> Node:
    """The innermost element with nearly all of the text; what it leaves out is short and holds no
    paragraph.
    """
    body: Node = tree.body or tree.root
    for node in reversed(
        body.css(_CHROME)
    ):  # inner ones first: what is inside a dropped node is gone
        node.decompose()
    everything = _size(body)
    for node in list(islice(body.css("[class], [id], ul, ol, form"), _MOST_NAMED))[::-1]:
        if node.tag != "body" and _surrounds(node) and _size(node) * 3 < everything:
            node.decompose()
    top: Node = max(tree.css("article, main"), key=_size, default=body)
    top = top if _size(top) * 2 > everything else body
    for _ in range(_DEEPEST_MAIN):
        inner = [child for child in top.iter() if _size(child)]
        largest = max(inner, key=_size, default=top)
        if (
            _size(largest) < 0.8 * _size(top)
            or largest.tag in _WHOLE
            or sum(map(_size, inner)) < _size(top)
            or any(_belongs(child) for child in inner if child != largest)
        ):
            break
        top = largest
    return top


def _surrounds(node: Node) -> bool:
    """Whether an element is chrome by its name, a form, or a list of nothing but links."""
    links = node.css("a") if node.tag in ("ul", "ol") else []
    if (len(links) > 3 and sum(map(_size, links)) > 0.9 * _size(node)) or node.tag == "form":
        return True
    return bool(
        _PATTERNS["chrome"].search(
            f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
        )
    )


def _size(node: Node) -> int:
    return len(node.text(strip=True))


def _belongs(node: Node) -> bool:
    """Whether it may be part of the document, such as its head, rather than the page's line about
    it.
    """
    if node.css_matches(_CONTENT) or _size(node) > 300:
        return True
    return not node.css_matches("h1") and bool(_PATTERNS["head"].search(node.text()))


def _pieces(top: Node, where: str, depth: int = 0) -> Iterator[Piece]:
    """The blocks of an element, each on a line of its own, in reading order."""
    todo: list[Node] = [None, *_children(top)]  # None: the end of a block
    kinds: list[BlockKind] = ["body"]
    labels: dict[int, str] = {}
    inline: list[str] = []
    paragraphs = tables = 0
    label = ""
    while todo:
        item = todo.pop()
        if item is not None and item.tag not in _BLOCKS:
            inline.append(
                {"-text": _BLANK.sub(" ", item.text_content or ""), "br": "\n"}.get(item.tag, "")
            )
            todo += _children(item)
            continue
        if text := re.sub(" {2,}", " ", "".join(inline)).strip():
            yield Piece(
                text,
                f"{where}/p{paragraphs}",
                kinds[-1],
                label="" if _PATTERNS["enumerated"].match(text) else label,
            )
            paragraphs, label = paragraphs + 1, ""
        inline.clear()
        if item is None:
            kinds.pop()
        elif item.tag == "table" and depth < _DEEPEST_TABLE:
            rows = _rows(
                item, f"table{tables}" if where == "body" else f"{where}/table{tables}", depth + 1
            )
            yield from lay_table(rows)
            tables += 1
        elif item.tag == "pre":
            yield from (Piece(line, f"{where}/pre", kinds[-1]) for line in item.text().split("\n"))
        else:
            label = labels.get(item.mem_id, label)
            if item.tag == "ol" and item.attributes.get("type") in (
                None,
                "1",
            ):  # the numbers a browser shows
                items = (child for child in item.iter() if child.tag == "li")
                labels |= {
                    li.mem_id: f"{n}."
                    for n, li in enumerate(items, _whole(item, "start", 1_000_000))
                }
            byline = (
                _PATTERNS["byline"].search(item.attributes.get("class") or "")
                and _size(item) <= _LONGEST_BYLINE
            )
            kinds.append("header" if byline else _KINDS.get(item.tag, kinds[-1]))
            todo += [None, *_children(item)]


def _children(node: Node) -> list[Node]:
    return list(node.iter(include_text=True))[::-1]


def _rows(table: Node, where: str, depth: int) -> Iterator[list[Cell]]:
    """The rows of a table, each cell once, in the column of the grid where it begins."""
    taken: dict[int, int] = {}  # column -> how many rows a cell from above still fills
    todo, number = _children(table), 0
    while todo:
        item = todo.pop()
        if item.tag in ("thead", "tbody", "tfoot"):
            todo += _children(item)
        elif item.tag == "tr":
            row: list[Cell] = []
            column = 0
            for cell in (child for child in item.iter() if child.tag in ("td", "th")):
                while taken.get(column, 0) > number:
                    column += 1
                row.append((column, list(_pieces(cell, f"{where}/r{number}c{column}", depth))))
                for column in range(column, column + _whole(cell, "colspan", 200)):  # noqa: B020
                    taken[column] = number + _whole(cell, "rowspan", 10_000)
                column += 1
            yield row
            number += 1
        elif item.tag == "caption":
            yield [(0, list(_pieces(item, f"{where}/caption", depth)))]


def _whole(node: Node, name: str, most: int) -> int:
    value = node.attributes.get(name) or "1"
    return min(max(int(value), 1), most) if re.fullmatch(r"\d{1,7}", value) else 1
