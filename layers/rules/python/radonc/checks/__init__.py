"""Every kind of check, listed."""

from collections.abc import Mapping

from radonc.checks import (
    authorization_covers_code,
    authorization_in_validity,
    authorization_names_provider,
    authorization_on_file,
    authorization_records_agree,
    codes_apart_in_course,
    codes_apart_on_date,
    codes_of_the_field,
    diagnosis_among,
    fractions_per_course_at_most,
    not_billable,
    one_delivery_per_encounter,
    original_claim_known,
    policy_knows_code_set,
    procedure_code_in_force,
    service_date_covered,
    units_per_course_at_most,
    units_per_day_at_most,
    units_within_fractions,
)
from radonc.checks.kind import Kind

KINDS: Mapping[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        authorization_covers_code,
        authorization_in_validity,
        authorization_names_provider,
        authorization_on_file,
        authorization_records_agree,
        codes_apart_in_course,
        codes_apart_on_date,
        codes_of_the_field,
        diagnosis_among,
        fractions_per_course_at_most,
        not_billable,
        one_delivery_per_encounter,
        original_claim_known,
        policy_knows_code_set,
        procedure_code_in_force,
        service_date_covered,
        units_per_course_at_most,
        units_per_day_at_most,
        units_within_fractions,
    )
}
