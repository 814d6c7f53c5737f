"""The authorization named reaches the billed code by the precertification table."""

from collections.abc import Iterator, Sequence

from radonc.checks.authorization_on_file import covers
from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import Breach, Citation
from radonc.policy_files import Codes
from radonc.precert import AMBIGUOUS, COVERED, GIVEN_UNLISTED, NOT_COVERED, SUCCESSOR, Answer, listed, reach

TABLE_TITLE = "Radiation oncology precertification table (issuer not named)"
UNDATED = "2015-01-01"
"""The document carries no date; it is taken from the first day of the code set it uses."""
_OUTCOMES = {AMBIGUOUS: "ambiguous", GIVEN_UNLISTED: "given_unlisted", NOT_COVERED: "default", SUCCESSOR: "successor"}


class Coverage(Params):
    """`group`: codes an approval under any one of them covers all of, beside the rows of the table."""

    group: Codes = frozenset()


def check(params: Coverage, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services the named authorization does not reach, reaches only by succession, or cannot be told to reach.

    Succession is said once for each claim, number and code: it hangs on no date.
    """
    succeeded: set[tuple[Claim, str | None, str]] = set()
    for service in targets:
        held = patient.authorizations.get(service.authorization_number or "")
        if held is None or not listed(service.code, service.date):
            continue
        if service.code in params.group and not params.group.isdisjoint(held.codes):
            continue
        answer = reach(held, service.code, service.date, service.diagnoses)
        if answer.verdict == COVERED:
            continue
        succession = (service.claim, service.authorization_number, service.code)
        if answer.verdict == SUCCESSOR:
            if succession in succeeded:
                continue
            succeeded.add(succession)
        outcome = _OUTCOMES[answer.verdict]
        if answer.verdict != SUCCESSOR and any(covers(other, service) for other in patient.authorizations.values()):
            outcome = "other_number"
        evidence = {"given": ", ".join(sorted(held.codes)), "unlocked": ", ".join(sorted(answer.unlocked))}
        yield Breach(service=service, outcome=outcome, evidence=evidence, citations=_cited(answer))


def _cited(answer: Answer) -> tuple[Citation, ...]:
    """Cite the rows looked at, the empty cells that leave no substitute, and the table's silence on a given code."""
    cited = {row.rule: _cite(row.rule, row.lines) for row in answer.rows}
    if answer.verdict == NOT_COVERED and not any(row.allowed for row in answer.rows):
        cited["PRECERT-39"] = _cite("PRECERT-39", ", ".join(dict.fromkeys(row.lines for row in answer.rows)))
    if answer.verdict == GIVEN_UNLISTED:
        cited["PRECERT-40"] = _cite("PRECERT-40", "4-82")
    return tuple(cited.values())


def _cite(rule: str, lines: str) -> Citation:
    return Citation(source="000", title=TABLE_TITLE, locator=f"L{lines}", rule=rule, effective=UNDATED)


KIND = Kind(
    name="authorization_covers_code",
    stage="line",
    params=Coverage,
    check=check,
    outcomes=("default", "ambiguous", "given_unlisted", "successor", "other_number"),
    evidence=frozenset({"given", "unlocked"}),
)
