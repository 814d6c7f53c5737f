"""Expected values read by hand in document 000."""

import pytest

from radonc.codes import CODES
from radonc.reference.precert_table import RowRestriction, precert_rows, rows_billable, rows_given, techniques


def test_the_table_has_the_31_rows_of_the_document() -> None:
    rows = precert_rows()
    assert [row.rule for row in rows] == [f"PRECERT-{number:02}" for number in range(1, 32)]
    assert len(techniques()) == 28


@pytest.mark.parametrize(
    ("rule", "technique", "given", "allowed"),
    [
        (1, "igrt", ("G6002", "77387"), ("G6001", "G6017", "77014")),
        (2, "superficial", ("77401",), ()),
        (9, "imrt", ("77386", "G6015"), ("G6016",)),
        (14, "srs_linac", ("77372",), ("G0339",)),
        (16, "proton", ("77525",), ("77520", "77522", "77523")),
        (19, "brachy_ldr", ("77778", "77763"), ("77799", "G0458", "77761", "77762")),
        (20, "brachy_hdr", ("77772", "77768"), ("77770", "77771", "77767")),
        (21, "brachy_electronic", ("0394T", "0395T"), ()),
        (31, "sirt", ("77778",), ("S2095",)),
    ],
)
def test_a_row_reads_as_printed(rule: int, technique: str, given: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    row = precert_rows()[rule - 1]
    assert (row.technique, row.given, row.allowed) == (technique, given, allowed)


def test_an_authorization_code_leads_to_every_row_it_stands_in() -> None:
    assert [row.rule for row in rows_given("77778")] == ["PRECERT-19", "PRECERT-31"]
    assert [row.technique for row in rows_given("79101")] == [
        "radiopharm_azedra",
        "radiopharm_lutathera",
        "radiopharm_pluvicto",
        "radiopharm_xofigo",
    ]
    assert rows_given("G6016") == ()


def test_a_billed_code_leads_to_every_row_that_opens_it_and_port_images_to_none() -> None:
    assert [row.rule for row in rows_billable("G0339")] == ["PRECERT-12", "PRECERT-14", "PRECERT-15"]
    assert rows_billable("77417") == ()


def test_simple_imrt_is_limited_to_breast_and_prostate_and_body_radiosurgery_to_five_fractions() -> None:
    restrictions = {row.rule: row.restriction for row in precert_rows() if row.restriction}
    simple, five = RowRestriction("77385", sites=("breast", "prostate")), RowRestriction("77373", max_fractions=5)
    assert restrictions == {
        "PRECERT-06": simple,
        "PRECERT-07": simple,
        "PRECERT-08": simple,
        "PRECERT-12": five,
        "PRECERT-15": five,
    }


def test_the_sites_of_a_restriction_are_diagnosis_sets() -> None:
    sites = {site for row in precert_rows() if row.restriction for site in row.restriction.sites}
    assert all(CODES.diagnosis_prefixes(site) for site in sites)


def test_a_pairing_stays_inside_its_row() -> None:
    paired = [(row, pair) for row in precert_rows() for pair in row.pairing]
    assert len(paired) == 10
    assert all(pair.given in row.given and set(pair.allowed) <= set(row.allowed) for row, pair in paired)
