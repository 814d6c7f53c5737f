"""The template environment of the pages."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> "Environment":
    jinja2 = import_module("jinja2")  # with the first page: a function that only decides never shows one
    environment: Environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment


def render_page(template: str, **content: Any) -> str:
    """Render a template with everything escaped. Raises jinja2.UndefinedError for content a template misses."""
    return _environment().get_template(template).render(content)
