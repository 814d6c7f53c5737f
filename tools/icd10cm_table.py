"""Write `icd10cm.csv` from the tables of simple-icd-10-cm: `python tools/icd10cm_table.py`.

One fixed-width row per valid (leaf) code: the code padded to 7 characters, its side, and what its wording leaves open.
The wording itself is not shipped.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import simple_icd_10_cm as icd  # type: ignore[import-untyped]

TABLE = Path(__file__).parents[1] / "layers/rules/python/radonc/reference/icd10cm.csv"

CODE = re.compile(r"[A-Z][0-9A-Z]{2}(\.[0-9A-Z]{1,4})?")
CATEGORY_LENGTH = 3
SIDES = {"right": "R", "left": "L"}

NO_SITE = {"C79.9", "D49.9", "C7A.00", "C7B.00", "D3A.00", "D09.9", "D36.9", "D48.9"}
"""Neoplasm codes that name no site: D-18 prints the first two, the others say the same of other behaviours."""

UNKNOWN_PRIMARY = {"C80.0", "C80.1"}
"""True unknown primary (A-32 prints C80.1); C80.0 is the disseminated form of the same state."""

NODE_TITLE = "secondary and unspecified malignant neoplasm"
"""Title of C77: `unspecified` there is about behaviour and leaves nothing of the site open."""


def main() -> None:
    """Write the table, sorted by code."""
    leaves = sorted(set(leaf_codes()), key=undotted)
    lines = [f"{undotted(code):7},{side(code)},{left_open(code)}\n" for code in leaves]
    TABLE.write_text("".join(["code   ,s,o\n", *lines]), encoding="ascii")
    print(f"{len(lines)} codes")


def leaf_codes() -> Iterator[str]:
    """Yield the codes valid on a claim, some twice; chapters and blocks without children are not codes."""
    for code in icd.get_all_codes(with_dots=True):
        if CODE.fullmatch(code) and icd.is_leaf(code):
            yield code


def undotted(code: str) -> str:
    """Return the code as claims carry it."""
    return code.replace(".", "")


def side(code: str) -> str:
    """Return R or L when the wording names exactly one side, else `-`."""
    sides = SIDES.keys() & words(code)
    return SIDES[sides.pop()] if len(sides) == 1 else "-"


def words(code: str) -> set[str]:
    """Return the lower-case words of a code's title."""
    return set(re.findall(r"[a-z]+", str(icd.get_description(code)).lower()))


def left_open(code: str) -> str:
    """Return what a code leaves open.

    L a laterality that is offered, N no site, P unknown primary, S part of a named site, W only a word of the title,
    `-` nothing.
    """
    if code in UNKNOWN_PRIMARY:
        return "P"
    if code in NO_SITE:
        return "N"
    title = str(icd.get_description(code)).lower()
    if "unspecified" not in title:
        return "-"
    if "unspecified" not in title.replace(NODE_TITLE, ""):
        return "W"
    return "L" if leaves_side_open(code) else "S"


def leaves_side_open(code: str) -> bool:
    """Return whether the code, or a category it stands in, is the sideless twin of a right and a left one."""
    while len(code) > CATEGORY_LENGTH:
        parent = icd.get_parent(code)
        siblings = [words(child) for child in icd.get_children(parent) if child != code]
        if sideless_twin(words(code), siblings):
            return True
        code = parent
    return False


def sideless_twin(own: set[str], siblings: list[set[str]]) -> bool:
    """Return whether `own` says unspecified, names no side, and all its siblings do, both sides among them."""
    if "unspecified" not in own or own & {"right", "left", "bilateral"}:
        return False
    named = set().union(*siblings)
    return {"right", "left"} <= named and all(words & {"right", "left", "bilateral"} for words in siblings)


if __name__ == "__main__":
    main()
