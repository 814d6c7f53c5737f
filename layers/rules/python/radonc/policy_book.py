"""The policy book: catalogue and policies, read and typed once, with the hash of all they say."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from radonc.compiled_policies import Policies, read_compiled
from radonc.policy_files import OverrideSpec, PolicyError, ProfileSpec
from radonc.policy_reading import read_policies
from radonc.profiles import Profile, compose
from radonc.provisions import FOREVER, Edit, Provision, bind
from radonc.tables.errors import TableFileError
from radonc.tables.reference_tables import ReferenceTables, reference_tables

__all__ = ["PolicyBook", "PolicyError", "load_book"]

PACKAGE = Path(__file__).parent
CATALOGUE = PACKAGE / "catalogue"
POLICIES = PACKAGE / "policies"
REFERENCE = PACKAGE / "reference"


@dataclass(frozen=True, repr=False)
class PolicyBook:
    """Every edit and profile, and `pack`, the hash of the content they were read from.

    `statements` holds each edit's provisions as published, switched off ones too; a profile's are those that bind it.
    """

    edits: Mapping[str, Edit]
    profiles: Mapping[str, Profile]
    pack: str
    statements: Mapping[str, tuple[Provision, ...]]

    def __repr__(self) -> str:
        return f"PolicyBook({self.pack})"

    @cached_property
    def payers(self) -> tuple[str, ...]:
        """Profiles that judge claims."""
        return tuple(name for name, profile in self.profiles.items() if profile.spec.judges_claims)

    @cached_property
    def payer_ids(self) -> Mapping[str, str]:
        """Payer identifiers as they stand in claims, and the profile each means; a profile's name means itself."""
        ids = {name: name for name in self.payers}
        for name in self.payers:
            ids.update(dict.fromkeys(self.profiles[name].spec.payer_ids, name))
        return ids


def load_book(*folders: Path, tables: Path | None = None) -> PolicyBook:
    """Read the shipped catalogue and policies, a deployment's own policy folders and its imported CMS tables.

    Raises PolicyError.
    """
    try:
        return _read_book(folders, _reference_tables(tables))
    except PolicyError as error:
        raise PolicyError(_with_paths(str(error), folders)) from None


def _with_paths(text: str, folders: Sequence[Path]) -> str:
    """Name files of a deployment by their path; inside the pack they go by their folder's position."""
    for position, folder in enumerate(folders):
        text = text.replace(f"own{position}/", f"{folder}/")
    return text


def _read_book(folders: Sequence[Path], held: ReferenceTables) -> PolicyBook:
    files = shipped_files()
    key = content_hash(files)
    policies = None if folders else read_compiled(key)
    if policies is None:
        files |= _own_files(folders)
        policies = read_policies(files)
    composed = {
        payer: replace(_compose(spec, policies), tables=held) for payer, spec in sorted(policies.profiles.items())
    }
    if held.library:
        files["imported tables"] = held.identity()
    pack = content_hash(files) if folders or held.library else key
    statements = {code: tuple(policies.provisions.get(code, ())) for code in sorted(policies.edits)}
    return PolicyBook(policies.edits, composed, pack, statements)


def shipped_files() -> dict[str, bytes]:
    """Return what ships: catalogue, policies and reference tables, by name."""
    reference = {f"reference/{p.name}": p.read_bytes() for p in REFERENCE.iterdir() if p.suffix in {".csv", ".toml"}}
    return _contents(CATALOGUE, "catalogue") | _contents(POLICIES, "policies") | reference


def _own_files(folders: Sequence[Path]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for position, folder in enumerate(folders):
        if not folder.is_dir():
            raise PolicyError(f"{folder}: no such policy folder")
        files |= _contents(folder, f"own{position}")
    return files


def _reference_tables(folder: Path | None) -> ReferenceTables:
    if folder is not None and not folder.is_dir():
        raise PolicyError(f"{folder}: no such folder of tables")
    try:
        return reference_tables(folder)
    except TableFileError as error:
        raise PolicyError(str(error)) from None


def _contents(folder: Path, label: str) -> dict[str, bytes]:
    return {f"{label}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in folder.rglob("*.toml")}


def _compose(spec: ProfileSpec, policies: Policies) -> Profile:
    place, provisions = policies.places[spec.payer], policies.provisions
    publishers = {p.publisher for statements in provisions.values() for p in statements}
    for adopted in spec.adopts:
        if adopted.publisher not in publishers:
            known = ", ".join(sorted(publishers))
            raise PolicyError(f"{place}: adopts: no publisher {adopted.publisher!r}; publishers are {known}")
    for field, codes in (("switches", spec.switches), ("override", [entry.edit for entry in spec.override])):
        for code in codes:
            if code not in policies.edits:
                raise PolicyError(f"{place}: {field}: no edit has the code {code!r}")
    base = compose(spec, provisions)
    if not spec.override:
        return base
    overridden = dict(provisions)
    for index, entry in enumerate(spec.override, 1):
        taken = [p for p in base.provisions if p.edit.code == entry.edit]
        if not taken:
            raise PolicyError(f"{place}: override {index}: edit: {entry.edit} does not bind this payer; adopt it first")
        own = [_override(p, entry, f"{place}: override {index}", spec.payer, policies.titles) for p in taken]
        overridden[entry.edit] = [*overridden[entry.edit], *(p for p in own if p is not None)]
    return compose(spec, overridden)


def _override(
    base: Provision, entry: OverrideSpec, place: str, payer: str, titles: Mapping[str, str]
) -> Provision | None:
    """Restate a provision as the payer's own with single values changed, over the dates both are in force."""
    first = max(base.first, entry.effective or date.min)
    last = min(base.last, entry.until or FOREVER)
    if first > last:
        return None
    severities = {name: outcome.severity for name, outcome in base.outcomes.items()} | dict(entry.severities)
    if entry.severity:
        severities["default"] = entry.severity
    spec = base.spec.model_copy(
        update={
            "publisher": payer,
            "effective": first,
            "until": None if last == FOREVER else last,
            "parameters": base.spec.parameters | entry.parameters,
            "severity": None,
            "severities": severities,
            "citation": list(entry.citation),
        }
    )
    own = bind(base.edit, spec, place, titles)
    return replace(own, citations=(*own.citations, *base.citations))


def content_hash(files: Mapping[str, bytes]) -> str:
    """Hash files by name and content."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return f"sha256:{digest.hexdigest()}"
