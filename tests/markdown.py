"""Fenced blocks of Markdown documents, and what to do with them, for the tests of the docs."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

_BLOCK = re.compile(
    r"""
    ^[ ]* ``` (?P<language> \w* ) \n      # ```python, also inside of a list
    (?P<body> .*? )
    ^[ ]* ``` \n
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True)
class Block:
    """A fenced block; `before` is the prose since the block before, `start` and `end` bound its
    body in the document.
    """

    language: str
    body: str
    before: str
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a document, in order."""
    found = []
    last = 0
    for match in _BLOCK.finditer(text):
        before = text[last : match.start()]
        found.append(Block(match["language"], match["body"], before, *match.span("body")))
        last = match.end()
    return found


def examples(text: str) -> list[tuple[Block, Block | None]]:
    """Each block that can be run, with the `text` block right behind it that shows what it prints.

    A `text` block with prose in between shows nothing of the block before.
    """
    every = blocks(text)
    found: list[tuple[Block, Block | None]] = []
    for block, following in zip(every, [*every[1:], None], strict=True):
        if block.language in ("sh", "python"):
            shown = following is not None and following.language == "text"
            output = following if shown and not following.before.strip() else None
            found.append((block, output))
    return found


def commands(body: str) -> list[str]:
    """The command lines of a block, without comments."""
    lines = (re.sub(r"(^|\s+)#.*", "", line) for line in body.splitlines())
    return [line.strip() for line in lines if line.strip()]


def file_named(before: str) -> str | None:
    """The last path in backticks on the line above a block: the file that the block goes into."""
    lines = before.strip().splitlines()
    paths = re.findall(r"`([\w./-]+\.\w+)`", lines[-1]) if lines else []
    return paths[-1] if paths else None


def edited(text: str, diff: str) -> str:
    """A file with a `diff` block applied: lines with `-` go, lines with `+` come, others stay.

    What goes and stays must stand in the file exactly once.

    >>> edited("a\\nb\\n", " a\\n-b\\n+c\\n")
    'a\\nc\\n'
    """
    lines = diff.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    assert text.count(old) == 1, f"stands {text.count(old)} times in the file:\n{old}"
    return text.replace(old, new)


def headed(text: str, heading: str) -> str:
    """The part of a document from a heading (not its title) to the next one of its level or above.

    A line with one `#` is no heading here: it may be a comment in code.
    """
    level = len(heading) - len(heading.lstrip("#"))
    begin = text.index(f"\n{heading}")
    rest = text[begin + len(heading) + 1 :]
    following = re.search(rf"^#{{2,{level}}} ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest
