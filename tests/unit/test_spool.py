"""Decisions in a temporary file come back whole, in the order of the claims they answer."""

from radonc.cli.spool import Spool


def test_decisions_come_back_in_the_order_of_their_claims_whatever_order_they_were_made_in() -> None:
    spool = Spool()
    for position, text in ((7, "spät"), (0, "first"), (3, "between\nlines")):
        spool.add(position, {"claim_id": text})
    assert [decision["claim_id"] for decision in spool] == ["first", "between\nlines", "spät"]
    assert (len(spool), spool.positions, spool[-1]) == (3, [0, 3, 7], {"claim_id": "spät"})
    assert spool[:2] == [{"claim_id": "first"}, {"claim_id": "between\nlines"}]
    assert "".join(spool.lines()) == '{"claim_id":"first"}\n{"claim_id":"between\\nlines"}\n{"claim_id":"spät"}\n'


def test_a_decision_added_after_reading_takes_its_place() -> None:
    spool = Spool()
    spool.add(5, {"claim_id": "B"})
    assert [decision["claim_id"] for decision in spool] == ["B"]
    spool.add(2, {"claim_id": "A"})
    assert [decision["claim_id"] for decision in spool] == ["A", "B"]
