"""Where the marks of a course's time line stand: pure geometry, drawn by the template as inline SVG."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from radonc.codes import CODES

LEFT, RIGHT, TOP, LANE_HEIGHT, WIDTH = 170, 20, 34, 34, 1060
SIGNS = {"allow": "", "warn": "!", "reduce": "−", "pend": "?", "deny": "×", "superseded": ""}  # noqa: RUF001
_LANES = (
    ("Simulation", ("simulation",)),
    ("Planning and devices", ("planning", "plan", "dosimetry", "device", "special")),
    ("Fractions", ("delivery",)),
    ("Guidance", ("guidance",)),
    ("Port images", ("port",)),
    ("Physics weeks", ("physics",)),
    ("Management", ("management",)),
    ("Other", ("unlisted", "other")),
)
_MODALITIES = {"imrt": "IMRT", "iort": "IORT", "conventional": "External beam", "technique_neutral": "External beam"}
_WORST = ("deny", "pend", "reduce", "warn", "allow", "superseded")
_MONTH_TICKS_FROM_DAYS = 70
_OWN_LANES = 4
_WIDEST, _NARROWEST, _SIGNED_FROM = 12.0, 2.0, 9.0
_NEW_YEAR_WORDS = 180

Place = Callable[[date], float]


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the drawing: the roles it shows, and which codes only, where it does not show all of them."""

    label: str
    roles: frozenset[str]
    codes: frozenset[str] | None = None

    def services(self, day: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Services of a date that belong here."""
        return [
            service
            for service in day["services"]
            if service["role"] in self.roles and (self.codes is None or service["procedure_code"] in self.codes)
        ]


@dataclass(frozen=True, slots=True)
class Mark:
    """One date in one lane: its place, how its lines were decided, what a tooltip and a screen reader say."""

    x: float
    y: float
    state: str
    label: str
    target: str
    fraction: int | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the drawing needs, in user units of an SVG `width` by `height`.

    `mark_width` leaves a gap between the marks of neighbouring dates; `signed` says that a mark can hold its sign.
    `year_end` is the place of a new year inside the course and where the words beside it are anchored.
    """

    width: int
    height: int
    left: int
    mark_width: float
    signed: bool
    lanes: tuple[tuple[str, float], ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    windows: tuple[tuple[float, float, str], ...]
    year_end: tuple[float, str] | None


def draw_timeline(view: Mapping[str, Any]) -> Timeline:
    """Lay out a course view's dates. Only lanes with a mark; each delivery code has its own, named by modality."""
    days = [(date.fromisoformat(day["date"]), day) for day in view["timeline"]]
    first = days[0][0] - timedelta(days=2)
    last = days[-1][0] + timedelta(days=2)
    a_day = (WIDTH - LEFT - RIGHT) / (last - first).days
    lanes = [(lane, TOP + LANE_HEIGHT * (index + 0.5)) for index, lane in enumerate(_lanes(view["timeline"]))]

    def place(on: date) -> float:
        return round(LEFT + a_day * (on - first).days, 1)

    gap = a_day * min((after - before).days for (before, _), (after, _) in pairwise(days)) if days[1:] else _WIDEST
    mark_width = round(max(_NARROWEST, min(_WIDEST, gap - 1.5)), 1)
    return Timeline(
        width=WIDTH,
        height=TOP + LANE_HEIGHT * len(lanes) + 26,
        left=LEFT,
        mark_width=mark_width,
        signed=mark_width >= _SIGNED_FROM,
        lanes=tuple((lane.label, y) for lane, y in lanes),
        marks=tuple(_marks(days, lanes, place)),
        ticks=tuple(_ticks(first, last, place)),
        windows=tuple(_windows(view["authorizations"], first, last, place)),
        year_end=_year_end(first, last, place),
    )


def _lanes(timeline: Sequence[Mapping[str, Any]]) -> Iterator[Lane]:
    for label, roles in _LANES:
        lane = Lane(label, frozenset(roles))
        codes: dict[str, str] = {}
        for day in timeline:
            for service in lane.services(day):
                codes.setdefault(service["procedure_code"], day["date"])
        if "delivery" in roles and 0 < len(codes) <= _OWN_LANES:
            for code, on in codes.items():
                yield Lane(f"{_modality(code, on)} {code}", lane.roles, frozenset({code}))
        elif codes:
            yield lane


def _modality(code: str, on: str) -> str:
    family = CODES.family(code, date.fromisoformat(on)) or "fractions"
    return _MODALITIES.get(family, family.capitalize())


def _marks(
    days: Sequence[tuple[date, Mapping[str, Any]]], lanes: Sequence[tuple[Lane, float]], place: Place
) -> Iterator[Mark]:
    for on, day in days:
        fraction = day["fraction"]
        for lane, y in lanes:
            services = lane.services(day)
            if services:
                delivers = "delivery" in lane.roles
                number = fraction if delivers else None
                yield _mark(place(on), y, lane.label, day["date"], services, number)
                fraction = None if delivers else fraction


def _mark(x: float, y: float, lane: str, on: str, services: Sequence[Mapping[str, Any]], fraction: int | None) -> Mark:
    states = {_state(service) for service in services}
    state = next(name for name in _WORST if name in states)
    codes = ", ".join(sorted({service["procedure_code"] for service in services}))
    what = lane if codes in lane else f"{lane.lower()} {codes}"
    edits = sorted({edit for service in services for edit in service["edits"]})
    numbered = f", fraction {fraction}" if fraction else ""
    told = f" ({', '.join(edits)})" if edits else ""
    return Mark(x, y, state, f"{on}{numbered}: {what}, {state}{told}", f"d{on}", fraction)


def _state(service: Mapping[str, Any]) -> str:
    disposition: str = service["disposition"]
    return "warn" if disposition == "allow" and service["edits"] else disposition


def _ticks(first: date, last: date, place: Place) -> Iterator[Tick]:
    """Mondays, or first days of months where a course is long; the first tick and each new year's name the year."""
    span = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    monthly = len(span) > _MONTH_TICKS_FROM_DAYS
    year = 0
    for on in (on for on in span if (on.day == 1 if monthly else on.weekday() == 0)):
        form = "%b" if monthly else "%d %b"
        yield Tick(place(on), f"{on:{form}}" if on.year == year else f"{on:{form} %Y}")
        year = on.year


def _windows(
    authorizations: Sequence[Mapping[str, Any]], first: date, last: date, place: Place
) -> Iterator[tuple[float, float, str]]:
    """Stated validity of authorizations, cut to the drawing; those with the same dates share a window."""
    numbers: dict[tuple[str | None, str | None], list[str]] = {}
    for held in authorizations:
        dates = held.get("valid_from"), held.get("valid_to")
        if any(dates):
            numbers.setdefault(dates, []).append(held["authorization_number"])
    for (since, until), names in numbers.items():
        start = max(first, date.fromisoformat(since)) if since else first
        end = min(last, date.fromisoformat(until)) if until else last
        if start <= end:
            told = f"authorization {', '.join(dict.fromkeys(names))}, {since or 'any date'} to {until or 'any date'}"
            yield place(start), place(end), told


def _year_end(first: date, last: date, place: Place) -> tuple[float, str] | None:
    new_year = date(last.year, 1, 1)
    if not first < new_year <= last:
        return None
    x = place(new_year)
    return x, "end" if x > WIDTH - _NEW_YEAR_WORDS else "start"
