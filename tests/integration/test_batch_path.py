"""One object in the inbox, decisions in the reports."""

import json

from integration.claims import authorization, claim, json_lines
from integration.service import Service

from radonc.pipeline import decide
from radonc.policy_book import load_book
from radonc.records import parse_record


def test_a_batch_is_decided_as_the_pure_pipeline_decides_it(service: Service) -> None:
    records = [authorization(), claim("C1"), claim("C2", "M2"), claim("C3", lines=claim("x")["lines"][:1])]
    service.drop("march.jsonl", json_lines(*records))

    assert service.pump() == ["batch_intake", "line_edit", "course_aggregation"]

    (report,) = service.reports().values()
    expected = decide([parse_record(record) for record in records], load_book())
    assert report["decisions"] == json.loads(json.dumps(expected.decisions))
    assert report["rejects"] == []
