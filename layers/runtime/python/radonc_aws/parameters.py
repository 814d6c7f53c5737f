"""Parameters of the API's paths and queries: what is described of them is what requests are held to."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from radonc.model.finding import CATEGORIES

LARGEST_PAGE = 500
LONGEST_NAME = 128  # characters of a name in a path; no name of ours is longer


class Parameter(NamedTuple):
    """One parameter of a query or path: its JSON schema, what it says, what a refusal says was expected."""

    name: str
    says: str
    schema: Mapping[str, Any]
    expected: str
    example: str
    required: bool = False

    def takes(self, text: str) -> bool:
        """Whether a text has the form of this parameter; dates and numbers are read by those who use them."""
        schema = self.schema
        if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)):
            return False
        if "enum" in schema:
            return text in schema["enum"]
        return "pattern" not in schema or re.fullmatch(schema["pattern"], text, re.ASCII) is not None


def _word(name: str, says: str, pattern: str, expected: str, example: str) -> Parameter:
    return Parameter(name, says, {"type": "string", "pattern": f"^{pattern}$"}, expected, example)


def _date(name: str, says: str, example: str) -> Parameter:
    return Parameter(name, says, {"type": "string", "format": "date"}, "must be a date as YYYY-MM-DD", example)


def _name(name: str, says: str, example: str) -> Parameter:
    """A name that is looked up: what is not known is a 404, whatever its form."""
    return Parameter(
        name, says, {"type": "string", "maxLength": LONGEST_NAME}, f"must be at most {LONGEST_NAME} characters", example
    )


_IS_CODE = "must be five letters and digits"
_IS_PROFILE = "must be the name of a policy profile: small letters, digits and hyphens"

GIVEN = _word("code", "The CPT or HCPCS code a precertification is given under", "[A-Za-z0-9]{5}", _IS_CODE, "77385")
DIAGNOSIS = _word(
    "diagnosis",
    "ICD-10-CM, with or without the dot",
    r"[A-Za-z0-9]{3}\.?[A-Za-z0-9]{0,4}",
    "must be an ICD-10-CM code of 3 to 7 characters, the dot after the third or left out",
    "C61",
)
TECHNIQUE = _word(
    "technique",
    "A technique of the table; one it does not know is answered with those it knows",
    "[a-z0-9_]{1,40}",
    "must be a technique of the table: small letters, digits and underscores",
    "imrt",
)
PAYER_ASKED = _word(
    "payer",
    "A policy profile; the answer says whether it goes by the table",
    "[a-z0-9]+(-[a-z0-9]+)*",
    _IS_PROFILE,
    "evolent",
)
SERVICE_DATE = _date("date", "The date of service", "2025-03-03")
NUMBER = Parameter(
    "number",
    "The number as it was given; percent-encode what is not a letter or digit",
    {"type": "string", "minLength": 1, "maxLength": 80},
    "must be 1 to 80 characters",
    "N-4711",
    required=True,
)
AS_OF = _date("as_of", "Show the course as it was known on this date", "2025-09-30")
CODE = _word("code", "Edits that speak of this procedure code", "[A-Za-z0-9]{5}", _IS_CODE, "77417")
PAYER = _word("payer", "Edits in force for this policy profile", "[a-z0-9]+(-[a-z0-9]+)*", _IS_PROFILE, "evolent")
CATEGORY = Parameter(
    "category",
    "Edits of this category",
    {"type": "string", "enum": list(CATEGORIES)},
    f"must be one of {', '.join(CATEGORIES)}",
    "course_frequency",
)
IN_FORCE = _date("date", "Edits in force on this date", "2025-06-30")
LIMIT = Parameter(
    "limit",
    f"At most so many edits; without it {LARGEST_PAGE}",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE},
    f"must be a whole number from 1 to {LARGEST_PAGE}",
    "20",
)
AFTER = _word(
    "after",
    "Edits after this edit code: what the page before gave as `next`",
    "[A-Z]{3}[0-9]{3}",
    "must be the code of an edit: three capitals and three digits",
    "DEL001",
)
EDIT = _name("code", "The code of an edit", "IMG004")
NUMBER_IN_PATH = _name(
    "number",
    "The number; where it holds more than letters, digits, dots, hyphens and underscores ask "
    "`GET /authorizations?number=` instead",
    "N-4711",
)
COURSE = _name("course_id", "As the lines of a decision name it", "b14d8cc48a8dd7d5c58d9d6dd6b6c4f3-1")
BATCH = _name("batch_id", "As the folder under `reports/` is named", "20260115-0123456789ab")
KEY = _word(
    "Idempotency-Key",
    "A name of the sender's for this request. Sent again within a day with the same body, it is answered with the "
    "bytes of the first answer; with another body it is refused (422), and while the first is being answered too (409)",
    "[!-~]{1,255}",
    "must be 1 to 255 visible ASCII characters",
    "0d2c7a52-6f0e-4a4e-9d59-3f6f0b6f1c11",
)
IF_NONE_MATCH = Parameter(
    "If-None-Match",
    "An `ETag` of this address: while it holds, the answer is 304 without a body",
    {"type": "string"},
    "",
    '"5f2c8e0b7d1a4c39e6f0a2b4"',
)
