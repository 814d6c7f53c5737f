"""Codes of an ICD-10-CM order file, and what each one's wording leaves open.

A line holds an order number, the code from character 7, `1` at character 15 for a code valid on a claim (`0` for a
category), a short title from 17 and the long title from 78. The wording itself is not kept.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from radonc.tables.errors import TableFileError
from radonc.tables.published_files import PublishedFile

CODE = slice(6, 13)
VALID_AT = 14
TITLE = slice(77, None)
CODE_SYNTAX = re.compile(r"[A-Z][0-9A-Z]{2,6}")
CATEGORY_LENGTH = 3

SIDES = {"right": "R", "left": "L"}
SIDED = frozenset({"right", "left", "bilateral"})
UNSPECIFIED = "unspecified"

NO_SITE = frozenset({"C799", "D499", "C7A00", "C7B00", "D3A00", "D099", "D369", "D489"})
"""Neoplasm codes that name no site: D-18 prints the first two, the others say the same of other behaviours."""

UNKNOWN_PRIMARY = frozenset({"C800", "C801"})
"""True unknown primary (A-32 prints C80.1); C80.0 is the disseminated form of the same state."""

NODE_TITLE = "secondary and unspecified malignant neoplasm"
"""Title of C77: `unspecified` there is about behaviour and leaves nothing of the site open."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of the order file: a code or category without dot, and its title."""

    code: str
    valid: bool
    title: str


def order_lines(file: PublishedFile) -> Iterator[OrderLine]:
    """Yield the codes and categories; refuse a file whose lines are not laid out like an order file's."""
    for position, row in enumerate(file.rows(), 1):
        line = row[0] if row else ""
        if not line.strip():
            continue
        code = line[CODE].strip()
        if not CODE_SYNTAX.fullmatch(code) or line[VALID_AT : VALID_AT + 1] not in {"0", "1"}:
            raise TableFileError(file.name, "expected a code from character 7 and 0 or 1 at character 15", position)
        yield OrderLine(code, line[VALID_AT] == "1", line[TITLE].strip())


def table_lines(lines: Iterable[OrderLine]) -> Iterator[str]:
    """Yield the rows of the stored table, sorted by code: code padded to 7 characters, side, what is left open."""
    titles = {line.code: (line.title, line.valid) for line in lines}
    words = {code: frozenset(re.findall(r"[a-z]+", title.lower())) for code, (title, _) in titles.items()}
    children = _children(titles)
    yield "code   ,s,o\n"
    for code in sorted(code for code, (_, valid) in titles.items() if valid):
        yield f"{code:7},{_side(words[code])},{_left_open(code, titles[code][0].lower(), words, children)}\n"


def _children(codes: Iterable[str]) -> dict[str, list[str]]:
    known = set(codes)
    children: dict[str, list[str]] = {}
    for code in known:
        if parent := _parent(code, known):
            children.setdefault(parent, []).append(code)
    return children


def _parent(code: str, known: Iterable[str]) -> str:
    for length in range(len(code) - 1, CATEGORY_LENGTH - 1, -1):
        if code[:length] in known:
            return code[:length]
    return ""


def _side(words: frozenset[str]) -> str:
    sides = SIDES.keys() & words
    return SIDES[sides.pop()] if len(sides) == 1 else "-"


def _left_open(code: str, title: str, words: Mapping[str, frozenset[str]], children: dict[str, list[str]]) -> str:
    """Return what a code leaves open.

    L a laterality that is offered, N no site, P unknown primary, S part of a named site, W only a word of the title,
    `-` nothing.
    """
    if code in UNKNOWN_PRIMARY:
        return "P"
    if code in NO_SITE:
        return "N"
    if UNSPECIFIED not in title:
        return "-"
    if UNSPECIFIED not in title.replace(NODE_TITLE, ""):
        return "W"
    return "L" if _leaves_side_open(code, words, children) else "S"


def _leaves_side_open(code: str, words: Mapping[str, frozenset[str]], children: dict[str, list[str]]) -> bool:
    """Return whether the code, or a category it stands in, is the sideless twin of a right and a left one."""
    while parent := _parent(code, words):
        siblings = [words[child] for child in children[parent] if child != code]
        if _sideless_twin(words[code], siblings):
            return True
        code = parent
    return False


def _sideless_twin(own: frozenset[str], siblings: list[frozenset[str]]) -> bool:
    if UNSPECIFIED not in own or own & SIDED:
        return False
    named = frozenset().union(*siblings)
    return named >= SIDES.keys() and all(words & SIDED for words in siblings)
