"""A page per edit, from the same data the program answers with."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_DOCUMENTS = {"000", "001", "002", "003", "004"}


def edit_page(page: Mapping[str, Any]) -> str:
    """Render what `radonc.catalogue_view.explain` says of one edit."""
    return "\n".join(_page(page)).rstrip() + "\n"


def _page(page: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {page['code']} {page['name']}"
    yield ""
    yield f"Category `{page['category']}` · kind of check `{page['check']}` · judged at stage `{page['stage']}`"
    if page["retired"]:
        yield f"\nRetired on {page['retired']}: no longer applied."
    yield "\n## What it does\n"
    yield page["what"]
    yield "\n## Why it matters\n"
    yield page["why"]
    yield "\n## Denied as\n"
    yield from _outcomes(page["outcomes"])
    yield "\n## Applies\n"
    yield from _applies(page)
    yield from _examples(page["examples"])
    if page["conflicts"]:
        yield "\n## Sources that disagree\n"
        for conflict in page["conflicts"]:
            against = "; ".join(map(cited, conflict["citations"]))
            yield f"* {conflict['id']}: {conflict['decided']} Against it: {against}."
    if page["records_checklist"]:
        yield "\n## What the records must show\n"
        yield "Shown beside a line that pends; never judged from the claim.\n"
        for item in page["records_checklist"]:
            yield f"* {item['asks']} ({item['source']} {item['locator']}, {item['rule']})"
    yield "\n## History\n"
    yield from _history(page)


def _outcomes(outcomes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| outcome | severity | group | CARC | RARC | message | suggestion |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for outcome in outcomes:
        cells = [
            outcome["outcome"],
            outcome["severity"],
            outcome["group_code"] or "",
            outcome["carc"] or "",
            " ".join(outcome["rarc"]),
            outcome["message"],
            outcome["suggestion"],
        ]
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _applies(page: Mapping[str, Any]) -> Iterator[str]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for entry in page["applies"]:
        shared = {
            name: entry[name] for name in ("publisher", "codes", "where", "values", "citations", "ours", "verified")
        }
        groups.setdefault(json.dumps(shared, sort_keys=True), []).append(entry)
    for entries in groups.values():
        yield f"### As stated by {entries[0]['publisher']}\n"
        for entry in entries:
            yield f"* {entry['payer']}: {window(entry)}; {_severities(entry['severities'])}"
        yield from _statement(entries[0])
    for entry in page["not_applied"]:
        idle = "no payer adopts it"
        if entry["switch"] == "off":
            idle = f'switched off until a payer says `switches.{page["code"]} = "on"`'
        yield f"### As stated by {entry['publisher']}, binding nobody\n"
        yield f"* {window(entry)}; {_severities(entry['severities'])}; {idle}"
        yield from _statement(entry)


def _statement(entry: Mapping[str, Any]) -> Iterator[str]:
    codes = "every code" if entry["codes"] == ["*"] else ", ".join(entry["codes"])
    yield f"* codes: {codes}"
    for name, values in entry["where"].items():
        yield f"* only where {name.replace('_', ' ')}: {', '.join(map(str, values))}"
    for name, value in entry["values"].items():
        yield f"* {name.replace('_', ' ')}: {_value(value)}"
    for citation in entry["citations"]:
        limited = f" for {', '.join(citation['codes'])}" if citation.get("codes") else ""
        yield f"* source: {cited(citation)}{limited}"
    if entry["ours"]:
        yield f"* ours: {entry['ours']}"
    yield f"* read again on {entry['verified']}\n"


def window(entry: Mapping[str, Any]) -> str:
    """Say from when to when a statement binds, by service date."""
    until = f" to {entry['until']}" if entry["until"] else ""
    return f"service dates from {entry['effective']}{until}"


def cited(citation: Mapping[str, Any]) -> str:
    """Say where a sentence stands and which rule of the ledger it is."""
    document = f"document {citation['source']}" if citation["source"] in _DOCUMENTS else citation["source"]
    rule = f" ({citation['rule']})" if citation["rule"] else ""
    return f"{document} {citation['locator']}{rule}"


def _severities(severities: Mapping[str, str]) -> str:
    if len(set(severities.values())) == 1:
        return next(iter(severities.values()))
    return ", ".join(f"{name} {severity}" for name, severity in severities.items())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_value(entry)}" for name, entry in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)


def _examples(examples: Mapping[str, Any]) -> Iterator[str]:
    for name, title in (("fires", "Example"), ("clean", "Clean example")):
        example = examples.get(name)
        if example is None:
            continue
        yield f"\n## {title}\n"
        yield f"{example['name'][0].upper()}{example['name'][1:]} (`{example['payer']}`).\n"
        yield from _circumstances(example)
        yield "| lines | code | dates | units | further |"
        yield "| --- | --- | --- | --- | --- |"
        yield from _lines(example["lines"])
        for finding in example["findings"]:
            yield from _finding(finding)
        if example["more_findings"]:
            yield f"\nAnd {example['more_findings']} more of the kind."
        if not example["findings"]:
            yield "\nNothing is found."


def _circumstances(example: Mapping[str, Any]) -> Iterator[str]:
    stated = [f"as of {example['as_of']}"] if "as_of" in example else []
    stated += [f"authorization {_value(entry)}" for entry in example.get("authorizations", [])]
    stated += [f"claim {name}: {_value(fields)}" for name, fields in example.get("claims", {}).items()]
    stated += [f"switch {name} {value}" for name, value in example.get("switches", {}).items()]
    for entry in stated:
        yield f"* {entry}"
    if stated:
        yield ""


def _lines(lines: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    number = 0
    for line in lines:
        repeat = line.get("repeat", 1)
        numbers = f"{number + 1}-{number + repeat}" if repeat > 1 else str(number + 1)
        number += repeat
        dates = f"{repeat} weekdays from {line['on']}" if repeat > 1 else line["on"]
        further = {key: value for key, value in line.items() if key not in {"code", "on", "units", "repeat"}}
        yield f"| {numbers} | {line['code']} | {dates} | {line.get('units', 1)} | {_value(further)} |"


def _finding(finding: Mapping[str, Any]) -> Iterator[str]:
    place = f"Line {finding['line']}" if finding["line"] is not None else "The claim"
    units = f", {finding['allowed_units']} units allowed" if "allowed_units" in finding else ""
    adjustment = ""
    if "carc" in finding:
        adjustment = f" ({' '.join([finding['group_code'], finding['carc'], *finding['rarc']])})"
    yield f"\n{place}: **{finding['severity']}**{units}{adjustment}: {finding['message']}. {finding['suggestion']}"


def _history(page: Mapping[str, Any]) -> Iterator[str]:
    events = {
        (entry["effective"], f"stated by {entry['publisher']}") for entry in (*page["applies"], *page["not_applied"])
    }
    events |= {
        (entry["until"], f"last day of what {entry['publisher']} stated for {entry['payer']}")
        for entry in page["applies"]
        if entry["until"]
    }
    if page["retired"]:
        events.add((page["retired"], "retired"))
    for day, event in sorted(events):
        yield f"* {day}: {event}"
