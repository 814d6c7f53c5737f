"""A patient's claims as days and courses: what the edits look at."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from radonc.authorizations import Authorization
from radonc.model.claim import Claim, Service
from radonc.tables.reference_tables import SHIPPED_TABLES, ReferenceTables

COURSE_GAP = timedelta(days=60)  # a course is closed after 60 days without delivery


class Verdicts:
    """Units each service is still allowed, as far as the stages have been judged."""

    def __init__(self) -> None:
        self._allowed: dict[Service, int] = {}
        self._payable: dict[Service, int] = {}
        self._struck: set[Service] = set()
        self._denied: set[Service] = set()
        self._refused: set[Service] = set()
        self._without_code: set[Service] = set()

    def allowed(self, service: Service) -> int:
        """Units not denied or cut so far; pended units count, for they may yet be paid (D-02)."""
        return self._allowed.get(service, service.units)

    def payable(self, service: Service) -> int:
        """Units neither denied, cut nor pended so far."""
        return self._payable.get(service, service.units)

    def cut(self, service: Service, allowed: int, *, pended: bool = False) -> None:
        """Lower the units of a service, the allowed ones too unless it is only pended; they never rise again."""
        self._payable[service] = min(allowed, self.payable(service))
        if not pended:
            self._allowed[service] = min(allowed, self.allowed(service))

    def strike(self, service: Service) -> None:
        """Note that a denied service stands for no treatment of its own (ADR 0006)."""
        self._struck.add(service)

    def struck(self, service: Service) -> bool:
        """Whether the service was denied as not being a treatment of its own."""
        return service in self._struck

    def denied(self, service: Service) -> bool:
        """Whether the service was denied whole; a pended service is not."""
        return service in self._denied

    def void_code(self, service: Service) -> None:
        """Note that the service's code does not exist on its date: no policy is asked about it."""
        self._without_code.add(service)

    def with_code(self, services: list[Service]) -> list[Service]:
        """Give those of the services whose code was not found void."""
        return [s for s in services if s not in self._without_code] if self._without_code else services

    def refuse(self, service: Service) -> None:
        """Note that a denied service is not payable beside the others, however it is billed."""
        self._refused.add(service)

    def correctable(self) -> frozenset[Service]:
        """Services denied only for what a corrected claim or authorization would mend."""
        return frozenset(self._denied - self._refused)

    @contextmanager
    def lifted(self, services: frozenset[Service]) -> Iterator[None]:
        """Forget within the block that the services were denied, cut or pended."""
        kept = self._allowed, self._payable, self._denied
        self._allowed, self._payable = (
            {service: units for service, units in part.items() if service not in services} for part in kept[:2]
        )
        self._denied = self._denied - services
        try:
            yield
        finally:
            self._allowed, self._payable, self._denied = kept

    def deny(self, service: Service) -> None:
        """Note that the whole service is denied."""
        self._denied.add(service)


@dataclass(slots=True, eq=False)
class Day:
    """All services of one patient on one date, in adjudication order."""

    patient: "Patient"
    date: date
    services: list[Service] = field(default_factory=list)

    def of(self, codes: Iterable[str]) -> Iterator[Service]:
        """Services of the day whose procedure code is among `codes` and that are not denied."""
        wanted = frozenset(codes)
        denied = self.patient.verdicts.denied
        return (service for service in self.services if service.code in wanted and not denied(service))


@dataclass(eq=False)
class Course:
    """One course of therapy: deliveries and everything that belongs to them, in adjudication order."""

    patient: "Patient"
    key: str
    number: str | None
    family: str
    deliveries: list[Service] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    course_id: str = ""

    @property
    def first_delivery(self) -> date | None:
        """Date of the first delivery, None while planned."""
        return self.delivery_dates[0] if self.delivery_dates else None

    @property
    def last_delivery(self) -> date | None:
        """Date of the last delivery, None while planned."""
        return self.delivery_dates[-1] if self.delivery_dates else None

    @cached_property
    def delivery_dates(self) -> tuple[date, ...]:
        """Distinct delivery dates in order."""
        return tuple(sorted({service.date for service in self.deliveries}))

    @property
    def gaps(self) -> tuple[tuple[date, date], ...]:
        """Pairs of neighbouring delivery dates more than 60 days apart (D-16)."""
        dates = self.delivery_dates
        return tuple((a, b) for a, b in pairwise(dates) if b - a > COURSE_GAP)

    @property
    def state(self) -> str:
        """planned, open, closed (more than 60 days after the last delivery, D-15) or reopened."""
        last = self.last_delivery
        if last is None:
            return "planned"
        if self.patient.as_of - last > COURSE_GAP:
            return "closed"
        return "reopened" if self.gaps else "open"

    @property
    def closed(self) -> bool:
        """Whether final tallies may be judged."""
        return self.state == "closed"

    @cached_property
    def authorizations(self) -> tuple[Authorization, ...]:
        """Authorizations on file that the course's deliveries name; while planned, those any service names."""
        named = {service.authorization_number for service in self.deliveries or self.services}
        on_file = self.patient.authorizations
        return tuple(on_file[number] for number in sorted(n for n in named if n) if number in on_file)

    @cached_property
    def techniques(self) -> frozenset[str]:
        """Techniques the course's authorizations state."""
        return frozenset(technique for held in self.authorizations for technique in held.techniques)

    @cached_property
    def approved_fractions(self) -> int | None:
        """Fractions approved over the course's delivery authorizations; None where none states a number."""
        stated = [
            record.approved_fractions
            for held in self.authorizations
            for record in held.records
            if record.approved_fractions is not None
        ]
        return max(stated) if stated else None

    def of(self, codes: Iterable[str]) -> Iterator[Service]:
        """Services of the course whose procedure code is among `codes` and that are not denied."""
        wanted = frozenset(codes)
        denied = self.patient.verdicts.denied
        return (service for service in self.services if service.code in wanted and not denied(service))

    def sessions(self, codes: frozenset[str]) -> dict[date, int]:
        """Treatment sessions by date over the deliveries among `codes`: one a date, more with session evidence (A-11).

        Technical and global deliveries count, whole ranges of both code sets; a delivery struck by an edit does not.
        """
        struck = self.patient.verdicts.struck
        by_date: dict[date, int] = {}
        for service in self.deliveries:
            if service.code not in codes or not service.technical or struck(service):
                continue
            if service.date not in by_date:
                by_date[service.date] = 1
            elif service.has_session_evidence:
                by_date[service.date] += 1
        return by_date

    def fractions(self, codes: frozenset[str]) -> int:
        """Fractions delivered so far over the deliveries among `codes`."""
        return sum(self.sessions(codes).values())


@dataclass(eq=False)
class Patient:
    """Everything known of one member at one payer as of a date."""

    payer: str
    key: str
    as_of: date
    claims: tuple[Claim, ...]
    authorizations: dict[str, Authorization]
    services: list[Service] = field(default_factory=list)
    days: dict[date, Day] = field(default_factory=dict)
    courses: list[Course] = field(default_factory=list)
    course_of: dict[Service, Course] = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=Verdicts)
    tables: ReferenceTables = SHIPPED_TABLES
