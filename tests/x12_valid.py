"""Judging X12 by pyx12's validator, and reading back what was written."""

import io
import logging
from pathlib import Path

import pyx12.params
import pyx12.x12n_document

Segment = list[str]


def x12_problems(text: str, folder: Path) -> list[str]:
    """Validate one interchange as `x12valid` does; what it complains of, empty where it is satisfied.

    The acknowledgement it could write besides is not asked for: pyx12 4.0 fails at it for any 835, which has no ST03.
    """
    path = folder / "answer.x12"
    path.write_text(text, encoding="ascii")
    heard = io.StringIO()
    listener = logging.StreamHandler(heard)
    listener.setLevel(logging.ERROR)
    logger = logging.getLogger("pyx12")
    logger.addHandler(listener)
    try:
        fine = pyx12.x12n_document.x12n_document(
            param=pyx12.params.params(), src_file=str(path), fd_997=None, fd_html=None
        )
    finally:
        logger.removeHandler(listener)
    return heard.getvalue().splitlines() or ([] if fine else ["not valid"])


def segments(text: str) -> list[Segment]:
    """Cut an interchange into segments and elements by the separators its ISA names."""
    element, terminator = text[3], text[105]
    return [segment.strip().split(element) for segment in text.split(terminator) if segment.strip()]


def named(text: str, name: str) -> list[Segment]:
    """Segments of one name."""
    return [segment for segment in segments(text) if segment[0] == name]
