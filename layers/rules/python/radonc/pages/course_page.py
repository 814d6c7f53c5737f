"""The page of one course."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from radonc.model.finding import SEVERITY_RANK, STOPPING
from radonc.pages.rendering import render_page
from radonc.pages.timeline import SIGNS, draw_timeline

MODALITIES = {
    "imrt": "IMRT",
    "iort": "IORT",
    "stereotactic": "Stereotactic radiation",
    "proton": "Proton therapy",
    "neutron": "Neutron therapy",
    "superficial": "Superficial therapy",
    "conventional": "Conventional external beam",
    "technique_neutral": "External beam (2026 levels)",
    "radiopharmaceutical": "Radiopharmaceutical therapy",
    "cardiac": "Cardiac radioablation",
}


def course_page(view: Mapping[str, Any], *, served: bool = True) -> str:
    """Render a course view as a self-contained page: time line, allowances, findings, services.

    A `served` page links to the course as known on other dates; a file has nobody to ask.
    """
    cards = finding_cards(view["findings"])
    stopping = sum(finding["severity"] in STOPPING for finding in view["findings"])
    modality = view["modality"]
    return render_page(
        "course.html.j2",
        view=view,
        served=served,
        cards=cards,
        places={card["edit"]: f"#f{number}" for number, card in reversed([*enumerate(cards, 1)])},
        title=MODALITIES.get(modality, modality.capitalize()) if modality else "No delivery yet",
        line=draw_timeline(view),
        signs=SIGNS,
        stopping=stopping,
    )


def finding_cards(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put findings of one edit and severity on one card, worst first; in it, one remark for lines told the same."""

    def card(finding: Mapping[str, Any]) -> tuple[int, str]:
        return -SEVERITY_RANK[finding["severity"]], finding["edit"]

    return [_card(list(alike)) for _, alike in groupby(sorted(findings, key=card), key=card)]


def _card(findings: list[Mapping[str, Any]]) -> dict[str, Any]:
    first = findings[0]
    remarks: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for finding in findings:
        remarks.setdefault((finding["message"], finding["suggestion"]), []).append(finding)
    citations = {(cited["title"], cited["locator"], cited["rule"]) for of in findings for cited in of["citations"]}
    conflicts = {of["conflict"]["id"]: of["conflict"]["decided"] for of in findings if of["conflict"]}
    return {
        "severity": first["severity"],
        "edit": first["edit"],
        "name": first["name"].replace("-", " "),
        "lines": len(findings),
        "remarks": [_remark(alike) for alike in remarks.values()],
        "suggestions": list(dict.fromkeys(of["suggestion"] for of in findings if of["suggestion"])),
        "adjustment": _adjustment(first),
        "citations": sorted(citations),
        "conflicts": conflicts,
    }


def _adjustment(finding: Mapping[str, Any]) -> str:
    carc = [f"{finding['group_code']} {finding['carc']}", *finding["rarc"]] if finding["carc"] else []
    return " ".join([*carc, *([finding["payer_code"]] if finding["payer_code"] else [])])


def _remark(alike: list[Mapping[str, Any]]) -> dict[str, Any]:
    """One message with the lines it was said of, by claim, and the lines it was said because of."""
    claims: dict[str, list[Mapping[str, Any]]] = {}
    for finding in alike:
        claims.setdefault(finding["claim_id"], []).append(
            {"number": finding["line_number"], "code": finding["evidence"]["code"], "date": finding["evidence"]["date"]}
        )
    own = {(finding["claim_id"], finding["line_number"]) for finding in alike}
    related = {(other["claim_id"], other["line_number"]): None for of in alike for other in of["related_lines"]}
    return {
        "message": alike[0]["message"],
        "suggestion": alike[0]["suggestion"],
        "claims": claims,
        "related": [f"{claim} line {number}" for claim, number in related if (claim, number) not in own],
    }
