"""Answers in the formats of others: X12 277CA and 835, FHIR ClaimResponse."""
