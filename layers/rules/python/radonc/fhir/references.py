"""Following references inside a resource and its Bundle, to identifiers of people, payers and providers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from radonc.fhir.model import Identifier, Party, Reference

_NPI_SYSTEM = "us-npi"
_NPI_TYPES = ("NPI", "npi")
_MEMBER_TYPES = ("MB", "MC")

Resource = Mapping[str, Any]


class References:
    """Resources that references can lead to, by fullUrl, by type/id, and contained ones by #id."""

    def __init__(self, entries: Iterable[Resource] = ()) -> None:
        self._places: dict[str, Resource] = {}
        for entry in entries:
            resource = entry.get("resource")
            if not isinstance(resource, Mapping):
                continue
            if isinstance(entry.get("fullUrl"), str):
                self._places[entry["fullUrl"]] = resource
            self._places[f"{resource.get('resourceType')}/{resource.get('id')}"] = resource

    def inside(self, resource: Resource) -> "References":
        """The same references, and those to resources contained in this one."""
        inner = References()
        contained = resource.get("contained")
        own = [one for one in contained if isinstance(one, Mapping)] if isinstance(contained, list) else []
        inner._places = self._places | {f"#{one.get('id')}": one for one in own}
        return inner

    def resource(self, reference: Reference) -> Resource | None:
        """The resource a reference leads to, where it was sent along."""
        place = reference.reference or ""
        tail = "/".join(place.rsplit("/", 2)[-2:])
        return self._places.get(place) or self._places.get(tail)

    def party(self, reference: Reference) -> Party | None:
        """The resource a reference leads to, in the parts this reader knows."""
        resource = self.resource(reference)
        try:
            return Party.model_validate(_with_lists(resource)) if resource else None
        except ValidationError:
            return None

    def identifiers(self, reference: Reference) -> Iterator[Identifier]:
        """Identifiers a reference carries itself, then those of what it leads to, a role's practitioner included."""
        party = self.party(reference)
        practitioner = party.practitioner if party else None
        behind = self.party(practitioner) if practitioner else None
        for carried in (reference, practitioner):
            if carried and carried.identifier:
                yield carried.identifier
        for sent in (party, behind):
            yield from sent.identifier if sent else ()

    def npi(self, reference: Reference) -> str | None:
        """The National Provider Identifier behind a reference."""
        for one in self.identifiers(reference):
            if one.value and (one.system.endswith(_NPI_SYSTEM) or set(one.type.codes) & set(_NPI_TYPES)):
                return one.value
        return None

    def member_id(self, patient: Reference, coverage: Reference) -> str | None:
        """The payer's number of a patient: marked as such, or of the coverage, or the only one there is."""
        known = [one for one in self.identifiers(patient) if one.value]
        marked = [one.value for one in known if set(one.type.codes) & set(_MEMBER_TYPES)]
        if marked:
            return marked[0]
        covered = self.party(coverage)
        if covered and covered.subscriber_id:
            return covered.subscriber_id
        untyped = [one.value for one in known if not one.type.codes]
        return untyped[0] if len(untyped) == 1 else None


def _with_lists(resource: Resource) -> dict[str, Any]:
    """A Coverage has no code and an Organization no payor; some resources hold one identifier, not a list."""
    identifier = resource.get("identifier")
    return {**resource, "identifier": identifier if isinstance(identifier, list) else []}
