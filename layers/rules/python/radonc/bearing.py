"""What of a profile bears on services: found once for all services alike in everything a provision looks at."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from radonc.checks.kind import STAGES
from radonc.model.claim import Service
from radonc.policy_files import EVERY_CODE
from radonc.provisions import FOREVER, ONE_DAY, Provision

_OTHER_CODE = ""
_MOST_KEPT = 16_384
_FEW = 8


@dataclass(frozen=True, slots=True, eq=False)
class Bearing:
    """Provisions that speak of a service, by stage in the order of the profile, and the dated tables they consult."""

    stages: Mapping[str, tuple[Provision, ...]]
    tables: tuple[str, ...]


class BearingIndex:
    """Finds the bearing of a service by its code, the era of its date, and its circumstances.

    An era is the time between two days on which any provision begins or ends. Services without difference get the
    same object.
    """

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self._provisions = provisions
        ends = {p.last + ONE_DAY for p in provisions if p.last != FOREVER}
        self._starts: list[date] = sorted({p.first for p in provisions} | ends)
        self._codes = frozenset(code for p in provisions for code in p.params.codes) - EVERY_CODE
        self._speaking = lru_cache(_MOST_KEPT)(self._find_speaking)
        self._places = lru_cache(_MOST_KEPT)(_places)
        self._alike: dict[tuple[object, ...], Bearing] = {}
        self._bearings: dict[tuple[Provision, ...], Bearing] = {}

    def of(self, service: Service) -> Bearing:
        """Return what bears on a service."""
        era = bisect_right(self._starts, service.date)
        code = service.code if service.code in self._codes else _OTHER_CODE
        key = (
            code,
            era,
            service.component,
            service.setting,
            service.claim.record.claim_type,
            service.line.modifiers,
            service.diagnoses,
        )
        known = self._alike.get(key)
        if known is None:
            if len(self._alike) >= _MOST_KEPT:  # diagnoses and modifiers are what claims make them
                self._alike.clear()
            fitting = tuple(p for p in self._speaking(code, era) if p.fits(service))
            known = self._alike[key] = self._bearings.setdefault(fitting, _bearing(fitting))
        return known

    def places(self, stage: str, bearings: tuple[Bearing, ...]) -> list[tuple[Provision, list[int]]]:
        """Positions of the services each provision of a stage speaks of, by the order of the edits' codes."""
        # Most days hold one or two services, alike to those of other days; whole courses seldom recur.
        return self._places(stage, bearings) if len(bearings) <= _FEW else _places(stage, bearings)

    def _find_speaking(self, code: str, era: int) -> tuple[Provision, ...]:
        """Provisions in force in an era that look at a code."""
        if era == 0:
            return ()
        start = self._starts[era - 1]
        return tuple(
            p
            for p in self._provisions
            if p.first <= start <= p.last and (p.params.codes == EVERY_CODE or code in p.params.codes)
        )


def _bearing(provisions: Sequence[Provision]) -> Bearing:
    stages = {stage: tuple(p for p in provisions if p.edit.kind.stage == stage) for stage in STAGES}
    return Bearing(stages, tuple(sorted({p.edit.kind.table for p in provisions if p.edit.kind.table})))


class Docket:
    """What is to be asked of some services, by stage and provision."""

    def __init__(self, index: BearingIndex, services: Iterable[Service]) -> None:
        self._index = index
        self._bearings = {service: index.of(service) for service in services}

    def grouped(self, stage: str, services: Sequence[Service]) -> list[tuple[Provision, list[Service]]]:
        """Services each provision speaks of, by provision; both in a fixed order, that of the edits' codes."""
        places = self._index.places(stage, tuple(map(self._bearings.__getitem__, services)))
        return [(provision, [services[place] for place in own]) for provision, own in places]


def _places(stage: str, bearings: Iterable[Bearing]) -> list[tuple[Provision, list[int]]]:
    alike: dict[Bearing, list[int]] = {}
    for place, bearing in enumerate(bearings):
        alike.setdefault(bearing, []).append(place)
    found: dict[Provision, list[int]] = {}
    for bearing, own in alike.items():
        for provision in bearing.stages[stage]:
            others = found.get(provision)
            found[provision] = own if others is None else sorted(others + own)
    return sorted(found.items(), key=lambda item: item[0].edit.code)
