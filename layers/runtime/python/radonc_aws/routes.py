"""What the API takes and answers, route by route: the description is written from it, and requests are held to it."""

from typing import NamedTuple

from radonc_aws import parameters as given
from radonc_aws.parameters import Parameter
from radonc_aws.problem_kinds import FAILED, IN_PROGRESS, KEY_REUSED, TAKEN, UNKNOWN, UNREADABLE, Kind


class Link(NamedTuple):
    """Where an answer leads: an operation, one of its parameters, and the place of its value in the answer."""

    name: str
    operation: str
    parameter: str
    value: str


class Route(NamedTuple):
    """One operation: where, what for, what it takes and answers. `keyed` ones honour an Idempotency-Key."""

    method: str
    path: str
    summary: str
    answer: str
    names: tuple[Parameter, ...] = ()
    query: tuple[Parameter, ...] = ()
    takes: str = ""
    status: int = 200
    problems: tuple[Kind, ...] = (FAILED,)
    keyed: bool = False
    links: tuple[Link, ...] = ()
    says: str = ""


ROUTES = (
    Route(
        "get",
        "/precerts/{code}",
        "What a precertification under a code lets one bill",
        "PrecertAnswer",
        names=(given.GIVEN,),
        query=(given.DIAGNOSIS, given.TECHNIQUE, given.SERVICE_DATE, given.PAYER_ASKED),
        problems=(UNREADABLE, UNKNOWN, FAILED),
        says="The codes one may bill, those one may not and why, what depends on more, what changed in 2026, sources.",
    ),
    Route(
        "post",
        "/authorizations",
        "Store an authorization; claims it re-decides are revised",
        "Authorization",
        takes="AuthorizationRecord",
        status=201,
        problems=(UNREADABLE, KEY_REUSED, IN_PROGRESS, FAILED),
        keyed=True,
        links=(Link("on_file", "get_authorizations", "number", "$response.body#/authorization_number"),),
    ),
    Route(
        "get",
        "/authorizations",
        "The records of an authorization number, whatever characters it holds",
        "AuthorizationOnFile",
        query=(given.NUMBER,),
        problems=(UNREADABLE, UNKNOWN, FAILED),
    ),
    Route(
        "get",
        "/authorizations/{number}",
        "The records of an authorization number",
        "AuthorizationOnFile",
        names=(given.NUMBER_IN_PATH,),
        problems=(UNREADABLE, UNKNOWN, FAILED),
    ),
    Route(
        "post",
        "/claims/review",
        "Decide a claim against the stored course, without storing it",
        "Decision",
        takes="ClaimRecord",
        problems=(UNREADABLE, TAKEN, FAILED),
    ),
    Route(
        "post",
        "/claims",
        "Store a claim and decide it; sending the same claim again changes nothing",
        "Decision",
        takes="ClaimRecord",
        status=201,
        problems=(UNREADABLE, TAKEN, KEY_REUSED, IN_PROGRESS, FAILED),
        keyed=True,
        links=(Link("course", "get_courses_by_course_id", "course_id", "$response.body#/lines/0/course_id"),),
    ),
    Route(
        "get",
        "/courses/{course_id}",
        "A course: state, fractions, allowances, time line, findings",
        "Course",
        names=(given.COURSE,),
        query=(given.AS_OF,),
        problems=(UNREADABLE, UNKNOWN, FAILED),
        says="Who accepts `text/html` is shown the same as a page.",
    ),
    Route(
        "get",
        "/batches/{batch_id}",
        "How far a batch is",
        "Batch",
        names=(given.BATCH,),
        problems=(UNREADABLE, UNKNOWN, FAILED),
    ),
    Route(
        "get",
        "/edits",
        "The catalogue of edits, page by page",
        "EditList",
        query=(given.CODE, given.PAYER, given.CATEGORY, given.IN_FORCE, given.LIMIT, given.AFTER),
        problems=(UNREADABLE, FAILED),
        links=(
            Link("first", "get_edits_by_code", "code", "$response.body#/edits/0/code"),
            Link("following", "get_edits", "after", "$response.body#/next"),
        ),
    ),
    Route(
        "get",
        "/edits/{code}",
        "One edit: what, why, for whom, on whose word",
        "Edit",
        names=(given.EDIT,),
        problems=(UNREADABLE, UNKNOWN, FAILED),
    ),
    Route("get", "/openapi.json", "This description", "OpenApi"),
    Route("get", "/docs", "This description as a page", "Page"),
)


def methods_at(path: str) -> list[str]:
    """Methods the path of a request has, in capitals; none where there is nothing."""
    steps = path.strip("/").split("/")
    return sorted({route.method.upper() for route in ROUTES if _leads(route.path.strip("/").split("/"), steps)})


def _leads(template: list[str], steps: list[str]) -> bool:
    return len(template) == len(steps) and all(
        step == part or (part.startswith("{") and step != "") for part, step in zip(template, steps, strict=True)
    )
