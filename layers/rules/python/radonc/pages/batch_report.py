"""The report of a batch: totals, money at stake, charts, a worklist to sort and filter, rejects."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from radonc.model.finding import STOPPING
from radonc.pages.rendering import render_page
from radonc.summary import Summary, money_at_stake

_CHARTED = 12
_REJECTS_SHOWN = 2000  # the file of rejects has them all; a table of more is no page to read
_DISPOSITIONS = ("allow", "reduce", "pend", "deny", "superseded")


def batch_report(
    decisions: Sequence[Mapping[str, Any]],
    rejects: Sequence[Mapping[str, Any]],
    *,
    title: str = "Batch report",
    courses: str = "",
) -> str:
    """Render decisions and rejects as one self-contained page. `courses` is where course pages live, if anywhere."""
    summary = Summary()
    for decision in decisions:
        summary.add(decision)
    for reject in rejects:
        summary.add_reject(reject)
    totals = summary.as_json()
    return render_page(
        "batch.html.j2",
        title=title,
        courses=courses,
        totals=totals,
        dispositions=_DISPOSITIONS,
        charts=_charts(totals, decisions),
        charted="Money at stake" if Decimal(totals["money"]["charged"]) else "Findings that stop units",
        charged=f"{Decimal(totals['money']['charged']):,}",
        at_stake=f"{Decimal(totals['money']['at_stake']):,}",
        rows=_script_json(list(worklist(decisions))),
        notes=_notes(decisions),
        edits=_edits(decisions),
        rejects=rejects[:_REJECTS_SHOWN],
        rejects_left=max(0, len(rejects) - _REJECTS_SHOWN),
    )


def worklist(decisions: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Yield a row a finding: claim, provider, line, code, units, severity, edit, category, stake, texts, course."""
    for decision in decisions:
        for line in ({"findings": decision["findings"]}, *decision["lines"]):
            stake = f"{money_at_stake(line):.2f}" if "charge" in line else "0.00"
            for finding in line["findings"]:
                yield [
                    decision["claim_id"],
                    decision["billing_provider_npi"],
                    line.get("line_number"),
                    line.get("procedure_code"),
                    f"{line['allowed_units']} of {line['billed_units']}" if "billed_units" in line else "",
                    finding["severity"],
                    finding["edit"],
                    finding["category"],
                    stake if finding["severity"] in STOPPING else "",
                    finding["message"],
                    finding["suggestion"],
                    line.get("course_id"),
                ]


def _notes(decisions: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str, int]]:
    """What could not be evaluated, once each: edit, message, suggestion, claims that say so."""
    told = Counter(
        (finding["edit"], finding["message"], finding["suggestion"])
        for decision in decisions
        for finding in {
            (finding["edit"], finding["message"]): finding
            for place in (decision, *decision["lines"])
            for finding in place["findings"]
            if finding["severity"] == "info"
        }.values()
    )
    return [(*words, count) for words, count in sorted(told.items())]


def _edits(decisions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The edits of the worklist: name, category, how often they spoke, and the sources they cited."""
    edits: dict[str, dict[str, Any]] = {}
    for decision in decisions:
        for place in (decision, *decision["lines"]):
            for finding in place["findings"]:
                new = {"name": finding["name"].replace("-", " "), "times": 0, "sources": {}}
                edit = edits.setdefault(finding["edit"], {"category": finding["category"].replace("_", " ")} | new)
                edit["times"] += 1
                for cited in finding["citations"]:
                    rule = f" [{cited['rule']}]" if cited["rule"] else ""
                    edit["sources"].setdefault(cited["title"], set()).add(f"{cited['locator']}{rule}")
    return [
        {"code": code, **edit, "sources": [f"{title}: {', '.join(sorted(at))}" for title, at in cited.items()]}
        for code, edit in sorted(edits.items())
        for cited in (edit["sources"],)
    ]


def _charts(totals: Mapping[str, Any], decisions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Bars by category, edit and provider: money where any line names a charge, else stopped findings."""
    if Decimal(totals["money"]["charged"]):
        money = totals["money"]
        by = ("by_category", "by_edit", "by_provider")
        return [_bars(key, {k: Decimal(v) for k, v in money[key].items()}, "{:,.2f}") for key in by]
    counts: tuple[dict[str, int], ...] = ({}, {}, {})
    for decision in decisions:
        for line in decision["lines"]:
            for finding in line["findings"]:
                if finding["severity"] in STOPPING:
                    keys = (finding["category"], finding["edit"], decision["billing_provider_npi"])
                    for count, key in zip(counts, keys, strict=True):
                        count[key] = count.get(key, 0) + 1
    by = ("by_category", "by_edit", "by_provider")
    return [_bars(name, count, "{:,}") for name, count in zip(by, counts, strict=True)]


def _bars(name: str, amounts: Mapping[str, Decimal | int], form: str) -> dict[str, Any]:
    ranked = sorted(amounts.items(), key=lambda item: (-item[1], item[0]))[:_CHARTED]
    most = ranked[0][1] if ranked else 1
    bars = [
        {"label": label.replace("_", " "), "text": form.format(amount), "percent": round(float(100 * amount / most), 1)}
        for label, amount in ranked
    ]
    return {"name": name.replace("_", " "), "bars": bars, "more": max(0, len(amounts) - _CHARTED)}


def _script_json(value: Any) -> str:
    """JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
