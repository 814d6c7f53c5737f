"""Reading catalogue and policy files: every edit, provision and profile typed and checked, each with its place."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from radonc.compiled_policies import Policies
from radonc.policy_files import PolicyError, ProfileSpec, ProvisionSpec, build
from radonc.provisions import bind, parse_edit


def read_policies(files: Mapping[str, bytes]) -> Policies:
    """Parse and check policy files. Raises PolicyError."""
    named = {name: content for name, content in files.items() if not name.startswith("reference/")}
    read = {name: _table(name, content) for name, content in sorted(named.items())}
    policies = Policies(titles=read.pop("policies/sources.toml")["titles"])
    for name, table in read.items():
        if "check" in table:
            _read_edit(name, table, policies)
    for name, table in read.items():
        if "payer" in table:
            _read_profile(name, build(table, ProfileSpec, name), policies)
        elif "check" not in table:
            publisher = Path(name).parent.name
            for index, entry in enumerate(table.get("provision", []), 1):
                spec = build(entry, ProvisionSpec, f"{name}: provision {index}")
                _read_provisions(name, [spec], publisher, policies)
    return policies


def _table(name: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{name}: not valid TOML: {error}") from None


def _read_edit(name: str, table: dict[str, Any], policies: Policies) -> None:
    edit, spec = parse_edit(table, name)
    if edit.code in policies.edits:
        raise PolicyError(f"{name}: code: {edit.code} is defined by another file too")
    policies.edits[edit.code] = edit
    if edit.retired is not None:
        return
    for index, entry in enumerate(spec.provision, 1):
        place = f"{name}: provision {index}"
        if not entry.publisher:
            raise PolicyError(f"{place}: publisher: is required")
        policies.provisions.setdefault(edit.code, []).append(bind(edit, entry, place, policies.titles))


def _read_profile(name: str, spec: ProfileSpec, policies: Policies) -> None:
    if spec.payer in policies.profiles:
        raise PolicyError(f"{name}: payer: {spec.payer!r} is defined by {policies.places[spec.payer]} too")
    policies.profiles[spec.payer], policies.places[spec.payer] = spec, name
    _read_provisions(name, spec.provision, spec.payer, policies)


def _read_provisions(name: str, specs: Sequence[ProvisionSpec], publisher: str, policies: Policies) -> None:
    for index, spec in enumerate(specs, 1):
        place = f"{name}: provision {index}"
        edit = policies.edits.get(spec.edit)
        if edit is None:
            raise PolicyError(f"{place}: edit: no edit has the code {spec.edit!r}")
        own = spec.model_copy(update={"publisher": publisher})
        policies.provisions.setdefault(edit.code, []).append(bind(edit, own, place, policies.titles))
