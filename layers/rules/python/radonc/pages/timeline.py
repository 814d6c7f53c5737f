"""Where the marks of a course's time line stand: pure geometry, drawn by the template as inline SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

LANES = (
    (
        "planning",
        "Planning and simulation",
        frozenset({"planning", "simulation", "plan", "dosimetry", "device", "special"}),
    ),
    ("delivery", "Fractions", frozenset({"delivery"})),
    ("guidance", "Guidance", frozenset({"guidance"})),
    ("port", "Port images", frozenset({"port"})),
    ("physics", "Physics weeks", frozenset({"physics"})),
    ("management", "Management", frozenset({"management"})),
    ("other", "Other", frozenset({"unlisted", "other"})),
)
LEFT, RIGHT, TOP, LANE_HEIGHT, WIDTH = 150, 20, 34, 34, 1060
_WORST = ("deny", "pend", "reduce", "warn", "allow")
_MONTH_TICKS_FROM_DAYS = 70


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
    strong: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the drawing needs, in user units of an SVG `width` by `height`."""

    width: int
    height: int
    lanes: tuple[tuple[str, float], ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    windows: tuple[tuple[float, float, str], ...]
    year_end: float | None


def draw_timeline(view: Mapping[str, Any]) -> Timeline:
    """Lay out a course view's dates. Lanes without a mark are left out."""
    days = [(date.fromisoformat(day["date"]), day) for day in view["timeline"]]
    first = min(on for on, _ in days) - timedelta(days=2)
    last = max(on for on, _ in days) + timedelta(days=2)
    used = [lane for lane in LANES if any(s["role"] in lane[2] for _, day in days for s in day["services"])]
    rows = {name: TOP + LANE_HEIGHT * (index + 0.5) for index, (name, _, _) in enumerate(used)}

    def place(on: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (on - first).days / (last - first).days, 1)

    marks = [
        _mark(place(on), rows[name], label, on, day, roles)
        for on, day in days
        for name, label, roles in used
        if any(service["role"] in roles for service in day["services"])
    ]
    new_year = date(last.year, 1, 1)
    return Timeline(
        width=WIDTH,
        height=TOP + LANE_HEIGHT * len(used) + 26,
        lanes=tuple((label, rows[name]) for name, label, _ in used),
        marks=tuple(marks),
        ticks=tuple(Tick(place(on), label, strong) for on, label, strong in _ticks(first, last)),
        windows=tuple(_windows(view["authorizations"], first, last, place)),
        year_end=place(new_year) if first < new_year <= last else None,
    )


def _mark(x: float, y: float, lane: str, on: date, day: Mapping[str, Any], roles: frozenset[str]) -> Mark:
    services = [service for service in day["services"] if service["role"] in roles]
    states = {_state(service) for service in services}
    state = next(name for name in _WORST if name in states)
    codes = ", ".join(sorted({service["procedure_code"] for service in services}))
    edits = sorted({edit for service in services for edit in service["edits"]})
    fraction = day["fraction"] if "delivery" in roles else None
    numbered = f", fraction {fraction}" if fraction else ""
    told = f" ({', '.join(edits)})" if edits else ""
    return Mark(x, y, state, f"{on.isoformat()}{numbered}: {lane.lower()} {codes}, {state}{told}", f"d{on}", fraction)


def _state(service: Mapping[str, Any]) -> str:
    disposition: str = service["disposition"]
    return "warn" if disposition == "allow" and service["edits"] else disposition


def _ticks(first: date, last: date) -> Sequence[tuple[date, str, bool]]:
    """Mondays, or first days of months where a course is long."""
    span = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    if len(span) > _MONTH_TICKS_FROM_DAYS:
        return [(on, f"{on:%b %Y}", True) for on in span if on.day == 1]
    return [(on, f"{on:%d %b}", False) for on in span if on.weekday() == 0]


def _windows(authorizations: Sequence[Mapping[str, Any]], first: date, last: date, place: Any) -> Any:
    """Stated validity of each authorization, cut to the drawing."""
    for held in authorizations:
        if "valid_from" not in held and "valid_to" not in held:
            continue
        start = max(first, date.fromisoformat(held.get("valid_from", first.isoformat())))
        end = min(last, date.fromisoformat(held.get("valid_to", last.isoformat())))
        if start <= end:
            yield place(start), place(end), f"authorization {held['authorization_number']}"
