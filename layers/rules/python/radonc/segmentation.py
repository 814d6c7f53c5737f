"""Cutting a patient's services into courses (A-07, A-02, D-09). Order of arrival plays no part."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date

from radonc.codes import CODES
from radonc.model.claim import Service
from radonc.model.course import COURSE_GAP, Course, Patient

_LEVEL_FAMILIES = frozenset({"technique_neutral", "imrt", "conventional"})
_ADJUNCTS = CODES.group("HYPERTHERMIA")


def segment(patient: Patient) -> None:
    """Fill `patient.courses` and `patient.course_of`; every service of the field belongs to exactly one course."""
    inside = [service for service in patient.services if service.role != "other"]
    deliveries = sorted((s for s in inside if _opens_course(s)), key=lambda s: (s.date, s.order))
    extents = _delivery_courses(patient, deliveries)
    courses = list(extents)
    planned = _planned_numbers(patient, courses)
    waiting = [service for service in inside if not _opens_course(service)]
    unattached = []
    for service in waiting:
        course = None if service.authorization_number in planned else _fitting(extents, service)
        if course is None:
            unattached.append(service)
        else:
            course.services.append(service)
    courses += _planned_courses(patient, unattached)
    _name(courses, patient.key)
    for course in courses:
        course.services.sort(key=lambda service: service.order)
        for service in course.services:
            patient.course_of[service] = course
    patient.courses = sorted(courses, key=lambda course: (min(s.date for s in course.services), course.key))


def _opens_course(service: Service) -> bool:
    """Deliveries open courses; hyperthermia is an adjunct to one (D-13)."""
    return service.role == "delivery" and service.code not in _ADJUNCTS


def _course_number(patient: Patient, service: Service) -> str | None:
    """Authorization number a delivery is keyed by; one given for guidance opens no course (D-09)."""
    number = service.authorization_number
    if number is None:
        return None
    held = patient.authorizations.get(number)
    return None if held and held.codes <= CODES.group("IGRT") else number


class _Extent:
    """Where and when a growing course treats: one delivery for each site, and the dates."""

    def __init__(self) -> None:
        self.sites: dict[tuple[str, str, str], Service] = {}
        self.dates: set[date] = set()

    def grow(self, service: Service) -> None:
        self.sites.setdefault(_place(service), service)
        self.dates.add(service.date)


def _place(service: Service) -> tuple[str, str, str]:
    """All that `same_site` looks at."""
    return service.named_site, service.site, service.side


def _planned_numbers(patient: Patient, courses: Sequence[Course]) -> frozenset[str]:
    """Authorizations for a treatment of which no delivery is known yet.

    A new authorization is a new course (A-07): what prepares it belongs to no other course, even of the same site.
    """
    delivered = {course.number for course in courses}
    return frozenset(
        number
        for number, held in patient.authorizations.items()
        if number not in delivered and any(CODES.role(code) == "delivery" for code in held.codes - _ADJUNCTS)
    )


def _delivery_courses(patient: Patient, deliveries: Sequence[Service]) -> dict[Course, _Extent]:
    extents: dict[Course, _Extent] = {}
    by_number: dict[str, Course] = {}
    loose = []
    for service in deliveries:
        number = _course_number(patient, service)
        if number is None:
            loose.append(service)
            continue
        course = by_number.get(number)
        if course is None:
            course = by_number[number] = Course(patient, f"authorization:{number}", number, _family(service))
        _deliver(course, service, extents)
    for service in loose:
        course = next((c for c, extent in extents.items() if _continues(c, extent, service)), None)
        if course is None:
            site = f"{service.named_site or service.site}{service.side}"
            course = Course(patient, f"site:{site}:{_family(service)}", None, _family(service))
        _deliver(course, service, extents)
    return extents


def _deliver(course: Course, service: Service, extents: dict[Course, _Extent]) -> None:
    course.deliveries.append(service)
    course.services.append(service)
    if course not in extents:
        extents[course] = _Extent()
    extents[course].grow(service)


def _family(service: Service) -> str:
    return CODES.family(service.code, service.date) or ""


def _continues(course: Course, extent: _Extent, service: Service) -> bool:
    """Tell whether a delivery without authorization number goes on with a course: same site, family, within 60 days."""
    if not _same_family(course.family, _family(service)):
        return False
    if not any(map(service.same_site, extent.sites.values())):
        return False
    return service.date in extent.dates or any(abs(service.date - on) <= COURSE_GAP for on in extent.dates)


def _same_family(one: str, other: str) -> bool:
    """Compare modality families; the levels of 2026 name no technique and continue IMRT or conventional (D-17)."""
    if one == other:
        return True
    return "technique_neutral" in (one, other) and {one, other} <= _LEVEL_FAMILIES


def _fitting(extents: dict[Course, _Extent], service: Service) -> Course | None:
    """Pick the delivery course a service belongs to: same authorization, else same site, else any (D-09)."""
    number = service.authorization_number
    if number is not None:
        same = [course for course in extents if course.number == number]
        if same:
            return same[0]
    same_site = [c for c, extent in extents.items() if any(map(service.same_site, extent.sites.values()))]
    return _nearest(same_site, service.date) or _nearest(extents, service.date)


def _nearest(courses: Iterable[Course], on: date) -> Course | None:
    """Course running on the date, else the one with the nearest delivery within 60 days, the earlier on a tie."""
    best = None
    for course in courses:
        dates = course.delivery_dates
        running = dates[0] <= on <= dates[-1]
        place = bisect_left(dates, on)
        distance = min(abs(on - delivered) for delivered in dates[max(place - 1, 0) : place + 1])
        if not running and distance > COURSE_GAP:
            continue
        rank = (not running, distance, dates[0], course.key)
        if best is None or rank < best[0]:
            best = (rank, course)
    return best[1] if best else None


def _planned_courses(patient: Patient, services: Sequence[Service]) -> list[Course]:
    """Courses of services whose delivery is not known: by authorization number, else by site, cut at 60 days."""
    courses: list[Course] = []
    for service in sorted(services, key=lambda s: (s.date, s.order)):
        course = next((c for c in courses if _joins_plan(c, service)), None)
        if course is None:
            number = service.authorization_number
            site = f"{service.named_site or service.site}{service.side}"
            key = f"authorization:{number}" if number else f"planned:{site}"
            course = Course(patient, key, number, "")
            courses.append(course)
        course.services.append(service)
    return courses


def _joins_plan(course: Course, service: Service) -> bool:
    if course.number or service.authorization_number:
        return course.number == service.authorization_number
    latest = max(other.date for other in course.services)
    return service.date - latest <= COURSE_GAP and course.services[0].same_site(service)


def _name(courses: Sequence[Course], patient_key: str) -> None:
    """Give each course an id that holds no clear text: patient key and a digest of the course key and its turn."""
    turns: dict[str, int] = {}
    for course in sorted(courses, key=lambda c: (c.key, min(s.date for s in c.services))):
        turn = turns[course.key] = turns.get(course.key, 0) + 1
        digest = hashlib.sha256(f"{course.key}#{turn}".encode()).hexdigest()[:8]
        course.course_id = f"{patient_key}-{digest}"
