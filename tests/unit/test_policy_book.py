"""A policy file that cannot be used is refused with file, place, field and what was expected; the rest is composed."""

from datetime import date
from pathlib import Path

import pytest

from radonc.policy_book import PolicyError, load_book

PAYER = """
payer = "lake"
title = "Lake Health"
adopts = [{ publisher = "priority-health" }]
"""
PROVISION = """
[[provision]]
edit = "IMG004"
effective = 2025-01-01
verified = 2026-11-21
parameters = { codes = ["77417"], fraction_codes = ["@EBRT"], per = 5 }
citation = [{ source = "LAKE", title = "Lake manual", locator = "page 1" }]
"""
OVERRIDE = """
[[override]]
edit = "IMG004"
parameters = { per = 10 }
citation = [{ source = "LAKE", title = "Lake manual", locator = "page 1" }]
"""
EDIT = """
code = "LAK001"
name = "scans-exceed-day"
category = "units_per_day"
check = "units_per_day_at_most"
what = "Too many."
why = "One is enough."
[outcome.default]
severity = "deny"
carc = "151"
rarc = ["N362"]
message = "{billed} units billed"
"""


def refusal(folder: Path, text: str, name: str = "lake/payer.toml") -> str:
    """Write one file, load the folder, give the words of refusal from the file's name on."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_book(folder)
    return str(refused.value).removeprefix(f"{folder}/")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            PAYER + "adoptz = []",
            (
                "lake/payer.toml: adoptz: is not a field here; fields are payer, title, judges_claims, adopts, "
                "switches, override, payer_code, provision, predates_2026_codes, payer_ids; did you mean adopts?"
            ),
        ),
        ('payer = "lake"', "lake/payer.toml: title: is required"),
        (
            PAYER.replace("priority-health", "priority"),
            (
                "lake/payer.toml: adopts: no publisher 'priority'; publishers are astro-reference, code-sets, "
                "evolent, medicare, precertification-table, priority-health, radonc"
            ),
        ),
        (PAYER + "switches = { IMG999 = 'on' }", "lake/payer.toml: switches: no edit has the code 'IMG999'"),
        (PAYER + "switches = { IMG004 = true }", "lake/payer.toml: switches.IMG004: Input should be 'on' or 'off'"),
        (
            PAYER + OVERRIDE.replace("IMG004", "IMG999"),
            "lake/payer.toml: override: no edit has the code 'IMG999'",
        ),
        (
            PAYER.replace("priority-health", "evolent") + OVERRIDE.replace("IMG004", "SUP001"),
            "lake/payer.toml: override 1: edit: SUP001 does not bind this payer; adopt it first",
        ),
        (
            PAYER + OVERRIDE.replace("per = 10", 'per = "10"'),
            "lake/payer.toml: override 1: parameters: per: must be a whole number, without quotes; found '10'",
        ),
        (
            PAYER + OVERRIDE.replace("citation", "citations"),
            (
                "lake/payer.toml: override.1.citation: is required\n"
                "{folder}/lake/payer.toml: override.1.citations: is not a field here; fields are edit, effective, "
                "until, severity, severities, parameters, citation; did you mean citation?"
            ),
        ),
        (
            PAYER + PROVISION.replace("IMG004", "IMG999"),
            "lake/payer.toml: provision 1: edit: no edit has the code 'IMG999'",
        ),
        (
            PAYER + PROVISION.replace("effective = 2025-01-01", 'effective = "2025-01-01"'),
            (
                "lake/payer.toml: provision.1.effective: must be a date like 2025-07-01, without quotes; "
                "found '2025-01-01'"
            ),
        ),
        (
            PAYER + PROVISION.replace("effective = 2025-01-01\n", ""),
            "lake/payer.toml: provision.1.effective: is required",
        ),
        (
            PAYER + PROVISION.replace("verified", "until = 2024-12-31\nverified"),
            "lake/payer.toml: provision 1: until: 2024-12-31 lies before effective, 2025-01-01",
        ),
        (
            PAYER + PROVISION.replace("edit = ", 'where = { seting = ["institutional"] }\nedit = '),
            (
                "lake/payer.toml: provision.1.where.seting: is not a field here; fields are component, claim_type, "
                "setting, modifier, without_modifier, diagnosis, without_diagnosis; did you mean setting?"
            ),
        ),
        (
            PAYER + PROVISION.replace("edit = ", 'severities = { defualt = "warn" }\nedit = '),
            "lake/payer.toml: provision 1: severities: units_within_fractions gives no outcome defualt",
        ),
        (
            PAYER + PROVISION.replace('"77417"', "77417"),
            "lake/payer.toml: provision 1: parameters: codes.1: Input should be a valid string",
        ),
        (PAYER + "x = [", "lake/payer.toml: not valid TOML: Invalid value (at end of document)"),
    ],
)
def test_a_wrong_payer_file_is_refused(text: str, words: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text) == words.format(folder=tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            EDIT.replace('"units_per_day_at_most"', '"units_a_day"'),
            "LAK001.toml: check: no kind of check is named 'units_a_day'",
        ),
        (EDIT.replace("{billed}", "{bild}"), "LAK001.toml: outcome.default: {bild} is not evidence; evidence is "),
        (EDIT.replace('carc = "151"\n', ""), "LAK001.toml: outcome.default: carc: is required for deny"),
        (EDIT.replace("[outcome.default]", "[outcome.second]"), "LAK001.toml: outcome: units_per_day_at_most gives "),
        (EDIT.replace('"151"', '"15"'), "LAK001.toml: outcome.default: "),
        (EDIT.replace('"LAK001"', '"LAK1"'), "LAK001.toml: code: "),
        (EDIT.replace('"scans-exceed-day"', '"Scans exceed day"'), "LAK001.toml: name: "),
        (EDIT.replace('"LAK001"', '"IMG004"'), "LAK001.toml: code: IMG004 is defined by another file too"),
        (EDIT + PROVISION.replace('edit = "IMG004"\n', ""), "LAK001.toml: provision 1: publisher: is required"),
    ],
)
def test_a_wrong_edit_file_is_refused(text: str, words: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text, "LAK001.toml").startswith(words)


def test_two_files_for_one_payer_are_refused_with_both_names(tmp_path: Path) -> None:
    words = refusal(tmp_path, PAYER.replace('"lake"', '"evolent"'))
    assert words == f"policies/evolent/payer.toml: payer: 'evolent' is defined by {tmp_path}/lake/payer.toml too"


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no-such-folder: no such policy folder"):
        load_book(tmp_path / "no-such-folder")


def test_a_payers_own_statement_takes_the_place_of_the_adopted_one_in_its_window(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    own = PROVISION.replace("verified", "until = 2025-06-30\nverified")
    (tmp_path / "lake/payer.toml").write_text(PAYER + own, encoding="utf-8")
    bound = load_book(tmp_path).profiles["lake"].provisions
    windows = sorted((p.first, p.last, p.publisher) for p in bound if p.edit.code == "IMG004")
    assert windows == [
        (date(2024, 7, 1), date(2024, 12, 31), "priority-health"),
        (date(2025, 1, 1), date(2025, 6, 30), "lake"),
        (date(2025, 7, 1), date.max, "priority-health"),
    ]


def test_the_pack_is_the_same_for_the_same_content_wherever_it_lies(tmp_path: Path) -> None:
    packs = []
    for name in ("one", "other"):
        (tmp_path / name / "lake").mkdir(parents=True)
        (tmp_path / name / "lake/payer.toml").write_text(PAYER, encoding="utf-8")
        packs.append(load_book(tmp_path / name).pack)
    assert packs[0] == packs[1]
    assert packs[0] != load_book().pack


def test_a_source_that_is_no_payer_takes_no_claims() -> None:
    book = load_book()
    assert "astro-reference" in book.profiles
    assert book.payers == ("evolent", "medicare", "priority-health")
