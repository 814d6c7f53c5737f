"""What a published file is, told from its name: no CMS file says its quarter inside (domain facts 3)."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from radonc.tables.quarters import MONTHS, Period, fiscal_year, quarter, quarter_of, quarter_of_ptp_version


class Kind(StrEnum):
    """The tables that can be imported."""

    PTP = "ptp"
    MUE = "mue"
    ADD_ON = "add-on"
    FEE_SCHEDULE = "fee-schedule"
    ICD10CM = "icd10cm"


@dataclass(frozen=True, slots=True)
class Publication:
    """One table of one period; `part` numbers the files of a PTP table from 1."""

    kind: Kind
    period: Period
    setting: str = ""
    part: int = 1

    @property
    def table(self) -> str:
        """The table's name in a library: kind, setting where there are several, period."""
        return "-".join(filter(None, (self.kind, self.setting, self.period.name.lower())))


PTP_SETTINGS = {"pra": "practitioner", "oph": "hospital"}
MUE_SETTINGS = {
    "practitionerservices": "practitioner",
    "outpatienthospitalservices": "hospital",
    "dmesupplierservices": "supplier",
}


def _ptp(found: re.Match[str]) -> Publication:
    period = quarter_of_ptp_version(int(found["major"]), int(found["minor"]))
    return Publication(Kind.PTP, period, PTP_SETTINGS[found["setting"].lower()], int(found["part"]))


def _mue(found: re.Match[str]) -> Publication:
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    return Publication(Kind.MUE, quarter_of(day), MUE_SETTINGS[found["setting"].lower()])


def _add_on(found: re.Match[str]) -> Publication:
    return Publication(Kind.ADD_ON, quarter(int(found["year"]), int(found["quarter"])))


def _fee_schedule(found: re.Match[str]) -> Publication:
    year = int(found["year"]) % 100 + 2000
    return Publication(Kind.FEE_SCHEDULE, quarter(year, MONTHS[found["month"].upper()]))


def _icd10cm(found: re.Match[str]) -> Publication:
    return Publication(Kind.ICD10CM, fiscal_year(int(found["year"])))


Reader = Callable[[re.Match[str]], Publication]

NAMES: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"cci(?P<setting>pra|oph)-v(?P<major>\d+)(?P<minor>[0-3])r\d+-f(?P<part>\d)", re.IGNORECASE), _ptp),
    (
        re.compile(
            r"MCR_MUE_(?P<setting>PractitionerServices|OutpatientHospitalServices|DMESupplierServices)"
            r"_Eff_(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d{4})",
            re.IGNORECASE,
        ),
        _mue,
    ),
    (re.compile(r"AOC_V(?P<year>\d{4})Q(?P<quarter>[1-4])", re.IGNORECASE), _add_on),
    (re.compile(r"PPRRVU(?P<year>\d{4}|\d\d)_?(?P<month>JAN|APR|JUL|OCT)", re.IGNORECASE), _fee_schedule),
    (re.compile(r"icd10cm[-_]order[-_](?:[a-z]+[-_])?(?P<year>\d{4})", re.IGNORECASE), _icd10cm),
)
"""Names the publishers use: `ccipra-v323r0-f1`, `MCR_MUE_..._Eff_04-01-2026`, `AOC_V2026Q1-MCR`, `PPRRVU2026_Jul`,
`icd10cm_order_2026`."""

EXPECTED = (
    "a name such as ccipra-v323r0-f1.txt, MCR_MUE_PractitionerServices_Eff_04-01-2026.csv, AOC_V2026Q1-MCR.xlsx, "
    "PPRRVU2026_Jul.csv or icd10cm_order_2026.txt"
)


def recognise(name: str) -> Publication | None:
    """Return what a file name announces; None when no publisher writes such a name, or it names no day there is."""
    for pattern, read in NAMES:
        if found := pattern.search(name):
            with suppress(ValueError, OverflowError):
                return read(found)
    return None
