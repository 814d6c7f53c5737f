"""template.yaml as data: short-form functions become their long forms."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


class _Loader(yaml.SafeLoader):
    """SafeLoader that reads CloudFormation's tags."""


def _function(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name: value}


_Loader.add_multi_constructor("!", _function)


@cache
def template() -> dict[str, Any]:
    """Read the template once."""
    loaded: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), Loader=_Loader)  # noqa: S506 - safe subclass
    return loaded


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Resources of one type, by name."""
    return {name: entry for name, entry in template()["Resources"].items() if entry["Type"] == kind}


def functions() -> dict[str, dict[str, Any]]:
    """Properties of each function, by its folder's name."""
    return {
        entry["Properties"]["CodeUri"].strip("/").split("/")[-1]: entry["Properties"]
        for entry in resources("AWS::Serverless::Function").values()
    }
