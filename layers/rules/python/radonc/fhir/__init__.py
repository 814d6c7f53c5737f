"""FHIR R4 claims and authorization answers, read into records."""
