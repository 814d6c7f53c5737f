"""Read template.yaml as plain data: short-form intrinsics spelled out, SAM globals folded into each function."""

from pathlib import Path
from typing import Any

import yaml

Template = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
API, FUNCTION, LAYER = "AWS::Serverless::Api", "AWS::Serverless::Function", "AWS::Serverless::LayerVersion"


class _Reader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: `!Ref x` is `{"Ref": "x"}`."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    """Spell one short-form intrinsic out."""
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


def _date_as_text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    """Keep `2012-10-17` the text that policies mean by it."""
    return str(loader.construct_scalar(node))


_Reader.add_multi_constructor("!", _intrinsic)
_Reader.add_constructor("tag:yaml.org,2002:timestamp", _date_as_text)


def load_template(root: Path = ROOT) -> Template:
    """Return template.yaml with `Globals.Function` merged into every function's properties."""
    loaded: Template = yaml.load((root / "template.yaml").read_text(encoding="utf-8"), Loader=_Reader)  # noqa: S506 a SafeLoader
    shared = loaded.get("Globals", {}).get("Function", {})
    for function in of_type(loaded, FUNCTION).values():
        function["Properties"] = _merged(shared, function.get("Properties", {}))
    loaded.get("Globals", {}).pop("Function", None)
    return loaded


def of_type(template: Template, kind: str) -> dict[str, Any]:
    """Return the resources of one type by logical id, in the template's order."""
    return {name: resource for name, resource in template["Resources"].items() if resource["Type"] == kind}


def layers_of(function: dict[str, Any]) -> tuple[str, ...]:
    """Return the logical ids of the layers a function uses, in order."""
    return tuple(layer["Ref"] for layer in function["Properties"].get("Layers", []))


def environment_of(function: dict[str, Any]) -> list[str]:
    """Return the names of the environment variables a function is given."""
    return sorted(function["Properties"].get("Environment", {}).get("Variables", {}))


def _merged(shared: Any, own: Any) -> Any:
    """Merge as SAM does: maps key by key, lists one after the other, anything else the function's own."""
    if isinstance(shared, dict) and isinstance(own, dict):
        return {key: _merged(shared.get(key), own.get(key)) for key in {**shared, **own}}
    if isinstance(shared, list) and isinstance(own, list):
        return [*shared, *own]
    return shared if own is None else own
