"""One type of image guidance stands for each date and treatment site (A-42, A-46)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params, components
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.policy_files import Codes

_OTHER_SITE_CLAIMED = frozenset({"59", "XS"})  # the only sign of a second site a claim without sites can give


class ImagingTypes(Params):
    """`yields`: codes that give way to any other imaging of the date, whatever its component."""

    yields: Codes = frozenset()


def check(params: ImagingTypes, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield imaging of another type than the one that stands at its site: the first received stands.

    Technical and professional halves under two codes are one service (D-10) and do not conflict.
    """
    kept: list[Service] = []
    for service in sorted(targets, key=lambda s: (s.code in params.yields, s.order)):
        if day.patient.verdicts.denied(service):
            continue
        rival = next((other for other in kept if _conflict(params, other, service)), None)
        if rival is None:
            kept.append(service)
            continue
        claimed = not _OTHER_SITE_CLAIMED.isdisjoint((*rival.modifiers, *service.modifiers))
        yield Breach(
            service=service,
            outcome="site_claimed" if claimed else "default",
            evidence={"kept": rival.code, "modifiers": " ".join(service.modifiers)},
            related=(rival,),
        )


def _conflict(params: ImagingTypes, kept: Service, service: Service) -> bool:
    if kept.code == service.code or not kept.same_site(service):
        return False
    if service.code in params.yields:
        return True
    return not set(components(kept)).isdisjoint(components(service))


KIND = Kind(
    name="one_imaging_type_per_site",
    stage="imaging",
    params=ImagingTypes,
    check=check,
    outcomes=("default", "site_claimed"),
    evidence=frozenset({"kept", "modifiers"}),
)
