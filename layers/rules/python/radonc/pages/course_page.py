"""The page of one course."""

from collections.abc import Mapping
from typing import Any

from radonc.model.finding import SEVERITY_RANK, STOPPING
from radonc.pages.rendering import render_page
from radonc.pages.timeline import draw_timeline

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


def course_page(view: Mapping[str, Any]) -> str:
    """Render a course view as a self-contained page: time line, allowances, findings, services."""
    findings = [{**finding, "rank": -SEVERITY_RANK[finding["severity"]]} for finding in view["findings"]]
    stopping = sum(finding["severity"] in STOPPING for finding in findings)
    modality = view["modality"]
    return render_page(
        "course.html.j2",
        view={**view, "findings": findings},
        title=MODALITIES.get(modality, modality.capitalize()) if modality else "No delivery yet",
        line=draw_timeline(view),
        stopping=stopping,
    )
