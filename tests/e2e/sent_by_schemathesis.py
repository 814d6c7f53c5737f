"""What Schemathesis sends: values of our formats, and the conditions a claim meets that JSON Schema cannot say.

A request meant to be accepted is mended where the description says in words what the schema cannot: dates in order,
units that fit their days, pointers within the diagnoses, a payer that is known, whole numbers without a decimal point,
a key of its own for each body. One meant to be refused goes out as it was made.
"""

import datetime as dt
import hashlib
import json
from typing import Any

import schemathesis
from hypothesis import strategies as st

FIRST, LAST = dt.date(1990, 1, 1), dt.date(2099, 12, 31)
KEY = "Idempotency-Key"
DELIVERIES = ("77412", "77385", "77373", "77427")  # the first line stands in a course, to which a link leads
PAYERS = ("evolent", "medicare", "priority-health")


def npi(nine: str) -> str:
    """Add the check digit: Luhn's, over the prefix 80840 and nine digits (the NPI standard)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(f"80840{nine}"), 1)]
    return f"{nine}{-sum(number // 10 + number % 10 for number in doubled) % 10}"


schemathesis.openapi.format("npi", st.from_regex(r"\A[12][0-9]{8}\Z").map(npi))
schemathesis.openapi.format("date", st.dates(FIRST, LAST).map(dt.date.isoformat))


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Mend what is meant to be accepted."""
    if case.meta is None or not case.meta.generation.mode.is_positive or not isinstance(case.body, dict):
        return
    case.body = mended(json.loads(json.dumps(case.body), parse_float=whole))
    if case.headers and KEY in case.headers:
        sent = f"{case.method} {case.path} {json.dumps(case.body)}"
        case.headers[KEY] = hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()


def whole(text: str) -> float:
    """JSON Schema counts 5.0 among the whole numbers."""
    return int(float(text)) if float(text).is_integer() else float(text)


@schemathesis.deserializer("text/html")
def page(_context: Any, response: Any) -> str:
    """A page is text."""
    text: str = response.text
    return text


def mended(record: dict[str, Any]) -> dict[str, Any]:
    """Meet the conditions that are said in words."""
    if record["payer"] not in PAYERS:
        record["payer"] = PAYERS[len(record["payer"]) % len(PAYERS)]
    ordered(record, "valid_from", "valid_to")
    for line in record.get("lines", ())[:1]:
        line["procedure_code"] = DELIVERIES[len(line.get("procedure_code", "")) % len(DELIVERIES)]
    for number, line in enumerate(record.get("lines", ()), 1):
        line["line_number"] = number
        ordered(line, "service_date", "service_date_end")
        if line.get("service_date_end"):
            line["service_date_end"] = line["service_date"]
        line["diagnosis_pointers"] = [1 for _ in line.get("diagnosis_pointers", ())]
    for name in ("billing_provider_npi", "rendering_provider_npi", "provider_npi"):
        if record.get(name):
            record[name] = npi(record[name][:9])
    return record


def ordered(holder: dict[str, Any], first: str, last: str) -> None:
    """Put two dates in order."""
    if holder.get(first) and holder.get(last):
        holder[first], holder[last] = sorted((holder[first], holder[last]))
