"""The service lines of one claim while their segments arrive."""

from radonc.records import Problem
from radonc.x12.elements import number
from radonc.x12.service_line import Fields, ServiceLines

MOST_LINES = 999
_MOST_PROBLEMS = 100


class Problems:
    """Why a claim cannot be read, each with the segment that shows it."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def note(self, name: str, reason: str, segment: int) -> None:
        """Add one; past a hundred the claim is beyond repair and the rest is dropped."""
        if len(self.found) < _MOST_PROBLEMS:
            self.found.append(Problem(name, f"{reason} (segment {segment})"))


class OpenLines:
    """Collects lines from LX on. `current` is the line the next date or reference belongs to."""

    # Most claims leave these as they are, and a class attribute costs nothing per claim.
    begun = False
    current: Fields | None = None
    count = 0
    _number: int | None = None
    _last_number = 0
    _documents: tuple[str, ...] = ()
    _statement: tuple[str, str] | None = None

    def __init__(self, readers: ServiceLines, problems: Problems) -> None:
        self._readers = readers
        self._problems = problems
        self._lines: list[Fields] = []

    def begin(self, segment: str, at: int) -> None:
        """LX: the number of the line that follows."""
        self._unserved(at)
        self.begun, self.current = True, None
        self._number = number(segment[3:]) or 0
        if self._number <= self._last_number:
            self._problems.note("lines", "LX must count upwards: a line or a CLM segment may be missing", at)
        self._last_number = max(self._number, self._last_number)

    def repeated(self, texts: list[str], index: int) -> int:
        """Take lines (LX, service, date, control number) whose texts were read before; give the index after them."""
        clean, days, count = self._readers.clean, self._readers.plain_days, self._last_number
        last = len(texts) - 3
        while index <= last and self._number is None and len(self._lines) < MOST_LINES:
            fields, day = clean.get(texts[index + 1]), days.get(texts[index + 2])
            if fields is None or day is None or texts[index][3:] != str(count + 1):
                break
            count += 1
            self.current = line = fields.copy()
            line["line_number"], line["service_date"] = count, day
            self._lines.append(line)
            index += 3
            if index <= last and texts[index].startswith("REF") and texts[index][4:6] == "6R":
                index += 1
            if index > last or texts[index][:2] != "LX":
                break
        if count != self._last_number:
            self.begun, self.count, self._last_number = True, len(self._lines), count
        return index

    def service(self, segment: str, at: int) -> None:
        """SV1 or SV2: the service of the line LX opened."""
        self.begun = True
        self.count += 1
        if self._number is None:
            self._problems.note("lines", f"{segment[:3]} without an LX before it", at)
        read = self._readers.service(segment)
        for problem in read.problems:
            self._problems.note(f"lines[{len(self._lines)}].{problem.field}", problem.reason, at)
        self.current = read.fields
        self.current["line_number"] = self._number
        self._number = None
        if self.count <= MOST_LINES:
            self._lines.append(self.current)

    def day(self, segment: str, at: int) -> None:
        """DTP 472: the service date of a line, or its first and last day."""
        if self.current is None:
            return
        days = self._readers.days(segment)
        place = f"lines[{self.count - 1}].service_date"
        if days is None:
            self._problems.note(place, "must be one date CCYYMMDD (D8) or two (RD8)", at)
            return
        if "service_date" in self.current:
            self._problems.note(place, "is given twice", at)
        self.current["service_date"] = days[0]
        if days[1] != days[0]:
            self.current["service_date_end"] = days[1]

    def statement(self, segment: str, at: int) -> None:
        """DTP 434: the days an institutional claim covers."""
        self._statement = self._readers.days(segment)
        if self._statement is None:
            self._problems.note("lines", "statement dates (DTP 434) must be CCYYMMDD or two of them", at)

    def document(self, kind: str) -> None:
        """PWK: a kind of record submitted with the claim or with a line."""
        if self.current is None:
            self._documents += (kind,)
        else:
            self.current.setdefault("documents", []).append(kind)

    def finish(self, at: int, *, institutional: bool) -> list[Fields]:
        """Close the lines: documents of the claim stand for each of them, a one-day statement gives the date."""
        self._unserved(at)
        if self.count > MOST_LINES:
            self._problems.note("lines", f"holds {self.count} lines, more than {MOST_LINES}", at)
        for line in self._lines if self._documents else ():
            line["documents"] = [*self._documents, *line.get("documents", ())]
        if institutional and self._statement is not None:
            self._date_from_statement(*self._statement, at)
        return self._lines

    def _date_from_statement(self, first: str, last: str, at: int) -> None:
        for index, line in enumerate(self._lines):
            if "service_date" in line:
                continue
            if first == last:
                line["service_date"] = first
            else:
                reason = "is missing and the statement covers several days; send DTP 472"
                self._problems.note(f"lines[{index}].service_date", reason, at)

    def _unserved(self, at: int) -> None:
        if self._number is not None:
            self._problems.note("lines", "LX without a service segment", at)
            self._number = None
