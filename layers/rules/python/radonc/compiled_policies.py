"""The shipped policies in compiled form: what their files say once read and checked, put together without parsing.

`policies.json` is made from the files by `make docs` and carries the hash of what it was made from. Whatever has
another hash is passed over and the files themselves are read, so a compiled form can be missing but never wrong.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import from_json

from radonc.checks import KINDS
from radonc.policy_files import (
    ANYWHERE,
    Adoption,
    CitationSpec,
    ConflictSpec,
    OverrideSpec,
    PayerCodeSpec,
    ProfileSpec,
    ProvisionSpec,
    Where,
)
from radonc.provisions import Edit, Outcome, Provision, bound
from radonc.reference.diagnosis_codes import Strictness

COMPILED = Path(__file__).with_name("policies.json")
_MODELS: Mapping[str, type[BaseModel]] = {
    model.__name__: model
    for model in (
        Adoption,
        CitationSpec,
        ConflictSpec,
        OverrideSpec,
        PayerCodeSpec,
        ProfileSpec,
        ProvisionSpec,
        Where,
    )
}


@dataclass(frozen=True, slots=True)
class Policies:
    """Edits by code, each publisher's provisions of an edit, profiles with the file each stands in, source titles."""

    titles: Mapping[str, str] = field(default_factory=dict)
    edits: dict[str, Edit] = field(default_factory=dict)
    provisions: dict[str, list[Provision]] = field(default_factory=dict)
    profiles: dict[str, ProfileSpec] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def compiled(policies: Policies, key: str) -> str:
    """Write policies as JSON, one edit or profile a line, under the hash of what they were read from."""
    entries: list[Any] = [{"key": key, "titles": dict(policies.titles)}]
    entries += [_written_edit(edit, policies.provisions.get(code, [])) for code, edit in policies.edits.items()]
    entries += [{"place": policies.places[payer], "spec": _packed(spec)} for payer, spec in policies.profiles.items()]
    lines = (json.dumps(entry, separators=(",", ":")) for entry in entries)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def read_compiled(key: str, path: Path = COMPILED) -> Policies | None:
    """Put the compiled policies together; None where there are none, or they were made from something else."""
    try:
        head, *entries = from_json(path.read_bytes(), cache_strings="all")
        return _put_together(head["titles"], entries) if head["key"] == key else None
    except (OSError, ValueError, LookupError, TypeError):  # not there, damaged, or of types that have changed since
        return None


def _put_together(titles: Mapping[str, str], entries: list[dict[str, Any]]) -> Policies:
    policies = Policies(titles=titles)
    for entry in entries:
        if "spec" in entry:
            spec = _unpacked(entry["spec"])
            policies.profiles[spec.payer], policies.places[spec.payer] = spec, entry["place"]
        else:
            _put_edit(policies, entry)
    return policies


def _written_edit(edit: Edit, provisions: list[Provision]) -> dict[str, Any]:
    written = {name.name: getattr(edit, name.name) for name in fields(Edit)}
    outcomes = {
        name: [getattr(outcome, part.name) for part in fields(Outcome)] for name, outcome in edit.outcomes.items()
    }
    return {
        "edit": _packed(written | {"kind": edit.kind.name, "outcomes": outcomes}),
        "provisions": [[_packed(p.spec), _packed(_given(p.params))] for p in provisions],
    }


def _put_edit(policies: Policies, entry: dict[str, Any]) -> None:
    written = _unpacked(entry["edit"])
    kind = KINDS[written["kind"]]
    outcomes = {name: Outcome(*parts) for name, parts in written["outcomes"].items()}
    edit = Edit(**{**written, "kind": kind, "outcomes": outcomes})
    policies.edits[edit.code] = edit
    if entry["provisions"]:
        policies.provisions[edit.code] = [
            bound(edit, _unpacked(spec), kind.params.model_construct(**_unpacked(params)), policies.titles)
            for spec, params in entry["provisions"]
        ]


def _given(model: BaseModel) -> dict[str, Any]:
    """Fields a file gave a value, and models within; the others have the default of their class."""
    values = {name: getattr(model, name) for name in type(model).model_fields}
    return {name: v for name, v in values.items() if name in model.model_fields_set or isinstance(v, BaseModel)}


def _packed(value: Any) -> Any:
    """Write a value as JSON; what JSON has no form for is an object of one entry, its type and its parts."""
    match value:
        case BaseModel():
            return {type(value).__name__: _packed(_given(value))["dict"]}
        case Strictness():
            return {"strictness": value.value}
        case date():
            return {"date": value.isoformat()}
        case tuple():
            return {"tuple": [_packed(part) for part in value]}
        case frozenset():
            return {"frozenset": sorted(value)}
        case dict():
            return {"dict": {key: _packed(part) for key, part in value.items()}}
        case list():
            return [_packed(part) for part in value]
        case str() | int() | None:
            return value
    raise TypeError(f"policies.json has no form for {type(value).__name__}")


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [part if isinstance(part, str) else _unpacked(part) for part in value]
    if not isinstance(value, dict):
        return value
    ((form, inner),) = value.items()
    make = _FORMS.get(form)
    if make is not None:
        return make(inner)
    if value == _ANYWHERE:
        return ANYWHERE
    return _MODELS[form].model_construct(**_unpacked_parts(inner))


def _unpacked_parts(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part if isinstance(part, str) else _unpacked(part) for name, part in parts.items()}


_ANYWHERE = {"Where": dict[str, Any]()}
_FORMS: Mapping[str, Callable[[Any], Any]] = {
    "strictness": Strictness,
    "date": date.fromisoformat,
    "tuple": lambda parts: tuple(_unpacked(parts)),
    "frozenset": frozenset,
    "dict": _unpacked_parts,
}
